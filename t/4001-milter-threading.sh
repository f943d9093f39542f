#!/bin/bash
# Replies find their ticket by token, by References and by tag; strangers do not get in. Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
limits {
    unverified-acks-per-day = 20
}
CF
desk_ctl init >/dev/null
desk_start_sink && desk_start_milter && desk_start_postfix && desk_start_post
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

# verdict_of MESSAGE-ID: "kind ticket"
verdict_of()
{
    desk_ctl trace "$1" --json | desk_json 'd[-1]["verdict"] + " " + str(d[-1]["ticket"])'
}

# address_in FIELD: the address between its angle brackets.
address_in()
{
    local address=${1##*<}
    echo "${address%%>*}"
}

# reply ID FROM TO SUBJECT [HEADER]...: sends a mail with a Message-ID of our choice.
reply()
{
    printf '%s\n' "From: $2" "To: $3" "Subject: $4" "Date: $(LC_ALL=C date -R)" \
        "Message-ID: <$1>" "${@:5}" "" "An answer, $1" |
        desk_send "$(address_in "$2")" "$3" | tail -n 1
}

jane="Jane Doe <jane@example.net>"
mallory="Mallory <mallory@example.org>"
reply first@client.example.net "$jane" support@example.com "Printer on fire" "Cc: bob@example.net" \
    >/dev/null
check "the acknowledgement leaves" wait_for 20 desk_sink_has '^Subject: .*\[#1\]'
ack=$(tr -d '\r' <"$(desk_sink_mails '\[#1\]')")
address=$(sed -n 's/^Reply-To:.*<\(.*\)>.*/\1/p; s/^Reply-To: \([^<]*\)$/\1/p' <<<"$ack")
ours=$(sed -n 's/^Message-I[Dd]: <\(.*\)>/\1/p' <<<"$ack")
like "it has a reply address" "$address" '^support\+r1-'

reply token@client.example.net "$jane" "$address" "a quite different subject" >/dev/null
is "T1: the token in the address suffices" "$(verdict_of token@client.example.net)" "append 1"
upper=$(tr '[:lower:]' '[:upper:]' <<<"$address")
reply upper@client.example.net "$jane" "$upper" "again" >/dev/null
is "T1: also in upper case" "$(verdict_of upper@client.example.net)" "append 1"
reply ours@client.example.net "$jane" support@example.com "Re: hello" \
    "References: <unknown@example.net> <$ours> <other@example.net>" >/dev/null
is "T1: our Message-ID within References" "$(verdict_of ours@client.example.net)" "append 1"
reply irt@client.example.net "$jane" support@example.com "Re: hello" "In-Reply-To: <$ours>" >/dev/null
is "T1: our Message-ID in In-Reply-To" "$(verdict_of irt@client.example.net)" "append 1"
reply own@client.example.net "$jane" support@example.com "Re: Printer on fire" \
    "References: <first@client.example.net>" >/dev/null
is "T1: the stored Message-ID of her own mail" "$(verdict_of own@client.example.net)" "append 1"
reply cc@client.example.net "Bob <bob@example.net>" support@example.com "Re: Printer on fire" \
    "In-Reply-To: <first@client.example.net>" >/dev/null
is "T7: an answer of who was on the Cc" "$(verdict_of cc@client.example.net)" "append 1"
reply tag@client.example.net "$jane" support@example.com \
    "=?utf-8?q?AW=3A_Re=3A_=5BEXT=5D_=5B=231=5D_Printer?=" >/dev/null
is "T5: the tag, in an encoded subject" "$(verdict_of tag@client.example.net)" "append 1"

reply same@client.example.net "$jane" support@example.com "Printer on fire" >/dev/null
is "T4: the same subject does not thread" "$(verdict_of same@client.example.net)" "new 2"
reply blank@client.example.net "$jane" support@example.com "blank ids" "In-Reply-To: < >" \
    "References: <>" >/dev/null
is "T3: blank ids match nothing" "$(verdict_of blank@client.example.net)" "new 3"
reply m-tag@client.example.org "$mallory" support@example.com "[#1] let me in" >/dev/null
is "T6: a stranger's tag opens a ticket" "$(verdict_of m-tag@client.example.org)" "new 4"
is "T6: without the tag in its subject" \
    "$(desk_ctl ticket show 4 --json | desk_json 'd["subject"]')" "let me in"
reply m-ref@client.example.org "$mallory" support@example.com "let me in" \
    "References: <first@client.example.net>" >/dev/null
is "a stranger's stored Message-ID opens a ticket" "$(verdict_of m-ref@client.example.org)" "new 5"
reply m-token@client.example.org "$mallory" "$address" "let me in" >/dev/null
is "S6: a stranger with her token is held" "$(verdict_of m-token@client.example.org)" "held 1"
is "S6: and shown as held" "$(desk_ctl ticket show 1 --json |
    desk_json '[m["held"] for m in d["messages"]].count(True)')" 1
forged=${ours%-*}-abcdefghijklmnopqrstuvwxyz@${ours#*@}
reply m-forged@client.example.org "$mallory" support@example.com "let me in again" \
    "References: <$forged>" >/dev/null
is "T2: a forged Message-ID of ours is no hint" "$(verdict_of m-forged@client.example.org)" "new 6"

is "I10: the sequence has no gap" "$(desk_ctl ticket show 1 --json |
    desk_json 'len(d["messages"])')" 9
check "each new ticket has its acknowledgement" wait_for 20 desk_sink_has '\[#6\]'
is "and no reply got one" "$(desk_sink_mails | wc -l)" 6
done_testing
