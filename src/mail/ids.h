#pragma once
#include "mail/mail.h"

/*
 * Appends the message ids of a Message-ID, In-Reply-To or References value to ids, without
 * their <>, at most DESK_MAIL_LIST_MAX. Folds inside an id are undone. Blank, over-long
 * and malformed ones (with blanks, controls, < or > inside, with nothing beside the @) are left out
 * (RULES T3).
 */
void desk_ids_read(DeskBytes value, GPtrArray *ids);
