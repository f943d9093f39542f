#!/bin/bash
# Agents open tickets with a customer's own mail, and send files (RULES C2, C3, C5, W38): through the
# submission service, with the original as a mail program attaches it; each byte at the customer.
# Any store would do.
# shellcheck source=t/lib/agents.sh
. "${srcdir:-.}/t/lib/agents.sh"

# A mail of 37 MB and a limit of 25 MB are the long form.
unit=100000
[ "${DESK_LONG:-0}" = 0 ] || unit=1000000
agents_setup <<CF
message-size-limit = 50M
answers {
    attachments = $((25 * unit))
}
CF
printf 'Dear {{customer.name}}, this is #{{ticket.id}}.\n' >"$DESK/canned/hello.txt"
printf 'Dear {{customer.nmae}}.\n' >"$DESK/canned/typo.txt"

# bring SUBJECT TEXT FILE: alice writes TEXT to the desk, with a mail as a file.
bring()
{
    id=$SRANDOM.$SRANDOM@example.com
    {
        printf '%s\r\n' "From: Alice Roe <alice@example.com>" "To: support@example.com" \
            "Subject: $1" "Date: $(LC_ALL=C date -R)" "Message-ID: <$id>" "MIME-Version: 1.0" \
            "Content-Type: multipart/mixed; boundary=part" "" "--part" \
            "Content-Type: text/plain" "" "$2" "--part" "Content-Type: message/rfc822" \
            "Content-Disposition: attachment; filename=original.eml" ""
        cat "$3"
        printf '\r\n--part--\r\n'
    } >"$DESK/brought"
    submit alice alice@example.com support@example.com <"$DESK/brought"
    find_ticket "$id"
}

# original FROM: the mail of a customer as somebody's mailbox has it.
original()
{
    printf '%s\r\n' "Received: from client by mx.example.net; Sun, 1 Nov 2026 10:00:00 +0100" \
        "From: $1" "To: Alice Roe <alice@example.com>" "Subject: =?utf-8?Q?Toner_f=C3=BCr_uns?=" \
        "Date: Sun, 1 Nov 2026 10:00:00 +0100" "Message-ID: <toner@client.example.net>" \
        "MIME-Version: 1.0" "Content-Type: text/plain; charset=utf-8" \
        "Content-Transfer-Encoding: 8bit" "" "The xhardwarex needs toner,  sagt Zoë." \
        "	She said so. " >"$DESK/original"
}

original "Carol Jones <carol@example.net>"
bring "Fwd: toner" "xinvoicex is not her matter." "$DESK/original"
like "C5: a mail with the customer's own is taken" "$answer" '^250 '
is "the ticket is hers" "$(show 'd["requester"]["address"], d["requester"]["name"], d["subject"]')" \
    "carol@example.net Carol Jones Toner für uns"
is "her mail is the first message, and what alice says a note" \
    "$(show '[[m["direction"], m["author"]] for m in d["messages"]]' | tr -d '"[],')" \
    "in carol@example.net note alice@example.com"
desk_ctl ticket raw "$ticket" >"$DESK/kept"
check "her mail is kept as it was" cmp "$DESK/kept" "$DESK/original"
is "its words say what it is about" "$(show 'd["category"]')" Hardware
got carol@example.net 1
like "she gets her acknowledgement" "$(text_of "$letter")" 'Your message has arrived'
is "and no more" "$(mails_of carol@example.net | wc -l)" 1
customer "Carol Jones <carol@example.net>" support@example.com "Re: Toner" "When?" \
    "In-Reply-To: <toner@client.example.net>"
is "T1: her answer to her own mail joins it" "$(show 'len(d["messages"])')" 3

tickets=$(desk_tickets)
original "Carol <carol@example.net>, Joe <joe@example.net>"
bring "Fwd: toner" "Whose?" "$DESK/original"
like "an original of two senders is sent back" "$answer" \
    '^550 5\.7\.1 .*its From does not say who the customer is, expected a line #requester'
bring "Fwd: toner" "#requester jim@example.net" "$DESK/original"
like "with the line it is taken" "$answer" '^250 '
is "and his" "$(show 'd["requester"]["address"]') $(($(desk_tickets) - tickets))" "jim@example.net 1"

tickets=$(desk_tickets)
original "Bob Stone <bob@example.com>"
bring "Look" "What do you think?" "$DESK/original"
is "a colleague's mail opens a ticket of alice's own" \
    "$(show 'd["requester"]["address"]') $(($(desk_tickets) - tickets))" "alice@example.com 1"

while IFS='|' read -r line reply; do
    written alice support@example.com "Your printer" "#requester boss@example.net
$line"
    like "C2: $line" "$answer" "$reply"
done <<'CASES'
#canned none|^550 5\.7\.1 line 2: #canned none: there is no file none\.txt
#canned typo|^550 5\.7\.1 line 2: #canned typo: its file has the field \{\{customer\.nmae\}\}, which there is not
#canned ../canned/hello|^550 5\.7\.1 line 2: #canned \.\./canned/hello: .*expected a name
#kb none|^550 5\.7\.1 line 2: #kb none: there is no file none\.md
CASES
written alice support@example.com "Your printer" "#requester Big Boss <boss@example.net>
#canned hello"
find_ticket "$id"
got boss@example.net 1
like "a canned text knows the ticket that it opens" "$(text_of "$letter")" \
    "^Dear Big Boss, this is #$ticket\\."

# Files go on byte for byte, and signatures of mail programs stay behind.
opened "Manual" "How does it work?"
head -c 200000 /dev/urandom >"$DESK/manual.bin"
printf 'a\r\nb\nc\r' >"$DESK/odd.txt"
printf 'secret' >"$DESK/smime.p7s"
answer_as thunderbird alice@example.com "As attached." --attach "$DESK/manual.bin" \
    --attach "$DESK/odd.txt"
got jane@example.net 2
is "files pass on byte for byte" "$(python3 - "$letter" "$DESK/manual.bin" "$DESK/odd.txt" <<'PY'
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
files = [(p.get_filename(), p.get_payload(decode=True)) for p in mail.iter_attachments()]
print(files == [(n.rsplit("/", 1)[1], open(n, "rb").read()) for n in sys.argv[2:]])
PY
)" True

opened "Photo" "What does it look like?"
head -c $((22 * unit)) /dev/urandom >"$DESK/photo.raw"
head -c $((5 * unit)) /dev/urandom >"$DESK/photo.jpg"
postconf -c "$DESK/postfix" -e "message_size_limit = 100000000"
postfix -c "$DESK/postfix" reload 2>/dev/null
answer_as gmail alice@example.com "Dear Jane, the photo is below." --attach "$DESK/photo.raw" \
    --attach "$DESK/photo.jpg"
like "W38: an answer with too much in it is taken" "$answer" '^250 '
is "as a note" "$(show 'd["messages"][-1]["direction"], d["status"]')" "note new"
like "alice is told why" "$(desk_sql "SELECT detail FROM outbox WHERE ticket = $ticket
    AND kind = 'command-result' AND recipient = 'alice@example.com'")" \
    "its files have $((27 * unit)) bytes, and at most $((25 * unit)) may go to a customer"
answer_as gmail alice@example.com "#publish $(show "len(d[\"messages\"])")"
like "W38: #publish is taken" "$answer" '^250 '
got jane@example.net 2
like "and sends the text" "$(text_of "$letter")" '^Dear Jane, the photo is below\.'
agents_end "xinvoicex"
