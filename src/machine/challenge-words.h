#pragma once
#include "text/phrases.h"

/* How filters ask a sender to confirm, by language (text/phrases.h says how a row is written; none
 * has a meaning). */

/* Only such a filter writes this into a subject or text. */
extern const DeskPhrase desk_challenge_demands[];
/* A subject that people use as well; a hint in the text or another mark must stand by it. */
extern const DeskPhrase desk_challenge_subjects[];
/* Stands in the text beside such a subject. */
extern const DeskPhrase desk_challenge_hints[];
