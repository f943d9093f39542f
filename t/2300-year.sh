#!/bin/bash
# A year of a desk's traffic with a clock that is played: mails that triage finds, answers, bare thanks,
# strangers, changes of status, priority, team, SLA and assignee, merges and splits; calendars in zones
# whose clocks jump, holidays, every step of an escalation, agents with capacity, hours and absences;
# deskpost down for days and a week, two of them side by side, and the clock 30 days ahead and back
# (RULES I11). A slow reference counts the minutes of each clock: every step once, at the first look at
# its time or after it, none lost, none of a clock that is stopped or has ended, no burst of alarms.
# No daemon and no Postfix. DESK_TEST_STORE=postgresql plays it there.
# DESK_LONG=1 plays a year with thousands of tickets in three forms (SCRIPT_TIME_LIMIT=3600): deskpost
# always up, down in between, two of them at once. DESK_SEED=2 plays others.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/pgsql.sh
. "$srcdir/t/lib/pgsql.sh"
# shellcheck source=t/lib/model.sh
. "$srcdir/t/lib/model.sh"

model_drive t/year/drive
home=$(mktemp -d "${TMPDIR:-/tmp}/desk-year.XXXXXX") || bail_out "no temporary folder"
chmod 711 "$home"
trap 'pg_end; rm -rf "$home"' EXIT
trap 'exit 1' HUP INT TERM
if [ "${DESK_TEST_STORE:-sqlite}" = postgresql ]; then
    pg_setup "$home" nobody
    # Nobody takes the power away here.
    pg_start fsync=off || bail_out "PostgreSQL does not start: $(tail -n 3 "$PG_LOG")"
fi

# play ARGUMENT...: as in model.sh, with a store of its own for each run.
play()
{
    local folder store
    folder=$(mktemp -d "$home/yearXXXXXX") || return 2
    store=sqlite:$folder/desk.db
    if [ "${DESK_TEST_STORE:-sqlite}" = postgresql ]; then
        pg_make_database "${folder##*/}" >&2 || return 2
        store=$(pg_url "${folder##*/}")
    fi
    python3 -B "$srcdir/t/year/year.py" --drive "$drive" --folder "$folder" --store "$store" "$@" \
        2>&1
}

# year FORM TICKETS [ARGUMENT]...: the desk and the reference agree about all of it.
year()
{
    local told
    told=$(play --form "$1" --tickets "$2" "${@:3}" --seed "$seed")
    is "$1: the desk and the reference agree about each step of each clock" $? 0
    printf '%s\n' "$told"
    like "$1: it was about a year, and enough was done" "$told" \
        "365 days, [0-9]{3,} tickets, [0-9]{5,} looks, [0-9]{3,} clock events, [0-9]{3,} alarms"
}

mistakes=(runs-while-waiting no-summer-time put-back lose late burst)
# The checker is the same on either store.
[ "${DESK_TEST_STORE:-sqlite}" = sqlite ] || mistakes=()
size=(--days 80 --tickets 40)
if [ -n "${DESK_LONG:-}" ]; then
    for form in up down two; do
        year "$form" 2000 --often
    done
    mistakes+=(no-holidays thanks-asks keeps-target warns-late no-repeat reopens-old)
    # With all holidays in it.
    size=(--days 365 --tickets 150)
fi
year mixed 110

notices 'seed [0-9]+ minute [0-9]+ ticket [0-9]+' "${mistakes[@]}" \
    -- --form up "${size[@]}" --seed 3
done_testing
