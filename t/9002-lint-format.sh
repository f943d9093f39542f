#!/bin/bash
# clang-format decides the layout of all C files (make format applies it).
# shellcheck source=t/lib/lint.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/lint.sh"

command -v clang-format >/dev/null || skip_all "clang-format is not installed"

mapfile -t sources < <(c_files)
check "there are sources to read" test "${#sources[@]}" -gt 0
clean "clang-format has nothing to change" "$(
    clang-format --style=file --dry-run -Werror "${sources[@]}" 2>&1 | grep 'error:' | head -n 50
)"
done_testing
