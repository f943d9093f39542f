#pragma once
#include "base/base.h"

/* Rich Text as Outlook sends it in a winmail.dat. */

/*
 * Unpacks compressed RTF (MS-OXRTFCP), at most 4 MB of it; the caller's. NULL when it is none or
 * broken. Linear.
 */
GByteArray *desk_rtf_unpack(DeskBytes packed);

/*
 * The text that it shows, UTF-8: paragraphs and lines, without fonts, pictures and the HTML that
 * may be wrapped in it. The caller's. Linear, no recursion.
 */
char *desk_rtf_text(DeskBytes rtf);
