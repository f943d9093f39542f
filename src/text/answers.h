#pragma once
#include "base/base.h"

/* The colours in which people answer within a quote. */
typedef enum { DESK_COLOUR_PLAIN, DESK_COLOUR_RED, DESK_COLOUR_BLUE, DESK_COLOUR_GREEN } DeskColour;

/* A phrase that announces answers within the quote below. */
typedef struct {
    const char *language; /* ISO 639-1 */
    const char *phrase;
    DeskColour colour;
} DeskAnswerPhrase;

/* Ends with a row of NULL. */
extern const DeskAnswerPhrase desk_answer_phrases[];

/* The colour that the text above a quote announces; DESK_COLOUR_PLAIN: none. Linear. */
DeskColour desk_answers_find(const char *text);
