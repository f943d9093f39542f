#!/bin/bash
# F1: deskmilter is killed every 50 to 300 ms while mails come in. Nothing is lost, nothing
# is doubled (RULES I1-I10, I14, I16).
# shellcheck source=t/lib/chaos.sh
. "${srcdir:-.}/t/lib/chaos.sh"

chaos_setup
desk_start_post
chaos_kill_program deskmilter "$DESK_ROOT/sbin/deskmilter" -f -c "$DESK/deskmilter.conf"
chaos_send
chaos_calm
chaos_check
done_testing
