#pragma once
#include "base/base.h"

/*
 * HTML to plain text: lines as the blocks and breaks say, links as "text <url>", scripts and
 * styles left out. html is valid UTF-8. Over 2 MB it is cut, a tag over 64 KB or 200 attributes
 * ends where the limit is. Every "cid:" that the HTML names is added to cids as key
 * (may be NULL). Linear; the caller's.
 */
char *desk_html_to_text(DeskBytes html, GHashTable *cids);
