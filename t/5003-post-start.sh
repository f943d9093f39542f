#!/bin/bash
# deskpost at the start and at the end: bad input is told and refused (F22), a reload keeps what
# was good, TERM drains (F3), and two of them share the work.
# shellcheck source=t/lib/post.sh
. "${srcdir:-.}/t/lib/post.sh"

post_setup </dev/null
cp "$DESK/deskmilter.conf" "$DESK/good.conf"

# refuses WHAT EXIT REGEX: deskpost must end by itself with this status and this message.
refuses()
{
    local output status
    output=$(timeout 20 "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf" 2>&1)
    status=$?
    is "$1: exit code" "$status" "$2"
    like "$1: message" "$output" "^deskpost: .*$3"
    cp "$DESK/good.conf" "$DESK/deskmilter.conf"
}

echo 'hostnome = "x"' >>"$DESK/deskmilter.conf"
refuses "unknown key" 78 'deskmilter\.conf:[0-9]+: .*hostnome'
echo 'relay = "smtp:/127.0.0.1"' >>"$DESK/deskmilter.conf"
refuses "a relay that is none" 78 'relay'
echo 'send-connections = "few"' >>"$DESK/deskmilter.conf"
refuses "wrong type" 78 'deskmilter\.conf:[0-9]+: .*send-connections'
sed -i 's/^user = .*/user = "nobody-at-all"/' "$DESK/deskmilter.conf"
refuses "unknown user" 78 'nobody-at-all'
sed -i 's/^shipped-template-dir = .*/shipped-template-dir = "\/nowhere\/templates"/' "$DESK/deskmilter.conf"
refuses "no template folder" 78 'templates'
mv "$DESK/keys/secret.key" "$DESK/keys/away.key"
refuses "missing key" 78 'secret\.key: .*No such file'
mv "$DESK/keys/away.key" "$DESK/keys/secret.key"
mode=$(stat -c %a "$DESK/keys/secret.key")
chmod 644 "$DESK/keys/secret.key"
refuses "key that others can read" 78 'secret\.key: has mode 0644'
chmod "$mode" "$DESK/keys/secret.key"
mv "$DESK/deskmilter.conf" "$DESK/away.conf"
refuses "no configuration" 78 'deskmilter\.conf'

desk_store_hide
refuses "missing store" 78 'desk.*deskctl init'
desk_store_show
version=$(desk_sql 'SELECT max(version) FROM schema_version')
desk_sql_change 'UPDATE schema_version SET version = 9999'
refuses "store of a newer program" 78 '9999'
desk_sql_change "UPDATE schema_version SET version = $version"
is "an unknown option" "$("$DESK_ROOT/sbin/deskpost" --nonsense >/dev/null 2>&1; echo $?)" 64
like "-V prints the version" "$("$DESK_ROOT/sbin/deskpost" -V)" '^deskpost [0-9]+\.[0-9]'

# stop CODE SECONDS PID WHAT: after a TERM it ends with this code and in time.
stop()
{
    local begin=$EPOCHSECONDS
    kill "$3"
    wait "$3"
    is "$4: exit code" $? "$1"
    check "$4: within $2 s" test $((EPOCHSECONDS - begin)) -le "$2"
}

# A reload: what is bad changes nothing, what is good counts for the next mail.
post_sink
desk_start_post
check "deskpost starts" wait_for 10 grep -q started "$DESK/deskpost.log"
echo 'relay = "smtp://127.0.0.1:1" hostname = 5 5' >>"$DESK/deskmilter.conf"
kill -USR1 "$desk_post_pid"
check "a bad file is told on reload" wait_for 10 \
    grep -q 'configuration not taken.*deskmilter\.conf:' "$DESK/deskpost.log"
cp "$DESK/good.conf" "$DESK/deskmilter.conf"
post_mail ann
check "and changes nothing" wait_for 10 post_row 1 sent
sed 's/^hostname = .*/hostname = "other.example.com"/' "$DESK/good.conf" >"$DESK/deskmilter.conf"
kill -USR1 "$desk_post_pid"
check "a good one is taken" wait_for 10 grep -q 'configuration read again' "$DESK/deskpost.log"
cp "$DESK/good.conf" "$DESK/deskmilter.conf"
post_mail bob
check "and mail still leaves" wait_for 10 post_row 2 sent
stop 0 2 "$desk_post_pid" "TERM while idle"

# TERM while the relay takes its time: what is under way is finished, the rest stays.
desk_stop_sink
post_sink --slow 3
post_mails 8 drain
desk_start_post
under_way()
{
    [ "$(desk_sql "SELECT count(*) FROM outbox WHERE state = 'leased'")" = "$1" ]
}
check "all rows are claimed" wait_for 10 under_way 8
sleep 1
stop 0 15 "$desk_post_pid" "TERM in mid mail"
is "four connections have sent, four mails wait" \
    "$(desk_sql "SELECT state, attempts, count(*) FROM outbox WHERE id > 2 GROUP BY 1, 2 ORDER BY 1" |
        paste -sd ,)" "queued 0 4,sent 1 4"

# TERM while the relay says nothing at all.
desk_stop_sink
post_sink --slow 100
desk_start_post
check "four rows are with a relay that is silent" wait_for 10 under_way 4
sleep 1
stop 0 15 "$desk_post_pid" "TERM behind the dot"
is "nobody knows, so each is to be sent once more" \
    "$(desk_sql "SELECT state, attempts, cuts FROM outbox WHERE id > 2 GROUP BY 1, 2, 3 ORDER BY 1" |
        paste -sd ,)" "queued 1 1,sent 1 0"

# Two side by side.
desk_stop_sink
post_sink
desk_start one "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
one=$desk_started
desk_start two "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
two=$desk_started
post_mails 10 pair
check "two deskposts empty the outbox" wait_for 10 post_all sent
is "no mail went out twice" "$(post_copies 'm["rcpts"][0].startswith("pair")')" 10
check "the same bytes each time" post_alike
kill "$one" "$two"
wait "$one"
first=$?
wait "$two"
is "and both end well" "$first $?" "0 0"
done_testing
