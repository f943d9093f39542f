#!/bin/bash
# The same mail many times, one after the other and at once, is one message (I2, F23, F24).
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf <<'CF'
limits {
    unverified-acks-per-day = 20
}
CF
desk_ctl init >/dev/null
# As for remote clients: Postfix adds no Message-ID and Date of its own.
desk_start_sink && desk_start_milter &&
    desk_start_postfix "local_header_rewrite_clients =" && desk_start_post
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

count()
{
    desk_sql "SELECT count(*) FROM $1"
}

desk_mail "Once and for all" >"$DESK/same.eml"
for n in {1..20}; do
    desk_send jane@example.net support@example.com <"$DESK/same.eml" >"$DESK/reply.$n" &
    senders[n]=$!
done
wait "${senders[@]}"
cat "$DESK"/reply.* >"$DESK/replies"
for n in {1..80}; do
    desk_send jane@example.net support@example.com <"$DESK/same.eml" >>"$DESK/replies"
done
is "a hundred times 250" "$(grep -c '^250 ' "$DESK/replies")" 100
clean "and nothing else" "$(grep -v '^250 ' "$DESK/replies")"
is "one ticket" "$(count ticket)" 1
is "one message" "$(count message)" 1
is "a verdict for each (I14)" "$(count verdict)" 100
is "99 of them duplicates" "$(count "verdict WHERE kind = 'duplicate'")" 99
is "one acknowledgement" "$(count "outbox WHERE kind = 'ack'")" 1

# The same Message-ID with another content: both are kept, the second is flagged.
sed 's/Hello,/Goodbye,/' "$DESK/same.eml" |
    desk_send jane@example.net support@example.com >/dev/null
is "another content is another mail" "$(count message)" 2
is "and flagged" "$(count "event WHERE kind = 'same-message-id'")" 1

# Without Message-ID and Date equal content is the same mail for an hour.
for n in 1 2; do
    printf 'From: bob@example.net\nTo: support@example.com\nSubject: plain\n\nhi\n' |
        desk_send bob@example.net support@example.com >/dev/null
done
is "a mail without id and date, twice, is one" "$(count message)" 3

# T9: the same mail in a second transaction, for another mailbox: told to both.
desk_send jane@example.net billing@example.com <"$DESK/same.eml" >/dev/null
is "a copy for another mailbox is no second message" "$(count message)" 3
is "but its mailbox is noted on the ticket" \
    "$(count "ticket_mailbox WHERE ticket = 1")" 2
check "the acknowledgements leave" wait_for 20 desk_sink_has '\[#3\]'
is "one for each ticket" "$(desk_sink_mails | wc -l)" 3
done_testing
