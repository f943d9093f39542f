#pragma once
#include "template/mustache.h"

/*
 * The templates that mails are made from, and every field that each of them may show, with a
 * sample and a sentence of help: one table (catalogue-fields.c) for the check, for previews without
 * a ticket and for desk-templates(5). Static storage unless said otherwise.
 */

typedef struct {
    const char *name; /* "status-resolved" */
    const char *kind; /* of the mail: "status" */
    const char *help; /* what the mail is */
} DeskTemplateInfo;

/* In the order of the manual; the one behind the last has no name. */
const DeskTemplateInfo *desk_catalogue_templates(void);
/* NULL: mails are made from no template of that name. */
const DeskTemplateInfo *desk_catalogue_template(const char *name);

/* All fields of a template at once, each with a value that is true; that of a field which is HTML,
 * and of no other, begins with a tag. The caller's. */
DeskValues *desk_catalogue_all(const char *name);

/* The values of a mail that there might be. The caller's. */
DeskValues *desk_catalogue_sample(const char *name);

/* Appends the part of desk-templates(5) about templates and their fields, in mdoc(7). */
void desk_catalogue_document(GString *out);
