#!/bin/bash
# Each lint can fail: one violation at a time is planted in a copy of the tree, and the lint
# that guards against it must say so, with the name of the file.
# shellcheck source=t/lib/lint.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/lint.sh"

here=$PWD
copy=$(mktemp -d "${TMPDIR:-/tmp}/desk-lint.XXXXXX") || bail_out "no temporary folder"
trap 'rm -rf "$copy"' EXIT
trap 'exit 1' HUP INT TERM

# A few files of each kind are enough, and quickly read.
sample='src/FLOORS|src/base/(banned|base|text)\.[ch]|contrib/deps|t/lib/tap\.sh|HACKING\.md|\.[^/]*'
fresh_tree()
{
    rm -rf "$copy/tree" "$copy/words"
    mkdir -p "$copy/tree" "$copy/words"
    project_files | grep -xE "$sample" | tar -C "$here" -c -T - -f - | tar -C "$copy/tree" -xf -
}

# caught LINT FILE WHAT: the lint fails on the copy and names the file.
caught()
{
    local lint=$1 file=$2 what=$3 output
    output=$(LINT_TREE=$copy/tree LINT_WORDS=$copy/words bash "$here/t/$lint.sh" 2>&1)
    if grep -q '^not ok' <<<"$output" && grep -qF -e "$file" <<<"$output"; then
        ok "${lint#*-lint-}: $what"
    elif grep -q '# SKIP.*not installed' <<<"$output"; then
        skip "${lint#*-lint-}: $what" "tool not installed"
    else
        not_ok "${lint#*-lint-}: $what"
        diag "$output"
    fi
    fresh_tree
}

# plant FILE: appends standard input to a file of the copy.
plant()
{
    mkdir -p "$(dirname "$copy/tree/$1")"
    cat >>"$copy/tree/$1"
}

fresh_tree

plant src/base/text.c <<<'#include "conf/conf.h"'
caught 9000-lint-floors src/base/text.c "a floor that looks up"
plant src/base/text.c <<<'#include <sqlite3.h>'
caught 9000-lint-floors src/base/text.c "a library in the wrong folder"
plant src/base/text.c <<<'#include "fd.h"'
caught 9000-lint-floors src/base/text.c "a header without its folder"
plant src/cellar/odd.c <<<'#include "base/base.h"'
caught 9000-lint-floors src/cellar/odd.c "a folder without a row"
plant src/FLOORS <<<'0 cellar base,store -'
caught 9000-lint-floors cellar "a row that looks up"

plant src/base/text.c <<<'void f(char *s) { strcpy(s, "x"); }'
caught 9001-lint-banned src/base/text.c "a banned function"
plant src/base/text.c <<<'void f(void) { goto out; out:; }'
caught 9001-lint-banned src/base/text.c "a goto"
seq 1100 | sed 's,.*,/* & */,' | plant src/base/long.c
caught 9001-lint-banned src/base/long.c "a file of more than 1,000 lines"
plant src/desk/sql.c <<<'const char *s = "SELECT id FROM tickets";'
caught 9001-lint-banned src/desk/sql.c "SQL outside store/"
plant src/base/bare.h <<<'int f(void);'
caught 9001-lint-banned src/base/bare.h "a header without #pragma once"

plant src/base/text.c <<<'int   f( void ){return 1 ;}'
caught 9002-lint-format src/base/text.c "a line in another layout"

plant t/8000-planted.sh <<<"echo \$1"
caught 9003-lint-shell t/8000-planted.sh "an unquoted variable"
printf '%s\n' '#!/bin/sh' 'exit 0' | plant contrib/planted
chmod 644 "$copy/tree/contrib/planted"
caught 9003-lint-shell contrib/planted "a script that cannot be run"

printf '%s\n' '.Dd November 1, 2025' '.Dt PLANTED 8' '.Sh NAME' '.Nm planted' '.Bogus x' |
    plant doc/man/planted.8
caught 9004-lint-man planted.8 "an unknown macro"
printf '%s\n' '.Dd November 1, 2025' '.Dt PLANTED 8' '.Sh NAME' '.Nm planted' '.Nd x' \
    '.Sh DESCRIPTION' '.Brq Qq one , Qq two' | plant doc/man/planted.8
caught 9004-lint-man planted.8:7 "a quote within a quote"
echo planted-setting >"$copy/words/settings"
plant doc/man/deskmilter.conf.5 </dev/null
caught 9004-lint-man planted-setting "a setting without a line"
echo planted-command >"$copy/words/commands"
plant doc/man/deskctl.8 </dev/null
caught 9004-lint-man planted-command "a command without a line"
plant templates/en/planted.txt <<<'Hello'
plant doc/man/desk-templates.5 </dev/null
caught 9004-lint-man planted "a template without a line"

plant HACKING.md <<<"see /wo""rk/shared/x"
caught 9005-lint-words HACKING.md "a path of one machine"
plant HACKING.md <<<"in the previous sess""ion"
caught 9005-lint-words HACKING.md "a word about its making"
plant src/base/text.c <<<"/* TO""DO later */"
caught 9005-lint-words src/base/text.c "a leftover mark"
plant etc/planted.conf <<<'address = "someone@corp''orate.com"'
caught 9005-lint-words etc/planted.conf "a foreign mail address"

plant templates/en/reply.txt <<<'Hello {{name}}, this is ours'
plant templates/xx/reply.txt <<<'Hoi'
caught 9006-lint-languages templates/xx/reply.txt "a translation that lacks a field"
plant templates/en/reply.html <<<'<p>Hello</p>'
plant templates/xx/reply.html <<<'Hoi'
caught 9006-lint-languages templates/xx/reply.html "a translation with other elements"
plant templates/en/reply.txt <<<'This is ours'
plant templates/xx/reply.txt <<<'This is ours'
caught 9006-lint-languages templates/xx/reply.txt "a sentence that is not translated"
plant templates/local.mk <<<'TEMPLATE_LANGUAGES = en'
mkdir -p "$copy/tree/templates/en" "$copy/tree/templates/xx"
caught 9006-lint-languages "xx is not among" "a language that is not installed"

# And the tree as it is passes the same way, so that nothing above fails for another reason.
for lint in 9000-lint-floors 9001-lint-banned 9003-lint-shell 9005-lint-words; do
    output=$(LINT_TREE=$copy/tree bash "$here/t/$lint.sh" 2>&1)
    unlike "${lint#*-lint-}: the copy itself is clean" "$output" '^not ok'
done
done_testing
