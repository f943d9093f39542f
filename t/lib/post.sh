# shellcheck shell=bash
# A desk without milter and Postfix, for tests of the outbox: mails come in by deskctl deliver,
# and t/tools/sink.py is the relay. Sourced instead of t/lib/desk.sh.
#
#   post_setup                   # desk and store; settings on standard input
#   post_sink; desk_start_post   # the relay and deskpost
#   post_mail jane               # a new ticket of jane@example.net, and so an ack in the outbox
#   post_mood put-off rcpt       # how every mail ends from now on; without words: accepted
#   check "sent" wait_for 10 post_row 1 sent

# shellcheck source=t/lib/desk.sh
. "${srcdir:-$(dirname "${BASH_SOURCE[0]}")/../..}/t/lib/desk.sh"

export PYTHONDONTWRITEBYTECODE=1

post_setup()
{
    desk_setup
    DESK_RELAY_URL=smtp://127.0.0.1:$DESK_SINK desk_conf
    desk_ctl init >"$DESK/init.log" 2>&1 || bail_out "deskctl init: $(cat "$DESK/init.log")"
}

# post_sink [OPTION]...: the options are those of t/tools/sink.py.
post_sink()
{
    desk_start sink python3 "$srcdir/t/tools/sink.py" --port "$DESK_SINK" \
        --log "$DESK/sink.jsonl" --folder "$DESK/sink" --mood "$DESK/mood" "$@"
    desk_sink_pid=$desk_started
    wait_for 10 port_open "$DESK_SINK"
}

post_mood()
{
    echo "$*" >"$DESK/mood.new"
    mv "$DESK/mood.new" "$DESK/mood"
}

# post_mail LOCAL-PART [SUBJECT]
post_mail()
{
    desk_mail "${2:-A question}" | sed "s/jane@example.net/$1@example.net/" |
        desk_ctl deliver --mail-from "$1@example.net" --rcpt support@example.com \
            >>"$DESK/deliver.log" 2>&1
}

# post_mails COUNT PREFIX: so many, each from somebody else, two at a time.
post_mails()
{
    local n
    for ((n = 1; n <= $1; n++)); do
        post_mail "$2$n" &
        [ $((n % 2)) -eq 1 ] || wait $!
    done
    wait $!
}

# post_row ID STATE [ATTEMPTS]: so it is.
post_row()
{
    [ "$(desk_sql "SELECT state${3:+, attempts} FROM outbox WHERE id = $1")" = "$2${3:+ $3}" ]
}

# post_all STATE: every row of the outbox is in this state.
post_all()
{
    [ "$(desk_sql "SELECT DISTINCT state FROM outbox")" = "$1" ]
}

# post_copies [EXPRESSION]: how many mails reached the dot; Python about one line m of the log.
post_copies()
{
    python3 -c 'import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
print(sum(bool(eval(sys.argv[2])) for m in rows))' "$DESK/sink.jsonl" "${1:-True}"
}

# post_alike: all copies of one Message-ID have the same bytes, and those that the store kept (I7).
post_alike()
{
    python3 - "$srcdir/t/tools" "$DESK_STORE" "$DESK/sink.jsonl" <<'PY'
import json, sys
sys.path.insert(0, sys.argv[1])
from deskstore import DeskStore
kept = {row["message_id"]: row["sha256"] for row in DeskStore(sys.argv[2]).outbox}
mails = [json.loads(line) for line in open(sys.argv[3])]
odd = [m["file"] for m in mails if kept.get(m["message_id"]) != m["sha256"]]
sys.exit(f"other bytes than kept: {odd}" if odd or not mails else 0)
PY
}

# post_log PATTERN: how many lines of deskpost's log match.
post_log()
{
    grep -cE -e "$1" "$DESK/deskpost.log"
}
