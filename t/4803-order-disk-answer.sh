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
desk_strace -xx -s 32 -e trace=read,recvfrom,write,writev,sendto,sendmsg,fdatasync,fsync ||
    bail_out "strace does not attach"

chaos_send --mails 100 --replies 0 --acts 0 --replay 0.1
end_process "$desk_started"
found=$(chaos_tool order "$DESK/trace" "$desk_synced")
is "the order of disk and answer holds, status" $? 0
diag "$found"
like "the trace has all mails" "$found" '^1[0-9][0-9] mails taken, .* 0 violations$'
done_testing
