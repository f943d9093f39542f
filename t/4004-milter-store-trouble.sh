#!/bin/bash
# A store that somebody else holds or that is not there: 451 at the door, and nothing lost or
# doubled by a retry. What only a store in a file can suffer is in 4010.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<<'store-timeout = 2s'
desk_ctl init >/dev/null
desk_start_milter && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

for name in before locked missing; do
    desk_mail "The store is $name" >"$DESK/$name.eml"
done
like "a mail before all" "$(desk_send_file before)" '^250 '

desk_store_hold
is "another program holds the store" $? 0
like "locked: put off" "$(desk_send_file locked)" '^451 4\.3\.0 '
desk_store_release
check "then the retry is taken" wait_for 20 desk_taken locked
is "as one ticket" "$(desk_tickets)" 2

check "the store goes away" desk_store_hide
like "missing: put off" "$(desk_send_file missing)" '^451 4\.3\.0 '
check "it comes back" desk_store_show
check "then the retry is taken" wait_for 20 desk_taken missing
is "as one ticket" "$(desk_tickets)" 3

check "each trouble has its line in the log" test "$(grep -c 'mail put off' "$DESK/deskmilter.log")" -ge 2
clean "the store is sound" "$(desk_store_problems)"
like "and before, after and between nothing is missing" "$(desk_ctl ticket list --json |
    desk_json '[t["subject"] for t in d]' | sort -u | wc -l)" '^3$'
done_testing
