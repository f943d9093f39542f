#!/bin/bash
# The checker of the invariants (RULES I) finds each violation that it is for.
: "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
export PYTHONDONTWRITEBYTECODE=1
exec python3 "$srcdir/t/tools/selftest.py" "$srcdir"/src/store/schema-sqlite-*.sql
