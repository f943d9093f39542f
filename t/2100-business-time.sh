#!/bin/bash
# The desk reckons business time as a slow reference does, minute by minute, for calendars and spans
# made by chance: zones whose clocks jump, breaks, holidays, iCalendar files. No daemon and no store.
# DESK_LONG=1 has 100,000 spans over ten zones and 2010 to 2040 in place of 3,000 over three zones and
# a year each, DESK_SEED=2 makes others.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"

command -v python3 >/dev/null || skip_all "python3 is not installed"
drive=${builddir:-.}/t/model/hours
[ -x "$drive" ] || bail_out "$drive has not been built"
folder=$(mktemp -d "${TMPDIR:-/tmp}/desk.XXXXXX") || bail_out "no folder for files"
trap 'rm -rf "$folder"' EXIT
seed=${DESK_SEED:-1}
size=(--spans 3000 --zones 3 --years 1)
spans=3000
if [ -n "${DESK_LONG:-}" ]; then
    size=(--spans 100000 --zones 10 --years 31)
    spans=100000
fi

# reckon ARGUMENT...: remarks on standard output; fails when the two differ.
reckon()
{
    python3 -B "$srcdir/t/model/business.py" --drive "$drive" --folder "$folder" "$@" 2>&1
}

told=$(reckon --seed "$seed" "${size[@]}")
is "the desk and the reference agree about each span" $? 0
printf '%s\n' "$told"
count=$(sed -n 's/^# seed [0-9]*: \([0-9]*\) spans.*, 0 differences$/\1/p' <<<"$told")
check "it was about $spans spans" test "${count:-0}" -ge "$spans"

# The test of the test: mistakes in the reference are noticed. Berlin is always there.
for mistake in no-summer-time no-holidays late-end no-repeated-hour; do
    told=$(reckon --seed 2 --spans 400 --zones 1 --years 1 --plant "$mistake")
    is "a planted mistake is noticed: $mistake" $? 1
    like "and told with its calendar and span: $mistake" "$told" '^# DISAGREEMENT .*calendar.*span \('
done
done_testing
