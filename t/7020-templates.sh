#!/bin/bash
# The templates of all languages, filled: every kind has text and HTML with the same fields and the
# same links, lines are short enough, HTML is sound and sets no colours, what nobody has proved is
# not repeated, and the customers' commands are those that there are.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"

fill=${builddir:-.}/t/tools/fill
[ -x "$fill" ] || skip_all "t/tools/fill is not built"
command -v python3 >/dev/null || skip_all "python3 is not installed"
folder=$(mktemp -d "${TMPDIR:-/tmp}/desk.XXXXXX") || bail_out "no temporary folder"
trap 'rm -rf "$folder"' EXIT

# judge TEMPLATES: what is wrong with them.
judge()
{
    python3 -B "$srcdir/t/tools/checktemplates.py" "$1" "$fill" "$srcdir/doc/man/desk-commands.7" 2>&1
}

clean "the templates are what they must be" "$(judge "$srcdir/templates" | head -n 20)"

# planted FILE SCRIPT: what is said when sed has changed a file, or an empty SCRIPT has removed it.
planted()
{
    rm -rf "$folder/templates"
    cp -r "$srcdir/templates" "$folder/templates"
    if [ -n "$2" ]; then
        sed -i "$2" "$folder/templates/$1"
    else
        rm "$folder/templates/$1"
    fi
    judge "$folder/templates"
}
like "HTML that is missing is seen" "$(planted de/survey.html '')" \
    'de/survey \(csat\): its language is None'
like "so is a field that HTML alone has" "$(planted de/status-on-hold.txt '/until/,/until/d')" \
    'de/status-on-hold.txt and .html differ in until'
like "a line that is too long" "$(planted ja/reminder.txt 's/^いただいて.*/&&&/')" \
    'ja/reminder \(plain\): [0-9]+ columns'
like "a link that is not alone on its line" \
    "$(planted en/status-resolved.txt 's/^It is solved:$/& {{confirm}}/')" 'not alone on its line: It'
like "a tag that is not closed" "$(planted de/ack.html '0,/<\/p>/s///')" 'de/ack \(plain\): never closed: html'
like "another link than in the text" "$(planted en/survey.html 's/href="{{link}}"/href="mailto:x"/')" \
    'other links than its text'
like "a link to somewhere else" "$(planted en/ack.txt '1ihttps://example.com/')" 'other links than its text'
like "a picture" "$(planted en/page-end.html '1i<img src="x">')" 'tag img'
like "a colour" "$(planted en/reply.html 's/padding:11px/background:#fff;&/')" 'style .*background'
like "a language that is not the mail's" "$(planted en/page-top.html 's/{{language}}/en/')" \
    'its language is en'
like "a subject that nobody has proved" \
    "$(planted de/status-resolved.txt 's/^Die Lösung/x/; s/^Es ist gelöst/{{^verified}}Printer on fire{{\/verified}}&/')" \
    'repeats what nobody has proved'
like "a command that there is not" "$(planted de/customer-result.txt 's/^#close/#cancel/')" 'it names .*#cancel'
done_testing
