#!/bin/bash
# F1, F7, F19 with two gateways and one desk: kill -9 of a deskmilter, of a deskpost, of sessions of
# the database, also within a transaction, and of its whole server in turn, while mail comes in
# at both (RULES I1-I10, I14, I16). Afterwards good mail is taken at the first try (I12).
# shellcheck source=t/lib/gateways.sh
. "${srcdir:-.}/t/lib/gateways.sh"

gateways_setup
gateways_start
gateways_send main --mails "$CHAOS_MAILS" --rate "$((CHAOS_RATE / 2))" --connections 10 \
    --copied 0.1 --weak 0.2 --replies 0.2 --sink-log "$DESK/sink.jsonl" --sink-folder "$DESK/sink"
gateways_send busy --mails $((CHAOS_MAILS / 4)) --rate "$((CHAOS_RATE / 8))" --authors 20 \
    --connections 10 --copied 0.5
victims=(deskmilter-{a,b} deskpost-{a,b} session transaction)
rounds=0
while gateways_sending || [ $rounds -lt 3 ]; do
    gateways_round "${victims[@]}" server
    gateways_round "${victims[@]}"
    rounds=$((rounds + 1))
done
gateways_sent
gateways_calm

for victim in deskmilter deskpost session transaction server; do
    check "there were kills of $victim" test "${gateways_kills[$victim]:-0}" -ge 3
    diag "$victim: ${gateways_kills[$victim]:-0} kills"
done
clean "no program ended by itself, but where it found no store" "$(printf '%s\n' "${gateways_ended[@]}")"
crossed=$(gateways_crossed)
diag "came by both gateways: $crossed"
like "replies, strong and weak keys came by both gateways" "$crossed" \
    '^replies [1-9][0-9]* copies [1-9][0-9]+ weak [1-9][0-9]*$'
is "nobody gets more acknowledgements than one hour allows, and nobody less" \
    "$(gateways_acks)" "at most 3, refused after 3 to 3"

gateways_send after --mails 60 --rate 60
gateways_sent
is "after the faults each mail is taken at the first try (I12)" "$(gateways_retries after)" 0
gateways_calm
# A kill of deskpost may fall between the relay's 250 and the commit on each of its connections, and
# one of the server, when it is away for longer than a lease, on those of both deskposts.
gateways_check $((GATEWAYS_CONNECTIONS * (gateways_kills[deskpost] + 2 * gateways_kills[server])))
done_testing
