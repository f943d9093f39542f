#pragma once
#include "mail/header.h"
#include "mail/mail.h"
#include "mail/words.h"

/* Once per process, before anything else of this folder that reads or writes a mail. */
void desk_facts_init(void);

/*
 * Fills in what the header fields say: addresses, subject, ids, date, who vouches for the mail, and
 * the defects in them.
 * headers is a list of DeskHeader. fallback is the body's charset or NULL.
 */
void desk_facts_read(DeskMail *mail, const GArray *headers, DeskCharsetDecode decode,
                     const char *fallback);
