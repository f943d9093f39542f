#!/bin/bash
# Two desks that face each other, each with a Postfix of its own that brings the other its mail:
# at most two acknowledgements in all, and then silence (RULES L7, W16). Two desks on SQLite are enough for that.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

# face FOLDER DOMAIN: a desk support@DOMAIN with a Postfix there; sets $port and $relay.
face()
{
    mapfile -t ports < <(free_ports 2)
    port=${ports[0]} relay=${ports[1]}
    mkdir -p "$1"
    chmod 711 "$1"
    desk_folders "$1" "$DESK_USER"
    desk_store_new "${2%%.*}" "$1"
    {
        desk_base_conf "$1" "$DESK_ROOT" "$DESK_USER" "$relay"
        cat <<CF
mailbox "support" {
    address = "support@$2"
}
limits {
    acks-per-hour = 1000
    unverified-acks-per-day = 1000
}
CF
    } >"$1/deskmilter.conf"
    sed -i "s|^hostname = .*|hostname = \"mx.$2\"|" "$1/deskmilter.conf"
    as_user "$DESK_USER" deskctl -c "$1/deskmilter.conf" init >"$1/init.log" 2>&1 ||
        bail_out "deskctl init: $(cat "$1/init.log")"
    desk_make_postfix "$1" "$port" "$relay" "myhostname = mx.$2"
}

# go FOLDER PORT OTHER_DOMAIN OTHER_PORT: its programs, and the way to the other one.
go()
{
    echo "$3 smtp:[127.0.0.1]:$4" >"$1/postfix/transport"
    desk_start "${1##*/}-milter" "$DESK_ROOT/sbin/deskmilter" -f -c "$1/deskmilter.conf"
    wait_for 20 test -S "$1/run/milter.sock" || bail_out "deskmilter of ${1##*/} does not start"
    desk_start "${1##*/}-post" "$DESK_ROOT/sbin/deskpost" -f -c "$1/deskmilter.conf"
    postfix_start "$1" "$2" || bail_out "Postfix of ${1##*/} does not start"
}

ctl()
{
    as_user "$DESK_USER" deskctl -c "$DESK/$1/deskmilter.conf" "${@:2}"
}

acks_of()
{
    ctl "$1" outbox list --json | desk_json '[r["kind"] for r in d].count("ack")'
}

unsent()
{
    ctl "$1" outbox list --json | desk_json '[r["id"] for r in d if r["state"] != "sent"]'
}

# opened NAME NUMBER: that desk has so many tickets.
opened()
{
    [ "$(ctl "$1" ticket list --json | desk_json 'len(d)')" = "$2" ]
}

# acknowledged ONE TWO: so many acknowledgements have been queued.
acknowledged()
{
    [ "$(acks_of one) $(acks_of two)" = "$1 $2" ]
}

# still: every outbox is empty, and no queue has a mail: nothing is on its way any more.
still()
{
    local name
    for name in one two; do
        [ -z "$(unsent "$name")" ] && [ "$(postqueue -c "$DESK/$name/postfix" -j | wc -l)" = 0 ] || return 1
    done
}

# rest: it is still, and stays so while the mails are counted.
rest()
{
    local before
    before="$(ctl one ticket list --json)$(ctl two ticket list --json)"
    still && sleep 0.3 && still &&
        [ "$before" = "$(ctl one ticket list --json)$(ctl two ticket list --json)" ]
}

teardown()
{
    local status=$?
    postfix_stop "$DESK/one"
    postfix_stop "$DESK/two"
    (exit "$status")
    desk_teardown
}

desk_setup
trap teardown EXIT
desk_programs
face "$DESK/one" one.example
port_one=$port
face "$DESK/two" two.example
port_two=$port
go "$DESK/one" "$port_one" two.example "$port_two"
go "$DESK/two" "$port_two" one.example "$port_one"
ok "two desks face each other"

# write PORT FROM TO SUBJECT [HEADER]...
write()
{
    printf '%s\n' "From: <$2>" "To: <$3>" "Subject: $4" "Date: $(LC_ALL=C date -R)" \
        "Message-ID: <$SRANDOM@client.example.net>" "${@:5}" "" "Hello" |
        python3 "$srcdir/t/lib/send.py" "$1" "$2" "$3" >/dev/null
}

# A mail in the name of the other desk begins it: its acknowledgement goes to that one.
write "$port_one" support@two.example support@one.example "Who begins?"
check "the first desk opens a ticket" wait_for 20 opened one 1
check "the second has what it says" wait_for 20 opened two 1
check "then nothing is on its way any more" wait_for 30 rest
is "L7: the first desk has sent one" "$(acks_of one)" 1
is "L7: the second none" "$(acks_of two)" 0
like "I6: and says why" "$(ctl two ticket show 1)" 'ack-suppressed'

# Both at once.
write "$port_one" support@two.example support@one.example "At once" &
first=$!
write "$port_two" support@one.example support@two.example "At once"
wait $first
check "both acknowledge one" wait_for 20 acknowledged 2 1
check "it ends again" wait_for 30 rest
is "W16: two mails more in all" "$(acks_of one) $(acks_of two)" "2 1"

# The servers between them take all marks off, so that nothing but the envelope tells.
for name in one two; do
    echo '/^(Auto-Submitted|X-Auto-Response-Suppress|In-Reply-To|References|Precedence):/ STRIP' \
        >"$DESK/$name/postfix/strip"
    postconf -c "$DESK/$name/postfix" -e "header_checks = regexp:$DESK/$name/postfix/strip"
    postfix -c "$DESK/$name/postfix" reload >/dev/null 2>&1
done
write "$port_one" support@two.example support@one.example "Without marks"
check "the first desk acknowledges it" wait_for 20 acknowledged 3 1
check "it ends again" wait_for 30 rest
is "L7: with one mail more" "$(acks_of one) $(acks_of two)" "3 1"
for name in one two; do
    clean "every mail of desk $name went out" "$(unsent $name)"
    unlike "and was delivered" "$(cat "$DESK/$name/mail.log")" 'status=(bounced|deferred)'
done
like "without marks, indeed" "$(cat "$DESK/one/mail.log")" 'strip: header Auto-Submitted: auto-replied'
done_testing
