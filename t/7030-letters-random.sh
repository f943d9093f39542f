#!/bin/bash
# No value gets out of its place (RULES O1, O2, O6, A8, A9, A10): random subjects, names and texts
# through every template in eight languages, from rows of the store to bytes. What Python's email
# package and its reader of HTML make of each mail is what they make of one with plain words in the
# place of the values. 60 tickets, with DESK_LONG=1 ten thousand; DESK_SEED=2 makes other ones. No
# store is asked but one of SQLite.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
letters=${builddir:-.}/t/tools/letters
[ -x "$letters" ] || skip_all "t/tools/letters is not built"
count=60
[ -n "${DESK_LONG:-}" ] && count=10000

# judge COUNT TEMPLATES: a line for each fault, and the figures as a remark.
judge()
{
    rm -rf "$DESK/letters"
    python3 -B "$srcdir/t/tools/randomletters.py" "$1" "${DESK_SEED:-1}" "$letters" "$2" \
        "$DESK/letters" 2>&1
}

told=$(judge "$count" "$srcdir/templates")
clean "every value is in its place, and nothing else has changed" \
    "$(grep -av '^#' <<<"$told" | head -n 20)"
like "in each of the languages" "$told" "^# $count tickets, [0-9]* mails, 8 languages"
grep -a '^#' <<<"$told"

# The judge sees what is planted.
planted()
{
    rm -rf "$DESK/templates"
    cp -r "$srcdir/templates" "$DESK/templates"
    sed -i "$2" "$DESK/templates"/*/"$1"
    judge 8 "$DESK/templates" | grep -av '^#' | head -n 20
}
like "a value that is not escaped is seen" \
    "$(planted status-assigned.html 's/ticket\.id}}/&{{{ticket.subject}}}/')" 'status-assigned.*HTML'
like "so is a text that stands where a customer's words may make tags" \
    "$(planted agent-new.html 's/^{{> page-end}}/{{#message}}{{{text}}}{{\/message}}\n&/')" 'agent-new.*HTML'
like "and a link with more recipients" \
    "$(planted reminder.html 's/href="{{\.}}"/href="{{.}}\&amp;cc=x@example.com"/')" 'reminder.*link'
done_testing
