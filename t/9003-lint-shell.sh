#!/bin/bash
# Every shell script, found by its first line or its name, passes shellcheck.
# shellcheck source=t/lib/lint.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/lint.sh"

command -v shellcheck >/dev/null || skip_all "shellcheck is not installed"

shell_scripts()
{
    project_files | while read -r file; do
        case $(head -n 1 "$file" | tr -d '\0') in
        '#!'*/sh | '#!'*/bash | '#!/usr/bin/env bash') echo "$file" ;;
        *'shellcheck shell='*) echo "$file" ;;
        *) [[ $file != *.sh ]] || echo "$file" ;;
        esac
    done
}

mapfile -t scripts < <(shell_scripts)
check "there are scripts to read" test "${#scripts[@]}" -gt 0
clean "shellcheck is content" "$(printf '%s\0' "${scripts[@]}" |
    xargs -0 -n 5 -P "$(nproc)" shellcheck -x -P SCRIPTDIR -P . -f gcc 2>&1)"
clean "each script can be run or is a library" "$(
    for file in "${scripts[@]}"; do
        case $file in t/*.sh | */lib/* | *lib.sh) continue ;; esac
        [ -x "$file" ] || echo "$file: not executable"
    done
)"
done_testing
