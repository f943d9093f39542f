#!/bin/bash
# The unit tests of what both stores must do, on PostgreSQL: the program that has run them on
# SQLite, with a database of its own for each test. Its other tests are about files.
# Usage: 3000-store-units.sh [SUITE]; without one all of these suites.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"
# shellcheck source=t/lib/pgsql.sh
. "$srcdir/t/lib/pgsql.sh"

runner=${builddir:?run it by make check}/t/unit/store/run
[ -x "$runner" ] || skip_all "$runner is not built"
home=$(mktemp -d "${TMPDIR:-/tmp}/desk-units.XXXXXX") || bail_out "no temporary folder"
chmod 711 "$home"
trap 'pg_end; rm -rf "$home"' EXIT
trap 'exit 1' HUP INT TERM
pg_setup "$home" nobody
# No test of these takes the power away, and each begins with a database of its own.
pg_start fsync=off max_connections=60 || bail_out "PostgreSQL does not start: $(tail -n 3 "$PG_LOG")"
DESK_TEST_PGSQL=$(pg_url postgres)
export DESK_TEST_PGSQL
# What the filter leaves out is not told: it has been run elsewhere.
suites=${1:-backup|copy|rows|ties|timers|staff|change|outbox|look|ticket_look|look_lists|look_tally|message_look|watchers|epoch|versions|writer|plan|pgsql|lost|schema|older}
"$runner" --filter "@($suites)/*" | awk '
    /^1\.\./ || / # SKIP test was skipped$/ { next }
    /^(not )?ok / { sub(/ok [0-9]+/, "ok " ++count) }
    { print }
    END { print "1.." count }'
exit "${PIPESTATUS[0]}"
