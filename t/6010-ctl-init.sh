#!/bin/bash
# deskctl init makes what is missing with the right modes, whatever the umask, and keeps the
# rest; deskctl check then says what is wrong, each with its file and line.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_programs

# fresh NAME: a configuration in a folder of its own, in which nothing is made yet.
fresh()
{
    home=$DESK/$1
    conf=$home/deskmilter.conf
    mkdir -m 755 "$home"
    desk_store_new "$1" "$home/state"
    {
        desk_base_conf "$home/state" "$DESK_ROOT" "$DESK_USER" "$DESK_RELAY"
        echo 'mailbox "support" { address = "support@example.com"  aliases = {"help@example.com"} }'
    } >"$conf"
}

ctl()
{
    "$DESK_ROOT/bin/deskctl" -c "$conf" "$@"
}

modes()
{
    (cd "$home/state" && stat -c '%n %a %U:%G' spool run keys keys/secret.key "${file_parts[@]}")
}

# A store in a file has modes of its own; what it is in a database is the server's matter.
group=$(id -gn "$DESK_USER")
expected="spool 700 $DESK_USER:$group
run 750 $DESK_USER:postfix
keys 750 root:$group
keys/secret.key 640 root:$group"
file_parts=()
parts=5
said_of_store=' postgresql://.*/umask-[0-7]+$'
if desk_on sqlite; then
    file_parts=(store store/desk.db)
    expected+="
store 700 $DESK_USER:$group
store/desk.db 600 $DESK_USER:$group"
    said_of_store='/desk\.db \(mode 0600\)$'
    parts=6
fi

for mask in 000 022 077 0777; do
    fresh "umask-$mask"
    said=$(umask $mask && ctl init 2>&1)
    is "init with umask $mask" "$?" 0
    is "its modes and owners" "$(modes)" "$expected"
    like "it says what it made" "$said" "^made +store +.*$said_of_store"
done
is "the folder above can be passed through" "$(stat -c %a "$home/state")" 755

what_is_there()
{
    sha256sum "$home/state/keys/secret.key"
    desk_sql 'SELECT id, epoch FROM epoch'
}
before=$(what_is_there)
said=$(ctl init 2>&1)
is "init again" "$?" 0
unlike "nothing is made twice" "$said" '^made'
like "it says what it kept" "$said" '^kept +key file'
is "nothing has changed" "$(what_is_there)" "$before"
is "as JSON" "$(ctl init --json | desk_json '[len(d), any(p["made"] for p in d)]' | paste -sd ' ')" \
    "$parts false"

rm "$home/state/keys/secret.key"
said=$(ctl init 2>&1)
is "a lost key file is made anew" "$(grep -c ^made <<<"$said")" 1

like "check is content" "$(ctl check 2>&1)" '^OK: .* 1 mailboxes'
is "check as JSON" "$(ctl check --json | desk_json '[d["errors"], d["mailboxes"][0]["aliases"]]' |
    paste -sd ' ')" '[] ["help@example.com"]'
is "mailboxes" "$(ctl mailboxes)" $'support@example.com\tsupport\nhelp@example.com\tsupport'
is "mailboxes as JSON" "$(ctl --json mailboxes | desk_json '[m["address"] for m in d]' |
    paste -sd ' ')" "support@example.com help@example.com"

# problem WHAT REGEX: check must end with 78 and say so.
problem()
{
    local said
    said=$(ctl check 2>&1)
    is "$1: exit status" "$?" 78
    like "$1: said with file and line" "$said" "$2"
}

chmod 644 "$home/state/keys/secret.key"
problem "key readable by all" "^$conf:[0-9]+: key-file: .*mode 0644"
chmod 600 "$home/state/keys/secret.key"
problem "key the daemons cannot read" "^$conf:[0-9]+: key-file: .*Permission denied"
chmod 640 "$home/state/keys/secret.key"
desk_store_hide
problem "no store" "^$conf:[0-9]+: store: .*deskctl init"
desk_store_show
chmod 755 "$home/state/spool"
problem "spool open to all" "^$conf:[0-9]+: spool-dir: .*0755, expected 0700"
chmod 700 "$home/state/spool"
chmod 755 "$home/state/run"
problem "socket folder open to all" "^$conf:[0-9]+: listen: .*0755, expected 0750"
chmod 750 "$home/state/run"
cp "$conf" "$home/good"
cat >>"$conf" <<'CF'
agent "alice" { addresses = {"alice@example.com", "a.roe@example.net"} login = "alice" }
agent "bob" { addresses = {"bob@example.com"} }
CF
is "whose the addresses of agents are" "$(ctl mailboxes --logins)" \
    $'alice@example.com\talice\na.roe@example.net\talice'
is "the same as JSON" "$(ctl mailboxes --logins --json | desk_json 'd[1]')" \
    '{"address": "a.roe@example.net", "login": "alice"}'
cp "$home/good" "$conf"
sed -i 's,^shipped-template-dir.*,shipped-template-dir = "/nonexistent",' "$conf"
problem "no templates" "^$conf:[0-9]+: shipped-template-dir: .*ack"
sed 's,^parse-program.*,parse-program = "/nonexistent",' "$home/good" >"$conf"
problem "no reader" "^$conf:[0-9]+: parse-program: .*expected a program"
{ cat "$home/good"; echo 'canned-dir = "/nonexistent"'; } >"$conf"
problem "no folder of ready answers" "^$conf:[0-9]+: canned-dir: /nonexistent: .*expected a folder$"
install -d -m 700 "$home/kb"
{ cat "$home/good"; printf 'kb-dir = "%s"\n' "$home/kb"; } >"$conf"
problem "a folder of articles that is root's" \
    "^$conf:[1-9][0-9]*: kb-dir: .*expected a folder that user \"$DESK_USER\" can read$"
rmdir "$home/kb"
sed 's,^user.*,user = "no-such-user",' "$home/good" >"$conf"
problem "no such user" "^$conf:[0-9]+: user: .*no-such-user"
is "init without its user" "$(ctl init >/dev/null 2>&1; echo $?)" 78
{ sed 's/^relay/relai/' "$home/good"; echo 'message-size-limit = many'; } >"$conf"
problem "an unknown setting" "^$conf:[0-9]+: .*relai"
problem "and a wrong value, told at once" "^$conf:[0-9]+: .*message-size-limit"
is "the same as JSON" "$(ctl check --json | desk_json 'sorted(e["line"] > 0 for e in d["errors"])' |
    sort -u)" true
cp "$home/good" "$conf"
is "no such file" "$("$DESK_ROOT/bin/deskctl" -c "$home/none" check >/dev/null 2>&1; echo $?)" 78
like "sound again" "$(ctl check 2>&1)" '^OK'

# An ordinary user makes a desk of his own.
fresh own
chown "$DESK_USER" "$home"
as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$conf" init >/dev/null 2>&1
is "init by an ordinary user" $? 0
is "his key is his alone" "$(stat -c '%a %U' "$home/state/keys/secret.key")" "600 $DESK_USER"
is "his key folder, too" "$(stat -c '%a %U' "$home/state/keys")" "700 $DESK_USER"
done_testing
