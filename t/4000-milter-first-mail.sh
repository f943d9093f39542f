#!/bin/bash
# A customer's mail becomes a ticket and is acknowledged, through a real Postfix.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
is "deskctl init makes the desk" $? 0
is "the key has no bit for others" "$(stat -c %a "$DESK/keys/secret.key" | tail -c 2)" 0
desk_start_sink && desk_start_milter && desk_start_postfix && desk_start_post
is "sink, deskmilter, Postfix and deskpost start" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

desk_mail "My printer is on fire" "X-Odd:  two  blanks " "X-Folded: a" "	b" |
    sed 's/$/\r/' >"$DESK/first.eml"
desk_send jane@example.net support@example.com <"$DESK/first.eml" >"$DESK/reply"
is "the mail is taken, status" $? 0
like "the mail is taken, reply" "$(cat "$DESK/reply")" '^250 2\.0\.0 '

show=$(desk_ctl ticket show 1 --json)
is "one ticket" "$(desk_ctl ticket list --json | desk_json 'len(d)')" 1
is "its subject" "$(desk_json 'd["subject"]' <<<"$show")" "My printer is on fire"
is "its status" "$(desk_json 'd["status"]' <<<"$show")" new
is "its requester" "$(desk_json 'd["requester"]' <<<"$show")" \
    '{"name": "Jane Doe", "address": "jane@example.net"}'
is "one message" "$(desk_json '[(m["direction"], m["author"]) for m in d["messages"]]' <<<"$show" |
    wc -l)" 1
like "with its text" "$(desk_json 'd["messages"][0]["text"]' <<<"$show")" \
    'this is about: My printer is on fire'
like "an event tells why" "$(desk_json '[e["kind"] for e in d["events"]]' <<<"$show")" '^created$'

desk_ctl ticket raw 1 >"$DESK/raw.eml"
check "the raw mail is what was sent (I1)" cmp "$DESK/first.eml" "$DESK/raw.eml"

check "the acknowledgement leaves" wait_for 20 desk_sink_has '^Subject: .*\[#1\]'
ack=$(tr -d '\r' <"$(desk_sink_mails '^Subject: .*\[#1\]')")
sent_id=$(sed -n 's/^Message-ID: //p' "$DESK/first.eml" | tr -d '\r')
like "its envelope sender is null (O3)" "$ack" '^X-Mail-Args: <>'
like "one recipient (I8)" "$ack" '^X-Rcpt-Args: <jane@example.net>'
is "and only one" "$(grep -c '^X-Rcpt-Args:' <<<"$ack")" 1
like "To" "$ack" '^To: .*jane@example\.net'
like "From is the mailbox" "$ack" '^From: .*support@example\.com'
like "Reply-To has a token" "$ack" '^Reply-To: .*support\+r1-[0-9]+-[a-z2-7]{26}@example\.com'
like "Message-ID is signed" "$ack" '^Message-I[Dd]: <m1-[0-9]+-[a-z2-7]+-[a-z2-7]{26}@mx\.example\.com>'
like "In-Reply-To" "$ack" "^In-Reply-To: $sent_id"
like "References" "$ack" "^References: .*$sent_id"
like "Auto-Submitted" "$ack" '^Auto-Submitted: auto-replied$'
like "no automatic answer to it" "$ack" '^X-Auto-Response-Suppress: All$'
unlike "nothing of the customer's words in it (L8)" "$ack" 'fire|this is about'

sent()
{
    [ "$(desk_ctl outbox list --json | desk_json 'd[0]["state"]')" = sent ]
}
check "the outbox says sent" wait_for 10 sent
is "the bytes are kept as sent (I7)" \
    "$(desk_ctl outbox show 1 | tr -d '\r' | sed -n '/^From:/,$p' | grep -c '^Message-I[Dd]:')" 1

line=$(grep 'mail taken' "$DESK/deskmilter.log")
is "one log line for the mail" "$(wc -l <<<"$line")" 1
like "with its fields" "$line" \
    'queue_id=[0-9A-F]+ message_id=[^ ]+ sender=jane@example\.net ticket=1 verdict=new size=[0-9]+ ms=[0-9.]+'
like "trace finds it by Message-ID" "$(desk_ctl trace "$sent_id")" '#1'
queue_id=$(sed -n 's/.*queue_id=\([0-9A-F]*\).*/\1/p' <<<"$line")
like "and by queue id" "$(desk_ctl trace "$queue_id" --json | desk_json 'd[0]["ticket"]')" '^1$'

is "deskmilter runs without root" "$(ps -o user= -p "$(pgrep -P "$desk_milter_pid" | head -n 1)")" nobody
desk_stop_milter
check "deskmilter says goodbye" grep -q stopped "$DESK/deskmilter.log"
done_testing
