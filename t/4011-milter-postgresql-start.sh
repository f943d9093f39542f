#!/bin/bash
# A store on PostgreSQL that cannot be used at the start: a clear message, the right exit code, and
# the password nowhere to be seen.
DESK_TEST_STORE=postgresql
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

password=Bi11igerJakob
desk_setup
mapfile -t ports < <(free_ports 4)
closed=${ports[0]} passing=${ports[1]} silent=${ports[2]} old=${ports[3]}
for mode in passing silent old; do
    desk_start "relay-$mode" python3 "$srcdir/t/tools/pgrelay.py" "${!mode}" \
        "$PG_FOLDER/.s.PGSQL.5432" "${mode/passing/pass}"
    wait_for 10 port_open "${!mode}" || bail_out "no relay"
done

# Only the superuser comes in without a password.
cat >"$PG_FOLDER/data/pg_hba.conf" <<CF
local all $PG_USER trust
local all all scram-sha-256
CF
pg_sql postgres 'SELECT pg_reload_conf()' >/dev/null
make_databases()
{
    local role
    for role in clerk guest crowd; do
        pg_sql postgres "CREATE ROLE $role LOGIN PASSWORD '$password'" || return 1
    done
    pg_sql postgres 'ALTER ROLE crowd CONNECTION LIMIT 0' &&
        pg_sql postgres 'ALTER DATABASE desk OWNER TO clerk' && pg_make_database empty &&
        pg_sql postgres "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'"
}
make_databases || bail_out "no database"

good=postgresql://clerk:$password@127.0.0.1:$passing/desk
DESK_STORE=$good
desk_conf </dev/null
cp "$DESK/deskmilter.conf" "$DESK/good.conf"
line=$(grep -n '^store = ' "$DESK/good.conf" | cut -d : -f 1)
desk_ctl init >"$DESK/init.log" 2>&1
is "a store is made with a password" $? 0
like "and check is content" "$(desk_ctl check 2>&1 | tee -a "$DESK/check.log")" '^OK: .*127\.0\.0\.1'

# refuses WHAT EXIT REGEX URL: deskmilter and deskpost end by themselves with this status and this
# message, and deskctl check says the same with file and line.
refuses()
{
    local program output status
    awk -v url="store = \"$4\"" '/^store = / { print url; next } { print }' \
        "$DESK/good.conf" >"$DESK/deskmilter.conf"
    for program in deskmilter deskpost; do
        output=$(timeout 30 "$DESK_ROOT/sbin/$program" -f -c "$DESK/deskmilter.conf" 2>&1)
        status=$?
        is "$1: exit code of $program" "$status" "$2"
        like "$1: message of $program" "$output" "$3"
        printf '%s\n' "$output" >>"$DESK/refused.log"
    done
    output=$(desk_ctl check 2>&1)
    is "$1: exit code of check" $? 78
    like "$1: said by check, with its line" "$output" "^$DESK/deskmilter.conf:$line: .*$3"
    printf '%s\n' "$output" >>"$DESK/refused.log"
}

refuses "wrong password" 75 '127\.0\.0\.1.*password authentication failed for user "clerk"' \
    "postgresql://clerk:$password.x@127.0.0.1:$passing/desk"
refuses "no password" 75 'no password supplied' "postgresql://clerk@127.0.0.1:$passing/desk"
refuses "no such role" 75 'password authentication failed for user "nobody-else"' \
    "postgresql://nobody-else:$password@127.0.0.1:$passing/desk"
refuses "closed port" 75 "127\\.0\\.0\\.1.*port $closed failed: Connection refused" \
    "postgresql://clerk:$password@127.0.0.1:$closed/desk"
refuses "no such host" 75 'could not translate host name "nowhere.invalid"' \
    "postgresql://clerk:$password@nowhere.invalid/desk"
refuses "an address that says nothing" 75 'timeout expired' \
    "postgresql://clerk:$password@127.0.0.1:$silent/desk?connect_timeout=2"
refuses "no such database" 75 'database "none" does not exist' \
    "postgresql://clerk:$password@127.0.0.1:$passing/none"
refuses "too many connections" 75 'too many connections' \
    "postgresql://crowd:$password@127.0.0.1:$passing/desk"
refuses "no TLS where it is asked for" 75 'server does not support SSL' "$good?sslmode=require"
refuses "a database without a store" 78 "/empty: there is no store in it: 'deskctl init' makes one" \
    "postgresql://clerk:$password@127.0.0.1:$passing/empty"
refuses "a role without rights" 78 'permission denied for table schema_version' \
    "postgresql://guest:$password@127.0.0.1:$passing/desk"
refuses "an old server" 78 'the server is PostgreSQL 9\.6\.24, expected 12 or newer' \
    "postgresql://clerk:$password@127.0.0.1:$old/desk"
refuses "a database of few letters" 78 '/latin: the database has the encoding LATIN1, expected UTF8' \
    "postgresql://clerk:$password@127.0.0.1:$passing/latin"

refuses "an @ in the password" 78 'in a password, @ is written %40' \
    "postgresql://clerk:x@$password@127.0.0.1:$passing/desk"
refuses "a / in the password" 78 '/ is %2F' "postgresql://clerk:x/$password@127.0.0.1:$passing/desk"
refuses "a % in the password" 78 'percent-encoded' \
    "postgresql://clerk:%zz$password@127.0.0.1:$passing/desk"
refuses "an unknown parameter" 78 'invalid URI query parameter: "sslmod"' "$good?sslmod=require"
refuses "an unknown scheme" 78 'expected sqlite:/PATH or postgresql://' \
    "mysql://clerk:$password@127.0.0.1:$passing/desk"

# A server that only follows another can be read, but no mail can be filed there.
echo "local replication $PG_USER trust" >>"$PG_FOLDER/data/pg_hba.conf"
pg_sql postgres 'SELECT pg_reload_conf()' >/dev/null
"${pg_as[@]}" "$PG_BIN/pg_basebackup" -h "$PG_FOLDER" -p 5432 -U "$PG_USER" -D "$PG_FOLDER/replica" \
    -R -c fast >>"$PG_LOG" 2>&1
is "a replica is made" $? 0
install -d -m 700 -o "$DESK_USER" "$DESK/replica"
desk_start replica "${pg_as[@]}" "$PG_BIN/postgres" -D "$PG_FOLDER/replica" \
    -c "unix_socket_directories=$DESK/replica"
replica=$desk_started
check "and answers" wait_for 20 "$PG_BIN/pg_isready" -q -h "$DESK/replica" -p 5432
replica_url="postgresql://clerk:$password@/desk?host=$DESK/replica"
awk -v url="store = \"$replica_url\"" '/^store = / { print url; next } { print }' \
    "$DESK/good.conf" >"$DESK/deskmilter.conf"
output=$(timeout 30 "$DESK_ROOT/sbin/deskmilter" -f -c "$DESK/deskmilter.conf" 2>&1)
is "a replica: exit code" $? 75
like "a replica: message" "$output" "$DESK/replica.*session is read-only"
printf '%s\n' "$output" >>"$DESK/refused.log"
is "but it can be looked at" "$(desk_ctl ticket list --json | desk_json 'len(d)')" 0
like "a mail for it is put off by deskctl deliver" "$(desk_mail "x" |
    desk_ctl deliver --mail-from jane@example.net --rcpt support@example.com 2>&1
    echo "exit $?")" 'exit 75'
end_process "$replica"

clean "no password in any log" "$(grep -hsF "$password" "$DESK"/*.log | head -n 3)"
done_testing
