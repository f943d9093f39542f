#pragma once
#include "base/base.h"

/* A phrase of a notice that stands in a plain part whose HTML sibling has the mail. */
typedef struct {
    const char *language; /* ISO 639-1 */
    const char *phrase;
} DeskStubPhrase;

/* Ends with a row of NULL. */
extern const DeskStubPhrase desk_stub_phrases[];
