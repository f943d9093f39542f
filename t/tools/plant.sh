#!/bin/bash
# Does the proof find a bug that is really there? Builds a copy of the sources with each planted
# bug (t/plant/*.patch) and runs the test its first lines name, which must fail and say what.
#
# Usage: plant.sh [NAME...]; without names all. Prints TAP. Takes some minutes: one build, a
# partial one and a run of chaos for each bug. A patch that no longer fits is a failure: mend it.
# DESK_PROVEN=yes in the environment: another run shows that the proofs pass on these very sources.
: "${srcdir:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
# shellcheck source=t/lib/tap.sh
. "$srcdir/t/lib/tap.sh"

[ "$(id -u)" = 0 ] || skip_all "needs root for a private Postfix"
srcdir=$(cd "$srcdir" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/desk-plant.XXXXXX") || bail_out "no temporary folder"
chmod 755 "$home"
trap 'rm -rf "$home"' EXIT
trap 'exit 1' HUP INT TERM

# The sources without what builds have left in them.
copy_sources()
{
    mkdir "$home/src" "$home/build"
    if git -C "$srcdir" rev-parse --git-dir >/dev/null 2>&1; then
        (cd "$srcdir" && git ls-files -z --cached --others --exclude-standard |
            xargs -0 tar cf - --ignore-failed-read) | tar xf - -C "$home/src"
    else
        tar cf - -C "$srcdir" . | tar xf - -C "$home/src"
    fi
    [ -x "$home/src/configure" ] || (cd "$home/src" && autoreconf -fi)
}

# Compiles what has changed and installs it where the tests look for it.
build()
{
    rm -rf "$home/stage"
    make -C "$home/build" -s -j2 && make -C "$home/build" -s -j2 t/unit/store/run &&
        make -C "$home/build" -s install DESTDIR="$home/stage"
}

# field NAME PATCH: a line of what a patch says about itself.
field()
{
    sed -n "/^--- /q; s/^$1: //p" "$2"
}

# prove "TEST [ARGUMENT]": the test that is to notice; its output is in $found.
prove()
{
    local words
    read -ra words <<<"$1"
    found=$(srcdir=$home/src builddir=$home/build DESK_STAGE=$home/stage DESK_PREFIX=/usr \
        CRITERION_OUTPUTS=tap:- timeout 300 bash "$home/src/${words[0]}" "${words[@]:1}" 2>&1 </dev/null)
}

# try_bug PATCH
try_bug()
{
    local name proof finds status
    name=$(basename "$1" .patch)
    proof=$(field Proof "$1")
    finds=$(field Finds "$1")
    patch -s -d "$home/src" -p1 --dry-run <"$1" >"$home/log" 2>&1 || {
        not_ok "$name fits the sources"
        diag "$(cat "$home/log")"
        return
    }
    patch -s -d "$home/src" -p1 <"$1"
    check "$name compiles" build
    prove "$proof"
    status=$?
    patch -s -R -d "$home/src" -p1 <"$1"
    if [[ $found == "1..0 # SKIP "* ]]; then
        skip "$name is found by $proof" "${found#*SKIP }"
    elif [ $status -ne 0 ] && grep -Eq "^(# |not ok ).*$finds" <<<"$found"; then
        ok "$name is found by $proof: $finds"
    else
        not_ok "$name is found by $proof: $finds"
        diag "status $status" "$found"
    fi
}

copy_sources >"$home/log" 2>&1 || bail_out "cannot copy the sources: $(tail -n 3 "$home/log")"
(cd "$home/build" && "$home/src/configure" -q --prefix=/usr --sysconfdir=/etc \
    --localstatedir=/var CFLAGS=-O0) >"$home/log" 2>&1 ||
    bail_out "configure: $(tail -n 3 "$home/log")"
check "the sources compile" build

if [ $# -gt 0 ]; then
    patches=("${@/#/$srcdir/t/plant/}")
    patches=("${patches[@]/%/.patch}")
else
    patches=("$srcdir"/t/plant/*.patch)
fi
# Each proof must pass without a bug, or its failing says nothing.
while IFS= read -r proof; do
    [ "${DESK_PROVEN:-}" != yes ] || break
    if prove "$proof"; then
        ok "$proof passes without a bug"
    else
        not_ok "$proof passes without a bug"
        diag "$found"
    fi
done < <(for one in "${patches[@]}"; do field Proof "$one"; done | sort -u)
for one in "${patches[@]}"; do
    try_bug "$one"
done
done_testing
