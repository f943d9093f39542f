#!/bin/bash
# Customers are asked how it was, with a real Postfix and Maildirs: once for each end of a ticket, by a
# mail whose every link is a vote (RULES O1-O7); not machines, nor who is not proved, has had enough, or
# was asked not long ago. An empty mail votes, and so does a number at the top of an answer. Any store
# would do.
# shellcheck source=t/lib/agents.sh
. "${srcdir:-.}/t/lib/agents.sh"

# With a promise to keep deskpost looks at the timers each second.
agents_setup <<'CF'
survey {
    scale = csat
    delay = 1s
    quiet = 30d
}
lifecycle {
    update-after = 0s
}
sla "watched" {
    first-response = {"normal=8h"}
}
mailbox "silent" {
    address = "silent@example.com"
    survey = no
}
CF

proof="Authentication-Results: mx.example.com; dmarc=pass header.from=example"

# writes NAME@DOMAIN SUBJECT [FIELD]...: a mail to support@, whose sender our filter has proved.
writes()
{
    customer "$1" support@example.com "$2" "Please help." "$proof.${1##*.}" "${@:3}"
}

# status TICKET STATUS...
status()
{
    local word
    for word in "${@:2}"; do
        desk_ctl ticket set "$1" --status "$word" >>"$DESK/ctl.log" 2>&1 || bail_out "no $word"
    done
}

# events TICKET: what became of its surveys, on one line.
events()
{
    desk_sql "SELECT kind FROM event WHERE ticket = $1 AND kind LIKE 'survey-%' ORDER BY id" |
        paste -sd ' '
}

happened()
{
    [ "$(events "$1")" = "$2" ]
}

# why TICKET: the reason of its last event about surveys.
why()
{
    desk_sql "SELECT detail FROM event WHERE ticket = $1 AND kind LIKE 'survey-%' ORDER BY id DESC LIMIT 1"
}

# asks ADDRESS: the survey mails that came there.
asks()
{
    local file
    mails_of "$1" | while read -r file; do
        ! grep -qi '^Reply-To:.*support+s' "$file" || echo "$file"
    done
}

asked_times()
{
    [ "$(asks "$1" | wc -l)" = "$2" ]
}

# look FILE: what is wrong with a survey mail, a line each; its links go to $links, its address for
# unsubscribing to $leave, that for answers to $back.
look()
{
    python3 - "$1" "$DESK/links" <<'PY'
import email, email.policy, html.parser, re, sys, urllib.parse
raw = open(sys.argv[1], "rb").read()
mail = email.message_from_bytes(raw, policy=email.policy.default)
text = mail.get_body(("plain",)).get_content()
page = mail.get_body(("html",)).get_content()
class Links(html.parser.HTMLParser):
    found = []
    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if tag == "a" and name == "href"]
reader = Links()
reader.feed(page)
def wrong(what, is_so):
    if is_so:
        print(what)
def address(uri):
    path, _, query = uri[len("mailto:"):].partition("?")
    return urllib.parse.unquote(path), urllib.parse.parse_qs(query)
plain = re.findall(r"mailto:\S+", text)
votes = [uri for uri in plain if "%2Bv" in uri]
head = raw.split(b"\n\n", 1)[0]
wrong("O1: a long line", any(len(line) > 998 for line in raw.split(b"\n")))
wrong("O1: a field is not folded", any(len(line) > 78 and len(line.strip().split()) > 2
      and not line.startswith(b"\tby") for line in head.split(b"\n")))
wrong("O1: not in 7 bits", any(byte > 126 for byte in raw))
for name in ("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Auto-Submitted",
             "List-Unsubscribe", "MIME-Version", "Return-Path"):
    wrong(f"O1: {name} {len(mail.get_all(name, []))} times", len(mail.get_all(name, [])) != 1)
wrong("O3: not auto-generated", mail["Auto-Submitted"] != "auto-generated")
wrong("O3: may be answered by machines", mail["X-Auto-Response-Suppress"] != "All")
wrong("O3: no bounce address", not mail["Return-Path"].startswith("<support+b"))
wrong("one recipient", len(mail["To"].addresses) != 1 or "Cc" in mail)
wrong("T11: no thread", not mail["In-Reply-To"] or mail["In-Reply-To"] not in mail["References"])
wrong("text and HTML have other links", plain != [uri for uri in reader.found if "%2B" in uri])
wrong("subjects are not the scores", [address(uri)[1]["subject"][0] for uri in votes] !=
      [address(uri)[0].split("-")[2] for uri in votes])
leave = mail["List-Unsubscribe"].strip("<>")
wrong("O7: List-Unsubscribe is not the link in the mail", leave not in plain)
wrong("further links", len(plain) != len(votes) + 1)
with open(sys.argv[2], "w") as out:
    print(mail["Reply-To"].addresses[0].addr_spec, address(leave)[0],
          *[address(uri)[0] for uri in votes], sep="\n", file=out)
PY
    { read -r back && read -r leave && mapfile -t links; } <"$DESK/links"
}

# said_at ADDRESS: the reply of the server to RCPT, the beginning.
said_at()
{
    post_nothing "$1" | cut -c 1-3
}

post_nothing()
{
    python3 - "$DESK_SMTP" "$1" <<'PY'
import smtplib, sys
with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as server:
    server.helo("client.example.net")
    server.mail("jane@example.net")
    print(*server.rcpt(sys.argv[2]))
PY
}

# --- who is asked ---------------------------------------------------------------------------

writes jane@example.net "Printer on fire" && jane=$ticket
writes carol@example.net "Hot water" && carol=$ticket
writes boss@example.net "Coffee" && boss=$ticket
writes service@example.org "Report" "Auto-Submitted: auto-generated" && machine=$ticket
customer jim@example.net support@example.com "Who am I" "Guess." && jim=$ticket
customer jane@example.net silent@example.com "Silence" "Please." "$proof.net" && silent=$ticket
desk_ctl contact set carol@example.net --surveys no >/dev/null
status "$boss" resolved open
for id in "$jane" "$carol" "$machine" "$jim" "$silent"; do
    status "$id" resolved
done
check "whose ticket is resolved is asked" wait_for 10 asked_times jane@example.net 1
survey=$(asks jane@example.net)
clean "O1-O7: the mail is what it should be" "$(look "$survey")"
look "$survey" >/dev/null
is "with five votes" ${#links[@]} 5
is "each vote is an address of ours" "$(for link in "${links[@]}" "$leave" "$back"; do
    said_at "$link"
done | paste -sd ' ')" "250 250 250 250 250 250 250"
is "A19: a vote with another score is none" "$(said_at "${links[0]/-1-/-5-}")" "550"
check "who wants none is not" wait_for 5 happened "$carol" "survey-opt-out survey-suppressed"
like "and the ticket says so" "$(why "$carol")" 'wants no surveys'
check "a machine is not" wait_for 5 happened "$machine" survey-suppressed
like "and the ticket says so" "$(why "$machine")" 'a machine'
check "who is not proved is not" wait_for 5 happened "$jim" survey-suppressed
like "and the ticket says so" "$(why "$jim")" 'nothing proves'
is "nor who was opened again before, or writes where nobody is asked" \
    "$(events "$boss")$(events "$silent")" ""

# --- what they say --------------------------------------------------------------------------

# votes ADDRESS [TEXT]: a mail of Jane's, empty or not.
votes()
{
    customer "Jane Doe <jane@example.net>" "$1" "Re: How did we do?" "${2-}" "$proof.net"
}

# said TICKET: scores and comments of its surveys.
said()
{
    desk_ctl survey show "$1" --json | desk_json '[(s["score"], s["comment"]) for s in d]' | paste -sd ' '
}

mails=$(desk_sql "SELECT count(*) FROM outbox")
votes "${links[4]}"
is "an empty mail to a link is a vote" "$landed $(said "$jane")" 'event '"$jane"' [5, null]'
votes "$back" "4

It took a week, though."
is "a number in an answer is another, with its comment" "$(said "$jane")" \
    '[4, "It took a week, though."]'
is "which nobody is told by mail" "$(desk_sql "SELECT count(*) FROM outbox")" "$mails"
is "and which opens nothing" "$(desk_sql "SELECT status FROM ticket WHERE id = $jane")" resolved
is "each is on the ticket" "$(events "$jane")" "survey-asked survey-vote survey-vote"

# --- once for each end ----------------------------------------------------------------------

# The delay counts when a ticket ends; from here on there is none.
sed -i 's/^    delay = .*/    delay = 0s/' "$DESK/deskmilter.conf"
status "$jane" closed
writes jane@example.net "Another fire" && second=$ticket
status "$second" resolved
check "nobody is asked twice in a short time" wait_for 10 happened "$second" survey-suppressed
like "and the ticket says so" "$(why "$second")" 'not long ago'
is "one end, one question" "$(events "$jane")" "survey-asked survey-vote survey-vote"

# conf_with WORD VALUE: deskpost goes on with another setting of the surveys.
conf_with()
{
    sed -i "s/^    $1 = .*/    $1 = $2/" "$DESK/deskmilter.conf"
    local before
    before=$(grep -c "configuration read again" "$DESK/deskpost.log")
    kill -USR1 "$desk_post_pid"
    wait_for 10 reloaded "$((before + 1))"
}

reloaded()
{
    [ "$(grep -c "configuration read again" "$DESK/deskpost.log")" -ge "$1" ]
}

check "deskpost reads the configuration anew" conf_with quiet 0s
status "$jane" open resolved
check "the next end is asked about when the time is over" wait_for 10 asked_times jane@example.net 2
survey=$(asks jane@example.net | tail -n 1)
clean "as it should be" "$(look "$survey")"
like "it is the second survey of the ticket" "$(desk_ctl survey show "$jane")" '^survey 2: jane@example\.net was asked'

# --- other scales ---------------------------------------------------------------------------

conf_with scale nps
status "$boss" resolved
check "from 0 to 10" wait_for 10 asked_times boss@example.net 1
clean "O1-O7: the mail is what it should be" "$(look "$(asks boss@example.net)")"
look "$(asks boss@example.net)" >/dev/null
is "with eleven votes" "${#links[@]} $(said_at "${links[0]}") $(said_at "${links[10]}")" "11 250 250"
conf_with scale yes-no
status "$boss" open resolved
check "yes or no" wait_for 10 asked_times boss@example.net 2
clean "O1-O7: the mail is what it should be" "$(look "$(asks boss@example.net | tail -n 1)")"
look "$(asks boss@example.net | tail -n 1)" >/dev/null
is "with two votes" ${#links[@]} 2
customer boss@example.net "${links[1]}" "1" "" "$proof.net"
is "of which the second is yes" "$(said "$boss")" '[null, null] [1, null]'
customer boss@example.net "$leave" "unsubscribe" "" "$proof.net"
is "whoever wants no more says so by an empty mail" \
    "$landed $(desk_ctl contact show boss@example.net --json | desk_json 'd["surveys"]')" \
    "event $boss false"
status "$boss" open resolved
check "and is asked no more" wait_for 10 happened "$boss" \
    "survey-asked survey-asked survey-vote survey-opt-out survey-suppressed"
is "each scale is counted apart" "$(desk_ctl survey report --json --by mailbox |
    desk_json '[(r["name"], r["scale"], r["asked"]) for r in d]' | paste -sd ' ')" \
    '["support", "csat", 2] ["support", "nps", 1] ["support", "yes-no", 1]'
agents_end
