#!/bin/bash
# F5: Postfix's cleanup and smtpd are killed while mails come in, so that a mail may be stored
# and its 250 never sent, and handed over and its 250 never read (RULES I1-I10, I14, I16). Any store would do.
# shellcheck source=t/lib/chaos.sh
. "${srcdir:-.}/t/lib/chaos.sh"

chaos_setup
desk_start_milter || bail_out "deskmilter does not start"
desk_start_post
chaos_kill_postfix
chaos_send
chaos_calm
chaos_check "$CHAOS_KILLS"
done_testing
