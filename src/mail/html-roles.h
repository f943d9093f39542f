#pragma once
#include "base/base.h"

/* What an element is to the mail that it stands in, as its names say. */
typedef enum {
    DESK_ROLE_NONE,
    DESK_ROLE_QUOTE,     /* a quoted or forwarded mail begins here */
    DESK_ROLE_CITE,      /* of a blockquote: it surely is a quote */
    DESK_ROLE_INDENT,    /* of a blockquote: it surely is none */
    DESK_ROLE_SIGNATURE, /* the sender's signature */
    DESK_ROLE_TIGHT,     /* a paragraph without margins */
} DeskRole;

/*
 * The role of an element with these attributes: name and value in turn, NULL at the end (may
 * be NULL). Prefixes that web mailers put before the names of other mails ("x_") are overlooked.
 */
DeskRole desk_role_find(const char *const *attributes);
