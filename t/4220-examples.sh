#!/bin/bash
# The worked examples of etc/examples do what they promise: mails by the real Postfix land in the
# category, with the team, the priority, the SLA and the agent that an admin reads in them.
# shellcheck source=t/lib/scenes.sh
. "${srcdir:-.}/t/lib/scenes.sh"

# use EXAMPLE: its configuration on this desk. All three share a store: each has mailboxes and
# people of its own.
use()
{
    local examples=$DESK_ROOT/share/doc/deskmilter/examples
    {
        desk_base_conf "$DESK" "$DESK_ROOT" "$DESK_USER" "$DESK_RELAY"
        echo 'limits { acks-per-hour = 0 }'
        sed -e '/^hostname = /d' -e "s|\"/etc/deskmilter/|\"$examples/|" "$examples/$1.conf"
    } >"$DESK/deskmilter.conf"
}

# sound: deskctl check is content with it.
sound()
{
    is "$1: sound, and nothing odd in it" \
        "$(desk_ctl check --json | desk_json '[*d["errors"], *d["advice"]]')" ""
}

reload()
{
    local before
    before=$(grep -c "configuration reloaded" "$DESK/deskmilter.log")
    kill -USR1 "$desk_milter_pid"
    wait_for 10 reloaded "$before"
}

reloaded()
{
    [ "$(grep -c "configuration reloaded" "$DESK/deskmilter.log")" -gt "$1" ]
}

# An encoded word, so that any script may stand in a subject.
encoded()
{
    echo "=?utf-8?b?$(printf %s "$1" | base64 -w 0)?="
}

# ask FROM TO SUBJECT TEXT [HEADER]...: what its ticket has goes to $got: category, team, priority,
# SLA, assignee and tags. The ticket is in $ticket.
sent=0
ask()
{
    sent=$((sent + 1))
    body=$4 write "example-$sent" "$1" "$2" "$(encoded "$3")" "MIME-Version: 1.0" \
        "Content-Type: text/plain; charset=utf-8" "Content-Transfer-Encoding: 8bit" "${@:5}"
    ticket=${landed#new }
    got=$(show "$ticket" '" ".join(str(d[k] if k != "sla" else d[k] and d[k]["name"])
        for k in ("category", "team", "priority", "sla", "assignee")) + " " + ",".join(d["tags"])')
}

# cases FROM TO: asks each line "what|subject|text|expected" of standard input; ^ in a text is a new line.
cases()
{
    local what subject text expected
    while IFS='|' read -r what subject text expected; do
        ask "$1" "$2" "$subject" "${text//^/$'\n'}"
        is "$what" "$got" "$expected"
    done
}

desk_setup
desk_programs
use it-help-desk
desk_ctl init >/dev/null
desk_start_milter && scenes_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

# ---- IT help desk ----
sound "IT help desk"
cases "$jane" it@example.com <<'CASES'
IT: a password|I forgot my password|Please reset it.|Access frontline normal office alice access
IT: a printer, next in turn|Trouble in room 12|The printer jams again.|Hardware frontline normal office bob hardware
IT: a server|The mail server is down|Nothing comes in.|Outage operations critical outage olga outage
IT: the next goes to who has less|Server|It is not responding: the database server is offline|Outage operations critical outage otto outage
IT: urgent|URGENT: docking station||Hardware frontline high office alice hardware
IT: urgent, and for many|Urgent: printer|Nobody can work here.|Hardware frontline critical office bob hardware
IT: nothing known|A question|May I come by?|None frontline normal office alice 
IT: not what it looks like|The Password field of the form is green||None frontline normal office bob 
IT: planned|Planned maintenance|The web server is down on Sunday.|Outage frontline low office alice outage,planned
IT: a rule against the category|Password|I got phished and typed my password|Access operations high office olga access,security
IT: Cyrillic|СЕРВЕР НЕ РАБОТАЕТ||Outage operations critical outage otto outage
IT: Japanese, without blanks|至急|昨日からサーバーがダウンしています|Outage operations critical outage olga outage
IT: Turkish capitals|ŞİFREMİ UNUTTUM|Merhaba|Access frontline normal office bob access
IT: decomposed|Mot de passe|J'ai oublié|Access frontline normal office alice access
IT: quotes do not count|Re: our talk|Thank you!^^On Sun, 1 Mar 2026 at 12:00, Bob <bob@example.net> wrote:^> the server is down, my password and^> the printer are gone, urgent|None frontline normal office bob 
IT: nor does a signature|Lunch|Today at noon?^^-- ^Jane Doe, Password and Printer Services^Urgent: call 0123|None frontline normal office alice 
CASES
ask "$bob" it@example.com "The server is down" "Help!"
is "IT: an outage has half an hour" "$(show "$ticket" '[[c["clock"], c["state"], c["allowed_s"]]
    for c in d["sla"]["clocks"]]')" '["first-response", "running", 1800] ["resolution", "running", 14400]'
is "IT: from its arrival, round the clock" "$(show "$ticket" '__import__("datetime").datetime.fromisoformat(
    d["sla"]["clocks"][0]["due"].replace("Z", "+00:00")).timestamp() -
    __import__("datetime").datetime.fromisoformat(d["created"].replace("Z", "+00:00")).timestamp()')" 1800.0
proof="Authentication-Results: mx.example.com; dmarc=pass header.from=example.net"
ask "$jane" it@example.com "Disk 93 %" "db7" "X-Alert-Severity: critical" "$proof"
like "IT: a field of a proved sender" "$got" '^None operations critical outage (olga|otto) monitoring$'
ask "$jane" it@example.com "Disk 94 %" "db7" "X-Alert-Severity: critical"
like "IT: of anybody else" "$got" '^None frontline normal office (alice|bob) $'

# ---- shop ----
use shop
sound "shop"
check "shop: it is taken over" reload
cases "$jane" service@example.com <<'CASES'
shop: an invoice|My invoice|It is wrong.|Billing billing normal standard dirk billing
shop: a card|My card keeps failing|What now?|Billing specialists high standard carla billing,payment-failure
shop: where is it|Hello|Where is my parcel?|Delivery service normal standard ben delivery
shop: back, to who knows how|Wrong size|The shoes|Returns service normal standard anna returns
shop: no card to pay with|A business card||None service normal standard ben 
shop: Turkish|Fatura gelmedi||Billing billing normal standard dirk billing
shop: Cyrillic|Карта отклонена||Billing specialists high standard carla billing,payment-failure
shop: Japanese|請求書について||Billing billing normal standard dirk billing
shop: a lawyer|Refund|or my lawyer calls|Billing billing high standard dirk billing,dispute
shop: a quoted invoice|Thanks|All fine.^^On Sun, 1 Mar 2026 at 12:00, Bob <bob@example.net> wrote:^> your invoice, card declined|None service normal standard anna 
CASES
ask "$jane" billing@example.com "Hello" "It is me."
like "shop: by its mailbox" "$got" '^None billing normal standard '
ask "The Boss <ceo@example.org>" service@example.com "Where is my order" "Say."
like "shop: a VIP is bumped" "$got" '^Delivery service high gold '
ask "Buyer <buyer@eu.acme.example.net>" service@example.com "My card was declined" "Again."
like "shop: from high to critical, by the domain" "$got" '^Billing specialists critical gold carla '
ask "Shop <x@retail.example.org>" service@example.com "Where is my order" "Say."
like "shop: a customer who is no VIP" "$got" '^Delivery service normal gold '

# ---- personnel department ----
use hr-desk
sound "HR"
check "HR: it is taken over" reload
# Who is given a ticket hangs on the hour of this run.
hr()
{
    ask "$jane" "$2" "$3" "$4" "${@:6}"
    like "HR: $1" "$got" "$5"
}
hr "payslip" hr@example.com "My payslip" "for May" '^Payroll payroll normal office (lena|None) confidential$'
hr "no salary" hr@example.com "Gehalt" "Ich habe kein Gehalt bekommen" \
    '^Payroll payroll high office (lena|None) confidential$'
hr "leave" hr@example.com "Urlaub im August" "zwei Wochen" '^Leave people normal office (petra|paul|None) leave$'
hr "sick, in the text" hr@example.com "Guten Morgen" "Ich bin krankgeschrieben." \
    '^Sickness care normal office (carmen|None) confidential$'
hr "trouble, to the head alone" hr@example.com "A colleague" "This is bullying." \
    '^None head high office hanna confidential,trouble$'
hr "an application" jobs@example.com "Hello" "It is me." '^Applications people normal None (petra|paul|None) applications$'
hr "Turkish" hr@example.com "MAAŞ" "Merhaba" '^Payroll payroll normal '
hr "Cyrillic" hr@example.com "Отпуск" "в августе" '^Leave people normal '
hr "Japanese" hr@example.com "診断書を送ります" "" '^Sickness care normal '
body=$(printf '%s\n' --x "Content-Type: text/plain" "" "Here it is." --x \
    'Content-Type: application/pdf; name="au.pdf"' "Content-Transfer-Encoding: base64" "" "JVBERi0=" --x--)
body=$body write hr-pdf "$jane" hr@example.com "Sick note" "MIME-Version: 1.0" \
    'Content-Type: multipart/mixed; boundary="x"'
ticket=${landed#new }
is "HR: with the certificate" "$(show "$ticket" '[d["category"], *d["tags"]]')" \
    "Sickness certificate confidential"
is "HR: it is due while the office is open" "$(show "$ticket" '(lambda t: t.isoweekday() < 6 and
    (9, 0) <= (t.hour, t.minute) <= (17, 0) and t.strftime("%m-%d") not in ("01-01", "12-25", "12-26"))(
    __import__("datetime").datetime.fromisoformat(d["sla"]["clocks"][0]["due"].replace("Z", "+00:00"))
    .astimezone(__import__("zoneinfo").ZoneInfo("Europe/Berlin")))')" true
done_testing
