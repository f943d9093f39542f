# shellcheck shell=bash
# How agents hand in their mail in a test: the submission service of contrib/postfix on the private
# Postfix of t/lib/desk.sh, with a private Dovecot that knows who may log in.
#
#   . "${srcdir:-$(dirname "$0")/..}/t/lib/submission.sh"   # brings t/lib/desk.sh along
#   desk_setup
#   desk_submission_setup alice bob       # logins; the password of alice is secret-alice
#   desk_conf <<'CF' ... CF               # alice has this login there, others may follow
#   desk_ctl init
#   desk_start_milter; desk_start_submission
#   desk_mail Hello | desk_submit alice alice@example.com support@example.com
#
# desk_start_submission stands for desk_start_postfix: the services come on top of its own.
# Ports: $DESK_SUBMISSION (STARTTLS), $DESK_SMTPS (TLS from the first byte on). The certificate,
# $DESK/tls/cert.pem, is that of localhost and 127.0.0.1 and vouches for itself.

: "${srcdir:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
# shellcheck source=t/lib/desk.sh
. "$srcdir/t/lib/desk.sh"

desk_dovecot_pid=

# desk_submission_setup LOGIN...: ports, certificate and the passwords. Skips the test where
# something is missing.
desk_submission_setup()
{
    local tool ports
    for tool in dovecot openssl; do
        command -v "$tool" >/dev/null || skip_all "$tool is not installed"
    done
    mapfile -t ports < <(free_ports 2)
    [ ${#ports[@]} -eq 2 ] || bail_out "no free ports"
    DESK_SUBMISSION=${ports[0]} DESK_SMTPS=${ports[1]}
    export DESK_SUBMISSION DESK_SMTPS
    install -d -m 755 "$DESK/tls" "$DESK/dovecot"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$DESK/tls/key.pem" -out "$DESK/tls/cert.pem" 2>"$DESK/openssl.log" ||
        bail_out "no certificate: $(tail -n 1 "$DESK/openssl.log")"
    desk_logins "$@"
}

# desk_logins LOGIN...: those who may log in from now on.
desk_logins()
{
    local login
    for login in "$@"; do
        echo "$login:{PLAIN}$(desk_password "$login")"
    done >"$DESK/dovecot/logins.new"
    chmod 640 "$DESK/dovecot/logins.new"
    chgrp dovecot "$DESK/dovecot/logins.new"
    mv "$DESK/dovecot/logins.new" "$DESK/dovecot/logins"
}

desk_password()
{
    echo "secret-$1"
}

# desk_start_dovecot [SETTING]...: returns when Postfix can ask it.
desk_start_dovecot()
{
    install -d -m 700 -o postfix "$DESK/queue/private"
    {
        cat <<CF
base_dir = $DESK/dovecot/run
state_dir = $DESK/dovecot/state
log_path = $DESK/dovecot.log
instance_name = desk-test
protocols =
ssl = no
passdb {
  driver = passwd-file
  args = $DESK/dovecot/logins
}
userdb {
  driver = static
  args = uid=$DESK_USER gid=$(id -gn "$DESK_USER") home=/nonexistent
}
# Whoever gives a wrong password waits, and so do the next ones from his address: not here.
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
CF
        sed "s,/var/spool/postfix/,$DESK/queue/," "$srcdir/contrib/postfix/dovecot.conf.fragment"
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$DESK/dovecot/dovecot.conf"
    desk_start dovecot dovecot -F -c "$DESK/dovecot/dovecot.conf"
    desk_dovecot_pid=$desk_started
    wait_for 20 test -S "$DESK/queue/private/auth"
}

desk_stop_dovecot()
{
    [ -z "$desk_dovecot_pid" ] || end_process "$desk_dovecot_pid"
    desk_dovecot_pid=
}

# desk_start_submission [SETTING=VALUE]...: Dovecot, and Postfix with all its listeners. Whose the
# addresses of the agents are it asks the configuration of the desk.
desk_start_submission()
{
    local etc=$DESK/postfix
    desk_make_postfix "$DESK" "$DESK_SMTP" "$DESK_RELAY" \
        "smtpd_tls_chain_files = $DESK/tls/key.pem, $DESK/tls/cert.pem" \
        "smtpd_sender_login_maps = texthash:$etc/deskmilter.senders" "$@" || return
    # The private Postfix has no chroot to go to.
    sed -e "s/^submission inet n - y/127.0.0.1:$DESK_SUBMISSION inet n - n/" \
        -e "s/^smtps inet n - y/127.0.0.1:$DESK_SMTPS inet n - n/" \
        "$srcdir/contrib/postfix/submission.cf.fragment" >>"$etc/master.cf"
    desk_ctl mailboxes --logins | tr '\t' ' ' >"$etc/deskmilter.senders"
    desk_start_dovecot && postfix_start "$DESK" "$DESK_SMTP" &&
        wait_for 10 port_open "$DESK_SUBMISSION"
}

# desk_submit LOGIN FROM TO...: the mail on standard input, by STARTTLS and with a password; prints
# the replies of the server as desk_send does, the last one is that to the mail.
desk_submit()
{
    local login=$1
    shift
    python3 -S "$srcdir/t/lib/send.py" --tls --login "$login" "$(desk_password "$login")" \
        "$DESK_SUBMISSION" "$@"
}
