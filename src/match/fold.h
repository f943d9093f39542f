#pragma once
#include "base/base.h"

/*
 * Text as words are compared. Two texts that a reader takes for the same fold to the same bytes:
 *
 * - any case; letters with their accents, Hangul in its letters, full and half width, ligatures and
 *   other compatibility forms taken apart (NFKD, Unicode Standard Annex 15); ß is ss;
 * - the i with a dot and the i without are one letter in either case, so that Turkish is found
 *   whichever way it was typed: İstanbul, ISTANBUL, ıstanbul and istanbul are the same;
 * - typographic quotes and dashes plain;
 * - what nobody sees passed over: soft hyphens, fillers, zero-width characters, marks of direction,
 *   variation selectors, the Arabic tatweel;
 * - any run of white space, line ends as well, one blank; none at the ends of the text, and none
 *   beside a character of a script that does not put blanks between words, where a line end in the
 *   midst of a word means nothing.
 */
typedef struct DeskFolder DeskFolder;

/* What is needed again for each text, made once; then any number of threads may fold. */
DeskFolder *desk_folder_new(void);
void desk_folder_free(DeskFolder *folder);

typedef struct {
    char *text;
    guint8 *edges; /* for each byte and for the end: what may happen before it, see boundary.h */
    gsize size;
    GArray *pieces; /* where it came from; fold.c knows how */
} DeskFolded;

/* Of valid UTF-8, below G_MAXUINT32 / 64 bytes. desk_folded_clear in the end. */
void desk_folder_fold(const DeskFolder *folder, const char *text, gsize size, DeskFolded *folded);
void desk_folded_clear(DeskFolded *folded);

/*
 * Which bytes of the text the folded bytes from begin to end came from: whole characters, each with
 * its marks, of which at least a part is meant.
 */
void desk_folded_origin(const DeskFolded *folded, gsize begin, gsize end, gsize *start,
                        gsize *size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskFolder, desk_folder_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskFolded, desk_folded_clear)
