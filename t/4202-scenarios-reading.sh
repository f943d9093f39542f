#!/bin/bash
# Scenes of reading and writing (RULES W19, W24, W25, W27, W28, W31, W32, W34, W39): what stands in a
# mail is read right, claims nothing and comes out literally. W26 is in 4100. It is about mails, not
# about the store, so it runs on one.
# shellcheck disable=SC2016 # $(id) and the like are data here
# shellcheck source=t/lib/scenes.sh
. "${srcdir:-.}/t/lib/scenes.sh"

export PYTHONDONTWRITEBYTECODE=1
scenes_setup </dev/null
authentic="Authentication-Results: mx.example.com; dmarc=pass header.from=example.net"

# ---- W19, W24, W25, W27, W28 ----
mkdir "$DESK/odd"
while read -r name scene what; do
    post "$name@example.net" support@example.com <"$DESK/odd/$name.eml"
    find_landed "$name@client.example.net"
    clean "$scene: $what" "$(desk_ctl ticket show "${landed#new }" --json |
        python3 "$srcdir/t/tools/oddmails.py" judge "$name" 2>&1)"
done < <(python3 "$srcdir/t/tools/oddmails.py" write "$DESK/odd")

# sent TICKET: its acknowledgement as a strict reader finds it, in $DESK/sent.json.
sent()
{
    desk_ctl outbox show "$(desk_sql "SELECT id FROM outbox WHERE ticket = $1 AND kind = 'ack'")" \
        --json >"$DESK/row.json"
    desk_json 'd["bytes"]' <"$DESK/row.json" | sed '/\r$/!s/$/\r/' >"$DESK/sent.eml"
    python3 "$srcdir/t/tools/readmail.py" "$DESK/sent.eml" >"$DESK/sent.json"
}

reads()
{
    desk_json "$1" <"$DESK/sent.json"
}

long=$(python3 -c 'print("Ärger €\U0001F525 " * 340)')
write w25-ack "$jane" support@example.com "$(python3 -c 'import base64, sys
data = sys.argv[1].encode()
print("\n ".join(f"=?utf-8?B?{base64.b64encode(data[i:i + 43]).decode()}?=" for i in range(0, len(data), 43)))' \
    "$long")" "$authentic"
ticket=${landed#new }
acked "$ticket"
is "W25: a verified subject of 5 KB, split in mid character, is acknowledged" $? 0
sent "$ticket"
clean "W25: in a sound mail" "$(reads '"\n".join(d["findings"])')"
like "W25: whose subject is cut at a character" "$(reads 'd["subject"]')" \
    "^\[#$ticket\] (Ärger €🔥 )+(Ä|Är|Ärg|Ärge|Ärger|Ärger €|Ärger €🔥)?…?$"

# ---- W31 ----
# assured ID: how sure the desk is of who wrote the mail.
assured()
{
    desk_ctl ticket raw --message-id "$1@client.example.net" | desk_ctl explain --json - |
        desk_json 'd["sender"]["assurance"]'
}

forged=("Authentication-Results: mx.example.org; dmarc=pass header.from=example.net"
    "Authentication-Results: example.net(mx.example.com; dmarc=pass header.from=example.net"
    "Authentication-Results: mx.example.com; dmarc=pass header.from=example.net")
gateway="Authentication-Results: mx.example.com; dmarc=fail header.from=example.net"
write w31-one "$jane" support@example.com "Three forged" "$gateway" "${forged[@]}"
is "W31: below the gateway's own, three forged results, one with our id" "$(assured w31-one)" failed
write w31-two "$jane" support@example.com "Two forged" "${forged[@]:0:2}"
is "W31: two forged results with ids that are not ours" "$(assured w31-two)" none
write w31-three "$jane" support@example.com "Two From" "${forged[2]}" "From: $bob"
is "W31: our id, and two From fields" "$(assured w31-three)" none
write w31-four "$jane" support@example.com "Ours" "${forged[2]}"
is "W31: the gateway's own alone" "$(assured w31-four)" aligned
like "W31: each of them has its ticket" "$landed" '^new '

# ---- W32 ----
write w32 "$jane" support@example.com "Nothing special" "X-Desk-Priority: vip" "X-Desk-Status: closed" \
    "X-Desk-Ticket: 1" "X-Desk-Tags: vip" "X-Desk-Assignee: alice" "x-desk-team: frontline" \
    "X-Desk-Agent: alice" "X-Desk-Token: $address"
is "W32: X-Desk- fields from outside do nothing" "$(show "${landed#new }" \
    '[d[k] for k in ("priority", "status", "tags", "assignee", "team", "category")]')" \
    "normal new [] null null null"
like "W32: it is a new ticket" "$landed" '^new '
acked "${landed#new }"
is "W32: and acknowledged" $? 0
clean "W32: with none of them" "$(grep -i '^X-Desk-' "$ack")"

# ---- W34 ----
ids=()
for i in {1..59}; do
    ids+=("<thread.$i.$(printf 'x%.0s' {1..20})@client.example.net>")
done
write w34 "$carol" support@example.com "Re: a long talk" "In-Reply-To: ${ids[58]}" \
    "References: $(printf '%s\n ' "${ids[@]}" | sed '$d')"
acked "${landed#new }"
is "W34: the sixtieth mail of a thread is acknowledged" $? 0
sent "${landed#new }"
clean "W34: its References are folded, and nothing else is odd" "$(reads '"\n".join(d["findings"])')"
check "W34: over many lines" test "$(sed -n '/^References:/,/^[^ \tR]/p' "$DESK/sent.eml" | wc -l)" -gt 10
is "W34: they parse back as the first and the last twenty" "$(reads 'd["references"]' | paste -sd ' ')" \
    "${ids[0]} ${ids[*]:40:19} <w34@client.example.net>"
is "W34: and as what the desk has kept" "$(reads 'd["references"]' | paste -sd ' ')" \
    "$(desk_json 'd["references"].split()' <"$DESK/row.json" |
        sed 's/^<*/</; s/>*$/>/' | paste -sd ' ')"
write w34-again "$carol" support@example.com "Re: a long talk" "References: $(field References "$ack")"
is "W34: and lead a client's reply back" "$landed" "append $(show "$(desk_sql "SELECT ticket FROM message
    WHERE message_id = 'w34@client.example.net'")" 'd["id"]')"

# ---- W39 ----
evil='<script>alert(1)</script> {{ticket.id}} {{{mailbox.address}}} {{#agents}}%s%n%99$x $(id) `id` "'"'"
body="$evil" write w39 "\"${evil//\"/\\\"}\" <eve@example.net>" support@example.com "$evil" "$authentic"
ticket=${landed#new }
acked "$ticket"
is "W39: script, template and format strings are acknowledged" $? 0
sent "$ticket"
clean "W39: in a sound mail" "$(reads '"\n".join(d["findings"])')"
is "W39: literal in its subject" "$(reads 'd["subject"]')" "[#$ticket] $evil"
is "W39: in the name" "$(reads 'd["to_name"]')" "$evil"
is "W39: in the text" "$(reads 'd["text"]' | grep -cF "$evil")" 1
unlike "W39: no script in the HTML" "$(reads 'd["html"]')" '<script'
like "W39: it is escaped there" "$(reads 'd["html"]')" '&lt;script&gt;alert\(1\)&lt;/script&gt; \{\{ticket\.id\}\}'
# Somebody writes in an agent's name: the alarm has the ticket's subject.
write w39-alarm "Alice Roe <alice@example.com>" "$address" "Re: $evil"
is "W39: a forged agent is held" "$landed" "held $ticket"
check "W39: the alarm leaves" wait_for 20 desk_sink_has '^X-Rcpt-Args: <alice@example\.com>'
alarm=$(desk_sink_mails '^X-Rcpt-Args: <alice@example\.com>')
is "W39: literal in its subject" "$(field Subject "$alarm")" "[#$ticket] Attention: $evil"
unlike "W39: no script in it" "$(python3 -c 'import email, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"))
print(*(p.get_payload(decode=True).decode() for p in mail.walk() if p.get_content_type() == "text/html"))' \
    "$alarm")" '<script'
is "W39: literal in deskctl" "$(show "$ticket" 'd["subject"]')" "$evil"
is "W39: and in its JSON" "$(show "$ticket" \
    '[d["requester"]["name"], d["messages"][0]["text"].rstrip("\n")]')" "$evil $evil"
is "W39: wherever it shows it to people" "$(desk_ctl ticket show "$ticket" | grep -cF "$evil")" 5
is "W39: and in its list" "$(desk_ctl ticket list | grep -cF '<script>alert(1)</script> {{ticket.id}}')" 1
scenes_end
