#!/bin/bash
# The life of tickets in eight languages, from the first mail to the answer how it was, with a real Postfix and
# Maildirs. Each mail that comes to a customer is looked at by another reader (t/tools/lifemail.py): RULES O1
# to O7 and T11, what went over the wire, and that all of it is in his language. DESK_PICTURES names a folder
# for pictures of all of them (make pictures). Any store would do.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

export PYTHONDONTWRITEBYTECODE=1
languages=(de en es fr it ja pl pt)

desk_setup
preload=${builddir:-.}/t/tools/clocks.so
[ -e "$preload" ] || bail_out "$preload has not been built"
DESK_WIRE=$(free_ports 1)
export DESK_WIRE
DESK_RELAY_URL=smtp://127.0.0.1:$DESK_WIRE desk_conf <<CF
kb-dir = "$DESK/kb"
kb {
    url = "https://help.example.com/{slug}"
}
mailbox "life" {
    display-name = "Nordwind"
    address = "life@example.com"
    team = "front"
    sla = "office"
    signature = "{{agent.name}}"
    updates = "assigned, in-progress, on-hold, resolved, reopened, closed, merged"
}
team "front" {
    members = {"alice"}
}
sla "office" {
    calendar = "office"
    first-response = {"normal=8h"}
}
calendar "office" {
    timezone = "Europe/Berlin"
    monday = "09:00-17:00"
    tuesday = "09:00-17:00"
    wednesday = "09:00-17:00"
    thursday = "09:00-17:00"
    friday = "09:00-17:00"
}
lifecycle {
    update-after = 0s
    close-waiting-after = 7d
    remind-before = 3d
}
survey {
    scale = csat
    delay = 1d
}
limits {
    notifications-per-hour = 1000
    automatic-per-hour = 1000
}
CF
is_sanitized && skip_all "a sanitizer has to come before what is preloaded"
# Two articles in each language, which the words of the first mails find.
while IFS='|' read -r language file title lead; do
    mkdir -p "$DESK/kb/$language"
    printf '%s\n' "# $title" '' "$lead" >"$DESK/kb/$language/$file.md"
done <"$srcdir/t/tools/lifearticles"
# A Monday at ten.
python3 -S -c 'import struct, sys
sys.stdout.buffer.write(struct.pack("qq", *[int(sys.argv[1])] * 2))' \
    $(($(TZ=Europe/Berlin date -d 'next monday 10:00' +%s) - $(date +%s))) >"$DESK/clocks"
chmod 644 "$DESK/clocks"
clocks=("LD_PRELOAD=$preload" "DESK_CLOCKS=$DESK/clocks")
desk_ctl init >/dev/null || bail_out "no store"
for name in alice@example.com "${languages[@]/%/@example.net}"; do
    echo "$name virtual:" >>"$DESK/transport"
    echo "$name $name/" >>"$DESK/mailboxes"
done
desk_start_sink && desk_start_milter "${clocks[@]}" &&
    desk_start_postfix "local_header_rewrite_clients =" "transport_maps = texthash:$DESK/transport" \
        "virtual_mailbox_maps = texthash:$DESK/mailboxes" && desk_start_post "${clocks[@]}"
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

ldd "$DESK_ROOT/libexec/deskmilter/deskparse" | grep -q libcld2 || export DESK_WITHOUT_CLD2=yes
python3 "$srcdir/t/tools/life.py" "${languages[@]}" >"$DESK/lives" 2>"$DESK/life.log"
is "the lives are lived" $? 0

# facts WORD [LANGUAGE]: what life.py says of it.
facts()
{
    sed -n "s/^$*//p" "$DESK/lives"
}

for language in "${languages[@]}"; do
    clean "$language: O1-O7, T11: each mail is what it should be" "$(facts wrong "$language ")"
    is "$language: each kind as often as it must" "$(facts mails "$language ")" \
        "$(printf '%s ' ack=3 answer=1 assigned=1 closed=1 in-progress=1 merged=1 on-hold=1 reminder=1 \
            reopened=1 reply=2 resolved=1 result=2)survey=1"
    read -r ticket vote <<<"$(facts votes "$language ")"
    is "$language: the last vote counts, with its comment" \
        "$(desk_sql "SELECT score, comment FROM survey WHERE ticket = ${ticket:-0}")" "${vote:-none}"
done
clean "O1: all came over the wire one by one, with CR LF, and as it was" "$(facts wrong 'all ')"
is "nobody else has got mail" "$(find "$DESK/sink" -type f | wc -l)" 0
clean "I8: what was sent was for who takes part" "$(desk_strays)"
clean "the store is sound" "$(desk_store_problems)"
if [ -n "${DESK_PICTURES:-}" ]; then
    check "all of them are shown" python3 "$srcdir/t/tools/show.py" mails "$DESK_PICTURES" "$DESK"/mails/*.eml
fi
done_testing
