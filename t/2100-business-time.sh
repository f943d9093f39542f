#!/bin/bash
# The desk reckons business time as a slow reference does, minute by minute, for calendars and spans
# made by chance: zones whose clocks jump, breaks, holidays, iCalendar files. No daemon and no store.
# DESK_LONG=1 has 100,000 spans over ten zones and 2010 to 2040 in place of 3,000 over three zones and
# a year each, DESK_SEED=2 makes others.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/model.sh
. "$srcdir/t/lib/model.sh"

model_drive t/model/hours
folder=$(mktemp -d "${TMPDIR:-/tmp}/desk.XXXXXX") || bail_out "no folder for files"
trap 'rm -rf "$folder"' EXIT
model_reference business.py --drive "$drive" --folder "$folder"
size=(--spans 3000 --zones 3 --years 1)
spans=3000
if [ -n "${DESK_LONG:-}" ]; then
    size=(--spans 100000 --zones 10 --years 31)
    spans=100000
fi

told=$(play --seed "$seed" "${size[@]}")
is "the desk and the reference agree about each span" $? 0
printf '%s\n' "$told"
count=$(sed -n 's/^# seed [0-9]*: \([0-9]*\) spans.*, 0 differences$/\1/p' <<<"$told")
check "it was about $spans spans" test "${count:-0}" -ge "$spans"

# Berlin is always there.
notices '.*calendar.*span \(' no-summer-time no-holidays late-end no-repeated-hour \
    -- --seed 2 --spans 400 --zones 1 --years 1
done_testing
