# shellcheck shell=bash
# Runs in which something is killed all the time while a sender that tries again delivers
# its mails; afterwards the checker has the word. Sourced instead of t/lib/desk.sh.
#
#   chaos_setup                          # desk, store, sink that writes a log, Postfix
#   chaos_kill_program deskmilter ...    # or chaos_kill_postfix
#   chaos_send; chaos_calm; chaos_check  # TAP lines
#
# DESK_LONG=1: 2,000 mails instead of 400. DESK_SEED: another run than the usual one.

# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

export PYTHONDONTWRITEBYTECODE=1
CHAOS_SEED=${DESK_SEED:-1}
CHAOS_MAILS=400
CHAOS_RATE=40
CHAOS_LIMIT=180
CHAOS_KILLS=0
CHAOS_AGENTS=(alice@example.com bob@example.org)
CHAOS_POSTFIX=(local_header_rewrite_clients= service_throttle_time=1s minimal_backoff_time=1s
    queue_run_delay=1s notify_classes=)
[ -z "${DESK_LONG:-}" ] || CHAOS_MAILS=2000 CHAOS_RATE=60 CHAOS_LIMIT=240
chaos_killer=
chaos_program=

chaos_tool()
{
    python3 "$srcdir/t/tools/$1.py" "${@:2}"
}

# Everything but the two daemons. One of two agents is told of each ticket and answer. The senders
# are strangers to Postfix, as customers are, and Postfix does not write to its postmaster about what
# happens to it here.
chaos_setup()
{
    desk_setup
    desk_conf <<'CF'
limits {
    unverified-acks-per-day = 1000
    notifications-per-hour = 100000
}
agent "bob" { addresses = {"bob@example.org"} }
team "front" {
    members = {"alice", "bob"}
    assign = round-robin
}
CF
    sed -i 's/^mailbox "support" {/&\n    team = "front"/' "$DESK/deskmilter.conf"
    desk_ctl init >"$DESK/init.log" 2>&1 || bail_out "deskctl init: $(cat "$DESK/init.log")"
    chaos_start_sink
    desk_start_postfix "${CHAOS_POSTFIX[@]}" || bail_out "Postfix does not start"
}

chaos_start_sink()
{
    desk_start sink python3 "$srcdir/t/tools/sink.py" --port "$DESK_SINK" \
        --log "$DESK/sink.jsonl" --folder "$DESK/sink" --seed "$CHAOS_SEED"
    wait_for 10 port_open "$DESK_SINK" || bail_out "the sink does not start"
}

# chaos_kill_program NAME COMMAND...: runs it under the killer.
chaos_kill_program()
{
    local ready=()
    [ "$1" != deskmilter ] || ready=(--ready "$DESK/run/milter.sock")
    desk_start "$1" python3 "$srcdir/t/tools/killer.py" --seed "$CHAOS_SEED" \
        --state "$DESK/kills.json" "${ready[@]}" program -- "${@:2}"
    chaos_killer=$desk_started
    chaos_program=$1
    wait_for 10 test -s "$DESK/kills.json" || bail_out "the killer does not start"
}

# The processes of the private Postfix that have the mail in hand.
chaos_kill_postfix()
{
    desk_start killer python3 "$srcdir/t/tools/killer.py" --seed "$CHAOS_SEED" \
        --state "$DESK/kills.json" children "$DESK/queue/pid/master.pid" cleanup smtpd
    chaos_killer=$desk_started
    wait_for 10 test -s "$DESK/kills.json" || bail_out "the killer does not start"
}

# chaos_count NAME: a count of the killer, kills or ended.
chaos_count()
{
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' \
        "$DESK/kills.json" "$1"
}

# Sends, and returns when every mail, every reply to an ack and all that agents have made of their
# notifications has been accepted.
chaos_send()
{
    local status
    chaos_tool sender --port "$DESK_SMTP" --log "$DESK/sent.jsonl" --desk support@example.com \
        --alias help@example.com --mails "$CHAOS_MAILS" --rate "$CHAOS_RATE" \
        --connections 10 --seed "$CHAOS_SEED" \
        --deadline "$CHAOS_LIMIT" --replies 0.1 --sink-log "$DESK/sink.jsonl" \
        --sink-folder "$DESK/sink" --acts 0.2 "${CHAOS_AGENTS[@]/#/--agent=}" "$@" \
        >"$DESK/sender.log" 2>&1
    status=$?
    is "each mail is accepted in the end" "$status" 0
    diag "sender: $(tail -n 1 "$DESK/sender.log")"
}

# Ends the killing and waits until nothing is under way.
chaos_calm()
{
    CHAOS_KILLS=$(chaos_count kills)
    kill -USR1 "$chaos_killer"
    check "there were kills" test "$CHAOS_KILLS" -ge 10
    diag "kills: $CHAOS_KILLS"
    [ -z "$chaos_program" ] ||
        check "$chaos_program never ended by itself" test "$(chaos_count ended)" -eq 0
    chaos_rest
}

# Waits until all that is to be sent has arrived.
chaos_rest()
{
    check "the outbox comes to rest" chaos_quiet
    postqueue -c "$DESK/postfix" -f
    check "Postfix's queue is empty" wait_for 60 postfix_queue_is_empty "$DESK"
}

chaos_quiet()
{
    chaos_tool quiet "$DESK_STORE" 30 \
        setpriv --reuid "$DESK_USER" --regid "$(id -g "$DESK_USER")" --clear-groups \
        deskctl -c "$DESK/deskmilter.conf" outbox retry
}

# postfix_queue_is_empty FOLDER
postfix_queue_is_empty()
{
    postqueue -c "$1/postfix" -p | grep -q 'queue is empty'
}

# Programs of this desk whose parent has gone.
chaos_orphans()
{
    local exe
    for exe in /proc/[0-9]*/exe; do
        [[ $(readlink "$exe") == "$DESK_ROOT"/* ]] || continue
        sed -n 's/^PPid:[[:space:]]*1$/an orphan runs/p' "${exe%exe}status" 2>/dev/null
    done
}

# chaos_check [KILLS]: the verdict. KILLS counts those that explain a second copy of a mail.
chaos_check()
{
    local found
    end_process "$chaos_killer" 30
    desk_stop_milter
    desk_stop_post
    clean "no worker outlives its program" "$(chaos_orphans)"
    found=$(chaos_tool checker --sent "$DESK/sent.jsonl" --store "$DESK_STORE" \
        --sink "$DESK/sink.jsonl" --kills "${1:-0}" "${CHAOS_AGENTS[@]/#/--agent=}" 2>&1)
    is "RULES I1-I10, I14, I16, C6: violations" "$(tail -n 1 <<<"$found")" "0 violations"
    diag "$found"
}
