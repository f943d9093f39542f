#!/bin/bash
# Whatever stands in a ticket, the mails about it say it and nothing else (RULES O1, O6, A8, A9,
# A10): headers, recipients and structure are exact by the word of Python's email package, HTML has
# the tags of the templates, and customers read nothing that is for agents. 60 tickets, with
# DESK_LONG=1 a thousand; DESK_SEED=2 makes other ones. No store is asked but one of SQLite.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
letters=${builddir:-.}/t/tools/letters
[ -x "$letters" ] || skip_all "t/tools/letters is not built"
count=60
[ -n "${DESK_LONG:-}" ] && count=1000

# write TEMPLATES: the mails of all tickets, in $DESK/letters.
write()
{
    rm -rf "$DESK/letters" "$DESK"/letters.db*
    mkdir "$DESK/letters"
    cat >"$DESK/letters.conf" <<CF
hostname = "desk.example.org"
store = "sqlite:$DESK/letters.db"
shipped-template-dir = "$1"
mailbox "support" { address = "support@example.org" }
agent "alice" { name = "Alice Roe"  addresses = {"alice@example.org"} }
CF
    "$letters" "$DESK/letters.conf" "$DESK/letters" <"$DESK/lines"
}

judge()
{
    python3 -B "$srcdir/t/tools/checkletters.py" check "$DESK/lines" "$DESK/letters" 2>/dev/null |
        head -n 20
}

python3 -B "$srcdir/t/tools/checkletters.py" make "$count" "${DESK_SEED:-1}" >"$DESK/lines"
check "mails are made of $count odd tickets" write "$srcdir/templates"
is "one of each kind" "$(find "$DESK/letters" -name '1-*' | wc -l)" \
    "$(find "$srcdir/templates/en" -name '*.subject' | wc -l)"
clean "and they are what they must be" "$(judge)"

# The judge sees what is planted.
head -n 20 "$DESK/lines" >"$DESK/few"
mv "$DESK/few" "$DESK/lines"
planted()
{
    rm -rf "$DESK/templates"
    cp -r "$srcdir/templates" "$DESK/templates"
    sed -i "$2" "$DESK/templates/en/$1"
    write "$DESK/templates"
    judge
}
like "a value that is not escaped is seen" \
    "$(planted ticket-summary.html 's/{{ticket.subject}}/{{{ticket.subject}}}/')" 'tag|attribute'
like "so is a text that is missing" \
    "$(planted ticket-message.txt '/^{{#text}}/,/^{{\/text}}/s/{{\.}}//')" 'the text does not say it'
like "and an agent's address in a mail to a customer" \
    "$(planted reply.txt '1s/^/alice@example.org /')" 'a customer reads alice'
done_testing
