# shellcheck shell=bash
# Two mail gateways, mx-a and mx-b, that share one desk: one database, one key file, and the sink
# as the world outside; each has its own Postfix, deskmilter, deskpost, spool and host name.
# Sourced in place of t/lib/desk.sh, by scripts about PostgreSQL alone.
#
#   gateways_setup; gateways_start
#   gateways_send NAME [OPTION]...       # a sender in the background, t/tools/sender.py
#   gateways_stop a; gateways_go_on a    # SIGSTOP of a deskmilter within a transaction
#   gateways_turn VICTIM                 # kills something and starts it again
#   gateways_sent                        # when all senders have ended: TAP lines
#   gateways_calm; gateways_check KILLS  # TAP lines
#
# DESK_LONG=1: ten times as many mails. DESK_SEED: another run than the usual one.

export DESK_TEST_STORE=postgresql
# shellcheck source=t/lib/chaos.sh
. "${srcdir:-.}/t/lib/chaos.sh"

[ -z "${DESK_LONG:-}" ] || CHAOS_MAILS=4000 CHAOS_RATE=100
GATEWAYS=(a b)
GATEWAYS_CONNECTIONS=4 # of each deskpost
declare -A gateways_senders=() # name -> process
declare -A gateways_running=() # program-gateway -> process
declare -A gateways_kills=()   # what -> how often
declare -A gateways_ports=()   # gateway -> port
gateways_ended=()

# The database, the sink, and what both gateways keep and read.
gateways_setup()
{
    local gateway
    desk_setup
    trap gateways_teardown EXIT
    desk_conf <<CF
send-connections = $GATEWAYS_CONNECTIONS
limits {
    unverified-acks-per-day = 1000
    automatic-per-hour = 1000000
    tickets-per-hour = 1000000
}
CF
    desk_ctl init >"$DESK/init.log" 2>&1
    ! grep -q 'built without PostgreSQL' "$DESK/init.log" || skip_all "built without PostgreSQL"
    check "the desk is made" grep -q '^made store' "$DESK/init.log"
    [ "$tap_failed" = 0 ] || bail_out "no desk"
    chaos_start_sink
    for gateway in "${GATEWAYS[@]}"; do
        gateway_make "$gateway"
    done
    RANDOM=$CHAOS_SEED
}

# gateway_make NAME: the desk's configuration with a host and places of its own, and a Postfix.
gateway_make()
{
    local folder=$DESK/$1 ports
    mapfile -t ports < <(free_ports 2)
    [ ${#ports[@]} -eq 2 ] || bail_out "no free ports"
    gateways_ports[$1]=${ports[0]}
    mkdir "$folder"
    desk_folders "$folder" "$DESK_USER"
    sed -e "s|^hostname = .*|hostname = \"mx-$1.example.com\"|" \
        -e "s|^listen = .*|listen = \"unix:$folder/run/milter.sock\"|" \
        -e "s|^relay = .*|relay = \"smtp://127.0.0.1:${ports[1]}\"|" \
        -e "s|^spool-dir = .*|spool-dir = \"$folder/spool\"|" \
        "$DESK/deskmilter.conf" >"$folder/deskmilter.conf"
    desk_make_postfix "$folder" "${ports[0]}" "${ports[1]}" "myhostname = mx-$1.example.com" \
        "${CHAOS_POSTFIX[@]}"
    postfix_start "$folder" "${ports[0]}" || bail_out "the Postfix of gateway $1 does not start"
}

# Both daemons of both gateways; returns when mail can come in.
gateways_start()
{
    local gateway
    for gateway in "${GATEWAYS[@]}"; do
        gateway_run deskmilter "$gateway"
        gateway_run deskpost "$gateway"
    done
    for gateway in "${GATEWAYS[@]}"; do
        wait_for 20 test -S "$DESK/$gateway/run/milter.sock" ||
            bail_out "the deskmilter of gateway $gateway does not start"
    done
}

# gateway_run PROGRAM GATEWAY
gateway_run()
{
    desk_start "$1-$2" "$DESK_ROOT/sbin/$1" -f -c "$DESK/$2/deskmilter.conf"
    gateways_running[$1-$2]=$desk_started
}

# gateway_kill PROGRAM GATEWAY: kill -9, and it starts again.
gateway_kill()
{
    { # the shell need not say that it was killed
        kill -KILL "${gateways_running[$1-$2]}"
        gateway_reap "$1" "$2"
    } 2>/dev/null
    gateways_count "$1"
    gateway_run "$1" "$2"
}

# gateway_reap PROGRAM GATEWAY: waits until it has ended with all its threads; its exit status.
gateway_reap()
{
    local pid=${gateways_running[$1-$2]} status other rest=()
    wait "$pid"
    status=$?
    for other in "${desk_pids[@]}"; do
        [ "$other" = "$pid" ] || rest+=("$other")
    done
    desk_pids=("${rest[@]}")
    return $status
}

# Starts again what has ended by itself, as a service manager does: EX_TEMPFAIL says that the store
# could not be reached at the start.
gateways_watch()
{
    local what status
    for what in "${!gateways_running[@]}"; do
        ! alive "${gateways_running[$what]}" || continue
        gateway_reap "${what%-*}" "${what##*-}" 2>/dev/null
        status=$?
        [ $status -eq 75 ] || gateways_ended+=("$what: status $status")
        gateway_run "${what%-*}" "${what##*-}"
    done
}

gateways_count()
{
    gateways_kills[$1]=$((${gateways_kills[$1]:-0} + 1))
}

# gateway_cut CONDITION: ends one session of the desk, picked by chance; 1 when there is none.
gateway_cut()
{
    local cut
    cut=$(pg_sql desk "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid
        FROM pg_stat_activity WHERE datname = 'desk' AND application_name LIKE 'desk%' AND $1
        ORDER BY random() LIMIT 1) victim" 2>/dev/null)
    [ "$cut" = 1 ]
}

# gateways_turn VICTIM: one kill; what is killed starts again.
gateways_turn()
{
    local try
    gateways_watch
    case $1 in
    deskmilter-* | deskpost-*) gateway_kill "${1%-*}" "${1##*-}" ;;
    session) gateway_cut true && gateways_count session ;;
    transaction)
        for try in {1..20}; do
            gateway_cut "backend_xid IS NOT NULL" || continue
            gateways_count transaction
            break
        done
        ;;
    server)
        pg_kill && gateways_count server
        pg_start || bail_out "PostgreSQL does not start again: $(tail -n 3 "$PG_LOG")"
        ;;
    *) bail_out "no such victim: $1" ;;
    esac
}

# gateways_round VICTIM...: kills each once, in an order by chance.
gateways_round()
{
    local victim place order=()
    for victim in "$@"; do
        place=$((RANDOM % (${#order[@]} + 1)))
        order=("${order[@]:0:place}" "$victim" "${order[@]:place}")
    done
    for victim in "${order[@]}"; do
        sleep "0.$((100 + RANDOM % 300))"
        gateways_turn "$victim"
    done
}

# gateways_stop GATEWAY: its deskmilter stands still within a transaction; 1 when it would not.
gateways_stop()
{
    local pid=${gateways_running[deskmilter-$1]} try
    for try in {1..100}; do
        kill -STOP "$pid"
        sleep 0.15
        [ "$(pg_sql desk "SELECT count(*) FROM pg_stat_activity WHERE datname = 'desk'
            AND application_name = 'deskmilter' AND backend_xid IS NOT NULL
            AND state_change < clock_timestamp() - interval '0.1s'")" = 0 ] || return 0
        kill -CONT "$pid"
        sleep "0.0$((10 + RANDOM % 80))"
    done
    return 1
}

gateways_go_on()
{
    kill -CONT "${gateways_running[deskmilter-$1]}"
}

# gateways_send NAME [OPTION]...: mails to both gateways in turn, in the background; only to one
# where $gateways_to names it.
gateways_send()
{
    local gateway ports=()
    for gateway in ${gateways_to:-"${GATEWAYS[@]}"}; do
        ports+=(--port "${gateways_ports[$gateway]}=mx-$gateway.example.com")
    done
    desk_start "sender-$1" python3 "$srcdir/t/tools/sender.py" "${ports[@]}" \
        --log "$DESK/sent-$1.jsonl" --tag "$1$CHAOS_SEED" --seed "$CHAOS_SEED" \
        --desk support@example.com --alias help@example.com --deadline "$CHAOS_LIMIT" \
        --replies 0 "${@:2}"
    gateways_senders[$1]=$desk_started
}

gateways_sending()
{
    local pid
    for pid in "${gateways_senders[@]}"; do
        ! alive "$pid" || return 0
    done
    return 1
}

# Waits for the senders: every mail and every reply has been accepted.
gateways_sent()
{
    local name status
    for name in "${!gateways_senders[@]}"; do
        wait "${gateways_senders[$name]}"
        status=$?
        is "each mail of the sender '$name' is accepted in the end" "$status" 0
        diag "$name: $(tail -n 1 "$DESK/sender-$name.log")"
    done
    gateways_senders=()
}

# No more kills: all that is under way comes to an end.
gateways_calm()
{
    local gateway
    check "the outbox comes to rest" chaos_quiet
    for gateway in "${GATEWAYS[@]}"; do
        postqueue -c "$DESK/$gateway/postfix" -f
        check "the queue of Postfix $gateway is empty" \
            wait_for 20 postfix_queue_is_empty "$DESK/$gateway"
    done
}

# gateways_check KILLS: the verdict, over all senders.
gateways_check()
{
    local what found sent=()
    for what in "${!gateways_running[@]}"; do
        check "$what still runs" alive "${gateways_running[$what]}"
    done
    kill -TERM "${gateways_running[@]}"
    for what in "${!gateways_running[@]}"; do
        end_process "${gateways_running[$what]}"
    done
    clean "no worker outlives its program" "$(chaos_orphans)"
    for what in "$DESK"/sent-*.jsonl; do
        sent+=(--sent "$what")
    done
    found=$(chaos_tool checker "${sent[@]}" --store "$DESK_STORE" --sink "$DESK/sink.jsonl" \
        --kills "$1" 2>&1)
    is "RULES I1-I10, I14, I16: violations" "$(tail -n 1 <<<"$found")" "0 violations"
    diag "$found"
}

# What came by both gateways: a proof must have seen something.
gateways_crossed()
{
    python3 - "$DESK"/sent-*.jsonl <<'END'
import collections, json, sys

mails = [json.loads(line) for path in sys.argv[1:] for line in open(path, encoding="utf-8")]
gates = collections.defaultdict(set)
for mail in mails:
    gates[mail["key"], mail["weak"]].add(mail["gate"])
print("replies", sum(bool(mail["answers"]) and mail["gate"] != mail["answers"].split("@")[1]
                     for mail in mails),
      "copies", sum(len(found) > 1 for (_, weak), found in gates.items() if not weak),
      "weak", sum(len(found) > 1 for (_, weak), found in gates.items() if weak))
END
}

# The most acknowledgements that anybody got, and how many those have who were refused one more.
gateways_acks()
{
    desk_sql "WITH acks AS (SELECT contact, count(*) AS number FROM outbox WHERE kind = 'ack'
            GROUP BY contact)
        SELECT 'at most ' || max(number) || ', refused after ' || min(number) FILTER (WHERE refused)
            || ' to ' || max(number) FILTER (WHERE refused)
        FROM (SELECT number, contact IN (SELECT ticket.requester FROM event JOIN ticket
                ON ticket.id = event.ticket WHERE event.kind = 'ack-suppressed'
                AND event.detail ~ 'as many acknowledgements as an hour allows') AS refused
            FROM acks) people"
}

# gateways_retries NAME: how many tries of that sender's mails were in vain.
gateways_retries()
{
    python3 -c 'import json, sys
print(sum(json.loads(line)["attempts"] - 1 for line in open(sys.argv[1])))' "$DESK/sent-$1.jsonl"
}

gateways_teardown()
{
    local status=$? gateway
    for gateway in "${GATEWAYS[@]}"; do
        postfix_stop "$DESK/$gateway"
    done
    (exit $status)
    desk_teardown
}
