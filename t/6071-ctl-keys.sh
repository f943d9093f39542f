#!/bin/bash
# Keys are rotated while the desk runs, and no byte of them is shown (RULES A25); two desks with equal
# numbers, one a clone of the other, join none of each other's tickets (RULES W10). Tokens are the same
# on either store, so this is run on one.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
key=$DESK/keys/secret.key

root_ctl()
{
    "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" "$@" 2>>"$DESK/said.log" |
        tee -a "$DESK/ctl.log"
    return "${PIPESTATUS[0]}"
}

# mail WHO ID TO SUBJECT [HEADER]...: prints one.
mail()
{
    printf '%s\n' "From: $1 <$1@example.net>" "To: $3" "Subject: $4" \
        "Date: $(LC_ALL=C date -R)" "Message-ID: <$2@client.example.net>" "${@:5}" "" "Hello, $2"
}

# send WHO ID TO SUBJECT [HEADER]...: prints the last answer of the server.
send()
{
    mail "$@" | desk_send "$1@example.net" "$3" 2>&1 | tail -n 1
}

# deliver FOLDER WHO ID TO SUBJECT [HEADER]...: to the desk of that folder; "kind ticket" or the exit
# status.
deliver()
{
    local answer
    answer=$(mail "${@:2}" | as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" \
        -c "$1/deskmilter.conf" deliver --mail-from "$2@example.net" --rcpt "$4" --json 2>/dev/null)
    local status=$?
    [ $status -eq 0 ] || { echo $status; return; }
    desk_json 'd["verdict"] + " " + str(d["ticket"])' <<<"$answer"
}

# verdict ID: "kind ticket"
verdict()
{
    desk_ctl trace "$1@client.example.net" --json |
        desk_json 'd[-1]["verdict"] + " " + str(d[-1]["ticket"])'
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

# The daemons have been reloaded so often.
reloaded()
{
    [ "$(grep -c 'configuration reloaded' "$DESK/deskmilter.log")" -ge "$1" ] &&
        [ "$(grep -c 'configuration read again' "$DESK/deskpost.log")" -ge "$1" ]
}
reloads=0
reload()
{
    kill -USR1 "$desk_milter_pid" "$desk_post_pid"
    reloads=$((reloads + 1))
    wait_for 20 reloaded $reloads
}

desk_ctl init >/dev/null
chown root:"$(id -gn "$DESK_USER")" "$key" && chmod 640 "$key"
echo "# of 2026" >"$DESK/first" && cat "$key" >>"$DESK/first" && cat "$DESK/first" >"$key"
desk_start_sink && desk_start_milter && desk_start_postfix && desk_start_post
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"
send jane first support@example.com "Printer on fire" >/dev/null
ack 1
is "the acknowledgement leaves" $? 0
old_address=$address old_ours=$ours

is "one key" "$(root_ctl key list --json |
    desk_json '[len(d), d[0]["number"], d[0]["signs"], len(d[0]["fingerprint"])]' |
    paste -sd ' ')" "1 1 true 10"
first=$(root_ctl key list --json | desk_json 'd[0]["fingerprint"]')
desk_ctl key rotate >/dev/null 2>>"$DESK/said.log"
is "who may not write the file rotates nothing" "$? $(grep -c . "$key")" "73 2"
root_ctl key rotate >"$DESK/rotated"
is "a key is added" "$? $(grep -c 'have been reloaded' "$DESK/rotated")" "0 1"
is "the newest signs" "$(root_ctl key list --json |
    desk_json '[d[0]["fingerprint"] == "'"$first"'", d[0]["signs"], d[1]["signs"], len(d)]' |
    paste -sd ' ')" "true false true 2"
is "the file has its owner and mode" "$(stat -c '%U %G %a' "$key")" \
    "root $(id -gn "$DESK_USER") 640"
is "and what stood in it" "$(head -n 2 "$key" | cmp - "$DESK/first" && echo same)" same
is "nothing is left beside it" "$(cd "$DESK/keys" && echo *)" secret.key

send jane before "$old_address" "before the reload" >/dev/null
is "before the reload: an old address" "$(verdict before)" "append 1"
reload
is "the daemons read the keys anew" $? 0
send jane after "$old_address" "after the reload" >/dev/null
is "after it: an old address" "$(verdict after)" "append 1"
send jane after2 support@example.com "after the reload" "In-Reply-To: <$old_ours>" >/dev/null
is "after it: an old Message-ID" "$(verdict after2)" "append 1"
send bob second support@example.com "signed anew" >/dev/null
ack 2
is "a mail is signed by the new key" $? 0
new_address=$address new_ours=$ours
send bob third "$new_address" "an answer" >/dev/null
is "its address" "$(verdict third)" "append 2"
send bob fourth support@example.com "an answer" "In-Reply-To: <$new_ours>" >/dev/null
is "its Message-ID" "$(verdict fourth)" "append 2"
# Without the old key nothing that it has signed is known, and the new one does not depend on it.
cp -p "$key" "$DESK/both.key"
sed -n 3p "$DESK/both.key" >"$key"
reload
like "signed by a key that is gone: refused" "$(send jane gone "$old_address" "gone")" '^550 '
send bob fifth "$new_address" "an answer" >/dev/null
is "signed by the new one: known" "$(verdict fifth)" "append 2"
cat "$DESK/both.key" >"$key"
reload

root_ctl store epoch >/dev/null
is "no new epoch under a running deskmilter" "$? $(desk_sql 'SELECT count(*) FROM epoch')" "69 1"

# A clone: the same numbers, the same key, made of a backup.
install -d -m 700 -o "$DESK_USER" "$DESK/backups"
root_ctl backup "$DESK/backups/clone" >/dev/null
is "a backup" $? 0
# make_clone NAME: with a store made of that backup, and its own mails since.
make_clone()
{
    install -d "$DESK/$1"
    desk_folders "$DESK/$1" "$DESK_USER"
    sed -e "s|^store = .*|store = \"sqlite:$DESK/$1/store/desk.db\"|" \
        -e "s|^listen = .*|listen = \"unix:$DESK/$1/run/milter.sock\"|" \
        "$DESK/deskmilter.conf" >"$DESK/$1/deskmilter.conf"
    "$DESK_ROOT/bin/deskctl" -c "$DESK/$1/deskmilter.conf" restore --gap 1 "$DESK/backups/clone" \
        >>"$DESK/ctl.log" 2>&1
}
make_clone clone
is "W10: a clone by way of a backup" $? 0
for name in carol dave erin; do
    send $name "$name" support@example.com "original of $name" >/dev/null
    deliver "$DESK/clone" "zoe.$name" "zoe-$name" support@example.com "clone of $name" >/dev/null
done
ack 5
is "the original goes on" "$? $(verdict erin)" "0 new 5"
shared=$(as_user "$DESK_USER" sqlite3 "$DESK/clone/store/desk.db" \
    "SELECT count(*) FROM ticket WHERE id = 5 AND subject LIKE 'clone of %'")
is "W10: and both have a ticket of that number" "$shared" 1
erin_address=$address erin_ours=$ours
like "W10: the clone: an address of the original" \
    "$(deliver "$DESK/clone" erin x1 "$erin_address" "Re: hello")" '^new [0-9]+$'
like "W10: the clone: a Message-ID of the original" \
    "$(deliver "$DESK/clone" erin x2 support@example.com "Re: hello" "In-Reply-To: <$erin_ours>")" \
    '^new [0-9]+$'
like "W10: the clone: a number of the original" \
    "$(deliver "$DESK/clone" erin x3 support@example.com "Re: [#5] hello")" '^new [0-9]+$'
is "W10: the clone: nobody has joined" "$(as_user "$DESK_USER" sqlite3 \
    "$DESK/clone/store/desk.db" "SELECT messages FROM ticket WHERE id = 5")" 1
is "what both had before is known to both" \
    "$(deliver "$DESK/clone" jane x4 "$old_address" "Re: hello")" "append 1"
clone_row="SELECT reply_to, message_id FROM outbox WHERE ticket = 5"
read -r clone_address clone_ours < <(as_user "$DESK_USER" sqlite3 -separator ' ' \
    "$DESK/clone/store/desk.db" "$clone_row")
like "W10: the clone has signed something" "$clone_address $clone_ours" '^support\+r5-.* m5-'
is "W10: the original: an address of the clone" \
    "$(deliver "$DESK" zoe y1 "$clone_address" "Re: hello")" 67
like "W10: the original: a Message-ID of the clone" \
    "$(deliver "$DESK" zoe y2 support@example.com "Re: hello" "In-Reply-To: <$clone_ours>")" \
    '^new [0-9]+$'
is "W10: the original: nobody has joined" "$(desk_sql 'SELECT messages FROM ticket WHERE id = 5')" 1

# Another: the same store, byte for byte, but a key of its own.
install -d "$DESK/other"
desk_folders "$DESK/other" "$DESK_USER"
sed -e "s|^store = .*|store = \"sqlite:$DESK/other/store/desk.db\"|" \
    -e "s|^key-file = .*|key-file = \"$DESK/other/secret.key\"|" \
    "$DESK/deskmilter.conf" >"$DESK/other/deskmilter.conf"
desk_stop_post
desk_stop_milter
cp -p "${DESK_STORE#sqlite:}" "$DESK/other/store/"
chmod 711 "$DESK/other" # the key lies in it
as_user "$DESK_USER" sqlite3 "$DESK/other/store/desk.db" "UPDATE ticket SET subject = 'another'"
install -o "$DESK_USER" -m 600 /dev/null "$DESK/other/secret.key"
head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$DESK/other/secret.key"
is "W10: another key: an address of the original" \
    "$(deliver "$DESK/other" erin z1 "$erin_address" "Re: hello")" 67
like "W10: another key: a Message-ID of the original" \
    "$(deliver "$DESK/other" frank z2 support@example.com "Re: hello" "In-Reply-To: <$erin_ours>")" \
    '^new [0-9]+$'
# And by other means: a new epoch is begun by hand.
is "a new epoch in a store that was copied" "$("$DESK_ROOT/bin/deskctl" \
    -c "$DESK/other/deskmilter.conf" store epoch --gap 700 --json |
    desk_json '[d["gap"], d["uncertain"]]' | paste -sd ' ')" "700 1"
number=$(deliver "$DESK/other" frank z3 support@example.com "hello")
check "leaves a gap in the numbers" test "${number#new }" -gt 700

# Sixteen are enough.
for ((i = 3; i <= 16; i++)); do
    root_ctl key rotate >/dev/null || not_ok "key $i"
done
root_ctl key rotate >/dev/null
is "the seventeenth is refused" "$? $(root_ctl key list --json | desk_json 'len(d)')" "73 16"
like "and what to do is said" "$(cat "$DESK/said.log")" 'secret\.key: holds 16 keys already: with --drop-oldest'
root_ctl key rotate --drop-oldest >/dev/null
is "the oldest goes when that is said" "$? $(root_ctl key list --json |
    desk_json '[len(d), d[0]["fingerprint"] != "'"$first"'"]' | paste -sd ' ')" "0 16 true"
head -n 1 "$key" >"$DESK/comment"
is "comments stay" "$(cat "$DESK/comment")" "# of 2026"

grep -hE '^[0-9a-f]{64}$' "$key" "$DESK/both.key" "$DESK/other/secret.key" >"$DESK/secrets"
cut -c 1-16 "$DESK/secrets" >"$DESK/parts"
check "A25: there are keys to look for" test "$(grep -c . "$DESK/parts")" -ge 18
clean "A25: no byte of a key in outputs and logs" \
    "$(grep -liFf "$DESK/parts" "$DESK"/*.log "$DESK/rotated" "$DESK/backups/clone")"
done_testing
