#!/bin/bash
# A 250 means that the mail is on disk: an fdatasync of the store lies between the end of each
# mail and deskmilter's answer to Postfix. With PostgreSQL it is the server that does it, so the
# server is traced with deskmilter, and what it has to sync is its log.
# shellcheck source=t/lib/chaos.sh
. "${srcdir:-.}/t/lib/chaos.sh"

command -v strace >/dev/null || skip_all "strace is not installed"
strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"
chaos_setup
desk_start_milter || bail_out "deskmilter does not start"
traced=("$desk_milter_pid")
synced=$DESK/store/desk.db
if desk_on postgresql; then
    mapfile -O 1 -t traced < <(pgrep -P "$PG_PID" && echo "$PG_PID")
    synced=$PG_FOLDER/data/pg_wal/
fi
desk_start strace strace -q -f -y -xx -s 32 -o "$DESK/trace" \
    -e trace=read,recvfrom,write,writev,sendto,sendmsg,fdatasync,fsync "${traced[@]/#/--attach=}"
# The server's processes last: what it starts from then on is traced from its birth.
wait_for 10 grep -q '^TracerPid:[[:space:]]*[1-9]' "/proc/${traced[-1]}/status" ||
    bail_out "strace does not attach"

chaos_send --mails 100 --replies 0 --replay 0.1
end_process "$desk_started"
found=$(chaos_tool order "$DESK/trace" "$synced")
is "the order of disk and answer holds, status" $? 0
diag "$found"
like "the trace has all mails" "$found" '^1[0-9][0-9] mails taken, .* 0 violations$'
done_testing
