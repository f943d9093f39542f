# shellcheck shell=bash
# What the tests against a slow reference in Python share; a script reads this behind tap.sh.
command -v python3 >/dev/null || skip_all "python3 is not installed"
# shellcheck disable=SC2034 # of the scripts that read this
seed=${DESK_SEED:-1}

# model_drive PROGRAM: the desk's side of a reference, in drive.
model_drive()
{
    drive=${builddir:-.}/$1
    [ -x "$drive" ] || bail_out "$drive has not been built"
}

# model_reference FILE ARGUMENT...: how the reference in t/model/FILE is called.
model_reference()
{
    reference=(python3 -B "$srcdir/t/model/$1" "${@:2}")
}

# play ARGUMENT...: remarks on standard output; fails when the desk and the reference differ.
play()
{
    "${reference[@]}" "$@" 2>&1
}

# notices PATTERN MISTAKE... -- ARGUMENT...: the test of the test: each mistake that is planted in
# the reference is noticed, and told in a line that matches.
notices()
{
    local pattern=$1 mistake told
    local -a mistakes=()
    shift
    while [ "$1" != -- ]; do
        mistakes+=("$1")
        shift
    done
    shift
    for mistake in "${mistakes[@]}"; do
        told=$(play "$@" --plant "$mistake")
        is "a planted mistake is noticed: $mistake" $? 1
        like "and told where: $mistake" "$told" "^# DISAGREEMENT $pattern"
    done
}
