#!/bin/bash
# Scenes of trouble (RULES W5, W6, W40): the store is away, the configuration changes under load, and
# deskmilter is killed at each step of a mail. W37 is in 5000; at random it is killed in 4800.
# DESK_LONG=1 sends 10,000 mails beside 2,000 idle sessions.
# shellcheck source=t/lib/chaos.sh
. "${srcdir:-.}/t/lib/chaos.sh"

command -v strace >/dev/null || skip_all "strace is not installed"
strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"
chaos_setup
desk_start_milter && desk_start_post && wait_for 20 grep -q 'deskpost: started' "$DESK/deskpost.log"
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

# sender NAME OPTION...: in the background; its log is $DESK/NAME.jsonl, its process $sender.
sender()
{
    desk_start "$1" python3 "$srcdir/t/tools/sender.py" --port "$DESK_SMTP" --log "$DESK/$1.jsonl" \
        --desk support@example.com --alias help@example.com --seed "$CHAOS_SEED" --tag "$1" \
        --connections 10 --deadline 120 "${CHAOS_AGENTS[@]/#/--agent=}" "${@:2}"
    sender=$desk_started
}

# of NAME EXPRESSION: Python about d, the lines of that log.
of()
{
    python3 -c 'import json, sys
d = [json.loads(line) for line in open(sys.argv[1])]
print(eval(sys.argv[2]))' "$DESK/$1.jsonl" "$2"
}

accepted='len({m["n"] for m in d if m["outcome"] == "accepted"})'

# ---- W6 ----
put_off()
{
    [ "$(grep -c 'mail put off' "$DESK/deskmilter.log")" -ge "$1" ]
}
desk_store_hide
is "W6: the store goes away" $? 0
sender away --mails 500 --replay 0 --replies 0 --backoff 0.4
check "W6: 500 senders are put off" wait_for 60 put_off 500
is "W6: and none is taken" "$(of away 'len(d)')" 0
desk_store_show
is "W6: it comes back" $? 0
wait "$sender"
is "W6: each sender's retry is taken" "$? $(of away "$accepted")" "0 500"
is "W6: each has its ticket, as far as it may have one" "$(desk_sql "SELECT count(*) FROM ticket")" \
    "$(of away 'sum(m["kind"] != "bounce" for m in d)')"
is "W6: none is there twice" "$(desk_sql "SELECT count(*) FROM message")" 500
diag "tries: $(of away 'sum(m["attempts"] for m in d)')"

# ---- W40 ----
mails=200 rate=50 idle=200
[ -z "${DESK_LONG:-}" ] || mails=10000 rate=100 idle=2000
ulimit -n 4096 2>/dev/null
mkfifo "$DESK/hold"
python3 "$srcdir/t/tools/milter.py" "$DESK/run/milter.sock" idle $idle <>"$DESK/hold" >"$DESK/idle" &
idlers=$!
desk_pids+=("$idlers")
check "W40: there are $idle idle sessions" wait_for 60 grep -q open "$DESK/idle"
sender load --mails $mails --rate $rate --replies 0.1 --sink-log "$DESK/sink.jsonl" \
    --sink-folder "$DESK/sink"
reloads=0
while alive "$sender"; do
    reloads=$((reloads + 1))
    # Each reload has something to tell: who owns a mailbox, and one more or less.
    if [ $((reloads % 2)) = 1 ]; then
        echo 'mailbox "extra" { address = "extra@example.com" }' >>"$DESK/deskmilter.conf"
    else
        sed -i '$d' "$DESK/deskmilter.conf"
    fi
    kill -USR1 "$desk_milter_pid" "$desk_post_pid"
    sleep 1 # not a guess: a reload each second is what is asked for
done
wait "$sender"
is "W40: each mail is taken, and each answer to an ack" "$? $(of load "$accepted")" \
    "0 $((mails + mails / 10))"
is "W40: at the first try" "$(of load 'sum(m["attempts"] != 1 for m in d)')" 0
check "W40: through $reloads reloads" test "$(grep -c 'configuration reloaded' "$DESK/deskmilter.log")" \
    -ge $((reloads - 1))
check "W40: the idle sessions are there still" test "$(find "/proc/$desk_milter_pid/fd" -lname 'socket:*' |
    wc -l)" -ge $idle
end_process "$idlers"

chaos_rest
desk_stop_milter
desk_stop_post
cat "$DESK/away.jsonl" "$DESK/load.jsonl" >"$DESK/sent.jsonl"
found=$(chaos_tool checker --sent "$DESK/sent.jsonl" --store "$DESK_STORE" --sink "$DESK/sink.jsonl" \
    --kills 0 "${CHAOS_AGENTS[@]/#/--agent=}" 2>&1)
is "W6, W40: nothing is lost or doubled, and each has its ack" "$(tail -n 1 <<<"$found")" "0 violations"
diag "$found"

# ---- W5 ----
# trace CALLS [OPTION]...: strace follows deskmilter.
trace()
{
    desk_start strace strace -q -f -o "$DESK/trace" -e trace="$1" "${@:2}" -p "$desk_milter_pid"
    wait_for 10 grep -q '^TracerPid:[[:space:]]*[1-9]' "/proc/$desk_milter_pid/status"
}

# most CALL: how often the thread that makes most such calls has made it for one mail.
most()
{
    grep -E "^[0-9]+ +$1\(" "$DESK/trace" | cut -d ' ' -f 1 | sort | uniq -c | sort -rn |
        awk 'NR == 1 { print $1 }'
}

desk_start_milter && desk_start_post && trace pwrite64,fdatasync,writev,sendto,recvfrom
is "W5: strace follows a mail" $? 0
desk_mail "to count" | desk_send jane@example.net support@example.com >/dev/null
end_process "$desk_started"
pages=$(most pwrite64) calls=$(most sendto) answers=$(most recvfrom)
killed=0
# offer CALL N: a mail, and the Nth such call of a thread is deskmilter's last; 1: it was not.
offer()
{
    local strace
    killed=$((killed + 1))
    desk_mail "killed $killed" | sed "s/jane@/step$killed@/" >"$DESK/step.eml"
    trace "$1" -e inject="$1:signal=KILL:when=$2"
    strace=$desk_started
    first=$(desk_send_file step)
    # Nobody is left to be traced when all threads have gone, and with them the lock.
    [[ $first != 250* ]] && wait_for 5 gone "$strace" && return
    end_process "$strace"
    return 1
}

# killed_at STEP CALL N. The threads of libmilter share a session, so a thread may not come to its
# Nth call; then another mail has to do.
killed_at()
{
    local first
    for _ in {1..20}; do
        ! offer "$2" "$3" || break
    done
    desk_start_milter || bail_out "deskmilter was not killed when $1, or does not start again"
    wait_for 20 desk_taken step || first="the retry was not taken"
    is "W5: killed when $1: put off, then one ticket and one ack" \
        "${first%% *} $(desk_sql "SELECT count(*), (SELECT count(*) FROM outbox
            WHERE ticket = max(t.id) AND kind = 'ack') FROM ticket t WHERE subject = 'killed $killed'")" "451 1 1"
}

# How many pages a mail changes differs a little; each is written as a frame's head and its bytes.
killed_at "it answers to RCPT" writev 2
killed_at "it answers to DATA" writev 3
killed_at "it gives the mail to a worker" sendto 1
killed_at "it takes the facts back" recvfrom 1
if desk_on sqlite; then
    killed_at "the first page goes to the log" pwrite64 1
    killed_at "half of them are there" pwrite64 $((pages / 2))
    killed_at "most of them are there" pwrite64 $((pages * 3 / 4))
    killed_at "the log is to be synced" fdatasync 1
else
    killed_at "the transaction has begun" sendto 2
    killed_at "half of it is sent" sendto $((calls / 2))
    killed_at "the commit is to be sent" sendto "$calls"
    killed_at "the commit is sent, its answer not read" recvfrom "$answers"
fi
killed_at "all is on disk, and it answers" writev 4

all_sent()
{
    [ "$(desk_sql "SELECT count(*) FROM outbox WHERE state <> 'sent'")" = 0 ]
}
check "W5: all acknowledgements leave" wait_for 20 all_sent
is "W5: each once" "$(python3 -c 'import json, sys
came = [m["rcpts"] for m in map(json.loads, open(sys.argv[1]))]
print(*(came.count([f"step{n + 1}@example.net"]) for n in range(int(sys.argv[2]))))' \
    "$DESK/sink.jsonl" $killed)" "$(yes 1 | head -n $killed | paste -sd ' ')"
clean "the store is sound" "$(desk_store_problems)"
done_testing
