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

tickets()
{
    desk_ctl ticket list --json | desk_json 'len(d)'
}

desk_mail "By pipe" >"$DESK/a.eml"
deliver --mail-from jane@example.net --rcpt support@example.com <"$DESK/a.eml"
is "a mail is stored" "$? $(tickets)" "0 1"
deliver --mail-from jane@example.net --rcpt support@example.com <"$DESK/a.eml"
is "the same again is one ticket" "$? $(tickets)" "0 1"
sed 's/$/\r/' "$DESK/a.eml" | deliver --mail-from jane@example.net --rcpt support@example.com
is "also with CR LF" "$? $(tickets)" "0 1"
{ echo "From jane@example.net Sun Mar  1 12:00:00 2026"; cat "$DESK/a.eml"; } |
    deliver --mail-from jane@example.net --rcpt support@example.com
is "also with an mbox line before it" "$? $(tickets)" "0 1"
deliver --mail-from jane@example.net --rcpt help+x@EXAMPLE.com --rcpt billing@example.com \
    < <(desk_mail "Two")
is "several recipients are one ticket" "$? $(tickets)" "0 2"
deliver --mail-from "" --rcpt support@example.com < <(desk_mail "Null")
is "the null sender" "$? $(tickets)" "0 3"
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
deliver --rcpt support@example.com <"$DESK/a.eml"
is "no sender: usage" $? 64
deliver --mail-from jane@example.net <"$DESK/a.eml"
is "no recipient: usage" $? 64
mv "$DESK/store/desk.db" "$DESK/store/away.db"
deliver --mail-from jane@example.net --rcpt support@example.com < <(desk_mail "No store")
is "no store: come again" $? 75
mv "$DESK/store/away.db" "$DESK/store/desk.db"
is "no refusal left a ticket" "$(tickets)" 3
done_testing
