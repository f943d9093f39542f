#!/bin/bash
# The rig of the end-to-end tests itself: a private Postfix without a milter, the sink, a
# Maildir, and nothing left behind.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/desk.sh"

desk_setup

desk_start_sink
is "the sink takes connections" $? 0
postfix_make "$DESK" "$DESK_SMTP" "$DESK_RELAY"
postconf -c "$DESK/postfix" -e "relayhost = [127.0.0.1]:$DESK_SINK"
postfix_maildir "$DESK" jane@example.net
postfix_start "$DESK" "$DESK_SMTP"
is "Postfix starts" $? 0

maildir_has()
{
    grep -rqF -e "$2" "$DESK/mail/$1/new"
}

reply=$(desk_mail "To the outside" | desk_send "" bob@example.org)
is "a mail is taken, status" $? 0
like "a mail is taken, reply" "$reply" '^250 2\.0\.0 Ok: queued as [0-9A-F]+$'
check "it reaches the sink" wait_for 20 desk_sink_has '^Subject: To the outside$'
like "with its envelope" "$(cat "$(desk_sink_mails | head -n 1)")" '^X-Rcpt-Args: <bob@example.org>'

desk_mail "To a Maildir" | desk_send bob@example.org jane@example.net >/dev/null
check "a mail reaches the Maildir" wait_for 20 maildir_has jane@example.net "To a Maildir"

reply=$(printf 'Subject: dots\n\n.\n..\n.x\n' | desk_send bob@example.org bob@example.org)
like "dots are stuffed" "$reply" '^250 '
check "and arrive as they were" wait_for 20 desk_sink_has '^\.x$'

check "the listener without milters answers" port_open "$DESK_RELAY"

# With a milter that is not there each mail is put off, none is lost or let through.
postconf -c "$DESK/postfix" -e \
    "smtpd_milters = { unix:$DESK/run/none.sock, default_action=tempfail }"
postfix -c "$DESK/postfix" reload >/dev/null 2>&1
tempfails()
{
    desk_mail "Too early" | desk_send jane@example.net bob@example.org | grep -q '^4'
}
check "without its milter Postfix says 4xx" wait_for 20 tempfails
reply=$(desk_mail "Relayed" | python3 "$srcdir/t/lib/send.py" "$DESK_RELAY" "" bob@example.org)
like "but the listener without milters takes mail" "$reply" '^250 '

master=$(tr -dc 0-9 <"$DESK/queue/pid/master.pid")
check "Postfix stops" postfix_stop "$DESK"
check "its master has ended" gone "$master"
sink=$desk_sink_pid
desk_stop_sink
check "the sink has ended" gone "$sink"
done_testing
