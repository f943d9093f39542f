#pragma once
#include "text/phrases.h"

/*
 * How responders speak, by language (text/phrases.h says how a row is written).
 * Only what a person does not write belongs into the first and the last table.
 */
/* Begins the subject of an automatic answer; enough by itself with a colon or bracket behind it,
 * for people ask about such answers: "abwesenheitsnotiz:" is one, "abwesenheitsnotiz einrichten" is
 * not. means "absent": people announce so, too, that they will be away; the rest of the mail has
 * to look like a machine's. */
extern const DeskPhrase desk_auto_reply_starts[];
/* Stands in the subject of one; people write it as well: "out of office". */
extern const DeskPhrase desk_auto_reply_subjects[];
/* What absent people have their responders say: "i am currently out of the office". */
extern const DeskPhrase desk_auto_reply_absences[];
/* What a responder says of itself at the start of a sentence: "this is an automated reply"; or
 * anywhere, for what means "within" (machine/claims.h). */
extern const DeskPhrase desk_auto_reply_answers[];
