#!/bin/bash
# deskmilter takes no more memory than DESIGN allows, and gives back all that it took (I13).
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
desk_start_milter
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"
socket=$DESK/run/milter.sock

drive()
{
    python3 "$srcdir/t/tools/milter.py" "$socket" "$@"
}

# Orders of commands that no Postfix sends: each may be refused, none may hurt the others.
drive odd >"$DESK/odd"
check "odd orders of commands do not end deskmilter" alive "$desk_milter_pid"
is "a sound one after them is taken" "$(tail -n 1 "$DESK/odd")" "sound - c c - - - - d"
is "not one that was never begun is" "$(grep -cE '^(nothing|recipient|header|data-first).* [cda]$' \
    "$DESK/odd")" 0

now()
{
    local status=/proc/$desk_milter_pid/status
    threads=$(sed -n 's/^Threads:[[:space:]]*//p' "$status")
    resident=$(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\).*/\1/p' "$status")
    descriptors=$(find "/proc/$desk_milter_pid/fd" -mindepth 1 | wc -l)
}

# settled THREADS DESCRIPTORS: both have come back to that.
settled()
{
    now
    [ "$threads" -le "$1" ] && [ "$descriptors" -le "$2" ]
}

diag "$(cat "$DESK/odd")"
is "a first hundred mails" "$(drive feed 100 4)" "d 100"
sleep 1
now
start_threads=$threads start_descriptors=$descriptors start_resident=$resident
# Where writers run side by side there are up to four connections, opened when there is work for
# them, and kept.
! desk_on postgresql || start_descriptors=$((start_descriptors + 3))

is "2,000 mails" "$(drive feed 2000 20)" "d 2000"
# libmilter keeps a few threads for the next connection.
check "its threads and descriptors come back" wait_for 15 settled $((start_threads + 4)) \
    "$start_descriptors"
diag "start: $start_threads threads, $start_descriptors descriptors, $start_resident kB"
now
diag "now: $threads threads, $descriptors descriptors, $resident kB"
is_sanitized || check "and its memory" test "$resident" -le $((start_resident + 8192))

before=$resident
mkfifo "$DESK/hold"
drive idle 200 <"$DESK/hold" >"$DESK/idle" &
idle_pid=$!
desk_pids+=("$idle_pid")
exec 7>"$DESK/hold"
wait_for 20 test -s "$DESK/idle"
is "200 sessions are open" "$(cat "$DESK/idle")" open
now
check "they cost no threads" test "$threads" -le $((start_threads + 4))
check "a descriptor each" test "$descriptors" -le $((start_descriptors + 200))
is_sanitized || check "and next to no memory" test "$resident" -le $((before + 10240))
is "mail comes in beside them" "$(drive feed 10 1)" "d 10"
exec 7>&-
wait "$idle_pid"
check "they leave nothing behind" wait_for 15 settled $((start_threads + 4)) "$start_descriptors"

is "100 mails of 1 MB at once" "$(drive press 100 1048576)" "d 100"
now
after_press=$resident
is "and a hundred that are a little larger" "$(drive press 100 1100000)" "d 100"
peak=$(vm_hwm "$desk_milter_pid")
diag "peak: $peak kB"
if is_sanitized; then
    skip "at most 128 MB" "a sanitizer takes memory of its own"
else
    check "at most 128 MB" test "$peak" -le $((128 * 1024))
fi
check "threads and descriptors come back" wait_for 15 settled $((start_threads + 4)) \
    "$start_descriptors"
now
diag "at the end: $threads threads, $descriptors descriptors, $resident kB"
is_sanitized || check "and the second hundred left no more memory behind than the first" \
    test "$resident" -le $((after_press + 12288))
is "nothing stays in the spool" "$(find "$DESK/spool" -type f | wc -l)" 0
done_testing
