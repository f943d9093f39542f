#include "text/body.h"
#include "base/text.h"
#include "text/charset.h"
#include "text/flowed.h"
#include "text/html.h"
#include "text/stubs.h"

#include <libxml/parser.h>

#define TEXT_BYTES_MAX (4 * 1024 * 1024)
/* More, because pictures may stand in it as data: values. */
#define HTML_BYTES_MAX (12 * 1024 * 1024)
/* Where HTML may say its charset. */
#define META_BYTES_MAX 4096
/* A notice is short: bytes of the text, and of one of its sentences without links. */
#define STUB_MAX     1000
#define SENTENCE_MAX 250
/* Letters that a piece between sentences may have without being one ("Thanks", a list mark). */
#define SCRAP_MAX 3

/* Overrides and embeddings make text read as what it is not. In place. */
static char *
drop_bidi_controls(char *text)
{
    char *to = text;
    for (const char *p = text; *p;) {
        const char *next = g_utf8_next_char(p);
        if (*p != '\xe2' || !desk_text_is_bidi_control(g_utf8_get_char(p)))
            for (; p < next; p++)
                *to++ = *p;
        p = next;
    }
    *to = '\0';
    return text;
}

/*
 * What HTML says of itself in a meta element; the caller's, or NULL. It counts only where the mail
 * says nothing and the bytes are no UTF-8 (or are an escaped charset of 7 bits): servers change
 * the bytes and the mail's header, and leave the meta element as it was.
 */
static char *
find_meta_charset(DeskBytes html)
{
    g_autofree char *head = g_ascii_strdown(html.data, (gssize) MIN(html.size, META_BYTES_MAX));
    const char *meta = strstr(head, "<meta");
    const char *name = meta ? strstr(meta, "charset") : NULL;
    bool is_escaped = memchr(html.data, '\x1b', html.size) != NULL;
    if (!name || (!is_escaped && g_utf8_validate_len(html.data, html.size, NULL)))
        return NULL;
    name += strlen("charset");
    name += strspn(name, " \t\r\n='\"");
    size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_:.-");
    return size > 0 && !g_str_has_prefix(name, "utf-16") ? g_strndup(name, size) : NULL;
}

/* Some programs send HTML under the name of plain text. */
static bool
looks_like_html(const char *text)
{
    static const char *const starts[] = { "<!doctype html", "<html>", "<html " };
    text += strspn(text, " \t\r\n");
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_ascii_strncasecmp(text, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static char *
read_plain(const char *decoded, const DeskBodyType *type)
{
    g_autofree char *text = drop_bidi_controls(desk_text_repair(decoded, strlen(decoded), NULL));
    return type->is_flowed ? desk_flowed_decode(text, type->is_delsp) : g_steal_pointer(&text);
}

void
desk_body_init(void)
{
    xmlInitParser();
    desk_charset_init();
}

char *
desk_body_text(DeskBytes bytes, const DeskBodyType *type, GHashTable *files, unsigned *replaced)
{
    DeskBytes view = { bytes.data,
                       MIN(bytes.size, type->is_html ? HTML_BYTES_MAX : TEXT_BYTES_MAX) };
    if (view.size == 0)
        return g_strdup("");
    g_autofree char *meta = type->is_html && !type->charset ? find_meta_charset(view) : NULL;
    g_autofree char *text = desk_charset_decode(view, meta ? meta : type->charset, replaced);
    if (type->is_html || looks_like_html(text))
        return desk_html_to_text((DeskBytes){ text, strlen(text) }, files);
    return read_plain(text, type);
}

bool
desk_body_is_blank(const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        if (!g_unichar_isspace(g_utf8_get_char(text)) &&
            !desk_text_is_invisible(g_utf8_get_char(text)))
            return false;
    return true;
}

/* The length of the web address at the start of text, or 0. */
static size_t
link_length(const char *text)
{
    static const char *const starts[] = { "http://", "https://", "www." };
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_str_has_prefix(text, starts[i]))
            return strcspn(text, " \t\n<>\"");
    return 0;
}

/* Lower case, runs of white space as one blank, an empty line as full stop. The caller's. */
static char *
fold(const char *text, bool *has_link)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    GString *out = g_string_new(NULL);
    for (const char *p = lower; *p; p = g_utf8_next_char(p)) {
        size_t link = link_length(p);
        *has_link |= link > 0;
        p += link;
        gunichar c = g_utf8_get_char(p);
        if (c == '\0')
            break;
        if (c == '\n' && p[1] == '\n')
            g_string_append_c(out, '.');
        else if (!g_unichar_isspace(c))
            g_string_append_unichar(out, c == 0x2019 ? '\'' : c);
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
    }
    return g_string_free(out, FALSE);
}

/* What has no letters to speak of is no sentence. */
static bool
is_scrap(const char *sentence)
{
    unsigned letters = 0;
    for (; *sentence; sentence = g_utf8_next_char(sentence))
        letters += g_unichar_isalpha(g_utf8_get_char(sentence));
    return letters <= SCRAP_MAX;
}

static bool
has_word(const char *sentence, unsigned kind)
{
    for (const DeskStubWord *row = desk_stub_words; row->word; row++)
        if (row->kind == kind && strstr(sentence, row->word))
            return true;
    return false;
}

/* A phrase about a browser makes a notice only together with the link that it is about. */
static bool
is_notice(const char *sentence, bool has_link)
{
    if (strlen(sentence) > SENTENCE_MAX)
        return false;
    for (const DeskStubPhrase *row = desk_stub_phrases; row->phrase; row++)
        if ((has_link || strstr(row->phrase, "html")) && strstr(sentence, row->phrase))
            return true;
    return strstr(sentence, "html") && has_word(sentence, DESK_STUB_CLIENT) &&
           has_word(sentence, DESK_STUB_SHOW);
}

bool
desk_body_is_stub(const char *text)
{
    bool has_link = false, found = false;
    if (desk_body_is_blank(text))
        return true;
    if (strlen(text) > STUB_MAX)
        return false;
    g_autofree char *folded = fold(text, &has_link);
    g_auto(GStrv) sentences = g_regex_split_simple("[.!?\u3002\uff01\uff1f\u0964]", folded, 0, 0);
    for (char **sentence = sentences; *sentence; sentence++) {
        if (is_notice(*sentence, has_link))
            found = true;
        else if (!is_scrap(*sentence))
            return false;
    }
    return found;
}
