#!/bin/bash
# A desk with mails is moved to the other kind of store and back; the copy is killed again and
# again, and then the desk goes on where it was: old reply addresses thread, no number comes twice.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<<"limits { unverified-acks-per-day = 20 }"
deskctl store copy sqlite:/none postgresql://h/d 2>&1 | grep -q 'without PostgreSQL' &&
    skip_all "built without PostgreSQL"
if desk_on sqlite; then
    pg_setup "$DESK" "$DESK_USER"
    pg_start || bail_out "PostgreSQL does not start: $(tail -n 3 "$DESK/pg.log")"
fi
first=$DESK_STORE
for name in other third; do
    pg_make_database $name
done
if desk_on sqlite; then
    other=$(pg_url other) third=sqlite:$DESK/store/third.db
else
    other=sqlite:$DESK/store/other.db third=$(pg_url third)
fi

# start, stop: the programs of the desk, on the store that the configuration names.
start()
{
    desk_start_milter && desk_start_postfix && desk_start_post
}
stop()
{
    desk_stop_post
    desk_stop_milter
    desk_stop_postfix
}

# send ID TO SUBJECT [HEADER]...: a mail of $sender.
sender=jane@example.net
send()
{
    printf '%s\n' "From: Jane Doe <$sender>" "To: $2" "Subject: $3" \
        "Date: $(LC_ALL=C date -R)" "Message-ID: <$1@client.example.net>" "${@:4}" "" "Hello, $1" |
        desk_send "$sender" "$2" >/dev/null
}

# verdict ID: "kind ticket"
verdict()
{
    desk_ctl trace "$1@client.example.net" --json |
        desk_json 'd[-1]["verdict"] + " " + str(d[-1]["ticket"])'
}

# copy FROM TO [OPTION]...: by root, as an admin does it.
copy()
{
    "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" store copy "$@"
}

dump()
{
    python3 "$srcdir/t/tools/dumpstore.py" "$1"
}

# use STORE: the configuration names this one from now on.
use()
{
    sed -i "s|^store = .*|store = \"$1\"|" "$DESK/deskmilter.conf"
    DESK_STORE=$1
}

# sql STORE SELECT: of either kind.
sql()
{
    if [[ $1 == sqlite:* ]]; then
        as_user "$DESK_USER" sqlite3 -readonly "${1#sqlite:}" "$2"
    else
        pg_sql "$1" "$2"
    fi
}

events_in()
{
    sql "$1" 'SELECT count(*) FROM event' 2>/dev/null
}

# has_more EVENTS STORE: there are more than these.
has_more()
{
    local now
    now=$(events_in "$2") && [ "${now:-0}" -gt "$1" ]
}

# caught EVENTS STORE COPY: this process has made progress, or has ended. It stands still while it
# is looked at, so that on a busy machine it does not get to the end meanwhile.
caught()
{
    kill -STOP "$3" 2>/dev/null || return 0
    ! has_more "$1" "$2" || return 0
    kill -CONT "$3"
    gone "$3"
}

# copy_killed FROM TO: begins or goes on, and is killed in the middle; 1 when it was too quick.
copy_killed()
{
    local before
    before=$(events_in "$2")
    desk_start copy "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" store copy "$1" "$2"
    wait_for 60 caught "${before:-0}" "$2" "$desk_started"
    kill -KILL "$desk_started" 2>/dev/null
    { wait "$desk_started"; } 2>/dev/null
    [ $? -eq 137 ]
}

umask 022
desk_ctl init >/dev/null
python3 "$srcdir/t/tools/dumpstore.py" "$first" >/dev/null || bail_out "no dump"
desk_start_sink && start
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"
send first support@example.com "Printer on fire"
check "the acknowledgement leaves" wait_for 20 desk_sink_has '^Subject: .*\[#1\]'
ack=$(tr -d '\r' <"$(desk_sink_mails '\[#1\]')")
address=$(sed -n 's/^Reply-To:.*<\(.*\)>.*/\1/p; s/^Reply-To: \([^<]*\)$/\1/p' <<<"$ack")
ours=$(sed -n 's/^Message-I[Dd]: <\(.*\)>/\1/p' <<<"$ack")
send second billing@example.com "=?utf-8?q?=C3=A4_=F0=9F=92=A5?="
head -c 3000000 /dev/urandom | base64 >"$DESK/large"
{
    printf '%s\n' "From: jane@example.net" "To: support@example.com" "Subject: large" \
        "Date: $(LC_ALL=C date -R)" "Message-ID: <large@client.example.net>" "MIME-Version: 1.0" \
        "Content-Type: application/octet-stream; name=a.bin" "Content-Transfer-Encoding: base64" ""
    cat "$DESK/large"
} | desk_send jane@example.net support@example.com >/dev/null
is "three tickets" "$(verdict large)" "new 3"
check "each has its acknowledgement" wait_for 20 desk_sink_has '\[#3\]'
stop
# The good old days: enough to be killed in the middle of. A ticket that is gone leaves its number.
for sql in "INSERT INTO event (at, actor, kind, detail) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL
        SELECT i + 1 FROM n WHERE i < 100000) SELECT i, 'desk', 'note', 'x' FROM n" \
    "INSERT INTO ticket (subject, status, priority, mailbox, language, created, updated)
        VALUES ('x', 'new', 'normal', 'support', 'en', 1, 1)" \
    "DELETE FROM ticket WHERE id = 4" "UPDATE ticket SET merged_into = 3 WHERE id = 2"; do
    desk_sql_change "$sql" || bail_out "no rows"
done

# round FROM TO: moves the desk while it is killed; both hold the same afterwards.
round()
{
    local kills=0 says
    while [ $kills -lt 5 ] && ! has_more 70000 "$2"; do
        copy_killed "$1" "$2" || break
        kills=$((kills + 1))
    done
    check "killed in the middle, $kills times" test $kills -ge 2
    use "$2"
    says=$(desk_ctl stats 2>&1)
    is "no command opens an unfinished copy" "$?" 78
    like "and says what it is" "$says" "holds an unfinished copy: run 'deskctl store copy' again"
    timeout 20 "$DESK_ROOT/sbin/deskmilter" -f -c "$DESK/deskmilter.conf" >"$DESK/said" 2>&1
    is "nor does deskmilter" "$? $(grep -c 'unfinished copy' "$DESK/said")" "78 1"
    timeout 20 "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf" >"$DESK/said" 2>&1
    is "nor deskpost" "$? $(grep -c 'unfinished copy' "$DESK/said")" "78 1"
    copy "$1" "$2" --json >"$DESK/copy.json" 2>>"$DESK/copy.log"
    is "the last run ends well" $? 0
    is "all tables are in its answer" "$(desk_json '[len(d["tables"]),
        sum(t["rows"] for t in d["tables"]) == d["rows"],
        [t["rows"] for t in d["tables"] if t["table"] == "ticket"][0]]' <"$DESK/copy.json" |
        paste -sd ' ')" "21 true $(sql "$1" 'SELECT count(*) FROM ticket')"
    dump "$1" >"$DESK/dump.from"
    dump "$2" >"$DESK/dump.to"
    check "both hold the same" cmp "$DESK/dump.from" "$DESK/dump.to"
    check "and much" test "$(wc -l <"$DESK/dump.to")" -gt 100000
    clean "the copy is sound" "$(desk_store_problems)"
    is "as store check says" "$(desk_ctl store check --json |
        desk_json '[d["sound"], len(d["problems"])]' | paste -sd ' ')" "true 0"
    says=$(copy "$1" "$2" 2>&1)
    is "a finished one is not copied to again" "$? $(grep -c 'holds a desk already' <<<"$says")" "73 1"
}

round "$first" "$other"
epoch=$(desk_json 'd["tables"][0]["sha256"]' <"$DESK/copy.json")
start
is "the desk goes on with the copy" $? 0
send token "$address" "something else"
is "a reply to an old address finds its ticket" "$(verdict token)" "append 1"
send ours support@example.com "and more" "In-Reply-To: <$ours>"
is "so does one to an old Message-ID" "$(verdict ours)" "append 1"
sender=bob@example.org
send third support@example.com "new"
is "no number comes twice" "$(verdict third)" "new 5"
check "and it is acknowledged" wait_for 20 desk_sink_has '\[#5\]'
stop

# A server that is killed under it does not end the copy for good.
copy "$other" "$third" >"$DESK/said" 2>&1 &
copier=$!
wait_for 60 has_more 0 "$third" "$copier"
pg_kill
wait $copier
is "a server that is gone: try again" $? 75
pg_start || bail_out "PostgreSQL does not start again"
round "$other" "$third"
is "what did not change has the same digest in both" \
    "$(desk_json 'd["tables"][0]["sha256"]' <"$DESK/copy.json")" "$epoch"
sender=jane@example.net
start
is "the desk goes on with the copy of the copy" $? 0
send token2 "$address" "something else again"
is "the old address is still good" "$(verdict token2)" "append 1"
send fourth support@example.com "newer"
# A server of PostgreSQL that was killed leaves numbers out.
check "and no number comes twice" test "$(verdict fourth | sed 's/new //')" -gt 5
stop
clean "all files of the store are the desk's" "$(find "$DESK/store" ! -user "$DESK_USER")"
clean "for nobody else to read" "$(find "$DESK/store" -type f -perm /077)"

# refused CODE REGEX FROM TO
refused()
{
    local says
    says=$(copy "$3" "$4" 2>&1 >/dev/null)
    is "refused: $4: $2" "$? $(grep -cE "$2" <<<"$says")" "$1 1"
    unlike "no password is told" "$says" 'secret'
}
new=sqlite:$DESK/store/new.db
refused 64 'not an address' "$first" "mysql://desk:secret@127.0.0.1/desk"
refused 64 'must begin with /' "$first" sqlite:new.db
refused 66 'there is no store' "sqlite:$DESK/store/none.db" "$new"
refused 66 'cannot look at the folder' "$first" "sqlite:$DESK/none/desk.db"
refused 73 'holds a desk already' "$first" "$first"
refused 75 'could not|No such file' "$first" "postgresql://desk:secret@/desk?host=$DESK/none"
pg_make_database half
copy_killed "$third" "$(pg_url half)"
use "$first"
desk_store_new fresh "$DESK/fresh"
desk_folders "$DESK/fresh" "$DESK_USER"
DESK_FRESH=$DESK_STORE
sed "s|^store = .*|store = \"$DESK_FRESH\"|" "$DESK/deskmilter.conf" >"$DESK/fresh.conf"
as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$DESK/fresh.conf" init >/dev/null 2>&1
refused 65 'of another desk' "$DESK_FRESH" "$(pg_url half)"
is "two words are needed" "$(copy "$first" >/dev/null 2>&1; echo $?)" 64
is "the help names it" "$(deskctl --help | grep -c '^  store copy FROM TO ')" 1
done_testing
