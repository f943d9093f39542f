#!/bin/bash
# Agents answer from the mail programs they have (RULES C3, C4, O1, O4, T11): mails as Outlook, Gmail,
# Apple Mail, Thunderbird, mutt and s-nail write them, and the real mutt, s-nail and swaks, through
# submission. What the customer gets is compared with what must be there, and all that any customer
# got is searched for what must never be. Any store would do. DESK_LONG=1 has all of the programs in
# place of four, and sends a mail again 100 times in place of 10.
# shellcheck source=t/lib/agents.sh
. "${srcdir:-.}/t/lib/agents.sh"

agents_setup </dev/null
printf '%s\n' outlook gmail apple-mail thunderbird >"$DESK/clients"
[ -z "${DESK_LONG:-}" ] || python3 "$srcdir/t/tools/clients.py" --list >"$DESK/clients"

words='Dear Jane,

please use the other printer. It stands in room 5, <near> the door.

Greetings'

# expected TEXT: the mail that the customer must have got, but for its HTML.
expected()
{
    cat <<MAIL
Date: DATE
From: Support <support@example.com>
To: Jane Doe <jane@example.net>
Reply-To: support+TOKEN@example.com
Subject: Re: [#$ticket] $subject
Message-ID: <ID>
In-Reply-To: <$acked>
References: <$asked>
 <$acked>
MIME-Version: 1.0
Content-Type: multipart/alternative;
 boundary="BOUNDARY"

--BOUNDARY
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 7bit

$1

-- 
Alice Roe
Example Support

--BOUNDARY
MAIL
}

# ask SUBJECT TEXT: a ticket of jane's; what identifies her mail and its acknowledgement is in $asked
# and $acked.
ask()
{
    subject=$1
    opened "$1" "$2" || bail_out "nobody was told of a ticket"
    asked=$id acked=$(field Message-ID "$letter" | tr -d '<>')
}

# reaches WHAT TEXT: jane got that, and nothing else.
reaches()
{
    like "$1: it is taken" "$answer" '^250 '
    got jane@example.net 2
    is "$1: it arrives" $? 0
    [ -n "$letter" ] || return
    is "$1: byte by byte" "$(tell shape "$letter" | sed '/^--BOUNDARY$/,$ { /^Content-Type: text.html/,$ d }' )" \
        "$(expected "$2")"
    like "$1: its HTML has the same" "$(tell html "$letter")" '<div dir="auto">'
    is "$1: the ticket waits" "$(show 'd["status"], d["assignee"]')" "waiting alice"
}

# --- as they write -----------------------------------------------------------------------------

printers=0
while read -r client; do
    ask "Printer $((++printers))" "The printer burns. Shall I run?"
    answer_as "$client" alice@example.com "$words" --signature "$alice_signature"
    reaches "$client" "$words"
done <"$DESK/clients"

ask "No thread" "The printer burns."
answer_as outlook alice@example.com "$words" --signature "$alice_signature" --no-thread
reaches "Outlook behind a gateway that drops In-Reply-To" "$words"

ask "Between the lines" "Shall I run?
And where to?"
answer_as thunderbird alice@example.com "" --between "Shall I run=No." --between "And where to=Nowhere."
reaches "answers between the lines keep the customer's words" "> Shall I run?

No.

> And where to?

Nowhere."

# --- the real ones -----------------------------------------------------------------------------

ask "By mutt" "The printer burns."
printf '%s\n' "To: $(field Reply-To "$notice")" "Subject: Re: $(field Subject "$notice")" \
    "In-Reply-To: $(field Message-ID "$notice")" "" "$words" >"$DESK/draft"
mutt -n -F /dev/null -e "set from=alice@example.com realname='Alice Roe' copy=no \
    smtp_url=smtp://alice@127.0.0.1:$DESK_SUBMISSION/ smtp_pass=$(desk_password alice) \
    ssl_force_tls=yes ssl_verify_host=no certificate_file=$DESK/tls/cert.pem \
    smtp_authenticators=plain" -H "$DESK/draft" </dev/null >"$DESK/mutt.log" 2>&1
is "mutt sends" "$? $(cat "$DESK/mutt.log")" "0 "
answer="250 by mutt"
reaches "mutt itself" "$words"

ask "By s-nail" "The printer burns."
s-nail -:/ -S v15-compat=yes -S sendwait -S ttycharset=utf-8 -S tls-verify=ignore -S smtp-use-starttls \
    -S smtp-auth=plain -S "from=Alice Roe <alice@example.com>" \
    -S "mta=smtp://alice:$(desk_password alice)@127.0.0.1:$DESK_SUBMISSION" \
    -t >"$DESK/s-nail.log" 2>&1 < <(printf '%s\n' "To: $(field Reply-To "$notice")" \
    "Subject: Re: $(field Subject "$notice")" "In-Reply-To: $(field Message-ID "$notice")" "" "$words")
is "s-nail sends" "$? $(cat "$DESK/s-nail.log")" "0 "
answer="250 by s-nail"
reaches "s-nail itself" "$words"

ask "By swaks" "The printer burns."
swaks --server 127.0.0.1 --port "$DESK_SUBMISSION" --tls --auth PLAIN --auth-user alice \
    --auth-password "$(desk_password alice)" --from alice@example.com --to "$(field Reply-To "$notice")" \
    --header "From: Alice Roe <alice@example.com>" --header "Subject: Re: $(field Subject "$notice")" \
    --header "In-Reply-To: $(field Message-ID "$notice")" --body "$words" >"$DESK/swaks.log" 2>&1
is "swaks sends" $? 0
answer="250 by swaks"
reaches "swaks itself" "$words"

# --- what agents do besides --------------------------------------------------------------------

ask "Both at once" "The printer burns."
notice_of_alice=$notice
notified bob@example.com 1
answer_as gmail bob@example.com "It was the fuse."
got jane@example.net 2
notice=$notice_of_alice
answer_as outlook alice@example.com "$words" --signature "$alice_signature"
check "C7: the customer gets both" got jane@example.net 3
alice_is_told()
{
    desk_sql "SELECT count(*) FROM outbox WHERE ticket = $ticket AND kind = 'command-result'
        AND recipient = 'alice@example.com' AND detail LIKE '%ob%'" | grep -qx 1
}
check "and the second hears who was faster" wait_for 10 alice_is_told

times=10
[ -z "${DESK_LONG:-}" ] || times=100
before=$(desk_sql "SELECT count(*) FROM outbox")
address=$(tell recipients "$sent")
for _ in $(seq $times); do
    submit alice alice@example.com "$address" <"$sent"
done
like "C6: a mail again and again is taken" "$answer" '^250 '
is "and does nothing more" "$(desk_sql "SELECT count(*) FROM outbox")" "$before"

ask "Two addresses" "The printer burns."
answer_as ios alice.roe@example.com "$words"
reaches "an agent writes from his other address" "$words"

ask "Wrong line" "The printer burns."
state=$(show 'len(d["messages"]), d["tags"], d["status"]')
answer_as outlook-web alice@example.com "#resolve
#tag +fire
#prioritise high

$words"
like "C2: the third line is refused, at the agent's own server" "$answer" '^550 .*line 3.*#prioritise'
is "and nothing was done" "$(show 'len(d["messages"]), d["tags"], d["status"]')" "$state"

ask "Commands alone" "The printer burns."
answer_as outlook alice@example.com "#resolve
#tag +fire" --signature "$alice_signature"
like "commands alone are taken" "$answer" '^250 '
is "and carried out" "$(show 'd["status"], d["tags"]' | tr -d '[]"')" "resolved fire"
wait_for 10 settled
is "and the customer gets nothing" "$(mails_of jane@example.net "$ticket" | wc -l)" 1

ask "Large" "The printer burns."
head -c 3700000 /dev/urandom >"$DESK/photo.bin"
answer_as gmail alice@example.com "$words" --attach "$DESK/photo.bin"
like "a mail of 5 MB is taken" "$answer" '^250 '
patience=30 got jane@example.net 2
is "and its file arrives whole" "$(python3 -c 'import email, email.policy, hashlib, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(*[hashlib.sha256(part.get_content()).hexdigest() for part in mail.iter_attachments()])' "$letter")" \
    "$(sha256sum <"$DESK/photo.bin" | cut -d ' ' -f 1)"

ask "Merged" "The printer burns."
other=$ticket notice_of_other=$notice
ask "Into this" "The printer burns still."
desk_ctl ticket merge "$other" "$ticket" >/dev/null
notice=$notice_of_other
answer_as apple-mail alice@example.com "$words"
check "an answer to a merged ticket goes out on the other" got jane@example.net 2
is "whose message it is" "$(show 'd["messages"][-1]["direction"]')" out

ask "Gone" "The printer burns."
sed '/^agent "alice"/,/^}/d; s/"alice", //' "$DESK/deskmilter.conf" >"$DESK/new.conf"
cp "$DESK/deskmilter.conf" "$DESK/old.conf"
cat "$DESK/new.conf" >"$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid" "$desk_post_pid"
wait_for 10 grep -q reloaded "$DESK/deskmilter.log"
answer_as gmail alice@example.com "#resolve

secret of somebody who was an agent"
wait_for 10 settled
is "who is an agent no more sends nothing to customers" \
    "$(mails_of jane@example.net "$ticket" | wc -l) $(show 'd["status"]')" "1 new"

agents_end "Example Ltd, phone" "Get Outlook for" "gmail_quote" "divRplyFwdMsg" "moz-" "Apple-Mail"
