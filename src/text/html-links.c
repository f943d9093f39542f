#include "text/html-links.h"
#include "base/text.h"

#define LINK_MAX       2000
#define TEXT_MAX       2100 /* bytes of a link's text that may say the same as its address */
#define FILES_MAX      1000
#define NAME_MAX_BYTES 500

/* Only addresses that a reader may want to follow: no javascript:, data: and the like. */
static const char *const schemes[] = { "http://", "https://", "ftp://", "mailto:", "tel:" };

static bool
has_prefix(const char *text, const char *prefix)
{
    return g_ascii_strncasecmp(text, prefix, strlen(prefix)) == 0;
}

static bool
is_shown(const char *url)
{
    if (strlen(url) > LINK_MAX || strpbrk(url, "<>"))
        return false;
    for (const char *p = url; *p; p++)
        if ((guchar) *p <= ' ')
            return false;
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (has_prefix(url, schemes[i]) && url[strlen(schemes[i])])
            return true;
    return false;
}

/* Without blanks and signs, scheme, "www." and a slash at the end: what the eye compares. */
static char *
core_of(const char *text, size_t size)
{
    GString *out = g_string_sized_new(size + 1);
    for (size_t i = 0; i < size; i++)
        if ((guchar) text[i] > ' ')
            g_string_append_c(out, text[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (has_prefix(out->str, schemes[i]))
            g_string_erase(out, 0, (gssize) strlen(schemes[i]));
    if (has_prefix(out->str, "www."))
        g_string_erase(out, 0, 4);
    if (out->len > 0 && out->str[out->len - 1] == '/')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

static bool
contains(const char *text, const char *part)
{
    g_autofree char *lower_text = g_ascii_strdown(text, -1);
    g_autofree char *lower_part = g_ascii_strdown(part, -1);
    return strstr(lower_text, lower_part) != NULL;
}

static unsigned
count_digits(const char *text)
{
    unsigned count = 0;
    for (; *text; text++)
        count += g_ascii_isdigit(*text);
    return count;
}

char *
desk_html_link_suffix(const char *url, DeskBytes text)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(url));
    bool is_mail = has_prefix(trimmed, "mailto:"), is_phone = has_prefix(trimmed, "tel:");
    if (is_mail)
        trimmed[strcspn(trimmed, "?")] = '\0';
    if (!is_shown(trimmed) || text.size == 0 || !g_utf8_validate(trimmed, -1, NULL))
        return NULL;
    g_autofree char *core = core_of(trimmed, strlen(trimmed));
    g_autofree char *said = core_of(text.data, MIN(text.size, TEXT_MAX));
    if (*said == '\0' || g_ascii_strcasecmp(core, said) == 0)
        return NULL;
    if ((is_mail && contains(said, core)) || (is_phone && count_digits(said) > 2))
        return NULL;
    return g_strdup_printf(" <%s>", is_mail || is_phone ? strchr(trimmed, ':') + 1 : trimmed);
}

/* The name behind the last slash, without what follows it in a URL; "" when there is none. */
static char *
plain_name(const char *url)
{
    g_autofree char *path = g_strndup(url, strcspn(url, "?#"));
    const char *slash = strrchr(path, '/');
    return g_strdup(slash ? slash + 1 : path);
}

static bool
is_relative(const char *url)
{
    return url[strcspn(url, ":/?#")] != ':' && !g_str_has_prefix(url, "//");
}

void
desk_html_link_note_file(GHashTable *files, DeskBytes url)
{
    if (!files || url.size == 0 || url.size > NAME_MAX_BYTES ||
        g_hash_table_size(files) >= FILES_MAX)
        return;
    g_autofree char *line = desk_text_line(url.data, url.size);
    g_autofree char *name = NULL;
    if (has_prefix(line, "cid:"))
        name = g_strdup(line + strlen("cid:"));
    else if (is_relative(line))
        name = plain_name(line);
    if (!name || *name == '\0')
        return;
    g_autofree char *decoded = g_uri_unescape_string(name, NULL);
    bool is_valid = decoded && g_utf8_validate(decoded, -1, NULL);
    g_hash_table_add(files,
                     is_valid ? desk_text_line(decoded, strlen(decoded)) : g_steal_pointer(&name));
}

void
desk_html_link_note_style(GHashTable *files, const char *style)
{
    for (const char *p = style; files && (p = strstr(p, "url("));) {
        p += strlen("url(");
        p += strspn(p, " \t'\"");
        size_t size = strcspn(p, "'\")");
        desk_html_link_note_file(files, (DeskBytes){ p, size });
        p += size;
    }
}
