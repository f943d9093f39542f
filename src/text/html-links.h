#pragma once
#include "base/base.h"

/* What to write behind the text of a link, "https://..." or a bare mail address; NULL: nothing,
 * it leads nowhere that a reader could follow, or the text says it. text may hold signs
 * (text/html-writer.h). The caller's. */
char *desk_html_link_suffix(const char *url, DeskBytes text);

/* Adds the file that a src, background or url() names to files, if it comes with the mail. */
void desk_html_link_note_file(GHashTable *files, DeskBytes url);

/* The same for every url() of a style. */
void desk_html_link_note_style(GHashTable *files, const char *style);
