#include "conf/place.h"
#include "base/text.h"

#include <sys/un.h>

#define TEXT_MAX_BYTES  1000
#define LINES_MAX_BYTES 2000

bool
desk_place_is_line(const char *text)
{
    return *text && strlen(text) <= TEXT_MAX_BYTES && g_utf8_validate(text, -1, NULL) &&
           !desk_text_has_control(text);
}

bool
desk_place_is_text(const char *text)
{
    g_autofree char *line = g_strdup(text);
    g_strdelimit(line, "\n", ' ');
    return line[strspn(line, " ")] && strlen(line) <= LINES_MAX_BYTES &&
           g_utf8_validate(line, -1, NULL) && !desk_text_has_control(line);
}

static bool
is_port(const char *text, size_t size)
{
    g_autofree char *copy = g_strndup(text, size);
    return g_ascii_string_to_unsigned(copy, 10, 1, 65535, NULL, NULL);
}

/* The forms of libmilter's smfi_setconn that name their place completely. */
char *
desk_place_listen(const char *text)
{
    if (!desk_place_is_line(text) || strchr(text, ' '))
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

char *
desk_place_store(const char *text)
{
    if (!desk_place_is_line(text))
        return NULL;
    if (g_str_has_prefix(text, "sqlite:/") && text[8])
        return g_strdup(text);
    return g_str_has_prefix(text, "postgresql://") && names_database(text) ? g_strdup(text) : NULL;
}

char *
desk_place_relay(const char *text)
{
    g_autofree char *scheme = NULL, *userinfo = NULL, *host = NULL, *path = NULL;
    g_autofree char *query = NULL, *fragment = NULL;
    int port = 0;

    if (!desk_place_is_line(text) || !g_uri_split(text, G_URI_FLAGS_NONE, &scheme, &userinfo, &host,
                                                  &port, &path, &query, &fragment, NULL))
        return NULL;
    if (g_strcmp0(scheme, "smtp") != 0 && g_strcmp0(scheme, "smtps") != 0)
        return NULL;
    bool bare = !userinfo && !query && !fragment && path && (!*path || strcmp(path, "/") == 0);
    return bare && host && *host && !strchr(host, ' ') && port != 0 ? g_strdup(text) : NULL;
}
