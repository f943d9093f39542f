#!/bin/bash
# Nobody gets onto a ticket of others, and nobody who is no participant gets mail (RULES T, S, L).
# On SQLite alone: 4200, 4203 and 4302 ask the same of either store.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
limits {
    acks-per-hour = 100
    acks-per-day = 200
    tickets-per-hour = 1000
}
CF
desk_ctl init >/dev/null
desk_start_sink && desk_start_milter && desk_start_postfix \
    "local_header_rewrite_clients =" && desk_start_post
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

number=0
# mail FROM-FIELD TO SUBJECT [HEADER]...: sends it with the envelope sender in $envelope; the
# Message-ID is in $id, the last reply of the server in $answer, the verdict in $verdict.
mail()
{
    number=$((number + 1))
    id=n$number@client.example.org
    raw_mail "Message-ID: <$id>" "$@"
}

# raw_mail MESSAGE-ID-FIELD FROM-FIELD TO SUBJECT [HEADER]...
raw_mail()
{
    answer=$(printf '%s\n' "$1" ${2:+"From: $2"} "To: support@example.com" "Subject: $4" \
        "Date: $(LC_ALL=C date -R)" "${@:5}" "" "Body $number $SRANDOM" |
        desk_send "${envelope-mallory@example.org}" "$3" | tail -n 1)
    verdict=$(verdict_of "$id")
}

# verdict_of MESSAGE-ID: "kind ticket" of the last mail with it; nothing when none was taken.
verdict_of()
{
    case $answer in
        250*) desk_ctl trace "$1" --json | desk_json \
            '[r["verdict"] + " " + str(r["ticket"]) for r in d if "verdict" in r][-1]' ;;
    esac
}

envelope=jane@example.net mail "Jane Doe <jane@example.net>" support@example.com "My secret"
is "the victim's ticket" "$verdict" "new 1"
jane_id=$id
check "is acknowledged" wait_for 20 desk_sink_has '^Subject: .*\[#1\]'
ack=$(tr -d '\r' <"$(desk_sink_mails '\[#1\]')")
token=$(sed -n 's/^Reply-To:.*<\(.*\)>.*/\1/p; s/^Reply-To: \([^<]*\)$/\1/p' <<<"$ack")
ours=$(sed -n 's/^Message-I[Dd]: <\(.*\)>/\1/p' <<<"$ack")
like "with a reply address" "$token" '^support\+r1-'

# A stranger with every hint but the token: From fields that only look like the victim's.
mallory="Mallory <mallory@example.org>"
while IFS='|' read -r what from; do
    mail "$from" support@example.com "Re: My secret [#1]" \
        "In-Reply-To: <$jane_id>" "References: <$jane_id>"
    unlike "$what is not on the ticket" "$verdict" ' 1$'
    like "$what: the mail is kept" "$answer" '^250 '
done <<'ROWS'
the address as display name|"jane@example.net" <mallory@example.org>
the address in angle brackets as display name|"Jane <jane@example.net>" <mallory@example.org>
an encoded display name|=?utf-8?q?jane=40example=2Enet_=3Cjane=40example=2Enet=3E?= <mallory@example.org>
the address in a comment|mallory@example.org (jane@example.net)
a comment with angle brackets|mallory@example.org (Jane <jane@example.net>)
a comment in the address|mallory(jane@example.net)@example.org
two mailboxes|mallory@example.org, jane@example.net
two mailboxes the other way|jane@example.net, mallory@example.org
a group|Jane: jane@example.net;
an empty group before|x:; jane@example.net
a route|<@example.org:jane@example.net>
a quoted local part|"jane@example.net"@example.org
a quoted local part with a bracket|"jane@example.net>"@example.org
a NUL-like escape|"jane\@example.net" <mallory@example.org>
an IDN look-alike|Jane <jane@exаmple.net>
a full-width look-alike local part|Jane <ｊane@example.net>
a sub-domain|jane@example.net.example.org
a longer domain|jane@example.nett
an address literal|jane@[192.0.2.1]
two addresses without a comma|jane@example.net <mallory@example.org>
angle brackets twice|<mallory@example.org> <jane@example.net>
a semicolon between|mallory@example.org; jane@example.net
a bracket never closed|mallory@example.org, <jane@example.net
ROWS

mail "$mallory" support@example.com "Re: My secret [#1]" "From: jane@example.net" \
    "In-Reply-To: <$jane_id>"
unlike "two From fields" "$verdict" ' 1$'
mail "$mallory" support@example.com "Re: My secret [#1]" "Sender: jane@example.net" \
    "Reply-To: jane@example.net" "Resent-From: jane@example.net" "X-Original-From: jane@example.net"
unlike "Sender and Reply-To are no identity (S2)" "$verdict" ' 1$'
mail "" support@example.com "Re: My secret [#1]" "Sender: jane@example.net"
unlike "nor without a From" "$verdict" ' 1$'

# References: a thousand of them, the right one among them, from a stranger.
many=$(for i in {1..500}; do printf ' <%d@example.org>\n' "$i"; done)
mail "$mallory" support@example.com "Re: x" "References: <$jane_id>" "$many" " <$jane_id>"
unlike "a thousand References" "$verdict" ' 1$'
# A Message-ID that is there already.
id=$jane_id raw_mail "Message-ID: <$jane_id>" "$mallory" support@example.com "collision"
unlike "the victim's Message-ID used again" "$verdict" ' 1$'
envelope=jane@example.net mail "Jane Doe <jane@example.net>" support@example.com "Re: My secret" \
    "In-Reply-To: <$jane_id>"
is "does not take the victim's ticket from her" "$verdict" "append 1"

# The subject tag in costumes.
while IFS='|' read -r what subject; do
    mail "$mallory" support@example.com "$subject"
    unlike "tag, $what" "$verdict" ' 1$'
done <<'ROWS'
plain|[#1] hello
encoded|=?utf-8?b?WyMxXQ==?= hello
in two encoded words|=?utf-8?q?=5B=23?= =?utf-8?q?1=5D?= hello
with a right-to-left override|=?utf-8?q?=E2=80=AE=5D1=23=5B?= hello
in full-width digits|=?utf-8?b?WyPvvJFd?= hello
with a leading zero|[#0001] hello
behind one that is none|[#0] [#1] hello
huge|[#18446744073709551617] hello
negative|[#-1] [# 1 ] hello
ROWS
is "a subject never shows another ticket's tag" \
    "$(desk_ctl ticket list --limit 1000 --json | desk_json '[t["subject"] for t in d]' |
        grep -cE '\[# *0*[1-9][0-9]{0,14} *\]')" 0

# The same tags open the ticket to her who is on it.
envelope=jane@example.net mail "Jane <JANE@EXAMPLE.NET>" support@example.com \
    "Re: =?utf-8?b?WyMxXQ==?= hello"
is "the requester's own tag" "$verdict" "append 1"

# Our own Message-ID and token in strange hands: held, and nothing leaves.
mail "$mallory" support@example.com "Re: x" "References: <$ours>"
is "our Message-ID, from a stranger (S6)" "$verdict" "held 1"
mail "$mallory" "$token" "Re: x"
is "her token, from a stranger (S6)" "$verdict" "held 1"
mail "jane@example.net, $mallory" "$token" "Re: x"
is "her token, with two authors" "$verdict" "held 1"
id=$ours raw_mail "Message-ID: <$ours>" "$mallory" support@example.com "mirror"
is "our mail reflected by a stranger is an event (L6)" "$verdict" "event 1"

# Tokens and how they can be spelt in RCPT; the mail itself comes from a stranger.
digits=${token#*+r1-}
digits=${digits%@*}
upper=$(tr '[:lower:]' '[:upper:]' <<<"$token")
while IFS='|' read -r what recipient expected; do
    mail "$mallory" "$recipient" "token games"
    like "RCPT, $what" "$answer $verdict" "$expected"
done <<ROWS
upper case|$upper|held 1
another ticket's number|support+r2-$digits@example.com|^550
a leading zero|support+r01-$digits@example.com|^(550|250.* new)
a shorter MAC|${token%??@*}@example.com|^550
a longer MAC|${token%@*}aa@example.com|^550
a MAC of nothing|support+r1-1-@example.com|^550
a second extension|support+x+${token#*+}|^250 .*new
a source route|@relay.example.org:$token|held 1
a source route of a forged one|@relay.example.org:support+r1-1-abcdefghijklmnopqrstuvwxyz@example.com|^550
a quoted local part|"${token%@*}"@example.com|held 1
a quoted local part of a forged one|"support+r1-1-abcdefghijklmnopqrstuvwxyz"@example.com|^550
a quoted mailbox|"support"@example.com|^250 .*new
a trailing dot|$token.|held 1
another mailbox|billing+${token#*+}|held 1
ROWS

# Bounces that nobody asked for: no ticket, no answer, nothing on the victim's ticket but an event.
dsn()
{
    number=$((number + 1))
    id=dsn$number@example.org
    printf '%s\n' 'From: MAILER-DAEMON@example.org' "To: $1" 'Subject: failure' \
        "Message-ID: <$id>" "In-Reply-To: <$2>" 'MIME-Version: 1.0' \
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b' '' \
        '--b' '' 'Sorry.' '--b' 'Content-Type: message/delivery-status' '' \
        'Final-Recipient: rfc822; jane@example.net' 'Action: failed' 'Status: 5.1.1' '' \
        '--b' 'Content-Type: message/rfc822' '' "Message-ID: <$2>" "From: $token" '' 'x' '--b--' >"$DESK/dsn.eml"
    answer=$(desk_send "" "$1" <"$DESK/dsn.eml")
    verdict=$(verdict_of "$id")
}
before=$(desk_ctl ticket show 1 --json | desk_json 'd["status"]')
dsn support@example.com "$jane_id"
is "a forged bounce" "$verdict" "event None"
dsn "$token" "$ours"
is "a bounce to a signed address" "$verdict" "event 1"
is "neither changes the ticket" "$(desk_ctl ticket show 1 --json | desk_json 'd["status"]')" "$before"

# Mail from ourselves: no requester, no answer.
for from in support@example.com Help@Example.Com "Support <support+x@example.com>" "$token"; do
    envelope=x@example.org mail "$from" support@example.com "from yourself"
    like "from $from: kept" "$verdict" '^(new|event|held) '
done
is "our own address is nobody's requester (W21)" "$(desk_ctl ticket list --limit 1000 --json |
    desk_json '[t["requester"]["address"] for t in d if t["requester"]]' | grep -ci '@example\.com$')" 0
is "and no participant" "$(desk_sql "SELECT count(*)
    FROM participant p JOIN contact c ON c.id = p.contact WHERE c.address LIKE '%@example.com'")" 0

is "on the ticket is what the victim wrote, and no more" "$(desk_ctl ticket show 1 --json |
    desk_json '[m["author"] for m in d["messages"] if not m["held"]]' |
    grep -civ 'jane@example\.net\|mailer-daemon')" 0
is "three mails of hers" "$(desk_ctl ticket show 1 --json | desk_json \
    'len([m for m in d["messages"] if not m["held"] and "jane" in str(m["author"])])')" 3

# Nothing has left but acknowledgements, each to the requester of its own ticket.
settled()
{
    [ "$(desk_ctl outbox list --limit 1000 --json |
        desk_json 'len([r for r in d if r["state"] not in ("sent", "failed")])')" = 0 ]
}
check "the outbox is settled" wait_for 20 settled
is "no ack to anyone who is not its ticket's requester (I8)" \
    "$(desk_sql "SELECT count(*) FROM outbox o JOIN ticket t ON t.id = o.ticket
    JOIN contact c ON c.id = t.requester WHERE o.recipient <> c.address")" 0
is "one mail to the victim" "$(desk_sink_mails '^X-Rcpt-Args: <jane@example.net>' | wc -l)" 1
is "none to us" "$(desk_sink_mails '^X-Rcpt-Args: <.*@example\.com>' | wc -l)" 0
is "no word of the victim's" "$(desk_sink_mails 'My secret' | wc -l)" 0
done_testing
