# shellcheck shell=bash
# What the lint tests share. They read the tree at $srcdir, or the one given as $LINT_TREE
# (the self-test plants violations there).

# shellcheck source=t/lib/tap.sh
. "${srcdir:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}/t/lib/tap.sh"

cd "${LINT_TREE:-$srcdir}" || bail_out "no source tree"

# The files of the project: those git knows, else (a tarball) all but what a build leaves.
project_files()
{
    if [ -e .git ] && git -c safe.directory='*' rev-parse --git-dir >/dev/null 2>&1; then
        git -c safe.directory='*' ls-files -co --exclude-standard | while read -r file; do
            [ ! -f "$file" ] || printf '%s\n' "$file"
        done
    else
        find . -type f ! -path './build*/*' ! -path './_*' ! -path './autom4te.cache/*' \
            ! -path './.git/*' \
            ! -name Makefile.in ! -name aclocal.m4 ! -name configure ! -name 'config.h.in*' \
            ! -name '*.log' ! -name '*.trs' ! -name '*.[oa]' | sed 's,^\./,,'
    fi | LC_ALL=C sort
}

c_files()
{
    project_files | grep -E '^(src|t)/.*\.[ch]$'
}

# Prints C files as file:line:text, with comments, and the contents of strings when asked
# (--no-strings), left out.
c_code()
{
    local strings=keep
    if [ "$1" = --no-strings ]; then
        strings=blank
        shift
    fi
    STRINGS=$strings awk '
        BEGIN { keep = ENVIRON["STRINGS"] == "keep"; quote = sprintf("%c", 39) }
        FNR == 1 { comment = 0 }
        # Most lines need no look at each character.
        comment && !index($0, "*/") { next }
        !comment && !index($0, "\"") && !index($0, quote) && !index($0, "/") {
            print FILENAME ":" FNR ":" $0
            next
        }
        {
            out = open = ""; n = length($0)
            for (i = 1; i <= n; i++) {
                c = substr($0, i, 1); two = substr($0, i, 2)
                if (comment) {
                    if (two == "*/") { comment = 0; i++; out = out " " }
                } else if (open != "") {
                    if (c == "\\") { if (keep) out = out two; i++ }
                    else if (c == open) { out = out c; open = "" }
                    else if (keep) out = out c
                } else if (two == "/*") { comment = 1; i++ }
                else if (two == "//") break
                else { out = out c; if (c == "\"" || c == quote) open = c }
            }
            print FILENAME ":" FNR ":" out
        }' "$@" /dev/null
}
