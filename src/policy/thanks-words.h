#pragma once
#include "base/base.h"

/*
 * What people write in a mail that says thanks, by language; ends with a row without a language.
 * To add a phrase, write it case-folded and in NFKC (so "ss" for "ß" and "σ" for "ς"), one blank
 * between words, ' for any apostrophe, without punctuation, Arabic vowel signs and Hebrew points;
 * a bar stands between two phrases. The longest one that fits counts, so a phrase may begin as
 * another does. What goes with thanks must not be able to say that something is still wrong, nor
 * ask for anything, together with any other phrase: no "please", no "but", no "in advance".
 */
typedef enum {
    DESK_THANKS_CORE,     /* "thanks" */
    DESK_THANKS_MORE,     /* goes with it: "very much", "for your help", "great" */
    DESK_THANKS_GREETING, /* "dear": a name may follow */
    DESK_THANKS_TITLE,    /* "mr": a name may follow */
    DESK_THANKS_SIGN_OFF, /* "best regards": a name may follow */
} DeskThanksKind;
#define DESK_THANKS_KINDS (DESK_THANKS_SIGN_OFF + 1)

typedef struct {
    const char *language; /* ISO 639 */
    const char *phrases[DESK_THANKS_KINDS];
} DeskThanksWords;

extern const DeskThanksWords desk_thanks_words[];
