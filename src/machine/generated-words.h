#pragma once
#include "text/phrases.h"

/* How programs speak (text/phrases.h says how a row is written). */

/* Begins the subject of one program's mails, and of no others. */
extern const DeskPhrase desk_generated_subjects[];
/* What a program says of its mail, by language, on a line of its own; or anywhere, for what means
 * "within" (machine/claims.h). */
extern const DeskPhrase desk_generated_texts[];
/* What it asks for; a person asks for it as well: "please do not reply to this". */
extern const DeskPhrase desk_generated_requests[];
/* Begins the subject of a voice or fax gateway's mail that carries the recording or page. */
extern const DeskPhrase desk_generated_calls[];
