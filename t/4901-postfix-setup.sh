#!/bin/bash
# What contrib/postfix/setup makes, in a running Postfix: mail that got past the milter reaches
# "deskctl deliver" with its envelope, one recipient at a time, and waits when the desk says so.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/desk.sh"

desk_setup
mapfile -t ports < <(free_ports 1)

# Stands in for deskctl: lists two addresses, and keeps what "deliver" is given.
cat >"$DESK/deskctl" <<SH
#!/bin/sh
case \$3 in
mailboxes)
    printf 'support@example.com\tsupport\nhelp@example.com\tsupport\n'
    ;;
deliver)
    [ ! -e "$DESK/run/away" ] || exit 75
    out=\$(mktemp "$DESK/run/mail.XXXXXX") || exit 75
    { for word in "\$@"; do printf '[%s]' "\$word"; done; echo; cat; } >"\$out.new"
    mv "\$out.new" "\$out"
    ;;
*) exit 64 ;;
esac
SH
chmod 755 "$DESK/deskctl"

postfix_make "$DESK" "$DESK_SMTP" "$DESK_RELAY"
desk_start_sink
postconf -c "$DESK/postfix" -e "relayhost = [127.0.0.1]:$DESK_SINK" "minimal_backoff_time = 1s" \
    "maximal_backoff_time = 1s" "queue_run_delay = 1s" "virtual_alias_domains ="
output=$("$srcdir/contrib/postfix/setup" --config-dir "$DESK/postfix" -c "$DESK/desk.conf" \
    --deskctl "$DESK/deskctl" --user nobody --relay-port "${ports[0]}" 2>&1)
is "setup succeeds" $? 0
postfix_start "$DESK" "$DESK_SMTP"
is "Postfix starts with it" $? 0

# delivered REGEX: some call of deliver had these words.
delivered()
{
    grep -qE -e "$1" "$DESK"/run/mail.*
}

relay_send()
{
    python3 "$srcdir/t/lib/send.py" "${ports[0]}" "$@"
}

words="\\[-c\\]\\[$DESK/desk.conf\\]\\[deliver\\]"
reply=$(desk_mail "Past the milter" | relay_send jane@example.net support@example.com)
like "the listener of the desk takes a mail" "$reply" '^250 '
check "it is delivered with its envelope" wait_for 20 delivered \
    "^$words\\[--mail-from\\]\\[jane@example.net\\]\\[--rcpt\\]\\[support@example.com\\]$"
check "and its text" delivered '^Subject: Past the milter$'

desk_mail "Null" | relay_send "" support+r1-2-abc@example.com >/dev/null
check "the null sender is an empty word, the extension is kept" wait_for 20 delivered \
    "^$words\\[--mail-from\\]\\[\\]\\[--rcpt\\]\\[support\\+r1-2-abc@example.com\\]$"

desk_mail "Both" | relay_send bob@example.org help@example.com SUPPORT@example.com \
    joe@example.org >/dev/null
check "two addresses of the desk are two deliveries" wait_for 20 delivered \
    "\\[bob@example.org\\]\\[--rcpt\\]\\[help@example.com\\]$"
check "in any case" wait_for 20 delivered \
    "\\[bob@example.org\\]\\[--rcpt\\]\\[(SUPPORT|support)@example.com\\]$"
check "a bystander gets his copy" wait_for 20 desk_sink_has '^X-Rcpt-Args: <joe@example.org>'

touch "$DESK/run/away"
desk_mail "Later" | relay_send jane@example.net support@example.com >/dev/null
check "a desk that is away puts it off" wait_for 20 grep -q 'status=deferred' "$DESK/mail.log"
rm "$DESK/run/away"
check "and gets it when it is back" wait_for 30 delivered '^Subject: Later$'

# The milter is not there: on the ordinary listener mail waits at its sender.
reply=$(desk_mail "No milter" | desk_send jane@example.net support@example.com)
like "without the milter the sender keeps the mail" "$reply" '^4'

reply=$(printf 'Subject: x\r\n\r\nbare\nline\r\n' |
    python3 "$srcdir/t/lib/send.py" --raw "${ports[0]}" jane@example.net joe@example.org)
like "bare newlines are refused, from this host too" "$reply" '^550 '
done_testing
