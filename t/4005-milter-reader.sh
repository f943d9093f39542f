#!/bin/bash
# A deskparse that dies in mid mail costs the mail its facts, not its place (I15). Any store
# would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
desk_start_milter && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

workers()
{
    pgrep -P "$desk_milter_pid" deskparse
}

verdict()
{
    desk_ctl ticket show "$1" --json
}

desk_mail "Before" | desk_send jane@example.net support@example.com >/dev/null
like "workers run" "$(workers)" '^[0-9]+$'

# Stopped workers take a mail and do not answer; then they are killed.
mapfile -t stopped < <(workers)
kill -STOP "${stopped[@]}"
desk_mail "In mid mail" | desk_send jane@example.net support@example.com >"$DESK/reply" &
sender=$!
desk_pids+=("$sender")
sleep 1
check "the mail waits for its reader" alive "$sender"
kill -KILL "${stopped[@]}"
check "it is answered at once then" wait_for 5 gone "$sender"
like "with 250" "$(cat "$DESK/reply")" '^250 '
show=$(verdict 2)
is "there is a ticket" "$(desk_json 'd["subject"]' <<<"$show")" "In mid mail"
is "flagged as unparsed" "$(desk_json '[e["kind"] for e in d["events"]].count("unparsed")' <<<"$show")" 1
is "with its requester all the same" "$(desk_json 'd["requester"]["address"]' <<<"$show")" jane@example.net
desk_ctl ticket raw 2 | tr -d '\r' >"$DESK/raw.eml"
check "and the raw mail" grep -q '^this is about: In mid mail' "$DESK/raw.eml"

desk_mail "Afterwards" | desk_send jane@example.net support@example.com >/dev/null
is "the next mail is read again" "$(verdict 3 |
    desk_json '[e["kind"] for e in d["events"]].count("unparsed")')" 0

# A worker that does not answer is killed after ten seconds.
mapfile -t stopped < <(workers)
kill -STOP "${stopped[@]}"
begin=$SECONDS
desk_mail "Too slow" | desk_send jane@example.net support@example.com >"$DESK/reply"
took=$((SECONDS - begin))
like "a reader that sleeps is not waited for" "$(cat "$DESK/reply")" '^250 '
check "longer than about ten seconds ($took s)" test "$took" -le 14
is "the mail is unparsed" "$(verdict 4 |
    desk_json '[e["kind"] for e in d["events"]].count("unparsed")')" 1
kill -KILL "${stopped[@]}" 2>/dev/null
done_testing
