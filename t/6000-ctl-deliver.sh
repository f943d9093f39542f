#!/bin/bash
# deskctl deliver takes a mail as an MDA does, with the exit codes that pipe(8) understands.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<<'message-size-limit = 1M'
desk_ctl init >/dev/null
is "the desk is made" $? 0

deliver()
{
    desk_ctl deliver "$@" >"$DESK/out" 2>&1
}

desk_mail "By pipe" >"$DESK/a.eml"
deliver --mail-from jane@example.net --rcpt support@example.com <"$DESK/a.eml"
is "a mail is stored" "$? $(desk_tickets)" "0 1"
deliver --mail-from jane@example.net --rcpt support@example.com <"$DESK/a.eml"
is "the same again is one ticket" "$? $(desk_tickets)" "0 1"
sed 's/$/\r/' "$DESK/a.eml" | deliver --mail-from jane@example.net --rcpt support@example.com
is "also with CR LF" "$? $(desk_tickets)" "0 1"
{ echo "From jane@example.net Sun Mar  1 12:00:00 2026"; cat "$DESK/a.eml"; } |
    deliver --mail-from jane@example.net --rcpt support@example.com
is "also with an mbox line before it" "$? $(desk_tickets)" "0 1"
deliver --mail-from jane@example.net --rcpt help+x@EXAMPLE.com --rcpt billing@example.com \
    < <(desk_mail "Two")
is "several recipients are one ticket" "$? $(desk_tickets)" "0 2"
deliver --mail-from "" --rcpt support@example.com < <(desk_mail "Null")
is "the null sender" "$? $(desk_tickets)" "0 3"
desk_ctl ticket raw 1 >"$DESK/raw.eml"
check "stored with CR LF" cmp <(sed 's/$/\r/' "$DESK/a.eml") "$DESK/raw.eml"

deliver --mail-from jane@example.net --rcpt nobody@example.org <"$DESK/a.eml"
is "not one of ours: no such user" $? 67
deliver --mail-from jane@example.net \
    --rcpt support+r1-1-abcdefghijklmnopqrstuvwxyz@example.com <"$DESK/a.eml"
is "a forged token: no such user" $? 67
{ desk_mail "Large"; head -c 2000000 /dev/zero | tr '\0' x; } |
    deliver --mail-from jane@example.net --rcpt support@example.com
is "too large: data error" $? 65

# pipe(8) returns the mail on every other code, and a customer is not to blame for a typo.
put_off()
{
    local status
    deliver --mail-from jane@example.net --rcpt support@example.com "${@:2}" < <(desk_mail "$1")
    status=$?
    is "$1: come again" $status 75
}
deliver --rcpt support@example.com <"$DESK/a.eml"
is "no sender: come again" $? 75
deliver --mail-from jane@example.net <"$DESK/a.eml"
is "no recipient: come again" $? 75
put_off "no such option" --form x
put_off "an option of another command" --limit 3
put_off "no such configuration" -c "$DESK/none.conf"
cp "$DESK/deskmilter.conf" "$DESK/typo.conf"
echo 'languge = "en"' >>"$DESK/typo.conf"
put_off "a typo in the configuration" -c "$DESK/typo.conf"
like "says where" "$(cat "$DESK/out")" "^$DESK/typo.conf:[0-9]+: .*languge"
like "and what came of it" "$(cat "$DESK/out")" '^deskctl: the mail was not taken: '
chmod 644 "$DESK/keys/secret.key"
put_off "a key that others can read"
chmod 600 "$DESK/keys/secret.key"
desk_store_hide
deliver --mail-from jane@example.net --rcpt support@example.com < <(desk_mail "No store")
is "no store: come again" $? 75
desk_store_show
is "no refusal left a ticket" "$(desk_tickets)" 3
done_testing
