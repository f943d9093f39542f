#pragma once
#include "template/mustache.h"

/*
 * Every tag of a template with a name, in the order of the text and through its partials, against
 * values that have all there may be: what the template would do with a field nobody has given it
 * yet. Sections are entered whether true or not, lists with their first item.
 */

typedef enum {
    DESK_TAG_TEXT, /* {{name}} */
    DESK_TAG_RAW,  /* {{{name}}} */
    DESK_TAG_SECTION,
    DESK_TAG_INVERTED,
    DESK_TAG_PARTIAL,
} DeskTagKind;

typedef enum {
    DESK_FIELD_UNKNOWN, /* no field of that name; of a partial: no such partial */
    DESK_FIELD_TEXT,
    DESK_FIELD_BOOL,
    DESK_FIELD_LIST,
    DESK_FIELD_MAP,
    DESK_FIELD_PARTIAL, /* it is there */
} DeskFieldKind;

typedef struct {
    DeskTagKind tag;
    DeskFieldKind field;
    const char *name;         /* as written; "." for the value of the section */
    const char *text;         /* the value of a TEXT; else NULL */
    const DeskTemplate *tmpl; /* in which it stands: that walked, or a partial */
    guint line;
    bool is_doubtful;    /* within a section that is unknown: who knows what it has */
    gconstpointer scope; /* for desk_tag_names */
} DeskTag;

/* The tag is the visitor's until it returns. */
typedef void (*DeskTagVisitor)(const DeskTag *tag, gpointer data);

typedef struct {
    DeskPartialFinder finder; /* NULL: there are no partials */
    DeskTagVisitor visitor;
    gpointer data; /* of both */
} DeskWalk;

/* False with TOO_BIG where rendering would end so, or after a million steps. A partial that calls
 * itself is entered once for each value that it is about. Pure but for the two functions. */
bool desk_template_walk(const DeskTemplate *tmpl, const DeskValues *all, const DeskWalk *walk,
                        GError **error);

/* Appends the names that would have been known in the place of a tag, those of a map's fields as
 * "map.field"; char *, the caller's. Only within the visitor. */
void desk_tag_names(const DeskTag *tag, GPtrArray *names);
