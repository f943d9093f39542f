#!/bin/bash
# Whatever a mail is, what is said of it is clean: valid UTF-8, no NUL, no controls but tab and
# newline of a text; one object a file, in order. Well-formed mails are read as they were meant,
# by the word of Python's email package, which wrote them. DESK_SEED=2 makes other mails; the files
# below the folder DESK_MAILS are looked at as well. No store is asked.
# shellcheck source=t/lib/desk.sh
. "${srcdir:-.}/t/lib/desk.sh"

desk_setup
desk_conf </dev/null
seed=${DESK_SEED:-1}

# explain FOLDER OPTION...: the objects go to $DESK/objects, the files to $DESK/files. As root, who
# may read the mails, whoever they belong to.
explain()
{
    find -L "$1" -type f ! -path '*/.*' | LC_ALL=C sort >"$DESK/files"
    "$DESK_ROOT/bin/deskctl" -c "$DESK/deskmilter.conf" explain --json --files-from "$DESK/files" \
        "${@:2}" >"$DESK/objects" 2>"$DESK/err"
}

# judge FACTS: what is wrong with the objects; nothing when all is well.
judge()
{
    python3 -B "$srcdir/t/tools/checkmails.py" "$DESK/objects" "$DESK/files" "$@" 2>&1 | head -n 40
}

python3 -B "$srcdir/t/tools/makemails.py" "$DESK/mails" 300 "$seed"
is "well-formed mails are made" $? 0
explain "$DESK/mails"
is "each is explained" "$(wc -l <"$DESK/objects")" 300
clean "and read as it was meant" "$(judge "$DESK/mails.json")"

# The judge is no friend of the desk: it sees what is planted.
planted()
{
    cp "$DESK/objects" "$DESK/kept"
    sed -i "$1" "$DESK/objects"
    judge "$DESK/mails.json"
    mv "$DESK/kept" "$DESK/objects"
}
like "a control is seen" "$(planted '1s/"subject":"/&\\u0007/')" ': subject: U\+0007'
like "a C1 control too" "$(planted '1s/"subject":"/&\\u0085/')" ': subject: U\+0085'
like "a NUL too" "$(planted '1s/"text":"/&\\u0000/')" ': text: U\+0000'
like "half a character too" "$(planted '1s/"text":"/&\\ud800/')" ': text: U\+D800'
like "a newline in a subject too" "$(planted '1s/"subject":"/&\\n/')" ': subject: U\+000A'
like "bytes that are no UTF-8 too" "$(planted '1s/"text":"/&\xff/')" "can't decode byte 0xff"
like "a bidi override too" "$(planted '1s/"subject":"/&\\u202e/')" ': subject: bidi'
like "in another field too" "$(planted '1s/"value":"/&\\u202e/')" ': value: bidi'
like "a missing object too" "$(planted 1d)" '^299 objects for 300 files'
like "two that changed places too" "$(planted '1{h;d};2G')" 'or in another order'
like "another subject too" "$(planted '1s/"subject":"/&x/')" "subject: \['x"
like "another sender too" "$(planted '1s/"from":{"name":"/&x/')" 'from: {'
like "another field too" "$(planted '1s/"fields":.{"name":"/&x/')" "fields: \['xX-Topic'"
like "another digest too" "$(planted 's/"sha256":"[0-9a-f]/"sha256":"x/g')" 'is not among'
like "a lost line too" "$(planted '1s/"text":"/&x\\n/')" ': text: '

python3 -B "$srcdir/t/tools/makemails.py" --break "$DESK/broken" 300 "$seed"
is "the same mails are broken" $? 0
explain "$DESK/broken"
clean "what is left of them is clean" "$(judge)"

python3 -B "$srcdir/t/tools/poison.py" "$DESK/poison" 0.01
explain "$DESK/poison"
clean "what is said of poison is clean" "$(judge)"
explain "$srcdir/t/fuzz/seeds"
clean "and of what fuzzing begins with" "$(judge)"
explain "$srcdir/t/fuzz/seeds" --text
clean "and of that as text" "$(judge)"
explain "$srcdir/t/fuzz/seeds" --html
clean "and as HTML" "$(judge)"

if [ -n "${DESK_MAILS:-}" ]; then
    explain "$DESK_MAILS"
    diag "$(wc -l <"$DESK/files") files in $DESK_MAILS"
    clean "and of the mails in $DESK_MAILS" "$(judge)"
fi
done_testing
