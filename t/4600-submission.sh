#!/bin/bash
# Agents log in with Postfix and hand in their mail there (RULES S7, A1): the submission service of
# contrib/postfix with a real Dovecot. A login has the powers of its own agent and of nobody else,
# and nobody else uses an agent's address. Any store would do.
# shellcheck source=t/lib/submission.sh
. "${srcdir:-.}/t/lib/submission.sh"

desk_setup
desk_submission_setup alice bob jane carol carol@example.net
desk_conf <<'CF'
agent "bob" {
    addresses = {"bob@example.com", "bob@example.org"}
    login = "bob"
}
agent "carol" {
    addresses = {"carol@example.net"}
    login = "carol@example.net"
}
agent "dave" {
    addresses = {"dave@example.com"}
}
CF
desk_ctl init >/dev/null
desk_start_sink
# Postfix hands on no login by itself here: the milter asks for it.
desk_start_milter && desk_start_submission "milter_mail_macros = i"
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

today=$(LC_ALL=C date -R)

# away_mail ID FROM [LINE]: a mail with that From that says that its author is away.
away_mail()
{
    printf '%s\n' "From: $2" "To: support@example.com" "Subject: $1" "Date: $today" \
        "Message-ID: <$1@client.example.com>" "" "${3:-#away 3d}"
}

# The agents who are away, or nobody.
away()
{
    desk_ctl agent list --json |
        desk_json '" ".join(a["name"] for a in d if a["away"] is not None) or "nobody"'
}

# became ID: the verdict on a mail, and how sure the desk is of its sender.
became()
{
    desk_ctl trace "$1@client.example.com" --json | desk_json 'd[-1]["verdict"]'
}

# hand_in OPTIONS PORT FROM...: by words of t/lib/send.py; the last reply.
hand_in()
{
    python3 -S "$srcdir/t/lib/send.py" "$@" | tail -n 1
}

# submit LOGIN FROM: the mail on standard input to support@; the last reply.
submit()
{
    desk_submit "$1" "$2" support@example.com | tail -n 1
}

support=support@example.com
alice=alice@example.com

# --- with the own login -------------------------------------------------------------------

like "alice logs in and commands" "$(away_mail one $alice | submit alice $alice)" '^250 '
is "it is done" "$(became one) $(away)" "event alice"
like "what is wrong is refused while she waits" \
    "$(away_mail two $alice "#away until next monday" | submit alice $alice)" '^550 5\.7\.1 line 1: '
like "she comes back, over TLS from the first byte on" "$(away_mail three $alice "#back" |
    hand_in --smtps --login alice secret-alice "$DESK_SMTPS" $alice $support)" '^250 '
is "it is done, too" "$(became three) $(away)" "event nobody"
like "in capitals it is the same login to Dovecot" "$(away_mail four $alice |
    hand_in --tls --login ALICE secret-alice "$DESK_SUBMISSION" $alice $support)" '^250 '
is "and so to the desk" "$(became four) $(away)" "event alice"
away_mail back1 $alice "#back" | submit alice $alice >/dev/null
like "an address of his elsewhere is bob's, too" \
    "$(away_mail five bob@example.org | submit bob bob@example.org)" '^250 '
is "he is away" "$(away)" bob
away_mail back2 bob@example.com "#back" | submit bob bob@example.com >/dev/null
like "a login with a realm is its agent's" \
    "$(away_mail six carol@example.net | submit carol@example.net carol@example.net)" '^250 '
is "she is away" "$(away)" carol
away_mail back3 carol@example.net "#back" | submit carol@example.net carol@example.net >/dev/null
is "all are there" "$(away)" nobody
like "mail to others goes out" "$(desk_mail "Lunch" |
    desk_submit alice $alice joe@example.org | tail -n 1)" '^250 '
check "and arrives" wait_for 20 desk_sink_has '^X-Rcpt-Args: <joe@example.org>'

# --- with another one's name: taken as anybody's mail, with nobody's powers -----------------

tickets=$(desk_tickets)
while IFS='|' read -r id what login sender from; do
    like "$what: taken" "$(away_mail "$id" "$from" | submit "$login" "$sender")" '^250 '
    is "$what: a ticket, no command" "$(became "$id")" new
done <<ROWS
from1|alice with bob's From|alice|$alice|bob@example.com
from2|alice with the From of one who has no login|alice|$alice|dave@example.com
from3|a customer who may log in|jane|jane@example.net|jane@example.net
from4|a customer with alice's From|jane|jane@example.net|$alice
from5|a login that is carol's but for the realm|carol|joe@example.org|carol@example.net
ROWS
like "a stranger on port 25 with alice's From and sender: taken" \
    "$(away_mail from6 $alice | desk_send $alice $support | tail -n 1)" '^250 '
is "a stranger on port 25 with alice's From and sender: a ticket, no command" "$(became from6)" new
is "nobody is away" "$(away)" nobody
is "each of them is a ticket" "$(($(desk_tickets) - tickets))" 6

# --- what Postfix refuses ------------------------------------------------------------------

tickets=$(desk_tickets)
while IFS='|' read -r what login sender; do
    like "$what: 553" "$(away_mail "refused" $alice | submit "$login" "$sender")" \
        "^553 5\.7\.1 .*not owned by user $login\$"
done <<ROWS
alice as bob, in the envelope|alice|bob@example.com
alice as bob elsewhere|alice|bob@example.org
bob as alice, with an extension|bob|alice+x@example.com
bob as alice, in capitals|bob|Alice@EXAMPLE.com
a customer as alice|jane|$alice
the login without the realm|carol|carol@example.net
ROWS
like "a wrong password: 535" "$(away_mail refused $alice |
    hand_in --tls --login alice secret-bob "$DESK_SUBMISSION" $alice $support)" '^535 5\.7\.8 '
like "a login that nobody has: 535" "$(away_mail refused $alice |
    hand_in --tls --login dave "" "$DESK_SUBMISSION" $alice $support)" '^535 5\.7\.8 '
like "a password without TLS: 530" "$(away_mail refused $alice |
    hand_in --login alice secret-alice "$DESK_SUBMISSION" $alice $support)" '^530 5\.7\.0 '
like "a mail without TLS: 530" \
    "$(away_mail refused $alice | hand_in "$DESK_SUBMISSION" $alice $support)" '^530 5\.7\.0 '
like "nobody's mail, with TLS: 554" \
    "$(away_mail refused $alice | hand_in --tls "$DESK_SUBMISSION" $alice $support)" '^554 5\.7\.1 '
like "nor over TLS from the first byte on: 554" \
    "$(away_mail refused $alice | hand_in --smtps "$DESK_SMTPS" $alice $support)" '^554 5\.7\.1 '
like "a password on port 25: 503" "$(away_mail refused $alice |
    hand_in --login alice secret-alice "$DESK_SMTP" $alice $support)" '^503 5\.5\.1 '
is "nothing of that came in" "$(desk_tickets) $(away)" "$tickets nobody"
done_testing
