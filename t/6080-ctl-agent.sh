#!/bin/bash
# Who of the agents works, who is away, and what becomes of tickets then. Several programs that hand
# out tickets at the same time give nobody more than he can have.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
agent "bob" {
    addresses = {"bob@example.com"}
    capacity = 3
    calendar = "office"
}
agent "carol" {
    addresses = {"carol@example.com"}
    capacity = 3
}
team "front" {
    members = {"alice"}
    assign = round-robin
}
team "back" {
    members = {"bob", "carol"}
    assign = least-loaded
}
team "both" {
    members = {"carol", "bob"}
    assign = round-robin
}
calendar "office" {
    timezone = "Europe/Berlin"
    monday = "00:00-24:00"
    tuesday = "00:00-24:00"
    wednesday = "00:00-24:00"
    thursday = "00:00-24:00"
    friday = "00:00-24:00"
    saturday = "00:00-24:00"
    sunday = "00:00-24:00"
}
mailbox "front" {
    updates = "none"
    address = "front@example.com"
    team = "front"
}
mailbox "back" {
    updates = "none"
    address = "back@example.com"
    team = "back"
}
mailbox "both" {
    updates = "none"
    address = "both@example.com"
    team = "both"
}
CF
desk_ctl init >/dev/null
is "the desk is made" $? 0

# mail SENDER MAILBOX [HEADER]...: the verdict as JSON.
mail()
{
    printf '%s\n' "From: $1" "To: $2@example.com" "Subject: A matter" "Message-ID: <$1-$2@client>" \
        "${@:3}" "" "Please help." |
        desk_ctl deliver --json --mail-from "$1" --rcpt "$2@example.com"
}

# agents EXPRESSION: of what agent list --json says of each, on one line.
agents()
{
    desk_ctl agent list --json | desk_json "[$1 for a in d]" | paste -sd ' '
}

# holders CONDITION: who has the tickets, by number.
holders()
{
    desk_sql "SELECT coalesce(assignee, '-') FROM ticket WHERE $1 ORDER BY id" | paste -sd ' '
}

# refuses CODE TEXT WORD...: the exit status, and one line that has the text.
refuses()
{
    local code=$1 text=$2 said
    shift 2
    said=$(desk_ctl agent "$@" 2>&1 >/dev/null)
    is "refused: agent $*" "$? $(wc -l <<<"$said")" "$code 1"
    like "with its reason: agent $*" "$said" "$text"
}

# ---- list, away, back ----
is "the agents and their teams" "$(agents 'a["name"] + ":" + "+".join(a["teams"])')" \
    "alice:front bob:back+both carol:back+both"
is "all work" "$(agents 'a["working"]')" "true true true"
next=$(($(date +%Y) + 1))
is "away until a day, in the zone of his calendar" \
    "$(desk_ctl agent away bob until $next-12-01 --reason $'far\n\033away')" "bob is away until $next-12-01"
is "as it is in UTC" "$(desk_ctl agent list --json | desk_json \
    '[a["away"]["until"] + " " + a["away"]["reason"] for a in d if a["away"]][0]')" \
    "$next-11-30T23:00:00Z far away"
is "he does not work" "$(agents 'a["working"]')" "true false true"
like "and people see it" "$(desk_ctl agent list)" "^bob +back, both +0/3 +no +each +until $next-12-01"
is "away from a time on, for a time" "$(desk_ctl agent away bob until 3d --from 2d --json |
    desk_json 'd["away"]["until"] > d["away"]["since"]')" true
is "works until then" "$(agents 'a["working"]')" "true true true"
is "away until further notice" "$(desk_ctl agent away bob)" "bob is away until further notice"
is "that has no end" "$(agents 'a["away"] and a["away"]["until"]')" "null null null"
is "back" "$(desk_ctl agent back bob)" "bob is back"
is "back again" "$(desk_ctl agent back bob)" "bob was not away"
is "each is an event" "$(desk_sql "SELECT kind FROM event WHERE ticket IS NULL ORDER BY id" |
    paste -sd ' ')" "away away away back"
refuses 66 'no such agent' away zoe
refuses 64 'expected 2026-12-01' away bob until soon
refuses 64 'in the past' away bob until 2020-01-01
refuses 64 'more than ten years' away bob until 2099-12-01
refuses 64 'usage:' away bob 3d
refuses 64 'not later than --from' away bob until 1d --from 2d
refuses 64 '--reassign' away bob --from 2d --reassign

# ---- by mail; the header is what a filter before the desk would have said ----
proved="Authentication-Results: mx.example.com; dmarc=pass header.from=example.com"
carol_says()
{
    printf '%s\n' "From: carol@example.com" "To: front@example.com" "Subject: x" \
        "Message-ID: <$1@client>" "$proved" "" "$2" |
        desk_ctl deliver --json --mail-from carol@example.com --rcpt front@example.com 2>&1
}
is "away by mail" "$(carol_says c1 "#away 3d" | desk_json 'd["verdict"]')" event
is "she is" "$(agents 'a["working"]')" "true true false"
carol_says c2 "#away until soon" >"$DESK/out"
is "a wrong line is a data error" $? 65
like "with what was expected" "$(cat "$DESK/out")" 'refused: line 1: #away until soon: "soon" is no time'
is "explain says so" "$(printf '%s\n' "From: carol@example.com" "$proved" "" "#away until soon" \
    >"$DESK/x.eml"; desk_ctl explain --json "$DESK/x.eml" | desk_json \
    'd["thread"]["outcome"], d["commands"][0]["line"], d["commands"][0]["command"]' |
    paste -sd ' ')" "refused #away until soon away"
is "back by mail" "$(carol_says c3 "#back" | desk_json 'd["verdict"]')" event
is "the same mail acts once" "$(carol_says c1 "#away 3d" | desk_json 'd["verdict"]')" duplicate
is "she works" "$(agents 'a["working"]')" "true true true"
is "no ticket came of it" "$(desk_tickets)" 0

# ---- who leaves hands over ----
mail a@example.net back >/dev/null
is "a ticket has somebody from its beginning" "$(holders true)" bob
like "who does not keep it" "$(desk_ctl agent away bob --reassign)" '^1 tickets went to others'
is "it is another's" "$(holders true)" carol
like "and says why" "$(desk_ctl ticket show 1)" "reassigned: bob is away; carol: "
desk_ctl agent back bob >/dev/null
desk_ctl ticket set 1 --status closed >/dev/null

# ---- many at once: two teams of the same two agents, who can have two more tickets ----
for one in 1 2 3 4; do
    mail "first$one@example.net" back
done >/dev/null
lanes=()
! desk_on postgresql || desk_store_hold || bail_out "the store is not held"
for one in 1 2 3 4 5 6; do
    mail "lane$one@example.net" "$([ $((one % 2)) = 0 ] && echo back || echo both)" \
        >/dev/null 2>"$DESK/lane$one.err" &
    lanes+=($!)
done
# They begin all at once, when the server lets them.
waiting()
{
    [ "$(pg_sql postgres "SELECT count(*) FROM pg_stat_activity
        WHERE wait_event_type = 'Lock'")" -ge 4 ]
}
if desk_on postgresql; then
    check "most of them wait for the store" wait_for 20 waiting
    desk_store_release
fi
wait "${lanes[@]}"
is "ten more tickets" "$(desk_tickets)" 11
is "nobody has more than he can have, and all have as much" \
    "$(desk_sql "SELECT assignee, count(*) FROM ticket WHERE status = 'open' GROUP BY assignee
        ORDER BY assignee" | paste -sd ' ')" "bob 3 carol 3"
is "for four nobody was found, and that is said" \
    "$(desk_sql "SELECT count(*) FROM event WHERE kind = 'unassigned' AND detail LIKE
        'nobody can take it; %'")" 4
# ---- how an agent hears of his tickets ----
wish='[a["notify"] for a in d if a["name"] == "alice"]'
is "as configured at first" "$(desk_ctl agent list --json | desk_json "$wish")" each
is "then as he wishes" "$(desk_ctl agent notify alice digest) $(desk_ctl agent list --json |
    desk_json "$wish")" "alice: digest digest"
is "which is noted" "$(desk_sql "SELECT detail FROM event WHERE kind = 'agent-notify'")" \
    "alice gets one mail a day"
desk_ctl agent notify alice never >"$DESK/out" 2>&1
is "in words that are known" $? 64
desk_ctl agent notify nobody each >"$DESK/out" 2>&1
is "by an agent who is known" $? 66
desk_ctl agent notify alice each >"$DESK/out"

# ---- deskpost gives out what waits as soon as somebody can take it ----
desk_ctl ticket set 2 --status resolved >/dev/null
full()
{
    [ "$(desk_sql "SELECT count(*) FROM ticket WHERE status = 'open' AND assignee IS NOT NULL")" = 6 ]
}
desk_start_post
check "deskpost hands out the oldest that waits" wait_for 20 full
desk_stop_post
is "and no other" "$(desk_sql "SELECT count(*) FROM ticket WHERE assignee IS NULL")" 3

# What has piled up over a night is handed out at once, not so many a minute.
desk_sql_change "INSERT INTO ticket (subject, status, priority, team, mailbox, language, created, updated)
    SELECT 'night', 'new', 'normal', 'front', x.mailbox, x.language, x.created, x.updated
    FROM (SELECT a.mailbox, a.language, a.created, a.updated FROM ticket a CROSS JOIN ticket b
        LIMIT 120) x"
given()
{
    [ "$(desk_sql "SELECT count(*) FROM ticket WHERE subject = 'night' AND assignee = 'alice'")" = 120 ]
}
desk_start_post
check "a backlog is handed out without a break" wait_for 20 given
desk_stop_post

is "handed out by hand, too" "$(desk_ctl ticket set 1 --status open --team front --assignee auto |
    grep -c assignee)" 1
desk_ctl ticket set 1 --team both --assignee auto >/dev/null 2>&1
is "but to nobody who has enough" $? 69
done_testing
