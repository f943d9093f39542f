#!/bin/bash
# Every kind of mail to customers is under way, and two deskposts at once are killed again and again
# (F7, F8, F9 but for the sleep, which is t/5001's), and the relay is slow, full, refuses, or hangs up
# after the dot (F12, F17, F18). Each mail arrives, with few copies and all alike, or says why not; nothing is
# told twice, no survey is asked twice or without its mail, and no timer is taken twice or lost
# (RULES I5 to I9, I11, I12).
#
# DESK_LONG=1: 1,500 mails instead of 300. DESK_SEED: another run than the usual one.
# shellcheck source=t/lib/post.sh
. "${srcdir:-.}/t/lib/post.sh"

seed=${DESK_SEED:-1}
tickets=54
[ -z "${DESK_LONG:-}" ] || tickets=270
declare -A killers=()

post_setup <<'CF'
limits {
    acks-per-hour = 1000
    acks-per-day = 1000
    automatic-per-hour = 100000
    notifications-per-hour = 100000
}
lifecycle {
    update-after = 1s
    remind-before = 2s
    close-waiting-after = 5s
    close-after = 6s
}
survey {
    scale = csat
    delay = 1s
    quiet = 0s
}
team "front" {
    members = {"alice"}
}
sla "watched" {
    first-response = {"normal=1d"}
}
mailbox "life" {
    address = "life@example.com"
    team = "front"
    sla = "watched"
    updates = "assigned, in-progress, on-hold, resolved, reopened, closed, merged"
}
CF

tool()
{
    python3 "$srcdir/t/tools/$1.py" "${@:2}"
}

# start_killed NAME SEED: a deskpost under the killer.
start_killed()
{
    desk_start "$1" python3 "$srcdir/t/tools/killer.py" --seed "$2" --every 150:900 \
        --state "$DESK/$1.json" program -- "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
    killers[$1]=$desk_started
}

# all_kills: of both.
all_kills()
{
    cat "$DESK"/deskpost-?.json | python3 -c 'import json, sys
print(sum(json.loads(part + "}")["kills"] for part in sys.stdin.read().split("}")[:-1]))'
}

# no_timers: whatever was to happen later has happened.
no_timers()
{
    [ "$(desk_sql "SELECT count(*) FROM timer WHERE kind IN ('remind', 'close', 'survey')")" = 0 ]
}

at_rest()
{
    tool quiet "$DESK_STORE" 20 setpriv --reuid "$DESK_USER" --regid "$(id -g "$DESK_USER")" \
        --clear-groups "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" outbox retry
}

post_sink --seed "$seed" --slow 0.05 --put-off 0.04 --cut 0.03 --lost 0.03 --refused 0.01 ||
    bail_out "the sink does not start"
start_killed deskpost-a "$seed"
start_killed deskpost-b $((seed + 1))
found=$(tool lives --store "$DESK_STORE" --log "$DESK/sent.jsonl" --desk life@example.com \
    --tickets "$tickets" --seed "$seed" --pause 1 -- setpriv --reuid "$DESK_USER" \
    --regid "$(id -g "$DESK_USER")" --clear-groups "$DESK_ROOT/bin/deskctl" \
    -c "$DESK/deskmilter.conf" 2>&1)
is "all tickets live their lives" $? 0
diag "$found"
post_mood put-off mail
sleep 2
post_mood
check "all that was to happen later happens" wait_for 40 no_timers
kills=$(all_kills)
for name in "${!killers[@]}"; do
    kill -USR1 "${killers[$name]}"
done
check "there were kills" test "$kills" -ge 10
check "the outbox comes to rest (I12)" at_rest
for name in "${!killers[@]}"; do
    is "$name never ended by itself" "$(grep -c 'ended by itself' "$DESK/$name.log")" 0
    end_process "${killers[$name]}" 20
done
connections=4
found=$(tool checker --sent "$DESK/sent.jsonl" --store "$DESK_STORE" --sink "$DESK/sink.jsonl" \
    --agent alice@example.com --kills $((kills * connections)) \
    --rules I1,I3,I4,I5,I6,I7,I8,I9,I11,told,asked 2>&1)
is "violations" "$(tail -n 1 <<<"$found")" "0 violations"
diag "$found"
extra=$(($(post_copies 'm["outcome"] in ("accepted", "cut")') - $(desk_sql \
    "SELECT count(*) FROM outbox WHERE state = 'sent'")))
diag "$kills kills, about $extra extra copies, $(desk_sql 'SELECT count(*) FROM outbox') mails: $(desk_sql \
    'SELECT kind, count(*) FROM outbox GROUP BY kind ORDER BY kind' | paste -sd ,)"
done_testing
