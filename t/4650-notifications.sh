#!/bin/bash
# Agents hear of their tickets by mail: a team of three, one of them with a digest, and a watcher,
# each mail at whom it is for and at nobody else; with what proves an answer, and in one thread.
# Two agents whose mailboxes answer by themselves, one without a mark of it, bring no flood (L3, L7).
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
agent "bob" {
    addresses = {"bob@example.org"}
}
agent "carol" {
    addresses = {"carol@example.org"}
    notify = digest
}
agent "dave" {
    addresses = {"dave@example.org"}
}
team "front" {
    members = {"alice", "bob", "carol"}
}
mailbox "front" {
    updates = "none"
    address = "front@example.com"
    team = "front"
}
CF
desk_ctl init >/dev/null
desk_start_sink && desk_start_milter && desk_start_post && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

# all_sent: nothing is on its way any more, in Postfix neither.
all_sent()
{
    [ "$(desk_sql "SELECT count(*) FROM outbox WHERE state <> 'sent'")" = 0 ] &&
        [ -z "$(find "$DESK"/queue/{maildrop,incoming,active,deferred} -type f)" ]
}

seen=0
# news: who has been sent what since the last time, by name: "alice agent-new, ...".
news()
{
    wait_for 20 all_sent || echo "not all was sent "
    desk_sql "SELECT recipient, kind FROM outbox WHERE id > $seen AND kind <> 'ack'" |
        sed 's/@[^ ]*//' | LC_ALL=C sort | paste -sd ',' | sed 's/,/, /g'
}

# look: news counts from here.
look()
{
    seen=$(desk_sql "SELECT COALESCE(MAX(id), 0) FROM outbox")
}

# row_of AGENT COLUMN: of the newest mail to him.
row_of()
{
    desk_sql "SELECT $2 FROM outbox WHERE recipient = '$1@example.org' ORDER BY id DESC LIMIT 1"
}

# write FROM TO SUBJECT [HEADER]...
write()
{
    printf '%s\n' "From: $1" "To: $2" "Subject: $3" "Date: $(LC_ALL=C date -R)" \
        "Message-ID: <$BASHPID.$SRANDOM@client.example.net>" "${@:4}" "" "This is about $3." |
        desk_send "$1" "$2" | tail -n 1 | grep -q '^250'
}

# mail_to AGENT: the newest file at the sink for him.
mail_to()
{
    desk_sink_mails "^X-Rcpt-Args: .*$1@example\\.org" | tail -n 1
}

desk_mail "Printer" | sed 's/support@/front@/' | desk_send jane@example.net front@example.com >/dev/null
is "a new ticket goes to those of its team who want each mail" "$(news)" "alice agent-new, bob agent-new"
like "in the customer's name, from our address" "$(cat "$(mail_to bob)")" \
    '^From: "?Jane Doe via Front"? <front@example\.com>'
like "with an address for his answer" "$(cat "$(mail_to bob)")" '^Reply-To: .*front\+r1-'
is "and one for a note" "$(row_of bob note_to | cut -c 1-9)" "front+n1-"
like "marked as a machine's" "$(cat "$(mail_to bob)")" '^Auto-Submitted: auto-notified'
first=$(row_of bob message_id)

look
desk_ctl ticket watch 1 dave >/dev/null 2>&1 ||
    desk_sql_change "INSERT INTO watcher (ticket, agent, since) VALUES (1, 'dave', 1)"
desk_ctl ticket set 1 --assignee bob >/dev/null
is "who is given it hears of that" "$(news)" "bob agent-new"

look
reply=$(desk_sql "SELECT reply_to FROM outbox WHERE kind = 'ack' ORDER BY id LIMIT 1")
check "the customer answers" write jane@example.net "$reply" "Re: Printer"
is "his answer goes to who has it, and who watches" "$(news)" "bob agent-update, dave agent-update"
like "in the thread of what bob was sent first" "$(cat "$(mail_to bob)")" "$first"
is "nothing of it goes to another" "$(desk_sink_mails '^X-Rcpt-Args: .*carol' | wc -l)" 0

look
check "bob is away" write bob@example.org "$(row_of bob reply_to)" "Out of office" \
    "Auto-Submitted: auto-replied"
is "L3: of which nobody hears" "$(news)" ""

# A responder that marks nothing: its mails are held, and whoever it is hears of a few.
for ((n = 1; n <= 15; n++)); do
    write bob@example.org "$(row_of bob reply_to)" "I am away $n" || break
    wait_for 20 all_sent
done
is "L7: fifteen answers of a responder without a mark" "$n" 16
told=$(desk_sql "SELECT count(*) FROM outbox WHERE id > $seen AND recipient = 'bob@example.org'")
check "L7: bring their owner at most ten mails in ten minutes" test "$told" -le 10
told=$(desk_sql "SELECT count(*) FROM outbox WHERE id > $seen AND recipient = 'dave@example.org'")
check "L5: nor does who watches get more" test "$told" -le 10
like "L5: and the ticket says so" "$(desk_ctl ticket show 1)" 'flood'
is "I8: all that has left went to agents, or to the customer" "$(desk_sql "SELECT DISTINCT recipient
    FROM outbox" | LC_ALL=C sort | paste -sd ' ')" \
    "alice@example.com bob@example.org dave@example.org jane@example.net"
done_testing
