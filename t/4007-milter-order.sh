#!/bin/bash
# 250 means on disk: an fdatasync of the store's log comes before each answer to Postfix.
# With PostgreSQL it is the server that does it.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

command -v strace >/dev/null || skip_all "strace is not installed"
strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"
desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
desk_start_milter && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

desk_strace -s 16 -e trace=fdatasync,fsync,write,writev,sendto,sendmsg
is "strace follows" $? 0
for n in 1 2 3 4 5; do
    desk_mail "Number $n" | desk_send jane@example.net support@example.com >/dev/null
done
is "five tickets" "$(desk_ctl ticket list --json | desk_json 'len(d)')" 5
end_process "$desk_started"

# An answer is the frame "1 byte, d(iscard)"; a sync counts when it is of the database's log.
cat >"$DESK/order.py" <<'PY'
import re, sys
answers = 0
synced = False
for line in open(sys.argv[1], errors="replace"):
    if re.search(r"\b(fdatasync|fsync)\(\d+<[^>]*" + re.escape(sys.argv[2]), line):
        synced = True
    elif re.search(r'"\\0\\0\\0\\1d"|"\\0\\0\\0\\1", .*"d"', line):
        answers += 1
        if not synced:
            sys.exit(f"answer {answers} came before its fdatasync")
        synced = False
print(answers)
PY
output=$(python3 "$DESK/order.py" "$DESK/trace" "$desk_synced" 2>&1)
is "each of five answers comes after its own fdatasync" "$output" 5
done_testing
