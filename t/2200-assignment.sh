#!/bin/bash
# Who gets a ticket, by the desk's code and by a slow reference that knows the rules alone: random
# teams, arrivals, ends, absences, capacities and working hours. Nobody ever gets more than his
# capacity, and who was free all day has had as many turns as the others, or one more. No daemon
# and no store.
# DESK_LONG=1 plays 100,000 days in place of 1,000, DESK_SEED=2 plays others.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/model.sh
. "$srcdir/t/lib/model.sh"

model_drive t/model/assign
model_reference assign.py --drive "$drive" --seed "$seed"
days=1000
[ -z "${DESK_LONG:-}" ] || days=100000

told=$(play --days "$days")
is "the desk and the reference agree about each ticket" $? 0
printf '%s\n' "$told"
like "it was about all days" "$told" "$days days, [0-9]+ tickets, [1-9][0-9]* days on which"

notices 'team [0-9]+' short-capacity forgets-turn ignores-hours language-first -- --days 100
done_testing
