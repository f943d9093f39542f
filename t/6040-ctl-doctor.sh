#!/bin/bash
# deskctl doctor on a Postfix as it comes: what it finds, that each line mends, and that it
# is content with what contrib/postfix/setup does.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
command -v postconf >/dev/null || skip_all "postfix is not installed"
etc=$DESK/etc
export DESK_LISTEN=unix:$DESK/queue/deskmilter/milter.sock DESK_RELAY_URL=smtp://127.0.0.1:10026
desk_conf
cp "$DESK/deskmilter.conf" "$DESK/logins.conf"
sed -i '/^    login = /d' "$DESK/deskmilter.conf"
mkdir "$DESK/queue"
"$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" init >/dev/null
is "the desk is made" $? 0

fresh_postfix()
{
    rm -rf "$etc"
    mkdir "$etc"
    cat >"$etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $DESK/queue
maillog_file = /dev/stdout
mydestination = localhost
smtpd_milters = inet:127.0.0.1:8891
milter_default_action = accept
CF
    cat >"$etc/master.cf" <<'CF'
smtp      inet  n       -       y       -       -       smtpd
submission inet n       -       y       -       -       smtpd
  -o smtpd_milters=inet:127.0.0.1:8891
cleanup   unix  n       -       y       -       0       cleanup
CF
}

doctor()
{
    "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" --postfix-dir "$etc" doctor "$@"
}

fresh_postfix
doctor --json >"$DESK/out"
is "a Postfix as it comes is not fit" $? 1
is "every finding is complete" \
    "$(desk_json '[f for f in d if not all(f[k] for k in ("severity", "subject", "now", "why", "mend"))]' \
        <"$DESK/out")" ""
found=$(desk_json '[f["severity"] + " " + f["subject"] for f in d]' <"$DESK/out")
for finding in "broken smtpd_milters" "broken submission/inet/smtpd_milters" \
    "broken non_smtpd_milters" "broken internal_mail_filter_classes" \
    "broken support@example.com" "broken recipient_delimiter" \
    "broken smtp://127.0.0.1:10026" "unsafe smtpd_forbid_bare_newline" \
    "unsafe smtpd_forbid_bare_newline_exclusions" "unsafe smtpd_forbid_unauth_pipelining" \
    "slow in_flow_delay" "slow smtpd_timeout" "slow smtpd_client_connection_count_limit"; do
    like "found: $finding" "$found" "^$finding\$"
done
like "for people" "$(doctor)" "^    mend: postconf -e 'in_flow_delay = 0'\$"

# Each line is done as it stands, on this Postfix.
mend()
{
    desk_json '[f["mend"] for f in d]' <"$DESK/out" >"$DESK/mend"
    sed -i "s,^postconf ,postconf -c '$etc' ," "$DESK/mend"
    bash -e "$DESK/mend" >"$DESK/mend.out" 2>&1
}
is "all are lines for postconf" "$(desk_json '[f["mend"] for f in d]' <"$DESK/out" | grep -vc '^postconf -')" 0
mend
is "the lines can be done" "$? $(cat "$DESK/mend.out")" "0 "
is "then there is nothing left to say" "$(doctor --json)" "[]"
is "and the exit status says so" "$(doctor >/dev/null; echo $?)" 0
like "the other milter is still there, before the desk" "$(postconf -c "$etc" smtpd_milters)" \
    'inet:127.0.0.1:8891, \{ unix:deskmilter/milter.sock, default_action=tempfail \}$'

fresh_postfix
"$srcdir/contrib/postfix/setup" --config-dir "$etc" -c "$DESK/deskmilter.conf" \
    --deskctl "$DESK_ROOT/bin/deskctl" --user "$DESK_USER" >"$DESK/setup.log" 2>&1
is "contrib/postfix/setup" $? 0
is "what it leaves is neither unsafe nor broken but what it leaves alone" \
    "$(doctor --json | desk_json '[f["severity"] + " " + f["subject"] for f in d if f["severity"] != "slow"]')" \
    "broken submission/inet/smtpd_milters"

chmod 755 "$DESK/queue/deskmilter"
like "a socket folder open to all" "$(doctor)" "^unsafe: $DESK/queue/deskmilter\$"
own='{ unix:deskmilter/milter.sock, default_action=tempfail }'
is "an id to believe, and no other milter before the desk that writes it" "$(
    chmod 750 "$DESK/queue/deskmilter"
    mend
    postconf -c "$etc" -e "smtpd_milters = $own" 'hopcount_limit = 60'
    postconf -c "$etc" -P "submission/inet/smtpd_milters=${own// /}"
    doctor --json | desk_json '[f["severity"] + " " + f["subject"] for f in d]'
)" "unsafe authserv-id
unsafe hopcount_limit"
fresh_postfix
doctor --json >"$DESK/out"
is "a setting alone that is slow does no harm" "$(
    chmod 750 "$DESK/queue/deskmilter"
    mend
    postconf -c "$etc" -e 'in_flow_delay = 1s'
    doctor >/dev/null
    echo $?
)" 0
# Agents who log in. The line that mends names this Postfix and no other.
mv "$DESK/logins.conf" "$DESK/deskmilter.conf"
on_logins()
{
    doctor --json | desk_json '[f[k] for f in d for k in ("severity", "subject", "mend") if "login" in f["now"]]'
}
is "a login that no service takes" "$(on_logins)" "broken
smtpd_sasl_auth_enable
contrib/postfix/setup -c $DESK/deskmilter.conf --config-dir $etc --submission"
fresh_postfix
postconf -c "$etc" -MX submission/inet
"$srcdir/contrib/postfix/setup" --config-dir "$etc" -c "$DESK/deskmilter.conf" --submission \
    --deskctl "$DESK_ROOT/bin/deskctl" --user "$DESK_USER" >>"$DESK/setup.log" 2>&1
is "contrib/postfix/setup --submission is what was missing" "$? $(on_logins)" "0 "

is "no such Postfix" "$(doctor --postfix-dir "$DESK/none" >/dev/null 2>&1; echo $?)" 69
done_testing
