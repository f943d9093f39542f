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

# say ID RESULT SUBJECT LINE...: the answer to a mail of alice with that text.
say()
{
    printf '%s\n' "From: Alice Roe <alice@example.com>" "To: support@example.com" "Subject: $3" \
        "Date: Sun, 01 Mar 2026 12:00:00 +0000" "Message-ID: <$1@client.example.com>" "$2" "" \
        "${@:4}" | desk_send alice@example.com support@example.com | tail -n 1
}

# away: whether alice is, as deskctl says it.
away()
{
    desk_ctl agent list --json | desk_json '[a["away"] is not None for a in d if a["name"] == "alice"]'
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
    '^550 5\.7\.1 #away until next monday: "next" is no time: expected 2026-12-01'
is "nothing of it is stored" "$(desk_sql "SELECT count(*) FROM verdict") $(away)" "1 true"
like "the log has it" "$(cat "$DESK/deskmilter.log")" 'mail refused.*next monday'
like "a time that is over, too" "$(say three "$proved" "x" "#away until 2020-01-01")" \
    '^550 5\.7\.1 .* is in the past'
like "and a percent sign comes to no harm" "$(say four "$proved" "x" "#away %s%n")" \
    '^550 5\.7\.1 #away .s.n: '

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
done_testing
