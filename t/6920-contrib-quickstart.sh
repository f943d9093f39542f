#!/bin/bash
# contrib/quickstart as a newcomer meets it: a first ticket with its acknowledgement, the
# commands that it prints, a part that dies, and an end that leaves nothing behind.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/desk.sh"

desk_setup
desk_programs
home=$DESK/quick
ctl="$home/home/root/bin/deskctl -c $home/home/deskmilter.conf"

quickstart()
{
    "$srcdir/contrib/quickstart" --home "$home" "$@"
}

# What ends with the test, should the quickstart not end it.
trap 'quickstart --stop --purge >/dev/null 2>&1; desk_teardown' EXIT

tickets()
{
    $ctl ticket list --json | desk_json 'len(d)'
}

appended()
{
    [ "$($ctl ticket show 1 --json | desk_json '" ".join(m["direction"] for m in d["messages"])')" = \
        "in out in" ]
}

quickstart --port "$DESK_SMTP" --programs "$DESK_ROOT" >"$DESK/first" 2>&1
is "it starts" $? 0
diag "$(tail -n 3 "$DESK/first")"
like "it shows the ticket" "$(cat "$DESK/first")" '^#1 The blue printer is on fire$'
like "and the acknowledgement" "$(cat "$DESK/first")" '^Subject: \[#1\] '
like "and what the agent gets" "$(cat "$DESK/first")" '^From: Jane Doe via Support '
check "all parts run" quickstart --status

# The lines that it prints, down to the one that ends it, done as they stand.
sed -n '/Try next/,/^# the end/{//!p}' "$DESK/first" >"$DESK/next"
check "it prints what to try next" test "$(grep -vc '^#' "$DESK/next")" -ge 6
bash -e "$DESK/next" >"$DESK/next.out" 2>&1
is "that can be done" $? 0
diag "$(grep -v '^OK' "$DESK/next.out" | head -n 40)"
like "its Postfix is as the desk needs it" "$(cat "$DESK/next.out")" '^OK: Postfix'
check "the agent's answer and Jane's are on her ticket" wait_for 10 appended
is "which is the agent's" "$($ctl ticket show 1 --json | desk_json 'd["assignee"]')" alice
is "her other mail on a second, and a whole life on a third" "$(tickets)" 3
like "of which it shows what she gets: on hold" "$(cat "$DESK/next.out")" \
    '^Your request #3 is on hold'
like "the answer that ends it" "$(cat "$DESK/next.out")" '^It is not solved:'
like "and the survey" "$(cat "$DESK/next.out")" '^How satisfied are you'
is "which she answers" "$($ctl survey show 3 --json | desk_json 'd[0]["score"]')" 5

like "a second start starts nothing" "$(quickstart 2>&1)" 'running already'
is "and sends nothing" "$(tickets)" 3

kill -KILL "$(cat "$home/home/deskmilter.pid")"
wait_for 10 gone "$(cat "$home/home/deskmilter.pid")"
status=$(quickstart --status)
is "a part that died: --status fails" $? 1
like "and says which" "$status" '^deskmilter died: '
quickstart --programs "$DESK_ROOT" >"$DESK/again" 2>&1
is "the next start mends it, on the same port" $? 0
check "all parts run" quickstart --status
is "nothing is lost, and there is a new first mail" "$(tickets)" 4

check "it ends" quickstart --stop
like "and says so" "$(quickstart --status)" '^deskmilter does not run$'
check "the store is still there" test -s "$home/home/store/desk.db"
check "it can be removed" quickstart --stop --purge
check "with its folder" test ! -e "$home"
is "no process is left" "$(readlink /proc/[0-9]*/exe | grep -cF "$home/")" 0
check "nobody listens" eval "! port_open $DESK_SMTP"
done_testing
