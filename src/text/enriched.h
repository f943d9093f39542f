#pragma once
#include "base/base.h"

/*
 * What text/enriched (RFC 1896) and the older text/richtext (RFC 1341) show, as plain lines. text
 * is UTF-8; the caller's. Linear.
 */
char *desk_enriched_text(const char *text, bool is_richtext);
