#include "base/text.h"
#include "fuzz.h"
#include "kb/article.h"
#include "kb/plain.h"

static void
check_borrowed(const char *text, DeskBytes part)
{
    MUST_HOLD(part.size <= strlen(text));
    MUST_HOLD(part.size == 0 ||
              (part.data >= text && part.data + part.size <= text + strlen(text)));
    MUST_HOLD(g_utf8_validate(part.data, (gssize) part.size, NULL));
}

static void
check_terms(const GArray *terms)
{
    for (guint i = 0; i < terms->len; i++) {
        const DeskKbTerm *term = &g_array_index(terms, DeskKbTerm, i);
        MUST_HOLD(term->count > 0);
        MUST_HOLD(i == 0 || g_array_index(terms, DeskKbTerm, i - 1).word < term->word);
        MUST_HOLD(desk_kb_terms_find(terms, term->word) == term);
    }
}

static const DeskKbReader *
reader(void)
{
    static const DeskKbReader *made;
    if (!made)
        made = desk_kb_reader_new();
    return made;
}

/* An article of the knowledge base. */
void
fuzz_kb(DeskBytes bytes)
{
    g_autofree char *text = desk_text_repair(bytes.data, bytes.size, NULL);
    check_borrowed(text, desk_kb_heading(text));
    check_borrowed(text, desk_kb_paragraph(text));
    g_autofree char *plain = desk_kb_plain((DeskBytes){ text, strlen(text) }, DESK_KB_LEAD);
    fuzz_check_line(plain, DESK_KB_LEAD);
    g_autoptr(DeskKbArticle) article = desk_kb_article_new(reader(), "some", "en", bytes);
    if (!article)
        return;
    MUST_HOLD(*article->title && article->terms->len > 0);
    fuzz_check_line(article->title, DESK_KB_TITLE);
    fuzz_check_line(article->lead, DESK_KB_LEAD);
    check_terms(article->terms);
    check_terms(article->heading);
}
