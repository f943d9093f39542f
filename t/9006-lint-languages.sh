#!/bin/bash
# Every language says what the English templates say: the same files, fields and elements.
# shellcheck source=t/lib/lint.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/lint.sh"

if ! command -v python3 >/dev/null; then
    skip_all "python3 is not installed"
fi

mapfile -t folders < <(find templates -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | LC_ALL=C sort)
check "there are languages to compare" test ${#folders[@]} -gt 1
clean "translations are whole" "$(python3 "$srcdir/t/tools/languages.py" templates 2>&1)"

clean "every language is installed" "$(
    for language in "${folders[@]}"; do
        sed -n '/^TEMPLATE_LANGUAGES/,/[^\\]$/p' templates/local.mk | grep -qw "$language" ||
            echo "templates/local.mk: $language is not among TEMPLATE_LANGUAGES"
    done
)"
done_testing
