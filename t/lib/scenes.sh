# shellcheck shell=bash
# Scenes (RULES W): a desk whose customers write real mails by SMTP, and where those land. Sourced
# instead of t/lib/desk.sh.
#
#   scenes_setup <<<'...'                # desk, sink, milter, Postfix and deskpost; settings
#   write one "$jane" support@example.com "Printer on fire" "Cc: bob@example.net"
#   is "W0: where it lands" "$landed" "new 1"
#   acked 1; is "..." "$address" ...     # waits for the acknowledgement
#   show 1 '[d["status"], len(d["messages"])]'

# shellcheck source=t/lib/desk.sh
. "${srcdir:-$(dirname "${BASH_SOURCE[0]}")/../..}/t/lib/desk.sh"

# The people. Mallory is up to something.
# shellcheck disable=SC2034 # they are for the scripts
{
    jane="Jane Doe <jane@example.net>"
    bob="Bob <bob@example.net>"
    carol="Carol <carol@example.net>"
    mallory="Mallory <mallory@example.org>"
}

# Everything runs when it returns. Acknowledgements have no budget: many of the scenes need one,
# and the budgets have scripts of their own. Postfix adds no field to the customers' mails.
scenes_setup()
{
    desk_setup
    desk_conf < <(cat - <(printf '%s\n' 'limits {' 'acks-per-hour = 1000' 'acks-per-day = 1000' \
        'unverified-acks-per-day = 1000' 'tickets-per-hour = 100' '}'))
    desk_ctl init >/dev/null || bail_out "no store"
    desk_start_sink && desk_start_milter && scenes_postfix && desk_start_post
    is "the desk starts" $? 0
    [ "$tap_failed" = 0 ] || bail_out "no desk"
}

scenes_postfix()
{
    desk_start_postfix "local_header_rewrite_clients ="
}

# address_in FIELD: the address between its angle brackets.
address_in()
{
    local address=${1##*<}
    echo "${address%%>*}"
}

# write ID FROM TO SUBJECT [HEADER]...: a mail with the Message-ID ID@client.example.net, from the
# envelope sender $sender or else the address in FROM, to the recipients TO, of which the first
# is in its To field; the lines of $body or a few of its own; its date is now, or $ahead seconds
# later where the desk's clock is so far ahead. What the server said is in $answer, "verdict ticket" in
# $landed.
write()
{
    local id=$1 to
    read -ra to <<<"$3"
    post "${sender-$(address_in "$2")}" "${to[@]}" < <(printf '%s\n' "From: $2" "To: ${to[0]}" \
        "Subject: $4" "Date: $(LC_ALL=C date -R -d "@$((EPOCHSECONDS + ${ahead:-0}))")" \
        "Message-ID: <$id@client.example.net>" "${@:5}" "" "${body:-These are the words of $id.}")
    find_landed "$id@client.example.net"
}

# post SENDER TO... <MAIL: the last reply of the server goes to $answer, so it must stand in no pipe.
post()
{
    answer=$(desk_send "$@" | tail -n 1)
}

# shellcheck disable=SC2034 # $landed is for the scripts
# find_landed MESSAGE-ID: "verdict ticket" of the last mail with it goes to $landed.
find_landed()
{
    landed=
    [[ $answer != 250* ]] || landed=$(desk_sql "SELECT kind || ' ' || coalesce(CAST(ticket AS text),
        'none') FROM verdict WHERE message_id = '$1' ORDER BY id DESC LIMIT 1")
}

# show TICKET EXPRESSION: Python about d, what ticket show --json prints; on one line.
show()
{
    desk_ctl ticket show "$1" --json | desk_json "$2" | paste -sd ' '
}

# Expressions for show.
# shellcheck disable=SC2034
{
    events='[e["kind"] for e in d["events"]]'
    people='[p["address"] for p in d["participants"]]'
    texts='[m["text"].strip() for m in d["messages"]]'
    # All but the ties, by which agents learn of tickets of others that have hints at this one.
    whole='{k: v for k, v in d.items() if k != "ties"}'
}

# acked TICKET: waits for its acknowledgement. The file is then in $ack, its reply address in
# $address, its Message-ID in $ours.
# shellcheck disable=SC2034
acked()
{
    ack=''
    read -r address ours < <(desk_sql "SELECT reply_to, message_id FROM outbox
        WHERE ticket = $1 AND kind = 'ack'") || return 1
    wait_for 20 desk_sink_has "^Message-I[Dd]: <$ours>" || return 1
    ack=$(desk_sink_mails "^Message-I[Dd]: <$ours>")
}

# field NAME FILE: the value of that header field, as a client reads it.
field()
{
    python3 -c 'import email, email.policy, sys
# smtp-sink puts lines of its own before the mail.
lines = open(sys.argv[2], "rb").read().replace(b"\r\n", b"\n").split(b"\n")
while lines[0].startswith(b"X-") and lines[0].split(b":")[0].endswith((b"-Args", b"-Addr",
        b"-Proto")):
    lines.pop(0)
mail = email.message_from_bytes(b"\n".join(lines), policy=email.policy.default)
print("\n".join(str(value) for value in mail.get_all(sys.argv[1], [])))' "$1" "$2"
}

# Nothing is on its way to the sink.
settled()
{
    [ "$(desk_sql "SELECT count(*) FROM outbox WHERE state IN ('queued', 'leased')")" = 0 ] &&
        [ -z "$(find "$DESK"/queue/{maildrop,incoming,active,deferred} -type f)" ]
}

# scenes_end: what holds after each scene: nobody but its requester has got a mail of a ticket
# (I8), none went to the desk itself (W21), and the store is sound.
scenes_end()
{
    check "the outbox is settled" wait_for 20 settled
    is "I8: no customer's mail to anyone but the ticket's requester" "$(desk_sql "SELECT count(*)
        FROM outbox o JOIN ticket t ON t.id = o.ticket JOIN contact c ON c.id = t.requester
        WHERE o.kind NOT LIKE 'agent-%' AND o.kind <> 'command-result' AND o.recipient <> c.address")" 0
    clean "I8: what is for agents goes to agents" "$(desk_strays)"
    clean "W21: none to an address of the desk" \
        "$(grep -rliE '^X-Rcpt-Args: <(support|help|billing|sales)(\+[^>]*)?@example\.com>' "$DESK/sink")"
    clean "the store is sound" "$(desk_store_problems)"
    done_testing
}
