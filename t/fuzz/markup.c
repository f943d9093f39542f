#include "text/markup.h"
#include "base/text.h"
#include "fuzz.h"

#define BLANK "\u00a0"

static const char *const tags[] = { "<div dir=\"auto\">",
                                    "</div>",
                                    "<br>",
                                    "</a>",
                                    "</blockquote>",
                                    "<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;"
                                    "border-left:1px solid #ccc;padding-left:1ex\">" };

static const struct {
    const char *entity;
    char character;
} entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&quot;", '"' }, { "&#39;", '\'' } };

static bool
starts_with(const char *text, const char *start)
{
    return g_ascii_strncasecmp(text, start, strlen(start)) == 0;
}

/* Behind a tag, which is one of ours and has no attribute but ours. */
static const char *
skip_tag(const char *p)
{
    static const char link[] = "<a href=\"";
    for (size_t i = 0; i < G_N_ELEMENTS(tags); i++)
        if (g_str_has_prefix(p, tags[i]))
            return p + strlen(tags[i]);
    MUST_HOLD(g_str_has_prefix(p, link));
    p += strlen(link);
    MUST_HOLD(starts_with(p, "http://") || starts_with(p, "https://") || starts_with(p, "mailto:"));
    p += strcspn(p, "\"<> \n\t");
    MUST_HOLD(g_str_has_prefix(p, "\">"));
    return p + 2;
}

/* Behind one character of text, which goes to out. */
static const char *
take_character(const char *p, GString *out)
{
    MUST_HOLD(*p != '>' && *p != '"' && *p != '\'');
    for (size_t i = 0; i < G_N_ELEMENTS(entities); i++)
        if (g_str_has_prefix(p, entities[i].entity)) {
            g_string_append_c(out, entities[i].character);
            return p + strlen(entities[i].entity);
        }
    if (g_str_has_prefix(p, "&gt;"))
        return p + strlen("&gt;");
    MUST_HOLD(*p != '&');
    if (!g_ascii_isspace(*p))
        g_string_append_c(out, *p);
    return p + 1;
}

/* Blanks, line ends and quote marks come and go; nothing else does. */
static char *
essence(const char *text)
{
    GString *out = g_string_new(NULL);
    for (; *text; text++)
        if (!g_ascii_isspace(*text) && *text != '>')
            g_string_append_c(out, *text);
    g_string_replace(out, BLANK, "", 0);
    return g_string_free(out, FALSE);
}

void
fuzz_markup(DeskBytes bytes)
{
    g_autofree char *text = desk_text_repair(bytes.data, bytes.size, NULL);
    g_autofree char *html = desk_markup_html(text);
    g_autofree char *before = essence(text);
    g_autoptr(GString) after = g_string_new(NULL);
    MUST_HOLD(g_utf8_validate(html, -1, NULL));
    for (const char *p = html; *p;)
        p = *p == '<' ? skip_tag(p) : take_character(p, after);
    g_string_replace(after, BLANK, "", 0);
    MUST_HOLD(strcmp(before, after->str) == 0);
}
