#!/bin/bash
# The worked examples of etc/examples do what they promise: mails by the real Postfix land in the
# category, with the team, the priority, the SLA and the agent that an admin reads in them. Any
# store would do.
# shellcheck source=t/lib/scenes.sh
. "${srcdir:-.}/t/lib/scenes.sh"

# use EXAMPLE: its configuration on this desk. All three share a store: each has mailboxes and
# people of its own.
use()
{
    local examples=$DESK_ROOT/share/doc/deskmilter/examples
    {
        desk_base_conf "$DESK" "$DESK_ROOT" "$DESK_USER" "$DESK_RELAY"
        printf '%s\n' 'limits {' 'tickets-per-hour = 1000' '}'
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

# ask WHAT FROM TO SUBJECT TEXT EXPECTED [HEADER]...: a mail, ^ in its text is a new line, and what
# its ticket shall have: category, team, priority, SLA, assignee and tags; a pattern if it begins
# with ^. It is sent by asked.
names=() expected=()
ask()
{
    local file
    file=$DESK/mails/$(printf %03d ${#names[@]})
    names+=("$1") expected+=("$6")
    printf '%s\n' "$(address_in "$2") $3" "From: $2" "To: $3" "Subject: $(encoded "$4")" \
        "Date: Sun, 01 Mar 2026 12:00:00 +0000" "Message-ID: <${file##*/}@client.example.net>" \
        "MIME-Version: 1.0" "Content-Type: text/plain; charset=utf-8" \
        "Content-Transfer-Encoding: 8bit" "${@:7}" "" "${5//^/$'\n'}" >"$file"
}

# cases FROM TO: asks what each line "what|subject|text|expected" of standard input says.
cases()
{
    local what subject text wanted
    while IFS='|' read -r what subject text wanted; do
        ask "$what" "$1" "$2" "$subject" "$text" "$wanted"
    done
}

# What stands in the order of the mails in the last of them.
fields='[" ".join(str(t[k]) for k in ("category", "team", "priority", "sla", "assignee")) + " " +
    ",".join(t["tags"]) for t in reversed(d)]'

# asked: sends the mails in one session, one after the other, and looks at their tickets.
asked()
{
    local got i first=$seen
    python3 -c 'import pathlib, smtplib, sys
with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as smtp:
    for path in sys.argv[2:]:
        envelope, mail = pathlib.Path(path).read_bytes().split(b"\n", 1)
        sender, to = envelope.decode().split()
        smtp.sendmail(sender, [to], mail.replace(b"\n", b"\r\n"))' "$DESK_SMTP" "$DESK"/mails/*
    is "they are taken" $? 0
    mapfile -t got < <(desk_ctl ticket list --limit ${#names[@]} --json | desk_json "$fields")
    for i in "${!names[@]}"; do
        if [[ ${expected[i]} == ^* ]]; then
            like "${names[i]}" "${got[i]}" "${expected[i]}"
        else
            is "${names[i]}" "${got[i]}" "${expected[i]}"
        fi
    done
    seen=$((seen + ${#names[@]}))
    is "a ticket each" "$(desk_sql "SELECT count(*) FROM ticket")" $seen
    rm "$DESK"/mails/*
    names=() expected=()
    ticket=$((first + 1))
}
seen=0

desk_setup
desk_programs
mkdir "$DESK/mails"
use it-help-desk
desk_ctl init >/dev/null
desk_start_milter && scenes_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

# ---- IT help desk ----
sound "IT help desk"
canned=$(sed -n 's/^canned-dir = "\(.*\)"$/\1/p' "$DESK/deskmilter.conf")
check "its canned answers are there" test -s "$canned/password.txt" -a -s "$canned/de/password.txt"
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
ask "IT: field of a proved sender" "$jane" it@example.com "Disk 93 %" "db7" \
    '^None operations critical outage (olga|otto) monitoring$' "X-Alert-Severity: critical" \
    "Authentication-Results: mx.example.com; dmarc=pass header.from=example.net"
ask "IT: of anybody else" "$jane" it@example.com "Disk 94 %" "db7" \
    '^None frontline normal office (alice|bob) $' "X-Alert-Severity: critical"
asked
outage=$((ticket + 2))
is "IT: an outage has half an hour" "$(show $outage '[[c["clock"], c["state"], c["allowed_s"]]
    for c in d["sla"]["clocks"]]')" '["first-response", "running", 1800] ["resolution", "running", 14400]'
# at KEY: a moment of d, in Python.
at()
{
    echo "__import__('datetime').datetime.fromisoformat(d$1.replace('Z', '+00:00'))"
}
is "IT: from its arrival, round the clock" \
    "$(show $outage "($(at '["sla"]["clocks"][0]["due"]') - $(at '["created"]')).total_seconds()")" 1800.0

# ---- shop ----
use shop
sound "shop"
check "shop: it is taken over" reload
cases "$jane" service@example.com <<'CASES'
shop: an invoice|My invoice|It is wrong.|Billing billing normal standard dirk billing
shop: a card|My card keeps failing|What now?|Billing specialists high standard carla billing,payment-failure
shop: where is it|Hello|Where is my parcel?|Delivery service normal standard anna delivery
shop: back, to who knows how|Wrong size|The shoes|Returns service normal standard anna returns
shop: no card to pay with|A business card||None service normal standard ben 
shop: Turkish|Fatura gelmedi||Billing billing normal standard carla billing
shop: Cyrillic|Карта отклонена||Billing specialists high standard carla billing,payment-failure
shop: Japanese|請求書について||Billing billing normal standard dirk billing
shop: a lawyer|Refund|or my lawyer calls|Billing billing high standard dirk billing,dispute
shop: a quoted invoice|Thanks|All fine.^^On Sun, 1 Mar 2026 at 12:00, Bob <bob@example.net> wrote:^> your invoice, card declined|None service normal standard ben 
CASES
ask "shop: by its mailbox" "$jane" billing@example.com "Hello" "It is me." '^None billing normal standard '
ask "shop: a VIP is bumped" "The Boss <ceo@example.org>" service@example.com "Where is my order" "Say." \
    '^Delivery service high gold '
ask "shop: from high to critical, by the domain" "Buyer <buyer@eu.acme.example.net>" \
    service@example.com "My card was declined" "Again." '^Billing specialists critical gold carla '
ask "shop: a customer who is no VIP" "Shop <x@retail.example.org>" service@example.com \
    "Where is my order" "Say." '^Delivery service normal gold '
asked

# ---- personnel department ----
use hr-desk
sound "HR"
check "HR: it is taken over" reload
# Who is given a ticket hangs on the hour of this run.
hr()
{
    ask "HR: $1" "$jane" "$2" "$3" "$4" "$5"
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
asked
body=$body write hr-pdf "$jane" hr@example.com "Sick note" "MIME-Version: 1.0" \
    'Content-Type: multipart/mixed; boundary="x"'
ticket=${landed#new }
is "HR: with the certificate" "$(show "$ticket" '[d["category"], *d["tags"]]')" \
    "Sickness certificate confidential"
is "HR: it is due while the office is open" "$(show "$ticket" "(lambda t: t.isoweekday() < 6 and
    (9, 0) <= (t.hour, t.minute) <= (17, 0) and t.strftime('%m-%d') not in ('01-01', '12-25', '12-26'))(
    $(at '["sla"]["clocks"][0]["due"]').astimezone(__import__('zoneinfo').ZoneInfo('Europe/Berlin')))")" true
done_testing
