#!/bin/bash
# One template of the desk's own in place of a shipped one, in a desk that runs; and what deskctl
# says of templates: which are used, what is wrong with them, what a mail would look like. One store
# is enough: templates know nothing of it, and all that is read of it is read by the others, too.
# shellcheck source=t/lib/post.sh
. "${srcdir:-.}/t/lib/post.sh"

desk_setup
mkdir -p "$DESK/own/en"
DESK_RELAY_URL=smtp://127.0.0.1:$DESK_SINK desk_conf <<CF
template-dir = "$DESK/own"
CF
desk_ctl init >"$DESK/init.log" 2>&1 || bail_out "deskctl init: $(cat "$DESK/init.log")"
post_sink || bail_out "the sink does not start"
shipped=$DESK_ROOT/share/deskmilter/templates

# own FILE: a template of the desk's own, from standard input.
own()
{
    mkdir -p "$DESK/own/${1%/*}" && cat >"$DESK/own/$1"
}

# checked: what the check says, without the names of the folders, and its exit status.
checked()
{
    local code
    desk_ctl template check >"$DESK/advice" 2>"$DESK/problems"
    code=$?
    echo "$(sed "s,$DESK/own/,," "$DESK/problems" | paste -sd ';') $code"
}

# status WORD...: the exit status.
status()
{
    desk_ctl "$@" >"$DESK/out" 2>"$DESK/err"
    echo $?
}

# pick EXPRESSION WORD...: of the JSON answer.
pick()
{
    local part=$1
    shift
    desk_ctl --json "$@" | desk_json "$part" | paste -sd ' '
}

# mail_of ID PATTERN: the mail of that outbox row, as the relay has it, has the text.
mail_of()
{
    local id file
    wait_for 10 post_row "$1" sent || return 1
    id=$(desk_sql "SELECT message_id FROM outbox WHERE id = $1")
    file=$(grep -lF -e "<$id>" "$DESK"/sink/*.eml)
    grep -q -e "$2" "$file"
}

# ---- as it comes ----
is "what is shipped is sound" "$(desk_ctl template check 2>&1; echo $?)" 0
is "every template has three parts in English" \
    "$(pick 'sorted({(f["subject"]["own"], f["text"]["own"], f["html"]["own"]) for f in d})' \
        template list --lang en)" "[false, false, false]"
is "a line each" "$(desk_ctl template list --lang en | awk 'NR > 1 && $2 == "en"' | wc -l)" \
    "$(pick 'len(d)' template list --lang en)"

# ---- one file of the desk's own, while it runs ----
desk_start_post
post_mail jane
check "the shipped text" mail_of 1 'Thank you for writing to us'
check "with its HTML" mail_of 1 'text/html'
own en/ack.txt <<<'Ours: {{ticket.id}}'
kill -USR1 "$desk_post_pid"
check "deskpost has reloaded" wait_for 10 grep -q "read again" "$DESK/deskpost.log"
post_mail jim
check "the desk's own text" mail_of 2 '^Ours: 2'
is "and no HTML, which would say something else" "$(mail_of 2 'text/html'; echo $?)" 1
check "with the shipped subject" mail_of 2 '^Subject: \[#2\] '
own en/ack.html <<<'<p>Ours too</p>'
own en/ack.mailbox-billing.txt <<<'Of billing: {{ticket.id}}'
kill -USR1 "$desk_post_pid"
check "deskpost has reloaded again" wait_for 10 \
    eval "[ \"\$(grep -c 'read again' '$DESK/deskpost.log')\" -ge 2 ]"
post_mail joe
check "with HTML of its own, too" mail_of 3 'Ours too'
desk_mail "Bill" | sed 's/jane@/jack@/' | desk_ctl deliver --mail-from jack@example.net --rcpt billing@example.com \
    >>"$DESK/deliver.log" 2>&1
check "a variant for one mailbox" mail_of 4 '^Of billing: 4'
desk_stop_post
is "the list says so" \
    "$(desk_ctl template list --lang en | awk '$1 == "ack"' | tr -s ' ' | sed 's/ $//' | paste -sd ';')" \
    'ack en shipped own own;ack en shipped own of the mailbox own, left out mailbox billing'
is "and for that mailbox alone" "$(pick \
    '[[f["text"]["variant"], f["html"]["used"]] for f in d if f["template"] == "ack"]' \
    template list --lang en --mailbox billing)" '["mailbox", false]'
is "that is no error" "$(checked)" " 0"
like "but advice" "$(cat "$DESK/advice")" \
    '^advice: .*/own/en/ack\.mailbox-billing\.txt:0: its mails have no HTML: .*/ack\.html is less special'
is "deskctl check has nothing against it either" "$(desk_ctl check 2>&1 | head -n 1 | cut -c 1-3)" OK:
rm "$DESK/own/en/ack.mailbox-billing.txt" "$DESK/own/en/ack.html"

# ---- what is wrong ----
own en/ack.txt <<<'Ours'
chmod 600 "$DESK/own/en/ack.txt"
is "what deskpost cannot read, though root can" "$("$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" \
    template check 2>&1 >/dev/null | sed "s|$DESK/own/||")" "en/ack.txt:0: cannot open: Permission denied"
rm "$DESK/own/en/ack.txt"
chmod 700 "$DESK/own/en"
like "a folder that it cannot read" "$("$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" \
    template check 2>&1 >/dev/null)" "/own/en:0: Permission denied, expected a folder"
chmod 755 "$DESK/own/en"
{
    cat "$DESK/deskmilter.conf"
    printf '%s\n' 'mailbox "dutch" {' 'address = "nl@example.com"' 'language = "nl-BE"' '}'
} >"$DESK/dutch.conf"
like "a mailbox in a language of which there is nothing" "$(desk_ctl -c "$DESK/dutch.conf" check)" \
    "advice: $DESK/dutch.conf:$(grep -n nl-BE "$DESK/dutch.conf" | cut -d : -f 1): mailbox.language: there are no templates in \"nl-BE\""
is "a preview in a language without it says so" \
    "$(desk_ctl template preview ack --lang nl --part subject 2>&1 >/dev/null)" \
    'deskctl: ack: no such template in "nl", this is the one in en'
is "not where the base of the language has it" \
    "$(desk_ctl template preview ack --lang de-AT --part subject 2>&1 >/dev/null)" ""
own en/ack.txt <<<$'Hello\n{{ticket.nummer}} {{customer.nam}}'
is "an unknown field" "$(checked)" \
    'en/ack.txt:2: "customer.nam" is no field of ack, expected "customer.name"?;en/ack.txt:2: "ticket.nummer" is no field of ack 78'
is "deskctl check says it, too" "$(desk_ctl check 2>&1 | grep -c 'own/en/ack.txt:2: ')" 2
is "its exit status" "$(status check)" 78
is "for programs" "$(desk_ctl template check --json | desk_json \
    '[[e["line"], e["text"][:16]] for e in d["errors"]][0]' | paste -sd ' ')" '2 "customer.nam" i'
own en/ack.txt <<<'{{#verified}}'
is "no Mustache" "$(checked)" 'en/ack.txt:1: section "verified" is never closed 78'
printf 'caf\xe9' | own en/ack.txt
is "no UTF-8" "$(checked)" 'en/ack.txt:1: is not UTF-8 text 78'
own en/ack.txt <<<'{{> momnet}}'
is "an unknown partial" "$(checked)" \
    'en/ack.txt:1: there is no partial momnet.txt, expected "moment"? 78'
rm "$DESK/own/en/ack.txt"
own en/akc.txt <<<x
own en/ack.team-nobody.txt <<<x
own nl/ack.txt <<<x
echo x >"$DESK/own/stray.txt"
checked >/dev/null
is "files that nothing is made from" "$(sed "s,$DESK/own/,," "$DESK/problems" | cut -d ' ' -f 1 | paste -sd ' ')" \
    "en/ack.team-nobody.txt:0: en/akc.txt:0: nl/ack.txt:0: stray.txt:0:"
rm -r "$DESK/own"
mkdir -p "$DESK/own/en"

# ---- preview ----
desk_ctl template preview survey >"$DESK/out"
is "subject, an empty line and the text" "$(sed -n '1p;2p;3p' "$DESK/out" | paste -sd '|')" \
    "How did we do? [#4821] Printer on fire||Hello Jo Doe,"
is "its choices" "$(grep -c '^mailto:.*subject=[1-5]$' "$DESK/out")" 5
is "the subject alone" "$(desk_ctl template preview ack --part subject)" "[#4821] Printer on fire"
like "HTML" "$(desk_ctl template preview ack --part html)" '^<!DOCTYPE html>'
like "the whole message" "$(desk_ctl template preview ack --part mail | tr -d '\r')" \
    $'^Auto-Submitted: auto-replied$'
is "for programs" "$(pick '[d["subject"], d["to"]["address"], d["mailbox"]]' \
    template preview ack --mailbox billing)" "[#4821] Printer on fire jo@example.net billing"
before=$(desk_sql "SELECT count(*) FROM outbox")
own en/ack.txt <<<'Ours: {{ticket.id}}'
is "of a ticket, with the desk's own file" "$(desk_ctl template preview ack --ticket 4 --part text)" "Ours: 4"
is "the ticket says which mailbox" "$(pick 'd["mailbox"]' template preview ack --ticket 4)" billing
like "what an agent would get of it" \
    "$(desk_ctl template preview agent-new --ticket 4)" 'Customer:  .*jack@example.net'
like "what the customer would" "$(desk_ctl template preview customer-result --ticket 4 --part mail)" \
    'To: .*jack@example.net'
is "nothing is queued" "$(desk_sql "SELECT count(*) FROM outbox")" "$before"
is "a customer who was asked nothing" "$(status template preview survey --ticket 4)" 66
like "is said" "$(cat "$DESK/err")" 'ticket 4, survey: its customer was asked nothing yet'
is "no such ticket" "$(status template preview ack --ticket 99)" 66
is "no such template" "$(status template preview status)" 64
is "no such part" "$(status template preview ack --part body)" 64
is "no such team" "$(status template preview ack --team x)" 64
like "where the shipped files are" "$(desk_ctl --json template list --lang en)" "$shipped/en/ack.html"
done_testing
