#pragma once
#include "machine/notice.h"
#include "mail/header.h"
#include "mail/mail.h"
#include "mail/parts.h"

/*
 * The header of the mail that a report returns: that of its part, else the copy in the notice,
 * which some servers indent. The views borrow from parts or top. Linear, pure.
 */
typedef struct {
    GArray *headers; /* DeskHeader; empty when nothing is returned */
    char *top;       /* the copy as lines, or NULL */
} DeskReturned;

/* parts may be NULL. */
void desk_returned_init(DeskReturned *returned, const DeskNotice *notice, const DeskParts *parts);
void desk_returned_clear(DeskReturned *returned);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskReturned, desk_returned_clear)

/*
 * Its Message-ID without <>: from its header, else what status part or notice say of it, else
 * what the report itself answers. The caller's; "" when it is not known.
 */
char *desk_returned_find_id(const DeskReturned *returned, const DeskNotice *notice,
                            const DeskParts *parts, const DeskMail *report);
