#!/bin/bash
# What is missing, wrong or unsafe at the start: a clear message, the right exit code, no damage.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
is "the desk is made" $? 0
cp "$DESK/deskmilter.conf" "$DESK/good.conf"

# refuses WHAT EXIT REGEX: deskmilter must end by itself with this status and this message.
refuses()
{
    local output status
    output=$(timeout 20 "$DESK_ROOT/sbin/deskmilter" -f -c "$DESK/deskmilter.conf" 2>&1)
    status=$?
    is "$1: exit code" "$status" "$2"
    like "$1: message" "$output" "$3"
    cp "$DESK/good.conf" "$DESK/deskmilter.conf"
}

echo 'hostnome = "x"' >>"$DESK/deskmilter.conf"
refuses "unknown key" 78 'deskmilter\.conf:[0-9]+: .*hostnome'
echo 'parse-workers = "many"' >>"$DESK/deskmilter.conf"
refuses "wrong type" 78 'deskmilter\.conf:[0-9]+: .*parse-workers'
mv "$DESK/keys/secret.key" "$DESK/keys/away.key"
refuses "missing key file" 78 'secret\.key: .*No such file'
mv "$DESK/keys/away.key" "$DESK/keys/secret.key"
mode=$(stat -c %a "$DESK/keys/secret.key")
chmod 644 "$DESK/keys/secret.key"
refuses "world-readable key" 78 'secret\.key: has mode 0644.*expected'
chmod "$mode" "$DESK/keys/secret.key"

# As an admin makes it: the key belongs to root and the group of the desk's user, the socket
# to the group of smtpd. deskmilter needs both.
mv "$DESK/keys/secret.key" "$DESK/keys/away.key"
"$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" init >/dev/null
is "the key that root makes" "$(stat -c '%a %U:%G' "$DESK/keys/secret.key")" \
    "640 root:$(id -gn "$DESK_USER")"
desk_start_milter
is "deskmilter can read it" $? 0
kill -USR1 "$desk_milter_pid"
check "at a reload, too" wait_for 10 grep -q 'configuration reloaded' "$DESK/deskmilter.log"
desk_stop_milter
mv "$DESK/keys/away.key" "$DESK/keys/secret.key"
rm "$DESK/deskmilter.log"

desk_store_hide
refuses "missing store" 78 'desk.*deskctl init'
desk_store_show
version=$(desk_sql 'SELECT max(version) FROM schema_version')
desk_sql_change 'UPDATE schema_version SET version = 9999'
refuses "a store of a newer program" 78 '9999'
desk_sql_change "UPDATE schema_version SET version = $version"

rm -f "$DESK/run/milter.sock" && echo text >"$DESK/run/milter.sock"
refuses "a file at the socket's path" 78 'milter\.sock: .*no socket'
is "is left alone" "$(cat "$DESK/run/milter.sock")" text
rm "$DESK/run/milter.sock"
python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); time.sleep(60)' \
    "$DESK/run/milter.sock" &
foreign=$!
desk_pids+=("$foreign")
wait_for 10 test -S "$DESK/run/milter.sock"
chmod 777 "$DESK/run/milter.sock"
refuses "another program's socket" 78 'milter\.sock: another program answers'
check "is left alone" test -S "$DESK/run/milter.sock"
end_process "$foreign"
chmod 777 "$DESK/run"
refuses "a socket folder open to all" 78 'run: has mode 0777'
chmod 750 "$DESK/run"
check "a stale socket is left over" test -S "$DESK/run/milter.sock"
desk_start deskmilter "$DESK_ROOT/sbin/deskmilter" -f -c "$DESK/deskmilter.conf"
desk_milter_pid=$desk_started
check "and does no harm" wait_for 10 grep -q started "$DESK/deskmilter.log"
is "the socket is for the group alone" "$(stat -c '%a %G' "$DESK/run/milter.sock")" "660 postfix"
refuses "second instance" 69 "milter\\.sock\\.lock: is held by process $desk_milter_pid"
check "the first one runs on" alive "$desk_milter_pid"

# Reload: a bad file changes nothing, a good one counts.
echo 'hostname = 5 5' >>"$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid"
check "a bad file is refused on reload" wait_for 10 grep -q 'kept as it was' "$DESK/deskmilter.log"
sed 's/support@example.com/desk@example.com/' "$DESK/good.conf" >"$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid"
check "a good one is taken" wait_for 10 grep -q 'configuration reloaded' "$DESK/deskmilter.log"
desk_start_postfix
like "and counts" "$(desk_mail "Reloaded" | desk_send jane@example.net desk@example.com)" '^250 '
is "for the next mail" "$(desk_ctl ticket list --json | desk_json 'len(d)')" 1
desk_stop_milter
is "an unknown option" "$("$DESK_ROOT/sbin/deskmilter" --nonsense >/dev/null 2>&1; echo $?)" 64
like "-V prints the version" "$("$DESK_ROOT/sbin/deskmilter" -V)" '^deskmilter [0-9]+\.[0-9]'
clean "the store is sound after all" "$(desk_store_problems)"
done_testing
