#!/bin/bash
# Every shell script, found by its first line or its name, passes shellcheck.
# shellcheck source=t/lib/lint.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/lint.sh"

command -v shellcheck >/dev/null || skip_all "shellcheck is not installed"

shell_scripts()
{
    local file first
    project_files | while read -r file; do
        IFS= read -r first <"$file"
        case $first in
        '#!'*/sh | '#!'*/bash | '#!/usr/bin/env bash') echo "$file" ;;
        *'shellcheck shell='*) echo "$file" ;;
        *) [[ $file != *.sh ]] || echo "$file" ;;
        esac
    done 2>/dev/null
}

# The words of the libraries, one a line: what a script may share with them.
library_words()
{
    local file
    for file in "${scripts[@]}"; do
        [[ $file != */lib/*.sh && $file != */lib.sh ]] || cat "$file"
    done | grep -oE '[A-Za-z_][A-Za-z_0-9]*' | sort -u
}

# suspects WORDS: the scripts in which shellcheck finds something when it reads each alone, names
# aside that a library may have set or may use (SC2154, SC2034): a library takes it longer than most
# scripts, and would be read again for each of them.
suspects()
{
    printf '%s\0' "${scripts[@]}" |
        xargs -0 -n 20 -P "$(nproc)" shellcheck --norc -e "$unheeded",SC1091 -f gcc 2>&1 |
        awk 'NR == FNR { shared[$0] = 1; next }
            /\[SC(2154|2034)\]$/ && $3 in shared { next }
            { sub(/:.*/, "", $1) }
            !seen[$1]++ { print $1 }' "$1" -
}

unheeded=$(sed -n 's/^disable=//p' .shellcheckrc)
mapfile -t scripts < <(shell_scripts)
check "there are scripts to read" test "${#scripts[@]}" -gt 0
mapfile -t suspected < <(suspects <(library_words))
# These are read with all that they source, which decides.
clean "shellcheck is content" "$([ ${#suspected[@]} -eq 0 ] || printf '%s\0' "${suspected[@]}" |
    xargs -0 -n 5 -P "$(nproc)" shellcheck -x -P SCRIPTDIR -P . -f gcc 2>&1)"
clean "each script can be run or is a library" "$(
    for file in "${scripts[@]}"; do
        case $file in t/*.sh | */lib/* | *lib.sh) continue ;; esac
        [ -x "$file" ] || echo "$file: not executable"
    done
)"
done_testing
