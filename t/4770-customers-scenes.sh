#!/bin/bash
# What reaches people whose names others use, and what scanners make of a survey (RULES L5, L8, W17, W36,
# B3), with all that a desk sends of itself switched on: a flood of spoofed tickets that agents resolve,
# the real links of a survey mail, and a bounce of a status mail. Any store would do.
# shellcheck source=t/lib/attacks.sh
. "${srcdir:-.}/t/lib/attacks.sh"

# With a promise anywhere the timers are looked at each second.
attack_desk <<'CF'
survey {
    scale = csat
    delay = 1s
}
lifecycle {
    update-after = 0s
    close-waiting-after = 1h
    remind-before = 3599s
}
sla "watched" {
    first-response = {"normal=8h"}
}
team "front" {
    members = {"alice"}
}
mailbox "front" {
    address = "front@example.com"
    team = "front"
    sla = "watched"
    updates = "assigned, in-progress, on-hold, resolved, reopened, closed, merged"
}
CF
proved="Authentication-Results: $us; dmarc=pass header.from=example.net"
forged="Authentication-Results: $us; dmarc=fail header.from=example.net"

# all_set WHERE STATUS: every such ticket gets it.
all_set()
{
    local id
    for id in $(desk_sql "SELECT id FROM ticket WHERE $1 ORDER BY id"); do
        desk_ctl ticket set "$id" --status "$2" >>"$DESK/ctl.log" 2>&1 || bail_out "no ticket $id"
    done
}

# events_are COUNT KIND...: so many tickets have one of these events.
events_are()
{
    local kinds
    kinds=$(printf ", '%s'" "${@:2}")
    desk_sql_is "$1" "SELECT count(DISTINCT ticket) FROM event WHERE kind IN (${kinds#, })"
}

sent_all()
{
    desk_sql_is 0 "SELECT count(*) FROM outbox WHERE state = 'queued'"
}

# copies ADDRESS: the files that came there.
copies()
{
    grep -lE "^To: .*<?$1>?" "$DESK/out"/*.eml 2>/dev/null
}

# --- W36: many tickets in somebody's name, which agents take for real -------------------------------

spoofed=60
[ -z "${DESK_LONG:-}" ] || spoofed=10000
for ((n = 0; n < spoofed; n++)); do
    body="Buy pills" envelope=victim@example.net to=front@example.com \
        letter "spoof-$n" "Buy Pills <victim@example.net>" "order $n"
done
volley 4
tickets=$(desk_sql "SELECT count(*) FROM ticket")
attack "W36: they open no more tickets than one sender may" test "$tickets" -le 20
all_set "1 = 1" waiting
check "each would be reminded of" wait_for 10 events_are "$tickets" reminded reminder-suppressed
all_set "1 = 1" resolved
check "each would be asked about" wait_for 10 events_are "$tickets" survey-asked survey-suppressed
check "all has left" wait_for 10 sent_all
attack "W36: one acknowledgement" desk_sql_is 1 "SELECT count(*) FROM outbox WHERE kind = 'ack'"
attack "W36: the other tickets bring the victim nothing at all" desk_sql_is 1 \
    "SELECT count(DISTINCT ticket) FROM outbox WHERE recipient = 'victim@example.net'"
attack "W36: no survey" desk_sql_is 0 "SELECT count(*) FROM survey"
attack "W36: what has come is little" test "$(copies victim@example.net | wc -l)" -le 3
attack "L8: and says nothing that the attacker wrote" \
    test -z "$(copies victim@example.net | xargs grep -liE 'pills|order [0-9]')"
is "and each ticket says why" "$(desk_sql "SELECT count(*) FROM event WHERE kind IN
    ('reminder-suppressed', 'status-suppressed') AND detail LIKE '%had no mail of the ticket%'")" \
    $((2 * (tickets - 1)))

# --- W17: the very links of a survey mail ------------------------------------------------------------

envelope=amy@example.net to=front@example.com letter amy "Amy <amy@example.net>" "Help amy" "$proved"
volley 1
all_set "subject = 'Help amy'" resolved
check "amy is asked" wait_for 10 desk_sql_is 1 "SELECT count(*) FROM outbox WHERE kind = 'survey'
    AND state = 'sent'"
survey=$(copies amy@example.net | xargs grep -l '^List-Unsubscribe: ')
mapfile -t links < <(python3 - "$survey" <<'PY'
import email, email.policy, re, sys, urllib.parse
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
links = re.findall(r'href="(mailto:[^"?]*(?:%2B|\+)v[^"?]*)', mail.get_body(("html",)).get_content())
links.append(re.search(r"<(mailto:[^>?]+)", mail["List-Unsubscribe"]).group(1))
print("\n".join(dict.fromkeys(urllib.parse.unquote(link[len("mailto:"):]) for link in links)))
PY
)
is "a link for each score, and one to be left alone" "${#links[@]}" 6
for n in "${!links[@]}"; do
    to=${links[n]}
    body=' ' envelope=scan@gate.example.org letter "scan-$n" "scan@gate.example.org" "4"
    body=' ' envelope='' letter "null-$n" "amy@example.net" "4"
    body=' ' envelope=amy@example.net letter "auto-$n" "amy@example.net" "4" \
        "Auto-Submitted: auto-replied"
    body=' ' envelope=amy@example.net letter "list-$n" "amy@example.net" "4" "Precedence: bulk" \
        "Auto-Submitted: auto-replied (scanner)"
    body=' ' envelope=amy@example.net letter "forged-$n" "amy@example.net" "4" "$forged"
done
volley 4
attack "W17: who opens every link by mail casts no vote" desk_sql_is 0 \
    "SELECT count(*) FROM survey WHERE score IS NOT NULL"
attack "W17: and leaves nobody alone who wants to be asked" desk_sql_is 0 \
    "SELECT count(*) FROM contact WHERE no_surveys IS NOT NULL"
is "all of them are noted" "$(desk_sql "SELECT count(*) FROM event WHERE kind = 'survey-ignored'")" 30
body=' ' envelope=amy@example.net to=${links[3]} letter amy-votes "amy@example.net" "4"
volley 1
attack "W17: then amy votes, and that is one" desk_sql_is "4" "SELECT score FROM survey"

# --- B3: a status mail that does not arrive ends them ----------------------------------------------------

envelope=dan@example.net to=front@example.com letter dan "Dan <dan@example.net>" "Help dan" "$proved"
volley 1
all_set "subject = 'Help dan'" in-progress
check "dan is told" wait_for 10 sent_all
home=$(desk_sql "SELECT envelope_from FROM outbox WHERE kind = 'status' AND recipient = 'dan@example.net'")
body="--b\n\nIt failed.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n
Final-Recipient: rfc822; dan@example.net\nAction: failed\nStatus: 5.1.1\n\n--b--" envelope='' to=$home \
    letter bounce "MAILER-DAEMON@mx.example.net" "Undelivered" "MIME-Version: 1.0" \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b"
volley 1
is "the bounce marks the very mail" "$(desk_sql "SELECT kind || ' ' || delivery FROM outbox
    WHERE delivery IS NOT NULL")" "status failed"
all_set "subject = 'Help dan'" resolved
check "he would be asked" wait_for 10 desk_sql_is 1 "SELECT count(*) FROM event e JOIN ticket t
    ON t.id = e.ticket WHERE t.subject = 'Help dan' AND e.kind = 'survey-suppressed'"
attack "B3: no mail of the desk's own goes there any more" desk_sql_is 2 \
    "SELECT count(*) FROM outbox WHERE recipient = 'dan@example.net'"
is "and the ticket says why" "$(desk_sql "SELECT count(*) FROM event e JOIN ticket t ON t.id = e.ticket
    WHERE t.subject = 'Help dan' AND e.detail LIKE '%mail to this address has failed%'")" 2
clean "the store is sound" "$(desk_store_problems)"
done_testing
