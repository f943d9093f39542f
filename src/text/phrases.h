#pragma once
#include "base/base.h"

/*
 * Tables of phrases by which servers and clients are recognised. A table ends with a row whose
 * text is NULL. To add one, write it as it is read in the mail, in lower case, one blank between
 * words, ' for any apostrophe. "^" before it: only at the start of what is searched.
 */
typedef struct {
    const char *language; /* ISO 639, for whoever reads the table */
    const char *text;
    const char *means; /* what follows from it; each table says which words it uses */
} DeskPhrase;

/*
 * The text as phrases are compared: lower case, runs of white space one blank (none behind
 * Chinese or Japanese characters), typographic quotes plain. Lines that quote ("> ...") are left
 * out, but not ">>>", with which servers show what they sent. The caller's.
 */
char *desk_phrases_fold(DeskBytes text);

/*
 * The same of the first max bytes of valid UTF-8 in NFKC, for what is typed on any keyboard: full
 * width, half width, letters with their accents apart. The caller's.
 */
char *desk_phrases_fold_start(const char *text, size_t max);

/* The same; appends to lines (of gsize) where in the result the written lines begin. */
char *desk_phrases_fold_lines(const char *text, size_t max, GArray *lines);

/* The first row of the table that occurs in folded text, or NULL. */
const DeskPhrase *desk_phrases_find(const DeskPhrase *table, const char *folded);

/* The first row with which folded text begins, or NULL; for tables without "^". */
const DeskPhrase *desk_phrases_find_start(const DeskPhrase *table, const char *folded);
