#!/bin/bash
# F4, F19: the deskmilter of a gateway stands still within a transaction, with locks that the others
# want: mails that it did not answer are tried at the other gateway. That goes on: the database
# ends the session soon, and no mail is put off, not even meanwhile (RULES I12).
# shellcheck source=t/lib/gateways.sh
. "${srcdir:-.}/t/lib/gateways.sh"

STALL=12

# Seconds at gateway b, since the stop, without a mail taken.
longest_gap()
{
    python3 - "$DESK/sent-main.jsonl" "$DESK/sent-other.jsonl" "$1" <<'END'
import json, sys

begin = float(sys.argv[3].replace(",", "."))
mails = [json.loads(line) for path in sys.argv[1:3] for line in open(path, encoding="utf-8")]
at = sorted(mail["at"] for mail in mails if "-b." in mail["gate"] and mail["at"] > begin)
print(round(max(b - a for a, b in zip([begin] + at, at))))
END
}

gateways_setup
gateways_start
gateways_send main --mails 200 --rate 20 --connections 10 --timeout 1 --authors 20 --copied 0.2 \
    --weak 0.2 --replies 0.1 --sink-log "$DESK/sink.jsonl" --sink-folder "$DESK/sink"
sleep 1
gateways_stop a
is "gateway a stands still within a transaction" $? 0
begin=$EPOCHREALTIME
gateways_to=b gateways_send other --mails $((STALL * 10)) --rate 10 --authors 20 --burst 1
sleep $STALL
gateways_go_on a
gateways_sent
gateways_calm

check "the database ended the session" grep -q 'due to idle-in-transaction timeout' "$DESK/pg.log"
check "mails of gateway a were tried at b" test "$(gateways_retries main)" -gt 0
is "no mail was put off by gateway b" "$(grep -c 'mail put off' "$DESK/deskmilter-b.log")" 0
gap=$(longest_gap "$begin")
check "gateway b always took mail within 5 s" test "$gap" -lt 5
diag "at most $gap s without a mail"
clean "no deskpost lost the store" "$(grep -h 'the store does not answer' "$DESK"/deskpost-?.log)"
gateways_check 0
done_testing
