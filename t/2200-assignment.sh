#!/bin/bash
# Who gets a ticket, by the desk's code and by a slow reference that knows the rules alone: random
# teams, arrivals, ends, absences, capacities and working hours. Nobody ever gets more than his
# capacity, and who was free all day has had as many turns as the others, or one more. No daemon
# and no store.
# DESK_LONG=1 plays 100,000 days in place of 1,000, DESK_SEED=2 plays others.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"

command -v python3 >/dev/null || skip_all "python3 is not installed"
drive=${builddir:-.}/t/model/assign
[ -x "$drive" ] || bail_out "$drive has not been built"
days=1000
[ -z "${DESK_LONG:-}" ] || days=100000

# play ARGUMENT...: remarks on standard output; fails when the two differ.
play()
{
    python3 -B "$srcdir/t/model/assign.py" --drive "$drive" --seed "${DESK_SEED:-1}" "$@" 2>&1
}

told=$(play --days "$days")
is "the desk and the reference agree about each ticket" $? 0
printf '%s\n' "$told"
like "it was about all days" "$told" "$days days, [0-9]+ tickets, [1-9][0-9]* days on which"

# The test of the test: mistakes in the reference are noticed.
for mistake in short-capacity forgets-turn ignores-hours language-first; do
    told=$(play --days 100 --plant "$mistake")
    is "a planted mistake is noticed: $mistake" $? 1
    like "and told with its team: $mistake" "$told" '^# DISAGREEMENT team [0-9]+'
done
done_testing
