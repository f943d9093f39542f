#pragma once
#include "mail/mail.h"
#include "mail/words.h"

/*
 * Reads an address list (RFC 5322 section 3.4) the lax way of the field: stray dots, blanks
 * and semicolons are taken, groups give their members. Comments may be nested without
 * bound. One pass over the bytes, and a second where encoded words hide the addresses, no
 * recursion.
 */
typedef struct {
    unsigned malformed; /* entries that are no address and were left out */
    bool is_grouped;    /* group syntax occurs */
    bool is_routed;     /* route syntax (<@a,@b:c@d>) occurs */
} DeskMailboxes;

/* Appends the DeskMailAddress found to list, at most up to DESK_MAIL_LIST_MAX. */
DeskMailboxes desk_mailboxes_read(DeskBytes value, DeskCharsetDecode decode, const char *fallback,
                                  GPtrArray *list);

/* True when one of the DeskMailAddress of list has that address, in any case. */
bool desk_mailboxes_hold(const GPtrArray *list, const char *address);
