#!/bin/bash
# The systemd units are sound and locked down, and start what make install installs.
# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}/t/lib/tap.sh"

command -v systemd-analyze >/dev/null || skip_all "systemd-analyze is not installed"

stage=${DESK_STAGE:-}
# What verify says about programs and pages that are not installed on this machine is no news.
verify()
{
    systemd-analyze verify --man=no "$1" 2>&1 | grep -vE 'is not executable|Failed to prepare'
}

exposure()
{
    systemd-analyze security --offline=yes "$1" 2>/dev/null |
        sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p'
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/desk-units.XXXXXX") || bail_out "no temporary folder"
trap 'rm -rf "$scratch"' EXIT

for name in deskmilter deskpost; do
    unit=$srcdir/contrib/systemd/$name.service
    clean "$name.service is sound" "$(verify "$unit")"

    level=$(exposure "$unit")
    if [ -z "$level" ]; then
        skip "$name.service is locked down" "systemd-analyze security knows no --offline here"
    else
        check "$name.service: exposure $level is at most 1.5" \
            awk -v level="$level" 'BEGIN { exit !(level <= 1.5) }'
    fi
    # The drop-in has one section, of which the unit has all settings that it changes.
    joined=$scratch/$name.service
    cat "$unit" "$srcdir/contrib/postgresql/remote.conf" >"$joined"
    clean "$name.service with a store elsewhere is sound" "$(verify "$joined")"
    level=$(exposure "$joined")
    if [ -z "$level" ]; then
        skip "$name.service with a store elsewhere" "systemd-analyze security knows no --offline here"
    else
        check "$name.service with a store elsewhere: exposure $level is at most 1.5" \
            awk -v level="$level" 'BEGIN { exit !(level <= 1.5) }'
    fi
    unlike "and it has a network" \
        "$(systemd-analyze security --offline=yes "$joined" 2>/dev/null | grep ' PrivateNetwork=')" \
        'Service has no access to the host.s network'
    like "$name.service tells when it is ready" "$(cat "$unit")" '^Type=notify$'
    like "$name.service reloads by SIGUSR1" "$(cat "$unit")" '^ExecReload=.*-USR1 '
    like "$name.service is started again until the store is there" "$(cat "$unit")" \
        '^StartLimitIntervalSec=0$'
    unlike "$name.service does not run as root" "$(grep '^User=' "$unit")" 'root'

    if [ -n "$stage" ] && [ -d "$stage" ]; then
        installed=$(find "$stage" -name "$name.service")
        check "$name.service is installed" test -n "$installed"
        program=$(sed -n 's/^ExecStart=\([^ ]*\) .*/\1/p' "$installed")
        is "$name.service starts the program of this prefix" "$program" "$DESK_PREFIX/sbin/$name"
    else
        skip "$name.service is installed" "no staged install"
    fi
done
done_testing
