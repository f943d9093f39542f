#pragma once
#include "letter/catalogue.h"

/* The table behind letter/catalogue.h. Only the files of this folder include it. */

typedef enum {
    DESK_LISTED_TEXT,
    DESK_LISTED_HTML, /* made by the desk, for {{{name}}} */
    DESK_LISTED_BOOL,
    DESK_LISTED_LIST, /* of what the following rows say */
    DESK_LISTED_MAP,
    DESK_LISTED_MOMENT, /* a map with the fields of the set "moment" */
} DeskListedType;

/*
 * One field. Parts of a path stand between dots; "name[]" is a list, of texts or of maps. A sample
 * has a value for each item of the innermost list, with | between; the last stands for those that
 * are missing. NULL: there is none in samples.
 */
typedef struct {
    const char *sets; /* names of templates, with blanks between; or one of the sets */
    const char *path;
    DeskListedType type;
    const char *sample; /* BOOL: "yes" or "no" */
    const char *help;   /* a sentence */
    const char *of;     /* the set whose fields stand below the path; or NULL */
    int least, most;    /* unless both are 0: the last part ends in N, and there is a BOOL for each
                           number; the sample is that of the true one */
} DeskListedField;

/* The last one has no path. Sets: "*" (all templates), "customer", "agent" (by whom it is for),
 * "moment", "entry", "ticket". */
extern const DeskListedField desk_listed_fields[];
