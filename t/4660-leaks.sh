#!/bin/bash
# Notes, addresses of agents, signed addresses, the delimiter, other tickets, commands: none of it
# goes to a customer or a third party, however an agent's mail program quotes, mangles or attaches
# the mails of the desk, and whatever becomes of the ticket later, of which its customer is told,
# reminded and asked; and what usual programs send as an answer goes out (RULES A30, O4, C4, L8).
# No daemon and no Postfix.
# DESK_LONG=1 plays 1,000 rounds in place of 30, DESK_SEED=2 plays others.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/model.sh
. "$srcdir/t/lib/model.sh"

model_drive t/model/circle
desk=(--circle "$drive" --parse "${builddir:-.}/src/deskparse/deskparse" --templates "$srcdir/templates")
rounds=30
[ -z "${DESK_LONG:-}" ] || rounds=1000

model_reference leaks.py "${desk[@]}" --seed "$seed"
told=$(play --rounds "$rounds")
is "nothing of the agents goes to anybody else, and sound answers go out" $? 0
printf '%s\n' "$told"
like "all rounds were played" "$told" "^# $rounds rounds, 0 leaks, 0 held"

done_testing
