#!/bin/bash
# contrib/postfix/setup on a Postfix configuration of its own: what it sets, what it keeps,
# that it may be run twice, and that --undo leaves what was there before.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"

PATH=$PATH:/usr/sbin
command -v postconf >/dev/null || skip_all "postfix is not installed"
[ "$(id -u)" = 0 ] || skip_all "needs root to give the socket folder away"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/desk-setup.XXXXXX") || bail_out "no temporary folder"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# Stands in for "deskctl mailboxes", the one thing that setup asks of the desk.
cat >"$scratch/deskctl" <<'SH'
#!/bin/sh
[ "$1" = -c ] && [ "$3" = mailboxes ] || exit 64
case $4 in
--logins) cat "${2%.conf}.logins" ;;
*) cat "${2%.conf}.mailboxes" ;;
esac
SH
chmod 755 "$scratch/deskctl"
conf=$scratch/desk.conf
printf 'support@example.com\tsupport\nhelp@example.com\tsupport\n' >"$scratch/desk.mailboxes"
printf 'alice@example.com\talice\na.roe@example.net\talice\n' >"$scratch/desk.logins"

etc=$scratch/postfix
fresh_postfix()
{
    rm -rf "$etc" "$scratch/queue"
    mkdir -p "$etc" "$scratch/queue"
    cat >"$etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $scratch/queue
maillog_file = /dev/stdout
mydestination = example.com, localhost
CF
    cat >"$etc/master.cf" <<'CF'
smtp      inet  n       -       y       -       -       smtpd
submission inet n       -       y       -       -       smtpd
  -o smtpd_milters=inet:127.0.0.1:8891
cleanup   unix  n       -       y       -       0       cleanup
CF
    settle
}

# A main.cf that is younger than two seconds may still be written to: postconf waits until it is
# older. Nobody writes to this one.
settle()
{
    touch -d '1 minute ago' "$etc/main.cf"
}

setup()
{
    local status=0
    "$srcdir/contrib/postfix/setup" --config-dir "$etc" -c "$conf" --deskctl "$scratch/deskctl" \
        --user nobody "$@" 2>&1 || status=$?
    settle
    return $status
}

# edit SETTING=VALUE...: what an admin does himself.
edit()
{
    postconf -c "$etc" -e "$@"
    settle
}

value()
{
    postconf -c "$etc" -n 2>/dev/null | sed -n "s/^$1 = \{0,1\}//p"
}

# All that Postfix would read, for comparing before with after.
snapshot()
{
    postconf -c "$etc" -n 2>/dev/null
    postconf -c "$etc" -M 2>/dev/null
    postconf -c "$etc" -P 2>/dev/null
    (cd "$scratch" && find postfix queue -printf '%p %m %u:%g\n' | grep -v 'cf$' | sort)
}

milter='{ unix:deskmilter/milter.sock, default_action=tempfail }'

# 1. A Postfix that nobody has touched.
fresh_postfix
before=$(snapshot)
output=$(setup --dry-run)
is "--dry-run succeeds" $? 0
like "--dry-run shows what it would add" "$output" '^main.cf: \+ in_flow_delay = 0$'
like "--dry-run shows the default it replaces" "$output" '^main.cf: - in_flow_delay: 1s \(the default\)$'
is "--dry-run changes nothing" "$(snapshot)" "$before"

output=$(setup)
is "setup succeeds" $? 0
is "smtpd_milters" "$(value smtpd_milters)" "$milter"
is "non_smtpd_milters" "$(value non_smtpd_milters)" "$milter"
is "internal_mail_filter_classes" "$(value internal_mail_filter_classes)" bounce
is "in_flow_delay" "$(value in_flow_delay)" 0
is "smtpd_forbid_bare_newline" "$(value smtpd_forbid_bare_newline)" reject
is "its exclusions" "$(value smtpd_forbid_bare_newline_exclusions)" ""
is "smtpd_forbid_unauth_pipelining" "$(value smtpd_forbid_unauth_pipelining)" yes
# shellcheck disable=SC2016 # Postfix expands it
is "smtpd_timeout" "$(value smtpd_timeout)" '${stress?{10}:{60}}s'
is "smtpd_client_connection_count_limit" "$(value smtpd_client_connection_count_limit)" 20
is "recipient_delimiter" "$(value recipient_delimiter)" +
is "virtual_alias_maps" "$(value virtual_alias_maps)" "texthash:$etc/deskmilter.recipients"
is "transport_maps" "$(value transport_maps)" "texthash:$etc/deskmilter.transport"
is "one recipient a delivery" "$(value deskmilter_destination_recipient_limit)" 1
is "milter_default_action stays" "$(value milter_default_action)" ""
is "an address is valid" \
    "$(postmap -c "$etc" -q help@example.com "$(value virtual_alias_maps)" 2>/dev/null)" help@example.com
is "an address goes to the desk" \
    "$(postmap -c "$etc" -q support@example.com "$(value transport_maps)" 2>/dev/null)" deskmilter:
like "the pipe" "$(postconf -c "$etc" -M deskmilter/unix 2>/dev/null)" \
    "user=nobody .*argv=$scratch/deskctl -c $conf deliver --mail-from .\{sender\} --rcpt"
like "the listener has no milters" \
    "$(postconf -c "$etc" -P 127.0.0.1:10026/inet/smtpd_milters 2>/dev/null)" '= *$'
is "socket folder" "$(stat -c '%a %U:%G' "$scratch/queue/deskmilter")" "750 nobody:postfix"
like "it tells of a service with other milters" "$output" '^note: .*submission/inet/smtpd_milters'
unlike "the domain is hosted" "$output" 'no address class'
is "Postfix finds nothing wrong" \
    "$(postconf -c "$etc" -n 2>&1 >/dev/null | grep -v 'dict_nis')" ""

# 2. Again.
once=$(snapshot)
output=$(setup)
is "a second run succeeds" $? 0
like "a second run says so" "$output" '^nothing to change$'
is "a second run changes nothing" "$(snapshot)" "$once"

# 3. Another mailbox.
printf 'sales@example.org\tsales\n' >>"$scratch/desk.mailboxes"
output=$(setup)
like "a new mailbox is added" "$output" '^deskmilter.recipients: \+ sales@example.org sales@example.org$'
unlike "the others are not touched" "$output" 'help@'
like "a domain that is not hosted is told" "$output" 'no address class takes example.org'

# 4. Back.
output=$(setup --undo --dry-run)
like "--undo --dry-run shows" "$output" '^main.cf: - in_flow_delay = 0$'
is "and changes nothing" "$(value in_flow_delay)" 0
output=$(setup --undo)
is "--undo succeeds" $? 0
is "all is as before" "$(snapshot)" "$before"
like "a second --undo says so" "$(setup --undo)" '^nothing to undo$'

# 5. A Postfix with a life of its own: lists are kept, ours comes last; undo gives all back.
fresh_postfix
edit 'smtpd_milters = inet:127.0.0.1:8891 unix:opendmarc/dmarc.sock' \
    "non_smtpd_milters = \$smtpd_milters" 'recipient_delimiter = -' 'in_flow_delay = 2s' \
    'milter_default_action = accept' 'transport_maps = texthash:/etc/postfix/other' \
    'smtpd_forbid_bare_newline_exclusions = 192.0.2.0/24' 'virtual_alias_maps ='
before=$(snapshot)
output=$(setup)
is "setup succeeds beside other milters" $? 0
is "other milters stay, before ours" "$(value smtpd_milters)" \
    "inet:127.0.0.1:8891 unix:opendmarc/dmarc.sock, $milter"
is "a reference to it is enough" "$(value non_smtpd_milters)" \$smtpd_milters
is "other transports stay" "$(value transport_maps)" \
    "texthash:/etc/postfix/other, texthash:$etc/deskmilter.transport"
is "the default action of others stays" "$(value milter_default_action)" accept
is "another delimiter stays" "$(value recipient_delimiter)" -
like "and is told" "$output" '^note: recipient_delimiter is "-" and stays'
like "a second run has nothing to do" "$(setup)" '^nothing to change$'

# What somebody changed after us is his.
edit 'smtpd_timeout = 33s'
output=$(setup --undo)
like "undo tells what it leaves" "$output" '^note: smtpd_timeout was changed since'
is "undo leaves it" "$(value smtpd_timeout)" 33s
postconf -c "$etc" -X smtpd_timeout
settle
is "all else is as before" "$(snapshot)" "$before"

# 6. Agents who log in: services where there are none, advice where there are.
fresh_postfix
before=$(snapshot)
output=$(setup --submission)
is "setup succeeds with --submission" $? 0
like "an admin's own submission service stays" \
    "$(postconf -c "$etc" -M submission/inet 2>/dev/null)" 'smtpd -o smtpd_milters=inet:127.0.0.1:8891$'
like "and he is told what it lacks" "$output" \
    "^note: .* service submission/inet .*smtpd_sender_restrictions=reject_known_sender_login_mismatch'$"
like "smtps is new" "$(postconf -c "$etc" -M smtps/inet 2>/dev/null)" \
    'smtpd_sasl_path=private/auth .*smtpd_sender_restrictions=reject_known_sender_login_mismatch'
is "an address of an agent is for his login" \
    "$(postmap -c "$etc" -q a.roe@example.net "$(value smtpd_sender_login_maps)" 2>/dev/null)" alice
like "Dovecot is asked for" "$output" '^note: .*private/auth is no socket yet: .*/dovecot.conf.fragment$'
like "and a certificate" "$output" '^note: there is no certificate'
once=$(snapshot)
like "a second run has nothing to do" "$(setup --submission)" '^nothing to change$'
printf 'bob@example.com\tbob\n' >>"$scratch/desk.logins"
like "a new agent is added, without the option too" "$(setup)" \
    '^deskmilter.senders: \+ bob@example.com bob$'
setup --undo >/dev/null
is "undo gives all back" "$(snapshot)" "$before"

postconf -c "$etc" -MX submission/inet
edit 'smtpd_sender_login_maps = texthash:/etc/postfix/other' \
    'smtpd_sender_restrictions = reject_non_fqdn_sender, permit_sasl_authenticated'
printf '%s\n' 'submissions inet n - y - - smtpd' >>"$etc/master.cf"
before=$(snapshot)
output=$(setup --submission)
is "other owners of addresses stay" "$(value smtpd_sender_login_maps)" \
    "texthash:/etc/postfix/other, texthash:$etc/deskmilter.senders"
like "port 587 is served" "$(postconf -c "$etc" -M submission/inet 2>/dev/null)" \
    'smtpd_tls_security_level=encrypt .*smtpd_sasl_type=dovecot'
is "port 465 is served under its other name" "$(postconf -c "$etc" -M smtps/inet 2>/dev/null)" ""
like "whose restrictions go on behind ours" "$output" \
    '=reject_known_sender_login_mismatch,reject_non_fqdn_sender,permit_sasl_authenticated'
unlike "a service of ours is not advised on" "$output" '^note: .* service submission/inet'
postconf -c "$etc" -P 'submission/inet/smtpd_client_connection_count_limit=5' 2>/dev/null
like "what was changed since is put right" "$(setup --submission)" \
    '^master.cf: - submission inet .*count_limit=5$'
setup --undo >/dev/null
is "undo gives all of that back" "$(snapshot)" "$before"
setup --submission-port 'a b' >/dev/null
is "a port with a blank is refused" $? 1

# 7. What must fail, with nothing changed.
before=$(snapshot)
printf '127.0.0.1:10026 inet n - y - - smtpd\n  -o syslog_name=postfix/amavis\n' >>"$etc/master.cf"
output=$(setup)
is "a port in use is refused" $? 1
like "and named" "$output" 'another service 127.0.0.1:10026/inet'
output=$(setup --relay-port 10099)
is "another port does it" $? 0
like "the other port" "$(postconf -c "$etc" -M 127.0.0.1:10099/inet 2>/dev/null)" '127.0.0.1:10099'

fresh_postfix
before=$(snapshot)
mv "$scratch/desk.mailboxes" "$scratch/away"
setup >/dev/null
is "a desk that cannot be read is refused" $? 1
is "with nothing changed" "$(snapshot)" "$before"
: >"$scratch/desk.mailboxes"
like "a desk without mailboxes too" "$(setup)" 'has no mailbox'
mv "$scratch/away" "$scratch/desk.mailboxes"
setup --relay-port ten >/dev/null
is "a port that is none is refused" $? 1
setup --frobnicate >/dev/null
is "an unknown option is a usage error" $? 64
rm "$etc/master.cf"
like "a folder without Postfix is refused" "$(setup)" 'has no main.cf and master.cf'
done_testing
