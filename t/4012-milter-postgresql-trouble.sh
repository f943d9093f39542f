#!/bin/bash
# A desk at work loses its PostgreSQL in each of the ways that there are: 451 at the door with a
# clear line in the log, nothing lost, doubled or half done, and within ten seconds after the fault
# mail is taken again (RULES F19, I12).
DESK_TEST_STORE=postgresql
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

password=Bi11igerJakob
desk_setup

# Only the tables are on the small disk: what a server does when its log has no room is to stop.
install -d -m 700 "$DESK/disk" "$DESK/replica"
mount -t tmpfs -o size=48m,mode=0700 tmpfs "$DESK/disk" 2>/dev/null && disk=yes
chown "$DESK_USER" "$DESK/disk" "$DESK/replica"
trap 'umount -l "$DESK/disk" 2>/dev/null; desk_teardown' EXIT

cat >"$PG_FOLDER/data/pg_hba.conf" <<CF
local all $PG_USER trust
local replication $PG_USER trust
local all all scram-sha-256
CF
pg_sql postgres 'SELECT pg_reload_conf()' >/dev/null
set_up()
{
    pg_sql postgres "CREATE ROLE clerk LOGIN PASSWORD '$password'" &&
        pg_sql postgres 'ALTER DATABASE desk OWNER TO clerk' || return 1
    [ -n "${disk:-}" ] || return 0
    pg_sql postgres "CREATE TABLESPACE small LOCATION '$DESK/disk'" &&
        pg_sql postgres 'ALTER DATABASE desk SET TABLESPACE small'
}
set_up || bail_out "no database"

# The second host is not there yet.
DESK_STORE="postgresql://clerk:$password@/desk?host=$(pg_url desk | sed 's/.*host=//'),$DESK/replica"
desk_conf <<<'store-timeout = 2s'
desk_ctl init >/dev/null
desk_start_sink && desk_start_milter && desk_start_postfix && desk_start_post
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

# new_mail NAME [COMMAND...]: each from another customer; the command prints more of its text.
new_mail()
{
    { desk_mail "The mail $1" | sed "s/jane@example/${1// /-}@example/" && "${@:2}"; } \
        >"$DESK/$1.eml"
}

# send_file NAME: the same mail each time.
send_file()
{
    [ -e "$DESK/$1.eml" ] || new_mail "$1"
    desk_send "${1// /-}@example.net" support@example.com <"$DESK/$1.eml" | tail -n 1
}

taken()
{
    send_file "$1" | grep -q '^250 '
}

# More than the tables have room for without growing.
much_text()
{
    head -c 2000000 /dev/urandom | base64
}

expected=0
# put_off NAME REGEX: while there is a fault; the reason is logged.
put_off()
{
    seen=$(wc -l <"$DESK/deskmilter.log")
    like "$1: put off" "$(send_file "$1")" '^451 4\.3\.0 '
    like "$1: the log says why" "$(tail -n +$((seen + 1)) "$DESK/deskmilter.log" |
        grep 'mail put off')" "$2"
}

# back NAME: when the fault has ended.
back()
{
    check "$1: within ten seconds it is taken" wait_for 10 taken "$1"
    expected=$((expected + 1))
    is "$1: as one ticket" "$(pg_sql desk 'SELECT count(*) FROM ticket')" $expected
}

# disconnect: the desk has to connect anew.
disconnect()
{
    pg_cut desk && wait_for 10 pg_is_idle desk
}

back "before all"

pg_sql postgres "ALTER ROLE clerk PASSWORD 'another'"
like "connections there are outlive the password" "$(send_file old-connection)" '^250 '
expected=$((expected + 1))
disconnect
put_off password 'password authentication failed for user .*clerk'
like "deskctl says it, too" "$(desk_ctl ticket list 2>&1; echo "exit $?")" \
    'password authentication failed|exit 75'
pg_sql postgres "ALTER ROLE clerk PASSWORD '$password'"
back password

disconnect
back disconnected

pg_sql postgres 'ALTER ROLE clerk CONNECTION LIMIT 0' && disconnect
put_off crowd 'too many connections for role'
pg_sql postgres 'ALTER ROLE clerk CONNECTION LIMIT -1'
back crowd

pg_sql desk 'ALTER TABLE raw OWNER TO desk; REVOKE ALL ON raw FROM clerk'
put_off rights 'permission denied for table raw'
is "rights: nothing is half done" "$(pg_sql desk 'SELECT count(*) FROM message')" $expected
pg_sql desk 'ALTER TABLE raw OWNER TO clerk; GRANT ALL ON raw TO clerk'
back rights

pg_sql postgres 'ALTER DATABASE desk SET default_transaction_read_only = on' && disconnect
put_off read-only 'session is read-only'
pg_sql postgres 'ALTER DATABASE desk RESET default_transaction_read_only'
back read-only

pg_hide desk away
put_off hidden 'database .*desk.* does not exist'
pg_hide away desk
back hidden

if [ -n "${disk:-}" ]; then
    new_mail full much_text
    pg_sql desk CHECKPOINT
    dd if=/dev/zero of="$DESK/disk/filler" bs=64k 2>/dev/null
    put_off full 'No space left on device'
    is "full: nothing is half done" "$(pg_sql desk 'SELECT count(*) FROM message')" $expected
    rm "$DESK/disk/filler"
    back full
else
    skip "full: put off" "no tmpfs can be mounted here"
fi

# The server falls silent, but is there; what the desk had asked is answered when it goes on.
mapfile -t processes < <(pgrep -P "$PG_PID")
kill -STOP "$PG_PID" "${processes[@]}"
put_off silent 'takes too long|no time|no answer|timeout'
kill -CONT "$PG_PID" "${processes[@]}"
back silent

pg_kill
put_off killed 'Connection refused|No such file'
put_off next 'Connection refused|No such file'
# Nobody waits for deskpost, which looks again only now and then.
check "deskpost says what it waits for" wait_for 30 grep -Eq \
    'waiting for it: .*(Connection refused|No such file)' "$DESK/deskpost.log"
pg_start
is "the server is up again" $? 0
back killed
back next

pg_stop
put_off stopped 'Connection refused|No such file'
pg_start
back stopped

# Another host takes over: it follows this one until then, and can only be read.
"${pg_as[@]}" "$PG_BIN/pg_basebackup" -h "$PG_FOLDER" -p 5432 -U "$PG_USER" \
    -D "$PG_FOLDER/replica" -T "$DESK/disk=$PG_FOLDER/replica-disk" -R -c fast >>"$PG_LOG" 2>&1
desk_start replica "${pg_as[@]}" "$PG_BIN/postgres" -D "$PG_FOLDER/replica" \
    -c "unix_socket_directories=$DESK/replica"
replica=$desk_started
check "a replica follows" wait_for 20 "$PG_BIN/pg_isready" -q -h "$DESK/replica" -p 5432
back followed
same_place()
{
    [ "$(pg_sql postgres 'SELECT count(*) FROM pg_stat_replication
        WHERE replay_lsn = pg_current_wal_lsn()')" = 1 ]
}
check "and has all of it" wait_for 20 same_place
pg_kill
put_off "only the replica is left" 'session is read-only'
like "which can be read all the same" "$(desk_ctl ticket list --json | desk_json 'len(d)')" \
    "^$expected\$"
PG_PID=$replica PG_FOLDER=$DESK/replica
pg_sql postgres 'SELECT pg_promote()' >/dev/null
back "only the replica is left"

all_sent()
{
    [ "$(pg_sql desk "SELECT count(*) FROM outbox WHERE state = 'sent'")" = "$expected" ]
}
check "every ticket is answered, and nothing stays leased" wait_for 30 all_sent
is "with one mail each" "$(desk_sink_mails | xargs -d '\n' grep -hi '^message-id:' | sort -u | wc -l)" \
    "$expected"
is "every message has its raw mail" "$(pg_sql desk 'SELECT count(*) FROM message m
    JOIN raw r ON r.message = m.id')" $expected
is "each has one verdict that is no duplicate" "$(pg_sql desk "SELECT count(DISTINCT message)
    FROM verdict")" $expected
clean "the store is sound" "$(DESK_STORE="postgresql://$PG_USER@/desk?host=$DESK/replica" \
    desk_store_problems)"
clean "no password in any log" "$(grep -hsF "$password" "$DESK"/*.log | head -n 3)"
clean "none in the list of processes" "$(for pid in "$desk_milter_pid" "$desk_post_pid" \
    $(pgrep -P "$desk_milter_pid"); do tr '\0' ' ' <"/proc/$pid/cmdline"; done | grep -F "$password")"
desk_stop_milter
desk_stop_post
pg_stop
done_testing
