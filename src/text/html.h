#pragma once
#include "base/base.h"

/*
 * HTML to plain text: lines as the blocks and breaks say, links as "text <url>", images as
 * "[alt]", lists with "- " or numbers, cells of a row on one line where they are short, quotes as
 * "> ". What a reader does not see is left out; html without a single tag keeps its lines. A line
 * at which the HTML says that a quoted mail begins starts with DESK_QUOTE_MARK (text/body.h), a
 * marked signature follows a line "-- ".
 *
 * html is valid UTF-8; over 2 MB (after data: values and comments) it is cut. The files it
 * refers to are added to files as keys (may be NULL): "cid:..." without the scheme, of relative
 * names the last component. Linear, bounded, without recursion; the caller's: valid UTF-8 with
 * no other control but tab, newline and DESK_QUOTE_MARK.
 */
char *desk_html_to_text(DeskBytes html, GHashTable *files);
