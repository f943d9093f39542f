#!/bin/bash
# A backup of a desk that takes mail meanwhile, and the desk made of it again: what was given out
# before the backup is good, what was given out after it joins nothing (RULES T2), and what may have
# been sent since is not sent again by itself. The restoring is killed again and again.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
install -d -m 700 -o "$DESK_USER" "$DESK/backups"
backup=$DESK/backups/desk.backup

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

# send WHO ID TO SUBJECT [HEADER]...: prints the last answer of the server.
send()
{
    printf '%s\n' "From: $1 <$1@example.net>" "To: $3" "Subject: $4" \
        "Date: $(LC_ALL=C date -R)" "Message-ID: <$2@client.example.net>" "${@:5}" "" "Hello, $2" |
        desk_send "$1@example.net" "$3" | tail -n 1
}

# verdict ID: "kind ticket"
verdict()
{
    desk_ctl trace "$1@client.example.net" --json |
        desk_json 'd[-1]["verdict"] + " " + str(d[-1]["ticket"])'
}

# As root, as an admin does it.
root_ctl()
{
    "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" "$@"
}

# use STORE: the configuration names this one from now on.
use()
{
    sed -i "s|^store = .*|store = \"$1\"|" "$DESK/deskmilter.conf"
    DESK_STORE=$1
}

# ack TICKET: waits for the acknowledgement; its reply address and Message-ID go to $address, $ours.
ack()
{
    local text
    wait_for 20 desk_sink_has "^Subject: .*\[#$1\]" || return 1
    text=$(tr -d '\r' <"$(desk_sink_mails "^Subject: .*\[#$1\]" | tail -n 1)")
    address=$(sed -n 's/^Reply-To:.*<\(.*\)>.*/\1/p; s/^Reply-To: \([^<]*\)$/\1/p' <<<"$text")
    ours=$(sed -n 's/^Message-I[Dd]: <\(.*\)>/\1/p' <<<"$text")
}

in_backup()
{
    as_user "$DESK_USER" sqlite3 -readonly "$backup" "$1"
}

desk_ctl init >/dev/null
clean "a backup that is soon done says nothing but its result" \
    "$(root_ctl backup "$DESK/backups/small" 2>&1 >/dev/null)"
rm -f "$DESK/backups/small"
# The good old days, so that a backup takes its time.
desk_sql_change "INSERT INTO event (at, actor, kind, detail) WITH RECURSIVE n(i) AS (SELECT 1
    UNION ALL SELECT i + 1 FROM n WHERE i < 150000) SELECT i, 'desk', 'note', 'x' FROM n" ||
    bail_out "no rows"
desk_start_sink && start
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"
send jane first support@example.com "Printer on fire" >/dev/null
ack 1
is "the acknowledgement leaves" $? 0
jane_address=$address jane_ours=$ours
desk_stop_post
send bob waits support@example.com "My answer waits" >/dev/null
is "one mail waits in the outbox" "$(desk_ctl outbox list --state queued --json |
    desk_json 'len(d)')" 1

# Mails come in until the backup is there.
pour()
{
    local i begin
    for ((i = 1; i <= 400; i++)); do
        begin=$EPOCHREALTIME
        send "zoe$i" "pour$i" support@example.com "pour $i" >>"$DESK/poured"
        echo "$begin $EPOCHREALTIME" >>"$DESK/times"
        [ ! -e "$backup" ] || break
    done
}
pour &
pourer=$!
desk_pids+=("$pourer")
wait_for 10 test -s "$DESK/poured"
root_ctl backup "$backup" --json >"$DESK/backup.json" 2>"$DESK/backup.log"
is "the backup is made" $? 0
wait "$pourer"
diag "$(wc -l <"$DESK/poured") mails meanwhile, $(in_backup "SELECT count(*) FROM ticket
    WHERE subject LIKE 'pour%'") of them in the backup"
clean "each mail was taken meanwhile" "$(grep -v '^250' "$DESK/poured")"
check "and there were several" test "$(wc -l <"$DESK/poured")" -ge 3
clean "and none had to wait" "$(awk '$2 - $1 > 3 { print $2 - $1 " s" }' "$DESK/times")"
is "it is the desk's alone" "$(stat -c '%a %U' "$backup")" "600 $DESK_USER"
is "it is one file" "$(ls -A "$DESK/backups")" desk.backup
is "all tables are in its answer" "$(desk_json '[sum(t["rows"] for t in d["tables"]) == d["rows"],
    [t["rows"] for t in d["tables"] if t["table"] == "ticket"][0]]' <"$DESK/backup.json" |
    paste -sd ' ')" "true $(in_backup 'SELECT count(*) FROM ticket')"
is "it is sound" "$(in_backup 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok
is "it is of one moment: each mail with all that belongs to it" "$(in_backup "
    SELECT count(*) FROM message m WHERE 1 <> (SELECT count(*) FROM verdict WHERE message = m.id)
        OR 1 <> (SELECT count(*) FROM raw WHERE message = m.id)
        OR 1 <> (SELECT count(*) FROM outbox WHERE cause = m.id)")" 0
clean "no key is in it" "$(grep -caf "$DESK/keys/secret.key" "$backup" | grep -v '^0$')"

# refused CODE REGEX COMMAND...
refused()
{
    local says
    says=$(root_ctl "${@:3}" 2>&1 >/dev/null)
    is "refused: ${*:3}: $2" "$? $(grep -cE "$2" <<<"$says")" "$1 1"
}
sum=$(sha256sum <"$backup")
refused 73 'is there already' backup "$backup"
refused 73 'is there already' backup "$DESK/backups"
refused 66 'cannot look at the folder' backup "$DESK/none/desk.backup"
refused 64 'usage: deskctl backup FILE' backup
touch "$DESK/backups/busy.unfinished"
refused 73 'another backup is being written' backup "$DESK/backups/busy"
is "and left alone" "$(cd "$DESK/backups" && echo *)" "busy.unfinished desk.backup"
refused 69 'is held by process .*Stop deskmilter' restore "$backup"

# After the backup: tickets and tokens that the restored desk cannot know.
send jane more "$jane_address" "and more" >/dev/null
is "an answer after the backup" "$(verdict more)" "append 1"
desk_start_post
check "what waited leaves" ack 2
send carol late support@example.com "After the backup" >/dev/null
late=$(verdict late)
late=${late#new }
ack "$late"
is "a ticket after the backup is acknowledged" $? 0
carol_address=$address carol_ours=$ours
stop

use "sqlite:$backup"
says=$(desk_ctl stats 2>&1)
is "no command takes a backup for a desk" "$? $says" \
    "78 deskctl: $backup: is a backup and no desk: 'deskctl restore' makes a desk of it"
timeout 20 "$DESK_ROOT/sbin/deskmilter" -f -c "$DESK/deskmilter.conf" >"$DESK/said" 2>&1
is "nor does deskmilter" "$? $(grep -c 'is a backup and no desk' "$DESK/said")" "78 1"
refused 78 'is a backup and no desk' store copy "sqlite:$backup" "sqlite:$DESK/backups/copy.db"

# use_new NAME: an empty place.
use_new()
{
    desk_store_new "$1" "$DESK/$1"
    desk_folders "$DESK/$1" "$DESK_USER"
    use "$DESK_STORE"
}
use_new restored
refused 66 'there is no such file' restore "$DESK/backups/none"
cp -p "$backup" "$DESK/backups/newer"
as_user "$DESK_USER" sqlite3 "$DESK/backups/newer" 'UPDATE schema_version SET version = 1000999'
refused 78 'was made by a newer program, with schema version 999' restore "$DESK/backups/newer"
refused 64 'gap: "x", expected a whole number' restore --gap x "$backup"
if desk_on sqlite; then
    touch "$DESK/restored/store/desk.db-wal"
    refused 73 'desk.db-wal: belongs to a store that was taken away' restore "$backup"
    rm "$DESK/restored/store/desk.db-wal"
fi

# Killed wherever it is: there is no desk, or a whole one.
kills=0 half=0
for pause in 0.2 0.05 0.3 0.1 0.15 0.4 0.25 0.5 0.8 1.2 2 4; do
    [ $half -lt 2 ] || break
    desk_start restore "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" restore "$backup"
    sleep $pause # not a guess: any moment will do
    kill -KILL "$desk_started" 2>/dev/null
    { wait "$desk_started"; } 2>/dev/null
    [ $? -eq 137 ] || break
    kills=$((kills + 1))
    says=$(desk_ctl stats 2>&1)
    case $? in
    0) break ;; # killed when it was done
    66) ;;
    78) half=$((half + $(grep -c "unfinished copy.*'deskctl restore'" <<<"$says"))) ;;
    *) not_ok "killed after $pause s: $says" ;;
    esac
done
check "killed $kills times, $half times half done" test $half -ge 1
! desk_ctl stats >/dev/null 2>&1 || use_new again # it was too quick
root_ctl restore "$backup" --json >"$DESK/restore.json" 2>>"$DESK/restore.log"
is "the last run ends well" $? 0
is "with all that is in the backup" "$(desk_json 'd["tables"]' <"$DESK/restore.json")" \
    "$(desk_json 'd["tables"]' <"$DESK/backup.json")"
is "and says what it did" "$(desk_json '[d["gap"], d["uncertain"]]' <"$DESK/restore.json" |
    paste -sd ' ')" "10000 $(in_backup "SELECT count(*) FROM outbox WHERE due IS NOT NULL")"
refused 73 'holds a desk already' restore "$backup"
is "the backup is as it was" "$(sha256sum <"$backup")" "$sum"
clean "the store is sound" "$(desk_store_problems)"
is "what waited is uncertain" "$(desk_ctl outbox list --ticket 2 --json |
    desk_json 'd[0]["state"]')" uncertain
id=$(desk_ctl outbox list --ticket 2 --json | desk_json 'd[0]["id"]')
is "and says so on its ticket" "$(desk_ctl ticket show 2 --json |
    desk_json '[e["detail"] for e in d["events"] if e["kind"] == "outbox-uncertain"][0]')" \
    "The mail in outbox row $id was waiting when the backup was taken, and may have been sent \
since: deskctl outbox retry $id sends it"

rm -f "$DESK"/sink/*
start
is "the restored desk starts" $? 0
send jane token "$jane_address" "something else" >/dev/null
is "T2: an address from before the backup" "$(verdict token)" "append 1"
send jane ours support@example.com "and more" "In-Reply-To: <$jane_ours>" >/dev/null
is "T2: a Message-ID from before the backup" "$(verdict ours)" "append 1"
send carol lost "$carol_address" "my answer" >/dev/null
number=$(verdict lost)
like "T2: an address from after the backup is unknown" "$number" '^new [0-9]{5}$'
check "new numbers lie above all that may have been given out" test "${number#new }" -gt $((late + 9000))
ack "${number#new }"
is "it is acknowledged" $? 0
send carol lost2 support@example.com "my answer" "In-Reply-To: <$carol_ours>" \
    "References: <late@client.example.net> <$carol_ours>" >/dev/null
like "T2: so is a Message-ID from after it" "$(verdict lost2)" '^new [0-9]{5}$'
send carol lost3 support@example.com "Re: [#$late] my answer" >/dev/null
like "T2: and a number from after it" "$(verdict lost3)" '^new [0-9]{5}$'
is "T2: the number was given to nobody else" "$(desk_sql "SELECT count(*) FROM ticket
    WHERE id > $(in_backup 'SELECT max(id) FROM ticket') AND id <= $late")" 0
send carol again "$address" "known again" >/dev/null
is "an address given out by the restored desk" "$(verdict again)" "append ${number#new }"
clean "what may have been sent was not sent again" "$(desk_sink_mails '^Subject: .*\[#2\]')"
desk_ctl outbox retry "$id" >/dev/null
check "until somebody says so" ack 2
done_testing
