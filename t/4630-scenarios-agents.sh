#!/bin/bash
# Scenes in which agents work by mail (RULES W3, W10 to W13, W30, W33, W38; A4, A28 to A30): what
# reaches the customer, and what never does.
# shellcheck source=t/lib/agents.sh
. "${srcdir:-.}/t/lib/agents.sh"

agents_setup <<'CF'
answers {
    attachments = 100K
}
CF

# customer_has NUMBER: so many mails of $ticket have come to jane when all is settled.
customer_has()
{
    wait_for 15 settled
    [ "$(mails_of jane@example.net "$ticket" | wc -l)" = "$1" ]
}

last_message()
{
    show '[d["messages"][-1]["direction"]] + [d["status"]]'
}

opened "W3" "The printer burns."
room answer "$DESK/forged" "secret of a forger" gmail "$notice"
hand_in "$DESK_SMTP" "" mallory@example.org "$(field Reply-To "$notice")" <"$DESK/forged"
check "W3: who only says that he is the agent reaches nobody" customer_has 1
is "and is held" "$(show '[m["held"] for m in d["messages"]]' | tr -d '[]')" "false true"
is "and the agent is told" "$(desk_sql "SELECT count(*) > 0 FROM outbox WHERE ticket = $ticket
    AND kind = 'agent-alarm' AND recipient = 'alice@example.com'" | sed 's/t/1/')" 1

opened "W11 inline" "The printer burns."
answer_as gmail alice@example.com "secret: can you look at this?" --forward inline \
    --to vendor@example.org --cc "$(field Reply-To "$notice")"
check "W11: a forward to a third party with the desk in Cc reaches no customer" customer_has 1
is "it is a note" "$(show 'd["messages"][-1]["direction"]')" note

opened "W11 file" "The printer burns."
answer_as outlook alice@example.com "secret: as a file" --forward attached
check "W11: nor does one with the mail as a file" customer_has 1

opened "W12" "The printer burns."
answer_as apple-mail alice@example.com "#note
secret: he calls every month"
check "W12: of a note no byte reaches the customer" customer_has 1
is "it is stored as one" "$(show 'd["messages"][-1]["direction"]')" note
note_to=$(grep -oE 'support\+n[a-z0-9-]+@example\.com' "$notice" | head -n 1)
answer_as thunderbird-html alice@example.com "secret: by the address for notes" --to "$note_to"
check "A30: nor of what went to the address for notes" customer_has 1
notified bob@example.com 2
answer_as outlook-mobile bob@example.com "Dear Jane, we are on it."
check "but of the answer to a note's notification all that is new" customer_has 2
got jane@example.net 2
unlike "and nothing of the note" "$(cat "$letter")" 'every month'

opened "W13" "The printer burns."
submit alice alice@example.com "$(field Reply-To "$notice")" < <(printf '%s\n' \
    "From: Alice Roe <alice@example.com>" "To: $(field Reply-To "$notice")" \
    "Subject: Automatic reply: W13" "Date: $(LC_ALL=C date -R)" "Message-ID: <w13@example.com>" \
    "In-Reply-To: $(field Message-ID "$notice")" "Auto-Submitted: auto-replied" "" \
    "secret: I am skiing.")
check "W13: an agent's absence note reaches no customer" customer_has 1
is "and changes nothing" "$(show 'd["status"]')" new

opened "W30" "The printer burns."
got jane@example.net 1
customer "Jane Doe <jane@example.net>" "$(field Reply-To "$letter")" "New order of paper" \
    "We need paper as well." "In-Reply-To: $(field Message-ID "$letter")"
notified alice@example.com 2
answer_as gmail alice@example.com "The paper is on its way."
got jane@example.net 2
is "W30: the answer has the subject of what is answered" "$(field Subject "$letter")" \
    "Re: [#$ticket] New order of paper"

opened "W33" "The printer burns."
is "W33: the agent's copy is from our own address" "$(field From "$notice")" \
    "Jane Doe via Support <support@example.com>"

opened "W38" "The printer burns."
head -c 300000 /dev/urandom >"$DESK/large.bin"
answer_as gmail alice@example.com "Dear Jane, the photo is below." --attach "$DESK/large.bin"
check "W38: an answer with too much in it does not go out" customer_has 1
is "its text is kept" "$(show '"the photo is below" in d["messages"][-1]["text"]')" true
is "and the agent is told" "$(desk_sql "SELECT count(*) FROM outbox WHERE ticket = $ticket
    AND kind = 'command-result' AND recipient = 'alice@example.com'")" 1

opened "A4" "The printer burns."
token=$(field Reply-To "$notice")
customer "Mallory <mallory@example.org>" "$token" "Re: A4" "secret: #resolve
I have the agent's address." "In-Reply-To: $(field Message-ID "$notice")"
check "A4: an agent's address in other hands opens nothing" customer_has 1
is "and commands nothing" "$(show 'd["status"]')" new

opened "A28" "The printer burns."
answer_as gmail alice@example.com "#tag +once

It is only the fuse."
desk_ctl ticket set "$ticket" --tag -once >/dev/null
submit alice alice@example.com "$token" <"$sent"
is "A28: a command that is sent again is not carried out again" "$(show 'len(d["tags"])')" 0
old=$(LC_ALL=C date -R -d '10 days ago')
submit alice alice@example.com "$(field Reply-To "$notice")" < <(printf '%s\n' \
    "From: Alice Roe <alice@example.com>" "To: x@example.com" "Subject: Re: A28" "Date: $old" \
    "Message-ID: <old@example.com>" "In-Reply-To: $(field Message-ID "$notice")" "" "#resolve")
unlike "nor is one of last week" "$(show 'd["status"]')" resolved

opened "A29" "#resolve
is what the customer says."
answer_as thunderbird alice@example.com "" --between "what the customer=It is not."
unlike "A29: commands in what is quoted are not read" "$(show 'd["status"]')" resolved

opened "W10" "The printer burns."
customer "Jane Doe <jane@example.net>" "support+r$ticket-1-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.com" \
    "Re: W10" "By the address of another desk."
like "W10: the address of another desk with the same number is none of ours" "$answer" '^55[0-9] '
agents_end "skiing" "every month"
