#!/bin/bash
# A responder that answers every mail at once, and whose answers have nothing that says so: at most
# three mails an hour, then silence and a note on the ticket (RULES L5, L7). Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
limits {
    unverified-acks-per-day = 1000
    acks-per-day = 1000
}
CF
desk_ctl init >/dev/null
desk_start sink python3 -B "$srcdir/t/tools/sink.py" --port "$DESK_SINK" --log "$DESK/sink.jsonl" \
    --folder "$DESK/sink"
wait_for 10 port_open "$DESK_SINK" && desk_start_milter && desk_start_postfix && desk_start_post
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"
desk_start responder python3 -B "$srcdir/t/tools/responder.py" "$DESK_SMTP" "$DESK/sink.jsonl" \
    "$DESK/sink"
responder=$desk_started

# begin WHO: the mail that sets the responder of WHO going.
begin()
{
    desk_mail "I begin, $SRANDOM" | sed "s/jane@example.net/$1@example.net/" |
        desk_send "$1@example.net" support@example.com >/dev/null
}

# sent WHO: how many mails the desk has for him, sent or not.
sent()
{
    desk_sql "SELECT count(*) FROM outbox WHERE recipient = '$1@example.net'"
}

# messages WHO: how many mails of his are on tickets.
messages()
{
    desk_sql "SELECT count(*) FROM message JOIN contact ON contact.id = message.author
        WHERE contact.key = '$1@example.net'"
}

# silent WHO MESSAGES: all mails to him were sent, the last one was answered, and so many are here.
silent()
{
    [ "$(messages "$1")" = "$2" ] &&
        [ "$(desk_sql "SELECT count(*) FROM outbox WHERE state <> 'sent'")" = 0 ]
}

# notes WHO: what is noted of the silence on his last ticket.
notes()
{
    desk_sql "SELECT event.kind FROM event WHERE event.ticket = (SELECT max(ticket.id) FROM ticket
        JOIN contact ON contact.id = ticket.requester WHERE contact.key = '$1@example.net')
        AND event.kind <> 'created' ORDER BY event.kind" | paste -sd ' '
}

begin busy
check "L7: the loop ends, with four tickets" wait_for 30 silent busy 4
is "L7: after three mails" "$(sent busy)" 3
is "L5: with a note on the last ticket" "$(notes busy)" "ack-suppressed flood"
like "that says which budget it is" "$(desk_ctl ticket show 4)" \
    'has had as many acknowledgements as an hour allows'

# What a person writes by hand is still taken.
begin busy
check "further mails are stored" wait_for 20 silent busy 5
is "and not answered" "$(sent busy)" 3

begin constant
check "L5: with one subject for all it ends earlier" wait_for 30 silent constant 3
is "after two mails, of which one was for his own first mail" "$(sent constant)" 2
like "for its subject" "$(desk_sql "SELECT detail FROM event WHERE kind = 'flood'")" \
    'one for this very subject'

begin replying
check "an answer to the reply address lands on its ticket" wait_for 30 silent replying 2
is "and is not acknowledged" "$(sent replying)" 1

# An hour later it begins anew, and ends again.
desk_stop_milter
desk_stop_post
desk_sql_change "UPDATE outbox SET created = created - 3700000000"
desk_start_milter && desk_start_post
begin busy
check "L7: an hour later the loop ends, too" wait_for 30 silent busy 9
is "L7: after three mails more" "$(sent busy)" 6

# As the desk is configured by default.
desk_conf </dev/null
kill -USR1 "$desk_milter_pid"
check "the limits are the usual ones" wait_for 10 grep -q 'configuration reloaded' \
    "$DESK/deskmilter.log"
begin unknown
check "L5: there, who is not verified ends it at once" wait_for 30 silent unknown 2
is "after one mail" "$(sent unknown)" 1
is "with a note" "$(notes unknown)" "ack-suppressed flood"
check "the responder has not given up" alive "$responder"
is "I14: tickets, mails and reasons add up" "$(desk_sql "SELECT (SELECT count(*) FROM ticket) -
    (SELECT count(*) FROM outbox) - (SELECT count(*) FROM event WHERE kind = 'ack-suppressed')")" 0
done_testing
