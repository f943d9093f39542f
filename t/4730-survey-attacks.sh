#!/bin/bash
# What comes back for a survey counts from whom it was asked alone (RULES A19, I16, W17): addresses
# that are forged, replayed, expired, swapped, forwarded or guessed, scanners that mail every link,
# and what a comment may hold. With a ticket for each mailbox, where one mail is easily taken for two.
# Any store would do.
# shellcheck source=t/lib/attacks.sh
. "${srcdir:-.}/t/lib/attacks.sh"

attack_desk <<'CF'
ticket-per-mailbox = yes
survey {
    scale = csat
    delay = 30d
}
limits {
    acks-per-hour = 100
    tickets-per-hour = 100
}
mailbox "front" {
    address = "front@example.com"
    team = "front"
}
agent "bob" {
    addresses = {"bob@example.com"}
}
team "front" {
    members = {"alice", "bob"}
    lead = "bob"
}
CF
proved="Authentication-Results: $us; dmarc=pass header.from=example.net"
forged="Authentication-Results: $us; dmarc=fail header.from=example.net"
people=(amy ben cal dan eva fay gus hal ivy joe)

for name in "${people[@]}"; do
    envelope=$name@example.net to=front@example.com letter "$name" "$name@example.net" "Help $name" "$proved"
done
volley 1
for ((ticket = 1; ticket <= ${#people[@]}; ticket++)); do
    desk_ctl ticket set "$ticket" --status resolved >/dev/null || bail_out "no ticket $ticket"
done
asker=$DESK/asker
cp "${builddir:-.}/t/tools/asker" "$asker" || bail_out "t/tools/asker has not been built"
declare -A address
while read -r ticket what text; do
    address[${people[ticket - 1]}-$what]=$text
done < <(as_user "$DESK_USER" "$asker" "$DESK/deskmilter.conf" $(seq ${#people[@]}))
is "everybody is asked" "${#address[@]}" $((7 * ${#people[@]}))

# click NAME FROM TO [FIELD]...: the mail of a link of a survey, as FROM@example.net sends it.
click()
{
    body=${body:- } envelope=${envelope-$2@example.net} to=$3 shown=${3%%|*} \
        letter "$1" "$2@example.net" "${subject:-4}" "${@:4}"
}

# said NAME: what that customer has said, and how often that was noted.
said()
{
    desk_sql "SELECT coalesce(s.score, -1) || ' ' || (SELECT count(*) FROM event e
        WHERE e.ticket = s.ticket AND e.kind = 'survey-vote') FROM survey s
        JOIN ticket t ON t.id = s.ticket WHERE t.subject = 'Help $1'"
}

# ignored NAME: how often something was, and for which reasons.
ignored()
{
    desk_sql "SELECT count(*) FROM event e JOIN ticket t ON t.id = e.ticket
        WHERE e.kind = 'survey-ignored' AND t.subject = 'Help $1' AND e.detail LIKE '%$2%'"
}

# stands: what nobody changes by a vote that does not count.
stands()
{
    desk_sql "SELECT count(*) FROM ticket"
    desk_sql "SELECT count(*) FROM outbox WHERE kind <> 'agent-update'" # a stranger's answer is held
    desk_sql "SELECT count(*) FROM survey WHERE score IS NOT NULL OR voted IS NOT NULL"
    desk_sql "SELECT count(*) FROM contact WHERE no_surveys IS NOT NULL"
    desk_sql "SELECT count(*) FROM ticket WHERE status <> 'resolved'"
}
before=$(stands)

# --- forged and guessed: 550 at RCPT, for that recipient alone ------------------------------------

# By SMTP, and none of the words of a mail are needed.
python3 - "$DESK_SMTP" "${address[amy-1]}" "${address[amy-answer]}" "${address[amy-opt-out]}" \
    "${address[ben-1]}" >"$DESK/guesses" <<'PY'
import random, re, smtplib, sys
port, vote, answer, opt_out, other = sys.argv[1:]
local = lambda address: address.partition("@")[0]
base, ticket, survey, score, mac = re.fullmatch(r"(.*)\+v(\d+)-(\d+)-(\d+)-(\w+)", local(vote)).groups()
letters = "abcdefghijklmnopqrstuvwxyz234567"
tried = [f"{base}+v{ticket}-{survey}-{n}-{mac}" for n in (0, 2, 3, 4, 5, 10, 99)]
tried += [f"{base}+v{n}-{survey}-1-{mac}" for n in (2, 3, 11, 100)]
tried += [f"{base}+v{ticket}-{n}-1-{mac}" for n in (2, 3, 11)]
tried += [f"{base}+{letter}{ticket}-{survey}-{mac}" for letter in "rnsu"]
tried += [local(answer).replace("+s", "+" + letter) for letter in "rnu"]
tried += [local(opt_out).replace("+u", "+" + letter) for letter in "rns"]
tried += [local(vote)[:-26] + local(other)[-26:], local(vote)[:-1], local(vote) + "a"]
tried += [f"{base}+v{random.randint(1, 9)}-1-{random.randint(1, 5)}-" +
          "".join(random.choices(letters, k=26)) for _ in range(100)]
with smtplib.SMTP("127.0.0.1", int(port)) as smtp:
    smtp.ehlo("client.example.org")
    for address in tried:
        smtp.mail("amy@example.net")
        print(smtp.rcpt(address + "@example.com")[0], address)
        smtp.rset()
PY
attacks "A19: forged and guessed addresses that are taken" "$(grep -c '' "$DESK/guesses")" \
    "$(grep -vc '^550 ' "$DESK/guesses")"
forgery=${address[amy-1]/-1-1-/-1-5-}
desk_mail "Forged and not" "Message-ID: <both@client.example.org>" |
    desk_send amy@example.net "$forgery" support@example.com friend@example.org >"$DESK/both"
attack "A19: the forged one alone is refused" test "$(grep -c '^RCPT .* 550' "$DESK/both")" = 1
like "the others get the mail" "$(tail -n 1 "$DESK/both")" '^250 '
check "I16: a bystander, too" wait_for 10 left "^envelope: friend@example.org"
before=$(stands)

# --- not from whom it was asked -----------------------------------------------------------------

for score in 1 2 3 4 5; do
    link=${address[amy-$score]}
    click "forwarded-$score" ben "$link" "$proved"
    envelope=scan@mx.example.org click "scan-$score" scanner "$link"
    envelope='' click "null-$score" amy "$link"
    click "auto-$score" amy "$link" "Auto-Submitted: auto-replied"
    click "generated-$score" amy "$link" "Auto-Submitted: auto-generated"
    subject="Automatic reply: 4" click "absent-$score" amy "$link" "X-Auto-Response-Suppress: All" \
        "Auto-Submitted: auto-replied (vacation)"
    click "forged-$score" amy "$link" "$forged"
    click "several-$score" amy "$link" "From: ben@example.net"
done
click swapped-1 amy "${address[ben-1]}" "$proved"
click swapped-2 ben "${address[amy-5]}" "$proved"
click out-others ben "${address[amy-opt-out]}" "$proved"
envelope='' click out-null amy "${address[amy-opt-out]}"
click out-auto amy "${address[amy-opt-out]}" "Auto-Submitted: auto-replied"
click out-forged amy "${address[amy-opt-out]}" "$forged"
body="1 - it was bad" click answer-stranger ben "${address[amy-answer]}" "$proved"
click two amy "${address[amy-1]}|${address[amy-5]}" "$proved"
click two-mailboxes amy "${address[amy-1]}|${address[amy-5]/#*+/billing+}" "$proved"
click two-customers amy "${address[amy-1]}|${address[ben-1]}" "$proved"
volley
is "they are all taken" "$(cut -d ' ' -f 3 "$DESK/volley.$volleys" | sort | uniq -c | xargs)" "50 250"
attacks "A19: votes of others, of machines, forged and contradictory" 46 "$(said amy | cut -d ' ' -f 2)"
attack "A19: nothing has changed by them" diff <(echo "$before") <(stands)
is "each is noted with its reason" "$(ignored amy 'not from the person') $(ignored amy 'a machine') \
$(ignored amy 'forged') $(ignored amy 'several votes')" "17 22 6 3"
like "a stranger's answer is held" "${fate[answer-stranger]}" '^held 1 '
is "and each mail is kept" "$(desk_sql "SELECT count(*) FROM verdict WHERE kind = 'event' AND
    message IS NOT NULL")" 49

# --- replayed, changed, all at once --------------------------------------------------------------

is "explain says what a mail would do" "$(desk_mail Vote "From: ben@example.net" | sed 1d |
    desk_ctl explain --json --rcpt "${address[ben-4]}" - | desk_json '[d["thread"]["outcome"], d["vote"]]' |
    xargs)" "event it votes 4 on the scale from 1 to 5 in survey 1 of #2, with a comment"
click replay-000 ben "${address[ben-4]}" "$proved"
for i in {001..100}; do
    cp "$DESK/letters/replay-000" "$DESK/letters/replay-$i"
done
volley 20
attack "A19: the same mail a hundred times is one vote" test "$(said ben)" = "4 1"
attack "A19: and stored once" desk_sql_is 1 "SELECT count(*) FROM message
    WHERE message_id = 'replay-000@client.example.org'"
for score in 1 2 3 4 5; do
    click "all-$score" cal "${address[cal-$score]}" "$proved"
done
volley 1
attack "A19: of five links within a minute the last one counts" test "$(said cal)" = "5 5"
attack "A19: and one alarm is raised" test "$(outbox "kind = 'agent-alarm'")" = 1
is "to the lead" "$(desk_sql "SELECT recipient FROM outbox WHERE kind = 'agent-alarm'")" bob@example.com
is "no ticket is opened again" "$(desk_sql "SELECT count(*) FROM event WHERE kind = 'reopened'")" 0

# --- what they may say ----------------------------------------------------------------------------

# shellcheck disable=SC2016 # nothing is to be expanded
comment="'; DROP TABLE survey; -- {{ticket.id}} {{{x}}} %s%n \$(id) <script>alert(1)</script>"
body=$comment click comment dan "${address[dan-3]}" "$proved"
body="4/5 - quick\n\n-- \nEva\n\nOn Mon, 2 Nov 2026, Support wrote:\n> How was it?" \
    click answer eva "${address[eva-answer]}" "$proved"
body="Please leave me alone." click out fay "${address[fay-opt-out]}" "$proved"
subject=unsubscribe body="This message was automatically generated by Gmail." \
    click out-gmail hal "${address[hal-opt-out]}" "$proved"
subject=unsubscribe click out-empty joe "${address[joe-opt-out]}" "$proved"
body="Sent from my iPhone" click phone ivy "${address[ivy-2]}" "$proved"
body="<html><body><div><br></div></body></html>" click html joe "${address[joe-5]}" "$proved" \
    "MIME-Version: 1.0" "Content-Type: text/html"
body="It burns again" click goes-on gus "${address[gus-answer]}" "$proved"
click beside gus "${address[gus-5]}|friend@example.org" "$proved"
volley 1
attack "A19: a comment is kept letter for letter" test "$(desk_sql "SELECT comment FROM survey
    WHERE score = 3")" = "$comment"
attack "A19: and shown so" grep -qxF -- "  > $comment" <(desk_ctl ticket show 4)
attack "A19: by programs, too" test "$(desk_ctl ticket show 4 --json |
    desk_json '[d["surveys"][0]["score"], d["surveys"][0]["comment"]]' | paste -sd '|')" = "3|$comment"
is "an answer that begins with a number is a vote" "$(said eva) $(desk_sql "SELECT comment FROM survey
    WHERE ticket = 5")" "4 1 quick"
is "whoever wants no more gets none" "$(desk_sql "SELECT key FROM contact WHERE no_surveys IS NOT NULL
    ORDER BY key" | xargs)" "fay@example.net hal@example.net joe@example.net"
is "what a program adds by itself is no comment" "$(said ivy) $(said joe) $(desk_sql "SELECT count(*)
    FROM survey WHERE ticket IN (9, 10) AND comment IS NOT NULL")" "2 1 5 1 0"
is "any other answer goes on with the ticket" "${fate[goes-on]} $(desk_sql "SELECT status FROM ticket
    WHERE id = 7")" "append 7 in 0 open"
check "I16: a bystander of a vote gets it" wait_for 10 left "^envelope: friend@example.org\n(.*\n)*Message-ID: <beside@"
is "and it counts" "$(said gus)" "5 1"

# --- too late ---------------------------------------------------------------------------------------

if is_sanitized; then
    skip "too late" "a sanitizer has to come before what is preloaded"
else
    truncate -s 16 "$DESK/clocks"
    python3 -c 'import struct, sys
open(sys.argv[1], "wb").write(struct.pack("qq", 31 * 86400, 0))' "$DESK/clocks"
    chmod 644 "$DESK/clocks"
    end_process "$desk_milter_pid" 0 # Postfix would hold its sessions for a while
    desk_start_milter "LD_PRELOAD=${builddir:-.}/t/tools/clocks.so" "DESK_CLOCKS=$DESK/clocks"
    is "the desk starts a month later" $? 0
    click late-amy amy "${address[amy-1]}" "$proved"
    click late-ben ben "${address[ben-1]}" "$proved"
    volley 1
    attack "A19: a vote that has expired does not count" test "$(said amy) $(ignored amy 'too long ago')" = "-1 0 1"
    attack "A19: nor is one changed after a month" test "$(said ben) $(ignored ben 'too long ago')" = "4 1 1"
fi
is "nobody has been answered" "$(outbox "kind = 'ack' AND ticket IS NOT NULL")" $((${#people[@]} + 1))
clean "the store is sound" "$(desk_store_problems)"
done_testing
