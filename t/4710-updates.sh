#!/bin/bash
# Customers are told how their tickets go on: each word once, several changes as one mail, what was
# taken back not at all, machines nothing, and an answer speaks for itself (RULES I9, O1 to O4, T11).
# shellcheck source=t/lib/agents.sh
. "${srcdir:-.}/t/lib/agents.sh"

agents_setup <<'CF'
mailbox "front" {
    address = "front@example.com"
    team = "frontline"
    updates = "assigned, in-progress, on-hold, resolved, reopened, closed, merged"
}
lifecycle {
    update-after = 1s
    close-after = 4d
}
CF
proved="Authentication-Results: mx.example.com; dmarc=pass header.from=example.net"

declare -A tickets
# ask NAME [FIELD]...: a ticket of jane's with that subject, whose number is kept.
ask()
{
    customer "${from:-Jane Doe <jane@example.net>}" "${to:-front@example.com}" "$1 request" \
        "This is about $1." "$proved" "${@:2}"
    tickets[$1]=$ticket
}

# set_all NAME OPTION VALUE [OPTION VALUE]...
set_all()
{
    desk_ctl ticket set "${tickets[$1]}" "${@:2}" >/dev/null
}

# count NAME [ADDRESS]: the mails of that ticket that have come there.
count()
{
    mails_of "${2:-jane@example.net}" "${tickets[$1]}" | grep -c .
}

# last NAME: the file of the newest mail of that ticket goes to $letter, its text to $text.
last()
{
    letter=$(mails_of jane@example.net "${tickets[$1]}" | tail -n 1)
    text=$(text_of "$letter")
}

# word NAME PATTERN WHAT: the second mail of a ticket is the last one, and says that.
word()
{
    is "$3: one mail" "$(count "$1")" 2
    last "$1"
    like "$3: it says so" "$text" "$2"
}

for name in taken progress hold resolved closed five back merged other answer; do
    ask "$name"
done
from="Carol Low <carol@example.net>" ask carols
from="Jim Ray <jim@example.net>" ask machine "Auto-Submitted: auto-generated"
to=support@example.com ask quiet
check "the tickets are acknowledged" wait_for 20 settled
is "jane has her acknowledgement" "$(count hold)" 1
acknowledged=$(field Message-ID "$(mails_of jane@example.net "${tickets[resolved]}")")

# An answer without a word of its status, and one that resolves; notes stay where they are.
ticket=${tickets[answer]} notified alice@example.com 1
answer_as gmail alice@example.com "#resolve
It was the cable."
ticket=${tickets[resolved]} notified alice@example.com 1
answer_as gmail alice@example.com "#note
secret: he is slow"
ticket=${tickets[hold]} notified alice@example.com 1
answer_as gmail alice@example.com "#hold 2030-12-03 09:00: The part is ordered, {{x}} & <b>."

set_all taken --assignee alice
set_all progress --status in-progress
set_all resolved --status resolved
set_all closed --status closed
set_all quiet --status resolved
set_all machine --status closed
for status in open in-progress on-hold resolved closed; do
    set_all five --status "$status"
done
set_all back --status resolved
set_all back --status open
desk_ctl ticket merge "${tickets[merged]}" "${tickets[other]}" >/dev/null
check "all is sent" wait_for 20 settled

word taken 'in the hands of Alice Roe' "assigned"
word progress 'at work on your request' "in progress"
word hold 'on hold for the moment' "on hold"
like "with the reason, as it was written" "$text" 'The part is ordered, \{\{x\}\} & <b>\.'
like "and the date" "$text" '3 December 2030'
word resolved 'have resolved your request' "resolved"
resolved=$letter
word closed 'have closed your request' "closed"
word five 'have closed your request' "five changes"
word merged "request #${tickets[other]}" "merged"
is "what was taken back is not told" "$(count back)" 1
is "nor anything in a mailbox without updates" "$(count quiet)" 1
is "nor anything to a machine" "$(count machine jim@example.net)" 0
like "and the ticket says why" "$(ticket=${tickets[machine]} show '[e["detail"] for e in d["events"]]')" \
    'not told .*a machine wrote'
is "an answer that resolves is one mail" "$(count answer)" 2
last answer
like "which answers" "$text" 'It was the cable'
like "and says what it brings" "$text" 'we take your request'
like "and how to undo that" "$text" 'mailto:front%2B[^ ]*body=%23reopen'

is "O3: it is no answer of a person" "$(field Auto-Submitted "$resolved")" auto-generated
like "a bounce comes home" "$(field Return-Path "$resolved")" '^<?front\+b'
is "T11: it is in the conversation" "$(field In-Reply-To "$resolved")" "$acknowledged"
like "whose mails it names" "$(field References "$resolved")" "$acknowledged"
is "it goes to one" "$(field To "$resolved")" "Jane Doe <jane@example.net>"
like "from the mailbox" "$(field From "$resolved")" 'front@example\.com'
is "O1: it has seven bits" "$(LC_ALL=C grep -c '[^ -~[:space:]]' "$resolved")" 0

# The customer's answer opens what had ended, and nothing comes twice.
printf '%s\n' "From: Jane Doe <jane@example.net>" "To: $(field Reply-To "$resolved")" \
    "Subject: Re: resolved request" "Message-ID: <asked@client.example.net>" "$proved" "" \
    "It is not solved." >"$DESK/asked"
like "deskctl explain shows what her answer will bring" \
    "$(desk_ctl explain --mail-from jane@example.net --rcpt "$(field Reply-To "$resolved")" - \
        <"$DESK/asked")" 'sends: +status \([a-z-]+\) to jane@example\.net'
customer "Jane Doe <jane@example.net>" "$(field Reply-To "$resolved")" "Re: resolved request" \
    "It is not solved." "$proved" "In-Reply-To: $(field Message-ID "$resolved")"
is "her answer is on the ticket" "$ticket" "${tickets[resolved]}"
for name in taken progress hold closed five; do
    set_all "$name" --priority high
done
set_all five --status closed
desk_ctl ticket merge "${tickets[other]}" "${tickets[carols]}" >/dev/null
check "all is sent again" wait_for 20 settled
is "the ticket is open, and she is told" "$(count resolved)" 3
last resolved
like "by one mail" "$text" 'open again'
is "what stays as it is is not told" \
    "$(for name in taken progress hold closed five; do count "$name"; done | paste -sd ' ')" \
    "2 2 2 2 2"
last other
like "merged into one that is not hers" "$text" 'another one about'
unlike "O4: whose number she does not get" "$(cat "$letter")" "#${tickets[carols]}"
agents_end
