# shellcheck shell=bash
# Agents who work by mail: a desk with two of them, customers and a third party, each with a
# Maildir, on a private Postfix; agents hand in their mail at its submission service. Sourced
# instead of t/lib/desk.sh.
#
#   agents_setup <<<'...'                       # everything runs; more settings
#   opened "Printer on fire" "It burns."        # a ticket of jane's; its number is in $ticket
#   notified alice                              # what alice got of it last, a file: $notice
#   answer_as outlook alice "$text" [OPTION]... # she answers $notice; the server's reply: $answer
#   got jane@example.net                        # what jane got of it last, a file: $letter
#
# Files are mails as they lie in the Maildirs.

# shellcheck source=t/lib/submission.sh
. "${srcdir:-$(dirname "${BASH_SOURCE[0]}")/../..}/t/lib/submission.sh"

export PYTHONDONTWRITEBYTECODE=1 srcdir
# shellcheck disable=SC2034 # some are for the scripts
answer='' id='' landed='' ticket='' letter='' notice='' sent=''
agents_people=(jane@example.net carol@example.net boss@example.net jim@example.net
    service@example.org mallory@example.org alice@example.com alice.roe@example.com
    bob@example.com)
# What her mail program puts below what she writes.
alice_signature='Alice Roe
Example Ltd, phone +1 555 0100
alice@example.com'

# The settings that differ from those of desk_conf; further ones come on standard input.
agents_conf()
{
    desk_programs
    {
        desk_base_conf "$DESK" "$DESK_ROOT" "$DESK_USER" "$DESK_RELAY"
        cat <<CF
authserv-id = "mx.example.com"
canned-dir = "$DESK/canned"
kb-dir = "$DESK/kb"
mailbox "support" {
    address = "support@example.com"
    aliases = {"help@example.com"}
    team = "frontline"
    signature = "{{agent.name}}\nExample Support"
    updates = "none"
}
mailbox "billing" {
    address = "billing@example.com"
    team = "billing"
    updates = "none"
}
agent "alice" {
    name = "Alice Roe"
    addresses = {"alice@example.com", "alice.roe@example.com"}
    login = "alice"
    signature = "${alice_signature//$'\n'/\\n}"
}
agent "bob" {
    name = "Bob Stone"
    addresses = {"bob@example.com"}
    login = "bob"
}
team "frontline" {
    members = {"alice", "bob"}
}
team "billing" {
    members = {"alice", "bob"}
}
category "Billing" {
    keywords = {"xinvoicex"}
}
category "Hardware" {
    keywords = {"xhardwarex"}
}
limits {
    acks-per-hour = 1000
    acks-per-day = 1000
    unverified-acks-per-day = 1000
    tickets-per-hour = 1000
    notifications-per-hour = 1000
}
CF
        cat
    } >"$DESK/deskmilter.conf"
    mkdir -p "$DESK/canned" "$DESK/kb"
    printf '%s\n' 'Dear {{customer.name}}, please switch it off and on again.' \
        >"$DESK/canned/restart.txt"
    printf '%s\n' '# A new password' '' 'Press **Forgotten** and follow the mail.' \
        >"$DESK/kb/reset-password.md"
}

agents_setup()
{
    local boxes
    desk_setup
    desk_submission_setup alice bob
    agents_conf
    desk_ctl init >"$DESK/init.log" 2>&1 || bail_out "deskctl init: $(cat "$DESK/init.log")"
    room_open
    boxes=$DESK/maildirs
    mkdir "$boxes"
    printf '%s virtual:\n' "${agents_people[@]}" >"$boxes/transport"
    printf '%s\n' "${agents_people[@]}" | sed 's,.*,& &/,' >"$boxes/mailboxes"
    desk_start_sink && desk_start_milter &&
        desk_start_submission "local_header_rewrite_clients =" "transport_maps = texthash:$boxes/transport" \
            "virtual_mailbox_maps = texthash:$boxes/mailboxes" && desk_start_post
    is "the desk starts" $? 0
    [ "$tap_failed" = 0 ] || bail_out "no desk"
}

# The mail room (t/tools/mailroom.py) reads, writes and sends mails in one process for the whole
# test. Its descriptors are ordinary ones, which subshells have too; it ends with the test.
room_open()
{
    coproc room_process { exec python3 "$srcdir/t/tools/mailroom.py" 2>"$DESK/mailroom.log"; }
    # shellcheck disable=SC2154 # coproc makes both
    desk_pids+=("$room_process_PID")
    exec {room_out}<&"${room_process[0]}" {room_in}>&"${room_process[1]}"
}

# room COMMAND [WORD]...: what the mail room says goes to $told.
room()
{
    told=
    printf '%s\0' "$#" "$@" >&"$room_in"
    IFS= read -r -d '' told <&"$room_out" || bail_out "the mail room is closed"
}

# tell COMMAND [WORD]...: prints it.
tell()
{
    room "$@"
    printf %s "$told"
}

# hand_in PORT LOGIN SENDER TO... <MAIL: sends a mail; the server's last reply goes to $answer.
hand_in()
{
    local file
    file=$(mktemp "$DESK/mail.XXXXXX")
    cat >"$file"
    room send "$1" "$2" "$(desk_password "$2")" "$file" "${@:3}"
    rm -f "$file"
    answer=${told%$'\n'}
    answer=${answer##*$'\n'}
}

# submit LOGIN SENDER TO... <MAIL: an agent hands in a mail, likewise.
submit()
{
    hand_in "$DESK_SUBMISSION" "$@"
}

# mails_of ADDRESS [TICKET]: the files of its mails, oldest first; those of a ticket, by the tag in
# their subjects.
mails_of()
{
    tell mails "$@"
}

has_mail()
{
    room mail "$1" "$ticket" "$2"
    letter=$told
    [ -n "$letter" ]
}

# got ADDRESS NUMBER: waits until so many mails of $ticket have come there; that one's file goes to
# $letter.
got()
{
    letter=
    wait_for "${patience:-10}" has_mail "$1" "$2"
}

# field NAME FILE: the value of that header field, as a mail program reads it.
field()
{
    tell field "$1" "$2"
}

# text_of FILE: its plain text.
text_of()
{
    tell text "$1"
}

# customer FROM TO SUBJECT TEXT [FIELD]...: a mail of a customer. $id is its Message-ID, $answer
# what the server said, $ticket where it landed.
# shellcheck disable=SC2034 # it is for the scripts
customer()
{
    local sender=${1##*<}
    id=$SRANDOM.$SRANDOM@client.example.net
    hand_in "$DESK_SMTP" "" "${sender%>}" "$2" < <(printf '%s\n' "From: $1" "To: $2" "Subject: $3" \
        "Date: $(LC_ALL=C date -R)" "Message-ID: <$id>" "${@:5}" "" "$4")
    find_ticket "$id"
}

# find_ticket MESSAGE-ID: the ticket of the last mail with it goes to $ticket, "kind ticket" of the
# verdict to $landed.
find_ticket()
{
    landed=$(desk_sql "SELECT kind || ' ' || coalesce(CAST(ticket AS text), '0') FROM verdict
        WHERE message_id = '$1' ORDER BY id DESC LIMIT 1")
    ticket=${landed#* }
}

# opened SUBJECT TEXT: a ticket of jane's, with its acknowledgement in $letter and the notification
# of it that alice got in $notice.
opened()
{
    customer "Jane Doe <jane@example.net>" support@example.com "$1" "$2"
    notified alice@example.com 1 && got jane@example.net 1
}

# notified ADDRESS NUMBER: like got; the file goes to $notice.
notified()
{
    got "$1" "$2"
    local found=$?
    notice=$letter
    return $found
}

# who ADDRESS: From as that agent's program has it.
who()
{
    case $1 in
    alice*) echo "Alice Roe <$1>" ;;
    bob*) echo "Bob Stone <$1>" ;;
    *) echo "$1" ;;
    esac
}

# answer_as CLIENT ADDRESS TEXT [OPTION]...: an agent answers $notice with that program (see
# t/tools/clients.py for the options). $sent is the file of the mail, $id its Message-ID.
answer_as()
{
    local login=${2%%[.@]*} to
    sent=$(mktemp "$DESK/sent.XXXXXX")
    room answer "$sent" "$3" "$1" --from "$(who "$2")" "${@:4}" "$notice"
    [ -z "$told" ] || bail_out "$told"
    mapfile -t to < <(tell recipients "$sent")
    submit "$login" "$2" "${to[@]}" <"$sent"
    room field Message-ID "$sent"
    id=${told#<}
    id=${id%>*}
}

# written LOGIN TO SUBJECT TEXT [FIELD]...: a mail of its own that an agent writes.
written()
{
    local address=$1@example.com to
    read -ra to <<<"$2"
    id=$SRANDOM.$SRANDOM@example.com
    submit "$1" "$address" "${to[@]}" < <(printf '%s\n' "From: $(who "$address")" "To: ${to[0]}" \
        "Subject: $3" "Date: $(LC_ALL=C date -R)" "Message-ID: <$id>" "${@:5}" "" "$4")
}

# show EXPRESSION: Python about d, what ticket show --json says of $ticket; on one line.
show()
{
    tell pick "$1" "$(desk_ctl ticket show "$ticket" --json)" | paste -sd ' '
}

# settled: nothing is on its way any more.
settled()
{
    [ "$(desk_sql "SELECT count(*) FROM outbox WHERE state IN ('queued', 'leased')")" = 0 ] &&
        [ -z "$(find "$DESK"/queue/{maildrop,incoming,active,deferred} -type f)" ]
}

# customers_mails: the files of all mails that came to people who are no agents.
customers_mails()
{
    find "$DESK/mail" -type f -path '*/new/*' ! -path '*@example.com/*'
}

# agents_end [WORDS]...: what holds after each scene. No byte of what is among agents has reached a
# customer (RULES O4, A30): no agent's address, no note, no trace of an agent's mail, no delimiter, no
# address for notes, no field of ours; nor the further words.
agents_end()
{
    local word files found secrets
    check "the outbox is settled" wait_for 20 settled
    mapfile -t files < <(customers_mails)
    check "customers have got mail" test ${#files[@]} -gt 0
    secrets=('alice@example.com' 'alice.roe@example.com' 'bob@example.com'
        'Please reply above this line' 'X-Desk-' 'support+n' 'signature.asc' 'Sent from my'
        'Authentication-Results: mx.example.com' 'X-Mailer' 'User-Agent' 'Thread-Index' 'secret' "$@")
    found=$(printf '%s\n' "${secrets[@]}" | python3 "$srcdir/t/tools/bytes.py" "${files[@]}")
    is "and it can be searched" $? 0
    for word in "${secrets[@]}"; do
        clean "O4: no customer has got \"$word\"" "$(grep -F -e "$word"$'\t' <<<"$found")"
    done
    clean "the store is sound" "$(desk_store_problems)"
    done_testing
}
