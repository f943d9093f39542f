#!/bin/bash
# Scenes of threading (RULES W2, W7 to W9, W20 to W23, W29, W30): which ticket a mail lands on, when
# clients, relays and strangers do what they do. Any store would do.
# shellcheck source=t/lib/scenes.sh
. "${srcdir:-.}/t/lib/scenes.sh"

scenes_setup <<'CF'
mailbox "sales" {
    updates = "none"
    address = "sales@example.com"
    team = "sellers"
}
team "sellers" { members = {"alice"} }
CF

write first "$jane" support@example.com "Printer on fire"
is "her ticket" "$landed" "new 1"
acked 1
is "is acknowledged" $? 0
like "with a reply address and a Message-ID of the desk" "$address $ours" '^support\+r1-.* m1-'
jane_address=$address jane_ours=$ours

# ---- W2 ----
before=$(show 1 "$whole")
write w2-tag "$mallory" support@example.com "[#1] hi"
like "W2: a stranger's [#1] opens a ticket of his own" "$landed" '^new [2-9]'
theirs=${landed#new }
is "W2: without the tag in its subject" "$(show "$theirs" 'd["subject"]')" hi
while IFS='|' read -r what id; do
    write "w2-$SRANDOM" "$mallory" support@example.com "Re: [#1] Printer on fire" \
        "In-Reply-To: <$id>" "References: <first@client.example.net> <$id>"
    like "W2: so does a stranger's In-Reply-To: $what" "$landed" '^new [2-9]'
done <<IDS
the id of her mail|first@client.example.net
an unsigned id of the desk's shape|m1-1-$SRANDOM@mx.example.com
the desk's id with another signature|${ours%-*}-abcdefghijklmnopqrstuvwxyz@mx.example.com
the desk's id for another ticket|m2-${ours#m1-}
a bare number|1@mx.example.com
IDS
is "W2: her ticket is unchanged" "$(show 1 "$whole")" "$before"
acked "$theirs"
is "W2: the stranger is acknowledged" $? 0
clean "W2: and told nothing of it" "$(grep -i 'fire\|jane\|\[#1\]' "$ack")"

# ---- W7 ----
# plain MESSAGE-ID-LINES SUBJECT [HEADER]...: a mail of Carol's with these lines.
plain()
{
    post carol@example.net support@example.com < <(printf '%s\n' "From: $carol" \
        "To: support@example.com" "Subject: $2" "Date: $(LC_ALL=C date -R)" ${1:+"$1"} "${@:3}" \
        "" "Words: $2")
    landed=$(desk_sql "SELECT v.kind || ' ' || v.ticket FROM verdict v JOIN message m
        ON m.id = v.message WHERE m.subject = '$2'")
}
# An id of 10 KB, over lines of a length that SMTP allows: ids have no blanks, so it has none
# that a reader could go by, and is too long for every line.
huge=$(printf 'x%.0s' {1..10000})
seen=$(desk_tickets)
expected=$((seen + 1))
while IFS='|' read -r what line; do
    plain "${line//NL/$'\n'}" "w7 $what"
    is "W7: Message-ID $what: a ticket of its own" "$landed" "new $expected"
    expected=$((expected + 1))
done <<IDS
blank|Message-ID: < >
blank again|Message-ID: < >
empty|Message-ID: <>
empty again|Message-ID:
missing|
missing again|
used twice|Message-ID: <same@client.example.net>
used twice again|Message-ID: <same@client.example.net>
twice in one mail|Message-ID: <a@client.example.net>NLMessage-ID: <b@client.example.net>
of 10 KB|Message-ID: <${huge}1@client.example.net>
of 10 KB but for its end|Message-ID: <${huge}2@client.example.net>
IDS
while IFS='|' read -r what line; do
    plain "" "w7 answer to $what" "${line//NL/$'\n'}"
    is "W7: who answers $what joins nothing" "$landed" "new $expected"
    expected=$((expected + 1))
done <<IDS
a blank id|In-Reply-To: < >NLReferences: <> < > <@> <
an empty one|In-Reply-To:NLReferences:
a third of 10 KB|In-Reply-To: <${huge}3@client.example.net>
IDS
is "W7: the same id again is flagged" "$(desk_sql "SELECT count(*) FROM event
    WHERE kind = 'same-message-id'")" 1

# ---- W8 ----
write w8 "$jane" support@example.com \
    "=?utf-8?q?AW=3A_Re=3A_=5BEXT=5D_Druckerbr=C3=A4nde_=5B=231=5D?="
is "W8: the tag in one encoded word, from the requester" "$landed" "append 1"
write w8-base64 "$jane" support@example.com "=?utf-8?b?$(printf 'SV: [External]  WG: [ #1 ] ü' | base64)?="
is "W8: in base64, with blanks" "$landed" "append 1"

# ---- W9 ----
ses=0102018f3c5b7a1e-6d1f4a52-9c1e-4b60-8a53-1a2b3c4d5e6f-000000@email.amazonses.com
write w9 "$jane" support@example.com "Re: our talk" "In-Reply-To: <$ses>" \
    "References: <$ses> <$jane_ours>"
is "W9: a rewritten Message-ID, ours is second in References" "$landed" "append 1"
write w9-folded "$jane" support@example.com "Re: our talk" "In-Reply-To: <$ses>" \
    "References: <first@client.example.net>
	<$jane_ours>
 <$ses>"
is "W9: the same, folded and in the midst" "$landed" "append 1"
write w9-mallory "$mallory" support@example.com "Re: our talk" "References: <$ses> <$jane_ours>"
is "W9: a stranger with it is held" "$landed" "held 1"

# ---- W20 ----
seen=$(desk_tickets)
senders=()
for who in ann ben cid dan eve; do
    printf '%s\n' "From: <$who@example.net>" "To: support@example.com" "Subject: help" \
        "Date: Sun, 01 Mar 2026 12:00:00 +0000" "Message-ID: <$who@client.example.net>" "" "help" |
        desk_send "$who@example.net" support@example.com >"$DESK/w20.$who" 2>&1 &
    senders+=($!)
done
wait "${senders[@]}"
is "W20: five customers at once are taken" "$(cat "$DESK"/w20.* | sed 's/^\(250\) .*/\1/' | sort | uniq -c |
    xargs)" "5 250"
is "W20: five tickets" "$(($(desk_tickets) - seen))" 5
is "W20: each with one of them" "$(desk_sql "SELECT count(*) FROM ticket t JOIN contact c
    ON c.id = t.requester WHERE t.subject = 'help' AND t.messages = 1
    AND c.key IN ('ann@example.net', 'ben@example.net', 'cid@example.net', 'dan@example.net',
    'eve@example.net')")" 5

# ---- W21 ----
write w21 "$bob" support@example.com "Mirrors" \
    "Cc: support@example.com, SUPPORT@EXAMPLE.COM, support+news@example.com," \
    " Help <help@example.com>, $jane_address, =?utf-8?q?B=C3=BCro?= <Billing+x@Example.com>," \
    " erin@example.net"
ticket=${landed#new }
is "W21: who is on the ticket" "$(show "$ticket" "$people")" "bob@example.net erin@example.net"
acked "$ticket"
is "W21: it is acknowledged" $? 0
for from in support@example.com "Help <HELP@example.com>" "support+x@example.com" "$jane_address"; do
    sender=$(address_in "$from") write "w21-$SRANDOM" "$from" "support@example.com" "Mirror, mirror"
    like "W21: a mail from $from is kept" "$landed" '^(new|held|event) '
done
is "W21: no address of the desk has a ticket or is on one" "$(desk_sql "SELECT count(*)
    FROM contact WHERE key LIKE '%@example.com'")" 0

# ---- W22 ----
{
    echo "To: Frank <frank@example.org>"
    desk_mail "The other copy" "X-Trace: keep me" "Cc: Support <support@example.com>" |
        sed '/^To:/d'
} >"$DESK/bcc.eml"
post jane@example.net billing@example.com frank@example.org <"$DESK/bcc.eml"
is "W22: a Bcc to billing is its ticket alone" "$(desk_sql "SELECT t.mailbox, m.mailbox
    FROM ticket t JOIN ticket_mailbox m ON m.ticket = t.id WHERE t.subject = 'The other copy'")" \
    "billing billing"
check "W22: the other copy arrives" wait_for 20 desk_sink_has '^Subject: The other copy'
copy=$(desk_sink_mails '^Subject: The other copy')
is "W22: for him alone" "$(grep '^X-Rcpt-Args: ' "$copy" | cut -d ' ' -f 2)" "<frank@example.org>"
sed -n '/^To: Frank/,$p' "$copy" | tr -d '\r' | head -n "$(wc -l <"$DESK/bcc.eml")" >"$DESK/bcc.got"
check "W22: untouched" diff "$DESK/bcc.eml" "$DESK/bcc.got"
unlike "W22: its header names neither the desk nor billing" "$(sed '/^To: Frank/,$d' "$copy")" \
    'billing|X-Desk|mx\.example\.com.*desk'

# ---- W23 ----
seen=$(desk_tickets)
write w23 "$jane" "sales@example.com billing@example.com" "An offer and an invoice"
ticket=${landed#new }
is "W23: sales and billing in one mail: one ticket" "$(($(desk_tickets) - seen))" 1
for mailbox in sales billing; do
    is "W23: in the list of $mailbox" "$(desk_ctl ticket list --mailbox $mailbox --json |
        desk_json "len([t for t in d if t['id'] == $ticket])")" 1
done
acked "$ticket"
is "W23: one acknowledgement" $? 0
is "W23: whoever has to do with either hears of it once" "$(desk_sql "SELECT recipient FROM outbox
    WHERE ticket = $ticket AND kind = 'agent-new'")" "alice@example.com"
# Mailing lists and Bcc make two transactions of such a mail.
desk_mail "Twice" >"$DESK/twice.eml"
for to in sales@example.com billing@example.com sales+x@example.com; do
    post jane@example.net "$to" <"$DESK/twice.eml"
done
is "W23: in transactions of their own: one ticket of both, too" "$(desk_sql "SELECT m.mailbox
    FROM ticket t JOIN ticket_mailbox m ON m.ticket = t.id WHERE t.subject = 'Twice'
    ORDER BY m.mailbox" | paste -sd ' ')" "billing sales"

# ---- W29 ----
write w29-a "$carol" support@example.com "Smoke"
a=${landed#new }
acked "$a"
is "W29: A is acknowledged" $? 0
write w29-b "$carol" support@example.com "More smoke"
b=${landed#new }
write w29-c "$bob" support@example.com "Fire"
c=${landed#new }
desk_ctl ticket merge "$a" "$b" >/dev/null && desk_ctl ticket merge "$b" "$c" >/dev/null
is "W29: A is merged into B, and B into C" "$? $(show "$a" 'd["status"]') $(show "$b" 'd["status"]')" \
    "0 merged merged"
write w29-token "$carol" "$address" "Re: Smoke"
is "W29: a reply to A's address" "$landed" "append $c"
write w29-ours "$carol" support@example.com "Re: Smoke" "In-Reply-To: <$ours>"
is "W29: a reply to the desk's mail of A" "$landed" "append $c"
write w29-id "$carol" support@example.com "Re: Smoke" "References: <w29-a@client.example.net>"
is "W29: a reply to her own mail on A" "$landed" "append $c"
write w29-tag "$carol" support@example.com "Re: [#$a] Smoke"
is "W29: A's tag" "$landed" "append $c"
write w29-bob "$bob" support@example.com "Re: [#$b] smoke"
is "W29: C's requester with B's tag" "$landed" "append $c"
write w29-mallory "$mallory" support@example.com "Re: [#$a] Smoke" \
    "References: <w29-a@client.example.net>"
like "W29: a stranger with A's tag" "$landed" '^new '
is "W29: nothing more on A and B" "$(show "$a" 'len(d["messages"])') $(show "$b" 'len(d["messages"])')" \
    "1 1"

# ---- W30 ----
write w30 "$jane" support@example.com "Locked out"
ticket=${landed#new }
acked "$ticket"
write w30-new "$jane" "$address" "New order" "In-Reply-To: <$ours>"
is "W30: a strong link with a new subject is appended" "$landed" "append $ticket"
is "W30: and flagged" "$(show "$ticket" 'd["tags"]')" new-subject
like "W30: with the reason" "$(show "$ticket" \
    '[e["detail"] for e in d["events"] if e["kind"] == "new-subject"]')" 'New order'
is "W30: the ticket keeps its subject" "$(show "$ticket" 'd["subject"]')" "Locked out"
write w30-same "$bob" support@example.com "Keys"
ticket=${landed#new }
acked "$ticket"
write w30-re "$bob" "$address" "AW: Re: [EXT] [#$ticket] keys"
is "W30: the same subject is no new one" "$landed $(show "$ticket" 'd["tags"]')" "append $ticket "

is "and after all that her first ticket has her mails alone" "$(show 1 \
    '[m["author"] for m in d["messages"] if not m["held"]]')" \
    "jane@example.net jane@example.net jane@example.net jane@example.net jane@example.net"
scenes_end
