#!/bin/bash
# What categories and rules make of mails, by deskctl explain and by a slow reference that knows
# the man page alone: random configurations, and mails with words of many scripts, expressions,
# header fields, files, quotes and signatures, of proved, unknown and forged senders.
# DESK_LONG=1 plays 2,000 configurations in place of 30, DESK_SEED=2 plays others.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"
# shellcheck source=t/lib/model.sh
. "$srcdir/t/lib/model.sh"

desk_setup
desk_conf </dev/null
mkdir "$DESK/play"
model_reference triage.py --deskctl "$DESK_ROOT/bin/deskctl" --folder "$DESK/play" \
    --base "$DESK/deskmilter.conf" --mails 20 --seed "$seed"
confs=30
[ -z "${DESK_LONG:-}" ] || confs=2000

told=$(play --confs "$confs")
is "deskctl and the reference agree about each mail" $? 0
printf '%s\n' "$told"
like "many had a category" "$told" "$confs configurations, [0-9]+ mails, [1-9][0-9]+ with a category"

notices 'mail [0-9]+' adds-both last-of-equals any-kind category-first reads-quotes \
    believes-forged believes-all -- --confs 30
done_testing
