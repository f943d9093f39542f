# shellcheck shell=bash
# The Test Anything Protocol for shell tests.
# A test sources this file, states what it finds, and ends with done_testing.

tap_count=0
tap_failed=0

# plan N: optional; without it done_testing writes the plan at the end.
plan()
{
    tap_plan=$1
    echo "1..$1"
}

diag()
{
    printf '%s\n' "$*" | sed 's/^/# /'
}

ok()
{
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $*"
}

not_ok()
{
    tap_count=$((tap_count + 1))
    tap_failed=$((tap_failed + 1))
    echo "not ok $tap_count - $*"
}

# skip WHAT WHY: one test that cannot run here.
skip()
{
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}

# skip_all WHY: the whole file cannot run here.
skip_all()
{
    echo "1..0 # SKIP $*"
    exit 0
}

# check WHAT COMMAND...: ok when the command succeeds; its output is shown when it does not.
# The command runs in a subshell: for one that starts something or sets variables, run it and
# ask with: is "it works" $? 0
check()
{
    local what=$1 output
    shift
    if output=$("$@" 2>&1); then
        ok "$what"
    else
        not_ok "$what"
        diag "command: $*"
        [ -z "$output" ] || diag "$output"
    fi
}

# is WHAT GOT EXPECTED: ok when both texts are equal.
is()
{
    if [ "$2" = "$3" ]; then
        ok "$1"
    else
        not_ok "$1"
        diag "expected: $3"
        diag "     got: $2"
    fi
}

# like WHAT GOT REGEX: ok when the extended regular expression is found in the text.
like()
{
    if grep -Eq -e "$3" <<<"$2"; then
        ok "$1"
    else
        not_ok "$1"
        diag "expected a match of: $3"
        diag "in: $2"
    fi
}

# unlike WHAT GOT REGEX: ok when it is not found.
unlike()
{
    if grep -Eq -e "$3" <<<"$2"; then
        not_ok "$1"
        diag "did not expect a match of: $3"
        diag "in: $2"
    else
        ok "$1"
    fi
}

# clean WHAT LIST: ok when the list of findings is empty; each finding becomes a remark.
clean()
{
    if [ -z "$2" ]; then
        ok "$1"
    else
        not_ok "$1"
        diag "$2"
    fi
}

bail_out()
{
    echo "Bail out! $*"
    exit 1
}

# Last line of each test: writes the plan and leaves with the right status.
done_testing()
{
    [ -n "${tap_plan:-}" ] || echo "1..$tap_count"
    [ $tap_failed -eq 0 ]
    exit
}
