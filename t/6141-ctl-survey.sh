#!/bin/bash
# What customers were asked and what they said, as lists and figures: each scale apart, those who
# were not content alone, and a period. Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
is "the desk is made" $? 0

now=$(($(date +%s) * 1000000))
day=86400000000

for n in 1 2 3; do
    printf '%s\n' "From: Jane Doe <jane@example.net>" "To: support@example.com" "Subject: Matter $n" \
        "Message-ID: <$n@client.example.net>" "" "Please help." |
        desk_ctl deliver --mail-from jane@example.net --rcpt support@example.com >/dev/null 2>&1
done

# asked TICKET NUMBER SCALE AGENT CATEGORY DAYS-AGO SCORE COMMENT
asked()
{
    local at=$((now - $6 * day))
    desk_sql_change "INSERT INTO survey (ticket, number, contact, resolved, scale, agent, team,
        category, asked, score, comment, voted, changed) SELECT $1, $2, id, $at + $2, '$3', $4, 'front', $5,
        $at, $7, $8, CASE WHEN $7 IS NULL THEN NULL ELSE $at END,
        CASE WHEN $7 IS NULL THEN NULL ELSE $at + 3600000000 END
        FROM contact WHERE address = 'jane@example.net'"
}

asked 1 1 csat "'alice'" "'Billing'" 50 5 NULL
asked 1 2 csat "'alice'" "'Billing'" 3 2 "'Never again.
Three weeks!'"
asked 2 1 csat "'alice'" NULL 2 4 NULL
asked 3 1 csat NULL NULL 1 NULL NULL
asked 3 2 nps "'bob'" NULL 1 9 NULL
asked 3 3 nps "'bob'" NULL 1 6 NULL
asked 3 4 nps "'bob'" NULL 1 10 NULL
asked 3 5 yes-no "'bob'" NULL 1 0 NULL

# survey EXPRESSION WORD...: of what survey ... --json says, on one line.
survey()
{
    local expression=$1
    shift
    desk_ctl survey "$@" --json | desk_json "$expression" | paste -sd ' '
}

is "those of a month, newest first" "$(survey '[(s["ticket"], s["number"], s["score"]) for s in d]' list)" \
    "[3, 5, 0] [3, 4, 10] [3, 3, 6] [3, 2, 9] [3, 1, null] [2, 1, 4] [1, 2, 2]"
is "those who were not content" "$(survey '[(s["ticket"], s["number"], s["bad"]) for s in d]' list --bad)" \
    "[3, 5, true] [3, 3, true] [1, 2, true]"
is "the first of these" "$(survey '[s["number"] for s in d]' list --bad --limit 1)" "5"
is "a longer time" "$(survey 'len(d)' list --days 60)" 8
like "for people" "$(desk_ctl survey list)" 'jane@example\.net +2 of 5 +alice +front +Billing +Never again\. Three weeks!'
is "all of a ticket" "$(survey '[(s["number"], s["customer"], s["comment"]) for s in d]' show 1)" \
    '[1, "jane@example.net", null] [2, "jane@example.net", "Never again.\nThree weeks!"]'
like "with its vote" "$(desk_ctl survey show 1)" '^  said 2 of 5 on .*Z, changed .*Z$'
is "and its comment" "$(desk_ctl survey show 1 | grep '^  > ')" "  > Never again.
  > Three weeks!"
like "who has said nothing" "$(desk_ctl survey show 3)" 'has said nothing yet'
is "figures by agent" "$(survey '[(r["name"], r["scale"], r["asked"], r["answered"], r["mean"],
    r["good_percent"], r["bad_percent"], r["nps"]) for r in d]' report)" \
    '["alice", "csat", 2, 2, 3.0, 50, 50, null] [null, "csat", 1, 0, null, null, null, null] ["bob", "nps", 3, 3, 8.33, 67, 33, 33] ["bob", "yes-no", 1, 1, 0.0, 0, 100, null]'
is "by category, of a longer time" \
    "$(survey '[(r["name"], r["asked"], r["mean"]) for r in d if r["scale"] == "csat"]' report \
        --by category --days 60)" '["Billing", 2, 3.5] [null, 2, 4.0]'
is "by team" "$(survey '[(r["name"], r["good"], r["bad"]) for r in d]' report --by team)" \
    '["front", 1, 1] ["front", 2, 1] ["front", 0, 1]'
is "by mailbox" "$(survey '[r["name"] for r in d]' report --by mailbox)" \
    "support support support"
is "for people, too" "$(desk_ctl survey report | sed 's/  */ /g; s/ $//')" \
    'NAME SCALE ASKED ANSWERED MEAN GOOD BAD NPS
alice csat 2 2 3.00 50 % 50 % -
- csat 1 0 - - - -
bob nps 3 3 8.33 67 % 33 % +33
bob yes-no 1 1 - 0 % 100 % -'
for wrong in "report --by mood" "report --days 0" "show x" "list --days soon"; do
    # shellcheck disable=SC2086 # words
    said=$(desk_ctl survey $wrong 2>&1 >/dev/null)
    is "survey $wrong: exit status" $? 64
    like "survey $wrong: the reason" "$said" '^deskctl: .*expected'
done
desk_ctl survey show 99 2>/dev/null
is "no such ticket" $? 66
done_testing
