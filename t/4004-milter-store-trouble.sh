#!/bin/bash
# A store that is locked, full or missing: 451 at the door, and nothing lost or doubled by a retry.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
# A small file system for the store, so that it can be filled.
mount -t tmpfs -o size=16m,mode=0700 tmpfs "$DESK/store" 2>/dev/null && tmpfs=yes
chown nobody "$DESK/store"
trap 'umount -l "$DESK/store" 2>/dev/null; desk_teardown' EXIT
desk_conf <<<'store-timeout = 2s'
desk_ctl init >/dev/null
desk_start_milter && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

tickets()
{
    desk_ctl ticket list --json | desk_json 'len(d)'
}

# send_file NAME: the same mail each time.
send_file()
{
    desk_send jane@example.net support@example.com <"$DESK/$1.eml" | tail -n 1
}

taken()
{
    send_file "$1" | grep -q '^250 '
}

for name in before locked lockfile full missing replaced; do
    desk_mail "The store is $name" >"$DESK/$name.eml"
done
like "a mail before all" "$(send_file before)" '^250 '

# Another program holds the database.
python3 - "$DESK/store/desk.db" <<'PY' &
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN EXCLUSIVE")
time.sleep(12)
PY
holder=$!
desk_pids+=("$holder")
sleep 0.5
like "locked: put off" "$(send_file locked)" '^451 4\.3\.0 '
end_process "$holder"
check "then the retry is taken" wait_for 20 taken locked
is "as one ticket" "$(tickets)" 2

# Another process stays in the store's lock file.
python3 - "$DESK/store/desk.db.lock" <<'PY' &
import fcntl, struct, sys, time
f = open(sys.argv[1], "r+")
fcntl.flock(f, fcntl.LOCK_EX)
F_OFD_SETLK = 37
fcntl.fcntl(f, F_OFD_SETLK, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0))
time.sleep(30)
PY
holder=$!
desk_pids+=("$holder")
sleep 0.5
like "lock file held: put off" "$(send_file lockfile)" '^451 4\.3\.0 '
end_process "$holder"
check "then the retry is taken" wait_for 20 taken lockfile
is "as one ticket" "$(tickets)" 3

if [ -n "${tmpfs:-}" ]; then
    cat /dev/zero >"$DESK/store/filler" 2>/dev/null
    like "full: put off" "$(send_file full)" '^451 4\.3\.0 '
    rm "$DESK/store/filler"
    check "then the retry is taken" wait_for 20 taken full
    is "as one ticket" "$(tickets)" 4
else
    skip "full: put off" "no tmpfs can be mounted here"
    taken full
fi

mkdir "$DESK/store/away" && mv "$DESK"/store/desk.db* "$DESK/store/away/"
like "missing: put off" "$(send_file missing)" '^451 4\.3\.0 '
mv "$DESK"/store/away/* "$DESK/store/"
check "then the retry is taken" wait_for 20 taken missing
is "as one ticket" "$(tickets)" 5

# A copy of the file in its place, beside the log of the old one: taking mail there would lose
# it, and so does going on with the old file. An admin has to look.
cp -p "$DESK/store/desk.db" "$DESK/store/copy"
mv "$DESK/store/desk.db" "$DESK/store/old" && mv "$DESK/store/copy" "$DESK/store/desk.db"
like "replaced: put off" "$(send_file replaced)" '^451 4\.3\.0 '
mv "$DESK/store/old" "$DESK/store/desk.db"
check "with the old file back the retry is taken" wait_for 20 taken replaced
is "as one ticket" "$(tickets)" 6

check "each trouble has its line in the log" test "$(grep -c 'mail put off' "$DESK/deskmilter.log")" -ge 4
is "the store is sound" "$(sqlite3 "$DESK/store/desk.db" 'PRAGMA integrity_check')" ok
like "and before, after and between nothing is missing" "$(desk_ctl ticket list --json |
    desk_json '[t["subject"] for t in d]' | sort -u | wc -l)" '^6$'
done_testing
