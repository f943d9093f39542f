#pragma once
#include "template/mustache.h"

/*
 * The template files of a folder: <lang>/<kind>.subject, .txt, .html, found by language
 * with fallback (de-AT, de, the default language, en). Compiled on first use and kept
 * until the shelf goes. Any thread.
 */
typedef struct DeskShelf DeskShelf;

DeskShelf *desk_shelf_new(const char *folder, const char *default_language);
void desk_shelf_free(DeskShelf *shelf);

typedef struct {
    char *subject;
    char *text;
    char *html; /* NULL when there is no .html */
} DeskRendered;

/*
 * Renders the parts of a kind. subject and txt must exist; {{> name}} finds
 * <lang>/name.txt or .html with the same fallback. Errors name the file.
 */
bool desk_shelf_render(DeskShelf *shelf, const char *language, const char *kind,
                       const DeskValues *values, DeskRendered *out, GError **error);

void desk_rendered_clear(DeskRendered *rendered);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskShelf, desk_shelf_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskRendered, desk_rendered_clear)
