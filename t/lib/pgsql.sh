# shellcheck shell=bash
# A private PostgreSQL for a test: a cluster of its own below a folder of the test, reached by a
# unix socket in that folder and by nothing else. Sourced after t/lib/tap.sh and contrib/lib.sh.
#
#   pg_setup FOLDER USER             # makes the cluster in FOLDER/pg; skips where there is none
#   pg_start [SETTING=VALUE]...      # must not stand in $(...): the test has to know the process
#   pg_make_database desk
#   pg_sql desk 'SELECT 1'           # rows, columns with blanks between
#   url=$(pg_url desk)
#   pg_stop                          # or pg_kill: as a machine that loses its power
#   pg_end                           # when the test is over
#
# Whoever reaches the socket may come in under any name; the one superuser is "desk". What is
# committed is on disk (fsync is on) but for the cluster itself, which initdb does not sync; what
# nobody waits for is written late, so that pg_kill shows who should have waited.
# The log is FOLDER/pg.log.

: "${srcdir:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
# shellcheck source=contrib/lib.sh
. "$srcdir/contrib/lib.sh"

# Settings of libpq and of the server that somebody has in his environment are not for us.
unset "${!PG@}"

PG_USER=desk
PG_BIN=
PG_FOLDER=
pg_as=()

# pg_find: the folder of the server's programs, into PG_BIN; the newest when there are several.
pg_find()
{
    local folder
    for folder in "$(pg_config --bindir 2>/dev/null)" \
        $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) /usr/pgsql*/bin; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/psql" ]; then
            PG_BIN=$folder
            return 0
        fi
    done
    return 1
}

# pg_setup FOLDER USER: a new cluster that belongs to USER, who must be able to search FOLDER.
# The server refuses to run as root, so root runs it as USER; anybody else as himself.
pg_setup()
{
    pg_find || skip_all "the server of PostgreSQL is not installed"
    PATH=$PG_BIN:$PATH
    PG_FOLDER=$1/pg
    PG_LOG=$1/pg.log
    [ "$(id -u)" != 0 ] ||
        pg_as=(setpriv --reuid "$2" --regid "$(id -g "$2")" --clear-groups)
    mkdir -m 700 "$PG_FOLDER" || bail_out "cannot make $PG_FOLDER"
    [ "$(id -u)" != 0 ] || chown "$2" "$PG_FOLDER"
    : >"$PG_LOG" && chmod 666 "$PG_LOG"
    # A server looks at its working folder, and $2 may not search that of the test.
    pg_make_cluster "$2" || bail_out "initdb: $(tail -n 3 "$PG_LOG")"
    cat >>"$PG_FOLDER/data/postgresql.conf" <<CF
listen_addresses = ''
port = 5432
unix_socket_directories = '$PG_FOLDER'
unix_socket_permissions = 0700
max_connections = 30
shared_buffers = 16MB
max_wal_size = 128MB
wal_writer_delay = 10s
log_line_prefix = '%m [%p] %u@%d '
CF
}

# pg_make_cluster USER: in $PG_FOLDER/data. The first test of a build that needs one leaves a copy in
# the build folder for the others: to copy it takes a fraction of the time.
pg_make_cluster()
{
    local kept=
    [ -z "${builddir:-}" ] || kept=$builddir/t/clusters/${PG_BIN//\//_}
    if [ -n "$kept" ] && [ -d "$kept" ]; then
        cp -a "$kept" "$PG_FOLDER/data" || return 1
        [ "$(id -u)" != 0 ] || chown -R "$1" "$PG_FOLDER/data"
        return
    fi
    (cd / && "${pg_as[@]}" "$PG_BIN/initdb" --no-sync --no-instructions --auth=trust \
        --username="$PG_USER" --encoding=UTF8 --locale=C.UTF-8 "$PG_FOLDER/data") \
        >>"$PG_LOG" 2>&1 || return 1
    # Whoever is second throws his away: mv does not replace a folder that is not empty.
    if [ -n "$kept" ] && mkdir -p "${kept%/*}"; then
        cp -a "$PG_FOLDER/data" "$kept.$$" && mv -T "$kept.$$" "$kept" 2>/dev/null
        rm -rf "$kept.$$"
    fi
}

# pg_start [SETTING=VALUE]...: returns when the server takes connections.
pg_start()
{
    local setting options=()
    for setting in "$@"; do
        options+=(-c "$setting")
    done
    cd / || return 1
    "${pg_as[@]}" "$PG_BIN/postgres" -D "$PG_FOLDER/data" "${options[@]}" >>"$PG_LOG" 2>&1 \
        </dev/null &
    PG_PID=$!
    cd "$OLDPWD" || return 1
    wait_for 30 pg_answers_or_ended && alive "$PG_PID"
}

pg_answers_or_ended()
{
    gone "$PG_PID" || "$PG_BIN/pg_isready" -q -h "$PG_FOLDER" -p 5432
}

# pg_stop: cuts every connection and ends the server in good order.
pg_stop()
{
    [ -n "${PG_PID:-}" ] || return 0
    kill -INT "$PG_PID" 2>/dev/null
    wait_for 20 gone "$PG_PID" || pg_kill
    PG_PID=
}

# pg_end: when nobody needs any more what is in it, and nothing has to be written for that.
pg_end()
{
    [ -z "${PG_PID:-}" ] || kill -QUIT "$PG_PID" 2>/dev/null
    pg_stop
}

# pg_kill: kill -9 of the server and of each of its processes, none of which sees another die.
pg_kill()
{
    local pid=${PG_PID:-}
    [ -n "$pid" ] || return 0
    PG_PID=
    # While it is stopped it starts no more.
    kill -STOP "$pid" 2>/dev/null || return 0
    local children
    mapfile -t children < <(pgrep -P "$pid")
    { # the shell need not say that it was killed
        kill -KILL "$pid" "${children[@]}"
        wait "$pid"
    } 2>/dev/null
    for pid in "${children[@]}"; do
        wait_for 10 gone "$pid"
    done
}

# pg_sql DATABASE STATEMENT: its rows, columns with blanks between; 1 when it fails. DATABASE may
# be an address, too.
pg_sql()
{
    "$PG_BIN/psql" -XqAt -F ' ' -v ON_ERROR_STOP=1 -h "$PG_FOLDER" -p 5432 -U "$PG_USER" \
        -d "$1" -c "$2"
}

pg_make_database()
{
    pg_sql postgres "CREATE DATABASE \"$1\""
}

# pg_hide DATABASE NAME: it is to be found under the other name only, and nobody is connected
# to it any more. With the names the other way round it is back.
pg_hide()
{
    pg_sql postgres "ALTER DATABASE \"$1\" ALLOW_CONNECTIONS false" &&
        pg_cut "$1" && wait_for 10 pg_is_idle "$1" &&
        pg_sql postgres "ALTER DATABASE \"$1\" RENAME TO \"$2\"" &&
        pg_sql postgres "ALTER DATABASE \"$2\" ALLOW_CONNECTIONS true"
}

# pg_cut DATABASE: ends every connection to it.
pg_cut()
{
    pg_sql postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '$1'" >/dev/null
}

pg_is_idle()
{
    [ "$(pg_sql postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = '$1'")" = 0 ]
}

# pg_url DATABASE: its address, in the form of libpq.
pg_url()
{
    local folder='' i c
    for ((i = 0; i < ${#PG_FOLDER}; i++)); do
        c=${PG_FOLDER:i:1}
        case $c in
        [A-Za-z0-9/._-]) folder+=$c ;;
        *) folder+=$(printf %s "$c" | od -An -v -tx1 | tr ' ' % | tr -d '\n') ;;
        esac
    done
    echo "postgresql://$PG_USER@/$1?host=$folder"
}
