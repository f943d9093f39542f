#!/bin/bash
# The poison pack (RULES P, W26) through a real Postfix: each mail is taken, has a row, and is quick;
# good mails beside it do not notice (I15). It is about reading, so one store is enough.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<<"limits { tickets-per-hour = 1000 }"
desk_ctl init >/dev/null
desk_start_milter && desk_start_postfix "smtpd_timeout = 60s" "hopcount_limit = 300"
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
# On a machine that others use as well each has only its share of it.
patience=$(awk -v p="$patience" -v n="$(nproc)" '{ share = $1 / n
    printf "%.1f", p * (share > 1 ? share : 1) }' /proc/loadavg)
is "every poison had its turn" "$(grep -c '^poison ' "$DESK/report")" "$poisons"
clean "each is answered 250" "$(grep '^poison ' "$DESK/report" | awk '$3 != 250')"
# Half a million header fields, or folds, cost any milter seconds in libmilter, one with empty
# callbacks too: what the desk adds to that is in its log.
clean "within $patience s" "$(grep '^poison ' "$DESK/report" |
    awk -v p="$patience" '$4 > p && $2 !~ /^many-/')"
clean "the desk takes no more than $patience s of it" "$(sed -n 's/.* message_id=\([^ ]*\).* ms=/\1 /p' \
    "$DESK/deskmilter.log" | awk -v p="$patience" '$2 > 1000 * p')"
clean "and nothing hangs" "$(grep '^poison ' "$DESK/report" | awk '$4 > 60')"
is "50 good mails came meanwhile" "$(grep -c '^good ' "$DESK/report")" 50
clean "none of them saw anything but 250" "$(grep '^good ' "$DESK/report" | awk '$3 != 250')"
clean "or waited long" "$(grep '^good ' "$DESK/report" | awk '$4 > 10')"

is "each has its message" "$(desk_sql "SELECT count(*) FROM message")" $((poisons + 50))
is "and its raw bytes" "$(desk_sql "SELECT count(*) FROM raw")" $((poisons + 50))
# A report opens no ticket (RULES B3): what it tells is kept as an event.
is "a ticket of its own, but for reports" "$(desk_sql "SELECT count(*), count(DISTINCT ticket)
    FROM message WHERE ticket IS NOT NULL")" "$((poisons + 47)) $((poisons + 47))"
is "which have none" "$(desk_sql "SELECT subject FROM message WHERE ticket IS NULL
    ORDER BY subject" | paste -sd ' ')" "nested-reports notices status-groups"
is "no good mail is unparsed" \
    "$(desk_sql "SELECT count(*) FROM message WHERE unparsed = 1 AND subject LIKE 'good %'")" 0
like "some poison is" "$(desk_sql "SELECT count(*) FROM message WHERE unparsed = 1")" '^[1-9]'
# What a mail costs its worker is not what kills it: the guard stops those before.
clean "no worker crashed" "$(desk_sql "SELECT DISTINCT detail FROM event WHERE kind = 'unparsed'" |
    grep 'killed by signal\|ended with status\|protocol')"
check "deskmilter is the same process" alive "$desk_milter_pid"
mapfile -t workers < <(pgrep -P "$desk_milter_pid" deskparse)
check "with some workers, no more than processors" \
    test ${#workers[@]} -ge 1 -a ${#workers[@]} -le "$(nproc)"
# What a worker may have is a limit of the system; what it took of it is told for the record.
if is_sanitized; then
    skip "a worker has 256 MB" "a sanitizer takes memory of its own"
else
    is "a worker has 256 MB" "$(sed -n 's/^Max address space *\([0-9]*\) .*/\1/p' \
        "/proc/${workers[0]}/limits")" 268435456
    for pid in "${workers[@]}"; do
        diag "worker $pid took $(vm_hwm "$pid") kB"
    done
fi
peak=$(vm_hwm "$desk_milter_pid")
check "its memory stayed low ($peak kB)" test "$peak" -le "$memory"

# Every mail of the pack can be shown, as text and as JSON.
mapfile -t ids < <(desk_sql "SELECT id FROM ticket WHERE subject NOT LIKE 'good %' ORDER BY id")
for id in "${ids[@]}"; do
    desk_ctl ticket show "$id" --json || echo "ticket $id: status $?"
    printf '\0'
done >"$DESK/shown"
is "each ticket can be shown" "$(python3 -S -c 'import json, sys
with open(sys.argv[1], encoding="utf-8") as shown:
    print(*(json.loads(one)["id"] for one in shown.read().split("\0")[:-1]))' "$DESK/shown" 2>&1)" "${ids[*]}"
desk_ctl explain --json --rcpt support@example.com "$DESK"/poison/*.eml >"$DESK/explained"
is "all can be explained" $? 0
is "an object each, in UTF-8" "$(python3 -c 'import json, sys
print(len([json.loads(line)["mail"]["unparsed"] for line in open(sys.argv[1], encoding="utf-8")]))' \
    "$DESK/explained")" "$poisons"
done_testing
