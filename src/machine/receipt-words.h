#pragma once
#include "text/phrases.h"

/*
 * How clients confirm in plain text that a mail was read, by language (text/phrases.h says how a
 * row is written).
 */

/* Begins the subject of a receipt: "read:". A person may begin one so, too. */
extern const DeskPhrase desk_receipt_subjects[];
/* Stands in its text: "was read on". */
extern const DeskPhrase desk_receipt_texts[];
