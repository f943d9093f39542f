#pragma once
#include "mail/entity.h"
#include "mail/reading.h"

/* Parts that hold more than they look: what they hold goes into the reading. */

/*
 * Outlook's winmail.dat gives way to what it holds: its files, and its text when there is no
 * other. False: it is broken or holds nothing, and stays the file that it is.
 */
bool desk_unpack_tnef(DeskReading *reading, DeskBytes bytes);

/*
 * Files that stand in a text (mail/uuencode.h) become attachments. The text without them, the
 * caller's; NULL when there are none.
 */
GString *desk_unpack_files(DeskReading *reading, DeskBytes bytes);

/*
 * Takes the armor off signed text; encrypted text becomes an attachment. text is the caller's, and
 * so is the result.
 */
char *desk_unpack_pgp(DeskReading *reading, const char *text);

/* Notes the method of an invitation, and what it says in case there is no other text. */
void desk_unpack_calendar(DeskReading *reading, const DeskEntity *entity, DeskBytes bytes);

/* Notes whether an S/MIME part is signed or encrypted. The mail inside (the caller's), or NULL. */
GByteArray *desk_unpack_smime(DeskReading *reading, const DeskEntity *entity, DeskBytes bytes);
