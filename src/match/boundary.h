#pragma once
#include "base/base.h"

/*
 * Where words begin and end. A word or phrase may be found between two places of a text only if it
 * may begin at the one and end at the other. Pure.
 */
typedef enum {
    DESK_KIND_OPEN,   /* nothing, or a blank: the start of a text is that, too */
    DESK_KIND_OTHER,  /* punctuation, symbols, emoji */
    DESK_KIND_SPACED, /* a letter or digit of a script that puts blanks between words */
    DESK_KIND_HANGUL,
    DESK_KIND_DENSE, /* a letter or digit of a script that puts none, or its punctuation */
    DESK_KIND_MARK,  /* belongs to the character before it */
    DESK_KINDS
} DeskKind;

DeskKind desk_boundary_kind(gunichar c);

#define DESK_EDGE_BEGIN 1 /* a word may begin here */
#define DESK_EDGE_END   2 /* a word may end here */

/*
 * What may happen between a character of the one kind and one of the other. before is that of the
 * last character that is no mark.
 *
 * Hangul: a word begins where a run of it begins and may end anywhere in it, because Korean writes
 * particles at the end of a noun without a blank; so they are behind words of other scripts.
 */
guint8 desk_boundary_edges(DeskKind before, DeskKind behind);
