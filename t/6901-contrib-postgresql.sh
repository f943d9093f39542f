#!/bin/bash
# contrib/postgresql/setup against a server of its own: what it makes and who may do what there,
# that it may be run twice, that deskctl init works by the line it prints, and what --undo takes
# away.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/pgsql.sh
. "$srcdir/t/lib/pgsql.sh"

[ "$(id -u)" = 0 ] || skip_all "needs root to give the password file away"
command -v runuser >/dev/null || skip_all "runuser is not installed"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/desk-pg.XXXXXX") || bail_out "no temporary folder"
PG_PID=
trap 'pg_end; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
chmod 711 "$scratch"
reachable_by nobody "$scratch" || bail_out "nobody cannot search $scratch: set TMPDIR"
pg_setup "$scratch" nobody
# Passwords count, but for the superuser; whatever is said to the server stands in its log.
cat >"$PG_FOLDER/data/pg_hba.conf" <<'HBA'
local all desk trust
local all nobody peer
local all all scram-sha-256
HBA
pg_start log_statement=all || bail_out "the server does not start"

passfile=$scratch/etc/pgpass
setup()
{
    PGHOST=$PG_FOLDER PGUSER=$PG_USER "$srcdir/contrib/postgresql/setup" --admin nobody \
        --user nobody "$@" 2>&1
}

# helpdesk [OPTION]...: the desk of most of the tests.
helpdesk()
{
    setup --role helpdesk --database tickets --passfile "$passfile" --host db.example.com "$@"
}

# As the desk's user, by the address that setup has printed.
by_address()
{
    local address
    address=$(sed -n 's/^ *store = "\(.*\)"$/\1/p' <<<"$output" | head -n 1)
    setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups \
        "$PG_BIN/psql" -XwqAt -c "$1" "$address" 2>&1
}

# All that there is, for comparing before with after.
snapshot()
{
    pg_sql postgres "SELECT rolname, rolpassword FROM pg_authid ORDER BY 1"
    pg_sql postgres "SELECT datname, datacl, pg_get_userbyid(datdba) FROM pg_database ORDER BY 1"
    (cd "$scratch" && find . -path './pg*' -prune -o -printf '%p %m %u:%g\n' | sort)
    cat "$passfile" 2>/dev/null
}

# 1. A server that nobody has touched.
before=$(snapshot)
output=$(helpdesk --dry-run)
is "--dry-run succeeds" $? 0
like "--dry-run shows the role" "$output" '^\+ role helpdesk'
like "--dry-run shows the database" "$output" '^\+ database tickets'
is "--dry-run changes nothing" "$(snapshot)" "$before"

output=$(helpdesk --gateway 192.0.2.7/32 --gateway 2001:db8::/64)
is "setup succeeds" $? 0
is "the role may log in, and nothing else" "$(pg_sql postgres "SELECT rolcanlogin, rolsuper,
    rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles
    WHERE rolname = 'helpdesk'")" "t f f f f f"
is "the database" "$(pg_sql postgres "SELECT pg_get_userbyid(datdba),
    pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database
    WHERE datname = 'tickets'")" "helpdesk UTF8 C C"
is "the password file is the user's alone" "$(stat -c '%a %U' "$passfile")" "600 nobody"
password=$(sed -n 's/^\*:\*:tickets:helpdesk:\([0-9a-f]\{48\}\)$/\1/p' "$passfile")
check "a password was made" test -n "$password"
like "the server has its verifier" "$(pg_sql postgres "SELECT rolpassword FROM pg_authid
    WHERE rolname = 'helpdesk'")" '^SCRAM-SHA-256\$'
check "the log has the statements" grep -q 'CREATE ROLE' "$PG_LOG"
unlike "but not the password" "$(cat "$PG_LOG")" "$password"
like "a line for each gateway" "$output" '^ *hostssl tickets helpdesk 192\.0\.2\.7/32 scram-sha-256$'
like "also by IPv6" "$output" '^ *hostssl tickets helpdesk 2001:db8::/64 scram-sha-256$'
like "the address for them" "$output" \
    "\"postgresql://helpdesk@db\\.example\\.com/tickets\\?passfile=$passfile&sslmode=verify-full&"
unlike "the password is not printed" "$output" "$password"
unlike "nothing hinders the login" "$output" '^note:'
is "the desk gets in by the address" "$(by_address 'SELECT current_user')" helpdesk

# 2. Who may do what.
is "the role may make tables" "$(by_address 'CREATE TABLE x (a int); DROP TABLE x')" ""
pg_sql postgres "CREATE ROLE stranger LOGIN PASSWORD 'open sesame'"
like "others may not even connect" \
    "$(PGPASSWORD='open sesame' "$PG_BIN/psql" -h "$PG_FOLDER" -U stranger -c 'SELECT 1' tickets 2>&1)" \
    'permission denied for database'
pg_sql tickets "GRANT CONNECT ON DATABASE tickets TO stranger"
like "and those let in make no tables" \
    "$(PGPASSWORD='open sesame' "$PG_BIN/psql" -h "$PG_FOLDER" -U stranger \
        -c 'CREATE TABLE public.x (a int)' tickets 2>&1)" 'permission denied for schema'
pg_sql tickets "REVOKE CONNECT ON DATABASE tickets FROM stranger"

# 3. Once more.
before=$(snapshot)
again=$(helpdesk)
is "setup may be run again" $? 0
like "and says that there was nothing to do" "$again" '^nothing to change$'
is "nothing has changed" "$(snapshot)" "$before"
pg_sql tickets "GRANT CREATE ON SCHEMA public TO PUBLIC"
like "a right that was given to all is found" "$(helpdesk --dry-run)" \
    '^- rights of everybody: create in schema public$'
helpdesk >/dev/null
is "and taken away" "$(snapshot)" "$before"

# 4. The desk itself.
program=${DESK_STAGE:-}${DESK_PREFIX:-}/bin/deskctl
if [ ! -x "$program" ]; then
    skip "deskctl init works by the line" "no staged install"
else
    install -d -m 755 -o nobody "$scratch/desk"
    cp "$program" "$scratch/desk/deskctl"
    {
        sed -n '/^ *store = /{p;q}' <<<"$output"
        printf '%s = "%s"\n' key-file "$scratch/desk/keys/secret.key" spool-dir "$scratch/desk/spool" \
            listen "unix:$scratch/desk/run/milter.sock" user nobody socket-group nogroup
        echo 'mailbox "support" { address = "support@example.com" }'
    } >"$scratch/desk/desk.conf"
    made=$("$scratch/desk/deskctl" -c "$scratch/desk/desk.conf" init 2>&1)
    status=$?
    if [[ $made == *"built without PostgreSQL"* ]]; then
        skip "deskctl init works by the line" "built without PostgreSQL"
    else
        is "deskctl init works by the line" "$status ${made##*made store}" \
            "0          postgresql://$PG_FOLDER/tickets"
        check "the tables are the role's" test "$(pg_sql tickets "SELECT count(*) FROM pg_tables
            WHERE schemaname = 'public' AND tableowner = 'helpdesk'")" -gt 5
    fi
fi

# 5. Other passwords.
mv "$passfile" "$passfile.away"
like "a role without its password is refused" "$(helpdesk)" 'copy the file here, or give --new-password$'
mv "$passfile.away" "$passfile"
echo '*:*:other:other:secret' >>"$passfile"
helpdesk --new-password >/dev/null
is "--new-password" "$? $(by_address 'SELECT current_user')" "0 helpdesk"
unlike "it is another one" "$(cat "$passfile")" "$password"
like "passwords of others stay" "$(cat "$passfile")" '^\*:\*:other:other:secret$'
helpdesk --new-password --ask-password <<<"it's a:b\\c \"d\" \$e" >/dev/null
is "--ask-password, with all that has a meaning somewhere" \
    "$? $(by_address 'SELECT current_user')" "0 helpdesk"
like "a short one is refused" "$(helpdesk --new-password --ask-password <<<short)" 'expected at least 12'
is "and the old one stays" "$(by_address 'SELECT current_user')" helpdesk
sed -i 's/^\(\*:\*:tickets:helpdesk:\).*/\1wrong/' "$passfile"
like "a password that is wrong is told" "$(helpdesk)" \
    '^note: the desk cannot log in yet: .*password authentication failed'
helpdesk --new-password >/dev/null

# 6. By the name of the system user.
output=$(setup --peer --database local)
is "--peer" $? 0
is "the desk gets in without a password" "$(by_address 'SELECT current_user')" nobody
unlike "no gateway could" "$output" hostssl
like "--peer twice" "$(setup --peer --database local)" '^nothing to change$'

# 7. What was there before is not ours.
pg_sql postgres "CREATE ROLE theirs LOGIN" && pg_sql postgres "CREATE ROLE nologin"
pg_sql postgres "CREATE DATABASE latin OWNER theirs ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
refused()
{
    before=$(snapshot)
    output=$(setup --passfile "$passfile" "${@:3}")
    is "$1: status" $? 1
    like "$1" "$output" "$2"
    is "$1: nothing has changed" "$(snapshot)" "$before"
}
refused "a role with power" 'role desk may do more than the desk should: choose another'
refused "a role that is none" 'role nologin cannot log in' --role nologin
refused "a database of another" 'database tickets exists and belongs to helpdesk' \
    --role theirs --database tickets --new-password
refused "a database of another encoding" 'has encoding SQL_ASCII, expected UTF8' \
    --role theirs --database latin --new-password
refused "no such user" '--user nosuchuser: there is no such system user' --user nosuchuser
refused "no such superuser" '--admin nosuchuser: there is no such' --admin nosuchuser
refused "a name that would need quotes" '--role a"b: expected' --role 'a"b'
refused "a name of SQL" "--database x'; DROP: expected" --database "x'; DROP"
refused "a word of pg_hba.conf" '--database all: expected' --database all
refused "a path that is none" '--passfile pgpass: expected a path' --passfile pgpass
refused "a gateway without bits" '--gateway 192.0.2.1: expected ADDRESS/BITS' --gateway 192.0.2.1
refused "peer with a password" 'leave out --ask-password' --peer
refused "force without undo" '--force goes with --undo alone' --force
is "an option that is none" "$(setup --nonsense >/dev/null; echo $?)" 64
is "an option without its value" "$(setup --role >/dev/null; echo $?)" 64
like "no such server" "$(PG_FOLDER=$scratch/none setup)" 'cannot ask the server; PGHOST'

# 8. Undo.
by_address 'SELECT 1' >/dev/null
"$PG_BIN/psql" -Xq -h "$PG_FOLDER" -U desk -c 'CREATE TABLE public.ticket (id int)' tickets 2>/dev/null
before=$(snapshot)
like "a database with tables stays" "$(helpdesk --undo; echo "status $?")" 'every ticket and mail'
is "all of it" "$(snapshot)" "$before"
like "--undo --dry-run shows" "$(helpdesk --undo --force --dry-run)" '^- database tickets$'
is "and drops nothing" "$(snapshot)" "$before"
output=$(helpdesk --undo --force)
is "--undo --force" "$? $(pg_sql postgres "SELECT count(*) FROM pg_database, pg_roles
    WHERE datname = 'tickets' OR rolname = 'helpdesk'")" "0 0"
is "passwords of others are still there" "$(cat "$passfile") $(stat -c '%a %U' "$passfile")" \
    "*:*:other:other:secret 600 nobody"
like "undo once more" "$(helpdesk --undo)" '^nothing to change$'
like "what setup did not make stays" "$(setup --undo --role theirs --database latin)" \
    '^note: database latin was not made by this and stays$'
is "undo --peer" "$(setup --peer --database local --undo)" "- database local
- role nobody
done"
done_testing
