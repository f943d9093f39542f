#!/bin/bash
# No banned function, no goto, no oversized file, no SQL outside store/.
# shellcheck source=t/lib/lint.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/lint.sh"

mapfile -t sources < <(c_files)
check "there are sources to read" test "${#sources[@]}" -gt 0
code=$(c_code --no-strings "${sources[@]}")

# The poison list is the truth; the preprocessor enforces it only where base.h comes in.
words=$(sed -n 's/^#pragma GCC poison //p' src/base/banned.h | tr -s ' \n' '|' | sed 's/|$//')
like "banned.h names the functions" "|$words|" '\|strcpy\|.*\|alloca\|'
clean "no banned function" "$(grep -E "\\b($words)[[:space:]]*\\(" <<<"$code" |
    grep -v '^src/base/banned.h:')"

clean "no goto" "$(grep -E '\bgoto\b' <<<"$code")"

clean "no file has more than 1,000 lines" "$(
    awk 'FNR == 1001 { print FILENAME ": more than 1,000 lines" }' "${sources[@]}"
)"

# A statement of SQL is a string that begins with its verb in capitals.
verbs='SELECT|INSERT INTO|INSERT OR|REPLACE INTO|UPDATE [a-z_]+( SET|")|DELETE FROM'
verbs="$verbs|CREATE (UNIQUE |TEMP |VIRTUAL )*(TABLE|INDEX|VIEW|TRIGGER)|DROP (TABLE|INDEX|VIEW)"
verbs="$verbs|ALTER TABLE|BEGIN IMMEDIATE|PRAGMA|WITH [a-z_]+ AS"
mapfile -t elsewhere < <(printf '%s\n' "${sources[@]}" | grep -vE '^(src/store|t)/')
clean "SQL stands in store/ only" \
    "$(c_code "${elsewhere[@]}" | grep -E "\"[[:space:]]*($verbs)\\b")"

clean "headers have #pragma once" "$(
    for file in "${sources[@]}"; do
        [[ $file != *.h ]] || grep -q '^#pragma once$' "$file" || echo "$file"
    done
)"
done_testing
