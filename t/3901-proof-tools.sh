#!/bin/bash
# The sender and the sink of the proof agree about every mail, also when the sink misbehaves:
# what was accepted once arrived once, byte for byte, and what may have arrived is known.
: "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
# shellcheck source=t/lib/tap.sh
. "$srcdir/t/lib/tap.sh"
export PYTHONDONTWRITEBYTECODE=1

home=$(mktemp -d "${TMPDIR:-/tmp}/desk-tools.XXXXXX") || bail_out "no temporary folder"
python3 "$srcdir/t/tools/sink.py" --log "$home/sink.jsonl" --folder "$home/sink" \
    --port-file "$home/port" --put-off 0.1 --refused 0.03 --cut 0.1 --lost 0.1 &
sink=$!
trap 'kill $sink; wait $sink; rm -rf "$home"' EXIT
for ((i = 0; i < 200; i++)); do
    [ ! -s "$home/port" ] || break
    sleep 0.05
done

python3 "$srcdir/t/tools/sender.py" --port "$(cat "$home/port")" --log "$home/sent.jsonl" \
    --desk support@example.com --alias help@example.com --mails 300 --replies 0 --replay 0.1 \
    --backoff 0.02 --deadline 60 >"$home/out"
is "the sender ends in time, status" $? 0
diag "$(cat "$home/out")"

# Prints what does not agree, one line each.
disagreements()
{
    python3 - "$srcdir/t/tools" "$home" <<'END'
import collections, json, sys
sys.path.insert(0, sys.argv[1])
import mailkit

def read(name):
    with open(f"{sys.argv[2]}/{name}", encoding="utf-8") as file:
        return [json.loads(line) for line in file]

sent, sink = read("sent.jsonl"), read("sink.jsonl")
came = collections.Counter((mail["sha256"], mail["outcome"]) for mail in sink)
mine = collections.defaultdict(list)
for mail in sent:
    mine[mail["sha256"]].append(mail)
for sha, mails in mine.items():
    accepted = sum(mail["outcome"] == "accepted" for mail in mails)
    unsure = sum(mail["unsure"] for mail in mails)
    if came[sha, "accepted"] != accepted:
        print(f"accepted {accepted} times, taken {came[sha, 'accepted']} times: {mails[0]}")
    if came[sha, "cut"] + came[sha, "put-off"] > unsure:
        print(f"unsure only {unsure} times: {mails[0]}")
for mail in sink:
    with open(f"{sys.argv[2]}/sink/{mail['file']}", "rb") as file:
        raw = file.read()
    if mail["sha256"] not in mine:
        print(f"{mail['file']} was never sent")
    elif mailkit.content_key(raw)[0] != mine[mail["sha256"]][0]["key"]:
        print(f"{mail['file']} has another key than was sent")
for outcome in ("accepted", "put-off", "refused", "cut"):
    if not any(mail["outcome"] == outcome for mail in sink):
        print(f"the sink never {outcome}: nothing is proved")
for kind in ("upper", "alias", "extension", "bcc", "twin", "bounce", "nobody"):
    if not any(mail["kind"] == kind for mail in sent):
        print(f"no mail of the kind {kind}")
if not any(mail["weak"] for mail in sent) or not any(mail["bystanders"] for mail in sent):
    print("no mail without Message-ID and Date, or none with a bystander")
END
}
is "their logs agree" "$(disagreements)" ""
done_testing
