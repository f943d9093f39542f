#!/bin/bash
# Nothing automatic answers machines, lists, bounces or ourselves (I9, L1); each silence has its
# reason on the ticket (I6). Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
desk_start_sink && desk_start_milter && desk_start_postfix && desk_start_post
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

total=0
# silent WHAT SENDER [HEADER]...
silent()
{
    desk_mail "$1" "${@:3}" | desk_send "$2" support@example.com | grep -q '^250 ' ||
        diag "not taken: $1"
    total=$((total + 1))
    is "$1: stored" "$(desk_ctl ticket list --json | desk_json 'len(d)')" $total
}

silent "null sender" ""
silent "auto-replied" jane@example.net "Auto-Submitted: auto-replied (vacation)"
silent "auto-generated" jane@example.net "Auto-Submitted: AUTO-Generated"
silent "list" jane@example.net "List-Id: <x.example.org>"
silent "bulk" jane@example.net "Precedence: bulk"
silent "suppressed" jane@example.net "X-Auto-Response-Suppress: OOF, AutoReply"
silent "loop" jane@example.net "X-Loop: something"
silent "noreply" noreply@example.net
silent "owner" owner-list@example.net
silent "daemon" MAILER-DAEMON@example.net
printf 'From: support@example.com\nTo: support@example.com\nSubject: mirror\n\nme\n' |
    desk_send support@example.com support@example.com >/dev/null
total=$((total + 1))
is "our own address: stored" "$(desk_ctl ticket list --json | desk_json 'len(d)')" $total

# L6: a mail that goes round in circles is refused; Postfix counts, with its default limit.
# travelled HOPS: the answer to a mail that came by way of so many servers.
travelled()
{
    { hops "$1" && desk_mail "$1 hops" "Auto-Submitted: auto-generated"; } |
        desk_send jane@example.net support@example.com | tail -n 1
}
hops()
{
    for _ in $(seq "$1"); do
        echo "Received: from a.example.net by b.example.net; Sun, 1 Nov 2026 12:00:00 +0000"
    done
}
like "L6: more than 50 hops are refused" "$(travelled 51)" '^5[0-9][0-9] '
is "L6: and open no ticket" "$(desk_ctl ticket list --json | desk_json 'len(d)')" $total
like "L6: a long way is none" "$(travelled 45)" '^250 '
total=$((total + 1))

# A bounce opens no ticket and is kept all the same (B3).
printf '%s\n' 'From: MAILER-DAEMON@example.net' 'To: support@example.com' \
    'Subject: Undelivered Mail Returned to Sender' 'MIME-Version: 1.0' \
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b' '' \
    '--b' '' 'Sorry.' '--b' 'Content-Type: message/delivery-status' '' \
    'Reporting-MTA: dns; mx.example.net' '' 'Final-Recipient: rfc822; x@example.net' \
    'Action: failed' 'Status: 5.1.1' '' '--b--' |
    desk_send "" support@example.com >/dev/null
is "a bounce opens no ticket" "$(desk_ctl ticket list --json | desk_json 'len(d)')" $total
is "but is kept" "$(desk_sql "SELECT count(*) FROM message WHERE machine = 'bounce'")" 1

# One that may be answered comes last: what leaves before it would have been seen.
desk_mail "A person" "Auto-Submitted: (x) NO ; a=b" |
    desk_send bob@example.net support@example.com >/dev/null
check "a person is answered" wait_for 20 desk_sink_has '^Subject: '
is "nobody else" "$(desk_sink_mails | wc -l)" 1
is "each silence has one reason" "$(desk_sql \
    "SELECT count(*) FROM event WHERE kind = 'ack-suppressed'")" $total


# The budgets of one sender (L5): one acknowledgement a day while nobody has proved who she is; where
# the admin gives more, three an hour.
carol()
{
    for n in "$@"; do
        printf '%s\n' 'From: carol@example.net' 'To: support@example.com' "Subject: $n" '' "$n" |
            desk_send carol@example.net support@example.com >/dev/null
    done
}

carol_acks()
{
    desk_ctl outbox list --json | desk_json '[r["recipient"] for r in d].count("carol@example.net")'
}

carol One Two Three
is "L5: one acknowledgement a day for an unverified sender" "$(carol_acks)" 1
is "L5: the other tickets say why, and that it is a flood" "$(desk_sql "SELECT kind, count(*) FROM event
    WHERE detail LIKE 'the sender is not verified%' GROUP BY kind ORDER BY kind" | paste -sd ' ')" \
    "ack-suppressed 2 flood 2"
echo 'limits { unverified-acks-per-day = 100 }' >>"$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid"
check "more is allowed" wait_for 10 grep -q 'configuration reloaded' "$DESK/deskmilter.log"
carol Four Five Six
is "L5: three an hour for one sender" "$(carol_acks)" 3
printf '%s\n' 'From: carol@example.net' 'To: support@example.com' 'Subject: four' '' 'Once more' |
    desk_send carol@example.net support@example.com >/dev/null
is "L5: and no more" "$(carol_acks)" 3

# Backscatter (A13): a mail that the server itself calls forged is nobody's.
before=$(desk_sql "SELECT count(*) FROM outbox")
desk_mail "Forged" "Authentication-Results: mx.example.com; dmarc=fail header.from=example.net" |
    desk_send dave@example.org support@example.com >/dev/null
is "A13: who is named by a forged mail gets nothing" "$(desk_sql "SELECT count(*) FROM outbox")" \
    "$before"
is "I6: and the ticket says why" "$(desk_sql "SELECT detail FROM event WHERE kind = 'ack-suppressed'
    ORDER BY id DESC LIMIT 1")" "the sender's address is forged"
done_testing
