#!/bin/bash
# Tickets live on as a slow reference of the rules says: what customers are told of them and asked,
# reminders and ends by time, surveys and votes, and what customers command, in generated lives
# whose settings, people and times are drawn by lot (DESIGN section 7; RULES I6, I8, I9, L5, C8,
# A19). No daemon and no Postfix.
# DESK_LONG=1 plays 4,000 lives in place of 60, DESK_SEED=2 plays others.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/model.sh
. "$srcdir/t/lib/model.sh"

model_drive t/model/drive
model_reference life.py --drive "$drive" --templates "$srcdir/templates" --seed "$seed"
count=60
[ -z "${DESK_LONG:-}" ] || count=4000

told=$(play --lives "$count")
is "the desk and the reference agree about each life" $? 0
printf '%s\n' "$told"
like "they were all lived" "$told" "^# seed $seed: $count lives"

notices 'seed .* life [0-9]+ step' first-word twice machine remind-twice no-quiet stranger-votes \
    not-held vote-for-ever -- --lives 60 --until-first
done_testing
