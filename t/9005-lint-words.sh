#!/bin/bash
# The project speaks of itself alone: nothing in it names the machine, the tools or the
# circumstances under which somebody wrote it.
# shellcheck source=t/lib/lint.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/lint.sh"

mapfile -t files < <(project_files | grep -v '^t/9005-lint-words.sh$')
check "there are files to read" test "${#files[@]}" -gt 0

# hits REGEX: file:line of each match, binary files aside.
hits()
{
    grep -nIE "$1" "${files[@]}" /dev/null | cut -c 1-160
}

# Absolute paths of somebody's home or workplace. Installed paths (/usr, /etc, /var, /run, ...)
# and /tmp as a default of TMPDIR are fine.
clean "no path of one machine" \
    "$(hits '(^|[^A-Za-z0-9._$}-])/(work|home|Users|workspace|mnt|root)/[A-Za-z0-9._-]' |
        grep -vE '/home/(jane|alice|bob)')"
clean "no path below /tmp with a fixed name" "$(hits '/tmp/(b-|helper|bash_jobs)[A-Za-z0-9._-]*')"

clean "no word about who or what wrote it" "$(
    hits '\b(as an AI|AI[- ](assistant|agent|generated|helper)|language model|LLM|[Cc]hat''GPT|[Cc]opilot)\b'
    hits '\b([Cc]laude|[Aa]nthropic|[Oo]pen''AI|Co-[Aa]uthored-[Bb]y:)'
    hits '\b(this|my|our|previous|earlier|next) (session|prompt|helper)s?\b'
)"
clean "no registry mirror or proxy" \
    "$(hits '(https?|socks5?)://[A-Za-z0-9.-]*(artifactory|nexus|mirror|proxy)[A-Za-z0-9.-]*')"
clean "no leftover marks" "$(
    hits '^(<<<<<<<|>>>>>>>) '
    hits '\b(TO''DO|FIX''ME|XX''X|HA''CK)\b'
)"

# Names in tests and examples are those reserved for it (RFC 2606).
clean "no foreign mail address" "$(
    printf '%s\n' "${files[@]}" | grep -E '^(src|etc|templates|contrib|t/lib|t/[0-9]+)' |
        tr '\n' '\0' | xargs -0 -r grep -nIoE '[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.(com|org|net|de|io)\b' |
        grep -viE '@(example\.(com|org|net)|([a-z0-9-]+\.)*example)\b' |
        grep -viE '@[a-z0-9-]+\.example\.' || true
)"
done_testing
