#pragma once
#include "text/charset.h"

/*
 * An unstructured header value, or the phrase before an address, as one line of text
 * (RFC 2047, RULES M4): neighbouring encoded words of one charset are joined as bytes before
 * they are decoded, raw 8-bit runs are decoded with fallback (may be NULL) as label, and
 * controls and bidi overrides are gone. What cannot be decoded stays as it is written.
 * The caller's.
 */
char *desk_words_decode(DeskBytes value, DeskCharsetDecode decode, const char *fallback);

/* The length of the encoded word that begins at the first byte; 0 when there is none. */
size_t desk_words_match(DeskBytes bytes);
