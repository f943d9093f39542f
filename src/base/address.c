#include "base/address.h"
#include "base/text.h"

#include <idn2.h>

#define LOCAL_MAX  64
#define DOMAIN_MAX 255

/* Beyond ASCII only what can be seen: no C1 control, no bidi override, no blank. */
static bool
is_visible(const char *utf8)
{
    for (; *utf8; utf8 = g_utf8_next_char(utf8))
        if ((unsigned char) *utf8 >= 0x80 && !g_unichar_isgraph(g_utf8_get_char(utf8)))
            return false;
    return true;
}

static bool
local_is_sound(const char *local)
{
    size_t size = strlen(local);
    if (size == 0 || size > LOCAL_MAX || desk_text_has_control(local))
        return false;
    if (!g_utf8_validate(local, -1, NULL) || !is_visible(local))
        return false;
    bool quoted = local[0] == '"' && size > 1 && local[size - 1] == '"';
    return quoted || strpbrk(local, " <>(),;:\\\"[]@") == NULL;
}

/* A host name as DNS knows it: letters, digits, inner hyphens and dots; underscores occur. */
static bool
ascii_domain_is_sound(const char *domain)
{
    if (domain[0] == '.' || domain[0] == '-' || strstr(domain, ".."))
        return false;
    /* The one dot that may end a name has been taken away already. */
    if (g_str_has_suffix(domain, "."))
        return false;
    for (const char *p = domain; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("-._", *p))
            return false;
    return true;
}

static bool
literal_is_sound(const char *domain)
{
    size_t size = strlen(domain);
    if (size < 3 || domain[size - 1] != ']')
        return false;
    for (size_t i = 1; i < size - 1; i++)
        if (!g_ascii_isalnum(domain[i]) && !strchr(":.-", domain[i]))
            return false;
    return true;
}

/* The A-label form, or NULL. Plain ASCII takes the short way: libidn2 is slow beside it. */
static char *
domain_to_alabel(const char *domain)
{
    size_t size = strlen(domain);
    if (size > 1 && domain[size - 1] == '.')
        size--;
    if (size == 0 || size > DOMAIN_MAX)
        return NULL;

    g_autofree char *name = g_strndup(domain, size);
    if (name[0] == '[')
        return literal_is_sound(name) ? g_ascii_strdown(name, -1) : NULL;
    if (g_str_is_ascii(name))
        return ascii_domain_is_sound(name) ? g_ascii_strdown(name, -1) : NULL;
    if (!g_utf8_validate(name, -1, NULL))
        return NULL;

    char *label = NULL;
    int rc = idn2_to_ascii_8z(name, &label, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
    if (rc != IDN2_OK)
        return NULL;
    /*
     * libidn2 passes ASCII bytes of a label through, controls and blanks among them, and of
     * invisible characters it leaves nothing.
     */
    bool is_sound = *label && strlen(label) <= DOMAIN_MAX && ascii_domain_is_sound(label);
    char *copy = is_sound ? g_ascii_strdown(label, -1) : NULL;
    idn2_free(label);
    return copy;
}

bool
desk_address_split(const char *text, DeskAddrSpec *spec)
{
    *spec = (DeskAddrSpec){ 0 };
    size_t size = strlen(text);
    if (size >= 2 && text[0] == '<' && text[size - 1] == '>') {
        text++;
        size -= 2;
    }
    const char *at = g_strrstr_len(text, (gssize) size, "@");
    if (!at)
        return false;

    g_autofree char *local = g_strndup(text, (gsize) (at - text));
    g_autofree char *domain = g_strndup(at + 1, size - (gsize) (at + 1 - text));
    g_autofree char *alabel = local_is_sound(local) ? domain_to_alabel(domain) : NULL;
    if (!alabel)
        return false;
    spec->local = g_steal_pointer(&local);
    spec->domain = g_steal_pointer(&alabel);
    return true;
}

void
desk_address_clear(DeskAddrSpec *spec)
{
    g_clear_pointer(&spec->local, g_free);
    g_clear_pointer(&spec->domain, g_free);
}

/* The local part without quotes that it does not need: both forms are one mailbox. */
static char *
unquote_local(const char *local)
{
    size_t size = strlen(local);
    if (size < 3 || local[0] != '"' || local[size - 1] != '"')
        return g_strdup(local);
    g_autoptr(GString) inner = g_string_sized_new(size);
    for (size_t i = 1; i < size - 1; i++) {
        if (local[i] == '\\' && i + 1 < size - 1)
            i++;
        g_string_append_c(inner, local[i]);
    }
    bool plain = inner->len > 0 && inner->str[0] != '"' && local_is_sound(inner->str);
    return g_strdup(plain ? inner->str : local);
}

char *
desk_address_plain(const char *path)
{
    size_t size = strlen(path);
    if (size >= 2 && path[0] == '<' && path[size - 1] == '>') {
        path++;
        size -= 2;
    }
    const char *colon = *path == '@' ? memchr(path, ':', size) : NULL;
    if (colon) {
        size -= (size_t) (colon + 1 - path);
        path = colon + 1;
    }
    const char *at = g_strrstr_len(path, (gssize) size, "@");
    size_t local_size = at ? (size_t) (at - path) : size;
    g_autofree char *local = g_strndup(path, local_size);
    g_autofree char *bare = unquote_local(local);
    return g_strdup_printf("%s%.*s", bare, (int) (size - local_size), path + local_size);
}

static char *
fold_local(const char *local)
{
    if (g_str_is_ascii(local))
        return g_ascii_strdown(local, -1);
    g_autofree char *nfc = g_utf8_normalize(local, -1, G_NORMALIZE_NFC);
    return g_utf8_casefold(nfc, -1);
}

char *
desk_address_key(const char *text)
{
    return desk_address_key_bare(text, '\0');
}

char *
desk_address_key_bare(const char *text, char delimiter)
{
    g_auto(DeskAddrSpec) spec = { 0 };
    if (!desk_address_split(text, &spec))
        return NULL;
    g_autofree char *plain = unquote_local(spec.local);
    char *cut = delimiter ? strchr(plain, delimiter) : NULL;
    if (cut && cut != plain)
        *cut = '\0';
    g_autofree char *local = fold_local(plain);
    return g_strconcat(local, "@", spec.domain, NULL);
}
