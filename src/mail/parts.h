#pragma once
#include "mail/header.h"
#include "mail/mail.h"

/*
 * The parts that a machine wrote for a machine: decoded, the first of its kind (of status all,
 * an empty line between), empty when there is none. Files that begin with such fields count too.
 */
typedef struct {
    GByteArray *status;      /* message/delivery-status (RFC 3464) */
    GByteArray *disposition; /* message/disposition-notification (RFC 8098) */
    GByteArray *feedback;    /* message/feedback-report (RFC 5965) */
    GByteArray *returned;    /* the mail a report is about, or its header fields; the start of it */
} DeskParts;

void desk_parts_clear(DeskParts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskParts, desk_parts_clear)

/*
 * Reads the MIME structure: text, has_html, is_signed, is_encrypted, calendar,
 * attachments and their defects go into mail. The text may still hold DESK_QUOTE_MARK
 * (text/body.h). headers is the list of DeskHeader of the mail, body what follows them.
 * Initialises *parts. True when some of the text came from HTML.
 */
bool desk_parts_read(DeskMail *mail, const GArray *headers, DeskBytes body, DeskParts *parts);

/* Gets the decoded bytes of a file, which are gone when it returns. */
typedef void (*DeskPartsTake)(guint32 number, DeskBytes bytes, gpointer user);

/* Files that are looked for; a number counts DeskMail.attachments of the same mail from 1. */
typedef struct {
    const guint32 *numbers; /* rising */
    size_t count;
    DeskPartsTake take;
    gpointer user;
} DeskPartsWish;

/* Walks the same way as far as the last of them. What there is not is not taken. */
void desk_parts_extract(const GArray *headers, DeskBytes body, const DeskPartsWish *wish);
