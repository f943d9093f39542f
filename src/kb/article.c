#include "kb/article.h"
#include "base/text.h"
#include "kb/plain.h"

#define TITLE_WEIGHT 3

/* What stands in the title is what the article is about. */
static void
weigh_title(DeskKbArticle *article)
{
    for (guint i = 0; i < article->terms->len; i++) {
        DeskKbTerm *term = &g_array_index(article->terms, DeskKbTerm, i);
        const DeskKbTerm *title = desk_kb_terms_find(article->heading, term->word);
        term->count += title ? (TITLE_WEIGHT - 1) * title->count : 0;
    }
}

DeskKbArticle *
desk_kb_article_new(const DeskKbReader *reader, const char *slug, const char *language,
                    DeskBytes bytes)
{
    g_autofree char *text = desk_text_repair(bytes.data, bytes.size, NULL);
    DeskBytes heading = desk_kb_heading(text);
    g_autofree char *title = desk_kb_plain(heading, DESK_KB_TITLE);
    g_autofree char *both = g_strconcat(*title ? "" : slug, " ", text, NULL);
    g_autoptr(GArray) terms = desk_kb_reader_terms(reader, both);
    if (*g_strstrip(text) == '\0' || terms->len == 0)
        return NULL;
    DeskKbArticle *article = g_atomic_rc_box_new0(DeskKbArticle);
    article->slug = g_strdup(slug);
    article->language = g_strdup(language);
    article->title = g_strdup(*title ? title : slug);
    article->lead = desk_kb_plain(desk_kb_paragraph(text), DESK_KB_LEAD);
    article->terms = g_steal_pointer(&terms);
    article->heading = desk_kb_reader_terms(reader, article->title);
    weigh_title(article);
    return article;
}

DeskKbArticle *
desk_kb_article_ref(DeskKbArticle *article)
{
    return g_atomic_rc_box_acquire(article);
}

static void
clear(gpointer data)
{
    DeskKbArticle *article = data;
    g_free(article->slug);
    g_free(article->language);
    g_free(article->title);
    g_free(article->lead);
    g_array_unref(article->terms);
    g_array_unref(article->heading);
}

void
desk_kb_article_unref(DeskKbArticle *article)
{
    if (article)
        g_atomic_rc_box_release_full(article, clear);
}
