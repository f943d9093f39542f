#!/bin/bash
# Delivery reports (RULES B1, B3; W1, W18): they mark the very mail that they are proved to be
# about, count against its address, tell agents of an answer that was lost, and nothing else.
# Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
limits {
    acks-per-hour = 100
    acks-per-day = 200
    unverified-acks-per-day = 100
}
agent "carol" {
    addresses = {"carol@gone.example"}
    notify = none
}
agent "dave" {
    addresses = {"dave@example.org"}
    notify = none
}
team "front" {
    members = {"carol", "dave"}
}
mailbox "front" {
    address = "front@example.com"
    team = "front"
}
CF
desk_ctl init >/dev/null
# Answers of agents have no template yet; that of the acknowledgement does for theirs.
cp -r "$DESK_ROOT/share/deskmilter/templates" "$DESK/templates"
for part in subject txt html; do
    cp "$DESK/templates/en/ack.$part" "$DESK/templates/en/reply.$part"
done
sed -i "s|^shipped-template-dir = .*|shipped-template-dir = \"$DESK/templates\"|" "$DESK/deskmilter.conf"

# start, stop: all but Postfix and the sink.
start()
{
    desk_start_milter && desk_start_post
}

stop()
{
    desk_stop_post
    desk_stop_milter
}

# change STATEMENT: behind the back of a desk that is stopped meanwhile.
change()
{
    stop
    desk_sql_change "$1"
    start
}

number=0
# write FROM [TO]: a new ticket.
write()
{
    number=$((number + 1))
    desk_mail "Question $number" | sed "s/^From: .*/From: $1/; s/^To: .*/To: ${2:-support@example.com}/" |
        desk_send "$1" "${2:-support@example.com}" | tail -n 1 | grep -q '^250'
}

# row_of TICKET KIND COLUMN: of the newest such mail.
row_of()
{
    desk_sql "SELECT $3 FROM outbox WHERE ticket = $1 AND kind = '$2' ORDER BY id DESC LIMIT 1"
}

# send_dsn RETURNED RECIPIENT STATUS [TO] [TEXT]: a failure report; "" returns no Message-ID. The
# answer of the server is in $answer.
send_dsn()
{
    local to=${4:-support@example.com}
    number=$((number + 1))
    answer=$(printf '%s\n' 'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)' "To: $to" \
        'Subject: Undelivered Mail Returned to Sender' "Message-ID: <dsn$number@mx.example.net>" \
        "Date: $(LC_ALL=C date -R)" 'MIME-Version: 1.0' \
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b' '' \
        '--b' '' 'I am sorry to have to inform you that your message could not be delivered.' '' \
        '--b' 'Content-Type: message/delivery-status' '' 'Reporting-MTA: dns; mx.example.net' '' \
        "Final-Recipient: rfc822; $2" 'Action: failed' "Status: $3" \
        "Diagnostic-Code: smtp; 550 $3 ${5:-cannot be}" '' \
        '--b' 'Content-Type: text/rfc822-headers' '' 'From: support@example.com' \
        ${1:+"Message-ID: <$1>"} 'Subject: We have your message' '' '--b--' |
        desk_send "" "$to" | tail -n 1)
}

# send_dsns COUNT ...: so many of the same at once, each a mail of its own.
send_dsns()
{
    local count=$1 senders=()
    shift
    while [ $((count--)) -gt 0 ]; do
        send_dsn "$@" &
        senders+=($!)
        number=$((number + 1))
    done
    wait "${senders[@]}"
}

# dsn ...: the same as send_dsn; the verdict on it is in $verdict, the reason in $reason.
dsn()
{
    send_dsn "$@"
    verdict='' reason=''
    [[ $answer == 250* ]] || return 0
    desk_ctl trace "dsn$number@mx.example.net" --json >"$DESK/trace.json"
    verdict=$(desk_json 'd[-1]["verdict"] + " " + str(d[-1]["ticket"])' <"$DESK/trace.json")
    reason=$(desk_json 'd[-1]["reason"]' <"$DESK/trace.json")
}

score_of()
{
    desk_sql "SELECT bounce_score FROM contact WHERE key = '$1'"
}

# events TICKET KIND: the details, one a line.
events()
{
    desk_ctl ticket show "$1" --json |
        desk_json "\"\\n\".join(e[\"detail\"] for e in d[\"events\"] if e[\"kind\"] == \"$2\")"
}

desk_start_sink && start && desk_start_postfix \
    "transport_maps = inline:{ gone.example=virtual: }" \
    "local_header_rewrite_clients ="
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

# W1: our acknowledgement went to a dead address.
check "a mail" write dead@example.net
check "is acknowledged" wait_for 20 desk_sink_has '^Subject: .*\[#1\]'
ack=$(row_of 1 ack message_id)
mails=$(desk_sink_mails | wc -l)
dsn "$ack" dead@example.net 5.1.1 "" "no such user"
is "W1: the report of it is taken" "${answer%% *}" 250
is "W1: stands beside its ticket" "$verdict" "event 1"
like "W1: with the proof" "$reason" 'outgoing mail 1: it returns the Message-ID'
is "B3: the address is dead" "$(score_of dead@example.net)" 2
for _ in {1..9}; do
    send_dsns 11 "$ack" dead@example.net 5.1.1 "" "no such user"
done
dsn "$ack" dead@example.net 5.1.1 "" "no such user"
is "W1: so do 100 more" "$verdict $(desk_sql "SELECT count(*) FROM verdict
    WHERE kind = 'event' AND ticket = 1")" "event 1 101"
is "W1: no ticket" "$(desk_tickets)" 1
is "W1: no mail is queued" "$(desk_sql 'SELECT count(*) FROM outbox')" 1
is "W1: nor has one left" "$(desk_sink_mails | wc -l)" "$mails"
is "W1: they count once" "$(score_of dead@example.net) $(events 1 delivery-failed | wc -l)" "2 1"
like "B3: the event has recipient and reason" "$(events 1 delivery-failed)" \
    'to dead@example\.net \(outgoing mail 1\) could not be delivered: .*no such user'
is "B3: nobody is told of an acknowledgement" "$(desk_ctl ticket show 1 --json |
    desk_json 'd["tags"]')" ""
like "outbox list shows it" "$(desk_ctl outbox list)" '^1 +sent +failed +ack'
is "outbox show has it" "$(desk_ctl outbox show 1 --json |
    desk_json 'd["delivery"] + ": " + d["delivery_detail"]')" "failed: 550 5.1.1 no such user"
like "trace of our Message-ID, too" "$(desk_ctl trace "$ack")" 'reported as failed on .*no such user'
like "ticket show, too" "$(desk_ctl ticket show 1)" 'ack to dead@example\.net: sent.*reported as failed'

# W18: a report that names a victim.
check "a victim" write victim@example.net
check "a stranger" write mallory@example.org
theirs=$(row_of 3 ack message_id)
last=${ack%%@*}
last=${last: -1}
forged=${ack%"$last"@*}$([ "$last" = a ] && echo b || echo a)@${ack#*@}
while IFS='|' read -r what returned to expected; do
    dsn "$returned" victim@example.net 5.1.1 "$to"
    is "W18: $what" "$verdict" "event None"
    like "W18: $what, why" "$reason" "$expected"
done <<WAYS
no Message-ID|||it names no mail
an id of others|x@client.example.net||none of the desk
a forged id|$forged||forged
WAYS
dsn "" victim@example.net 5.1.1 "$(row_of 2 ack reply_to)"
is "W18: to the victim's reply address: it stands beside his ticket" "$verdict" "event 2"
is "W18: and marks no mail" "$(events 2 delivery-failed)" ""
dsn "" victim@example.net 5.1.1 "support+b2-2-aaaaaaaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.com"
like "W18: to a forged bounce address: refused" "$answer" '^550 '
dsn "$theirs" victim@example.net 5.1.1
is "W18: a mail of the stranger's own proves that one" "$verdict" "event 3"
is "W18: and kills his address" "$(score_of mallory@example.org)" 2
is "W18: the victim is not suppressed" "$(score_of victim@example.net)" 0
is "W18: his mail is as it was" "$(row_of 2 ack delivery)" ""
check "W18: his next mail" write victim@example.net
check "W18: is acknowledged" wait_for 20 desk_sink_has '^Subject: .*\[#4\]'

# Two soft failures on two days; then a mail from there heals the address.
check "a full mailbox" write full@example.net
dsn "$(row_of 5 ack message_id)" full@example.net 5.2.2
is "B3: soft counts half" "$(score_of full@example.net)" 1
check "writes again" write full@example.net
is "B3: which heals it" "$(score_of full@example.net)" 0
like "B3: with an event" "$(events 6 address-healed)" 'no longer counts'
# Further mails to it must not come of its own: those would heal it again.
stop
desk_sql_change "UPDATE contact SET key = 'empty@example.net' WHERE key = 'full@example.net';
    UPDATE contact SET key = 'full@example.net' WHERE key = 'victim@example.net';
    UPDATE outbox SET recipient = 'full@example.net' WHERE ticket IN (2, 4)"
start
dsn "$(row_of 2 ack message_id)" full@example.net 5.2.2
dsn "$(row_of 4 ack message_id)" full@example.net 5.2.2
is "B3: once a day" "$(score_of full@example.net)" 1
change "UPDATE contact SET bounce_score = 1, bounced = (SELECT bounced FROM contact
    WHERE key = 'full@example.net') - 86400000000 WHERE key = 'empty@example.net';
    UPDATE contact SET key = 'victim@example.net' WHERE key = 'full@example.net';
    UPDATE contact SET key = 'full@example.net' WHERE key = 'empty@example.net'"
dsn "$(row_of 6 ack message_id)" full@example.net 5.2.2
is "B3: the next day makes it dead" "$(score_of full@example.net)" 2
like "B3: with an event" "$(events 6 address-dead)" 'nothing automatic goes to full@example\.net'
check "B3: a mail from there" write full@example.net
is "B3: heals it" "$(score_of full@example.net)" 0
check "B3: and is acknowledged" wait_for 20 desk_sink_has '^Subject: .*\[#7\]'

# An agent's answer that fails: the team is told. Carol's address is dead, and Postfix says so.
check "a customer of the front" write erin@example.net front@example.com
check "is acknowledged" wait_for 20 desk_sink_has '^Subject: .*\[#8\]'
change "UPDATE outbox SET kind = 'reply' WHERE ticket = 8"
reply=$(row_of 8 reply message_id)
dsn "$reply" erin@example.net 5.1.1 front@example.com "no such user"
is "B3: the report of a lost answer" "$verdict" "event 8"
is "B3: flags the ticket" "$(desk_ctl ticket show 8 --json | desk_json 'd["tags"]')" undeliverable
is "B3: tells the team" "$(desk_sql "SELECT recipient FROM outbox
    WHERE ticket = 8 AND kind = 'agent-alarm' ORDER BY id" | paste -sd ' ')" \
    "carol@gone.example dave@example.org"
check "B3: one of it gets the mail" wait_for 20 desk_sink_has '^To: .*dave@example\.org'
like "B3: with what happened" "$(cat "$(desk_sink_mails '^To: .*dave@example')")" \
    'erin@example\.net'

bounced()
{
    [ "$(desk_sql "SELECT delivery FROM outbox WHERE kind = 'agent-alarm'
        AND recipient = 'carol@gone.example'")" = failed ]
}
check "B1: the bounce of a real Postfix comes home to its mail" wait_for 30 bounced
like "B1: by the envelope sender" "$(desk_sql "SELECT v.reason FROM verdict AS v
    JOIN event AS e ON e.message = v.message WHERE e.kind = 'delivery-failed'
    AND e.detail LIKE '%carol@gone.example%'")" 'it came to the bounce address that the desk signed'
is "B3: it kills the agent's address" "$(score_of carol@gone.example)" 2
is "B3: no alarm about an alarm" "$(desk_sql "SELECT count(*) FROM outbox
    WHERE kind = 'agent-alarm'")" 2
is "B3: no ticket" "$(desk_tickets)" 8

# What the relay would not even take is told in the same way, but not to a dead address.
stop
desk_sql_change "UPDATE ticket SET assignee = 'carol' WHERE id = 7"
desk_sql_change "UPDATE ticket SET assignee = 'dave' WHERE id = 6"
desk_sql_change "UPDATE outbox SET kind = 'reply', state = 'queued', due = 1, next_at = 1,
    settled = NULL, recipient = 'jörg@example.net' WHERE ticket IN (6, 7)"
desk_sql_change "DELETE FROM outbox_bytes WHERE outbox IN
    (SELECT id FROM outbox WHERE ticket IN (6, 7))"
start
given_up()
{
    [ "$(desk_sql "SELECT count(*) FROM outbox WHERE ticket IN (6, 7) AND kind = 'reply'
        AND state = 'failed'")" = 2 ]
}
check "answers that cannot be sent are given up" wait_for 20 given_up
is "B3: the agent is told" "$(row_of 6 agent-alarm recipient)" dave@example.org
like "B3: what happened" "$(row_of 6 agent-alarm detail)" \
    'The reply to jörg@example\.net \(outgoing mail [0-9]+\) could not be sent: '
is "B3: both tickets are flagged" "$(desk_sql "SELECT count(*) FROM ticket_tag
    WHERE tag = 'undeliverable' AND ticket IN (6, 7)")" 2
is "B3: nothing goes to a dead address" "$(row_of 7 agent-alarm recipient)" ""
like "B3: with the reason" "$(events 7 agent-alarm-suppressed)" 'failed'
check "B3: the agent gets it" wait_for 20 desk_sink_has '^Subject: .*\[#6\]'

clean "the store is sound" "$(desk_store_problems)"
done_testing
