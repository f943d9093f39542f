#pragma once
#include "mail/mail.h"
#include "text/phrases.h"

/*
 * What a mail says, as phrases are compared (text/phrases.h), folded once for all who look. Of the
 * new text (Q1) if there is any, else of the whole; only the beginning of a long one, for
 * programs come to the point. Views the mail, which must outlive it.
 */
typedef struct {
    const DeskMail *mail;
    char *subject;
    char *text;    /* what begins it */
    GArray *lines; /* gsize: where in text, and in start, the written lines begin; ascending */
    char *start;   /* its first words, with which a program says what it is */
} DeskWording;

void desk_wording_init(DeskWording *wording, const DeskMail *mail);
void desk_wording_clear(DeskWording *wording);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskWording, desk_wording_clear)
