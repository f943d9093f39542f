#pragma once
#include "desk/decide.h"

/* In which language the customers of a mail are answered; policy/language.h has the rules. */

/* Sets decision->language of a mail that opens a ticket: by the words of the customer for whom an
 * agent opens it, if these are there. Reads only. */
bool desk_language_decide(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                          GError **error);

/* The same for a mail of which nothing is looked up. */
void desk_language_guess(const DeskFiling *filing, DeskLanguageChoice *choice);

/* The language that the ticket of a mail has afterwards, with what the mail commands; NULL: it has
 * no ticket. Borrowed. */
const char *desk_language_after(const DeskFiling *filing, const DeskDecision *decision);

/* The language that somebody asks for by his commands; NULL: none, or there are no templates for
 * it. Borrowed. */
const char *desk_language_asked(const DeskFiling *filing);
