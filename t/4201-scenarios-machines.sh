#!/bin/bash
# Scenes with machines (RULES W14, W15, W35, W36): automatic answers, lists, services, and a flood of
# spoofed mails. W1 and W18 are in 4210, W16 is in 4401. It is the mail that decides here, and the
# budgets are counted on PostgreSQL by other tests, so this runs on one store.
# shellcheck source=t/lib/scenes.sh
. "${srcdir:-.}/t/lib/scenes.sh"

scenes_setup </dev/null

write first "$jane" support@example.com "Printer on fire"
acked 1
is "her ticket is acknowledged" $? 0
desk_ctl ticket set 1 --status closed >/dev/null
is "and closed" "$(show 1 'd["status"]')" closed

# ---- W14 ----
rfc="Auto-Submitted: auto-replied"
exchange="Auto-Submitted: auto-generatedNLX-Auto-Response-Suppress: AllNLX-MS-Exchange-Inbox-Rules-Loop: jane@example.net"
gmail="Precedence: bulkNLAuto-Submitted: auto-repliedNLX-Autoreply: yes"
old="X-Autorespond: yesNLPrecedence: auto_reply"
tickets=$(desk_tickets)
n=0
while IFS='|' read -r what from to subject header; do
    n=$((n + 1))
    sender=${from#-} to=${to:-support@example.com}
    body="I am away until Monday." write "w14-$n" "$jane" "$to" "$subject" \
        ${header:+"${header//NL/$'\n'}"}
    is "W14: $what: stands beside the ticket, which stays closed" \
        "$landed $(show 1 'd["status"]')" "event 1 closed"
done <<WAYS
RFC 3834, to the reply address|-|$address|Auto: [#1] We have your message|$rfc
RFC 3834, by In-Reply-To, its own sender|jane@example.net||Auto: [#1] We have your message|$rfc (vacation)NLIn-Reply-To: <$ours>
RFC 3834, that names nothing|-||Gone fishing|$rfc
Exchange|-|$address|Automatic reply: [#1] We have your message|${exchange}NLIn-Reply-To: <$ours>
Exchange, by the tag alone|-||Automatic reply: [#1] We have your message|$exchange
Gmail|jane@example.net||Out of office Re: [#1] We have your message|${gmail}NLIn-Reply-To: <$ours>NLReferences: <$ours>
Gmail, to the reply address|jane@example.net|$address|Away|$gmail
an old responder|jane@example.net|$address|Away|$old
German|-|$address|Abwesenheitsnotiz: [#1] We have your message|$exchange
German, encoded|-|$address|=?utf-8?q?Automatische_Antwort=3A_Ich_bin_im_Urlaub_=E2=80=93_zur=C3=BCck_am_1=2E?=|$rfc
Japanese|-|$address|=?iso-2022-jp?b?GyRCSVQ6X0RMQ04bKEI=?=|$exchange
Japanese, in UTF-8|-|$address|=?utf-8?b?$(printf '自動応答: [#1] お問い合わせ' | base64 -w0)?=|$rfc
French, from its own sender|jane@example.net|$address|=?utf-8?q?R=C3=A9ponse_automatique_=3A_absence?=|$old
WAYS
unset sender
# A responder that marks nothing: its words are in doubt, and doubt opens nothing.
body="I am out of the office until Monday and have no access to my mail." \
    write w14-doubt "$jane" "$address" "Automatic reply: [#1] We have your message"
is "W14: words alone: closed" "$(show 1 'd["status"]')" closed
like "W14: the doubt is on the ticket" "$(show 1 "$events")" 'machine'
is "W14: no ticket, no mail" "$(desk_tickets) $(desk_sql "SELECT count(*) FROM outbox")" "$tickets 1"
is "W14: nothing was opened again" "$(show 1 '[e["kind"] for e in d["events"]].count("reopened")')" 0
write w14-person "$jane" "$address" "Re: [#1] We have your message"
is "W14: the same customer in person opens it" "$landed $(show 1 'd["status"]')" "append 1 open"

# ---- W15 ----
desk_ctl ticket set 1 --status closed >/dev/null
mails=$(desk_sql "SELECT count(*) FROM outbox")
write w15 "$jane" support@example.com "Re: [#1] Printer on fire" "Precedence: list" \
    "List-Id: <office.example.net>" "In-Reply-To: <$ours>" "Sender: office-bounces@example.net"
is "W15: a human through a group reopens" "$landed $(show 1 'd["status"]')" "append 1 open"
sender=office-bounces@example.net write w15-new "$bob" support@example.com "A question" \
    "Precedence: list" "List-Id: <office.example.net>" "List-Unsubscribe: <mailto:x@example.net>"
like "W15: and opens tickets" "$landed" '^new '
like "W15: with a reason" "$(show "${landed#new }" \
    '[e["detail"] for e in d["events"] if e["kind"] == "ack-suppressed"]')" "nobody reads mail at"
write w15-own "$bob" support@example.com "Another question" "Precedence: list" \
    "List-Id: <office.example.net>" "List-Unsubscribe: <mailto:x@example.net>"
is "W15: none of them is acknowledged" "$(desk_sql "SELECT count(*) FROM outbox")" "$mails"
like "W15: with a reason" "$(show "${landed#new }" \
    '[e["detail"] for e in d["events"] if e["kind"] == "ack-suppressed"]')" 'mailing list'
is "W15: a human's mail, and his ticket" "$(show "${landed#new }" 'd["requester"]["address"]')" \
    bob@example.net

# ---- W35 ----
# Mallory owns a ticket, and signs up somewhere with its address.
write w35 "$mallory" support@example.com "I only want a ticket"
ticket=${landed#new }
acked "$ticket"
is "W35: his ticket is acknowledged" $? 0
before=$(show "$ticket" '[d["status"], d["participants"]]')
n=0
while IFS='|' read -r what from to header; do
    n=$((n + 1))
    body="Your code is 123456" write "w35-$n" "$from" "$to" "Your code is 123456" ${header:+"$header"}
    is "W35: $what: held" "$landed" "held $ticket"
done <<WAYS
noreply, to the ticket's address|Shop <noreply@shop.example.com>|$address|
No-Reply with a name|Shop <Shop.No-Reply+x42@shop.example.com>|$address|Auto-Submitted: auto-generated
a verification sender|Chat <verification@chat.example.com>|$address|
whoever else|Chat <team@chat.example.com>|$address|
noreply, by the desk's Message-ID|Shop <noreply@shop.example.com>|support@example.com|In-Reply-To: <$ours>
WAYS
write w35-tag "Shop <noreply@shop.example.com>" support@example.com "[#$ticket] Your code is 123456"
like "W35: by the tag: not on it" "$landed" '^new '
is "W35: the ticket is as it was" "$(show "$ticket" '[d["status"], d["participants"]]')" "$before"
# In Cc the service would be on the ticket, as if it were his friend.
write w35-cc "$mallory" "$address" "Re: x" "Cc: noreply@shop.example.com"
write w35-member "Shop <noreply@shop.example.com>" "$address" "Your code is 123456"
is "W35: even of a service that he has put in Cc" "$landed" "held $ticket"
check "W35: all has left" wait_for 20 settled
clean "W35: no byte of it" "$(grep -rl 123456 "$DESK/sink")"

# ---- W36 ----
sed -i '/^limits {/,/^}/d' "$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid"
check "W36: the desk has its own limits again" \
    wait_for 10 grep -q 'configuration reloaded' "$DESK/deskmilter.log"
mails=1000
[ -z "${DESK_LONG:-}" ] || mails=10000
cat >"$DESK/spoof.py" <<'PY'
"""Mails that name one victim, from everywhere: spoof.py PORT COUNT. Prints each answer."""
import sys
import threading

sys.path.insert(0, sys.argv[3])
from send import Smtp

NAMES = ("victim@example.net", "Victim <VICTIM@Example.NET>", '"victim"@example.net',
         "victim@example.net (Victim)", "=?utf-8?q?V=C3=ADctim?= <victim@example.net>")
count, lanes = int(sys.argv[2]), 4


def spoof(lane):
    smtp = Smtp(int(sys.argv[1]))
    smtp.command("EHLO bot.example.org")
    for n in range(lane, count, lanes):
        # Every seventh has no From at all: then the envelope names the victim.
        sender = f"bot{n}@bots.example.org" if n % 7 else "victim@example.net"
        head = [f"From: {NAMES[n % len(NAMES)]}"] if n % 7 else []
        head += ["To: support@example.com", f"Subject: order {n}", f"Message-ID: <{n}@bots.example.org>",
                 "Date: Sun, 01 Mar 2026 12:00:00 +0000", "Reply-To: victim@example.net"]
        for line in (f"MAIL FROM:<{sender}>", "RCPT TO:<support@example.com>", "DATA"):
            smtp.command(line)
        smtp.socket.sendall("\r\n".join(head + ["", f"buy {n}", ".", ""]).encode())
        sys.stdout.write("%d %s\n" % smtp.reply())


threads = [threading.Thread(target=spoof, args=(lane,)) for lane in range(lanes)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
PY
desk_start spoof python3 "$DESK/spoof.py" "$DESK_SMTP" $mails "$srcdir/t/lib"
spoof=$desk_started
wait_for 20 grep -q '^250' "$DESK/spoof.log"
write w36-good "Gus <gus@example.net>" support@example.com "Somebody else"
wait "$spoof"
is "W36: $mails spoofed mails are taken" "$(grep -c '^250' "$DESK/spoof.log")" $mails
is "W36: one acknowledgement to the victim" "$(desk_sql "SELECT count(*) FROM outbox
    WHERE recipient LIKE '%victim%'")" 1
check "W36: all has left" wait_for 20 settled
is "W36: one mail at the victim" "$(grep -rliE '^X-Rcpt-Args: <"?victim"?@' "$DESK/sink" | wc -l)" 1
check "W36: at most 20 tickets" test "$(desk_sql "SELECT count(*) FROM ticket
    WHERE subject LIKE 'order %'")" -le 20
is "W36: each mail is on one of them" "$(desk_sql "SELECT count(*) FROM message m
    JOIN ticket t ON t.id = m.ticket WHERE t.subject LIKE 'order %'")" $mails
like "W36: who writes meanwhile has his ticket" "$landed" '^new '
acked "${landed#new }"
is "W36: and his acknowledgement" $? 0
write w36-victim "Victim <victim@example.net>" support@example.com "Now it is me"
like "W36: the victim's own mail is taken" "$landed" '^(new|held) '
scenes_end
