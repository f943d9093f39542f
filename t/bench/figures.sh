# shellcheck shell=bash
# Small sums for the benches. Sourced after t/lib/desk.sh.

# Where empty-milter and load are.
# shellcheck disable=SC2034
bench=${builddir:-.}/t/bench

# figure NAME LINE: the value behind a name in "name value name value ...".
figure()
{
    awk -v name="$1" '{ for (i = 1; i < NF; i++) if ($i == name) { print $(i + 1); exit } }' \
        <<<"$2"
}

quotient()
{
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'
}

# The median of the numbers on standard input, one a line.
median()
{
    sed '/^$/d' | sort -g | awk '{ v[NR] = $1 } END {
        printf "%.3f", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# count_rows TABLE: of the desk's store.
count_rows()
{
    python3 - "$DESK/store/desk.db" "$1" <<'END'
import sqlite3, sys
store = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
print(store.execute(f"SELECT count(*) FROM {sys.argv[2]}").fetchone()[0])
END
}

# cpu_ms PID: processor time in ms that a process has used, and after it that of its children.
cpu_ms()
{
    python3 - "$1" <<'END'
import glob, os, sys
tick = 1000 / os.sysconf("SC_CLK_TCK")
own = children = 0
for path in glob.glob("/proc/[0-9]*/stat"):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            number, _, rest = file.read().partition(" (")
    except OSError:
        continue
    field = rest.rpartition(") ")[2].split()
    used = (int(field[11]) + int(field[12])) * tick
    if number == sys.argv[1]:
        own = used
        children += (int(field[13]) + int(field[14])) * tick
    elif field[1] == sys.argv[1]:
        children += used
print(f"{own:.0f} {children:.0f}")
END
}
