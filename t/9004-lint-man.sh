#!/bin/bash
# The man pages are sound, and every setting, command and template has its line in them.
# shellcheck source=t/lib/lint.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/lint.sh"

# documented PAGE WORD: the page has an item (.It) with this word, bare or behind a macro.
documented()
{
    grep -Eq "^\.It( [A-Z][a-z])*( \"| )${2//./\\.}(\"| |\$)" "$1"
}

# undocumented PAGE: the words on standard input that lack an item.
undocumented()
{
    local page=$1 word
    while read -r word; do
        documented "$page" "$word" || echo "$page: no line for $word"
    done
}

# words_of KIND: the settings or the commands there are, one a line, as the programs of the
# build know them; fails when they are not built. The self-test gives its own lists.
words_of()
{
    local program=
    if [ -n "${LINT_WORDS:-}" ]; then
        cat "$LINT_WORDS/$1" 2>/dev/null
        return
    fi
    case $1 in
    settings) program=${builddir:-.}/t/tools/list-settings ;;
    commands) program=${builddir:-.}/src/deskctl/deskctl ;;
    esac
    [ -x "$program" ] || return 1
    case $1 in
    settings) "$program" ;;
    commands) "$program" commands ;;
    esac
}

mapfile -t pages < <(project_files | grep -E '^doc/man/.*\.[1-8]$')
if [ ${#pages[@]} -eq 0 ]; then
    skip "mandoc is content" "no man pages yet"
elif ! command -v mandoc >/dev/null; then
    skip "mandoc is content" "mandoc is not installed"
else
    clean "mandoc is content" "$(mandoc -T lint -W warning "${pages[@]}" 2>&1)"
fi

# A second Qq in a line begins within the first one, and so does what follows a comma behind Ql.
clean "quotes are closed where they end" \
    "$(grep -nE '^\.(.* )?(Qq .* Qq|Ql [^ ]+ , [^ ])' "${pages[@]}" /dev/null)"

if words=$(words_of settings); then
    check "the table of settings is not empty" test -n "$words"
    clean "every setting stands in deskmilter.conf(5)" \
        "$(undocumented doc/man/deskmilter.conf.5 <<<"$words")"
else
    skip "every setting stands in deskmilter.conf(5)" "t/tools/list-settings is not built"
fi

if words=$(words_of commands); then
    check "the table of commands is not empty" test -n "$words"
    clean "every command stands in deskctl(8)" "$(undocumented doc/man/deskctl.8 <<<"$words")"
else
    skip "every command stands in deskctl(8)" "deskctl is not built"
fi

templates=$(project_files | sed -n 's,^templates/[^/]*/\([^/.]*\)\.\(subject\|txt\|html\)$,\1,p' | sort -u)
if [ -n "$templates" ]; then
    clean "every template stands in desk-templates(5)" \
        "$(undocumented doc/man/desk-templates.5 <<<"$templates")"
else
    skip "every template stands in desk-templates(5)" "no templates yet"
fi

# The page has the fields of every template as the table in the sources has them, word for word;
# t/tools/list-fields prints what belongs between the two marks.
fields=${builddir:-.}/t/tools/list-fields
if [ -e doc/man/desk-templates.5 ] && [ -x "$fields" ]; then
    clean "desk-templates(5) has every field of every template, and no other" "$(
        sed -n '/^\.\\" The fields: begin/,/^\.\\" The fields: end/p' doc/man/desk-templates.5 |
            sed '1d;$d' | diff - <("$fields")
    )"
else
    skip "desk-templates(5) has every field of every template, and no other" \
        "t/tools/list-fields is not built"
fi

# A page for each program that is built here.
clean "every program has its page" "$(
    for program in deskmilter deskpost deskctl deskparse; do
        if [ -e "src/$program/main.c" ] && [ ! -e "doc/man/$program.8" ]; then
            echo "doc/man/$program.8 is missing"
        fi
    done
)"
done_testing
