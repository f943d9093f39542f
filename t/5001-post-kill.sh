#!/bin/bash
# deskpost is killed again and again, then one sleeps past its lease while another works (F7, F8,
# F9): every mail arrives, copies are alike and few (I7), no row stays leased (I12).
# shellcheck source=t/lib/post.sh
. "${srcdir:-.}/t/lib/post.sh"

MAILS=24

post_setup </dev/null
post_sink --slow 0.1 || bail_out "the sink does not start"
desk_start killer python3 "$srcdir/t/tools/killer.py" --seed "${DESK_SEED:-1}" --every 150:700 \
    --state "$DESK/kills.json" program -- \
    "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
killer=$desk_started

kills()
{
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' \
        "$DESK/kills.json" "$1"
}

post_mails $MAILS kill
some_kills()
{
    [ "$(kills kills)" -ge 10 ]
}
check "there were kills" wait_for 15 some_kills
is "every mail is in the outbox" "$(desk_sql 'SELECT count(*) FROM outbox')" $MAILS
kill -USR1 "$killer"
killed=$(kills kills)
check "10 s later all is sent, and no row leased (I12)" wait_for 10 post_all sent
diag "$killed kills"
is "it never ended by itself" "$(kills ended)" 0
end_process "$killer" 20
is "each mail has arrived" \
    "$(python3 -c 'import json, sys
print(len({m["message_id"] for m in map(json.loads, open(sys.argv[1]))}))' "$DESK/sink.jsonl")" $MAILS
extra=$(($(post_copies) - MAILS))
check "$extra extra copies of $killed kills of 4 connections" test "$extra" -le $((4 * killed))
check "copies have the bytes that were kept (I7)" post_alike

# A process that is stopped within a transaction keeps all others waiting; that is not the matter.
stop_outside_a_transaction()
{
    local try
    for try in {1..40}; do
        kill -STOP "$1"
        sleep 0.02
        desk_store_is_free 2>/dev/null && return
        kill -CONT "$1"
        sleep 0.0$((try % 9 + 1))
    done
}

# One deskpost has a mail in hand and is stopped before its dot; it wakes up after the other
# one has sent that mail (F9).
desk_stop_sink
cat >"$DESK/hold.py" <<'PY'
# A relay that takes RCPT and then says nothing, until it is ended.
import pathlib, socket, sys
server, peers = socket.create_server(("127.0.0.1", int(sys.argv[1]))), []
while True:
    peer, _ = server.accept()
    try:
        peer.sendall(b"220 hold\r\n")
        for line in peer.makefile("rb"):
            if line.startswith(b"RCPT"):
                pathlib.Path(sys.argv[2]).touch()
                break
            peer.sendall(b"250 ok\r\n")
    except OSError:
        pass  # only a look whether somebody listens
    peers.append(peer)
PY
desk_start hold python3 "$DESK/hold.py" "$DESK_SINK" "$DESK/held"
hold=$desk_started
wait_for 10 port_open "$DESK_SINK"
before=$(post_copies)
desk_start_post
first=$desk_post_pid
post_mail sleeper
check "the first deskpost has the mail in hand" wait_for 10 test -e "$DESK/held"
stop_outside_a_transaction "$first"
end_process "$hold"
post_sink
desk_start second "$DESK_ROOT/sbin/deskpost" -f -c "$DESK/deskmilter.conf"
second=$desk_started
id=$((MAILS + 1))
check "the second one takes it when the lease has run out" wait_for 12 post_row $id sent
is "as its first attempt" "$(desk_sql "SELECT attempts FROM outbox WHERE id = $id")" 1
for n in 1 2 3; do
    post_mail "more$n"
done
kill -CONT "$first"
check "both run on" wait_for 10 post_all sent
sleep 2
is "the mail went out once" "$(($(post_copies) - before))" 4
is "nothing is held by the sleeper" \
    "$(desk_sql "SELECT count(*) FROM outbox WHERE state = 'leased' OR lease_owner IS NOT NULL")" 0
check "all copies are alike" post_alike
for pid in "$first" "$second"; do
    kill "$pid"
    wait "$pid"
    is "deskpost ends well" $? 0
done
done_testing
