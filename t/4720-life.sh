#!/bin/bash
# The life of tickets with the real programs, its spans a few seconds long and two deskposts at
# work: what waits for a customer is reminded of once and closed, what is resolved is closed, an
# answer opens both again, and later a follow-up. Automatic answers in several languages move
# nothing (RULES W14), and what a customer asks by #status, #close, #reopen and #help is answered
# word by word (RULES C8).
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
# With a promise anywhere the timers are looked at each second.
desk_conf <<'CF'
lifecycle {
    close-after = 3s
    close-waiting-after = 12s
    remind-before = 10s
    reopen-within = 10m
}
limits {
    acks-per-hour = 100
    acks-per-day = 100
}
team "front" {
    members = {"alice"}
}
mailbox "life" {
    display-name = "Support"
    address = "life@example.com"
    team = "front"
    sla = "any"
}
sla "any" {
    first-response = {"normal=1d"}
}
CF
desk_ctl init >/dev/null
desk_start sink python3 -B "$srcdir/t/tools/sink.py" --port "$DESK_SINK" --log "$DESK/sink.jsonl" \
    --folder "$DESK/sink"
wait_for 10 port_open "$DESK_SINK" && desk_start_milter && desk_start_postfix && desk_start_post &&
    desk_start two "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf" &&
    wait_for 10 grep -q 'deskpost: started' "$DESK/two.log"
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

today=$(LC_ALL=C date -R)

# say FROM TO SUBJECT BODY [HEADER...]: a mail that our filter calls aligned.
say()
{
    printf '%s\n' "From: $1" "To: $2" "Subject: $3" "Date: $today" "Message-ID: <$BASHPID.$SRANDOM@client>" \
        "Authentication-Results: mx.example.com; dmarc=pass header.from=${1#*@}" "${@:5}" "" "$4" |
        desk_send "$1" "$2" | tail -n 1 | grep -q '^250 ' || echo "# refused: $1, $3"
}

# customer TICKET BODY [SUBJECT [HEADER...]]: the requester answers to his own address.
customer()
{
    say "c$1@example.net" "${reply[$1]}" "${3:-Re: [#$1] A question}" "$2" "${@:4}"
}

# agent TICKET BODY: alice answers to hers.
agent()
{
    say alice@example.com "${hers[$1]}" "Re: [#$1] A question" "$2"
}

# now_is TICKET STATUS
now_is()
{
    [ "$(desk_sql "SELECT status FROM ticket WHERE id = $1")" = "$2" ]
}

# timers TICKET: which of the two it has.
timers()
{
    desk_sql "SELECT kind FROM timer WHERE ticket = $1 AND kind IN ('close', 'remind')
        ORDER BY kind" | paste -sd ' '
}

# closes TICKET: when it does.
closes()
{
    desk_sql "SELECT next_at FROM timer WHERE ticket = $1 AND kind = 'close'"
}

# events TICKET KIND: how many it has.
events()
{
    desk_sql "SELECT count(*) FROM event WHERE ticket = $1 AND kind = '$2'"
}

# has_events TICKET KIND COUNT
has_events()
{
    [ "$(events "$1" "$2")" = "$3" ]
}

# why TICKET: the newest change of its status.
why()
{
    desk_sql "SELECT detail FROM event WHERE ticket = $1 AND kind = 'status' ORDER BY id DESC LIMIT 1"
}

# sent TICKET KIND: how many such mails have left.
sent()
{
    desk_sql "SELECT count(*) FROM outbox WHERE ticket = $1 AND kind = '$2' AND state = 'sent'"
}

# has_sent TICKET KIND COUNT
has_sent()
{
    [ "$(sent "$1" "$2")" = "$3" ]
}

# text TICKET KIND: the plain text of the newest such mail, its moments and its links made plain.
text()
{
    python3 - "$DESK" "$(desk_sql "SELECT message_id FROM outbox WHERE ticket = $1 AND kind = '$2'
        ORDER BY id DESC LIMIT 1")" <<'PY'
import email, email.policy, json, re, sys
for line in open(sys.argv[1] + "/sink.jsonl"):
    if json.loads(line)["message_id"] == sys.argv[2]:
        with open(sys.argv[1] + "/sink/" + json.loads(line)["file"], "rb") as file:
            mail = email.message_from_binary_file(file, policy=email.policy.default)
text = mail.get_body(("plain",)).get_content()
text = re.sub(r"\w+day, \d+ \w+ \d{4} at \d\d:\d\d UTC", "DATE", text)
print(re.sub(r"mailto:\S+", "LINK", text), end="")
PY
}

for n in 1 2 3 4; do
    say "c$n@example.net" life@example.com "A question" "It smokes."
    reply[n]=$(desk_sql "SELECT reply_to FROM outbox WHERE ticket = $n AND kind = 'ack'")
    hers[n]=$(desk_sql "SELECT reply_to FROM outbox WHERE ticket = $n AND kind = 'agent-new'")
done
is "four customers have written" "${#reply[@]} ${#hers[@]}" "4 4"

# ---- one waits, two are resolved ----
senders=()
agent 1 "Which printer is it?" &
senders+=($!)
agent 2 "#resolve" &
senders+=($!)
agent 3 "#resolve" &
senders+=($!)
wait "${senders[@]}"
is "an answered ticket waits, and will be closed" "$(timers 1)" "close remind"
is "a resolved one will be closed" "$(timers 2)" "close"
like "which it says" "$(desk_ctl ticket show 2)" '^closes by itself at [0-9]{4}-'
like "and says to programs" "$(desk_ctl ticket show 1 --json | desk_json 'd["closes"]')" '^20.*Z$'
before=$(closes 2)
customer 2 "Thank you very much!"
is "thanks open nothing" "$(desk_sql "SELECT status FROM ticket WHERE id = 2") $(closes 2)" \
    "resolved $before"

# ---- the commands of a customer, meanwhile ----
# answered COMMAND STATUS: ticket 4 is so afterwards; the words of the answer are standard input.
# Each has a subject of its own, or the third would be one too many of its kind (RULES L5).
answered()
{
    local count
    count=$(sent 4 customer-result)
    customer 4 "$1" "Re: [#4] A question of $1"
    check "$1: answered" wait_for 20 has_sent 4 customer-result $((count + 1))
    is "$1: what is said" "$(text 4 customer-result)" "$(cat)"
    check "$1: the ticket is $2" now_is 4 "$2"
}

end="Kind regards,
Support
life@example.com"
answered "#status" new <<TEXT
Hello,

Your request #4 has come in. One of us will look at it.
Last change: DATE.

$end
TEXT
answered "#close" closed <<TEXT
Hello,

Your request #4 is closed. To come back to it, just reply to
this mail.
Last change: DATE.

$end
TEXT
answered "#reopen" open <<TEXT
Hello,

We are at work on your request #4, and will write to you.
Last change: DATE.

$end
TEXT
answered "#help" open <<TEXT
Hello,

We are at work on your request #4, and will write to you.
Last change: DATE.

You can ask for something in a reply to this mail. Write one of these
words at the very top, on a line of its own:

#status
    tells you how your request stands
#close
    closes your request
#reopen
    opens your request again
#language en
    we write to you in English; de, es, fr, it, ja, pl and pt are
    other languages
#help
    sends you this list

$end
TEXT

# ---- the reminder ----
check "who does not answer is reminded" wait_for 20 has_sent 1 reminder 1
is "of this" "$(text 1 reminder)" "Hello,

We have answered your request #1 and have not heard from you
since. Do you still need our help?

If so, just reply to this mail, or choose this link and write to us.

I still need help:
LINK

If everything is settled, you need not do anything. Or choose this link
and send the mail that opens just as it is.

It is solved:
LINK

If we hear nothing from you, we will close your request on
DATE.

$end

------------------------------------------------------------------------
This is what we wrote to you last:

Which printer is it?"
before=$(closes 1)
customer 1 "Ich bin bis Montag nicht da." "Abwesenheitsnotiz: [#1] A question" \
    "Auto-Submitted: auto-replied"
is "an automatic answer moves nothing" "$(closes 1) $(events 1 machine-mail)" "$before 1"
customer 1 "The one in the hall."
check "an answer opens it" now_is 1 open
is "and nothing closes it any more" "$(timers 1)" ""
agent 1 "Please turn it off."
is "answered again, it waits anew" "$(timers 1)" "close remind"

# ---- what is resolved is closed ----
check "what is resolved is closed" wait_for 20 now_is 2 closed
is "for a reason" "$(why 2)" "from resolved to closed, because nobody has come back to it in time"
senders=()
while IFS='|' read -r subject header; do
    customer 2 "I am away until Monday." "$subject" "$header" &
    senders+=($!)
done <<WAYS
Automatic reply: [#2] A question|X-Auto-Response-Suppress: All
Abwesenheitsnotiz: [#2] A question|Auto-Submitted: auto-replied
=?utf-8?b?$(printf '自動応答: [#2] お問い合わせ' | base64 -w0)?=|Auto-Submitted: auto-replied
=?utf-8?q?R=C3=A9ponse_automatique_=3A_absence?=|X-Autoreply: yes
WAYS
wait "${senders[@]}"
is "W14: automatic answers in four languages are events, and it stays closed" \
    "$(events 2 machine-mail) $(desk_sql "SELECT status FROM ticket WHERE id = 2")" "4 closed"
customer 2 "It smokes again."
check "a person opens it" now_is 2 open
is "and nothing closes it" "$(timers 2)" ""
check "so is the other one" wait_for 20 now_is 3 closed
wait_for 20 desk_sql_change "UPDATE ticket SET ended = ended - 600000000 WHERE id = 3"
customer 3 "It smokes again."
is "an answer that comes too late goes on in another ticket" \
    "$(desk_sql "SELECT kind, ticket, other FROM ticket_tie")" "follow-up 5 3"
check "and leaves it closed" now_is 3 closed

# ---- what waits in vain is closed ----
check "who does not answer is reminded again" wait_for 20 has_sent 1 reminder 2
check "then his ticket is closed" wait_for 20 now_is 1 closed
is "for a reason" "$(why 1)" "from waiting to closed, because its customer has not answered in time"
is "after one reminder for each time" "$(events 1 reminded) $(events 1 reminder-suppressed)" "2 0"
check "what was opened again stays open" now_is 2 open
is "no timer is left" "$(desk_sql "SELECT count(*) FROM timer WHERE kind IN ('close', 'remind')")" 0
done_testing
