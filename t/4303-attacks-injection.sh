#!/bin/bash
# Attacks by what a mail says: more recipients, header fields, SQL, log lines and terminals (RULES A6,
# A8, A21, A22). What is said about authentication results stands in the mails, as a filter before
# the desk would have written it.
# shellcheck source=t/lib/attacks.sh
. "${srcdir:-.}/t/lib/attacks.sh"

attack_desk <<'CF'
limits {
    acks-per-hour = 100
    tickets-per-hour = 1000
}
agent "bob" {
    addresses = {"bob@example.com"}
}
CF
results="Authentication-Results: $us; dmarc=pass header.from=example.net"

# --- A6: fifty in Cc ------------------------------------------------------------------------------

many=$(for i in {1..50}; do printf '%s' "${many:+,\n }cc$i@example.net"; many=1; done)
others="SELECT count(*) FROM participant p JOIN ticket t ON t.id = p.ticket
    WHERE p.contact <> t.requester AND t.subject LIKE"
envelope=amy@example.net letter cc "amy@example.net" "Fifty in Cc" "Cc: $many"
envelope=ben@example.net letter cc-proved "ben@example.net" "Fifty in Cc, proved" "Cc: $many" "$results"
envelope=cal@example.net shown="support@example.com, ${many//cc/to}" letter to "cal@example.net" \
    "Fifty in To" "$results"
envelope=dan@example.net letter names "dan@example.net" "Names" "$results" \
    "Cc: \"a@example.org, b@example.org\" <c@example.org>, g: d@example.org, e@example.org;, f@example.org (h@example.org)"
envelope=eva@example.net letter ours "eva@example.net" "Ourselves" "$results" \
    "Cc: support@example.com, help+x@example.com, billing@example.com, bob@example.com, alice@example.com"
volley
for i in {1..4}; do
    envelope=amy@example.net letter "more-$i" "amy@example.net" "Re: Fifty in Cc" \
        "In-Reply-To: <cc@client.example.org>" "Cc: ${many//cc/more$i-}"
done
volley
check "the outbox is settled" wait_for 20 settled
for subject in "Fifty in Cc" "Fifty in Cc, proved" "Fifty in To" "Names"; do
    attack "A6, S4: at most ten are noted: $subject" test "$(desk_sql "$others '$subject'")" -le 10
done
is "ten, indeed" "$(desk_sql "$others 'Fifty in Cc'")" 10
attack "A6: neither we nor agents are noted" test "$(desk_sql "$others 'Ourselves'")" = 0
attack "A6: no more for several mails" test "$(desk_sql "SELECT max(n) FROM (SELECT count(*) AS n
    FROM participant GROUP BY ticket) x")" -le 11
attack "A6: who is not proved confirms nobody" desk_sql_is 0 "SELECT count(*) FROM participant p
    JOIN ticket t ON t.id = p.ticket WHERE p.contact <> t.requester AND p.confirmed = 1
    AND t.subject = 'Fifty in Cc'"
attack "A6: none of them gets a mail" test "$(outbox "recipient LIKE 'cc%' OR recipient LIKE 'to%' OR
    recipient LIKE 'more%' OR recipient LIKE '%example.org'")" = 0
attack "A6: whoever gets one is its ticket's requester" test "$(outbox "recipient NOT IN
    (SELECT c.address FROM ticket t JOIN contact c ON c.id = t.requester WHERE t.id = o.ticket)")" = 0

# --- A8: header fields by CR, LF, NUL ---------------------------------------------------------------

# Each payload goes into each field of a mail of its own; the sender is proved, so that the
# acknowledgement repeats his subject and name. evil.example must end up in no field of its own.
number=0
declare -A payloads
while IFS='|' read -r what payload; do
    number=$((number + 1))
    payloads[$number]=$what
    encoded="=?utf-8?q?${payload}?="
    raw=$(sed 's/_/ /g; s/=\(..\)/\\x\1/g' <<<"$payload")
    for field in subject name references topic reply raw file address; do
        name=a8-$number-$field from="v$number-$field@example.net"
        args=("$results")
        subject="Hello" author="Vic <$from>"
        case $field in
        subject) subject=$encoded ;;
        name) author="$encoded <$from>" ;;
        references) args+=("References: <a@b> <$encoded@evil.example> <${raw// /}@evil.example>") ;;
        topic) args+=("Thread-Topic: $encoded") ;;
        reply) args+=("Reply-To: $encoded <$from>") ;;
        raw) args+=("Thread-Topic: $raw") author="\"$raw\" <$from>" ;;
        file) args+=("MIME-Version: 1.0" "Content-Type: text/plain; name=\"$encoded\"" \
            "Content-Disposition: attachment; filename*=utf-8''${payload//=/%}") ;;
        address) author="<\"$raw\"@example.net>" ;;
        esac
        envelope=$from letter "$name" "$author" "$subject" "${args[@]}"
    done
done <<'ROWS'
CR LF|Hi=0D=0ABcc:_x@evil.example
LF|Hi=0ABcc:_x@evil.example
CR|Hi=0DBcc:_x@evil.example
CR LF and the body|Hi=0D=0A=0D=0Aevil.example
folded|Hi=0D=0A_x=0D=0ABcc:_x@evil.example
NUL|Hi=00=0D=0ABcc:_x@evil.example
NUL between|Hi=0D=00=0ABcc:_x@evil.example
vertical tab and form feed|Hi=0B=0CBcc:_x@evil.example
next line|Hi=C2=85Bcc:_x@evil.example
line separator|Hi=E2=80=A8Bcc:_x@evil.example
paragraph separator|Hi=E2=80=A9Bcc:_x@evil.example
escape|Hi=1B[2J=07=08=7FBcc:_x@evil.example
right to left|Hi=E2=80=AEelpmaxe.live=E2=80=AC
overlong LF|Hi=C0=8ABcc:_x@evil.example
UTF-7-like|Hi+AA0ACg-Bcc:_x@evil.example
an encoded word within|Hi=3D=3Futf-8=3Fq=3F=3D0D=3D0ABcc:_x@evil.example=3F=3D
a second recipient|a@example.net,x@evil.example
brackets|a@example.net>,<x@evil.example
a quote|"=22_<x@evil.example>,_=22
a backslash|Hi=5C=22_<x@evil.example>
a dot alone|Hi=0D=0A.=0D=0AMAIL_FROM:<x@evil.example>
ROWS
volley
taken=$(grep -c '^250' < <(cut -d ' ' -f 3- "$DESK/volley.$volleys"))
is "every mail is taken" "$taken" "$((number * 8))"
check "the outbox is settled" wait_for 30 settled
is "nearly all are acknowledged" "$(($(outbox "kind = 'ack' AND state = 'sent'") >= number * 7))" 1

# Each mail that has left: its faults, one a line.
python3 - "$DESK" >"$DESK/faults" <<'PY'
import email, email.policy, json, pathlib, re, sys
folder = pathlib.Path(sys.argv[1])
ONCE = {"message-id", "date", "from", "to", "reply-to", "subject", "auto-submitted",
        "x-auto-response-suppress", "mime-version", "content-type"}
MAY = {"in-reply-to", "references", "thread-topic", "received", "content-transfer-encoding", "return-path"}
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
mails = [json.loads(line) for line in open(folder / "sink.jsonl")]
for mail in mails:
    data = (folder / "out" / mail["file"]).read_bytes()
    def fault(text):
        print(mail["file"], mail["rcpts"], text)
    head = data.partition(b"\r\n\r\n")[0]
    if re.search(rb"\r(?!\n)|(?<!\r)\n|\0", data):
        fault("bare CR, LF or NUL")
    if max(map(len, data.split(b"\r\n"))) > 998:
        fault("a line of more than 998 bytes")
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    names = [name.lower() for name in parsed.keys()]
    for name in ONCE:
        if names.count(name) != 1:
            fault(f"{name} is there {names.count(name)} times")
    for name in set(names) - ONCE - MAY:
        fault(f"an unknown field {name}")
    for name, value in parsed.items():
        if CONTROL.search(str(value).replace("\t", " ")) and name.lower() != "received":
            fault(f"a control character in {name}: {str(value)!r}")
    if mail["mail_from"] and "evil.example" in mail["mail_from"]:
        fault("envelope sender")
    if len(mail["rcpts"]) != 1 or "evil.example" in mail["rcpts"][0].rpartition("@")[2]:
        fault("recipients")
    to = parsed["To"].addresses
    if [a.addr_spec for a in to] != mail["rcpts"]:
        fault(f"To has {[a.addr_spec for a in to]}")
    for name in ("From", "Reply-To"):
        if any(a.domain != "example.com" for a in parsed[name].addresses) or len(parsed[name].addresses) != 1:
            fault(f"{name} has {parsed[name]}")
    if [part.get_content_type() for part in parsed.walk()] != ["multipart/alternative", "text/plain", "text/html"]:
        fault(f"parts {[part.get_content_type() for part in parsed.walk()]}")
    if parsed.defects or any(part.defects for part in parsed.walk()):
        fault(f"defects {parsed.defects}")
    if re.search(rb"(?im)^(bcc|cc):", head):
        fault("Bcc")
print("looked at", len(mails), file=sys.stderr)
PY
diag "mails that left: $(wc -l <"$DESK/sink.jsonl")"
for ((i = 1; i <= number; i++)); do
    for field in subject name references topic reply raw file address; do
        attack "A8: ${payloads[$i]} in $field" test -z "$(grep -F "v$i-$field@" "$DESK/faults")"
    done
done
clean "A8: every mail that left is sound" "$(cat "$DESK/faults")"

# --- A21: SQL in every field, and in the arguments of deskctl ----------------------------------------

# The rows of all that an attack could change.
census()
{
    local table
    for table in ticket message participant contact raw attachment ticket_tag epoch ticket_mailbox; do
        echo "$table $(desk_sql "SELECT count(*) FROM $table")"
    done
    desk_sql "SELECT id, subject, status, priority, team, assignee, messages FROM ticket WHERE id <= 20 ORDER BY id"
}
quotes=(
    "'; DROP TABLE ticket; --"
    "' OR '1'='1"
    "\\'; DELETE FROM message; --"
    "x' UNION SELECT address FROM contact --"
    "'); UPDATE ticket SET status = 'spam'; --"
    "%' OR 1=1 --"
    "_%"
    "*"
    "\$1 ?1 :x @x"
    "\$\$; DROP TABLE ticket; \$\$"
    "\"; DROP TABLE ticket; --"
    "1; DROP TABLE ticket"
    "0 OR 1=1"
    "\\"
    "'"
    "''"
    "/* x */"
    "x'00'"
    "{\"a\": 1}"
    "NULL"
    "-1"
    "9223372036854775808"
)
before=$(desk_sql "SELECT count(*) FROM ticket")
for i in "${!quotes[@]}"; do
    quote=${quotes[$i]}
    envelope="s$i@example.net" letter "a21-$i" "\"${quote//[\"\\]/}\" <s$i@example.net>" "SQL $i $quote" "$results" \
        "Thread-Topic: ${quote//\\/\\\\}" "References: <${quote//[ \\]/}@x>" "In-Reply-To: <${quote//[ \\]/}>" \
        "Cc: \"${quote//[\"\\]/}\" <o@example.org>, \"x'${i}--\"@example.org" \
        "Auto-Submitted: no ${quote//\\/\\\\}" "List-Id: ${quote//\\/\\\\}" "MIME-Version: 1.0" \
        "Content-Type: text/plain; charset=\"${quote//[\"\\]/}\"; name=\"${quote//[\"\\]/}\""
    envelope="\"x'; DROP TABLE verdict; --$i\"@example.net" id="q$i.${quote//[ \\]/}" to="support+${i}'--@example.com" \
        letter "a21-$i-envelope" "\"x'; --$i\"@example.net" "Envelope $i" "$results"
done
volley
attacks "A21: mails with SQL that are not filed like all others" "$((2 * ${#quotes[@]}))" \
    "$((2 * ${#quotes[@]} - ($(desk_sql "SELECT count(*) FROM ticket") - before)))"
for i in "${!quotes[@]}"; do
    attack "A21: kept letter for letter: ${quotes[$i]}" test \
        "$(desk_sql "SELECT subject FROM ticket WHERE subject LIKE 'SQL $i %'")" = "SQL $i ${quotes[$i]}"
done
check "the outbox is settled" wait_for 20 settled
census=$(census)
# Each command with each quote, where it takes an id, a word, an address or a number.
for quote in "${quotes[@]:0:12}"; do
    for command in trace "ticket show" "ticket raw" "ticket set" "ticket merge 1" "ticket link 1" \
        "ticket approve" "ticket cc 1" "outbox show" "outbox retry"; do
        read -ra words <<<"$command"
        printf '%s\0' "${words[@]}" -- "$quote" $'\n'
    done
    for command in "ticket raw --message-id" "ticket list --status" "ticket list --mailbox" \
        "ticket list --team" "ticket list --assignee" "ticket list --requester" "ticket list --limit" \
        "ticket set 1 --status" "ticket set 1 --assignee" "ticket set 1 --team" \
        "ticket split 1 --message" "ticket approve 1 --message" "outbox list --state" \
        "outbox list --ticket"; do
        read -ra words <<<"${command% *}"
        printf "%s\0" "${words[@]}" "${command##* }=$quote" $'\n'
    done
done >"$DESK/arguments"
python3 - "$DESK" "$DESK_ROOT/bin/deskctl" setpriv --reuid "$DESK_USER" --regid "$(id -g "$DESK_USER")" \
    --clear-groups <<'PY'
import concurrent.futures, pathlib, subprocess, sys
folder, ctl, user = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
commands = [c.split("\0")[:-1] for c in (folder / "arguments").read_text().split("\n\0")[:-1]]
def run(words):
    return subprocess.run([*user, ctl, "-c", folder / "deskmilter.conf", *words], capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=60)
with concurrent.futures.ThreadPoolExecutor(2) as pool, open(folder / "asked", "w") as asked:
    for words, done in zip(commands, pool.map(run, commands)):
        print(f"{words}: {done.returncode} {done.stdout + done.stderr}", file=asked)
PY
tried=$((12 * 24))
is "deskctl was asked" "$(grep -c '' "$DESK/asked")" $tried
attacks "A21: arguments of deskctl that show other people's mail" $tried \
    "$(grep -cE '@example\.(net|org)|Message-ID <|b.#[0-9]' "$DESK/asked")"
attacks "A21: arguments that end it by a signal or an error of the store" $tried \
    "$(grep -cE ': -[0-9]+ b|syntax error|SQL|in prepare' <(sed "s/^[^:]*\]: //" "$DESK/asked"))"
attack "A21: none has changed anything" diff <(echo "$census") <(census)
for quote in "${quotes[@]:0:12}"; do
    desk_ctl ticket set 2 --subject="$quote" --category="$quote" >/dev/null 2>&1
    attack "A21: what an admin sets is kept letter for letter: $quote" test \
        "$(desk_ctl ticket show 2 --json | desk_json '[d["subject"], d["category"]]' | paste -sd '|')" = "$quote|$quote"
done
clean "A21: the store is sound" "$(desk_store_problems)"

# --- A22: log lines and terminals -----------------------------------------------------------------

# What would begin a line of its own, end a field, or speak to a terminal.
# shellcheck disable=SC1003 # they end in backslashes
marks=(
    'x\rdeskmilter: mail taken ticket=1 verdict=forged'
    'x ticket=1 verdict=forged'
    'x" ticket=1 verdict="forged'
    'x\\" ticket=1 verdict="forged'
    'x \\\\'
    'x"'
    'ticket=1'
    '\x1b]0;title\x07\x1b[2J\x1b[31m'
    '\x9b31m\x08\x08\x7f'
    '\xc2\x9b31m\xc2\x85deskmilter: forged'
    '\xe2\x80\xa8deskmilter: forged\xe2\x80\xa9'
    '\xe2\x80\xae\xe2\x81\xa6forged'
    '\x00deskmilter: forged'
    '%s%n%x'
    '\xff\xfe'
    '\x1b[6n\x1bP+q\x1b\\'
)
lines=$(grep -c '^deskmilter: mail taken' "$DESK/deskmilter.log")
for i in "${!marks[@]}"; do
    mark=$(printf '%b' "${marks[$i]//'\x00'/}" | tr -d '\r')
    quoted=${mark//\\/\\\\} quoted=${quoted//\"/\\\"}
    envelope="\"l$i ${quoted//[^ -~]/}\"@example.org" id="l$i ${marks[$i]}@client.example.org" \
        body="Body ${marks[$i]} end" letter "a22-$i" "\"${marks[$i]}\" <l$i@example.org>" \
        "$(printf '%b' "Log ${marks[$i]}" | tr -d '\0\n\r')" "Thread-Topic: ${marks[$i]}" \
        "References: <${marks[$i]}>" "MIME-Version: 1.0" \
        "Content-Type: text/plain; name=\"${marks[$i]}\""
done
volley
is "every one is taken" "$(cut -d ' ' -f 3 "$DESK/volley.$volleys" | sort -u)" 250
check "the outbox is settled" wait_for 20 settled
python3 - "$DESK" >"$DESK/log-faults" <<'PY'
import pathlib, re, sys
folder = pathlib.Path(sys.argv[1])
VALUE = rb'(?:[^ "=\\\x00-\x1f]|\\[xu])+|"(?:[^"\\]|\\["xu])*"'
LINE = re.compile(rb'(deskmilter|deskpost): [a-z][^="]*?((?: [a-z_]+=(?:' + VALUE + rb'))*)$')
FIELDS = {"deskmilter: mail taken": ["queue_id", "message_id", "sender", "ticket", "verdict", "size", "ms"]}
for log in ("deskmilter.log", "deskpost.log"):
    for line in (folder / log).read_bytes().split(b"\n"):
        if not line:
            continue
        whole = LINE.fullmatch(line)
        text = line.decode("utf-8", "replace")
        if not whole:
            print("not of our form:", repr(text))
            continue
        names = [n.decode() for n in re.findall(rb" ([a-z_]+)=(?:" + VALUE + rb")", whole[2])]
        if text.startswith("deskmilter: mail taken") and names != FIELDS["deskmilter: mail taken"]:
            print("fields", names, repr(text))
        if re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]", text):
            print("a control character:", repr(text))
PY
attacks "A22: mails that make more or fewer lines than one" "${#marks[@]}" \
    "$(($(grep -c '^deskmilter: mail taken' "$DESK/deskmilter.log") - lines - ${#marks[@]}))"
for i in "${!marks[@]}"; do
    attack "A22: in the log, $(printf '%q' "${marks[$i]}")" test -z "$(grep -wF "l$i" "$DESK/log-faults")"
done
clean "A22: every line of the logs is of our form" "$(cat "$DESK/log-faults")"

# speaks: the bytes that a terminal would obey, of what comes on standard input.
speaks()
{
    python3 -c 'import re, sys
text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
print(*sorted({f"{ord(c):04x}" for c in re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\udc80-\udcff]", text)}))'
}
read -r first last < <(desk_sql "SELECT min(m.ticket), max(m.ticket) FROM message m
    JOIN contact c ON c.id = m.author WHERE c.key LIKE 'l%@example.org'")
for ((ticket = first; ticket <= last; ticket++)); do
    attack "A22: deskctl ticket show $ticket on a terminal" test -z "$(desk_ctl ticket show "$ticket" | speaks)"
done
attack "A22: deskctl ticket list" test -z "$(desk_ctl ticket list --limit 1000 | speaks)"
attack "A22: deskctl ticket list --json" test -z "$(desk_ctl ticket list --limit 1000 --json | speaks)"
attack "A22: deskctl outbox list" test -z "$(desk_ctl outbox list --limit 1000 | speaks)"
attack "A22: deskctl trace" test -z "$(desk_sql "SELECT queue_id FROM verdict
    WHERE ticket BETWEEN $first AND $last" | while read -r queue; do desk_ctl trace "$queue"; done | speaks)"
for i in "${!marks[@]}"; do
    ticket=$((first + i))
    desk_ctl ticket raw "$ticket" >"$DESK/raw"
    attack "A22: deskctl explain, ticket $ticket" test -z "$(desk_ctl explain - <"$DESK/raw" | speaks)"
    attack "A22: deskctl's complaint of $(printf '%q' "${marks[$i]}")" test -z \
        "$(desk_ctl ticket show -- "$(printf '%b' "${marks[$i]}" | tr -d '\0')" 2>&1 | speaks)"
done
done_testing
