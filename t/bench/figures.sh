# shellcheck shell=bash
# Small sums for the benches. Sourced after t/lib/desk.sh.

# Where empty-milter and load are.
# shellcheck disable=SC2034
bench=${builddir:-.}/t/bench

# figure NAME LINE: the value behind a name in "name value name value ...".
figure()
{
    awk -v name="$1" '{ for (i = 1; i < NF; i++) if ($i == name) { print $(i + 1); exit } }' \
        <<<"$2"
}

quotient()
{
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'
}

# The median of the numbers on standard input, one a line.
median()
{
    sed '/^$/d' | sort -g | awk '{ v[NR] = $1 } END {
        printf "%.3f", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# count_rows TABLE: of the desk's store.
count_rows()
{
    desk_sql "SELECT count(*) FROM $1"
}

# second_desk NAME KIND: another desk in the same folder, with a store of that kind; its address
# goes to $second. start_second NAME: its deskmilter, on $DESK/run/NAME.sock.
second_desk()
{
    local first=$DESK_STORE kind=${DESK_TEST_STORE:-sqlite}
    install -d -o "$DESK_USER" -m 700 "$DESK/$1" "$DESK/$1/store"
    DESK_TEST_STORE=$2
    desk_store_new "$1" "$DESK/$1"
    DESK_TEST_STORE=$kind
    second=$DESK_STORE DESK_STORE=$first
    sed -e "s|^store = .*|store = \"$second\"|" -e "s|/milter\.sock|/$1.sock|" \
        "$DESK/deskmilter.conf" >"$DESK/$1.conf"
    as_user "$DESK_USER" deskctl -c "$DESK/$1.conf" init >>"$DESK/init.log" 2>&1 ||
        bail_out "deskctl init: $(tail -n 3 "$DESK/init.log")"
}

start_second()
{
    desk_start "$1" "$DESK_ROOT/sbin/deskmilter" -f -c "$DESK/$1.conf"
    wait_for 20 test -S "$DESK/run/$1.sock" || bail_out "the desk $1 does not start"
}

# start_postfix [NAME=PORT]...: the desk on $DESK_SMTP, and on each port the milter NAME.sock.
start_postfix()
{
    local more
    postfix_make "$DESK" "$DESK_SMTP" "$DESK_RELAY"
    for more in "$@"; do
        printf '127.0.0.1:%s inet n - n - - smtpd\n  -o smtpd_milters=unix:%s/run/%s.sock\n' \
            "${more#*=}" "$DESK" "${more%%=*}" >>"$DESK/postfix/master.cf"
    done
    postconf -c "$DESK/postfix" -e "smtpd_milters = unix:$DESK/run/milter.sock" \
        "milter_default_action = tempfail" "smtpd_peername_lookup = no" "in_flow_delay = 0" \
        "local_header_rewrite_clients =" "smtpd_timeout = 60s"
    postfix_start "$DESK" "$DESK_SMTP" || bail_out "Postfix does not start"
}

# cpu_ms PID: processor time in ms that a process has used, and after it that of its children.
cpu_ms()
{
    python3 - "$1" <<'END'
import glob, os, sys
tick = 1000 / os.sysconf("SC_CLK_TCK")
own = children = 0
for path in glob.glob("/proc/[0-9]*/stat"):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            number, _, rest = file.read().partition(" (")
    except OSError:
        continue
    field = rest.rpartition(") ")[2].split()
    used = (int(field[11]) + int(field[12])) * tick
    if number == sys.argv[1]:
        own = used
        children += (int(field[13]) + int(field[14])) * tick
    elif field[1] == sys.argv[1]:
        children += used
print(f"{own:.0f} {children:.0f}")
END
}
