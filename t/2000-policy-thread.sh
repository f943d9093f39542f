#!/bin/bash
# Where mails land, as deskctl explain says it beforehand and deliver does it: follow-ups, what is
# held and why, an agent's mail, a ticket per mailbox.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
ticket-per-mailbox = yes
agent "bob" {
    addresses = {"bob@example.com"}
    login = "bob"
}
monitor "nagios" {
    senders = {"nagios@example.net"}
    key = 'alert: (\S+)'
    recovery = '^RECOVERY'
}
CF
desk_ctl init >/dev/null
is "the desk is made" $? 0

# from ADDRESS SUBJECT [HEADER]...: a mail on standard output.
from()
{
    local address=$1
    shift
    desk_mail "$@" | sed "s/^From:.*/From: $address/"
}

# deliver ADDRESS OPTION... <MAIL
deliver()
{
    local address=$1
    shift
    desk_ctl deliver --mail-from "$address" --rcpt support@example.com "$@" >"$DESK/out" 2>&1
}

# explain PART [OPTION]... <MAIL
explain()
{
    local part=$1
    shift
    desk_ctl explain --json "$@" - 2>"$DESK/err" | desk_json "$part" | paste -sd ' '
}

# events TICKET: the kinds of its events.
events()
{
    desk_ctl ticket show "$1" --json | desk_json '[e["kind"] for e in d["events"]]' | paste -sd ' '
}

from jane@example.net "Printer" "Message-ID: <1@client.example.net>" |
    sed '/^Message-ID: <[0-9]*\./d' >"$DESK/first.eml"
deliver jane@example.net <"$DESK/first.eml"
is "the first mail opens a ticket" "$(desk_tickets)" 1
token=$(desk_ctl outbox show 1 --json | desk_json 'd["reply_to"]')
thread='[d["thread"][k] for k in ("ticket", "link", "outcome", "linked")]'
hints='[c["link"] + ": " + c["reason"] for c in d["thread"]["candidates"]]'

from noreply@example.org "Your code is 123456" >"$DESK/code.eml"
is "a service's mail is held" "$(explain "$thread" --rcpt "$token" <"$DESK/code.eml")" \
    "1 token held null"
is "and explain says why" "$(explain "$hints" --rcpt "$token" <"$DESK/code.eml")" \
    "token: wins, but a service's mail is never shown to a ticket's customer"
from mallory@example.org "Re: [#1] Printer" >"$DESK/guess.eml"
is "a guessed tag names the obstacle" "$(explain "$hints" <"$DESK/guess.eml")" \
    "subject: the sender is not on that ticket"

from bob@example.com "Fwd: [#1] Printer" >"$DESK/agent.eml"
is "in an agent's name, unproved" "$(explain "$thread" <"$DESK/agent.eml")" "null none new 1"
is "by a signed address it is held" \
    "$(explain "$thread" --rcpt "$token" <"$DESK/agent.eml")" "1 token held null"
is "and he would be told" "$(explain 'd["outgoing"]' --rcpt "$token" <"$DESK/agent.eml")" \
    '{"kind": "agent-alarm", "to": "bob@example.com"}'
is "who has logged in writes a note" "$(explain "$thread" --auth bob <"$DESK/agent.eml")" \
    "1 subject append null"
is "by his login" "$(explain '[d["sender"][k] for k in ("role", "assurance", "evidence")]' \
    --auth bob <"$DESK/agent.eml")" "agent sasl the agent bob has logged in"

from jane@example.net "Something else" >"$DESK/new.eml"
desk_ctl deliver --mail-from jane@example.net --rcpt "$token" <"$DESK/new.eml" >/dev/null 2>&1
like "a new subject is flagged" "$(events 1)" 'new-subject'
is "and tagged" "$(desk_ctl ticket show 1 --json | desk_json 'd["tags"]')" new-subject

desk_ctl ticket set 1 --status closed >/dev/null
from jane@example.net "Re: Printer" "In-Reply-To: <1@client.example.net>" >"$DESK/late.eml"
is "soon after the end an answer joins" "$(explain "$thread" <"$DESK/late.eml")" \
    "1 message-id append null"
two_weeks=1296000000000 # and a day, in microseconds
desk_sql_change "UPDATE ticket SET ended = ended - $two_weeks WHERE id = 1"
is "long after it begins anew" "$(explain "$thread" <"$DESK/late.eml")" \
    "null message-id follow-up 1"
is "and explain says why" "$(explain "$hints" <"$DESK/late.eml")" \
    "message-id: wins, but that ticket ended too long ago: a new one goes on with it"
deliver jane@example.net <"$DESK/late.eml"
like "the new ticket knows the old one" "$(events 2)" 'follow-up'
like "and the old one the new" "$(events 1)" 'follow-up'
is "which stays closed" "$(desk_ctl ticket show 1 --json | desk_json 'd["status"]')" closed

alert()
{
    from nagios@example.net "$1" "Auto-Submitted: auto-generated"
}
deliver nagios@example.net < <(alert "PROBLEM alert: db7/disk")
alert "PROBLEM alert: db7/disk is worse" >"$DESK/more.eml"
is "a monitor's mails of one matter meet" "$(explain "$thread" <"$DESK/more.eml")" \
    "3 correlation append null"
deliver nagios@example.net < <(alert "RECOVERY alert: db7/disk")
is "until it is over" "$(desk_ctl ticket show 3 --json | desk_json 'd["status"]')" closed

from jane@example.net "For both" >"$DESK/both.eml"
deliver jane@example.net --rcpt billing@example.com --rcpt help@example.com <"$DESK/both.eml"
is "each mailbox has its ticket" \
    "$(desk_ctl ticket list --json | desk_json '[t["subject"] for t in d].count("For both")')" 2
deliver jane@example.net --rcpt billing@example.com --rcpt help@example.com <"$DESK/both.eml"
is "once, however often the mail comes" "$(desk_tickets)" 5
from jane@example.net "Re: Printer" "In-Reply-To: <1@client.example.net>" >"$DESK/answer.eml"
desk_ctl ticket set 1 --status open >/dev/null
before=$(desk_ctl ticket show 1 --json | desk_json 'len(d["messages"])')
deliver jane@example.net --rcpt billing@example.com <"$DESK/answer.eml"
is "an answer to both stands once on its ticket" \
    "$(($(desk_ctl ticket show 1 --json | desk_json 'len(d["messages"])') - before))" 1

done_testing
