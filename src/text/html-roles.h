#pragma once
#include "base/base.h"

/* What an element is to the mail that it stands in, as its names say. */
typedef enum {
    DESK_HTML_NONE,
    DESK_HTML_QUOTE,     /* a quoted or forwarded mail begins here */
    DESK_HTML_CITE,      /* of a blockquote: it surely is a quote */
    DESK_HTML_INDENT,    /* of a blockquote: it surely is none */
    DESK_HTML_SIGNATURE, /* the sender's signature */
    DESK_HTML_TIGHT,     /* a paragraph without margins */
} DeskHtmlRole;

/*
 * The role of an element with these attributes: name and value in turn, NULL at the end (may
 * be NULL). Prefixes that web mailers put before the names of other mails ("x_") are overlooked.
 */
DeskHtmlRole desk_html_role(const char *const *attributes);
