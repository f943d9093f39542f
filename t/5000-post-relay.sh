#!/bin/bash
# The relay is away, slow, says no, or drops the connection (F17, F18): each mail is sent once, or
# it is shown why not. It is about the relay: any store would do.
# shellcheck source=t/lib/post.sh
. "${srcdir:-.}/t/lib/post.sh"

post_setup </dev/null
desk_start_post
for who in ann bob cid; do
    post_mail $who
done
check "three acknowledgements are queued" test "$(desk_sql 'SELECT count(*) FROM outbox')" = 3

# Away.
check "the relay is missed" wait_for 15 grep -q 'relay cannot be reached' "$DESK/deskpost.log"
sleep 4
is "one line tells it" "$(post_log 'relay cannot be reached')" 1
is "no attempt is counted" "$(desk_sql 'SELECT sum(attempts) FROM outbox')" 0
is "nothing else is logged of it" "$(post_log 'mail (deferred|failed|uncertain)')" 0
post_sink
is "the relay comes back" $? 0
check "within 10 s all is sent" wait_for 10 post_all sent
is "at the first attempt" "$(desk_sql 'SELECT DISTINCT attempts FROM outbox')" 1
is "one line tells that, too" "$(post_log 'relay answers again')" 1
is "each once" "$(post_copies)" 3

# Not now: at each step. The relay answers, so nothing is wrong with it.
id=3
for at in mail rcpt data dot; do
    id=$((id + 1))
    post_mood put-off $at
    post_mail "later-$at"
    check "4xx at $at: deferred" wait_for 10 post_row $id queued 1
    read -r wait words < <(desk_sql \
        "SELECT (next_at - created) / 1000000, last_error FROM outbox WHERE id = $id")
    check "for a minute, not $wait s" test "$wait" -ge 59 -a "$wait" -le 75
    is "with the relay's words" "$words" "451 4.3.0 try again later"
    post_mood
    desk_ctl outbox retry $id >"$DESK/out" 2>&1
    is "outbox retry makes it due" "$? $(cat "$DESK/out")" \
        "0 outgoing mail $id to later-$at@example.net is due now"
    check "and it is sent" wait_for 10 post_row $id sent 2
done
post_mood put-off
post_mail patience
check "a second 4xx" wait_for 10 post_row 8 queued 1
desk_ctl outbox retry 8 >"$DESK/out" 2>&1
check "is counted" wait_for 10 post_row 8 queued 2
wait=$(desk_sql "SELECT (next_at - $(date +%s)000000) / 1000000 FROM outbox WHERE id = 8")
check "and waits twice as long, $wait s" test "$wait" -ge 110 -a "$wait" -le 121
is "the relay was never called away" "$(post_log 'relay cannot be reached')" 1

# Never.
id=8
for at in mail rcpt data dot; do
    id=$((id + 1))
    post_mood refused $at
    post_mail "never-$at"
    check "5xx at $at: failed" wait_for 10 post_row $id failed 1
done
is "shown as failed" \
    "$(desk_ctl outbox list --state failed --json | desk_json '[r["id"] for r in d]' | paste -sd ' ')" \
    "12 11 10 9"
like "with the reason" "$(desk_ctl outbox list --state failed)" \
    'never-rcpt@example\.net +550 5\.1\.1 no such person here'
like "an event on the ticket" "$(desk_ctl ticket show 12 --json |
    desk_json '[e["detail"] for e in d["events"] if e["kind"] == "outbox-failed"]')" \
    'outbox row 12 could not be sent: 550 5\.1\.1 no such person here'
post_mood
desk_ctl outbox retry 12 >/dev/null
check "retried by hand it is sent" wait_for 10 post_row 12 sent
desk_ctl outbox retry 12 >"$DESK/out" 2>&1
is "but not twice" "$? $(cat "$DESK/out")" \
    "69 deskctl: outgoing mail 12 is sent, so it is not sent again"

# Dropped in mid mail: nobody knows, so the same once more.
post_mood lost
post_mail lost
check "dropped before the dot: tried again at once" wait_for 10 post_row 13 queued 1
post_mood
check "and sent" wait_for 10 post_row 13 sent 2
post_mood cut
post_mail cut
check "dropped after the dot: tried again at once" wait_for 10 post_row 14 queued 1
post_mood
check "and sent" wait_for 10 post_row 14 sent 2
is "the second copy is the last" "$(post_copies 'm["rcpts"] == ["cut@example.net"]')" 2
post_mood cut
post_mail twice
check "dropped twice: uncertain" wait_for 10 post_row 15 uncertain 2
sleep 2
is "and not tried a third time" "$(post_copies 'm["rcpts"] == ["twice@example.net"]')" 2
is "shown as uncertain" \
    "$(desk_ctl outbox list --state uncertain --json | desk_json 'd[0]["id"]')" 15
like "an event on the ticket" "$(desk_ctl ticket show 15 --json |
    desk_json '[e["detail"] for e in d["events"] if e["kind"] == "outbox-uncertain"]')" \
    'outbox row 15 may have been sent'
post_mood
desk_ctl outbox retry 15 >/dev/null
check "until somebody says so" wait_for 10 post_row 15 sent 3

# Slow: nothing runs out of its lease, nothing goes twice.
desk_stop_sink
post_sink --slow 8
is "a slow relay" $? 0
post_mail slow
check "is waited for" wait_for 20 post_row 16 sent 1
is "one copy" "$(post_copies 'm["rcpts"] == ["slow@example.net"]')" 1

check "W37: one Message-ID and the same bytes each time, as they were kept (I7)" post_alike
kill "$desk_post_pid"
wait "$desk_post_pid"
is "deskpost ends well" $? 0
done_testing
