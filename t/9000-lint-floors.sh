#!/bin/bash
# Each folder of src/ includes only what src/FLOORS lets it, and names its headers in full.
# shellcheck source=t/lib/lint.sh
. "${srcdir:-$(dirname "$0")/..}/t/lib/lint.sh"

# shellcheck disable=SC2016 # $0 is awk's
findings=$(project_files | grep -E '^src/[^/]+/.*\.[ch]$' | tr '\n' '\0' |
    xargs -0 -r awk '
        BEGIN {
            while ((getline line < "src/FLOORS") > 0) {
                if (line ~ /^#/ || split(line, f, /[ \t]+/) < 4) continue
                known[f[2]] = 1; allowed[f[2], f[2]] = 1
                n = split(f[3], names, ","); for (i = 1; i <= n; i++) allowed[f[2], names[i]] = 1
                n = split(line, f, /[ \t]+/)
                for (i = 4; i <= n; i++) if (f[i] != "-" && f[i] != "") owner[f[i]] = owner[f[i]] " " f[2]
            }
            prefix["libpq-fe.h"] = "libpq"; prefix["zdict.h"] = "zstd"
        }
        # The library a system header belongs to: gmime/gmime.h, sqlite3.h, libpq-fe.h.
        function library(header,   stem, name) {
            if (header in prefix) return prefix[header]
            stem = header; sub(/[\/.].*/, "", stem)
            for (name in owner) if (stem == name || stem == "lib" name) return name
            return ""
        }
        FNR == 1 {
            folder = FILENAME; sub(/^src\//, "", folder); sub(/\/.*/, "", folder)
            if (!(folder in known)) print FILENAME ": src/FLOORS has no row for " folder "/"
        }
        /^[ \t]*#[ \t]*include/ {
            where = FILENAME ":" FNR ": "
            header = $0; sub(/^[^"<]*["<]/, "", header); sub(/[">].*/, "", header)
            if ($0 ~ /"/) {
                if (header == "config.h") next
                if (header !~ /\//) { print where "write it as \"folder/" header "\""; next }
                target = header; sub(/\/.*/, "", target)
                if (target == ".." || target == ".") print where "write it as \"folder/file.h\""
                else if (!((folder, target) in allowed)) print where folder "/ may not include " target "/"
            } else {
                name = library(header)
                if (name != "" && index(owner[name] " ", " " folder " ") == 0)
                    print where "<" header "> belongs to" owner[name] " alone"
            }
        }')
clean "src/ keeps to its floors" "$findings"

rows=$(grep -c '^[0-9]' src/FLOORS)
check "src/FLOORS has rows" test "$rows" -ge 10

# A folder may only look down, or sideways where its row says so.
findings=$(awk '
    /^#/ || NF < 4 { next }
    { level[$2] = $1; uses[$2] = $3 }
    END {
        for (f in uses) {
            n = split(uses[f], names, ",")
            for (i = 1; i <= n; i++)
                if (names[i] != "-" && (!(names[i] in level) || level[names[i]] > level[f]))
                    print "src/FLOORS: " f " may not look up to " names[i]
        }
    }' src/FLOORS)
clean "no folder looks up" "$findings"
done_testing
