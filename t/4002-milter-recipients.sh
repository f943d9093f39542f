#!/bin/bash
# Routing by the envelope alone; bystanders get their mail unchanged; forged tokens are refused. Any
# store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
desk_start_sink && desk_start_milter && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

send_to()
{
    desk_mail "To $*" | desk_send jane@example.net "$@"
}

count=0
for address in help@example.com support+news@example.com SUPPORT@EXAMPLE.COM \
    Help+A+b@Example.com; do
    like "$address is ours" "$(send_to "$address")" '^250 '
    count=$((count + 1))
    is "$address has a ticket" "$(desk_tickets)" "$count"
done

# Bcc: no address of ours stands in the header (W22).
desk_mail "Bcc to us" | sed 's/^To: .*/To: somebody@example.org/' |
    desk_send jane@example.net billing@example.com >/dev/null
is "a Bcc to us is a ticket" "$(desk_tickets)" 5
is "of the right mailbox" "$(desk_ctl ticket list --mailbox billing --json | desk_json 'len(d)')" 1
is "with a reason for its missing acknowledgement (I6)" "$(desk_ctl ticket show 5 --json |
    desk_json '[e["kind"] for e in d["events"]].count("ack-suppressed")')" 1

# I16: a bystander in the same transaction.
desk_mail "For both" "X-Trace: keep me" >"$DESK/both.eml"
desk_send jane@example.net support@example.com bob@example.org <"$DESK/both.eml" >/dev/null
is "a mail for both is a ticket" "$(desk_tickets)" 6
check "the bystander gets it" wait_for 20 desk_sink_has '^Subject: For both'
sed -n '/^From: Jane/,$p' "$(desk_sink_mails '^Subject: For both')" | tr -d '\r' >"$DESK/got.eml"
# smtp-sink ends each mail with an empty line of its own.
check "unchanged" diff <(cat "$DESK/both.eml") <(head -n "$(wc -l <"$DESK/both.eml")" "$DESK/got.eml")
is "and alone" "$(grep -c '^X-Rcpt-Args: ' "$(desk_sink_mails '^Subject: For both')")" 1

send_to carol@example.org >/dev/null
check "mail for others passes" wait_for 20 desk_sink_has '^X-Rcpt-Args: <carol@example.org>'
is "and is no ticket" "$(desk_tickets)" 6

forged=support+r1-1-abcdefghijklmnopqrstuvwxyz@example.com
reply=$(desk_mail "Forged" | desk_send jane@example.net "$forged")
like "a forged token alone is refused" "$reply" '^RCPT <[^>]*> 550 5\.1\.1 '
is "and is no ticket" "$(desk_tickets)" 6
reply=$(desk_mail "Forged and sound" | desk_send jane@example.net "$forged" support@example.com)
like "beside a sound address only it is refused" "$reply" '^RCPT <support\+r1-1-[^>]*> 550 '
like "the mail is taken" "$(tail -n 1 <<<"$reply")" '^250 '
is "as one ticket" "$(desk_tickets)" 7

# T9: one mail to two mailboxes is one ticket of both.
send_to support@example.com billing@example.com >/dev/null
is "two mailboxes, one ticket" "$(desk_tickets)" 8

check "the outbox was never sent without deskpost" test -z "$(desk_sink_mails '\[#')"
done_testing
