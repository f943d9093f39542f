#!/bin/bash
# A store in a file of SQLite: whose it is, its lock file, its disk, and what may lie in its place.
# Only for this kind of store: a database of PostgreSQL has neither file nor lock file of ours.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_only sqlite
# A small file system for the store, so that it can be filled.
mount -t tmpfs -o size=16m,mode=0700 tmpfs "$DESK/store" 2>/dev/null && tmpfs=yes
chown nobody "$DESK/store"
trap 'umount -l "$DESK/store" 2>/dev/null; desk_teardown' EXIT
desk_conf <<<'store-timeout = 2s'
desk_ctl init >/dev/null

# refuses WHAT EXIT REGEX: both daemons must end by themselves with this status and this message.
refuses()
{
    local program output status
    for program in deskmilter deskpost; do
        output=$(timeout 20 "$DESK_ROOT/sbin/$program" -f -c "$DESK/deskmilter.conf" 2>&1)
        status=$?
        is "$1: exit code of $program" "$status" "$2"
        like "$1: message" "$output" "$3"
    done
}

mv "$DESK/store/desk.db" "$DESK/store/away.db"
printf 'this is no database, it is a text of more than a few bytes\n%.0s' {1..100} >"$DESK/store/desk.db"
chown nobody "$DESK/store/desk.db" && chmod 600 "$DESK/store/desk.db"
refuses "a store that is none" 78 'desk\.db'
mv "$DESK/store/away.db" "$DESK/store/desk.db"
chmod 644 "$DESK/store/desk.db"
refuses "a store that others can read" 78 'desk\.db.*0644'
chmod 600 "$DESK/store/desk.db"
chown root "$DESK/store" && chmod 755 "$DESK/store"
refuses "a read-only folder" 75 'store: cannot be written'
chown nobody "$DESK/store" && chmod 700 "$DESK/store"

desk_start_milter && desk_start_postfix
is "the desk starts" $? 0
[ "$tap_failed" = 0 ] || bail_out "no desk"

for name in lockfile full replaced; do
    desk_mail "The store is $name" >"$DESK/$name.eml"
done

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
lock_is_held()
{
    ! desk_store_is_free
}
wait_for 10 lock_is_held
like "lock file held: put off" "$(desk_send_file lockfile)" '^451 4\.3\.0 '
end_process "$holder"
check "then the retry is taken" wait_for 20 desk_taken lockfile
is "as one ticket" "$(desk_tickets)" 1

if [ -n "${tmpfs:-}" ]; then
    cat /dev/zero >"$DESK/store/filler" 2>/dev/null
    like "full: put off" "$(desk_send_file full)" '^451 4\.3\.0 '
    rm "$DESK/store/filler"
    check "then the retry is taken" wait_for 20 desk_taken full
    is "as one ticket" "$(desk_tickets)" 2
else
    skip "full: put off" "no tmpfs can be mounted here"
    desk_taken full
fi

# A copy of the file in its place, beside the log of the old one: taking mail there would lose
# it, and so does going on with the old file. An admin has to look.
cp -p "$DESK/store/desk.db" "$DESK/store/copy"
mv "$DESK/store/desk.db" "$DESK/store/old" && mv "$DESK/store/copy" "$DESK/store/desk.db"
like "replaced: put off" "$(desk_send_file replaced)" '^451 4\.3\.0 '
mv "$DESK/store/old" "$DESK/store/desk.db"
check "with the old file back the retry is taken" wait_for 20 desk_taken replaced
is "as one ticket" "$(desk_tickets)" 3
check "each trouble has its line in the log" test "$(grep -c 'mail put off' "$DESK/deskmilter.log")" -ge 2
clean "the store is sound" "$(desk_store_problems)"

# Rows that refer to nothing, and then a page that is none.
desk_stop_milter
check "store check finds nothing" desk_ctl store check
desk_sql_change "PRAGMA foreign_keys = OFF; UPDATE message SET ticket = 4711 WHERE id = 2"
output=$(desk_ctl store check)
is "store check: exit code" $? 65
like "store check: names the row" "$output" 'row 2 of message refers to a missing ticket'
desk_sql_change "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
dd if=/dev/urandom of="$DESK/store/desk.db" bs=4096 seek=5 count=20 conv=notrunc 2>/dev/null
output=$(desk_ctl store check 2>&1)
check "a damaged file: an exit code that is not 0" test $? -ne 0
like "a damaged file is said to be one" "$output" 'malformed|corrupt|page|no store'
done_testing
