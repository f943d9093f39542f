#!/bin/bash
# The acknowledgement as a mail (RULES O1, O3, O6, L8, T11): what stands on the wire when the
# customer's name, subject and Message-ID are as odd as they can be. Any store would do.
# shellcheck disable=SC2016 # $(id) and the like are data here
# shellcheck source=t/lib/post.sh
. "${srcdir:-.}/t/lib/post.sh"

post_setup <<'CF'
mailbox "wien" {
    address = "wien@example.com"
    language = "de-AT"
}
limits {
    unverified-acks-per-day = 20
}
CF
post_sink || bail_out "the sink does not start"

# deliver FROM-VALUE SUBJECT-VALUE [HEADER]...: the lines as they are, to $to, from $sender.
sender=jane@example.net to=support@example.com
deliver()
{
    printf '%s\r\n' "From: $1" "To: $to" "Subject: $2" "${@:3}" "" "Hello" |
        desk_ctl deliver --mail-from "$sender" --rcpt "$to" >>"$DESK/deliver.log" 2>&1
}

# read_ack ID: $DESK/ack.json has what is in the mail of this outbox row.
read_ack()
{
    local id file
    wait_for 10 post_row "$1" sent || return 1
    id=$(desk_sql "SELECT message_id FROM outbox WHERE id = $1")
    file=$(grep -lF -e "<$id>" "$DESK"/sink/*.eml)
    python3 "$srcdir/t/tools/readmail.py" "$file" >"$DESK/ack.json"
}

ack()
{
    desk_json "$1" <"$DESK/ack.json"
}

# One that is as it should be.
desk_start_post
deliver 'Jane Doe <jane@example.net>' 'Printer' 'Message-ID: <one@client.example.net>' \
    'References: <zero@client.example.net> <half@client.example.net>' 'Thread-Topic: Printer'
check "a plain mail is acknowledged" read_ack 1
clean "its form (O1, O3)" "$(ack '"\n".join(d["findings"])')"
is "to whom (L8: no name of an unverified sender)" "$(ack '[d["to_name"], d["to"]]' | paste -sd ' ')" \
    " jane@example.net"
is "from whom" "$(ack 'd["from"]')" "Support <support@example.com>"
is "subject" "$(ack 'd["subject"]')" "[#1] We have your message"
is "In-Reply-To" "$(ack 'd["in_reply_to"]')" "<one@client.example.net>"
is "References (T11)" "$(ack 'd["references"]' | paste -sd ' ')" \
    "<zero@client.example.net> <half@client.example.net> <one@client.example.net>"
is "L8: no topic of an unverified sender" "$(ack 'd["topic"]')" ""
is "both parts have the number" \
    "$(ack '[w in d[p] for p in ("text", "html") for w in ("#1", "support@example.com")]' | paste -sd ' ')" \
    "true true true true"
is "the envelope" "$(python3 -c 'import json, sys
m = json.loads(open(sys.argv[1]).readline())
print([m["mail_from"], m["rcpts"]])' "$DESK/sink.jsonl")" "['', ['jane@example.net']]"
is "no two lines are empty in its text" "$(ack '"\n\n\n" in d["text"].replace("\r", "")')" false

# Odd ones. They are marked as verified, so that name, subject and topic are repeated.
desk_stop_post
rlo=$(printf '\u202e') zwsp=$(printf '\u200b') long=$(printf 'x%.0s' {1..300})
emoji=$(printf '\U1F469\U1F3FD\u200d\U1F680%.0s' {1..60})
refs=$(printf '<r%d@client.example.net> ' {1..60})
names=('"{{x}} %s %n $(id) <script>alert(1)</script>"' '"a\"b\\c, d; e: f@g"' '=?utf-8?q?a=0D=0ABcc:_eve=40example.org?='
    '=?utf-8?b?'"$(printf 'a\r\nX-Evil: 1\r\n\r\nbody' | base64 -w0)"'?=' "\"$long\"" "$emoji"
    "\"Ann${rlo}moc.elpmaxe@troppus\"" "\"${zwsp}${zwsp}\"" "\"=?utf-8?q?still_encoded?=\"" 'Ünï Cödé'
    '"support@example.com"' "$(printf '\xff\xfe\x80 broken')")
n=1
for name in "${names[@]}"; do
    n=$((n + 1))
    sender=odd$n@example.net
    deliver "$name <$sender>" "$name" "Message-ID: <odd$n@client.example.net>" "References: $refs"
done
ids=('< >' '<a b@example.net>' '<no-at-sign>' "<$(printf 'i%.0s' {1..900})@example.net>" '<x@y> <z@y>'
    '"quoted id"@example.net' '<ü@example.net>' '<a@b>X-Evil: 1')
first_id=$((n + 1))
for id in "${ids[@]}"; do
    n=$((n + 1))
    sender=odd$n@example.net
    deliver "Ann <$sender>" "Ids" "Message-ID: $id" "In-Reply-To: $id" "References: $id"
done
n=$((n + 1))
sender=odd$n@example.net
deliver "Ann <$sender>" "No id at all"
without=$n
desk_sql_change "UPDATE outbox SET verified = 1, thread_topic = (SELECT subject FROM ticket
    WHERE ticket.id = outbox.ticket) WHERE id > 1"
desk_start_post
found=
for ((i = 2; i <= n; i++)); do
    read_ack $i || found+="row $i: no ack"$'\n'
    case $(ack '"\n".join(d["findings"]) + d["to"]') in
        "odd$i@example.net") ;;
        *) found+="row $i: $(ack '[*d["findings"], d["to"]]')"$'\n' ;;
    esac
done
clean "the form of $((n - 1)) odd ones" "$found"

read_ack 2
is "O6: a name is data" "$(ack 'd["to_name"]')" '{{x}} %s %n $(id) <script>alert(1)</script>'
is "T11, O6: and the topic that it echoes" "$(ack 'd["topic"]')" \
    '"{{x}} %s %n $(id) <script>alert(1)</script>"'
is "O6: a subject, too" "$(ack 'd["subject"]')" \
    '[#2] "{{x}} %s %n $(id) <script>alert(1)</script>"'
like "O6: literal in the text" "$(ack 'd["text"]')" \
    '^Hello \{\{x\}\} %s %n \$\(id\) <script>alert\(1\)</script>,'
like "O6: escaped in the HTML" "$(ack 'd["html"]')" \
    'Hello <span dir="auto">\{\{x\}\} %s %n \$\(id\) &lt;script&gt;alert\(1\)&lt;/script&gt;</span>,'
read_ack 3
is "quotes come through" "$(ack 'd["to_name"]')" 'a"b\c, d; e: f@g'
for i in 4 5; do
    clean "no line of a name becomes a header (row $i)" \
        "$(grep -rniE '^(bcc|x-evil):' "$DESK/sink")"
done
read_ack 8
unlike "no override turns the text around" "$(ack 'd["to_name"] + d["text"] + d["subject"]')" "$rlo"
read_ack 11
is "letters of other scripts come through" "$(ack 'd["to_name"]')" 'Ünï Cödé'
read_ack 2
is "T11: the first and the last 20 references" \
    "$(ack '[len(d["references"]), d["references"][0], d["references"][-1]]' | paste -sd ' ')" \
    "21 <r1@client.example.net> <odd2@client.example.net>"
read_ack $first_id
is "T3: an id that is none is not answered" "$(ack '[d["in_reply_to"], len(d["references"])]' |
    paste -sd ' ')" " 0"
read_ack $without
is "a mail without Message-ID has an answer without In-Reply-To" "$(ack 'd["in_reply_to"]')" ""

# Addresses beyond ASCII.
sender='idn@bücher.example'
deliver 'Idn <idn@bücher.example>' 'IDN' 'Message-ID: <idn@client.example.net>'
n=$((n + 1))
check "an IDN domain is answered" read_ack $n
is "as A-label" "$(ack 'd["to"]')" "idn@xn--bcher-kva.example"
clean "its form" "$(ack '"\n".join(d["findings"])')"
sender='jörg@example.net'
deliver 'Joerg <jörg@example.net>' 'SMTPUTF8' 'Message-ID: <utf8@client.example.net>'
n=$((n + 1))
check "a UTF-8 local part, which no 7-bit mail can have, fails" wait_for 10 post_row $n failed
like "and says so on the ticket" "$(desk_ctl ticket show $n)" 'could not be sent: .*cannot stand in To'

# Languages and templates of one's own.
sender=franz@example.net to=wien@example.com
deliver 'Franz <franz@example.net>' 'Frage' 'Message-ID: <franz@client.example.net>'
n=$((n + 1))
check "a region without templates" wait_for 10 post_row $n sent
like "falls back to its language" "$(desk_ctl outbox show $n | tr -d '\r')" \
    '^Subject: .* Ihre Nachricht ist angekommen$'
mkdir -p "$DESK/templates/de"
cp -r "$DESK_ROOT/share/deskmilter/templates/en" "$DESK/templates/"
echo '[#{{ticket.id}}] Ihre Nachricht ist da – {{mailbox.name}}' >"$DESK/templates/de/ack.subject"
printf 'Grüß Gott,\n\nIhre Nummer ist {{ticket.id}}.\n' >"$DESK/templates/de/ack.txt"
sed -i "s|^shipped-template-dir = .*|shipped-template-dir = \"$DESK/templates\"|" "$DESK/deskmilter.conf"
kill -USR1 "$desk_post_pid"
check "an own template folder is taken" wait_for 10 grep -q 'read again' "$DESK/deskpost.log"
deliver 'Franz <franz@example.net>' 'Noch eine' 'Message-ID: <franz2@client.example.net>'
n=$((n + 1))
check "and used" wait_for 10 post_row $n sent
desk_ctl outbox show $n | sed '1,/^$/d' >"$DESK/own.eml"
is "for de-AT the one of de" "$(python3 - "$DESK/own.eml" <<'PY'
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(mail["Subject"], mail.get_content_type(), repr(mail.get_content()), sep="|")
PY
)" "[#$n] Ihre Nachricht ist da – Wien|text/plain|'Grüß Gott,\\n\\nIhre Nummer ist $n.\\n'"

# Somebody whose own server vouches for him: what he wrote comes back.
sender=carol@example.net to=support@example.com
deliver 'Carol <carol@example.net>' 'Drucker' 'Message-ID: <carol@client.example.net>' \
    'Thread-Topic: =?utf-8?q?Der_Dr=C3=BCcker?=' \
    'Authentication-Results: mx.example.com; dmarc=pass header.from=example.net'
n=$((n + 1))
check "a verified sender is acknowledged" read_ack $n
clean "its form (O1, O3)" "$(ack '"\n".join(d["findings"])')"
is "L8: to him by name, with his subject" "$(ack '[d["to_name"], d["subject"]]' | paste -sd ' ')" \
    "Carol [#$n] Drucker"
is "T11: and his topic" "$(ack 'd["topic"]')" "Der Drücker"

# An agent is told of mails in her name that nobody has proved (W3); on_wire ROW: what reached the
# relay, Python about one line m of the sink's log.
on_wire()
{
    python3 -c 'import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
m, = [m for m in rows if m["message_id"] == sys.argv[2]]
print(eval(sys.argv[3]))' "$DESK/sink.jsonl" \
        "$(desk_sql "SELECT message_id FROM outbox WHERE id = $1")" "$2"
}

ticket=$n sender=alice@example.com to=$(desk_sql "SELECT reply_to FROM outbox WHERE id = $n")
deliver 'Alice Roe <alice@example.com>' 'Re: Drucker' 'Message-ID: <alice1@client.example.com>'
deliver 'Alice Roe <alice@example.com>' 'Re: Drucker' 'Message-ID: <alice2@client.example.com>'
check "two alarms leave" wait_for 10 post_row $((n + 2)) sent
like "O3: the envelope of an alarm can be bounced to" "$(on_wire $((n + 1)) 'm["mail_from"]')" \
    "^support\+b$ticket-[a-z2-7]{7}-[a-z2-7]{26}@example\.com$"
is "I8: it is for her alone" "$(on_wire $((n + 1)) 'm["rcpts"]')" "['alice@example.com']"
is "O3: it says what it is" "$(on_wire $((n + 1)) 'm["auto_submitted"]')" auto-notified
is "T11: the first begins a thread" "$(on_wire $((n + 1)) 'm["in_reply_to"]')" ""
is "T11: the second continues it" "$(on_wire $((n + 2)) 'm["in_reply_to"]')" \
    "$(desk_sql "SELECT message_id FROM outbox WHERE id = $((n + 1))")"
alarm=$(desk_ctl outbox show $((n + 1)) | tr -d '\r')
like "with the ticket in its subject" "$alarm" "^Subject: \[#$ticket\] Attention: Drucker$"
like "from the mailbox (O5)" "$alarm" '^From: Support <support@example.com>$'
like "and what it is about" "$alarm" '^A mail in your name came'
check "the same bytes on the wire as kept (I7)" post_alike
done_testing
