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
# DESK_KEEP=1 in the environment leaves the folder behind; after a failed test the last
# lines of every log are shown.

: "${srcdir:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
# shellcheck source=t/lib/tap.sh
. "$srcdir/t/lib/tap.sh"
# shellcheck source=contrib/lib.sh
. "$srcdir/contrib/lib.sh"

DESK_USER=nobody
desk_pids=()
desk_milter_pid=
desk_post_pid=
desk_sink_pid=

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
# DESK_LISTEN, DESK_STORE and DESK_RELAY_URL replace the values of those settings.
desk_conf()
{
    desk_programs
    {
        desk_base_conf "$DESK" "$DESK_ROOT" "$DESK_USER" "$DESK_RELAY"
        cat <<'CF'
mailbox "support" {
    address = "support@example.com"
    aliases = {"help@example.com"}
}
mailbox "billing" {
    address = "billing@example.com"
}
agent "alice" {
    name = "Alice Roe"
    addresses = {"alice@example.com"}
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
    postfix_make "$DESK" "$DESK_SMTP" "$DESK_RELAY"
    postconf -c "$DESK/postfix" -e \
        "relayhost = [127.0.0.1]:$DESK_SINK" \
        "smtpd_milters = { unix:$DESK/run/milter.sock, default_action=tempfail }" \
        "non_smtpd_milters = { unix:$DESK/run/milter.sock, default_action=tempfail }" \
        "internal_mail_filter_classes = bounce" \
        "default_destination_concurrency_limit = 20" "$@" || return 1
    postfix_start "$DESK" "$DESK_SMTP"
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
# milter; prints the replies of the server. See t/lib/send.py for the exit status.
desk_send()
{
    python3 "$srcdir/t/lib/send.py" "$DESK_SMTP" "$@"
}

# desk_json EXPRESSION: parts of the JSON text on standard input; see t/lib/pick.py.
desk_json()
{
    python3 "$srcdir/t/lib/pick.py" "$@"
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
