#!/bin/bash
# What an agent writes acts once, however often and by however many ways his mail comes (RULES C6,
# A28), and two agents who answer at the same moment both do, of whom the second is told (C7).
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

TICKETS=${DESK_LONG:+200}
TICKETS=${TICKETS:-50}

desk_setup
desk_conf <<'CF'
agent "bob" { addresses = {"bob@example.com"} }
team "front" { members = {"alice", "bob"} }
limits {
    notifications-per-hour = 100000
    tickets-per-hour = 100000
}
CF
sed -i 's/^mailbox "support" {/&\n    team = "front"/' "$DESK/deskmilter.conf"
desk_ctl init >/dev/null
# As for remote clients: Postfix adds no fields of its own.
desk_start_milter && desk_start_postfix "local_header_rewrite_clients ="
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

filter="Authentication-Results: mx.example.com; dmarc=pass header.from=example.com"
today=$(LC_ALL=C date -R)

# mail FROM ID LINE...: a mail; $head has further fields.
mail()
{
    printf '%s\n' "${head:+$head
}$filter" "From: $1" "To: support@example.com" "Subject: printer" "Date: $today" \
        "Message-ID: <$2@client>" "" "${@:3}"
}

# volley FOLDER [CONNECTIONS]: all mails that lie there; their answers, each once with its count.
volley()
{
    python3 "$srcdir/t/tools/volley.py" "$DESK_SMTP" "$DESK/$1" "${2:-8}" >"$DESK/$1.out"
    cut -d ' ' -f 3 "$DESK/$1.out" | sort | uniq -c | xargs
}

# token AGENT TICKET: where he answers.
token()
{
    desk_sql "SELECT reply_to FROM outbox WHERE recipient = '$1@example.com' AND ticket = $2
        AND kind = 'agent-new'"
}

count()
{
    desk_sql "SELECT count(*) FROM $1"
}

# sent: what customers have been sent by answers, and how often agents commanded.
sent()
{
    echo "$(count "outbox WHERE kind = 'reply'") $(count "event WHERE kind = 'tag-added'")"
}

mkdir "$DESK/same"
like "a customer writes" \
    "$(filter="" mail jane@example.net first "It smokes." | desk_send jane@example.net support@example.com | tail -n 1)" '^250 '
alice=$(token alice 1)
for n in {1..100}; do
    case $((n % 4)) in
    0) head="Received: from away by relay$n; $today" ;;
    1) head="DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s$n; bh=x; b=y" ;;
    *) head= ;;
    esac
    {
        echo "alice@example.com|$alice"
        mail alice@example.com once "#tag once" "" "We are on it."
    } >"$DESK/same/$n"
done
head=
is "C6: a hundred times on 20 connections it is taken" "$(volley same 20)" "100 250"
is "one answer, and one command" "$(sent)" "1 1"
is "a verdict for each (I14)" "$(count verdict) $(count message)" "101 2"

desk_stop_milter
desk_start_milter
again()
{
    mail alice@example.com "$@" | desk_send alice@example.com "${to:-$alice}" | tail -n 1
}
like "after a restart it is known" "$(again once "#tag once" "" "We are on it.")" '^250 '
is "and does nothing more" "$(sent)" "1 1"

like "what cannot be done is refused" "$(again later "#tag later" "#link 2")" '^550 '
like "as often as it comes" "$(again later "#tag later" "#link 2")" '^550 '
is "and nothing of it is there" "$(sent) $(count message)" "1 1 2"
filter="" mail joe@example.net second "Mine, too." | desk_send joe@example.net support@example.com >/dev/null
like "when it can be done it is" "$(again later "#tag later" "#link 2")" '^250 '
is "once" "$(sent) $(count ticket_tie)" "1 2 1"

# With a ticket for each mailbox, an answer is one, whichever of them it comes to.
sed -i '1i ticket-per-mailbox = yes' "$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid"
check "each mailbox has its ticket now" wait_for 10 grep -q 'configuration reloaded' "$DESK/deskmilter.log"
for to in "$alice billing@example.com" "$alice" "$alice billing@example.com" "support@example.com $alice" billing@example.com; do
    # shellcheck disable=SC2086 # several
    like "an answer to $to is taken" "$(mail alice@example.com both "Turn it off." |
        desk_send alice@example.com $to | tail -n 1)" '^250 '
done
is "and goes out once" "$(sent) $(count "message WHERE message_id = 'both@client'")" "2 2 1"

# C7: both at the same moment, on many tickets.
mkdir "$DESK/asked" "$DESK/answered"
for ((n = 1; n <= TICKETS; n++)); do
    {
        echo "c$n@example.org|support@example.com"
        filter="" mail "c$n@example.org" "asked$n" "Mine smokes."
    } >"$DESK/asked/$n"
done
is "many customers write" "$(volley asked)" "$TICKETS 250"
while read -r ticket agent reply_to; do
    {
        echo "$agent@example.com|$reply_to"
        mail "$agent@example.com" "$agent$ticket" "This is what $agent says."
    } >"$DESK/answered/$(printf '%04d-%s' "$ticket" "$agent")"
done < <(desk_sql "SELECT ticket, replace(recipient, '@example.com', ''), reply_to FROM outbox
    WHERE kind = 'agent-new' AND ticket > 2")
is "two agents answer each" "$(volley answered)" "$((2 * TICKETS)) 250"
is "both answers are kept" "$(count "message WHERE direction = 'out' AND ticket > 2")" $((2 * TICKETS))
is "and both are sent" "$(count "outbox WHERE kind = 'reply' AND ticket > 2")" $((2 * TICKETS))
is "exactly the second is told of the first" "$(desk_sql "SELECT count(*) FROM outbox o
    JOIN message m ON m.id = o.cause AND m.sequence = 3 AND m.ticket = o.ticket
    JOIN contact c ON c.id = m.author AND c.address = o.recipient
    WHERE o.kind = 'command-result' AND o.ticket > 2
    AND o.detail LIKE 'Others were at this ticket before you%answered the customer (message 2).%'")" "$TICKETS"
is "and nobody else" "$(count "outbox WHERE kind = 'command-result'")" "$TICKETS"
done_testing
