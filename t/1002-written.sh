#!/bin/bash
# What the desk writes, others read as it was meant: files of mails and their names by Python's email
# package, text shown as HTML by its html.parser (RULES O1, O6, A8, A10, A16). No store is asked.
# DESK_SEED=2 makes others, DESK_LONG=1 20 times as many.
# shellcheck source=t/lib/tap.sh
. "${srcdir:-.}/t/lib/tap.sh"

writer=${builddir:-.}/t/tools/writer
[ -x "$writer" ] || bail_out "$writer is missing: run it by make check"
count=1000
[ -z "${DESK_LONG:-}" ] || count=20000

# faults mail|html COUNT [FAULT]: what is wrong.
faults()
{
    python3 -B "$srcdir/t/tools/checkwritten.py" "$1" "$writer" "$2" "${DESK_SEED:-1}" "${@:3}" 2>&1 |
        head -n 20
}

clean "files of $count mails come back with their names" "$(faults mail "$count")"
clean "$count texts stand in their HTML, and nothing else does" "$(faults html "$count")"
for fault in name bytes line; do
    like "a fault of a mail is seen: $fault" "$(faults mail 20 "$fault")" .
done
for fault in tag attribute text link; do
    like "a fault of a page is seen: $fault" "$(faults html 20 "$fault")" .
done
done_testing
