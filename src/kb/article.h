#pragma once
#include "kb/terms.h"

/* An article of the knowledge base: Markdown, of which what a customer is shown is plain text. */
typedef struct {
    char *slug;      /* its file in the folder without .md: "reset", "de/reset" */
    char *language;  /* of its folder, or "" */
    char *title;     /* its first heading, else the slug; one line */
    char *lead;      /* its first paragraph, one line of at most DESK_KB_LEAD bytes; or "" */
    GArray *terms;   /* DeskKbTerm; those of the title count for more */
    GArray *heading; /* DeskKbTerm of the title */
} DeskKbArticle;

#define DESK_KB_LEAD  300
#define DESK_KB_TITLE 150

/* Of any bytes. NULL when nothing can be read in them. One reference, the caller's. */
DeskKbArticle *desk_kb_article_new(const DeskKbReader *reader, const char *slug,
                                   const char *language, DeskBytes bytes);
DeskKbArticle *desk_kb_article_ref(DeskKbArticle *article);
void desk_kb_article_unref(DeskKbArticle *article);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskKbArticle, desk_kb_article_unref)
