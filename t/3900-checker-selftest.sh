#!/bin/bash
# The checker of the invariants (RULES I) finds each violation that it is for, in either store.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/pgsql.sh
. "$srcdir/t/lib/pgsql.sh"

export PYTHONDONTWRITEBYTECODE=1
stores=("$srcdir/src/store")
if [ "${DESK_TEST_STORE:-sqlite}" = postgresql ]; then
    home=$(mktemp -d "${TMPDIR:-/tmp}/desk-checker.XXXXXX") || bail_out "no temporary folder"
    chmod 711 "$home"
    trap 'pg_end; rm -rf "$home"' EXIT
    trap 'exit 1' HUP INT TERM
    pg_setup "$home" nobody
    # Nothing here takes the power away.
    if ! pg_start fsync=off || ! pg_make_database checked; then
        bail_out "PostgreSQL does not start: $(tail -n 3 "$PG_LOG")"
    fi
    stores+=("$(pg_url checked)")
fi
python3 "$srcdir/t/tools/selftest.py" "${stores[@]}"
