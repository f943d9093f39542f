#!/bin/bash
# The poison pack (RULES P) through a real Postfix: each mail is taken, has a row, and is quick;
# good mails beside it do not notice (I15).
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
desk_start_milter && desk_start_postfix "smtpd_timeout = 60s" "hopcount_limit = 100"
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

# A sanitizer makes everything slower and larger; there the pack is smaller and the limits wider.
patience=2 memory=131072 scale=1
if is_sanitized; then
    patience=10 memory=2097152 scale=0.2
fi
python3 "$srcdir/t/tools/poison.py" "$DESK/poison" "$scale"
is "the pack is made" $? 0
poisons=$(find "$DESK/poison" -name '*.eml' | wc -l)

python3 "$srcdir/t/tools/pelt.py" "$DESK_SMTP" "$DESK/poison" 50 >"$DESK/report"
is "every poison had its turn" "$(grep -c '^poison ' "$DESK/report")" "$poisons"
clean "each is answered 250" "$(grep '^poison ' "$DESK/report" | awk '$3 != 250')"
# Half a million header fields cost any milter seconds in libmilter, one with empty callbacks
# too: what the desk adds to that is in its log.
clean "the desk takes no more than $patience s of it" "$(sed -n 's/.* message_id=\([^ ]*\).* ms=/\1 /p' \
    "$DESK/deskmilter.log" | awk -v p="$patience" '$2 > 1000 * p')"
clean "and nothing hangs" "$(grep '^poison ' "$DESK/report" | awk '$4 > 60')"
is "50 good mails came meanwhile" "$(grep -c '^good ' "$DESK/report")" 50
clean "none of them saw anything but 250" "$(grep '^good ' "$DESK/report" | awk '$3 != 250')"
clean "or waited long" "$(grep '^good ' "$DESK/report" | awk '$4 > 10')"

is "each has its message" "$(desk_sql "SELECT count(*) FROM message")" $((poisons + 50))
is "and its raw bytes" "$(desk_sql "SELECT count(*) FROM raw")" $((poisons + 50))
is "no good mail is unparsed" \
    "$(desk_sql "SELECT count(*) FROM message WHERE unparsed = 1 AND subject LIKE 'good %'")" 0
like "some poison is" "$(desk_sql "SELECT count(*) FROM message WHERE unparsed = 1")" '^[1-9]'
# What a mail costs its worker is not what kills it: the guard stops those before.
clean "no worker crashed" "$(desk_sql "SELECT DISTINCT detail FROM event WHERE kind = 'unparsed'" |
    grep 'killed by signal\|ended with status\|protocol')"
check "deskmilter is the same process" alive "$desk_milter_pid"
check "with no more workers than processors" \
    test "$(pgrep -P "$desk_milter_pid" -c deskparse)" -le "$(nproc)"
peak=$(vm_hwm "$desk_milter_pid")
check "its memory stayed low ($peak kB)" test "$peak" -le "$memory"

# Every mail of the pack can be shown, as text and as JSON.
mapfile -t ids < <(desk_sql "SELECT id FROM ticket WHERE subject NOT LIKE 'good %' ORDER BY id")
failed=
for id in "${ids[@]}"; do
    desk_ctl ticket show "$id" --json | desk_json 'd["id"]' >/dev/null || failed+="ticket $id "
done
clean "each ticket can be shown" "$failed"
desk_ctl explain --json --rcpt support@example.com "$DESK"/poison/*.eml >"$DESK/explained"
is "all can be explained" $? 0
is "an object each, in UTF-8" "$(python3 -c 'import json, sys
print(len([json.loads(line)["mail"]["unparsed"] for line in open(sys.argv[1], encoding="utf-8")]))' \
    "$DESK/explained")" "$poisons"
done_testing
