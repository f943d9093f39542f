#pragma once
#include "mail/attachment.h"
#include "mail/parts.h"

/* What the walk of the parts has come to know; shared by mail/parts and mail/unpack alone. */
typedef struct {
    DeskMail *mail;
    GString *text;
    GHashTable *files;    /* what the HTML refers to */
    GPtrArray *locations; /* Content-Location of each attachment, char * */
    DeskParts *parts;
    char *spare;          /* text of a part that is shown when there is no other, or NULL */
    bool spare_is_file;   /* that part is a file */
    const char *fallback; /* charset of raw 8-bit in header fields, or NULL */
    unsigned replaced;
    bool is_from_html;         /* some of the text */
    unsigned level;            /* of nested mails that are read */
    const DeskPartsWish *wish; /* the files that all this is about, or NULL */
    size_t granted;            /* how many of them have been found */
} DeskReading;

/* The files are found that all this was about. */
bool desk_reading_is_done(const DeskReading *reading);

/* Notes a defect unless it has been noted before. */
void desk_reading_note(const DeskReading *reading, const char *defect);

/* Appends an attachment; location may be "". */
void desk_reading_add_file(DeskReading *reading, const DeskFile *file, const char *location);

/* Appends text on a new line unless it is blank or there is enough already. */
void desk_reading_add_text(DeskReading *reading, const char *text);
