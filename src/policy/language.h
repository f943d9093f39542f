#pragma once
#include "mail/mail.h"

/*
 * The language in which a customer is answered. What he has chosen goes before all; then what his
 * mail says of itself, then what its text is in as far as that is sure, then the mailbox's, then
 * the desk's. But many programs write the language of their menus into Content-Language whatever
 * the text is in (Outlook: en-US): where the text is sure to be in another one, and is of some
 * length, the text wins. Pure.
 */

/* So many letters (DeskMail.detected_letters) make a text count at all, and so many count for more
 * than what the mail's program says. */
#define DESK_LANGUAGE_LETTERS         20
#define DESK_LANGUAGE_LETTERS_AGAINST 40

typedef struct {
    const char *chosen;   /* by the customer; NULL or "": he has not */
    const DeskMail *mail; /* of his; NULL: there is none */
    const char *mailbox;  /* or NULL */
    const char *desk;
} DeskLanguageFacts;

typedef struct {
    char *tag;
    char *evidence; /* one English sentence, without its full stop: why this one */
} DeskLanguageChoice;

/* choice is the caller's to clear. */
void desk_language_choose(const DeskLanguageFacts *facts, DeskLanguageChoice *choice);
void desk_language_choice_clear(DeskLanguageChoice *choice);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskLanguageChoice, desk_language_choice_clear)
