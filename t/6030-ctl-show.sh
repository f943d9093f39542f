#!/bin/bash
# What deskctl shows of tickets, outgoing mail and the way of a mail, and what it refuses.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf
desk_ctl init >/dev/null

# show EXPRESSION WORD...: parts of the JSON answer to a command, on one line.
show()
{
    local part=$1
    shift
    desk_ctl --json "$@" 2>&1 | desk_json "$part" | paste -sd ' '
}

status()
{
    desk_ctl "$@" >"$DESK/out" 2>"$DESK/err"
    echo $?
}

is "no ticket yet" "$(show d ticket list)" ""
is "said in words" "$(desk_ctl ticket list)" none

desk_mail "Broken cup" | sed 's/^Message-ID.*/Message-ID: <cup@client.example.net>/' >"$DESK/a.eml"
desk_mail "More" "In-Reply-To: <cup@client.example.net>" |
    sed 's/^Message-ID.*/Message-ID: <more@client.example.net>/' >"$DESK/b.eml"
printf '\nOn Sun, 1 Mar 2026 at 12:00, Support <support@example.com> wrote:\n> Which cup?\n' >>"$DESK/b.eml"
desk_mail "Bill" | sed 's/^From:.*/From: "Bob" <bob@example.org>/' >"$DESK/c.eml"
for mail in a a b; do
    desk_ctl deliver --mail-from jane@example.net --rcpt support@example.com <"$DESK/$mail.eml"
done
desk_ctl deliver --mail-from bob@example.org --rcpt billing@example.com <"$DESK/c.eml"
is "the verdict of a delivery" \
    "$(desk_ctl deliver --json --mail-from bob@example.org --rcpt billing@example.com \
        <"$DESK/c.eml" | desk_json '[d["verdict"], d["ticket"]]' | paste -sd ' ')" "duplicate 2"

is "newest first" "$(show '[t["id"] for t in d]' ticket list)" "2 1"
is "the first-level fields" "$(show 'sorted(d[0])' ticket list)" \
    "assignee category created id language mailbox merged_into priority requester sla status subject tags team updated"
for filter in "--mailbox billing:2" "--requester JANE@example.net:1" "--status new:2 1" \
    "--status closed:" "--limit 1:2" "--before 2:1" "--team x:" "--assignee x:"; do
    # shellcheck disable=SC2086 # an option and its value
    is "ticket list ${filter%:*}" "$(show '[t["id"] for t in d]' ticket list ${filter%:*})" \
        "${filter##*:}"
done
is "options before the words" "$(show '[t["id"] for t in d]' --mailbox billing ticket list)" 2
is "a ticket" "$(show '[d["subject"], d["status"], d["requester"]["address"]]' ticket show 1)" \
    "Broken cup new jane@example.net"
is "its messages" "$(show '[[m["direction"], m["author"], m["subject"], m["held"]] for m in d["messages"]]' \
    ticket show 1)" \
    '["in", "jane@example.net", "Broken cup", false] ["in", "jane@example.net", "More", false]'
is "what is new in them" \
    "$(show '["Which cup?" in m[t] for m in d["messages"] for t in ("text", "reply_text")]' ticket show 1)" \
    "false false true false"
unlike "the quote is not shown to people" "$(desk_ctl ticket show 1)" 'Which cup'
is "that there is one is told, of that mail alone" "$(desk_ctl ticket show 1 |
    grep -c '^\[commands, quotes or a signature left out')" 1
is "its events" "$(show '[e["kind"] for e in d["events"]]' ticket show 1)" "created appended"
is "its people" "$(show '[[p["role"], p["address"]] for p in d["participants"]]' ticket show 2)" \
    '["requester", "bob@example.org"]'
like "times" "$(show 'd["created"]' ticket show 1)" '^20[0-9-]+T[0-9:]+Z$'
like "for people" "$(desk_ctl ticket show 1)" '^#1 Broken cup$'

check "the bytes of the first mail" cmp <(sed 's/$/\r/' "$DESK/a.eml") <(desk_ctl ticket raw 1)
check "of the second" cmp <(sed 's/$/\r/' "$DESK/b.eml") <(desk_ctl ticket raw 1 --message 2)
check "by Message-ID" cmp <(sed 's/$/\r/' "$DESK/b.eml") \
    <(desk_ctl ticket raw --message-id '<more@client.example.net>')

is "the outbox" "$(show '[[r["kind"], r["state"], r["recipient"]] for r in d]' outbox list)" \
    '["ack", "queued", "bob@example.org"] ["ack", "queued", "jane@example.net"]'
is "of a ticket" "$(show '[r["id"] for r in d]' outbox list --ticket 1)" 1
is "by state" "$(show '[r["id"] for r in d]' outbox list --state sent)" ""
is "a row" "$(show '[d["ticket"], d["envelope_from"], d["bytes"]]' outbox show 1)" "1  null"
is "again" "$(show '[d["id"], d["state"]]' outbox retry 1)" "1 queued"
is "who made it due" "$(show '[[e["actor"], e["kind"]] for e in d["events"]][-1:]' ticket show 1)" \
    "[\"deskctl:$DESK_USER\", \"outbox-retry\"]"

is "trace tells each try" "$(show '[v["verdict"] for v in d]' trace cup@client.example.net)" \
    "new duplicate"
is "what it caused" \
    "$(show '[[e["kind"] for e in d[0]["events"]], [r["id"] for r in d[0]["outbox"]], d[1]["outbox"]]' \
        trace '<cup@client.example.net>')" '["created"] [1] []'
own=$(show 'd["message_id"]' outbox show 1)
is "a mail of our own" "$(show 'd[0]["outbox"][0]["id"]' trace "$own")" 1
like "in words" "$(desk_ctl trace cup@client.example.net)" 'opened a ticket, #1: nothing ties it'
is "stats" "$(show '[d["messages"], d["tickets.new"], d["verdicts.duplicate"]]' stats)" "3 2 2"

# refuses CODE WORD...: the exit status, one line on stderr, nothing on stdout.
refuses()
{
    local code=$1
    shift
    is "refused: deskctl $*" "$(status "$@") $(wc -c <"$DESK/out") $(wc -l <"$DESK/err")" "$code 0 1"
}
refuses 66 ticket show 99
refuses 66 ticket raw 99
refuses 66 ticket raw 1 --message 3
refuses 66 ticket raw --message-id nothing
refuses 66 outbox show 99
refuses 66 outbox retry 99
refuses 66 trace nothing
refuses 64 trace ''
refuses 64 ticket show x
refuses 64 ticket show 0
refuses 64 ticket show 9999999999999999999999
refuses 64 ticket show 1 2
refuses 64 ticket raw
refuses 64 ticket raw 1 --message-id x
refuses 64 ticket list --status odd
refuses 64 ticket list --limit 0
refuses 64 ticket list --requester nobody
refuses 64 outbox list --state odd
refuses 64 stats --limit 3
refuses 64 stats --frobnicate
refuses 64 frobnicate
like "the nearest command" "$(desk_ctl ticket shw 1 2>&1)" 'did you mean "ticket show"'
desk_ctl stats >/dev/full 2>"$DESK/err"
is "an output that is full" $? 74
is "the version" "$(desk_ctl -V | cut -d ' ' -f 1)" deskctl
like "the help" "$(desk_ctl --help)" '^  ticket show ID '

desk_store_hide
refuses 78 stats
refuses 78 outbox retry 1
desk_store_show

# Root may look, and leaves nothing of his own in the store.
"$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" stats >/dev/null
"$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" outbox retry 1 >/dev/null
"$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" explain "$DESK/a.eml" >/dev/null
clean "every file of the store is the desk's" "$(find "$DESK/store" ! -user "$DESK_USER")"
done_testing
