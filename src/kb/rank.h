#pragma once
#include "kb/article.h"

/*
 * Which articles have to do with a text: those that share rare words with it, by tf-idf among the
 * articles of one language. A bad suggestion is worse than none, so an article counts only when two
 * words of its title stand in the text, or one and two more of its rarer words; and when it is not
 * far behind the best. Immutable, any thread.
 */
typedef struct DeskKbRank DeskKbRank;

/* Of all of them; element type DeskKbArticle. Holds them. */
DeskKbRank *desk_kb_rank_new(const GPtrArray *articles);
void desk_kb_rank_free(DeskKbRank *rank);

/* The best first, at most so many: of those in the language, or, when none of these counts, of
 * those without one. terms as of desk_kb_reader_terms. Borrowed; the array is the caller's. */
GPtrArray *desk_kb_rank_find(const DeskKbRank *rank, const GArray *terms, const char *language,
                             guint most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskKbRank, desk_kb_rank_free)
