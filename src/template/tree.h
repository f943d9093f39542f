#pragma once
#include "template/mustache.h"

/*
 * What a compiled template and a tree of values look like inside. Only the files of this
 * folder include it.
 */

typedef enum {
    DESK_NODE_TEXT,    /* text as it stands */
    DESK_NODE_ESCAPED, /* {{name}} */
    DESK_NODE_RAW,     /* {{{name}}} and {{&name}} */
    DESK_NODE_SECTION,
    DESK_NODE_INVERTED,
    DESK_NODE_PARTIAL,
} DeskNodeKind;

typedef struct {
    DeskNodeKind kind;
    bool fresh;  /* TEXT: begins a line of its template; PARTIAL: is alone on its line */
    char *text;  /* TEXT: the text; PARTIAL: its indentation; sections: the name, for messages */
    char **path; /* the parts of a dotted name; empty for "."; PARTIAL: the name alone */
    guint end;   /* sections: index of the first node behind them */
    guint line;  /* of all but texts: where they stand, sections where they are opened */
} DeskNode;

struct DeskTemplate {
    GArray *nodes; /* DeskNode; the nodes of a section follow it directly */
};

typedef enum {
    DESK_VALUE_TEXT,
    DESK_VALUE_BOOL,
    DESK_VALUE_LIST,
    DESK_VALUE_MAP,
} DeskValueKind;

/* The values that a name is looked for in, innermost first; lives on the C stack. */
typedef struct DeskScope {
    const DeskValues *values;
    const struct DeskScope *outer;
} DeskScope;

/* Only the first part of a dotted name climbs to outer scopes. NULL when there is none. Each scope
 * that is looked at is a step. */
const DeskValues *desk_scope_find(const DeskScope *scope, char *const *path, guint *steps);

struct DeskValues {
    DeskValueKind kind;
    bool truth;
    char *text;
    GPtrArray *items; /* DeskValues */
    GHashTable *map;  /* char * -> DeskValues */
};
