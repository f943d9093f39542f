#pragma once
#include "base/base.h"

/*
 * Mustache as in the core specification (comments, delimiters, interpolation, inverted,
 * partials, sections). A template is compiled once and rendered by any thread.
 */

#define DESK_TEMPLATE_ERROR desk_template_error_quark()
GQuark desk_template_error_quark(void);
typedef enum {
    DESK_TEMPLATE_ERROR_SYNTAX,  /* the message has the line: "line 3: ..." */
    DESK_TEMPLATE_ERROR_TOO_BIG, /* output or nesting over the limit */
    DESK_TEMPLATE_ERROR_MISSING, /* no such template file, or it cannot be read */
} DeskTemplateError;

typedef struct DeskTemplate DeskTemplate;

/*
 * A tree of values that a template is rendered with: text, list, map, true and false.
 * A builder takes over what it is given. Numbers are text. For a section false, an empty
 * list and an empty text count as false; {{x}} shows nothing but text.
 */
typedef struct DeskValues DeskValues;
DeskValues *desk_values_text(const char *text);
DeskValues *desk_values_bool(bool value);
DeskValues *desk_values_list(void);
DeskValues *desk_values_map(void);
void desk_values_append(DeskValues *list, DeskValues *item);
void desk_values_set(DeskValues *map, const char *name, DeskValues *item);
void desk_values_free(DeskValues *values);

typedef enum {
    DESK_ESCAPE_HTML, /* {{x}} escapes & < > " and ' */
    DESK_ESCAPE_NONE, /* plain text templates */
} DeskEscape;

/* Finds the partial of a name; NULL renders as nothing. The template stays the finder's. One that
 * stands in the middle of a line loses the last line end of what it renders. */
typedef const DeskTemplate *(*DeskPartialFinder)(const char *name, gpointer data);

/* NULL with SYNTAX, or with TOO_BIG over 1 MB of source or 100 nested sections. */
DeskTemplate *desk_template_compile(const char *source, GError **error);
void desk_template_free(DeskTemplate *tmpl);

/*
 * The caller's text. NULL with TOO_BIG over 4 MB of output, 100 levels of partials, 1,000
 * open sections or ten million steps.
 */
char *desk_template_render(const DeskTemplate *tmpl, const DeskValues *values, DeskEscape escape,
                           DeskPartialFinder finder, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskTemplate, desk_template_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskValues, desk_values_free)
