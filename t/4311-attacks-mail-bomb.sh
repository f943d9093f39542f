#!/bin/bash
# A mail bomb: thousands of mails from one From beside the mails of other people, then from many
# (RULES A11, L5). 1,000 mails; 5,000 with DESK_LONG=1. The others' waiting time from the dot to the
# 250 is measured with and without the bomb in the same run, and printed; how much longer it may
# be is wide here, since a machine is seldom at rest. Any store would do.
# shellcheck source=t/lib/attacks.sh
. "${srcdir:-.}/t/lib/attacks.sh"

bombs=1000 others=120 allowed=6
[ -z "${DESK_LONG:-}" ] || bombs=5000 others=1000 allowed=3

attack_desk </dev/null

# others RUN: writes the mails of as many people as there are others to a folder.
# bomb: a folder of mails from one From, by changing envelopes, subjects and lengths.
write_mails()
{
    python3 - "$DESK/$1" "$1" "$2" <<'PY'
import pathlib, random, sys
folder, kind, count = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
folder.mkdir()
dice = random.Random(1)
for n in range(count):
    sender = "mallory@example.org" if kind == "bomb" else f"{kind}{n}@example.net"
    subject = ["Help", f"Help {n}", f"Re: [#{n}] Help", "Urgent"][n % 4]
    envelope = f"m{n % 7}@example.org" if kind == "bomb" else sender
    body = "\n".join("x" * dice.randrange(20, 70) for _ in range(50))
    (folder / f"{kind}-{n:05}").write_text(
        f"{envelope}|support@example.com\nMessage-ID: <{kind}-{n}@client.example.org>\nFrom: {sender}\n"
        f"To: support@example.com\nSubject: {subject}\nDate: Sun, 01 Nov 2026 10:00:00 +0000\n\n{n}\n{body}\n")
PY
}

send()
{
    python3 "$srcdir/t/tools/volley.py" "$DESK_SMTP" "$DESK/$1" "${@:2}" >"$DESK/sent.$1"
}

# p99 NAME: microseconds from the dot to the 250, which all of them got.
p99()
{
    ! grep -qv '^[^ ]* [0-9]* 250 ' "$DESK/sent.$1" || return 1
    cut -d ' ' -f 2 "$DESK/sent.$1" | sort -n | awk '{ t[NR] = $1 } END { print t[int(NR * 0.99)] }'
}

write_mails warm 50
write_mails quiet "$others"
write_mails loud "$others"
write_mails bomb "$bombs"

# The same traffic twice, 30 mails a second: alone, then with the bomb as fast as two connections go.
send warm
send quiet 4 30
send bomb 2 &
bomb=$!
send loud 4 30
wait "$bomb"
quiet=$(p99 quiet) loud=$(p99 loud)
is "every mail is taken" "$(cut -d ' ' -f 3 "$DESK"/sent.* | sort -u)" 250
diag "p99 from dot to 250: $quiet us alone, $loud us beside the bomb: $(awk "BEGIN { print $loud / $quiet }") times"
diag "the bomb: $bombs mails, $(awk '{ t += $2 } END { print int(t / NR) }' "$DESK/sent.bomb") us each"

bombed="c.key = 'mallory@example.org'"
tickets=$(desk_sql "SELECT count(*) FROM ticket t JOIN contact c ON c.id = t.requester WHERE $bombed")
attacks "A11: mails of one From that open more than twenty tickets" "$bombs" $((tickets > 20 ? tickets - 20 : 0))
is "twenty, indeed" "$tickets" 20
acks=$(outbox "recipient = 'mallory@example.org'")
attacks "A11: that get more than three acknowledgements" "$bombs" $((acks > 3 ? acks - 3 : 0))
attack "A11: every mail of the bomb is kept" desk_sql_is "$bombs" \
    "SELECT count(*) FROM message m JOIN contact c ON c.id = m.author WHERE $bombed"
attack "A11: the flood is noted once on a ticket" desk_sql_is 1 "SELECT max(n) FROM (SELECT count(*) AS n
    FROM event WHERE kind = 'flood' GROUP BY ticket) x"
attack "A11: others open their tickets as ever" desk_sql_is $((50 + 2 * others)) \
    "SELECT count(*) FROM ticket t JOIN contact c ON c.id = t.requester WHERE c.key LIKE '%@example.net'"
attack "A11: and all have their acknowledgement" test "$(outbox "recipient LIKE '%@example.net'")" = $((50 + 2 * others))
attack "A11: others wait at most $allowed times as long" test "$loud" -le $((allowed * quiet))
check "the outbox is settled" wait_for 60 settled

# Many senders: the desk as a whole has its limit. What is not sent is kept all the same.
sent=$(outbox true)
sed -i "1i limits {\n    automatic-per-hour = $((sent + 30))\n}" "$DESK/deskmilter.conf"
kill -USR1 "$desk_milter_pid"
check "the limit of the whole desk is set" wait_for 10 grep -q 'configuration reloaded' "$DESK/deskmilter.log"
write_mails many 200
send many 8
is "every mail is taken" "$(cut -d ' ' -f 3 "$DESK/sent.many" | sort -u)" 250
more=$(($(outbox true) - sent))
attacks "A11: mails of many senders that get more than the desk may send" 200 $((more > 30 ? more - 30 : 0))
is "thirty, indeed" "$more" 30
attack "A11: each of them is kept, as a ticket" desk_sql_is 200 \
    "SELECT count(*) FROM message WHERE message_id LIKE 'many-%' AND ticket IS NOT NULL"
attack "A11: with the reason why nobody was told" desk_sql_is 170 "SELECT count(*) FROM event e
    JOIN message m ON m.id = e.message WHERE m.message_id LIKE 'many-%' AND e.kind = 'ack-suppressed'"
check "the outbox is settled" wait_for 60 settled
done_testing
