#!/bin/bash
# Scenes of trust (RULES W3, W4): who writes in an agent's name publishes nothing, and who writes in
# a customer's name with himself in Cc reads nothing, ever. What the store is asked for that,
# 4302 asks of either.
# shellcheck source=t/lib/scenes.sh
. "${srcdir:-.}/t/lib/scenes.sh"

scenes_setup <<'CF'
agent "bob" {
    name = "Bob Cole"
    addresses = {"bob@example.com", "bob@bobs.example.net"}
    login = "bob"
}
CF
alice="Alice Roe <alice@example.com>"
authentic="Authentication-Results: mx.example.com; dmarc=pass header.from=example.net"
forged="Authentication-Results: mx.example.com; dmarc=fail header.from=example.net"

# to ADDRESS: how many mails the address has got.
to()
{
    grep -rlE "^X-Rcpt-Args: <$1>" "$DESK/sink" | wc -l
}

# got ADDRESS COUNT: so many by now.
got()
{
    [ "$(to "$1")" -ge "$2" ]
}

# alarm_of TICKET: the newest alarm about it: its Message-ID in $alarm, its reply address in
# $alarm_address.
alarm_of()
{
    read -r alarm alarm_address < <(desk_sql "SELECT message_id, reply_to FROM outbox
        WHERE ticket = $1 AND kind = 'agent-alarm' ORDER BY id DESC LIMIT 1")
}

# ---- W3 ----
write w3 "$jane" support@example.com "Where is my order?"
is "W3: her ticket" "$landed" "new 1"
acked 1
is "W3: is acknowledged" $? 0
ack_id=$ours

# The agent's notification is a real one: what the desk tells him of a first forgery.
body="publish-me-0" write w3-0 "$alice" support@example.com "Re: Where is my order?" \
    "In-Reply-To: <$ack_id>"
is "W3: in an agent's name, by the id of the acknowledgement" "$landed" "held 1"
check "W3: the agent is told by mail" wait_for 20 got alice@example.com 1
alarm_of 1
notice=$(desk_sink_mails '^X-Rcpt-Args: <alice@example\.com>')
like "W3: which ticket it is about" "$(field Subject "$notice")" '\[#1\]'
like "W3: and what has happened" "$(cat "$notice")" 'A mail in your name came for ticket #1'
like "W3: the notification has an id of the desk" "$alarm $alarm_address" '^m1-.* support\+r1-'
is "W3: it is marked as automatic" "$(field Auto-Submitted "$notice")" auto-notified

before=$(show 1 '[d[k] for k in ("status", "assignee", "priority", "tags", "participants")]')
n=0
while IFS='|' read -r what from to header; do
    n=$((n + 1))
    to=${to:-support@example.com}
    body="#resolve
#tag +pwned
publish-me-$n" write "w3-$n" "$from" "$to" "Re: [#1] Where is my order?" \
        "Cc: jane@example.net, mallory@example.org" ${header:+"${header//NL/$'\n'}"}
    is "W3: $what: held" "$landed" "held 1"
done <<WAYS
the notification's id|$alice||In-Reply-To: <$alarm>
in References|$alice||References: <x@example.org> <$alarm>
the notification's reply address|$alice|$alarm_address|
both, and another name|Jane Doe <ALICE@Example.COM>|$alarm_address|In-Reply-To: <$alarm>
a failed DMARC|$alice|$alarm_address|$forged
a DMARC pass of another server|$alice|$alarm_address|Authentication-Results: mx.example.org; dmarc=pass header.from=example.com
a DMARC pass of another domain|$alice|$alarm_address|$authentic
an ARC seal alone|$alice|$alarm_address|ARC-Authentication-Results: i=1; mx.example.com; dmarc=pass header.from=example.com
his Sender and Reply-To|$alice|$alarm_address|Sender: alice@example.comNLReply-To: alice@example.com
another agent|Bob Cole <bob@example.com>|$alarm_address|In-Reply-To: <$alarm>
WAYS
write w3-two "$mallory" "$alarm_address" "Re: [#1] Where is my order?" "From: $alice"
is "W3: two From fields: held" "$landed" "held 1"
write w3-stranger "$mallory" "$alarm_address" "Re: [#1] Where is my order?" "In-Reply-To: <$alarm>"
is "W3: a stranger with it: held" "$landed" "held 1"
is "W3: nothing has changed on the ticket" "$before" \
    "$(show 1 '[d[k] for k in ("status", "assignee", "priority", "tags", "participants")]')"
like "W3: agents see why" "$(desk_ctl trace w3-1@client.example.net)" \
    'held.*nothing proves that the agent whose name it is in wrote it'
check "W3: the outbox is settled" wait_for 20 settled
is "W3: both agents were told at the configured address" \
    "$(desk_sql "SELECT DISTINCT recipient FROM outbox WHERE kind = 'agent-alarm' ORDER BY recipient" |
        paste -sd ' ')" "alice@example.com bob@example.com"
alarms=$(to alice@example.com)
check "W3: and not without end ($alarms of 10)" test "$alarms" -le 10
is "W3: the customer has got the acknowledgement alone" "$(to jane@example.net)" 1
is "W3: the stranger nothing" "$(to mallory@example.org)" 0
clean "W3: no byte of it has left" "$(grep -rl 'publish-me\|pwned' "$DESK/sink")"
is "W3: an agent's own word is let in (RFC 8601)" "$(write w3-real "$alice" "$alarm_address" \
    "Re: [#1] x" "Authentication-Results: mx.example.com; dmarc=pass header.from=example.com"
    echo "$landed")" "append 1"
check "W3: and is the answer that the customer gets" wait_for 20 got jane@example.net 2
like "W3: with his words, and no forger's" "$(desk_sink_mails '^Subject: Re: \[#1\]' |
    xargs cat)" 'These are the words of w3-real'

# ---- W4 ----
eve="mallory@example.org"
write w4 "$carol" support@example.com "Send me my data" "Cc: $eve" "Reply-To: $eve"
ticket=${landed#new }
acked "$ticket"
is "W4: what is forged is acknowledged to the customer" \
    "$? $(desk_sql "SELECT recipient FROM outbox WHERE ticket = $ticket")" "0 carol@example.net"
unlike "W4: without a word of what was written" "$(cat "$ack")" "my data|mallory"
carol_ours=$ours carol_address=$address
is "W4: the attacker is known, and not confirmed" "$(show "$ticket" \
    '[[p["address"], p["confirmed"]] for p in d["participants"]]')" \
    '["carol@example.net", true] ["mallory@example.org", false]'
# The attacker knows the Message-ID of what he wrote himself, and so is on that mail.
write w4-eve "$mallory" support@example.com "Re: Send me my data" \
    "In-Reply-To: <w4@client.example.net>"
is "W4: his answer to his own mail is a customer's word at most" "$landed" "append $ticket"
write w4-carol "$carol" "$carol_address" "Re: [#$ticket] We have your message" \
    "In-Reply-To: <$carol_ours>"
is "W4: the real customer answers" "$landed" "append $ticket"
write w4-proved "$carol" "$carol_address" "Re: [#$ticket] We have your message" "$authentic" \
    "References: <$carol_ours>"
is "W4: and again, proved by DMARC" "$landed" "append $ticket"
is "W4: which confirms nobody who is not on that mail" "$(show "$ticket" \
    '[p["address"] for p in d["participants"] if p["confirmed"]]')" carol@example.net
write w4-again "$carol" support@example.com "Re: [#$ticket] Send me my data" "Cc: $eve" \
    "References: <w4@client.example.net>"
is "W4: forged once more, now with the tag" "$landed" "append $ticket"
write w4-fail "$carol" support@example.com "Re: [#$ticket] Send me my data" "Cc: $eve" "$forged"
like "W4: forged, and DMARC says so" "$landed" '^new '
is "W4: nobody else is confirmed by that" "$(desk_sql "SELECT count(*) FROM participant p
    JOIN contact c ON c.id = p.contact WHERE c.key = '$eve' AND p.confirmed <> 0")" 0
write w4-fifty "$jane" support@example.com "Fifty" \
    "Cc: $(printf 'p%d@example.org, ' {1..49})$eve"
is "W4, A6: fifty in Cc: at most ten are noted" "$(show "${landed#new }" 'len(d["participants"])')" 11
check "W4: all has left" wait_for 20 settled
before="$(to jane@example.net) $(to carol@example.net)"
write w4-victim "$mallory" support@example.com "Hello" "Cc: jane@example.net, carol@example.net"
acked "${landed#new }"
is "W4: an attacker who names customers himself has his answer" $? 0
check "W4: the outbox is settled" wait_for 20 settled
is "W4: and they get nothing by it" "$(to jane@example.net) $(to carol@example.net)" "$before"
is "W4: the attacker has the acknowledgement of his own ticket alone" \
    "$(grep -rlE "^X-Rcpt-Args: <$eve>" "$DESK/sink" | xargs grep -hE '^Subject:' | wc -l) $(to "$eve")" \
    "1 1"
clean "W4: no mail has anybody in Cc" "$(grep -rlE '^(Cc|Bcc):' "$DESK/sink")"
clean "W4: and none more than one recipient" "$(grep -rc '^X-Rcpt-Args:' "$DESK/sink" | grep -v ':1$')"
scenes_end
