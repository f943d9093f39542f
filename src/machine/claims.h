#pragma once
#include "machine/wording.h"

/*
 * Tells what a mail states from what it only mentions: people quote a responder, ask about one and
 * complain of one in its own words. folded is at most the start of a mail that wording.h folds:
 * each occurrence of a row looks back to the beginning. Pure.
 */

/* How a phrase has to stand in the text. */
typedef enum {
    DESK_CLAIM_ANYWHERE, /* not in quotation marks, and in no question */
    DESK_CLAIM_SENTENCE, /* likewise, and at the start of a sentence or line */
    DESK_CLAIM_LINE      /* likewise, and at the start of a line */
} DeskClaim;

/*
 * The first row of the table that folded (text or start of what is said) states, or NULL. A row
 * that means "within" is part of a sentence, and stands anywhere.
 */
const DeskPhrase *desk_claims_find(const DeskWording *said, const char *folded,
                                   const DeskPhrase *table, DeskClaim claim);

/* There is a question in folded text. */
bool desk_claims_ask(const char *folded);
