#!/bin/bash
# What an agent writes above a mail of the desk is what the desk reads, whatever his program quotes
# below it: nothing of the notification, the notes in it or its note address comes along (RULES O4,
# Q2). Answers are written as the common programs do (t/tools/clients.py).
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
letters=${builddir:-.}/t/tools/letters
[ -x "$letters" ] || skip_all "t/tools/letters is not built"

cat >"$DESK/letters.conf" <<CF
hostname = "desk.example.org"
store = "sqlite:$DESK/letters.db"
shipped-template-dir = "$srcdir/templates"
mailbox "support" { address = "support@example.org" }
agent "alice" { name = "Alice Roe"  addresses = {"alice@example.org"} }
CF
mkdir "$DESK/letters" "$DESK/answers"
python3 -B - >"$DESK/lines" <<'PY'
import urllib.parse
fields = ("Printer on fire", "Jo Doe", "jo@example.net",
          "Hello,\n\nit burns, see https://example.net/p?x=1&y=2\n\n"
          "On Mon, 2 Nov 2026, Bob wrote:\n> Did you try water?\n\n-- \nJo\nDoe Ltd\n",
          "Use water.\n", "Jo Doe has answered.")
print("\t".join(urllib.parse.quote(field, safe="") for field in fields))
PY
python3 -B "$srcdir/t/tools/checkletters.py" make 4 "${DESK_SEED:-1}" >>"$DESK/lines"
check "notifications are made" "$letters" "$DESK/letters.conf" "$DESK/letters" <"$DESK/lines"

# Answers to all of them by all programs, in $DESK/answers.
cat >"$DESK/answer.py" <<'PY'
import os, sys
sys.path.insert(0, os.path.join(os.environ["srcdir"], "t/tools"))
import clients
text = "#resolve\n\nDear Jo,\n\nplease use water, not petrol.\n"
desk = os.environ["DESK"]
for name in sorted(os.listdir(f"{desk}/letters")):
    if not name.split("-", 1)[1].startswith(("agent-", "command-", "digest")):
        continue
    for client in clients.CLIENTS:
        words = [client, f"{desk}/letters/{name}", "--from", "Alice Roe <alice@example.org>"]
        with open(f"{desk}/answers/{client}-{name}", "wb") as file:
            file.write(clients.answer(words, text))
PY
check "they are answered" python3 -B "$DESK/answer.py"
find "$DESK/answers" -type f | LC_ALL=C sort >"$DESK/files"
is "by ten programs, each kind of each ticket" "$(wc -l <"$DESK/files")" 250
"$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" explain --json --files-from "$DESK/files" \
    >"$DESK/objects" 2>"$DESK/err"

# judge TEXT: the answers that are read otherwise.
judge()
{
    python3 -B - "$DESK/objects" "$1" <<'PY'
import json, os, sys
for line in open(sys.argv[1], encoding="utf-8"):
    found = json.loads(line)
    if found["mail"]["reply_text"].strip() != sys.argv[2]:
        print(os.path.basename(found["file"]), ascii(found["mail"]["reply_text"])[:200])
PY
}
is "all are read" "$(wc -l <"$DESK/objects")" 250
clean "and each as it was written" \
    "$(judge $'#resolve\n\nDear Jo,\n\nplease use water, not petrol.' | head -n 20)"
is "which would be seen otherwise" "$(judge "Dear Jo," | wc -l)" 250
done_testing
