#!/bin/bash
# deskctl doctor on a store in PostgreSQL: what it finds out about the server.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

export DESK_TEST_STORE=postgresql
desk_setup
etc=$DESK/etc
export DESK_LISTEN=unix:$DESK/queue/deskmilter/milter.sock DESK_RELAY_URL=smtp://127.0.0.1:10026
desk_conf
sed -i '/^    login = /d' "$DESK/deskmilter.conf"
sed -i '/^authserv-id/d' "$DESK/deskmilter.conf" # no filter stands before this desk
if desk_ctl stats 2>&1 | grep -q 'built without PostgreSQL'; then
    skip_all "built without PostgreSQL"
fi

# A Postfix with nothing to say about.
mkdir "$DESK/queue" "$etc"
cat >"$etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $DESK/queue
maillog_file = /dev/stdout
mydestination = localhost, example.com
smtpd_timeout = 60s
smtpd_client_connection_count_limit = 20
smtpd_forbid_bare_newline = reject
smtpd_forbid_bare_newline_exclusions =
smtpd_forbid_unauth_pipelining = yes
CF
printf '%s inet n - y - - smtpd\n' smtp >"$etc/master.cf"
"$srcdir/contrib/postfix/setup" --config-dir "$etc" -c "$DESK/deskmilter.conf" \
    --deskctl "$DESK_ROOT/bin/deskctl" --user "$DESK_USER" >"$DESK/setup.log" 2>&1 ||
    bail_out "$(cat "$DESK/setup.log")"

# As root: it is doctor that becomes the user of the desk.
doctor()
{
    "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" --postfix-dir "$etc" doctor "$@"
}

found()
{
    doctor --json | desk_json '[f["severity"] + " " + f["subject"] for f in d]'
}

restart()
{
    pg_stop
    pg_start "$@" || bail_out "the server does not start"
}

like "a database without a store" "$(found)" '^broken postgresql://'
like "and what makes one" "$(doctor)" 'mend: deskctl -c .* init$'
desk_ctl init >/dev/null
is "a desk that is well" "$(doctor; echo $?)" \
    "OK: Postfix and PostgreSQL $(pg_sql desk 'SHOW server_version') are set up as the desk needs it
0"

for setting in fsync full_page_writes; do
    restart "$setting=off"
    is "$setting" "$(found; doctor >/dev/null; echo $?)" "broken $setting
1"
done
restart synchronous_commit=off
is "synchronous_commit" "$(found)" "unsafe synchronous_commit"
restart max_connections=12
is "few connections" "$(found; doctor >/dev/null; echo $?)" "slow max_connections
0"
like "how many" "$(doctor)" 'now: +[5-8] connections are left'
restart
pg_sql desk "ALTER DATABASE desk CONNECTION LIMIT 5"
is "few for this database" "$(found)" "slow max_connections"
pg_sql desk "ALTER DATABASE desk CONNECTION LIMIT -1"

pg_stop
touch "$PG_FOLDER/data/standby.signal"
chown "$DESK_USER" "$PG_FOLDER/data/standby.signal"
pg_start || bail_out "the server does not start"
is "a replica" "$(found)" "broken store"
pg_stop
rm "$PG_FOLDER/data/standby.signal"

is "no server" "$(found | sed 's,//.*,//,'; doctor >/dev/null; echo $?)" "broken postgresql://
1"
done_testing
