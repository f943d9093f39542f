#!/bin/bash
# The desk decides about generated conversations as a slow reference of the rules does: customers,
# strangers, agents who answer, leave notes, command and are told, lists, responders, reports,
# monitors, what relays do to a mail, merges, and stores that were restored (RULES T, S, L and C,
# and the table of trust). Whatever the reference thinks, no mail goes to whom it is not for. The
# mails go through the code as bytes. No daemon and no Postfix.
# DESK_LONG=1 plays 20,000 conversations in place of 1,500, DESK_SEED=2 plays others.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/model.sh
. "$srcdir/t/lib/model.sh"

model_drive t/model/drive
model_reference model.py --drive "$drive" --seed "$seed"
count=1500
[ -z "${DESK_LONG:-}" ] || count=20000

told=$(play --conversations "$count")
is "the desk and the reference agree about each mail" $? 0
printf '%s\n' "$told"
like "it was about all conversations" "$told" "^# seed $seed: $count conversations"

notices 'seed .* conversation [0-9]+ step' tag-joins stolen-token one-merge foreign-results \
    forward-goes-out weak-answer half-done tells-himself \
    -- --conversations 300
done_testing
