#include "conf/value.h"
#include "base/address.h"
#include "base/text.h"

#include <sys/un.h>

#define NAME_MAX_BYTES 64
#define TEXT_MAX_BYTES 1000

typedef enum { FIELD_TEXT, FIELD_TEXTS, FIELD_NUMBER, FIELD_BOOLEAN, FIELD_CHARACTER } Field;

typedef struct {
    const char *name;
    const char *expected;
    Field field;
    char *(*text)(const char *text); /* the form to keep, or NULL when unsound */
    bool (*number)(const char *text, gint64 *value);
} Type;

static bool
is_line(const char *text)
{
    return *text && strlen(text) <= TEXT_MAX_BYTES && g_utf8_validate(text, -1, NULL) &&
           !desk_text_has_control(text);
}

static char *
text_line(const char *text)
{
    return is_line(text) ? g_strdup(text) : NULL;
}

static char *
text_word(const char *text)
{
    return is_line(text) && !strpbrk(text, " ;\"") ? g_strdup(text) : NULL;
}

static char *
text_name(const char *text)
{
    size_t size = strlen(text);
    if (size > NAME_MAX_BYTES || !g_ascii_isalnum(*text))
        return NULL;
    for (const char *p = text; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("._-", *p))
            return NULL;
    return g_strdup(text);
}

static char *
text_host(const char *text)
{
    if (strpbrk(text, "@[<>"))
        return NULL;
    g_auto(DeskAddrSpec) spec = { 0 };
    g_autofree char *address = g_strconcat("x@", text, NULL);
    return desk_address_split(address, &spec) ? g_steal_pointer(&spec.domain) : NULL;
}

/* RFC 5646, as far as templates are looked up by it: a language and further subtags. */
static char *
text_language(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "-", 5);
    for (unsigned i = 0; parts[i]; i++) {
        size_t size = strlen(parts[i]);
        if (size < (i == 0 ? 2 : 1) || size > (i == 0 ? 3 : 8))
            return NULL;
        for (const char *p = parts[i]; *p; p++)
            if (i == 0 ? !g_ascii_islower(*p) : !g_ascii_isalnum(*p))
                return NULL;
    }
    return parts[0] ? g_strdup(text) : NULL;
}

static char *
text_path(const char *text)
{
    return is_line(text) && text[0] == '/' ? g_strdup(text) : NULL;
}

static bool
is_port(const char *text, size_t size)
{
    g_autofree char *copy = g_strndup(text, size);
    return g_ascii_string_to_unsigned(copy, 10, 1, 65535, NULL, NULL);
}

/* The forms of libmilter's smfi_setconn that name their place completely. */
static char *
text_listen(const char *text)
{
    if (!is_line(text) || strchr(text, ' '))
        return NULL;
    if (g_str_has_prefix(text, "unix:/"))
        return strlen(text + 5) < sizeof((struct sockaddr_un *) 0)->sun_path ? g_strdup(text)
                                                                             : NULL;
    bool inet = g_str_has_prefix(text, "inet:") || g_str_has_prefix(text, "inet6:");
    const char *port = inet ? strchr(text, ':') + 1 : NULL;
    const char *at = port ? strchr(port, '@') : NULL;
    return at && at[1] && is_port(port, (size_t) (at - port)) ? g_strdup(text) : NULL;
}

/*
 * As far as it goes without libpq: there is a database, in the path or as dbname=. The rest is
 * for the store to say, when it is opened.
 */
static bool
names_database(const char *text)
{
    const char *place = text + strlen("postgresql://");
    size_t size = strcspn(place, "?");
    const char *slash = memchr(place, '/', size);
    if (slash && slash + 1 < place + size)
        return true;
    g_auto(GStrv) parameters = g_strsplit(place + size + (place[size] == '?'), "&", 0);
    for (char **p = parameters; *p; p++)
        if (g_str_has_prefix(*p, "dbname=") && (*p)[strlen("dbname=")])
            return true;
    return false;
}

static char *
text_store(const char *text)
{
    if (!is_line(text))
        return NULL;
    if (g_str_has_prefix(text, "sqlite:/") && text[8])
        return g_strdup(text);
    return g_str_has_prefix(text, "postgresql://") && names_database(text) ? g_strdup(text) : NULL;
}

static char *
text_relay(const char *text)
{
    g_autofree char *scheme = NULL, *userinfo = NULL, *host = NULL, *path = NULL;
    g_autofree char *query = NULL, *fragment = NULL;
    int port = 0;

    if (!is_line(text) || !g_uri_split(text, G_URI_FLAGS_NONE, &scheme, &userinfo, &host, &port,
                                       &path, &query, &fragment, NULL))
        return NULL;
    if (g_strcmp0(scheme, "smtp") != 0 && g_strcmp0(scheme, "smtps") != 0)
        return NULL;
    bool bare = !userinfo && !query && !fragment && path && (!*path || strcmp(path, "/") == 0);
    return bare && host && *host && !strchr(host, ' ') && port != 0 ? g_strdup(text) : NULL;
}

static char *
text_address(const char *text)
{
    g_autofree char *key = text[0] == '<' ? NULL : desk_address_key(text);
    return key ? g_strdup(text) : NULL;
}

/* Digits, then at most one letter: *unit is that letter or NUL. */
static bool
scan_number(const char *text, gint64 *value, char *unit)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 15 || (text[digits] && text[digits + 1]))
        return false;
    *value = g_ascii_strtoll(text, NULL, 10);
    *unit = text[digits];
    return true;
}

static bool
number_integer(const char *text, gint64 *value)
{
    char unit;
    return scan_number(text, value, &unit) && !unit;
}

static bool
scale(gint64 *value, gint64 factor)
{
    if (*value > G_MAXINT64 / factor)
        return false;
    *value *= factor;
    return true;
}

static bool
number_size(const char *text, gint64 *value)
{
    char unit;
    if (!scan_number(text, value, &unit))
        return false;
    switch (unit) {
    case '\0':
        return true;
    case 'K':
        return scale(value, 1 << 10);
    case 'M':
        return scale(value, 1 << 20);
    case 'G':
        return scale(value, 1 << 30);
    default:
        return false;
    }
}

static bool
number_duration(const char *text, gint64 *value)
{
    static const struct {
        char unit;
        gint64 seconds;
    } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
    char unit;

    if (!scan_number(text, value, &unit))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (units[i].unit == unit)
            return scale(value, units[i].seconds * G_USEC_PER_SEC);
    return false;
}

static bool
number_boolean(const char *text, gint64 *value)
{
    static const char *const words[] = { "no", "yes", "false", "true", "off", "on" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(text, words[i]) == 0) {
            *value = i % 2;
            return true;
        }
    return false;
}

static bool
number_delimiter(const char *text, gint64 *value)
{
    *value = text[0];
    return text[0] && !text[1] && strchr("+-=_.~#!%&*", text[0]);
}

static char *
text_regex(const char *text)
{
    g_autoptr(GRegex) regex = is_line(text) ? g_regex_new(text, 0, 0, NULL) : NULL;
    return regex ? g_strdup(text) : NULL;
}

static bool
number_agent_trust(const char *text, gint64 *value)
{
    static const char *const words[] = {
        [DESK_AGENT_TRUST_AUTHENTICATED] = "authenticated", [DESK_AGENT_TRUST_TOKEN] = "token"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(text, words[i]) == 0) {
            *value = (gint64) i;
            return true;
        }
    return false;
}

static const Type types[] = {
    [DESK_TYPE_TEXT] = { "text", "one line of text", FIELD_TEXT, .text = text_line },
    [DESK_TYPE_WORD] = { "word", "a word without blanks", FIELD_TEXT, .text = text_word },
    [DESK_TYPE_NAME] = { "name", "a name of letters, digits and . _ -", FIELD_TEXT,
                         .text = text_name },
    [DESK_TYPE_HOST] = { "host name", "a host name such as mx.example.com", FIELD_TEXT,
                         .text = text_host },
    [DESK_TYPE_LANGUAGE] = { "language", "a language tag such as en or de-AT", FIELD_TEXT,
                             .text = text_language },
    [DESK_TYPE_PATH] = { "path", "a path that begins with /", FIELD_TEXT, .text = text_path },
    [DESK_TYPE_LISTEN] = { "socket", "unix:/PATH of at most 107 bytes, or inet:PORT@HOST",
                           FIELD_TEXT, .text = text_listen },
    [DESK_TYPE_STORE] = { "store", "sqlite:/PATH or postgresql://USER@HOST/DATABASE", FIELD_TEXT,
                          .text = text_store },
    [DESK_TYPE_RELAY] = { "relay", "smtp://HOST:PORT", FIELD_TEXT, .text = text_relay },
    [DESK_TYPE_ADDRESS] = { "address", "a mail address such as support@example.com", FIELD_TEXT,
                            .text = text_address },
    [DESK_TYPE_ADDRESSES] = { "list of addresses", "mail addresses such as {\"bob@example.com\"}",
                              FIELD_TEXTS, .text = text_address },
    [DESK_TYPE_NAMES] = { "list of names", "names of letters, digits and . _ -", FIELD_TEXTS,
                          .text = text_name },
    [DESK_TYPE_INTEGER] = { "integer", "a whole number", FIELD_NUMBER, .number = number_integer },
    [DESK_TYPE_SIZE] = { "size", "a size such as 500K, 25M or 1G", FIELD_NUMBER,
                         .number = number_size },
    [DESK_TYPE_DURATION] = { "duration", "a duration such as 90s, 30m, 4h, 3d or 2w", FIELD_NUMBER,
                             .number = number_duration },
    [DESK_TYPE_BOOLEAN] = { "boolean", "yes or no", FIELD_BOOLEAN, .number = number_boolean },
    [DESK_TYPE_DELIMITER] = { "character", "one of + - = _ . ~ # ! % & *", FIELD_CHARACTER,
                              .number = number_delimiter },
    [DESK_TYPE_REGEX] = { "regular expression", "a regular expression of PCRE2", FIELD_TEXT,
                          .text = text_regex },
    [DESK_TYPE_AGENT_TRUST] = { "word", "authenticated or token", FIELD_NUMBER,
                                .number = number_agent_trust },
};

const char *
desk_value_type_name(DeskType type)
{
    return types[type].name;
}

bool
desk_value_is_list(DeskType type)
{
    return types[type].field == FIELD_TEXTS;
}

bool
desk_value_is_private(DeskType type)
{
    return type == DESK_TYPE_STORE || type == DESK_TYPE_RELAY;
}

char *
desk_value_expected(const DeskSetting *setting)
{
    const char *expected = types[setting->type].expected;
    if (!setting->min)
        return g_strdup(expected);
    return g_strdup_printf("%s, from %s to %s", expected, setting->min, setting->max);
}

static bool
in_range(const DeskSetting *setting, gint64 value)
{
    gint64 min, max;
    if (!setting->min)
        return true;
    return types[setting->type].number(setting->min, &min) &&
           types[setting->type].number(setting->max, &max) && value >= min && value <= max;
}

static void
append(char ***list, char *text)
{
    unsigned size = *list ? g_strv_length(*list) : 0;
    *list = g_renew(char *, *list, size + 2);
    (*list)[size] = text;
    (*list)[size + 1] = NULL;
}

bool
desk_value_set(const DeskSetting *setting, void *object, const char *text)
{
    const Type *type = &types[setting->type];
    void *field = (char *) object + setting->offset;

    if (type->text) {
        char *kept = type->text(text);
        if (!kept)
            return false;
        if (type->field == FIELD_TEXTS) {
            append(field, kept);
        } else {
            g_free(*(char **) field);
            *(char **) field = kept;
        }
        return true;
    }

    gint64 value;
    if (!type->number(text, &value) || !in_range(setting, value))
        return false;
    if (type->field == FIELD_BOOLEAN)
        *(bool *) field = value != 0;
    else if (type->field == FIELD_CHARACTER)
        *(char *) field = (char) value;
    else
        *(gint64 *) field = value;
    return true;
}

void
desk_value_clear(const DeskSetting *setting, void *object)
{
    void *field = (char *) object + setting->offset;
    if (types[setting->type].field == FIELD_TEXT)
        g_clear_pointer((char **) field, g_free);
    if (types[setting->type].field == FIELD_TEXTS)
        g_clear_pointer((char ***) field, g_strfreev);
}

bool
desk_value_equal(const DeskSetting *setting, const void *a, const void *b)
{
    const void *x = (const char *) a + setting->offset;
    const void *y = (const char *) b + setting->offset;

    switch (types[setting->type].field) {
    case FIELD_TEXT:
        return g_strcmp0(*(char *const *) x, *(char *const *) y) == 0;
    case FIELD_TEXTS:
        return g_strv_equal(*(const char *const *const *) x, *(const char *const *const *) y);
    case FIELD_NUMBER:
        return *(const gint64 *) x == *(const gint64 *) y;
    case FIELD_BOOLEAN:
        return *(const bool *) x == *(const bool *) y;
    case FIELD_CHARACTER:
        return *(const char *) x == *(const char *) y;
    }
    return false;
}
