#!/bin/bash
# Customers are answered in their language: mails in eight of them, what their programs say of
# themselves, and what people have chosen. And what an acknowledgement promises, by the calendar of its
# SLA, in hours and out of them, with articles that may help. What time it is is the test's to say
# (t/tools/clocks.c). Any store would do.
# shellcheck source=t/lib/scenes.sh
. "${srcdir:-.}/t/lib/scenes.sh"

# turn SECONDS: so much time passes at once.
ahead=0
turn()
{
    ahead=$((ahead + $1))
    python3 -S -c 'import os, struct, sys
os.pwrite(os.open(sys.argv[1], os.O_WRONLY), struct.pack("qq", *[int(sys.argv[2])] * 2), 0)' \
        "$DESK/clocks" "$ahead"
}

# text_of FILE: its plain text, in one line.
text_of()
{
    python3 -S -c 'import email, email.policy, re, sys
lines = open(sys.argv[1], "rb").read().replace(b"\r\n", b"\n").split(b"\n")
while lines[0].startswith(b"X-"):
    lines.pop(0)
mail = email.message_from_bytes(b"\n".join(lines), policy=email.policy.default)
print(re.sub("[ \\n]+", " ", mail.get_body(("plain",)).get_content()))' "$1"
}

# says LANGUAGE: the first line of that acknowledgement which is the same for everybody.
says()
{
    awk 'NF > 0 && !/{{/ { print; exit }' "$srcdir/templates/$1/ack.txt"
}

# ask ID ADDRESS [FIELD]...: a new ticket with the words in $words; its number is in $ticket.
ask()
{
    local body=${words:-}
    write "$1" "Someone <$2>" desk@example.com "${subject:-A question}" "MIME-Version: 1.0" \
        "Content-Type: text/plain; charset=utf-8" "Content-Transfer-Encoding: 8bit" "${@:3}"
    ticket=${landed#* }
}

# told LANGUAGE: the acknowledgement of $ticket is in it.
told()
{
    acked "$ticket" && text_of "$ack" | grep -qF -- "$(says "$1")"
}

# reply ADDRESS TEXT: an answer to the acknowledgement in $ack.
reply()
{
    local body=$2
    write "$SRANDOM" "Someone <$1>" "$address" "Re: A question" "In-Reply-To: <$ours>"
}

language_of()
{
    desk_sql "SELECT language FROM ticket WHERE id = $1"
}

desk_setup
preload=${builddir:-.}/t/tools/clocks.so
[ -e "$preload" ] || bail_out "$preload has not been built"
desk_conf <<CF
kb-dir = "$DESK/kb"
kb {
    url = "https://help.example.com/{slug}"
}
mailbox "desk" {
    address = "desk@example.com"
    team = "front"
    sla = "standard"
    language = "es"
}
team "front" {
    members = {"alice"}
}
sla "standard" {
    calendar = "office"
    first-response = {"normal=2h"}
}
calendar "office" {
    timezone = "UTC"
    monday = "09:00-17:00"
    tuesday = "09:00-17:00"
}
limits {
    acks-per-hour = 1000
    acks-per-day = 1000
    unverified-acks-per-day = 1000
}
CF
is_sanitized && skip_all "a sanitizer has to come before what is preloaded"
mkdir -p "$DESK/kb/de"
printf '%s\n' '# The printer does not print' '' 'Switch the **printer** off and on.' \
    >"$DESK/kb/printer.md"
printf '%s\n' '# Der Drucker druckt nicht' '' 'Schalten Sie den *Drucker* aus und an.' \
    >"$DESK/kb/de/drucker.md"
truncate -s 16 "$DESK/clocks"
chmod 644 "$DESK/clocks"
# A Monday at ten.
turn $(($(date -u -d 'next monday 10:00' +%s) - $(date +%s)))
clocks=("LD_PRELOAD=$preload" "DESK_CLOCKS=$DESK/clocks")
desk_ctl init >/dev/null || bail_out "no store"
desk_start_sink && desk_start_milter "${clocks[@]}" && scenes_postfix && desk_start_post "${clocks[@]}"
is "the desk starts" $? 0

declare -A texts=(
    [en]="My printer does not print any more since the last update. What can I do?"
    [de]="Mein Drucker druckt seit dem letzten Update nicht mehr. Was kann ich tun?"
    [fr]="Mon imprimante ne marche plus depuis la dernière mise à jour. Que dois-je faire ?"
    [es]="Mi impresora no funciona desde la última actualización. ¿Qué puedo hacer?"
    [pt]="A minha impressora deixou de funcionar desde a última atualização. O que posso fazer?"
    [it]="La mia stampante non funziona più dopo l'aggiornamento. Che cosa posso fare?"
    [pl]="Moja drukarka nie drukuje od ostatniej aktualizacji. Co mogę zrobić?"
    [ja]="先週の更新からプリンタが動きません。どうすればよいでしょうか。よろしくお願いします。"
)
if ldd "$DESK_ROOT/libexec/deskmilter/deskparse" | grep -q libcld2; then
    declare -A tickets
    for language in "${!texts[@]}"; do
        words=${texts[$language]} ask "text-$language" "$language@example.net"
        tickets[$language]=$ticket
        is "a text tells: $language" "$(language_of "$ticket")" "$language"
    done
    for language in "${!texts[@]}"; do
        ticket=${tickets[$language]}
        [ ! -e "$srcdir/templates/$language/ack.txt" ] || check "$language is answered in it" told "$language"
    done
    words=${texts[de]} ask menus menus@example.net "Content-Language: en-US"
    is "a text goes before the menus of a program" "$(language_of "$ticket")" de
    like "and the ticket says why" "$(show "$ticket" '[e["detail"] for e in d["events"]]')" \
        'answered in de: its text is in de, whatever its Content-Language says \(en-US\)'
fi
words="?" ask field field@example.net "Content-Language: fr-CA, en"
is "Content-Language tells what a short text does not" "$(language_of "$ticket")" fr-CA
check "and is answered in what it is a kind of" told fr
words="?" ask neither neither@example.net
is "else it is that of the mailbox" "$(language_of "$ticket")" es
words="?" ask unknown unknown@example.net "Content-Language: nl"
is "a language without templates is kept for those who speak it" "$(language_of "$ticket")" nl
check "and is answered in the mailbox's" told es

# What people choose.
words="?" ask chooses chooses@example.net
first=$ticket
acked "$first"
reply chooses@example.net "#language it"
is "a customer chooses" "$landed $(language_of "$first")" "event $first it"
words="?" ask again chooses@example.net "Content-Language: pl"
is "which goes before all, from then on" "$(language_of "$ticket")" it
check "and he is answered in it" told it
words="?" subject="Another matter" ask follows chooses@example.net
acked "$ticket" && reply chooses@example.net "${texts[en]}"
is "what he writes on his ticket changes nothing" "$landed $(language_of "$ticket")" \
    "append $ticket it"
agent=$(desk_sql "SELECT reply_to FROM outbox WHERE ticket = $first AND kind = 'agent-new'")
for tag in tlh pl; do
    body="#language $tag" write "agent-$tag" "Alice Roe <alice@example.com>" "$agent" \
        "Re: [#$first]" "Authentication-Results: mx.example.com; dmarc=pass header.from=example.com"
    [ $tag != tlh ] || like "what nobody can be answered in is refused" "$answer" \
        '^550 .*no templates for tlh: expected ([a-z]+, )*en, '
done
is "an agent chooses for him" "$(language_of "$first")" pl
is "for good" "$(desk_sql "SELECT language FROM contact WHERE address = 'chooses@example.net'")" pl
words="?" ask proves proves@example.net
is "nobody is known by one mail" \
    "$(desk_sql "SELECT coalesce(proved, 0) FROM contact WHERE address = 'proves@example.net'")" 0
acked "$ticket" && reply proves@example.net "Thank you, here is more of it."
is "who answers what only he could read is" \
    "$(desk_sql "SELECT proved > 0 FROM contact WHERE address = 'proves@example.net'" | tr t 1)" 1

# What is promised; in English, by the field.
words=${texts[en]} ask hours hours@example.net "Content-Language: en"
acked "$ticket"
like "in hours the answer is promised for today" "$(text_of "$ack")" 'answer by Monday.*12:0'
unlike "and nobody says that it is closed" "$(text_of "$ack")" 'closed'
like "an article may help" "$(text_of "$ack")" \
    'This may help you in the meantime: The printer does not print Switch the printer off and on\. https://help.example.com/printer'
words=${texts[de]} ask article article@example.net "Content-Language: de"
acked "$ticket"
like "in his language" "$(text_of "$ack")" 'Der Drucker druckt nicht .*help.example.com/de/drucker'
turn 36000
words="?" ask late late@example.net "Content-Language: en"
acked "$ticket"
like "out of hours he hears when it opens" "$(text_of "$ack")" 'closed.*back on Tuesday.*09:00'
like "and the answer is promised for then" "$(text_of "$ack")" 'answer by Tuesday.*11:00'
unlike "nothing helps who says nothing" "$(text_of "$ack")" 'help.example.com'
scenes_end
