#!/bin/bash
# Large mails: spooled to a file and stored whole; over the limit refused with 552.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
desk_ctl init >/dev/null
desk_start_milter && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

# big MEGABYTES: a mail with an attachment that makes it so large.
big()
{
    desk_mail "Big $1" "MIME-Version: 1.0" "Content-Type: multipart/mixed; boundary=b" |
        sed '/^$/,$d'
    printf '\n--b\n\nSee the attachment.\n--b\nContent-Type: application/octet-stream\n'
    printf 'Content-Disposition: attachment; filename=noise.bin\nContent-Transfer-Encoding: base64\n\n'
    head -c $(($1 * 1024 * 1024 * 3 / 4)) /dev/urandom | base64
    printf '\n--b--\n'
}

big 20 | sed 's/$/\r/' >"$DESK/big.eml"
like "20 MB are taken" "$(desk_send jane@example.net support@example.com <"$DESK/big.eml")" '^250 '
desk_ctl ticket raw 1 >"$DESK/raw.eml"
check "and stored byte by byte" cmp "$DESK/big.eml" "$DESK/raw.eml"
show=$(desk_ctl ticket show 1 --json)
is "the attachment is listed" \
    "$(desk_json 'd["messages"][0]["attachments"][0]["name"]' <<<"$show")" noise.bin
is "with its size" "$(desk_json 'd["messages"][0]["attachments"][0]["size"]' <<<"$show")" \
    $((20 * 1024 * 1024 * 3 / 4))
is "nothing stays in the spool" "$(find "$DESK/spool" -type f | wc -l)" 0

reply=$(big 30 | desk_send jane@example.net support@example.com)
is "30 MB are refused, status" $? 69
like "with 552" "$reply" '^552 5\.3\.4 '
is "and leave no ticket" "$(desk_ctl ticket list --json | desk_json 'len(d)')" 1
check "and a line in the log" grep -q 'mail refused.*message-size-limit' "$DESK/deskmilter.log"

# A desk whose limits are higher takes them, and needs no more room for them than DESIGN 9 allows.
desk_stop_milter
echo 'message-size-limit = 50M' >>"$DESK/deskmilter.conf"
postconf -c "$DESK/postfix" -e message_size_limit=52428800
desk_stop_postfix
desk_start_milter && desk_start_postfix
is "it starts with other limits" $? 0
big 30 | sed 's/$/\r/' >"$DESK/big.eml"
like "30 MB are taken" "$(desk_send jane@example.net support@example.com <"$DESK/big.eml")" '^250 '
desk_ctl ticket raw 2 >"$DESK/raw.eml"
check "and stored byte by byte" cmp "$DESK/big.eml" "$DESK/raw.eml"
noise=$(sed '1,/^Content-Transfer/d; /^--b--/d' "$DESK/big.eml" | base64 -di | sha256sum | cut -d ' ' -f 1)
like "with the digest of the attachment" "$(desk_ctl ticket show 2 --json)" "\"sha256\": ?\"$noise\""
peak=$(vm_hwm "$desk_milter_pid")
is_sanitized || check "$peak kB of memory are not over 128 MB" test "$peak" -le 131072
done_testing
