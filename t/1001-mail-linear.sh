#!/bin/bash
# Twice the mail costs twice the time, for inputs made to cost more (RULES Q5); up to 1 MB here, up
# to 10 MB by "make bench-linear".
# shellcheck source=t/lib/tap.sh
. "${srcdir:-.}/t/lib/tap.sh"

linear=${builddir:-.}/t/bench/linear
[ -x "$linear" ] || bail_out "$linear is missing: run it by make check"
! grep -qa 'libasan\|libtsan' "$linear" || skip_all "a sanitizer takes time of its own"

grows()
{
    "$linear" --max 1000000 --doublings 3 "$@"
}
grows planted >/dev/null
is "a stage that is quadratic on purpose is caught" $? 1
report=$(grows)
is "no stage is" $? 0
clean "each ratio is below the goal" "$(grep -B 1 'too steep' <<<"$report")"
diag "$report"
done_testing
