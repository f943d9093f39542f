#!/bin/bash
# Two gateways and one desk: replies land on the other gateway, the same mail comes by both at the
# same moment, with and without Message-ID and Date (F23), and a few people write many mails at
# once. No mail is lost, doubled or acknowledged too often (RULES I1-I10, I14, I16, L5).
# shellcheck source=t/lib/gateways.sh
. "${srcdir:-.}/t/lib/gateways.sh"

gateways_setup
gateways_start
gateways_send main --mails "$CHAOS_MAILS" --rate "$CHAOS_RATE" --connections 10 --replay 0.05 \
    --copied 0.15 --weak 0.2 --replies 0.25 --sink-log "$DESK/sink.jsonl" --sink-folder "$DESK/sink"
# Who is known already is not held up by being made known: only the content key tells his copies.
gateways_send swarm --mails $((CHAOS_MAILS / 20)) --copied 1 --copies 20 --weak 0.5 --rate 20 \
    --burst 2 --connections 20 --replay 0 --authors 4
gateways_send busy --mails $((CHAOS_MAILS / 2)) --authors 20 --connections 20 --replay 0
gateways_sent
gateways_calm

crossed=$(gateways_crossed)
diag "came by both gateways: $crossed"
like "replies, strong and weak keys came by both gateways" "$crossed" \
    '^replies [1-9][0-9]+ copies [1-9][0-9]+ weak [1-9][0-9]+$'
is "nobody gets more acknowledgements than one hour allows, and nobody less" \
    "$(gateways_acks)" "at most 3, refused after 3 to 3"
is "each mail is taken at the first try" \
    "$(for name in main swarm busy; do gateways_retries $name; done | xargs)" "0 0 0"
gateways_check 0
done_testing
