#include "parse/language.h"
#include "base/langtag.h"
#include "base/text.h"

static void
read_field(DeskMail *mail, const GArray *headers)
{
    int i = desk_headers_find(headers, "Content-Language", 0);
    if (i < 0)
        return;
    DeskBytes value = g_array_index(headers, DeskHeader, i).value;
    char *tag = desk_langtag_first(value.data, MIN(value.size, DESK_MAIL_NAME_MAX));
    if (tag)
        desk_mail_set(&mail->content_language, tag);
}

#ifdef HAVE_CLD2
#include "parse/cld.h"

/* A sign that stands for a syllable or a word says as much as three letters. */
static gint64
weight_of(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalpha((gchar) c);
    if (!g_unichar_isalpha(c))
        return 0;
    switch (g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
        return 3;
    default:
        return 1;
    }
}

static gint64
count_letters(const char *text)
{
    gint64 letters = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        letters += weight_of(g_utf8_get_char(p));
    return letters;
}

static bool
is_name(const char *word, size_t size)
{
    return memchr(word, '@', size) || g_strstr_len(word, (gssize) size, "://") ||
           (size > 4 && memcmp(word, "www.", 4) == 0);
}

/* What people have said themselves; a link says something in the language of its owner. */
static char *
own_words(const char *text)
{
    g_autofree char *start =
        desk_text_cut(g_strndup(text, DESK_LANGUAGE_LOOKED_AT + 4), DESK_LANGUAGE_LOOKED_AT);
    GString *out = g_string_sized_new(DESK_LANGUAGE_LOOKED_AT);
    size_t size = 0;
    for (const char *word = start; *word; word += size) {
        word += strspn(word, " \t\n");
        size = strcspn(word, " \t\n");
        if (size == 0 || is_name(word, size))
            continue;
        g_string_append_len(out, word, (gssize) size);
        g_string_append_c(out, ' ');
    }
    return g_string_free(out, FALSE);
}

static void
detect(DeskMail *mail)
{
    bool sure = false;
    g_autofree char *words = own_words(mail->reply_text);
    const char *found = desk_cld_detect(words, strlen(words), &sure);
    char *tag = found ? desk_langtag_read(found, strlen(found)) : NULL;
    if (!tag)
        return;
    desk_mail_set(&mail->detected_language, tag);
    mail->detected_surely = sure;
    mail->detected_letters = count_letters(words);
}
#else
static void
detect(DeskMail *mail)
{
    (void) mail;
}
#endif

void
desk_parse_language(DeskMail *mail, const GArray *headers)
{
    read_field(mail, headers);
    if (!mail->is_encrypted && !mail->nothing_new)
        detect(mail);
}
