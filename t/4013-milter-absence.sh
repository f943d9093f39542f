#!/bin/bash
# An agent says by mail that he is away or back (RULES C1, C2, C6): over SMTP, by the word of the
# filter before the desk. Without it the same mail is a ticket like any other. Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
desk_start_milter && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

proved="Authentication-Results: mx.example.com; dmarc=pass header.from=example.com"

today=$(LC_ALL=C date -R)

# say ID RESULT SUBJECT LINE...: the answer to a mail of alice with that text, to the recipients $to.
say()
{
    # shellcheck disable=SC2086 # several
    printf '%s\n' "From: Alice Roe <alice@example.com>" "To: support@example.com" "Subject: $3" \
        "Date: $today" "Message-ID: <$1@client.example.com>" "$2" "" "${@:4}" |
        desk_send alice@example.com ${to:-support@example.com} | tail -n 1
}

# away: whether alice is, as deskctl says it.
away()
{
    desk_ctl agent list --json | desk_json '[a["away"] is not None for a in d if a["name"] == "alice"]'
}

is_back()
{
    [ "$(away)" = false ]
}

# verdict ID: what became of the mail.
verdict()
{
    desk_ctl trace "$1@client.example.com" --json | desk_json 'd[-1]["verdict"]'
}

like "a command is taken" "$(say one "$proved" "x" "#away 3d on holiday" "" "-- " "Alice")" '^250 '
is "it is an event of no ticket" "$(verdict one) $(desk_tickets)" "event 0"
is "she is away" "$(away)" true
like "and trace tells" "$(desk_ctl trace one@client.example.com)" \
    'away: alice is away until .*: on holiday \(alice\)'

answer=$(say two "$proved" "x" "#away until next monday")
like "a wrong line is refused with what was expected" "$answer" \
    '^550 5\.7\.1 line 1: #away until next monday: "next" is no time: expected 2026-12-01'
is "nothing of it is stored" "$(desk_sql "SELECT count(*) FROM verdict") $(away)" "1 true"
like "the log has it" "$(cat "$DESK/deskmilter.log")" 'mail refused.*next monday'
like "a time that is over, too" "$(say three "$proved" "x" "#away until 2020-01-01")" \
    '^550 5\.7\.1 .* is in the past'
like "and a percent sign comes to no harm" "$(say four "$proved" "x" "#away %s%n")" \
    '^550 5\.7\.1 line 1: #away .s.n: '

like "back, by the subject of an empty mail" "$(say five "$proved" "#back" "")" '^250 '
is "she is back" "$(verdict five) $(away)" "event false"
like "the first mail once more" "$(say one "$proved" "x" "#away 3d on holiday" "" "-- " "Alice")" \
    '^250 '
is "changes nothing" "$(verdict one) $(away)" "duplicate false"

like "a quoted command is none" "$(say six "$proved" "x" "Hello" "" "> #away 3d")" '^250 '
like "nor is one that nothing proves" "$(say seven "X-Nothing: here" "x" "#away 3d")" '^250 '
like "nor one that fails" "$(say eight "${proved/pass/fail}" "x" "#away 3d")" '^250 '
is "they are tickets" "$(verdict six) $(verdict seven) $(verdict eight) $(away)" "new new new false"
like "and a wrong line without proof is no reason to refuse" \
    "$(say nine "X-Nothing: here" "x" "#away until next monday")" '^250 '

# A29: what another one has written, though nothing else stands in the mail.
inner=("From: jane@example.net" "Subject: #away 3d" "" "#away 3d")
like "a mail that is another one" "$(say fwd1 "$proved
Content-Type: message/rfc822" "x" "${inner[@]}")" '^250 '
like "one that has another one under its subject" "$(say fwd2 "$proved
Content-Type: multipart/mixed; boundary=b" "#away 3d" "--b" "Content-Type: message/rfc822" "" \
    "${inner[@]}" "--b--")" '^250 '
is "command nothing" "$(verdict fwd1) $(verdict fwd2) $(away)" "new new false"

# C2: all or nothing.
like "a second command is refused with the first" \
    "$(say ten "$proved" "x" "#away 3d" "" "#assign bob")" '^550 5\.7\.1 line 3: #assign bob: '
is "and nobody is away" "$(away)" false

# I16: a refusal would be one for the others of the transaction, too.
like "a wrong line that others get as well is taken" \
    "$(to="support@example.com carol@example.org" say eleven "$proved" "For two" "#away until soon")" '^250 '
check "and goes on to them" wait_for 10 grep -q ': to=<carol@example.org>' "$DESK/mail.log"
is "it is a ticket, and says why" "$(verdict eleven) $(away) $(desk_ctl trace \
    eleven@client.example.com | grep -c 'command-ignored: .*"soon" is no time')" "new false 1"

# A28: whichever mailbox it comes to, and however many have tickets of their own.
sed -i '1i ticket-per-mailbox = yes' "$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid"
check "each mailbox has its ticket now" wait_for 10 grep -q 'configuration reloaded' "$DESK/deskmilter.log"
soon=$(date -u -d '+3 seconds' '+%Y-%m-%d %H:%M:%S')
both="support@example.com billing@example.com"
like "a command to both" "$(to=$both say twelve "$proved" "x" "#away $soon")" '^250 '
is "is one" "$(desk_ctl trace twelve@client.example.com --json | desk_json 'len(d)') $(verdict twelve)" "1 event"
check "its time passes" wait_for 10 is_back
for to in "$both" billing@example.com support@example.com; do
    like "again to $to it gets the answer that it got" "$(say twelve "$proved" "x" "#away $soon")" '^250 '
    is "and is the same" "$(verdict twelve)" duplicate
done
done_testing
