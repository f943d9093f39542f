#!/bin/bash
# What people do to tickets by deskctl, and where the mails that come then land.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
team "frontline" { members = {"alice"} }
CF
desk_ctl init >/dev/null
desk_start_sink && desk_start_milter && desk_start_postfix && desk_start_post
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

jane="Jane Doe <jane@example.net>"
bob="Bob <bob@example.net>"
dora="Dora <dora@example.net>"
pat="Pat <pat@example.net>"
mallory="Mallory <mallory@example.org>"

# mail ID FROM TO SUBJECT [HEADER]...: sends one with a Message-ID of our choice.
mail()
{
    local sender=${2##*<}
    printf '%s\n' "From: $2" "To: $3" "Subject: $4" "Date: $(LC_ALL=C date -R)" \
        "Message-ID: <$1@client.example.net>" "${@:5}" "" "This is mail $1." |
        desk_send "${sender%>}" "$3" >/dev/null
}

# landed ID: "verdict ticket"
landed()
{
    desk_ctl trace "$1@client.example.net" --json |
        desk_json 'd[-1]["verdict"] + " " + str(d[-1]["ticket"])'
}

# token_of TICKET: the reply address in its acknowledgement.
token_of()
{
    wait_for 20 desk_sink_has "^Subject: .*\[#$1\]" || return
    tr -d '\r' <"$(desk_sink_mails "^Subject: .*\[#$1\]" | head -n 1)" |
        sed -n 's/^Reply-To:.*<\(.*\)>.*/\1/p; s/^Reply-To: \([^<]*\)$/\1/p'
}

# show EXPRESSION TICKET: parts of what ticket show --json prints, on one line.
show()
{
    desk_ctl ticket show "$2" --json | desk_json "$1" | paste -sd ' '
}

people='[[p["role"], p["address"], p["confirmed"]] for p in d["participants"]]'
kinds='[e["kind"] for e in d["events"]]'
subjects='[m["subject"] for m in d["messages"]]'

# refuses CODE WORD...: the exit status, one line on stderr, nothing on stdout.
refuses()
{
    local code=$1 status
    shift
    desk_ctl ticket "$@" >"$DESK/out" 2>"$DESK/err"
    status=$?
    is "refused: ticket $*" "$status $(wc -c <"$DESK/out") $(wc -l <"$DESK/err")" "$code 0 1"
}

# ---- set ----
mail one "$jane" support@example.com "Printer on fire" "Cc: bob@example.net"
is "a ticket" "$(landed one)" "new 1"
check "it is acknowledged" token_of 1
is "set prints the ticket" "$(desk_ctl ticket set 1 --json --priority high --assignee alice \
    --team frontline --category Hardware --tag +fire --tag +a --tag -a --subject "Smoke" |
    desk_json '[d[k] for k in ("priority", "assignee", "team", "category", "tags", "subject",
        "status")]' | paste -sd ' ')" 'high alice frontline Hardware ["fire"] Smoke open'
is "an event for each change" "$(show '[e["kind"] for e in d["events"] if e["actor"] != "desk"]' 1)" \
    "category team assignee subject priority tag-added tag-added tag-removed status"
is "that says who did it" "$(show '[e["actor"] for e in d["events"]][-1]' 1)" "deskctl:$DESK_USER"
is "and prints them" "$(desk_ctl ticket set 1 --status waiting --tag -fire)" \
    "#1 tag-removed: fire
#1 status: from open to waiting"
is "nothing to do" "$(desk_ctl ticket set 1 --status waiting)" "#1 is so already"
"$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" ticket set 1 --team none --category none >/dev/null
is "root is named" "$(show '[e["actor"] for e in d["events"]][-1]' 1)" "deskctl:root"
desk_on postgresql ||
    clean "and leaves no file of his own" "$(find "$DESK/store" ! -user "$DESK_USER")"
refuses 64 set 1
refuses 64 set 1 --status odd
refuses 64 set 1 --status merged
refuses 64 set 1 --priority high --assignee nobody
refuses 64 set 1 --team odd
refuses 64 set 1 --tag fire
refuses 64 set 1 --subject " "
refuses 66 set 99 --status open
refuses 64 set 1 2 --status open

# ---- merge ----
mail two "$jane" support@example.com "It smokes"
mail three "$jane" support@example.com "Smoke everywhere"
token=$(token_of 1)
like "a reply address of the first" "$token" '^support\+r1-'
like "what is merged is said" "$(desk_ctl ticket merge 1 2)" '^#1 merged: merged into #2,'
is "merge prints what was merged" "$(desk_ctl ticket merge 2 3 --json |
    desk_json '[d["id"], d["status"], d["merged_into"]]' | paste -sd ' ')" "2 merged 3"
is "it is shown where they went" "$(show '[d["merged_into"], d["status"]]' 1)" "3 merged"
is "and what came" "$(show '[d["merged"], d["status"]]' 3)" "[1, 2] new"
like "in words" "$(desk_ctl ticket show 3)" '^#1 was merged into it: Smoke$'
is "messages stay" "$(show "$subjects" 1) / $(show "$subjects" 3)" \
    "Printer on fire / Smoke everywhere"
is "her role and his are kept apart" "$(show "$people" 3)" \
    '["requester", "jane@example.net", true] ["cc", "bob@example.net", false]'
mail w29 "$jane" "$token" "Re: Printer on fire"
is "T8, W29, A32: the token of what was merged twice" "$(landed w29)" "append 3"
mail tag "$jane" support@example.com "Re: [#1] Printer on fire"
is "T8: its tag" "$(landed tag)" "append 3"
mail bob "$bob" support@example.com "Re: Printer on fire" "In-Reply-To: <one@client.example.net>"
is "A32: who was on the first alone" "$(landed bob)" "append 3"
mail stolen "$mallory" "$token" "Re: Printer on fire"
is "A32: the token in other hands" "$(landed stolen)" "held 3"
like "a merged ticket says where to go" "$(desk_ctl ticket set 1 --status open 2>&1)" \
    'now ticket 3$'
refuses 69 set 1 --status open
refuses 69 merge 1 3
refuses 69 merge 3 1
refuses 69 merge 3 3
refuses 66 merge 3 99
refuses 66 merge 99 3
refuses 64 merge 3

# ---- approve ----
desk_ctl ticket set 3 --status resolved >/dev/null
number=$(show '[i for i, m in enumerate(d["messages"], 1) if m["held"]][0]' 3)
refuses 69 approve 3 --message 1
refuses 66 approve 3 --message 99
like "approving is said" "$(desk_ctl ticket approve 3 --message "$number")" \
    "^#3 approved: message $number of mallory@example.org is not held any more; its author is on"
is "the ticket is open again" "$(show 'd["status"]' 3)" open
is "nothing is held" "$(show '[m["held"] for m in d["messages"]].count(True)' 3)" 0
is "he is on it" "$(show "$people" 3)" '["requester", "jane@example.net", true]'\
' ["cc", "bob@example.net", false] ["cc", "mallory@example.org", true]'
mail let-in "$mallory" support@example.com "Re: Printer" "In-Reply-To: <stolen@client.example.net>"
is "his answer gets in" "$(landed let-in)" "append 3"
refuses 69 approve 3

# ---- split ----
mail four "$dora" support@example.com "Invoice"
mail other "$dora" support@example.com "And my password" "In-Reply-To: <four@client.example.net>"
mail more "$dora" support@example.com "Password again" "In-Reply-To: <four@client.example.net>"
mail last "$dora" support@example.com "The invoice" "In-Reply-To: <four@client.example.net>"
is "four mails on one ticket" "$(landed last) $(show 'len(d["messages"])' 4)" "append 4 4"
token=$(token_of 4)
is "split prints the new ticket" "$(desk_ctl ticket split 4 --message 3 --message 2 --json |
    desk_json '[d["id"], d["subject"], d["requester"]["address"]]' | paste -sd ' ')" \
    "5 And my password dora@example.net"
is "its messages" "$(show "$subjects" 5)" "And my password Password again"
is "those that stay are numbered anew" "$(show '[m["sequence"] for m in d["messages"]]' 4)" "1 2"
is "its silence has a reason" "$(show "$kinds" 5)" "split-off split-off ack-suppressed"
is "both name the other" "$(show '[[t["ticket"], t["kind"], t["other"]] for t in d["ties"]]' 4)" \
    '[5, "split", 4]'
like "in words" "$(desk_ctl ticket show 4)" '^split into #5$'
like "from either side" "$(desk_ctl ticket show 5)" '^split off from #4$'
mail re-other "$dora" support@example.com "Re: password" "In-Reply-To: <other@client.example.net>"
is "a reply to what was moved" "$(landed re-other)" "append 5"
mail re-four "$dora" "$token" "Re: Invoice"
is "a reply to what stayed" "$(landed re-four)" "append 4"
is "trace tells of the move" "$(desk_ctl trace other@client.example.net --json |
    desk_json '[e["kind"] for e in d[0]["events"]]' | paste -sd ' ')" "appended split split-off"
refuses 64 split 4
refuses 64 split 4 --message 0
refuses 66 split 4 --message 9
mail lone "$bob" billing@example.com "Alone"
refuses 69 split 6 --message 1

# ---- link ----
like "link says what it did" "$(desk_ctl ticket link 6 2)" '^#6 linked: has to do with #3$'
is "once" "$(desk_ctl ticket link 3 6)" "#3 is so already"
like "it shows on the one" "$(desk_ctl ticket show 6)" '^has to do with #3$'
like "and on the other" "$(desk_ctl ticket show 3)" '^has to do with #6$'
refuses 69 link 6 6
refuses 66 link 6 99

# ---- cc ----
desk_ctl ticket cc 3 bob@example.net carol@example.net >/dev/null
is "cc confirms and adds" "$(show '[p["address"] for p in d["participants"] if p["confirmed"]]' 3)" \
    "jane@example.net bob@example.net mallory@example.org carol@example.net"
desk_ctl ticket cc 3 mallory@example.org --remove >/dev/null
mail out "$mallory" support@example.com "Re: Printer" "In-Reply-To: <stolen@client.example.net>"
is "who was taken off does not get in" "$(landed out)" "new 7"
refuses 69 cc 3 jane@example.net --remove
refuses 69 cc 3 nobody@example.net --remove
refuses 64 cc 3 HELP+x@example.com
refuses 64 cc 3 nonsense
refuses 64 cc 3
refuses 69 cc 3 p{1..10}@example.net
is "all or nothing" "$(show 'len(d["participants"])' 3)" 3

is "T9: found by the mailbox of what was merged" "$(desk_ctl ticket merge 6 3 >/dev/null
    desk_ctl ticket list --mailbox billing --json | desk_json '[t["id"] for t in d]' |
        paste -sd ' ')" "6 3"

# ---- who hears of it, and when again ----
desk_ctl ticket watch 7 alice >"$DESK/out"
is "an agent watches" "$(cat "$DESK/out") $(show 'd["watchers"]' 7)" \
    "#7 watched: alice hears of this ticket from now on alice"
is "once" "$(desk_ctl ticket watch 7 alice)" "#7 is so already"
refuses 64 watch 7 alice nobody
is "all of them or none" "$(desk_ctl ticket unwatch 7 alice >"$DESK/out"; show 'd["watchers"]' 7)" ""
refuses 64 unwatch 7 nobody
refuses 66 watch 999 alice
before=$(show 'd["status"]' 7)
desk_ctl ticket snooze 7 3d >"$DESK/out"
like "a ticket is put off" "$(cat "$DESK/out")" '^#7 snoozed: put off until 20'
is "and nothing else is changed" "$(show 'd["status"], d["wake"] is not None' 7)" "$before true"
desk_ctl ticket snooze 7 2099-02-01 09:00 >"$DESK/out" 2>&1
is "not for a lifetime" $? 64
desk_ctl ticket snooze 7 none >"$DESK/out"
is "and not any more" "$(show 'd["wake"], d["events"][-1]["kind"]' 7)" "null unsnoozed"
refuses 64 snooze 7 tomorrow
refuses 64 snooze 7 2020-01-01
desk_ctl ticket set 7 --status resolved >"$DESK/out"
refuses 69 snooze 7 3d
desk_ctl ticket set 7 --status "$before" >"$DESK/out"

# ---- side by side ----
for pair in 1 2 3 4 5; do
    mail "a$pair" "$pat" support@example.com "a $pair"
    mail "b$pair" "$pat" support@example.com "b $pair"
done
merged=
for pair in 1 2 3 4 5; do
    a=$(desk_ctl trace "a$pair@client.example.net" --json | desk_json 'd[0]["ticket"]')
    b=$((a + 1))
    desk_ctl ticket merge "$a" "$b" >/dev/null 2>&1 &
    first=$!
    desk_ctl ticket merge "$b" "$a" >/dev/null 2>&1 &
    second=$!
    wait "$first"
    code=$?
    wait "$second"
    merged+=" $((code + $?)):$(show 'd["status"]' "$a" | grep -c merged)$(show 'd["status"]' "$b" |
        grep -c merged)"
done
like "two at once make no circle" "$merged" '^( 69:(01|10)){5}$'

check "the last acknowledgement leaves" wait_for 20 desk_sink_has '\[#7\]'
clean "nobody was mailed who was only noted" \
    "$(grep -rlE '^X-Rcpt-Args: <(bob|carol)@example.net>' "$DESK/sink" |
        xargs -r grep -L '\[#6\]')"
clean "the store is sound" "$(desk_store_problems)"
done_testing
