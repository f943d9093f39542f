#pragma once
#include "base/base.h"

/* What Outlook packs into a winmail.dat (MS-OXTNEF). */

typedef struct {
    char *name;       /* UTF-8, or NULL */
    char *type;       /* "image/png", or NULL */
    char *content_id; /* or NULL */
    DeskBytes bytes;  /* borrows from the stream */
} DeskTnefFile;

typedef struct {
    GPtrArray *files; /* DeskTnefFile */
    DeskBytes plain;  /* the body in its forms, each borrowed and in charset; empty when missing */
    DeskBytes html;
    DeskBytes rtf;      /* compressed (mail/rtf.h) */
    bool is_plain_wide; /* plain is UTF-16 */
    bool is_html_wide;
    char charset[16]; /* "cp1252"; or "" */
} DeskTnef;

/* Whether the bytes begin like such a stream. */
bool desk_tnef_is(DeskBytes stream);

/*
 * Reads the stream, which must outlive tnef; tnef is to be cleared in any case. False when it is
 * broken or cut short. At most 1,000 files. Linear, no recursion; a mail inside is a file.
 */
bool desk_tnef_read(DeskBytes stream, DeskTnef *tnef);

void desk_tnef_clear(DeskTnef *tnef);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskTnef, desk_tnef_clear)
