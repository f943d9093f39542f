#!/bin/bash
# The desk decides about generated conversations as a slow reference of the rules does: customers,
# strangers, agents, lists, responders, reports, monitors, what relays do to a mail, merges, and
# stores that were restored (RULES T, S and L, and the table of trust). The mails go through the
# code as bytes. No daemon and no Postfix.
# DESK_LONG=1 plays 20,000 conversations in place of 1,500, DESK_SEED=2 plays others.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"

command -v python3 >/dev/null || skip_all "python3 is not installed"
drive=${builddir:-.}/t/model/drive
[ -x "$drive" ] || bail_out "$drive has not been built"
seed=${DESK_SEED:-1}
count=1500
[ -z "${DESK_LONG:-}" ] || count=20000

# play ARGUMENT...: remarks on standard output; fails when the two differ.
play()
{
    python3 -B "$srcdir/t/model/model.py" --drive "$drive" --seed "$seed" "$@" 2>&1
}

told=$(play --conversations "$count")
is "the desk and the reference agree about each mail" $? 0
printf '%s\n' "$told"
like "it was about all conversations" "$told" "^# seed $seed: $count conversations"

# The test of the test: mistakes in the reference are noticed.
for mistake in tag-joins stolen-token one-merge foreign-results; do
    told=$(play --conversations 300 --plant "$mistake")
    is "a planted mistake is noticed: $mistake" $? 1
    like "and told with its conversation: $mistake" "$told" '^# DISAGREEMENT seed .* conversation [0-9]+ step'
done
done_testing
