#!/bin/bash
# What is known of a customer, and what staff say that he wants: each change is an event with its actor.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
is "the desk is made" $? 0

# mail ID: of Jane's.
mail()
{
    printf '%s\n' "From: Jane Doe <jane@example.net>" "To: support@example.com" "Subject: Matter $1" \
        "Message-ID: <$1@client.example.net>" "" "Please help." |
        desk_ctl deliver --mail-from jane@example.net --rcpt support@example.com >/dev/null 2>&1
}

# contact EXPRESSION WORD...: of what contact ... --json says, on one line.
contact()
{
    local expression=$1
    shift
    desk_ctl contact "$@" --json | desk_json "$expression" | paste -sd ' '
}

# refuses CODE TEXT WORD...: the exit status, and one line that has the text.
refuses()
{
    local code=$1 text=$2 said
    shift 2
    said=$(desk_ctl contact "$@" 2>&1 >/dev/null)
    is "contact $*: exit status" $? "$code"
    like "contact $*: the reason" "$said" "^deskctl: .*$text"
}

events()
{
    desk_sql "SELECT kind, CASE WHEN actor LIKE 'deskctl:%' THEN 'staff' ELSE actor END FROM event
        WHERE ticket = $1 AND kind IN ('contact-language', 'survey-opt-out', 'survey-opt-in')
        ORDER BY id" | paste -sd ,
}

mail one
mail two
wishes='[d["language"], d["surveys"]]'
is "nothing is known of him but his name" \
    "$(contact '[d["name"], d["address"], d["language"], d["proved"], d["surveys"], d["asked"]]' \
        show Jane@EXAMPLE.net)" \
    "Jane Doe jane@example.net null null true null"
is "and his tickets, the newest first" \
    "$(contact '[(t["id"], t["subject"]) for t in d["tickets"]]' show jane@example.net)" \
    '[2, "Matter two"] [1, "Matter one"]'
is "mail reaches him" "$(contact 'd["bounces"]' show jane@example.net)" \
    '{"score": 0.0, "last": null, "stops_mail": false}'
is "a language is chosen for him" \
    "$(contact "$wishes" set jane@example.net --language PT-br)" "pt-BR true"
is "he is asked no more" "$(contact "$wishes" set jane@example.net --surveys no)" \
    "pt-BR false"
is "the same once more is no change" \
    "$(contact "$wishes" set jane@example.net --surveys no --language pt-BR)" "pt-BR false"
is "both at once" "$(contact "$wishes" set jane@example.net --surveys yes --language none)" \
    "null true"
is "each change is on his newest ticket, with who has made it" "$(events 2)" \
    "contact-language staff,survey-opt-out staff,contact-language staff,survey-opt-in staff"
is "and on no other" "$(events 1)" ""
like "an admin understands it" "$(desk_ctl ticket show 2)" \
    'jane@example\.net is not asked any more how it was'
desk_sql_change "UPDATE contact SET bounce_score = 3, bounced = 1795431600000000,
    proved = 1795431600000000 WHERE address = 'jane@example.net'"
is "a dead address is told" "$(contact '[d["bounces"]["score"], d["bounces"]["stops_mail"],
    d["bounces"]["last"], d["proved"]]' show jane@example.net)" \
    "1.5 true 2026-11-23T11:00:00Z 2026-11-23T11:00:00Z"
is "and so for people" "$(desk_ctl contact show jane@example.net)" "Jane Doe <jane@example.net>
language: none chosen
proved to read mail there: since 2026-11-23T11:00:00Z
wants no surveys: no
last asked how it was: never
bounces: the last one 2026-11-23T11:00:00Z, so no automatic mail goes there
$(desk_sql "SELECT id FROM ticket ORDER BY id DESC" | while read -r id; do
    desk_ctl ticket show "$id" --json |
        desk_json '"#%d %s, %s: %s" % (d["id"], d["created"], d["status"], d["subject"])'
done)"
refuses 66 "nobody with this address is known" show carol@example.net
refuses 66 "nobody with this address is known" set carol@example.net --surveys no
refuses 64 "expected an address" show carol
refuses 64 "nothing to change" set jane@example.net
refuses 64 "expected yes or no" set jane@example.net --surveys maybe
refuses 64 "no templates for no language: expected .*en" set jane@example.net --language "no language"
refuses 64 "no templates for xx" set jane@example.net --language xx
refuses 64 "no option of" show jane@example.net --language de
is "what was refused has changed nothing" "$(contact "$wishes" show jane@example.net)" "null true"
clean "the store is sound" "$(desk_store_problems)"
done_testing
