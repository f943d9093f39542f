#!/bin/bash
# deskctl explain says what would become of a mail, and writes nothing. Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf

# explain FILE PART [OPTION]...: a part of the answer, by desk_json.
explain()
{
    local file=$1 part=$2
    shift 2
    desk_ctl explain --json "$@" - <"$file" 2>"$DESK/err" | desk_json "$part" | paste -sd ' '
}

desk_mail "First" "Message-ID: <first@client.example.net>" |
    sed '/^Message-ID: <[0-9]/d' >"$DESK/first.eml"
key=$(sed -n 's/^key-file = "\(.*\)"$/\1/p' "$DESK/deskmilter.conf")
is "without key and store" "$(explain "$DESK/first.eml" '[d["thread"]["outcome"], d["sender"]["role"]]')" \
    "new customer"
like "it says that there is no store" "$(cat "$DESK/err")" 'no store yet'
like "and that nobody can be named without one" "$(desk_ctl explain "$DESK/first.eml" 2>/dev/null)" \
    '^assigned: not known without a store'
like "and no key" "$(cat "$DESK/err")" 'secret\.key is missing'
made_something()
{
    desk_sql 'SELECT count(*) FROM epoch' 2>/dev/null || [ -e "$key" ]
}
is "it made neither" "$(made_something; echo $?)" 1

desk_ctl init >/dev/null
is "every field is there" \
    "$(explain "$DESK/first.eml" 'sorted(d)')" \
    "bounces commands machine mail outgoing sender suppressed thread triage vote"
is "what the mail says" \
    "$(explain "$DESK/first.eml" '[d["mail"][k] for k in ("subject", "message_id", "unparsed")]')" \
    "First first@client.example.net false"
is "an acknowledgement would go out" "$(explain "$DESK/first.eml" 'd["outgoing"]')" \
    '{"kind": "ack", "to": "jane@example.net"}'
is "none to the null sender" \
    "$(explain "$DESK/first.eml" '[d["outgoing"], d["suppressed"][0]["reason"]]' --mail-from '')" \
    "[] the envelope sender is null"
is "an agent is known" "$(explain <(sed 's/^From:.*/From: alice@example.com/' "$DESK/first.eml") \
    'd["sender"]["role"]')" agent
is "nothing was stored" "$(desk_ctl stats --json | desk_json '[d["messages"], d["contacts"]]' |
    paste -sd ' ')" "0 0"

desk_ctl deliver --mail-from jane@example.net --rcpt support@example.com <"$DESK/first.eml"
is "the mail is stored" $? 0
is "once more it is known" "$(explain "$DESK/first.eml" \
    '[d["thread"][k] for k in ("outcome", "ticket", "reason")]')" \
    "event 1 this very mail had been stored before"

token=$(desk_ctl outbox show 1 --json | desk_json 'd["reply_to"]')
ours=$(desk_ctl outbox show 1 --json | desk_json 'd["message_id"]')
thread='[d["thread"][k] for k in ("ticket", "link", "outcome")]'
desk_mail "Anything" >"$DESK/b.eml"
is "a reply address of ours" "$(explain "$DESK/b.eml" "$thread" --rcpt "$token")" "1 token append"
desk_mail "Anything" "References: <x@example.org> <$ours>" >"$DESK/c.eml"
is "a Message-ID of ours" "$(explain "$DESK/c.eml" "$thread")" "1 our-message-id append"
is "why each hint won or lost" "$(explain "$DESK/c.eml" \
    '[c["link"] + ": " + c["reason"] for c in d["thread"]["candidates"]]')" \
    "our-message-id: wins message-id: leads to no ticket"
desk_mail "Anything" "In-Reply-To: <first@client.example.net>" >"$DESK/d.eml"
is "a Message-ID of the customer's" "$(explain "$DESK/d.eml" "$thread")" "1 message-id append"
desk_mail "Re: [#1] First" >"$DESK/e.eml"
is "a tag" "$(explain "$DESK/e.eml" "$thread")" "1 subject append"
sed -i 's/^From:.*/From: mallory@example.org/' "$DESK/b.eml" "$DESK/d.eml" "$DESK/e.eml"
is "a stranger with a token is held" "$(explain "$DESK/b.eml" "$thread" --rcpt "$token")" \
    "1 token held"
is "and called a stranger" "$(explain "$DESK/b.eml" 'd["sender"]["role"]' --rcpt "$token")" stranger
is "a stranger with a Message-ID is not" "$(explain "$DESK/d.eml" "$thread")" "null none new"
is "a stranger with a tag is not" "$(explain "$DESK/e.eml" "$thread")" "null none new"
is "but agents are told" "$(explain "$DESK/e.eml" 'd["thread"]["linked"]')" 1
is "a forged token" "$(explain "$DESK/b.eml" "$thread" \
    --rcpt support+r1-1-abcdefghijklmnopqrstuvwxyz@example.com)" "null none refused"
is "a recipient of somebody else" "$(explain "$DESK/b.eml" "$thread" --rcpt x@example.org)" \
    "null none refused"
like "for people" "$(desk_ctl explain - <"$DESK/c.eml" 2>&1)" '^outcome: +joins #1: '

# Several at once: one object a line in the order of the list, whatever the files are.
printf 'From jane@example.net Sun Mar  1\nSubject: mbox\n\nx\n' >"$DESK/mbox.eml"
head -c 100000 /dev/urandom >"$DESK/noise"
: >"$DESK/empty"
{ printf 'To: '; head -c 90000 /dev/zero | sed 's/\x0/g:/g'; printf '\n\nbody\n'; } >"$DESK/deep.eml"
printf '%s\n' "$DESK"/{first.eml,mbox.eml,noise,none,empty,deep.eml} >"$DESK/list"
chmod 644 "$DESK/list"
desk_ctl explain --json --files-from - <"$DESK/list" >"$DESK/out" 2>"$DESK/err"
is "a missing file is told by the exit status" $? 66
is "one object a file" "$(while read -r line; do desk_json 'd["file"]' <<<"$line"; done <"$DESK/out")" \
    "$(cat "$DESK/list")"
is "an mbox line is passed over" "$(sed -n 2p "$DESK/out" | desk_json 'd["mail"]["subject"]')" mbox
is "a missing file has its object" "$(sed -n 4p "$DESK/out" | desk_json '"error" in d')" true
is "a dangerous one is unparsed" "$(sed -n 6p "$DESK/out" | desk_json 'd["mail"]["unparsed"]')" true

# A folder stands for the files in it, whatever they are called, in the order of their names.
mkdir -p "$DESK/box/cur" "$DESK/box/.hidden" "$DESK/box/none" "$DESK/nothing/none"
for name in cur/2 cur/10 a.txt z .hidden/1 .state; do
    desk_mail "mail $name" >"$DESK/box/$name"
done
ln -s z "$DESK/box/link" && ln -s . "$DESK/box/loop"
mkfifo "$DESK/box/pipe"
# objects FOLDER OPTION...: file and subject of each object, and the exit status.
objects()
{
    desk_ctl explain --json "$@" 2>"$DESK/err" >"$DESK/out"
    local code=$?
    while read -r line; do
        desk_json 'd["file"].rsplit("/", 1)[1] + ":" + d["mail"]["subject"]' <<<"$line"
    done <"$DESK/out" | paste -sd ,
    echo $code
}
is "a folder" "$(objects "$DESK/box")" \
    "a.txt:mail a.txt,10:mail cur/10,2:mail cur/2,link:mail z,z:mail z"$'\n'"0"
desk_ctl explain "$DESK/box" >"$DESK/out" 2>&1
is "for people, too" "$(grep -c '^== .*/box/' "$DESK/out")" 5
ln -s nowhere "$DESK/box/dangling"
mkdir -m 700 "$DESK/box/closed" && echo x >"$DESK/box/closed/x"
is "what cannot be read does not stop it" "$(objects "$DESK/box")" \
    "a.txt:mail a.txt,closed:,10:mail cur/10,2:mail cur/2,dangling:,link:mail z,z:mail z"$'\n'"66"
like "the closed folder is named" "$(cat "$DESK/err")" 'box/closed: Permission denied'
like "so is the link" "$(cat "$DESK/err")" 'box/dangling: cannot open: No such file'
is "each has its error" "$(grep -c '"error":' "$DESK/out")" 2
is "a folder without files" "$(objects "$DESK/nothing")" "nothing:"$'\n'"66"
like "is named" "$(cat "$DESK/err")" 'nothing: no file in this folder'
is "a device" "$(objects /dev/zero "$DESK/box/z")" "zero:,z:mail z"$'\n'"66"
like "is called one" "$(cat "$DESK/err")" '/dev/zero: is a device'
is "a folder with one file in it" "$(mkdir "$DESK/one" && cp "$DESK/box/z" "$DESK/one/" &&
    objects "$DESK/one")" "z:mail z"$'\n'"0"
printf '%s\n' "$DESK/box/cur" "$DESK/box/z" >"$DESK/list"
is "a folder in a list" "$(objects --files-from "$DESK/list")" \
    "10:mail cur/10,2:mail cur/2,z:mail z"$'\n'"0"

# A body is not a mail: nothing in it is taken for one.
body()
{
    desk_ctl explain --json "$1" - 2>&1 | desk_json 'd["text"].replace("\n", "|")'
}
is "a decoded body" "$(printf 'grüß\n> old\n' | body --text)" "grüß|> old|"
is "an HTML body" "$(printf '<p>a <b>b</b></p><script>x</script>' | desk_ctl explain --json --html - |
    desk_json 'd["text"].strip()')" "a b"
is "header fields in it are text" \
    "$(printf 'Content-Type: text/html\nContent-Transfer-Encoding: base64\n\neHh4\n' | body --text)" \
    "Content-Type: text/html|Content-Transfer-Encoding: base64||eHh4|"
is "so are boundaries" "$(printf 'From a\n--b\n\nx\n--b--\n.\n' | body --text)" \
    "From a|--b||x|--b--|.|"
is "so are blank lines at the top" "$(printf '\n\nx\n' | body --text)" "||x|"
is "bytes that are no text go" "$(printf 'a\0b\x07\xff\xe9\r\nc' | body --text)" "ab��|c"
is "a byte order mark too" "$(printf '\xef\xbb\xbfa\n' | body --text)" "a|"
is "an empty body is one" "$(body --text </dev/null)" ""
is "neither store nor key is asked" "$(mv "$DESK/deskmilter.conf" "$DESK/kept.conf"
    sed -e 's/^key-file.*/key-file = "\/nowhere\/key"/' -e 's/^store =.*/store = "sqlite:\/nowhere\/db"/' \
        "$DESK/kept.conf" >"$DESK/deskmilter.conf"
    body --text <<<x
    mv "$DESK/kept.conf" "$DESK/deskmilter.conf")" "x|"
is "one beyond all measure is refused" \
    "$(head -c 16777217 /dev/zero | tr '\0' x | desk_ctl explain --text - 2>&1; echo $?)" \
    "deskctl: standard input is larger than 16777216 bytes"$'\n'"66"
like "its new text for people" "$(desk_ctl explain --text - <<<$'one\ntwo' | paste -sd '~')" \
    '^text: +\| one~ +\| two$'
is "not both" "$(desk_ctl explain --html --text - </dev/null >/dev/null 2>&1; echo $?)" 64
is "not nothing" "$(desk_ctl explain >/dev/null 2>&1; echo $?)" 64
is "still only one mail is stored" "$(desk_ctl stats --json | desk_json 'd["messages"]')" 1

# Root may explain and deliver although the key is not his.
cp "$DESK/first.eml" "$DESK/roots.eml" && chmod 600 "$DESK/roots.eml"
"$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" explain --json "$DESK/roots.eml" >"$DESK/out"
is "root explains a mail of his own" "$?" 0
"$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" deliver --mail-from jane@example.net \
    --rcpt support@example.com <"$DESK/roots.eml" >/dev/null
is "root delivers" "$?" 0

# What a mail holds, for people.
cat >"$DESK/report.eml" <<'E'
From: MAILER-DAEMON@mx.example.net
To: support@example.com
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; bob@example.net
Action: failed
Status: 5.1.1
--b
Content-Type: application/pdf; name=a.pdf

x
--b--
E
desk_ctl explain "$DESK/report.eml" >"$DESK/out"
like "a report" "$(cat "$DESK/out")" '^machine: +bounce by '
like "its attachments" "$(cat "$DESK/out")" '^attached: a.pdf \(application/pdf, [0-9]+ bytes\)$'
like "its text" "$(cat "$DESK/out")" '^text: +\| Sorry\.$'
is "sizes are those of the file" "$(desk_ctl explain --json "$DESK/report.eml" |
    desk_json '[a["size"] for a in d["mail"]["attachments"]]' | paste -sd ' ')" \
    "$(sed -n '/^Reporting-MTA/,/^Status/p' "$DESK/report.eml" | head -c -1 | wc -c) 1"
like "its date" "$(cat "$DESK/out")" '^date: +\(none\)$'
like "a long text is cut" "$(seq 100 | sed '1s/^/Subject: x\n\n/' | desk_ctl explain -)" \
    '^ +\(and 60 more lines\)$'

# Ten thousand by one process, in no more memory than a hundred.
measured()
{
    python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "wb"), check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$DESK/out" \
        setpriv --reuid "$DESK_USER" --clear-groups \
        "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" explain --json --files-from "$DESK/list"
}
yes "$DESK/e.eml" | head -n 100 >"$DESK/list"
few=$(measured)
yes "$DESK/e.eml" | head -n 10000 >"$DESK/list"
many=$(measured)
is "ten thousand mails" "$(wc -l <"$DESK/out")" 10000
check "in the memory of a hundred ($few and $many kB)" test "$many" -le $((few + 8192))
done_testing
