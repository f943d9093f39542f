# shellcheck shell=bash
# A desk of its own for each end-to-end test: programs from the staged install, a store, a
# private Postfix, and smtp-sink as the outside world, all in one folder and on free ports.
#
#   . "${srcdir:-$(dirname "$0")/..}/t/lib/desk.sh"
#   desk_setup                   # the folder $DESK; everything in it ends with the test
#   desk_conf                    # $DESK/deskmilter.conf; more settings on standard input
#   desk_ctl init
#   desk_start_sink; desk_start_milter; desk_start_postfix; desk_start_post
#   desk_mail "Subject" | desk_send jane@example.net support@example.com
#   wait_for 10 desk_sink_has 'Subject: .*\[#1\]'
#
# Each function returns 0 when it worked. What starts something must not stand in $(...) or
# behind check: the test has to know the process.
#
# Ports: $DESK_SMTP (the milter is on it), $DESK_RELAY (without milters), $DESK_SINK.
# DESK_TEST_STORE=postgresql in the environment: the store is a database of a private PostgreSQL
# (t/lib/pgsql.sh) in place of a file of SQLite. A script speaks to either by desk_sql and the
# other desk_store_ functions; $DESK_STORE is its address.
# DESK_KEEP=1 in the environment leaves the folder behind; after a failed test the last
# lines of every log are shown.

: "${srcdir:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
# shellcheck source=t/lib/tap.sh
. "$srcdir/t/lib/tap.sh"
# shellcheck source=contrib/lib.sh
. "$srcdir/contrib/lib.sh"
# shellcheck source=t/lib/pgsql.sh
. "$srcdir/t/lib/pgsql.sh"

DESK_USER=nobody
desk_pids=()
desk_milter_pid=
desk_post_pid=
desk_sink_pid=
desk_holder=

# Makes the private folder and finds programs and ports. Skips the test where it cannot run.
desk_setup()
{
    local tool ports
    [ "$(id -u)" = 0 ] || skip_all "needs root for a private Postfix"
    for tool in postfix smtp-sink setpriv python3; do
        command -v "$tool" >/dev/null || PATH=$PATH:/usr/sbin
        command -v "$tool" >/dev/null || skip_all "$tool is not installed"
    done
    umask 022
    DESK=$(mktemp -d "${TMPDIR:-/tmp}/desk.XXXXXX") || bail_out "no temporary folder"
    trap desk_teardown EXIT
    trap 'exit 1' HUP INT TERM
    chmod 711 "$DESK"
    reachable_by "$DESK_USER" "$DESK" ||
        bail_out "user $DESK_USER cannot search $DESK: set TMPDIR to a folder open to all"
    desk_folders "$DESK" "$DESK_USER"
    install -d -o "$DESK_USER" "$DESK/sink"
    mapfile -t ports < <(free_ports 3)
    [ ${#ports[@]} -eq 3 ] || bail_out "no free ports"
    DESK_SMTP=${ports[0]} DESK_RELAY=${ports[1]} DESK_SINK=${ports[2]}
    export DESK DESK_SMTP DESK_RELAY DESK_SINK
    desk_store_setup
}

# desk_on KIND: the store of this run is of this kind, sqlite or postgresql.
desk_on()
{
    [ "${DESK_TEST_STORE:-sqlite}" = "$1" ]
}

# desk_only KIND: for a script that is about this kind of store alone, after desk_setup.
desk_only()
{
    desk_on "$1" || skip_all "is about $1 alone"
}

desk_store_setup()
{
    case ${DESK_TEST_STORE:-sqlite} in
    sqlite) ;;
    postgresql)
        pg_setup "$DESK" "$DESK_USER"
        pg_start || bail_out "PostgreSQL does not start: $(tail -n 3 "$DESK/pg.log")"
        ;;
    *) bail_out "DESK_TEST_STORE is $DESK_TEST_STORE, expected sqlite or postgresql" ;;
    esac
    desk_store_new desk "$DESK"
}

# desk_store_new NAME FOLDER: the address of a store that deskctl init has still to fill goes to
# $DESK_STORE: FOLDER/store/desk.db, or a new database NAME.
desk_store_new()
{
    DESK_STORE=sqlite:$2/store/desk.db
    if desk_on postgresql; then
        pg_make_database "$1" || bail_out "no database $1"
        DESK_STORE=$(pg_url "$1")
    fi
}

# desk_sql SELECT: its rows, columns with blanks between. The statement must be good for either.
desk_sql()
{
    if desk_on postgresql; then
        pg_sql "$DESK_STORE" "$1"
    else
        as_user "$DESK_USER" sqlite3 -readonly -cmd '.timeout 5000' -separator ' ' \
            "${DESK_STORE#sqlite:}" "$1"
    fi
}

# desk_sql_change STATEMENT: behind the back of the desk; with SQLite none of it may be running.
desk_sql_change()
{
    if desk_on postgresql; then
        pg_sql "$DESK_STORE" "$1"
    else
        as_user "$DESK_USER" sqlite3 "${DESK_STORE#sqlite:}" "$1"
    fi
}

# desk_store_hide: there is no store where it should be, also for programs that have it open;
# desk_store_show: it is back.
desk_store_hide()
{
    if desk_on postgresql; then
        pg_sql "$DESK_STORE" 'ALTER SCHEMA public RENAME TO away; CREATE SCHEMA public'
    else
        local file=${DESK_STORE#sqlite:}
        mkdir "${file%/*}/away" && mv "$file"* "${file%/*}/away/"
    fi
}

desk_store_show()
{
    if desk_on postgresql; then
        pg_sql "$DESK_STORE" 'DROP SCHEMA public; ALTER SCHEMA away RENAME TO public'
    else
        local folder=${DESK_STORE#sqlite:}
        folder=${folder%/*}
        mv "$folder"/away/* "$folder/" && rmdir "$folder/away"
    fi
}

# desk_store_hold: somebody else keeps the store from being written to. Returns when he has it.
desk_store_hold()
{
    rm -f "$DESK/held"
    if desk_on postgresql; then
        desk_start holder env PGAPPNAME=holder psql -Xq -v ON_ERROR_STOP=1 -d "$DESK_STORE" \
            -c 'BEGIN' -c 'LOCK TABLE ticket, message, contact, outbox' \
            -c "\\! touch '$DESK/held'" -c 'SELECT pg_sleep(120)'
    else
        desk_start holder python3 -c 'import pathlib, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
db.execute("BEGIN EXCLUSIVE")
pathlib.Path(sys.argv[2]).touch()
time.sleep(120)' "${DESK_STORE#sqlite:}" "$DESK/held"
    fi
    desk_holder=$desk_started
    wait_for 10 test -e "$DESK/held"
}

desk_store_release()
{
    # The server sees that its client is gone only when the statement has ended.
    ! desk_on postgresql || pg_sql postgres "SELECT pg_terminate_backend(pid)
        FROM pg_stat_activity WHERE application_name = 'holder'" >/dev/null
    end_process "$desk_holder"
}

# desk_store_is_free: nobody is in a transaction that writes.
desk_store_is_free()
{
    if desk_on postgresql; then
        [ "$(desk_sql "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
            AND (backend_xid IS NOT NULL OR state LIKE 'idle in transaction%')
            AND pid <> pg_backend_pid()")" = 0 ]
    else
        python3 -c 'import fcntl, struct, sys
F_OFD_SETLK = 37
with open(sys.argv[1], "r+") as lock:
    fcntl.fcntl(lock, F_OFD_SETLK, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0))' \
            "${DESK_STORE#sqlite:}.lock"
    fi
}

# desk_store_problems: damage of the store and rows that hang in the air, one line each.
desk_store_problems()
{
    python3 -B -c 'import sys
sys.path.insert(0, sys.argv[1])
from deskstore import DeskStore
print("\n".join(DeskStore(sys.argv[2]).problems()))' "$srcdir/t/tools" "$DESK_STORE" 2>&1
}

# A copy of the staged install below $DESK: the build folder may be closed to the desk's user.
desk_programs()
{
    [ -z "${DESK_ROOT:-}" ] || return 0
    [ -d "${DESK_STAGE:?run it by make check, or set DESK_STAGE and DESK_PREFIX}" ] ||
        bail_out "$DESK_STAGE is missing"
    DESK_ROOT=$DESK/root
    cp -a "$DESK_STAGE${DESK_PREFIX:?}" "$DESK_ROOT" || bail_out "cannot copy the programs"
    PATH=$DESK_ROOT/sbin:$DESK_ROOT/bin:$PATH
    export DESK_ROOT PATH
}

# Writes the configuration; further settings come on standard input, when there are any.
# DESK_LISTEN, DESK_STORE and DESK_RELAY_URL replace the values of those settings. Customers are
# not told how their tickets go on: that is for the tests that are about it.
desk_conf()
{
    desk_programs
    {
        desk_base_conf "$DESK" "$DESK_ROOT" "$DESK_USER" "$DESK_RELAY"
        cat <<'CF'
authserv-id = "mx.example.com"
mailbox "support" {
    address = "support@example.com"
    aliases = {"help@example.com"}
    updates = "none"
}
mailbox "billing" {
    address = "billing@example.com"
    updates = "none"
}
agent "alice" {
    name = "Alice Roe"
    addresses = {"alice@example.com"}
    login = "alice"
}
CF
        [ -t 0 ] || cat
    } >"$DESK/deskmilter.conf"
}

# deskctl as the user of the desk: files that it makes in the store are his.
desk_ctl()
{
    as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" "$@"
}

# desk_start NAME COMMAND...: runs it in the background, output in $DESK/NAME.log; the process
# number is in $desk_started and ends with the test.
desk_start()
{
    local name=$1
    shift
    "$@" >>"$DESK/$name.log" 2>&1 </dev/null &
    desk_started=$!
    desk_pids+=("$desk_started")
}

# desk_start_milter [ENV=VALUE]...: returns when the socket takes connections.
desk_start_milter()
{
    rm -f "$DESK/run/milter.sock"
    desk_start deskmilter env "$@" "$DESK_ROOT/sbin/deskmilter" -f -c "$DESK/deskmilter.conf"
    desk_milter_pid=$desk_started
    wait_for 20 desk_ended_or_socket && alive "$desk_milter_pid"
}

desk_ended_or_socket()
{
    gone "$desk_milter_pid" || [ -S "$DESK/run/milter.sock" ]
}

# desk_strace OPTION...: writes $DESK/trace of deskmilter and, with PostgreSQL, of the server, which
# does the syncing then. A sync counts when it is of a file whose path has $desk_synced in it.
# shellcheck disable=SC2034 # it is for the scripts
desk_strace()
{
    local traced=("$desk_milter_pid")
    desk_synced=/store/desk.db-wal
    if desk_on postgresql; then
        mapfile -O 1 -t traced < <(pgrep -P "$PG_PID" && echo "$PG_PID")
        desk_synced=/pg/data/pg_wal/
    fi
    desk_start strace strace -q -f -y -o "$DESK/trace" "$@" "${traced[@]/#/--attach=}"
    # The server itself comes last: what it starts from then on is traced from its birth.
    wait_for 10 grep -q '^TracerPid:[[:space:]]*[1-9]' "/proc/${traced[-1]}/status"
}

desk_stop_milter()
{
    [ -z "$desk_milter_pid" ] || end_process "$desk_milter_pid"
    desk_milter_pid=
}

# desk_start_post [ENV=VALUE]...
desk_start_post()
{
    desk_start deskpost env "$@" "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
    desk_post_pid=$desk_started
}

desk_stop_post()
{
    [ -z "$desk_post_pid" ] || end_process "$desk_post_pid"
    desk_post_pid=
}

# desk_start_postfix [SETTING=VALUE]...: Postfix with the milter on $DESK_SMTP; mail that is not
# for the desk goes to the sink. The addresses of the desk need no entry: the milter takes them.
desk_start_postfix()
{
    desk_make_postfix "$DESK" "$DESK_SMTP" "$DESK_RELAY" "$@" && postfix_start "$DESK" "$DESK_SMTP"
}

# desk_make_postfix FOLDER PORT RELAY_PORT [SETTING=VALUE]...: with the milter of FOLDER/run.
desk_make_postfix()
{
    postfix_make "$1" "$2" "$3"
    postconf -c "$1/postfix" -e \
        "relayhost = [127.0.0.1]:$DESK_SINK" \
        "smtpd_milters = { unix:$1/run/milter.sock, default_action=tempfail }" \
        "non_smtpd_milters = { unix:$1/run/milter.sock, default_action=tempfail }" \
        "internal_mail_filter_classes = bounce" \
        "default_destination_concurrency_limit = 20" "${@:4}"
}

desk_stop_postfix()
{
    postfix_stop "$DESK"
}

# desk_start_sink [OPTION]...: each mail that leaves is a file of $DESK/sink, with the envelope
# in X-Mail-Args and X-Rcpt-Args. The options are smtp-sink's (-r, -f, -q, ... misbehave).
desk_start_sink()
{
    desk_start sink smtp-sink -u "$DESK_USER" -d "$DESK/sink/%s." "$@" "127.0.0.1:$DESK_SINK" 100
    desk_sink_pid=$desk_started
    wait_for 10 port_open "$DESK_SINK"
}

desk_stop_sink()
{
    [ -z "$desk_sink_pid" ] || end_process "$desk_sink_pid"
    desk_sink_pid=
}

# desk_sink_has REGEX: some mail that left has a line like this.
desk_sink_has()
{
    grep -rqE -e "$1" "$DESK/sink"
}

# desk_sink_mails [REGEX]: the files of the mails that left, with such a line, oldest first.
desk_sink_mails()
{
    find "$DESK/sink" -type f -printf '%T@ %p\n' | sort -n | cut -d ' ' -f 2- |
        while read -r file; do
            ! grep -qE -e "${1:-}" "$file" || echo "$file"
        done
}

# desk_mail SUBJECT [HEADER]...: prints a small mail; further header lines as given.
desk_mail()
{
    printf '%s\n' "From: Jane Doe <jane@example.net>" "To: support@example.com" "Subject: $1" \
        "Date: $(LC_ALL=C date -R)" "Message-ID: <$BASHPID.$SRANDOM@client.example.net>" \
        "${@:2}" "" "Hello," "" "this is about: $1" "" "Jane"
}

# desk_send FROM TO...: the mail on standard input, byte for byte, to the listener with the
# milter; prints the replies of the server. See t/lib/send.py for the exit status. Without -S
# Python looks for packages of others, which takes it longer than the mail.
desk_send()
{
    python3 -S "$srcdir/t/lib/send.py" "$DESK_SMTP" "$@"
}

# desk_send_file NAME: $DESK/NAME.eml of a customer, the same mail each time; the last answer.
desk_send_file()
{
    desk_send jane@example.net support@example.com <"$DESK/$1.eml" | tail -n 1
}

# desk_taken NAME: whether that mail is accepted now.
desk_taken()
{
    desk_send_file "$1" | grep -q '^250 '
}

# The addresses of the agents in the configuration, one a line.
desk_agents()
{
    sed -n '/^agent /,/^}/ s/^ *addresses = {\(.*\)}$/\1/p' "$DESK/deskmilter.conf" | grep -oE '[^", ]+'
}

# desk_strays: mails of the outbox that are neither for somebody who takes part in their ticket
# and is confirmed there nor, being of a kind for agents, for an agent of the configuration (RULES I8).
desk_strays()
{
    local agents
    agents=$(desk_agents | sed "s/.*/'&'/" | paste -sd ,)
    desk_sql "SELECT o.id, o.kind, o.recipient FROM outbox o
        WHERE CASE WHEN o.kind LIKE 'agent-%' OR o.kind IN ('command-result', 'digest')
            THEN o.recipient NOT IN (${agents:-''})
            ELSE NOT EXISTS (SELECT 1 FROM participant p
                WHERE p.ticket = o.ticket AND p.contact = o.contact AND p.confirmed = 1) END"
}

# The number of tickets.
desk_tickets()
{
    desk_ctl ticket list --json | desk_json 'len(d)'
}

# desk_json EXPRESSION: parts of the JSON text on standard input; see t/lib/pick.py.
desk_json()
{
    python3 -S "$srcdir/t/lib/pick.py" "$@"
}

# is_sanitized: the programs were built with a sanitizer, which takes time and memory of its own.
is_sanitized()
{
    grep -qa 'libasan\|libtsan' "$DESK_ROOT/sbin/deskmilter"
}

# vm_hwm PID: the most memory that the process has had resident, in kB.
vm_hwm()
{
    sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$1/status"
}

# Ends what the test has started, and nothing else.
desk_teardown()
{
    local status=$? pid log
    trap - HUP INT TERM
    set +e
    [ -d "$DESK/postfix" ] && postfix_stop "$DESK"
    for pid in "${desk_pids[@]}"; do
        kill -CONT "$pid" 2>/dev/null
        end_process "$pid"
    done
    pg_end
    if [ $status -ne 0 ] || [ "$tap_failed" -gt 0 ]; then
        for log in "$DESK"/*.log; do
            [ -s "$log" ] || continue
            diag "last lines of ${log##*/}:"
            diag "$(tail -n 30 "$log")"
        done
    fi
    if [ -n "${DESK_KEEP:-}" ]; then
        diag "kept: $DESK"
    else
        rm -rf "$DESK"
    fi
    exit $status
}
