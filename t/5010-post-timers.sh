#!/bin/bash
# The clocks of an SLA with real daemons (RULES I11): of two deskposts each step is taken by one,
# also when the other is killed, and whoever has the ticket hears of it once.
# shellcheck source=t/lib/post.sh
. "${srcdir:-.}/t/lib/post.sh"

post_setup <<'CF'
team "front" {
    members = {"alice"}
}
mailbox "timed" {
    updates = "none"
    address = "timed@example.com"
    team = "front"
    sla = "quick"
}
sla "quick" {
    first-response = {"normal=8s"}
    warn-at = 0.25
    escalation = {"0m alarm", "1s raise-priority"}
}
CF

# deliver NAME: a new ticket of NAME@example.net for the team.
deliver()
{
    desk_mail "A question" | sed "s/jane@example.net/$1@example.net/; s/support@/timed@/" |
        desk_ctl deliver --mail-from "$1@example.net" --rcpt timed@example.com \
            >>"$DESK/deliver.log" 2>&1
}

# happened KIND COUNT: so many tickets have such an event.
happened()
{
    [ "$(desk_sql "SELECT count(*) FROM event WHERE kind = '$1'")" = "$2" ]
}

# alarms: how many alarms to alice have left, each counted once.
alarms()
{
    desk_sql "SELECT message_id FROM outbox WHERE kind = 'agent-alarm'" | python3 -c 'import json, sys
alarms = set(sys.stdin.read().split())
mails = [json.loads(line) for line in open(sys.argv[1])]
print(len({m["message_id"] for m in mails if m["rcpts"][0].startswith("alice")} & alarms))' "$DESK/sink.jsonl"
}

post_sink || bail_out "the sink does not start"
# Who is not to hear of anything comes before anybody looks at the clocks.
deliver quiet
desk_ctl ticket set 1 --status resolved >>"$DESK/deliver.log" 2>&1
post_mail nobody
desk_start one "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
one=$desk_started
desk_start two "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
two=$desk_started
# A step that is due together with a later one is not taken, so whoever takes them waits already.
for name in one two; do
    wait_for 20 grep -q 'deskpost: started' "$DESK/$name.log"
done
for ((n = 1; n <= 5; n++)); do
    deliver "jo$n" || bail_out "no mail: $(tail -n 3 "$DESK/deliver.log")"
done

check "each ticket is warned of" wait_for 10 happened sla-warning 5
kill -KILL "$one"
wait "$one" 2>/dev/null
check "with one of them killed, each is missed" wait_for 12 happened sla-missed 5
check "and escalated" wait_for 5 happened escalated 5
check "all mail leaves" wait_for 10 post_all sent
is "each step was taken once" \
    "$(desk_sql "SELECT kind, count(*), count(DISTINCT ticket) FROM event
        WHERE kind IN ('sla-warning', 'sla-missed', 'escalated') GROUP BY kind ORDER BY kind" |
        paste -sd ,)" "escalated 5 5,sla-missed 5 5,sla-warning 5 5"
is "an alarm for each warning and each end" "$(alarms)" 10
is "what was resolved in time, and what nobody promised, is not told" \
    "$(desk_sql "SELECT count(*) FROM outbox WHERE kind = 'agent-alarm' AND ticket < 3")" 0
is "the priority was raised" \
    "$(desk_sql "SELECT priority, count(*) FROM ticket WHERE id > 2 GROUP BY priority")" "high 5"
like "the ticket tells why" "$(desk_ctl ticket show 3)" \
    'the first response was due on .*: the SLA quick allows 8 s of business time'
kill "$two"
wait "$two"
is "the other ends well" $? 0
done_testing
