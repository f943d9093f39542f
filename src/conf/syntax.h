#pragma once
#include "conf/source.h"
#include "conf/table.h"

/*
 * The grammar: libconfuse reads the tokens of a source and what it finds is kept as
 * sections and values, each with the token it stands at. A statement that is wrong is
 * reported and left out, and the rest is read again, until nothing is wrong any more.
 * One thread at a time: the scanner of libconfuse is global.
 */

typedef struct {
    const DeskSetting *setting;
    char *text;
    unsigned at;
    bool first; /* of its statement */
} DeskValue;

typedef struct {
    const DeskSection *section;
    char *title;      /* NULL when the section has none */
    unsigned at;      /* its name; DESK_NO_TOKEN for the top level */
    GArray *values;   /* DeskValue, in the order of the text */
    GPtrArray *empty; /* DeskSetting: lists that were given without a value */
} DeskBlock;

/* All sections, the top level first, as DeskBlock with a free function. Problems go to source. */
GPtrArray *desk_syntax_read(DeskSource *source);

/* How many letters have to be put in, left out or changed to make b of a, in any case. What takes
 * as many as far of a name, or more, was not mistyped for it. */
unsigned desk_syntax_distance(const char *a, const char *b);
unsigned desk_syntax_far(const char *name);
