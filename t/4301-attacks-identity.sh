#!/bin/bash
# Attacks on who is who: mails in an agent's name, stolen tokens, the ticket trick, backscatter,
# replays and amplification (RULES A1, A4, A5, A13, A14, A28). What is said about authentication
# results stands in the mails themselves here, as a filter before the desk would have written it;
# t/4500 has the real filters. Any store would do.
# shellcheck source=t/lib/attacks.sh
. "${srcdir:-.}/t/lib/attacks.sh"

attack_desk <<'CF'
limits {
    acks-per-hour = 100
    tickets-per-hour = 1000
}
agent "bob" {
    addresses = {"bob@example.com"}
    login = "bob"
}
CF
results="Authentication-Results: $us;"
mallory="Mallory <$attacker>" bob="Bob <bob@example.com>" jane="Jane <jane@example.net>"

# by_login LOGIN NAME: sends that letter without Postfix, as a client that has logged in.
by_login()
{
    tail -n +2 "$DESK/letters/$2" | python3 "$srcdir/t/tools/milter.py" "$DESK/run/milter.sock" mail \
        "$attacker" support@example.com "$1"
    rm "$DESK/letters/$2"
}

# notes TICKET: how many mails are an agent's on it.
notes()
{
    desk_sql "SELECT count(*) FROM message WHERE ticket = $1 AND direction <> 'in'"
}

# --- a ticket, its customer, its agent ------------------------------------------------------

envelope=jane@example.net letter jane "$jane" "My secret" \
    "$results dmarc=pass header.from=example.net"
volley
is "the customer's ticket" "${fate[jane]}" "new 1 in 0"
check "is acknowledged" wait_for 20 desk_sql_is 1 "SELECT count(*) FROM outbox WHERE state = 'sent'"
ack=$(left '^envelope: jane@')
token=$(field Reply-To "$ack") ours=$(field Message-ID "$ack")
like "with a reply address" "$token" '^support\+r1-'

letter first "$bob" "Re: My secret" "In-Reply-To: <$ours>"
volley
is "a mail in the agent's name is held" "${fate[first]}" "held 1 in 1"
check "and the agent is told" wait_for 20 desk_sql_is 1 \
    "SELECT count(*) FROM outbox WHERE state = 'sent' AND kind = 'agent-alarm'"
alarm=$(left '^envelope: bob@')
bobs_token=$(field Reply-To "$alarm") bobs_id=$(field Message-ID "$alarm")

# --- A1: in the agent's name, with all that is needed but a proof --------------------------------

# forged NAME WHAT FROM [FIELD]...: once with the agent's own token, once by the ids and the tag,
# once with a command.
declare -A forgeries
forged()
{
    local name=$1
    forgeries[$name-a]="$2, to the agent's token" forgeries[$name-b]="$2, by ids and tag"
    to=$bobs_token letter "$name-a" "${@:3}"
    letter "$name-b" "$3" "Re: [#1] $4" "${@:5}" "In-Reply-To: <$bobs_id>" "References: <$ours> <$bobs_id>"
    forgeries[$name-c]="$2, to say that the agent is away"
    body="#away until 2033-01-01" letter "$name-c" "$3" "#away" "${@:5}"
}
number=0
while IFS='|' read -r what from field; do
    number=$((number + 1))
    forged "a1-$number" "$what" "$from" "Close it" ${field:+"$field"}
done <<ROWS
plain|$bob
the address as display name|"bob@example.com" <$attacker>
a display name with brackets|"Bob <bob@example.com>" <$attacker>
an encoded display name|=?utf-8?q?Bob_=3Cbob=40example=2Ecom=3E?= <$attacker>
an encoded address|=?utf-8?q?bob=40example=2Ecom?=
the address in a comment|$attacker (bob@example.com)
comments in the address|bob(x(y))@example.com
a comment that looks like the address|mallory(bob@example.com)@example.org
two mailboxes|$bob, $mallory
two mailboxes the other way|$mallory, $bob
a semicolon between|$mallory; $bob
a group|Agents: $bob;
a group of two|Agents: $bob, $mallory;
an empty group before|x:; $bob
a route|<@example.org:bob@example.com>
a quoted local part|"bob"@example.com
the address as quoted local part|"bob@example.com"@example.org
capitals|BOB@EXAMPLE.COM
blanks in the address|bob @ example . com
a trailing dot|bob@example.com.
brackets twice|<bob@example.com> <$attacker>
no comma between|bob@example.com <$attacker>
a bracket never closed|$attacker, <bob@example.com
a full-width letter|ｂob@example.com
a Cyrillic letter|bоb@example.com
a look-alike domain|bob@exаmple.com
a zero-width space|b\\xe2\\x80\\x8bob@example.com
a soft hyphen in the domain|bob@exam\\xc2\\xadple.com
a full-width domain|bob@ｅxample.com
an ideographic full stop|bob@example。com
an extension|bob+x@example.com
a sub-domain|bob@example.com.example.org
a NUL|bob@example.com\\0@example.org
a carriage return|$attacker\\rFrom: bob@example.com
a second From behind|$mallory|From: $bob
a second From of the attacker|$bob|From: $mallory
From folded|\\n $bob
From with a blank before the colon|$mallory|From : $bob
Sender|$mallory|Sender: $bob
Sender without From||Sender: $bob
Resent-From|$mallory|Resent-From: $bob
Resent-Sender|$bob|Resent-Sender: $bob
Reply-To|$mallory|Reply-To: $bob
X-headers of the desk|$bob|X-Desk-Agent: bob\\nX-Desk-Assurance: sasl\\nX-Authenticated-User: bob
our result is a failure|$bob|$results dmarc=fail header.from=example.com
our result is no result|$bob|$results dmarc=none header.from=example.com
a temporary error|$bob|$results dmarc=temperror header.from=example.com
a best guess|$bob|$results dmarc=bestguesspass header.from=example.com
our failure over a forged pass|$bob|$results dmarc=fail header.from=example.com\\n$results dmarc=pass header.from=example.com
our none over a forged pass|$bob|$results dmarc=none header.from=example.com\\n$results dmarc=pass header.from=example.com
a pass and a failure in one field|$bob|$results dmarc=pass header.from=example.com; dmarc=fail header.from=example.com
a foreign id|$bob|Authentication-Results: mx.example.org; dmarc=pass header.from=example.com
our id with something behind|$bob|Authentication-Results: $us.example.org; dmarc=pass header.from=example.com
our id with something before|$bob|Authentication-Results: x$us; dmarc=pass header.from=example.com
our id in a comment|$bob|Authentication-Results: mx.example.org ($us); dmarc=pass header.from=example.com
our id behind an open comment|$bob|Authentication-Results: mx.example.org(.$us; dmarc=pass header.from=example.com
our id as a property|$bob|Authentication-Results: mx.example.org; x=pass a.b=$us; dmarc=pass header.from=example.com
our id without results|$bob|Authentication-Results: $us\\nAuthentication-Results: mx.example.org; dmarc=pass header.from=example.com
DMARC for another domain|$bob|$results dmarc=pass header.from=example.org
DMARC for a parent|$bob|$results dmarc=pass header.from=com
DMARC for nobody|$bob|$results dmarc=pass
unaligned DKIM|$bob|$results dkim=pass header.d=example.org
DKIM of a public suffix|$bob|$results dkim=pass header.d=com
DKIM of a look-alike|$bob|$results dkim=pass header.d=example.com.example.org
DKIM with an aligned identity alone|$bob|$results dkim=pass header.d=example.org header.i=@example.com
DKIM that fails|$bob|$results dkim=fail header.d=example.com
DKIM, pass in the reason|$bob|$results dkim=fail reason="x; dkim=pass header.d=example.com" header.d=example.com
DKIM, pass in a comment|$bob|$results dkim=neutral (dkim=pass header.d=example.com)
an open end (l=)|$bob|DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s; l=4; h=from; bh=x; b=x\\n$results dkim=pass header.d=example.com
an open end (l=), DMARC|$bob|DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s; l=4; h=from; bh=x; b=x\\n$results dmarc=pass header.from=example.com
SPF alone|$bob|$results spf=pass smtp.mailfrom=bob@example.com
a login of other people's|$bob|$results auth=pass smtp.auth=bob
ARC alone|$bob|ARC-Authentication-Results: i=1; $us; dmarc=pass header.from=example.com\\nARC-Seal: i=1; cv=none; d=example.com; s=s; b=x
ARC as a result|$bob|$results arc=pass header.from=example.com
other fields of results|$bob|X-Authentication-Results: $us; dmarc=pass header.from=example.com\\nReceived-SPF: pass (bob@example.com)
a pass below what cannot be read|$bob|Authentication-Results: $us; (\\n$results dmarc=pass header.from=example.com
a pass with two authors|$bob, $mallory|$results dmarc=pass header.from=example.com
a pass with two From|$bob|$results dmarc=pass header.from=example.com\\nFrom: $mallory
a pass with a group|Agents: $bob;|$results dmarc=pass header.from=example.com
ROWS
for name in "jane" "bob@example.com"; do
    number=$((number + 1))
    envelope=$name forged "a1-$number" "the envelope of $name" "$mallory" "Close it"
done
volley
like "more than forty kinds" "$number" '^(4[1-9]|[5-9][0-9])$'
for name in $(printf '%s\n' "${!forgeries[@]}" | sort -V); do
    attack "A1: ${forgeries[$name]}" fate_is "$name" '(held 1 in 1|(new|held) ([02-9]|[1-9][0-9]+) in [01])'
done

attack "A1: and nobody is away" desk_sql_is 0 "SELECT count(*) FROM absence"

# A login counts with the From of its agent alone.
declare -A logins said
while IFS='|' read -r what login from field; do
    number=$((number + 1))
    letter "a1-$number" "$from" "Re: [#1] Close it" "In-Reply-To: <$bobs_id>" ${field:+"$field"}
    logins[a1-$number]=$what said[a1-$number]=$(by_login "$login" "a1-$number")
done <<ROWS
the login of another agent|alice|$bob
the login of a customer|jane|$bob
the agent's address as login|bob@example.com|$bob
the login in capitals|BOB|$bob
the login with a blank|bob |$bob
a longer login|bobby|$bob
an empty login||$bob
another login beside results|alice|$bob|$results dmarc=pass header.from=example.com
the agent's login, a customer's From|bob|$mallory
the agent's login, two authors|bob|$bob, $mallory
the agent's login, two From|bob|$bob|From: $mallory
ROWS
volley
for name in $(printf '%s\n' "${!logins[@]}" | sort -V); do
    answer[$name]="250, or the milter's discard: ${said[$name]}"
    attack "A1: ${logins[$name]}" fate_is "$name" '(held 1 in 1|new ([02-9]|[1-9][0-9]+) in 0)'
done
attack "A1: nothing of all that is an agent's note" test "$(notes 1)" = 0
attack "A1: and nothing but the first mail shows on the ticket" desk_sql_is 1 \
    "SELECT count(*) FROM message WHERE ticket = 1 AND held = 0"
attack "A1: whose status is as it was" desk_sql_is new "SELECT status FROM ticket WHERE id = 1"
attack "A1: its customer has had one mail" test "$(outbox "recipient = 'jane@example.net'")" = 1
attack "A1: no agent has more mails than the budget allows" test \
    "$(outbox "ticket = 1 AND recipient = 'bob@example.com'")" -le 10
is "who is on it" "$(on_ticket 1)" "jane@example.net"

letter proved "$bob" "Re: [#1] A note" "$results dmarc=pass header.from=example.com"
volley
is "with a proof it is a note" "${fate[proved]}" "append 1 note 0"
letter login "$bob" "Re: [#1] Another note"
by_login bob login >/dev/null
volley
is "with a login, too" "${fate[login]}" "append 1 note 0"

# --- A4: the customer's token in strange hands -----------------------------------------------------

before=$(outbox "true")
number=0
declare -A thefts
# stolen WHAT FROM TO [FIELD]...
stolen()
{
    number=$((number + 1))
    thefts[a4-$number]=$1
    to=$3 shown="$3, Eve <eve@example.org>" letter "a4-$number" "$2" "Re: [#1] My secret" \
        "Cc: Carol <carol@example.org>" "${@:4}"
}
stolen "the reply address" "$mallory" "$token"
stolen "the Message-ID in References" "$mallory" support@example.com "References: <$ours>"
stolen "the Message-ID in In-Reply-To" "$mallory" support@example.com "In-Reply-To: <$ours>"
stolen "both" "$mallory" "$token" "In-Reply-To: <$ours>" "References: <$ours>"
stolen "both, a proved From" "Mallory <mallory@example.net>" "$token" "References: <$ours>" \
    "$results dmarc=pass header.from=example.net"
envelope=jane@example.net stolen "with the customer's envelope" "$mallory" "$token"
stolen "with her Sender and Reply-To" "$mallory" "$token" "Sender: $jane" "Reply-To: $jane"
stolen "with her name" "\"jane@example.net\" <$attacker>" "$token"
stolen "in her name, DMARC fails" "$jane" "$token" "$results dmarc=fail header.from=example.net"
stolen "two authors" "$jane, $mallory" "$token"
stolen "no author" "" "$token"
stolen "in another mailbox's name" "$mallory" "${token/support/billing}"
stolen "beside the mailbox itself" "$mallory" "support@example.com|$token"
stolen "by a service" "noreply@example.org" "$token"
volley
for name in $(printf '%s\n' "${!thefts[@]}" | sort -V); do
    attack "A4: ${thefts[$name]}" fate_is "$name" 'held 1 in 1'
done
attack "A4: nobody has joined the ticket" test "$(on_ticket 1)" = "jane@example.net"
attack "A4: nobody is sent anything" test "$(outbox true)" = "$before"
letter a4-own "$mallory" "Re: My secret" "In-Reply-To: <a4-1@client.example.org>"
envelope=carol@example.org letter a4-cc "carol@example.org" "Re: My secret" \
    "References: <a4-1@client.example.org>"
volley
attack "A4: the thief answers his own held mail" fate_is a4-own 'new ([02-9]|[1-9][0-9]+) in 0'
attack "A4: whom he had in Cc answers it" fate_is a4-cc 'new ([02-9]|[1-9][0-9]+) in 0'
check "the outbox is settled" wait_for 20 settled
attack "A4: what he gets names his own ticket alone" test -z "$(left '\\[#1\\]' |
    while read -r file; do grep -L '^To: .*\(jane@example.net\|bob@example.com\)' "$file"; done)"

# --- A5: the ticket trick ------------------------------------------------------------------------

# A service's mail to the address of a ticket, or to the desk with hints to one.
number=0
before=$(outbox true)
while read -r service; do
    number=$((number + 1))
    envelope=$service to=$token letter "a5-$number-token" "Service <$service>" "Your code is 123456"
    envelope=$service letter "a5-$number-hints" "Service <$service>" "[#1] Your code is 123456" \
        "References: <$ours>"
    envelope='' to=$token letter "a5-$number-null" "Service <$service>" "Your code is 123456"
done <<'ROWS'
noreply@service.example
no-reply@service.example
no.reply@service.example
No_Reply@service.example
noreply+abc123@service.example
do-not-reply@service.example
donotreply@service.example
verify@service.example
verification@service.example
account-verification@service.example
accounts-noreply@service.example
security-noreply@service.example
ROWS
volley
for name in $(printf '%s\n' "${!fate[@]}" | grep '^a5-' | sort -V); do
    attack "A5: a service's code, $name" fate_is "$name" '(held 1 in 1|event 1 in 1|new ([02-9]|[1-9][0-9]+) in 0)'
done
attack "A5: nothing of it is shown on the ticket" desk_sql_is 0 "SELECT count(*) FROM message m
    JOIN contact c ON c.id = m.author WHERE m.ticket = 1 AND m.held = 0 AND c.key LIKE '%service.example'"
attack "A5: nobody is sent anything" test "$(outbox true)" = "$before"
# He opens the ticket in the service's name, with himself in Cc, and waits for its mail there.
envelope=$attacker letter a5-bait "noreply@service.example" "Sign up" "Cc: $mallory" "Reply-To: $mallory"
volley
bait=${fate[a5-bait]#new }
bait=${bait%% *}
envelope=noreply@service.example letter a5-code "noreply@service.example" "Your code is 123456" \
    "$results dmarc=pass header.from=service.example"
envelope=noreply@service.example letter a5-code-tag "noreply@service.example" \
    "[#$bait] Your code is 123456" "$results dmarc=pass header.from=service.example"
volley
check "the outbox is settled" wait_for 20 settled
attack "A5: a ticket in the service's name with the attacker in Cc" test -z "$(left '123456|Sign up')"
attack "A5: he gets nothing of it" test "$(outbox "ticket = $bait")" = 0

# --- A13: backscatter ---------------------------------------------------------------------------

# What the attacker wants read: it must not come back from us in any part of a mail.
words="Cheap pills at evil.example"
for i in {1..10}; do
    envelope=victim@example.net letter "a13-failed-$i" "$words <victim@example.net>" "$words $i" \
        "$results dmarc=fail header.from=example.net"
    envelope=prey@example.net body="$words" letter "a13-none-$i" "$words <prey@example.net>" \
        "$words $i" "Thread-Topic: $words" "Reply-To: $words <prey@example.net>" \
        "Comments: $words" "Cc: $words <other@example.net>" "References: <$words@evil.example>"
    envelope='' letter "a13-null-$i" "$words <null@example.net>" "$words"
    envelope=$attacker letter "a13-reply-$i" "Mallory <mallory$i@example.org>" "$words" \
        "Reply-To: aim@example.net" "Errors-To: aim@example.net" "Return-Receipt-To: aim@example.net" \
        "Disposition-Notification-To: aim@example.net" "X-Confirm-Reading-To: aim@example.net"
done
volley
check "the outbox is settled" wait_for 20 settled
attacks "A13: mails whose From has failed get an answer" 10 "$(outbox "recipient = 'victim@example.net'")"
attacks "A13: mails of a null sender get an answer" 10 "$(outbox "recipient = 'null@example.net'")"
attacks "A13: mails that ask for an answer elsewhere get one there" 10 \
    "$(outbox "recipient = 'aim@example.net'")"
attack "A13: ten mails in one unproved name, one acknowledgement" \
    test "$(outbox "recipient = 'prey@example.net'")" = 1
attack "A13: which has none of the attacker's words" test -z "$(left '[Pp]ills|evil\.example')"
attack "A13: nor in any encoding" test -z "$(printf '%s' "$words" | base64 | cut -c 1-20 |
    while read -r text; do left "$text"; done)"

# --- A28: an agent's mails once more ------------------------------------------------------------

envelope=joe@example.net letter joe "Joe <joe@example.net>" "Printer"
volley
ticket=${fate[joe]#new }
ticket=${ticket%% *}
proof="$results dmarc=pass header.from=example.com"
letter a28 "$bob" "Re: [#$ticket] Printer" "$proof"
cp "$DESK/letters/a28" "$DESK/a28"
volley
is "an agent's note" "${fate[a28]}" "append $ticket note 0"
for i in {1..100}; do
    cp "$DESK/a28" "$DESK/letters/same-$i"
    # Another Message-ID breaks the signature, which the filter says.
    sed "s/^Message-ID: .*/Message-ID: <new-$i@client.example.org>/; s/dmarc=pass/dmarc=fail/" \
        "$DESK/a28" >"$DESK/letters/new-$i"
    [ "$i" -le 20 ] || continue
    sed "s/^Authentication-Results: .*/Received: from x by y; again $i/" "$DESK/a28" >"$DESK/letters/bare-$i"
    sed "1s/support@/billing@/" "$DESK/a28" >"$DESK/letters/elsewhere-$i"
    sed "s/^Message-ID: .*/Message-ID: <unsigned-$i@client.example.org>/; /^Authentication-Results/d" \
        "$DESK/a28" >"$DESK/letters/unsigned-$i"
done
volley
check "the outbox is settled" wait_for 20 settled
attacks "A28: replays of an agent's mail" 260 "$(($(notes "$ticket") - 1))"
attack "A28: they have told the agent no more often than the budget allows" \
    test "$(outbox "ticket = $ticket AND kind = 'agent-alarm'")" -le 10
attack "A28: nor how to publish it more than once" \
    test "$(outbox "ticket = $ticket AND kind = 'command-result'")" -le 1
attack "A28: and the customer nothing but the acknowledgement" desk_sql_is "ack joe@example.net" \
    "SELECT kind, recipient FROM outbox WHERE ticket = $ticket AND recipient <> 'bob@example.com'"
attack "A28: nothing else is shown" desk_sql_is 2 \
    "SELECT count(*) FROM message WHERE ticket = $ticket AND held = 0"

# --- A14: amplification ---------------------------------------------------------------------------

many=$(for i in {1..50}; do printf '%s' "${many:+,\n }cc$i@example.net"; many=1; done)
everywhere="support@example.com|help@example.com|billing@example.com|SUPPORT@Example.COM|support+x@example.com|billing+y@example.com"
a14()
{
    envelope=$1@example.net to=$everywhere shown="support@example.com, billing@example.com, $1@example.net" \
        letter "a14-$1-$2" "Amp <$1@example.net>" "Everybody $2" "Cc: $many" "Bcc: $many" \
        "Reply-To: $1@example.net, cc1@example.net" "${@:3}"
}
caused()
{
    desk_sql "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM outbox o
        JOIN message m ON m.id = o.cause WHERE m.message_id LIKE 'a14-%' GROUP BY m.message_id) x"
}
a14 plain 1
a14 proved 1 "$results dmarc=pass header.from=example.net"
cp "$DESK/letters/a14-proved-1" "$DESK/letters/a14-proved-1-again"
volley
attack "A14: a mail to all our mailboxes with fifty others: one mail out" test "$(caused)" = 1
attack "A14: to nobody but its sender" test "$(outbox "recipient LIKE 'cc%'")" = 0

sed -i '1i ticket-per-mailbox = yes' "$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid"
check "each mailbox has its ticket now" wait_for 10 grep -q 'configuration reloaded' "$DESK/deskmilter.log"
a14 plainer 2
a14 proven 2 "$results dmarc=pass header.from=example.net"
volley
is "indeed" "$(desk_sql "SELECT count(*) FROM ticket WHERE subject = 'Everybody 2'")" 4
attack "A14: one mail out, too" test "$(caused)" = 1
attack "A14: and to nobody but its sender" test "$(outbox "recipient LIKE 'cc%'")" = 0
check "the outbox is settled" wait_for 20 settled

clean "RULES I8: no mail to anybody who is not on its ticket, nor an agent" "$(desk_strays)"
done_testing
