#!/bin/bash
# F7, F8: deskpost is killed every 50 to 300 ms while it sends. Each mail arrives at least once,
# always with the same bytes, and no more copies than kills explain (RULES I1-I10, I14, I16).
# shellcheck source=t/lib/chaos.sh
. "${srcdir:-.}/t/lib/chaos.sh"

chaos_setup
desk_start_milter || bail_out "deskmilter does not start"
chaos_kill_program deskpost "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
chaos_send
chaos_calm
# A kill may fall between the relay's 250 and the commit on each connection of deskpost's.
chaos_check $((4 * CHAOS_KILLS))
done_testing
