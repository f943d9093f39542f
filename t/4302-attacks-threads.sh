#!/bin/bash
# Attacks on tickets: guessed numbers and tokens, forged References and Message-IDs, tokens of
# another purpose, of another desk, of merged tickets and of such that are gone (RULES A3, A7, A19,
# A32, T2, T3, T6). DESK_LONG=1 guesses 10,000 times in place of 1,000.
# shellcheck source=t/lib/attacks.sh
. "${srcdir:-.}/t/lib/attacks.sh"

declare -A guesses=([rcpt]=500 [id]=250 [number]=250)
[ -z "${DESK_LONG:-}" ] || guesses=([rcpt]=5000 [id]=2500 [number]=2500)

attack_desk <<'CF'
limits {
    acks-per-hour = 100
    tickets-per-hour = 5
}
CF
mallory="Mallory <$attacker>" jane="Jane <jane@example.net>"
new='(new|held) ([1-9][0-9]+|[4-9]) in [01]' # tickets 1 to 3 are the victims'

# token_of ADDRESS: the reply address that it was sent, and $ours, the Message-ID.
token_of()
{
    local file
    file=$(left "^envelope: $1\$")
    ours=$(field Message-ID "$file")
    token=$(field Reply-To "$file")
}

for who in jane joe ann; do
    envelope=$who@example.net letter "$who" "$who@example.net" "Secret of $who"
    volley
done
check "the victims have their acknowledgements" wait_for 20 desk_sql_is 3 \
    "SELECT count(*) FROM outbox WHERE state = 'sent'"
token_of jane@example.net
is "the first ticket is hers" "$(desk_sql "SELECT c.key FROM ticket t JOIN contact c ON c.id = t.requester
    WHERE t.id = 1") ${token%%-*}" "jane@example.net support+r1"
mac=${token#*+r1-}
mac=${mac%@*} contact=${mac%-*} mac=${mac#*-}

# --- A3: guesses --------------------------------------------------------------------------------

# guess KIND: tries as many as there are to be of them.
guess()
{
    python3 - "$DESK/letters" "${guesses[$1]}" "$1" "$contact" <<'PY'
import base64, os, pathlib, random, sys
folder, count, kind, contact = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
dice = random.Random(1)

def mac():
    return base64.b32encode(os.urandom(16)).decode().lower().rstrip("=")

def mail(n, to, sender, *fields):
    lines = [f"mallory@example.org|{to}", f"Message-ID: <{kind}-{n}@client.example.org>", f"From: {sender}",
             "To: support@example.com", "Date: Sun, 01 Nov 2026 10:00:00 +0000", *fields, "", f"guess {n}"]
    (folder / f"{kind}-{n:05}").write_text("\n".join(lines) + "\n")

for n in range(count):
    ticket, who = 1 + n % 3, contact if n % 2 else dice.randrange(1, 9)
    if kind == "rcpt":
        form = [f"r{ticket}-{who}-{mac()}", f"b{ticket}-{who}-{mac()[:13]}-{mac()}",
                f"m{ticket}-{who}-{mac()[:13]}-{mac()}", f"r{ticket}-{who}-{mac()[:n % 25]}"][n % 4]
        mail(n, f"support+{form}@example.com", "jane@example.net", "Subject: guess")
    elif kind == "id":
        guess = f"m{ticket}-{who}-{mac()[:13]}-{mac()}@mx.example.com"
        mail(n, "support@example.com", f"m{n}@example.org", "Subject: guess",
             [f"In-Reply-To: <{guess}>", f"References: <a@b> <{guess}>"][n % 2])
    else:
        number = ticket if n % 2 else dice.randrange(1, 10 ** 6)
        subject = [f"[#{number}] hi", f"Re: [#{number}] Secret of jane", f"AW: #{number} [ #{number} ]",
                   f"=?utf-8?q?=5B=23{number}=5D?= hi"][n // 2 % 4]
        mail(n, "support@example.com", f"m{n}@example.org", f"Subject: {subject}",
             *[f"In-Reply-To: <{number}@mx.example.com>", f"References: <ticket-{number}@example.com>"][:n % 3])
PY
    volley 8
}

before=$(desk_sql "SELECT count(*) FROM message WHERE ticket <= 3")
guess rcpt
through=$(grep -vc ' 550 ' "$DESK/volley.$volleys")
attacks "A3: guessed tokens at RCPT" "${guesses[rcpt]}" "$through"
sed -i 's/.* 550/550/' "$DESK/volley.$volleys"
attack "A3: and the answer to each is the same" test \
    "$(sed 's/support+[^ ]*@example.com//' "$DESK/volley.$volleys" | sort -u | wc -l)" = 1
guess id
attacks "A3: guessed Message-IDs of ours" "${guesses[id]}" \
    "$(desk_sql "SELECT count(*) FROM verdict WHERE message_id LIKE 'id-%' AND ticket <= 3")"
attack "A3: none was lost" desk_sql_is "${guesses[id]}" "SELECT count(*) FROM verdict WHERE message_id LIKE 'id-%'"
guess number
attacks "A3, T6: guessed numbers" "${guesses[number]}" \
    "$(desk_sql "SELECT count(*) FROM verdict WHERE message_id LIKE 'number-%' AND ticket <= 3")"
attack "A3: the victims' tickets are as they were" test \
    "$(desk_sql "SELECT count(*) FROM message WHERE ticket <= 3")" = "$before"

# What a stranger is told must not depend on whether there is such a ticket. The subjects are as
# long as each other, and the mails are sent at once, so that nothing else can differ.
for number in 000001 999999; do
    envelope=s$number@example.org letter "oracle-$number" "s$number@example.org" "[#$number] hi" \
        "In-Reply-To: <$number@mx.example.com>"
done
volley 1
check "both are acknowledged" wait_for 20 settled
# said NUMBER: the answer, and the acknowledgement without what is of this very mail.
said()
{
    local file
    file=$(left "^envelope: s$1@example.org\$")
    echo "${answer[oracle-$1]% as *}"
    sed -E "s/s$1@example.org|oracle-$1//g; s/#[0-9]+/#N/g; s/m[0-9]+-[0-9]+-[a-z2-7-]+@|r[0-9]+-[0-9]+-[a-z2-7]+//g
        /^(Received:|[[:space:]]|Date:)/d; s/=_[^\"]*|--[^ ]*//g; s/boundary=.*//" "$file"
}
like "which says something" "$(said 000001)" 'Thank you'
attack "A3: the answers to an existing and a missing number are the same" \
    diff <(said 000001) <(said 999999)

# --- A7: forged References, Message-IDs that collide ------------------------------------------------

number=0
declare -A forged
# forge WHAT [FIELD]...: a stranger's mail with hints at Jane's ticket; $from is another author.
forge()
{
    number=$((number + 1))
    forged[a7-$number]=$1
    letter "a7-$number" "${from:-m$number@example.org}" "Re: Secret of jane" "${@:2}"
}
hers=jane@client.example.org
forge "her Message-ID in In-Reply-To" "In-Reply-To: <$hers>"
forge "her Message-ID in References" "References: <$hers>"
forge "in both" "In-Reply-To: <$hers>" "References: <$hers>"
forge "between others" "References: <a@example.org> <$hers> <b@example.org>"
forge "without brackets" "In-Reply-To: $hers"
forge "in a comment" "In-Reply-To: (<$hers>) <x@example.org>"
forge "in two fields" "References: <x@example.org>" "References: <$hers>"
forge "thousands of References" "References: <$hers>$(printf '\n <%d@example.org>' {1..3000})"
forge "thousands of References, hers last" "References:$(printf ' <%d@example.org>\n' {1..3000}) <$hers>"
forge "thousands of hers" "References:$(printf " <$hers>%.0s\n" {1..3000})"
forge "Thread-Index and Thread-Topic" "Thread-Index: AdZ8Q2Vr" "Thread-Topic: Secret of jane"
forge "X-headers" "X-Desk-Ticket: 1" "X-Ticket-ID: 1" "X-RT-Ticket: example.com #1"
forge "Supersedes and Content-ID" "Supersedes: <$hers>" "Obsoletes: <$hers>" "Content-ID: <$hers>"
forge "Resent-Message-ID" "Resent-Message-ID: <$hers>"
forge "her Message-ID in capitals" "In-Reply-To: <JANE@CLIENT.EXAMPLE.ORG>"
from="\"jane@example.net\" <$attacker>" forge "in her name" "References: <$hers>"
from="$mallory, $jane" forge "of two authors" "References: <$hers>"
from=$jane forge "in her name, DMARC fails" "Authentication-Results: $us; dmarc=fail" "References: <$hers>"
volley
for name in $(printf '%s\n' "${!forged[@]}" | sort -V); do
    attack "A7: ${forged[$name]}" fate_is "$name" "$new"
done

# The attacker is first with the id that her next mail will have; then he answers himself.
id=next@client.example.org letter first "$mallory" "Mine"
volley
id=next@client.example.org envelope=jane@example.net letter hers "$jane" "Re: Secret of jane" \
    "In-Reply-To: <jane@client.example.org>"
volley
attack "A7: an id that was taken first does not keep her mail from her ticket" \
    test "${fate[next]}" = "append 1 in 0"
letter next-a "m91@example.org" "Re" "In-Reply-To: <next@client.example.org>"
envelope=jane@example.net letter next-j "$jane" "Re" "In-Reply-To: <next@client.example.org>"
letter next-m "$mallory" "Re" "In-Reply-To: <next@client.example.org>"
volley
attack "A7: a stranger who names it is on neither" fate_is next-a "$new"
attack "A7: she, who names it, is on her own" fate_is next-j 'append 1 in 0'
attack "A7: he is not on hers" fate_is next-m '(append|new|held) ([4-9]|[1-9][0-9]+) in [01]'
id=next@client.example.org letter hers-1 "$mallory" "Mine again"
id=next@client.example.org letter hers-2 "m92@example.org" "Mine again" "References: <next@client.example.org>"
volley
attack "A7: the same id for the fourth time: nobody's mail is lost" desk_sql_is 4 \
    "SELECT count(*) FROM message WHERE message_id = 'next@client.example.org'"
attack "A7: and two are hers" desk_sql_is "1 2" \
    "SELECT count(DISTINCT ticket), count(*) FROM message m JOIN contact c ON c.id = m.author
    WHERE message_id IN ('next@client.example.org', 'next-j@client.example.org') AND c.key = 'jane@example.net'"

# Ids that are none, or that would match anything, must not bring people together (T3, W7).
long=$(printf 'x%.0s' {1..10000})
pairs=0
blank()
{
    pairs=$((pairs + 1))
    sed "s/^Message-ID: .*/$1/" "$DESK/letters/blank" >"$DESK/blank"
    sed "1s/^.*|/one$pairs@example.net|/; s/^From: .*/From: one$pairs@example.net/" "$DESK/blank" \
        >"$DESK/letters/blank-$pairs-a"
    sed "1s/^.*|/two$pairs@example.net|/; s/^From: .*/From: two$pairs@example.net/
        s/^To: /In-Reply-To: ${1#Message-ID:}\\nReferences: ${1#Message-ID:}\\nTo: /" "$DESK/blank" \
        >"$DESK/letters/blank-$pairs-b"
}
letter blank "x@example.net" "Blank ids"
for form in '<>' '< >' '' ' ' '<<>>' '<@>' '<(>' '>' '<\t>' '<   @   >' "<$long@x>" '<=?utf-8?q??=>' '<%>' \
    '<_>' '<*>' "<' OR '1'='1>" '<x@' 'x' '"" <"">' '<a b@c d>'; do
    blank "Message-ID: $form"
done
rm "$DESK/letters/blank"
volley
attack "A7, T3: of ids that are none each mail has its own ticket" desk_sql_is "$((2 * pairs)) $((2 * pairs))" \
    "SELECT count(*), count(DISTINCT ticket) FROM message WHERE subject = 'Blank ids'"

# --- A19: a token of one purpose is none of another ------------------------------------------------

bounce=$(desk_sql "SELECT envelope_from FROM outbox WHERE recipient = 'jane@example.net'")
is "an acknowledgement has the null sender" "$bounce" ""
theirs=${ours%@*} # m1-C-NONCE-MAC
nonce=${theirs#m1-*-}
nonce=${nonce%-*}
upper=$(tr '[:lower:]' '[:upper:]' <<<"$token")
number=0
declare -A tokens
while IFS='|' read -r what recipient; do
    number=$((number + 1))
    tokens[a19-$number]=$what
    envelope=jane@example.net to=$recipient letter "a19-$number" "$jane" "With a token"
done <<ROWS
reply as bounce|support+b1-$contact-$mac@example.com
reply as bounce with a nonce|support+b1-$contact-$nonce-$mac@example.com
reply as Message-ID|support+m1-$contact-$nonce-$mac@example.com
Message-ID as bounce|support+b${theirs#m}@example.com
Message-ID as reply|support+r1-$contact-${theirs##*-}@example.com
Message-ID as reply with its nonce|support+r${theirs#m}@example.com
another ticket|support+r2-$contact-$mac@example.com
another contact|support+r1-$((contact + 1))-$mac@example.com
number and contact moved|support+r1$contact-$mac@example.com
cut short|support+r1-$contact-${mac%?}@example.com
cut to nothing|support+r1-$contact-@example.com
no MAC|support+r1-$contact@example.com
made longer|support+r1-$contact-${mac}a@example.com
with a nonce|support+r1-$contact-$nonce-$mac@example.com
twice|support+r1-$contact-$mac-$nonce@example.com
the MAC reversed|support+r1-$contact-$(rev <<<"$mac")@example.com
look-alike digits|support+r1-$contact-$(tr 'a-z2-7' 'b-z2-7a' <<<"$mac")@example.com
a plus sign|support++1-$contact-$mac@example.com
a minus number|support+r-1-$contact-$mac@example.com
a leading zero|support+r01-$contact-$mac@example.com
a huge number|support+r18446744073709551617-$contact-$mac@example.com
capitals, forged|${upper%??@*}AA@EXAMPLE.COM
the mailbox of others, forged|billing+r1-$contact-${mac%?}@example.com
ROWS
volley
for name in $(printf '%s\n' "${!tokens[@]}" | sort -V); do
    # 550, or, where it has not even the form of a token, a ticket of its own.
    attack "A19: ${tokens[$name]}" grep -Eq "^(550 .* none|250 .* $new)\$" \
        <<<"${answer[$name]} ${fate[$name]}"
done

# As ids in header fields, where only those of Message-IDs count.
number=0
while IFS='|' read -r what text; do
    number=$((number + 1))
    letter "a19-id-$number" "m$number@example.org" "With an id" "In-Reply-To: <$text>" "References: <$text>"
    tokens[a19-id-$number]=$what
done <<ROWS
a reply token as id|r1-$contact-$mac@$us
a reply address as id|$token
a reply token with another letter|m1-$contact-$mac@$us
a Message-ID cut short|${theirs%?}@$us
a Message-ID of another ticket|m2${theirs#m1}@$us
a Message-ID with another nonce|m1-$contact-aaaaaaaaaaaaa-${theirs##*-}@$us
a bounce made of it|b${theirs#m}@$us
ROWS
volley
for ((; number > 0; number--)); do
    attack "A19: ${tokens[a19-id-$number]}" fate_is "a19-id-$number" "$new"
done

# --- T2: another desk has the same numbers, and other keys -------------------------------------------

mkdir "$DESK/other"
desk_folders "$DESK/other" "$DESK_USER"
mine=$DESK_STORE
desk_store_new other "$DESK/other"
DESK_STORE=$DESK_STORE desk_base_conf "$DESK/other" "$DESK_ROOT" "$DESK_USER" "$DESK_RELAY" \
    >"$DESK/other/deskmilter.conf"
sed -n '/^mailbox/,/^}/p' "$DESK/deskmilter.conf" >>"$DESK/other/deskmilter.conf"
other()
{
    as_user "$DESK_USER" "$DESK_ROOT/bin/deskctl" -c "$DESK/other/deskmilter.conf" "$@"
}
other init >"$DESK/other/init.log" 2>&1 || bail_out "deskctl init: $(cat "$DESK/other/init.log")"
desk_mail "Elsewhere" | other deliver --mail-from jane@example.net --rcpt support@example.com >/dev/null
foreign=$(other outbox show 1 --json | desk_json 'd["reply_to"]')
foreign_id=$(other outbox show 1 --json | desk_json 'd["message_id"]')
DESK_STORE=$mine
like "another desk has a first ticket, too" "$foreign $foreign_id" '^support\+r1-1-.* m1-1-'
envelope=jane@example.net to=$foreign letter foreign-token "$jane" "Re: Elsewhere"
letter foreign-id "m1@example.org" "Re: Elsewhere" "In-Reply-To: <$foreign_id>" "References: <$foreign_id>"
envelope=jane@example.net letter foreign-own "$jane" "Re: Elsewhere" "In-Reply-To: <$foreign_id>"
volley
attack "T2: a token of another desk" grep -q '^550 ' <<<"${answer[foreign-token]}"
attack "T2: an id of another desk" fate_is foreign-id "$new"
attack "T2: an id of another desk, from her whose number it is here" fate_is foreign-own "$new"

# --- A32: tokens of tickets that were merged or are gone ----------------------------------------------

# Ann's ticket goes into Joe's: she follows it, a thief with her token does not get in.
token_of joe@example.net
joes=$token
token_of ann@example.net
check "a ticket is merged" desk_ctl ticket merge 3 2
to=$token letter a32-thief "$mallory" "Re: Secret"
letter a32-thief-id "$mallory" "Re: Secret" "References: <$ours>"
envelope=jane@example.net to=$token letter a32-jane "$jane" "Re: Secret"
letter a32-tag "m1@example.org" "[#3] Secret"
letter a32-stored "m2@example.org" "Re: Secret" "References: <ann@client.example.org>"
envelope=ann@example.net to=$token letter a32-ann "ann@example.net" "Re: Secret"
volley
attack "A32: a thief with the token of a merged ticket" fate_is a32-thief 'held 2 in 1'
attack "A32: with its Message-ID" fate_is a32-thief-id 'held 2 in 1'
attack "A32: another customer with it" fate_is a32-jane 'held 2 in 1'
attack "A32: a stranger with its tag" fate_is a32-tag "$new"
attack "A32: a stranger with a stored Message-ID" fate_is a32-stored "$new"
is "she whose it is follows it" "${fate[a32-ann]}" "append 2 in 0"
attack "A32: nobody else has joined" test "$(on_ticket 2)" = "ann@example.net joe@example.net"

# A ticket whose rows are gone, as after an erasure: its number names nothing, and never again does.
envelope=zoe@example.net letter zoe "zoe@example.net" "To be gone"
volley
gone=${fate[zoe]#new }
gone=${gone%% *}
check "a ticket is acknowledged" wait_for 20 settled
token_of zoe@example.net
desk_stop_milter
desk_stop_post
for table in outbox_bytes:outbox outbox:ticket event:ticket verdict:ticket raw:message attachment:message \
    message:ticket participant:ticket ticket_tag:ticket ticket_mailbox:ticket ticket:id; do
    key=${table#*:} table=${table%:*}
    case $key in
    outbox | message) what="$key IN (SELECT id FROM $key WHERE ticket = $gone)" ;;
    *) what="$key = $gone" ;;
    esac
    desk_sql_change "DELETE FROM $table WHERE $what" || bail_out "cannot delete from $table"
done
desk_sql_change "DELETE FROM contact WHERE key = 'zoe@example.net'"
verdicts=$((verdicts - 1))
desk_start_milter && desk_start_post
is "the desk starts again" $? 0
envelope=ned@example.net letter ned "ned@example.net" "The next one"
volley
attack "A32: the number of a ticket that is gone is not given again" \
    test "$(desk_sql "SELECT count(*) FROM ticket WHERE id = $gone")" = 0
envelope=zoe@example.net to=$token letter a32-gone "zoe@example.net" "Re: To be gone"
letter a32-gone-id "zoe@example.net" "Re: To be gone" "In-Reply-To: <$ours>" "References: <$ours>"
to=$token letter a32-gone-thief "$mallory" "Re: To be gone"
letter a32-gone-tag "zoe@example.net" "[#$gone] To be gone"
volley
for name in a32-gone a32-gone-id a32-gone-thief a32-gone-tag; do
    attack "A32: a token of a ticket that is gone, $name" fate_is "$name" "$new"
done
check "the outbox is settled" wait_for 20 settled
clean "the store is sound" "$(desk_store_problems)"
is "Joe's token is his still" "${joes%%-*}" "support+r2"
attack "the victims have one mail each, and nobody else's" desk_sql_is 0 "SELECT count(*) FROM outbox o
    JOIN ticket t ON t.id = o.ticket JOIN contact c ON c.id = t.requester WHERE c.address <> o.recipient"
done_testing
