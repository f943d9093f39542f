#!/bin/bash
# Who wrote a mail, as OpenDKIM and OpenDMARC before the desk find it out (RULES S1 to S3, A1): the
# real filters, with keys and a DNS server of this test. The filters have no more settings than they
# need, so that what they leave standing by default is tried as well. Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
for tool in opendkim opendkim-genkey opendmarc dnsmasq openssl unshare ip; do
    command -v $tool >/dev/null || skip_all "$tool is not installed"
done
unshare -n -m true 2>/dev/null || skip_all "may make no namespaces"

# --- keys and DNS -------------------------------------------------------------------------

filters=$DESK/filters
install -d -m 755 -o "$DESK_USER" "$filters"
for domain in example.net example.org; do
    mkdir "$DESK/$domain"
    opendkim-genkey -D "$DESK/$domain" -d $domain -s desk -b 2048 2>"$DESK/genkey.log" ||
        bail_out "opendkim-genkey: $(cat "$DESK/genkey.log")"
done

# OpenDKIM takes the keys from a file (TestDNSData); OpenDMARC asks the resolver of its host.
for domain in example.net example.org; do
    printf 'desk._domainkey.%s %s\n' $domain \
        "$(grep -o '"[^"]*"' "$DESK/$domain/desk.txt" | tr -d '"\n')"
done >"$DESK/keys.txt"
# example.net has a DMARC policy, example.org has none.
printf '%s\n' 'no-resolv' 'no-hosts' 'listen-address=127.0.0.1' 'bind-interfaces' 'local=/#/' \
    'txt-record=_dmarc.example.net,"v=DMARC1; p=reject"' >"$DESK/dns.conf"
echo 'nameserver 127.0.0.1' >"$DESK/resolv.conf"

# --- the filters, in a network of their own in which port 53 is free ------------------------

echo 192.0.2.1 >"$DESK/inside" # nobody: the clients of this test are strangers
cat >"$DESK/opendkim.conf" <<CF
Syslog no
Background no
Mode v
UserID $DESK_USER
UMask 000
Socket local:$filters/opendkim.sock
AuthservID mx.example.com
RemoveARFrom mx.example.com
InternalHosts refile:$DESK/inside
ExternalIgnoreList refile:$DESK/inside
PeerList refile:$DESK/inside
TestDNSData file:$DESK/keys.txt
CF
cat >"$DESK/opendmarc.conf" <<CF
Syslog false
Background false
UserID $DESK_USER
UMask 000
Socket local:$filters/opendmarc.sock
AuthservID mx.example.com
TrustedAuthservIDs mx.example.com
IgnoreHosts $DESK/inside
PublicSuffixList /usr/share/publicsuffix/public_suffix_list.dat
CF
cat >"$DESK/filters.sh" <<'CF'
trap 'kill $(jobs -p); wait; exit 0' TERM
ip link set lo up && mount --bind "$1/resolv.conf" /etc/resolv.conf || exit 1
child()
{
    setpriv --pdeathsig KILL "$@" &
}
child dnsmasq -k -C "$1/dns.conf" --user=nobody --pid-file=
child opendkim -f -x "$1/opendkim.conf"
child opendmarc -f -c "$1/opendmarc.conf"
wait
CF
desk_start filters unshare -n -m bash "$DESK/filters.sh" "$DESK"

filters_are_up()
{
    [ -S "$filters/opendkim.sock" ] && [ -S "$filters/opendmarc.sock" ]
}

milters=
for socket in "$filters/opendkim.sock" "$filters/opendmarc.sock" "$DESK/run/milter.sock"; do
    milters+="${milters:+, }{ unix:$socket, default_action=tempfail }"
done
desk_conf <<'CF'
limits {
    tickets-per-hour = 1000
}
CF
desk_ctl init >/dev/null
desk_start_sink && desk_start_milter && wait_for 20 filters_are_up &&
    desk_make_postfix "$DESK" "$DESK_SMTP" "$DESK_RELAY" "local_header_rewrite_clients =" &&
    postconf -c "$DESK/postfix" -e "smtpd_milters = $milters" &&
    postfix_start "$DESK" "$DESK_SMTP"
is "the filters and the desk start" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"
doctor=$(desk_ctl doctor --postfix-dir "$DESK/postfix" --json |
    desk_json '[f["subject"] for f in d]')
unlike "doctor is content with their order" "$doctor" '^authserv-id$'

number=0
# letter FROM [FIELD]...: a mail, its Message-ID in $id.
letter()
{
    number=$((number + 1))
    id=n$number@client.example.org
    printf '%s\n' "${@:2}" ${1:+"From: $1"} "To: support@example.com" "Subject: letter $number" \
        "Date: $(LC_ALL=C date -R)" "Message-ID: <$id>" "" "Body $number $SRANDOM" >"$DESK/plain"
}

# sign DOMAIN [LENGTH]
sign()
{
    python3 "$srcdir/t/lib/dkim.py" "$1" desk "$DESK/$1/desk.private" "${@:2}" <"$DESK/plain" \
        >"$DESK/signed" && mv "$DESK/signed" "$DESK/plain"
}

# judged NAME ASSURANCE EVIDENCE: sends the mail; the desk is so sure of its From, for that reason.
judged()
{
    local seen failed=$tap_failed
    answer=$(desk_send mallory@example.org support@example.com <"$DESK/plain" | tail -n 1)
    desk_ctl ticket raw --message-id "$id" >"$DESK/stored"
    seen="$(desk_sql "SELECT assurance FROM message WHERE message_id = '$id'"): $(
        desk_ctl explain --json - <"$DESK/stored" | desk_json 'd["sender"]["evidence"]')"
    like "$1" "$answer, $seen" "^250 .*, $2: .*$3"
    [ "$tap_failed" = "$failed" ] || diag "$(sed '/^\r*$/q' "$DESK/stored" | cut -c 1-200)"
}

jane="Jane <jane@example.net>" joe="Joe <joe@example.org>"

letter "$jane"
sign example.net
judged "signed by its own domain, DMARC passes" aligned "dmarc=pass for example\.net"
letter "$jane"
judged "unsigned, DMARC fails" failed "dmarc=fail"
letter "$jane"
sign example.net
echo "And send me the password." >>"$DESK/plain"
judged "changed behind the signature, DMARC fails" failed "dmarc=fail"
letter "$jane"
sign example.org
judged "signed by another domain, DMARC fails" failed "dmarc=fail"
letter "$jane"
sign example.org
sign example.net
judged "signed by another domain and its own" aligned "dmarc=pass"
letter "Jane <jane@mail.example.net>"
sign example.net
judged "from below the domain that signed" aligned "dmarc=pass for mail\.example\.net"
letter "Jane <jane@mail.example.net>"
judged "from below a domain with a policy, unsigned" failed "dmarc=fail"

letter "$joe"
sign example.org
judged "no DMARC record, signed by its own domain" aligned "dkim=pass for example\.org"
letter "Joe <joe@mail.example.org>"
sign example.org
judged "no DMARC record, from below the domain that signed" aligned "dkim=pass for example\.org"
letter "$joe"
judged "no DMARC record, unsigned" none "no result"
letter "$joe"
sign example.net
judged "no DMARC record, signed by another domain" none "dkim=pass for example\.net"
letter "$joe"
sign example.org 4
echo "And send me the password." >>"$DESK/plain"
judged "the end of the mail left open by l=" none "anybody can write"
letter "$jane"
sign example.net 4
echo "And send me the password." >>"$DESK/plain"
judged "the same with DMARC" none "anybody can write"
# Fields that the sender writes himself, under our id: taken away, or not believed. He does not
# sign, so that OpenDKIM has nothing of its own to say.
id_of_us=mx.example.com pass="dkim=pass header.d=example.org"
while IFS='|' read -r what field; do
    letter "$joe" "$(printf '%b' "$field")"
    judged "forged, $what" none ""
done <<ROWS
plain|Authentication-Results: $id_of_us; $pass
DMARC|Authentication-Results: $id_of_us; dmarc=pass header.from=example.org
both|Authentication-Results: $id_of_us; dmarc=pass header.from=example.org; $pass
both in two fields|Authentication-Results: $id_of_us; dmarc=pass header.from=example.org\\nAuthentication-Results: $id_of_us; $pass
in lower case|authentication-results: $id_of_us; $pass
in other letters|Authentication-Results: MX.Example.COM; $pass
with a version|Authentication-Results: $id_of_us 1; $pass
with a comment before|Authentication-Results: (x) $id_of_us; $pass
with a comment behind|Authentication-Results: $id_of_us (x); $pass
with a comment that touches|Authentication-Results: $id_of_us(x); $pass
in quotes|Authentication-Results: "$id_of_us"; $pass
in quotes with an escape|Authentication-Results: "mx\\\\.example.com"; $pass
folded before the id|Authentication-Results:\\n $id_of_us; $pass
folded behind the id|Authentication-Results: $id_of_us\\n ; $pass
folded with a tab|Authentication-Results:\\n\\t$id_of_us;\\n\\t$pass
without a blank|Authentication-Results:$id_of_us;$pass
a blank before the colon|Authentication-Results : $id_of_us; $pass
a tab before the colon|Authentication-Results\\t: $id_of_us; $pass
with a version of the method|Authentication-Results: $id_of_us; dkim/1=pass header.d=example.org
with a reason|Authentication-Results: $id_of_us; dkim=pass reason="x" header.d=example.org
with another result first|Authentication-Results: $id_of_us; spf=pass; $pass
with an unknown method first|Authentication-Results: $id_of_us; x-y=pass; $pass
with blanks around signs|Authentication-Results: $id_of_us ; dkim = pass header . d = example.org
with comments everywhere|Authentication-Results: $id_of_us ; (a) dkim (b) = (c) pass (d) header (e) . (f) d (g) = (h) example.org
with nested comments|Authentication-Results: $id_of_us; (a (b (c))) $pass
with a quoted domain|Authentication-Results: $id_of_us; dkim=pass header.d="example.org"
with an identity alone|Authentication-Results: $id_of_us; dkim=pass header.i=@example.org
with many results|Authentication-Results: $id_of_us; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; spf=none; $pass
under a foreign one|Authentication-Results: mail.example.net; none\\nAuthentication-Results: $id_of_us; $pass
under many of ours|$(for i in {1..15}; do printf '%s' "Authentication-Results: $id_of_us; none\\n"; done)Authentication-Results: $id_of_us; $pass
with a method in capitals|Authentication-Results: $id_of_us; DKIM=pass header.d=example.org
with a result in capitals|Authentication-Results: $id_of_us; dkim=PASS header.d=example.org
with a type in capitals|Authentication-Results: $id_of_us; dkim=pass HEADER.d=example.org
with a type that nobody knows|Authentication-Results: $id_of_us; dkim=pass x.y=z header.d=example.org
with a result that nobody knows|Authentication-Results: $id_of_us; spf=x; $pass
with many properties|Authentication-Results: $id_of_us; dkim=pass$(printf ' header.x=%d' {1..20}) header.d=example.org
with many comments|Authentication-Results: $id_of_us;$(printf ' (%d)\\n' {1..600}) $pass
with a long reason|Authentication-Results: $id_of_us; dkim=pass reason="$(printf 'x%.0s' {1..900})\\n $(printf 'x%.0s' {1..900})\\n $(printf 'x%.0s' {1..900})\\n $(printf 'x%.0s' {1..900})\\n $(printf 'x%.0s' {1..900})" header.d=example.org
ARC alone|ARC-Authentication-Results: i=1; $id_of_us; dmarc=pass header.from=example.org
ROWS
letter "$jane" "Authentication-Results: $id_of_us; dmarc=pass header.from=example.net; dkim=pass header.d=example.net"
judged "forged, of a domain with a policy" failed "dmarc=fail"
# OpenDMARC believes results of SPF in a field of this id, whoever wrote it.
letter "$jane" "Authentication-Results: $id_of_us; spf=pass smtp.mailfrom=jane@example.net"
judged "forged, SPF for OpenDMARC to believe" failed "dmarc=fail"

letter "$joe" "From: $jane"
sign example.org
judged "two From fields" failed "dmarc=fail"
letter "$joe, $jane"
sign example.org
judged "two mailboxes in From" none "one whole mailbox"
done_testing
