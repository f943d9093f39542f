#pragma once
#include "base/base.h"

/*
 * What may be clicked on in a line of text: http and https with a host and no user before it,
 * mailto, and addresses of mail in ASCII. No scheme is guessed: "www.example.com" is text. What
 * ends a sentence or closes a bracket that is open outside is no part of a link.
 */
typedef struct {
    bool is_link;
    const char *scheme; /* to put before it in an href: "mailto:" or ""; static */
    size_t size;        /* bytes of the link, or of text in which no link begins; at least 1 */
} DeskMarkupLink;

/* line is valid UTF-8 without NUL, at within it at a character. Linear over a line in all. */
DeskMarkupLink desk_markup_link(DeskBytes line, size_t at);
