# shellcheck shell=bash
# What the end-to-end tests and the quickstart share: waiting, ports, processes, and a private
# Postfix that has nothing to do with the one of the machine. Sourced, never run.

# wait_for SECONDS COMMAND...: asks again and again until the command succeeds; 1 at the deadline.
wait_for()
{
    local deadline=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "${EPOCHREALTIME/[.,]/}" -lt $deadline ] || return 1
        sleep 0.05
    done
}

# free_ports COUNT: prints so many TCP ports of 127.0.0.1 that nobody listens on, below the
# range from which the kernel takes ports for outgoing connections.
free_ports()
{
    local port try found=" "
    for try in {1..300}; do
        port=$((10000 + SRANDOM % 22000))
        if [[ $found != *" $port "* ]] && ! port_open "$port"; then
            found+="$port "
            echo "$port"
        fi
        [ "$(wc -w <<<"$found")" -lt "$1" ] || return 0
    done
    echo "no $1 free ports after $try tries" >&2
    return 1
}

# port_open PORT: somebody listens on 127.0.0.1:PORT.
port_open()
{
    (exec 9<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# alive PID: the process runs (one that only waits to be reaped does not).
alive()
{
    local state
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)
    [ -n "$state" ] && [ "$state" != Z ]
}

gone()
{
    ! alive "$1"
}

# end_process PID [SECONDS]: TERM, and KILL when it has not ended after so many seconds.
end_process()
{
    kill -TERM "$1" 2>/dev/null || return 0
    if ! wait_for "${2:-15}" gone "$1"; then
        kill -KILL "$1" 2>/dev/null
        wait_for 5 gone "$1"
    fi
}

# reachable_by USER FOLDER: the user can search this folder and all above it.
reachable_by()
{
    as_user "$1" test -x "$2"
}

# postfix_make FOLDER PORT [RELAY_PORT]: writes the configuration of a private Postfix below
# FOLDER (which its user must be able to search): smtpd on 127.0.0.1:PORT, and a listener
# without milters on RELAY_PORT. It takes any recipient from 127.0.0.1. Adjust main.cf with
# postconf -c FOLDER/postfix before postfix_start.
postfix_make()
{
    local folder=$1 port=$2 relay=${3:-} etc=$1/postfix
    mkdir -p "$etc" "$folder/queue" "$folder/data" "$folder/mail"
    chown postfix "$folder/data"
    chown nobody "$folder/mail"
    : >"$etc/recipients"
    : >"$etc/transport"
    : >"$etc/mailboxes"
    cat >"$etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = $folder/mail.log
maillog_file_prefixes = $folder
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mx.example.com
myorigin = example.com
mydestination =
recipient_delimiter = +
in_flow_delay = 0
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
smtputf8_enable = yes
message_size_limit = 52428800
mailbox_size_limit = 0
virtual_alias_maps = texthash:$etc/recipients
transport_maps = texthash:$etc/transport
virtual_mailbox_base = $folder/mail
virtual_mailbox_maps = texthash:$etc/mailboxes
virtual_mailbox_limit = 0
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
alias_maps =
biff = no
CF
    cat >"$etc/master.cf" <<CF
127.0.0.1:$port inet n - n - - smtpd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
CF
    [ -z "$relay" ] || cat >>"$etc/master.cf" <<CF
127.0.0.1:$relay inet n - n - - smtpd
  -o syslog_name=postfix/desk-out
  -o smtpd_milters=
  -o non_smtpd_milters=
  -o receive_override_options=no_milters
CF
}

# postfix_maildir FOLDER ADDRESS...: these recipients get a Maildir, FOLDER/mail/ADDRESS.
postfix_maildir()
{
    local etc=$1/postfix address
    shift
    for address in "$@"; do
        echo "$address virtual:" >>"$etc/transport"
        echo "$address $address/" >>"$etc/mailboxes"
    done
}

# postfix_start FOLDER PORT: returns when it answers.
postfix_start()
{
    local folder=$1 port=$2
    # A file that is younger than two seconds may still be written to: each program of Postfix
    # reads it again and again until it is older. Nobody writes to these.
    touch -d '1 minute ago' "$folder"/postfix/*
    # Postfix warns on stderr about a log file outside of /var; what counts is that it answers.
    postfix -c "$folder/postfix" start >"$folder/postfix.out" 2>&1 </dev/null || {
        cat "$folder/postfix.out" >&2
        return 1
    }
    wait_for 20 port_open "$port"
}

# postfix_stop FOLDER: returns when its master has ended.
postfix_stop()
{
    local folder=$1 master
    master=$(tr -dc 0-9 2>/dev/null <"$folder/queue/pid/master.pid") || return 0
    [ -n "$master" ] && alive "$master" || return 0
    postfix -c "$folder/postfix" stop >>"$folder/postfix.out" 2>&1 </dev/null
    wait_for 15 gone "$master"
}

# desk_folders FOLDER USER: what a private desk keeps below FOLDER: keys/ and store/ are its
# user's alone, into run/ smtpd may look for the socket.
desk_folders()
{
    install -d -m 750 -o "$2" -g postfix "$1/run"
    install -d -m 700 -o "$2" "$1/keys" "$1/store" "$1/spool"
}

# desk_base_conf FOLDER PROGRAMS USER RELAY_PORT: prints the settings of a private desk that
# hang on where it is; mailboxes and people are the caller's. PROGRAMS is an install prefix.
desk_base_conf()
{
    cat <<CF
hostname = "mx.example.com"
listen = "${DESK_LISTEN:-unix:$1/run/milter.sock}"
store = "${DESK_STORE:-sqlite:$1/store/desk.db}"
key-file = "$1/keys/secret.key"
relay = "${DESK_RELAY_URL:-smtp://127.0.0.1:$4}"
shipped-template-dir = "$2/share/deskmilter/templates"
parse-program = "$2/libexec/deskmilter/deskparse"
spool-dir = "$1/spool"
user = "$3"
socket-group = "postfix"
CF
}

as_user_name=
as_user_group=
# as_user USER COMMAND...: with that user's rights and no others.
as_user()
{
    local user=$1
    shift
    # It is the same user again and again; to ask for his group takes as long as many a command.
    if [ "$user" != "$as_user_name" ]; then
        as_user_group=$(id -g "$user") || return
        as_user_name=$user
    fi
    setpriv --reuid "$user" --regid "$as_user_group" --clear-groups "$@"
}
