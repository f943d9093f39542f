#pragma once
#include "base/base.h"

/* A phrase of a notice that stands in a plain part whose HTML sibling has the mail. */
typedef struct {
    const char *language; /* ISO 639-1 */
    const char *phrase;
} DeskStubPhrase;

/* Ends with a row of NULL. */
extern const DeskStubPhrase desk_stub_phrases[];

/* Words that make a sentence with "HTML" in it a notice, one of each kind. */
typedef struct {
    const char *language;
    const char *word;
    enum { DESK_STUB_CLIENT, DESK_STUB_SHOW } kind; /* the mail program; what it cannot do */
} DeskStubWord;

/* Ends with a row of NULL. */
extern const DeskStubWord desk_stub_words[];
