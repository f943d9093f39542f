#!/bin/bash
# What agents and customers command by mail (RULES C1, C2, C6, C8, A28): over SMTP, by the word of
# the filter before the desk. What cannot be done leaves nothing behind in the store, also where
# other mails are written by the same commit.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
store-timeout = 1m
agent "bob" { addresses = {"bob@example.com"} }
CF
desk_ctl init >/dev/null
desk_start_milter && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

agent="Authentication-Results: mx.example.com; dmarc=pass header.from=example.com"
customer="Authentication-Results: mx.example.com; dmarc=pass header.from=example.net"
today=$(LC_ALL=C date -R)

# say FROM ID PROOF LINE...: the answer to a mail of that person on ticket 1, to the recipients $to.
say()
{
    # shellcheck disable=SC2086 # several
    printf '%s\n' "From: $1" "To: support@example.com" "Subject: Re: [#1] printer" "Date: $today" \
        "Message-ID: <$2@client>" "$3" "" "${@:4}" |
        desk_send "$1" ${to:-support@example.com} | tail -n 1
}

alice()
{
    say alice@example.com "$1" "$agent" "${@:2}"
}

# rows: how many there are of all that a mail may leave.
rows()
{
    desk_sql "SELECT (SELECT count(*) FROM ticket), (SELECT count(*) FROM message),
        (SELECT count(*) FROM raw), (SELECT count(*) FROM event), (SELECT count(*) FROM outbox),
        (SELECT count(*) FROM verdict), (SELECT count(*) FROM ticket_tag),
        (SELECT count(*) FROM timer), (SELECT count(*) FROM participant)"
}

# eight_wait: Postfix has all of these mails, and the desk none of their answers.
eight_wait()
{
    [ "$(grep -cE 'message-id=<(group|wrong)[0-9]@client>' "$DESK/mail.log")" = 8 ] &&
        [ ! -s "$DESK/group1" ]
}

# ticket KEY...: what ticket 1 is.
ticket()
{
    desk_ctl ticket show 1 --json | desk_json "$(printf 'd["%s"], ' "$@")" | paste -sd ' '
}

to="support@example.com"
like "a customer writes" "$(printf '%s\n' "From: jane@example.net" "To: support@example.com" \
    "Subject: printer" "Date: $today" "Message-ID: <first@client>" "$customer" "" "It smokes." |
    desk_send jane@example.net support@example.com | tail -n 1)" '^250 '
like "an agent commands" "$(alice one "#assign bob" "#priority high" "" "#wait")" '^250 '
is "and it is done" "$(ticket status priority assignee)" "waiting high bob"

# C2: nothing of a mail is stored that cannot be carried out.
before=$(rows)
while IFS='|' read -r id body answer; do
    like "refused: $body" "$(alice "$id" "$(printf '%b' "$body")")" "^550 5\.7\.1 $answer"
done <<'CASES'
bad1|#tag x\n#take\n\n#prioritise high\nHello|line 4: #prioritise high: there is no such command
bad2|#tag x\n#priority low\n#merge 99|line 3: #merge 99: there is no ticket 99
bad3|#tag x\n#split 7|line 2: #split 7: ticket 1 has no message 7
bad4|#resolve\n#close|line 2: #close: both say which status
bad5|#assign zoë|line 1: #assign zo
bad6|# Title\nHello|line 1: # Title: there is no such command
bad7|#snooze 3d\n#approve|line 2: #approve: no message of ticket 1 is held
CASES
is "nothing of them is there" "$(rows)" "$before"
is "and the ticket is as it was" "$(ticket status priority assignee tags)" "waiting high bob []"

# The same within a commit that writes others' mails.
desk_store_hold
senders=()
for i in 1 2 3 4; do
    alice "group$i" "#tag good$i" >"$DESK/group$i" &
    senders+=($!)
    alice "wrong$i" "#tag wrong$i" "#link 99" >"$DESK/wrong$i" &
    senders+=($!)
done
check "eight mails wait" wait_for 30 eight_wait
desk_store_release
wait "${senders[@]}"
is "four are taken" "$(cat "$DESK"/group? | grep -c '^250 ')" 4
is "four are refused" "$(cat "$DESK"/wrong? | grep -c '^550 5.7.1 line 2: #link 99: there is no ticket 99')" 4
is "and leave nothing" "$(desk_sql "SELECT tag FROM ticket_tag ORDER BY tag" | paste -sd ' ') $(desk_sql \
    "SELECT count(*) FROM message WHERE message_id LIKE 'wrong%'")" "good1 good2 good3 good4 0"

# I16: what others get as well is kept, and the agent is told.
like "what others get too is taken" \
    "$(to="support@example.com carol@example.org" alice both "#tag late" "#merge 99" "Hello")" '^250 '
is "but nothing of it is done" "$(desk_sql "SELECT count(*) FROM ticket_tag WHERE tag = 'late'")" 0
like "and the agent is mailed why" "$(desk_sql "SELECT detail FROM outbox WHERE kind = 'command-result'
    AND recipient = 'alice@example.com' ORDER BY id DESC LIMIT 1")" 'line 2: #merge 99: there is no ticket 99'

# C6, A28: the same mail is one, whichever mailbox it comes to.
sed -i '1i ticket-per-mailbox = yes' "$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid"
check "each mailbox has its ticket now" wait_for 10 grep -q 'configuration reloaded' "$DESK/deskmilter.log"
both="support@example.com billing@example.com"
like "a command to both" "$(to=$both alice again "#priority low")" '^250 '
like "and another" "$(alice other "#priority critical")" '^250 '
for to in "$both" billing@example.com support@example.com "$both"; do
    like "again to $to it gets the answer that it got" "$(alice again "#priority low")" '^250 '
done
to=support@example.com
is "and acts once" "$(ticket priority) $(desk_sql "SELECT count(*) FROM event WHERE kind = 'priority'")" "critical 3"

# A29: what somebody else has written, or nobody can see, commands nothing.
html="$agent
Content-Type: text/html; charset=utf-8"
while IFS='|' read -r id head body; do
    [ "$head" = html ] && head=$html || head=$agent
    like "taken: $body" "$(say alice@example.com "$id" "$head" "$(printf '%b' "$body")")" '^250 '
done <<'CASES'
far1|html|<div class="gmail_quote">#priority low</div>
far2|html|<div><br></div><div class="gmail_quote"><blockquote>#priority low<br>x</blockquote></div>
far3|html|<div style="display:none">#priority low</div><p>Hello</p>
far4|html|<span style="font-size:0">#priority low<br></span>Hello
far5|html|<p>Hello</p><div class="gmail_quote">#priority low</div>
far6|plain|> #priority low
far7|plain|Hello\n#priority low
far8|plain|-----Original Message-----\nFrom: jane@example.net\n\n#priority low
far9|plain|Hello\n-- \n#priority low
CASES
is "and nothing is done" "$(ticket priority)" critical

# C8: a customer by the address that the desk signed for her.
reply=$(desk_sql "SELECT reply_to FROM outbox WHERE kind = 'ack' LIMIT 1")
like "a customer's number alone is text" "$(say jane@example.net text "$customer" "#close")" '^250 '
is "so nothing is closed" "$(ticket status)" open
like "she asks" "$(to=$reply say jane@example.net asks "$customer" "#status")" '^250 '
like "and is told" "$(desk_sql "SELECT detail FROM outbox WHERE kind = 'customer-result'")" '^status open'
like "she closes it" "$(to=$reply say jane@example.net closes "$customer" "#close" "" "Thanks.")" '^250 '
is "it is closed" "$(ticket status)" closed
like "by her" "$(desk_ctl ticket show 1 --json | desk_json \
    '[e["actor"] for e in d["events"] if e["kind"] == "status"][-1]')" '^jane@example.net$'
done_testing
