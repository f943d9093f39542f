# shellcheck shell=bash
# Attacks (RULES A) as scripted cases against a desk behind a real Postfix. Sourced instead of
# t/lib/desk.sh.
#
#   attack_desk <<'CF'                 # desk, store, sink, milter, Postfix, deskpost; more settings
#   letter NAME FROM SUBJECT [FIELD]   # a mail on its way; see below
#   volley                             # sends them all
#   attack "what" test_that_succeeds   # one attack: the command succeeds when it is repelled
#   attacks "what" TRIED THROUGH       # so many of one kind, of which so many got through
#
# Each attack is a line of TAP. t/attacks counts them by the file that $DESK_ATTACKS names: lines
# of TRIED and THROUGH. What is said by is, like and check of t/lib/tap.sh is about the desk that is
# attacked and counts as none.

# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

export PYTHONDONTWRITEBYTECODE=1
attacker=mallory@example.org
# shellcheck disable=SC2034 # it is for the scripts
us=mx.example.com # whose Authentication-Results the desk believes
volleys=0
verdicts=0 # the last one that is known

# The tests may be the clients of many sessions that end in errors.
ATTACK_POSTFIX=(local_header_rewrite_clients= smtpd_soft_error_limit=100000
    smtpd_hard_error_limit=100000 smtpd_recipient_limit=100000 header_size_limit=1048576)

attack_desk()
{
    desk_setup
    desk_conf
    desk_ctl init >"$DESK/init.log" 2>&1 || bail_out "deskctl init: $(cat "$DESK/init.log")"
    mkdir "$DESK/letters"
    desk_start sink python3 "$srcdir/t/tools/sink.py" --port "$DESK_SINK" \
        --log "$DESK/sink.jsonl" --folder "$DESK/out"
    wait_for 10 port_open "$DESK_SINK" && desk_start_milter &&
        desk_start_postfix "${ATTACK_POSTFIX[@]}" && desk_start_post
    is "the desk starts" $? 0
    [ "$tap_failed" = 0 ] || bail_out "no desk"
}

# attack_count TRIED THROUGH
attack_count()
{
    [ -z "${DESK_ATTACKS:-}" ] || echo "$1 $2" >>"$DESK_ATTACKS"
}

attack()
{
    local before=$tap_failed
    check "$@"
    attack_count 1 $((tap_failed - before))
}

attacks()
{
    attack_count "$2" "$3"
    is "$1: of $2 got through" "$3" 0
}

# letter NAME FROM SUBJECT [FIELD]...: a mail to $to (support@, several with "|" between) with the
# envelope sender $envelope (the attacker) and the text $body, for the next volley. Its Message-ID is
# NAME@client.example.org, or $id. The last two and FIELD are taken by printf's %b; without FROM
# there is no such field.
letter()
{
    local name=$1 from=$2 subject=$3 field
    shift 3
    {
        echo "${envelope-$attacker}|${to:-support@example.com}"
        printf 'Message-ID: <%s>\n' "${id:-$name@client.example.org}"
        for field; do
            printf '%b\n' "$field"
        done
        [ -z "$from" ] || printf 'From: %b\n' "$from"
        printf '%s\n' "Subject: $subject" "To: ${shown:-support@example.com}" \
            "Date: $(LC_ALL=C date -R)" ""
        printf '%b\n' "${body:-"Text of $name"}"
    } >"$DESK/letters/$name"
}

# volley [CONNECTIONS]: sends the letters; then answer[NAME] is what Postfix said, and fate[NAME]
# what the desk did: "held 1 in 1" is the verdict, the ticket, the direction and held. "none" is
# the fate of a mail that was not taken.
declare -A answer fate
volley()
{
    local name text last
    volleys=$((volleys + 1))
    python3 "$srcdir/t/tools/volley.py" "$DESK_SMTP" "$DESK/letters" "$@" >"$DESK/volley.$volleys"
    while read -r name _ text; do
        answer[$name]=$text fate[$name]=none
    done <"$DESK/volley.$volleys"
    while IFS='|' read -r last name text; do
        verdicts=$last
        name=${name%@client.example.org}
        [ -z "$name" ] || fate[$name]=$text
    done < <(desk_sql "SELECT v.id || '|' || v.message_id || '|' || v.kind || ' ' ||
        coalesce(v.ticket, 0) || ' ' || m.direction || ' ' || m.held
        FROM verdict v JOIN message m ON m.id = v.message WHERE v.id > $verdicts ORDER BY v.id")
    rm -rf "$DESK/letters"
    mkdir "$DESK/letters"
}

# fate_is NAME REGEX: the mail was taken and met this fate.
fate_is()
{
    echo "${answer[$1]}: ${fate[$1]}"
    [[ ${answer[$1]} == 250* && ${fate[$1]} =~ ^$2$ ]]
}

# outbox WHERE: how many mails of the outbox are such.
outbox()
{
    desk_sql "SELECT count(*) FROM outbox o WHERE $1"
}

# desk_sql_is TEXT SELECT
desk_sql_is()
{
    local got
    got=$(desk_sql "$2")
    echo "got: $got"
    [ "$got" = "$1" ]
}

settled()
{
    [ "$(outbox "state NOT IN ('sent', 'failed')")" = 0 ]
}

# left PATTERN: files of the mails that left whose envelope or bytes match.
left()
{
    python3 - "$DESK" "$1" <<'PY'
import json, pathlib, re, sys
folder, pattern = pathlib.Path(sys.argv[1]), re.compile(sys.argv[2].encode(), re.M)
for line in open(folder / "sink.jsonl"):
    mail = json.loads(line)
    data = (folder / "out" / mail["file"]).read_bytes().replace(b"\r\n", b"\n")
    envelope = "".join(f"envelope: {r}\n" for r in mail["rcpts"]).encode()
    if pattern.search(envelope + data):
        print(folder / "out" / mail["file"])
PY
}

# field NAME FILE: the value of a header field, unfolded, without angle brackets.
field()
{
    python3 -c 'import email, email.policy, sys
print(str(email.message_from_binary_file(open(sys.argv[2], "rb"), policy=email.policy.default)[
    sys.argv[1]]).strip().strip("<>").rpartition("<")[2])' "$@"
}

# Nobody is on a ticket but who may be: participants of TICKET, blanks between.
on_ticket()
{
    desk_sql "SELECT c.key FROM participant p JOIN contact c ON c.id = p.contact
        WHERE p.ticket = $1 ORDER BY c.key" | paste -sd ' '
}
