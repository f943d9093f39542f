#pragma once
#include "mail/mail.h"

/* A file in a mail, decoded. Everything is borrowed. */
typedef struct {
    const char *name;       /* as the mail gives it, UTF-8; NULL or "" when it has none */
    const char *type;       /* "image/png" */
    const char *content_id; /* with or without <>; or NULL */
    DeskBytes bytes;
} DeskFile;

/*
 * Appends the file to mail->attachments under a safe name. Beyond DESK_MAIL_LIST_MAX it is
 * left out, which becomes a defect.
 */
void desk_attachment_add(DeskMail *mail, const DeskFile *file);
