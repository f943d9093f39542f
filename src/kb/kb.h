#pragma once
#include "base/base.h"

/*
 * The knowledge base: articles in a folder (kb/folder.h), of which those are found that have to do
 * with a text. A thread of its own reads them, and looks once a minute, when somebody asks, whether
 * files have changed; who asks meanwhile is answered by what was read before. Any thread.
 */
typedef struct DeskKbIndex DeskKbIndex;

/* Begins to read. The folder need not be there. */
DeskKbIndex *desk_kb_open(const char *folder);
void desk_kb_close(DeskKbIndex *kb);

typedef struct {
    char *slug;  /* "reset", "de/reset" */
    char *title; /* one line of plain text, as the next */
    char *lead;  /* its first paragraph, at most 300 bytes; or "" */
} DeskKbFound;

/*
 * The articles that have most to do with a text, the best first, at most so many: in the language
 * (a tag) if there are any, else those without one (kb/rank.h). Valid UTF-8, of which the first
 * DESK_KB_TEXT bytes count. Who asks first waits for a second at most until all has been read.
 * Element type DeskKbFound; the caller's.
 */
#define DESK_KB_TEXT ((size_t) 8192)
GPtrArray *desk_kb_find(DeskKbIndex *kb, const char *text, const char *language, guint most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskKbIndex, desk_kb_close)
