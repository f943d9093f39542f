#pragma once
#include "kb/article.h"

/*
 * The folder of the articles as it lies on the disk: SLUG.md, and LANGUAGE/SLUG.md in folders that
 * are named by a language tag. Names are of letters, digits, hyphens, underscores and dots, as #kb
 * has them. Anything else in it, and a file that is too large or cannot be read, is passed over.
 */
#define DESK_KB_ARTICLES 10000         /* at most, by their names */
#define DESK_KB_BYTES    (1024 * 1024) /* of one of them */

/* What was read, and what its file was like then. */
typedef struct DeskKbListing DeskKbListing;

/* Reads what is new or has changed since before, or everything when it is NULL; the rest is taken
 * from there. A folder that cannot be read is empty. */
DeskKbListing *desk_kb_listing_new(const DeskKbReader *reader, const char *folder,
                                   const DeskKbListing *before, bool *changed);
void desk_kb_listing_free(DeskKbListing *listing);

/* DeskKbArticle; borrowed. */
const GPtrArray *desk_kb_listing_articles(const DeskKbListing *listing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskKbListing, desk_kb_listing_free)
