#include "deskctl/milters.h"

static const char separators[] = ", \t\r\n";

static void
milter_free(gpointer data)
{
    DeskMilter *milter = data;
    g_strfreev(milter->words);
    g_free(milter->address);
    g_free(milter->default_action);
    g_free(milter);
}

static void
add_plain(GPtrArray *milters, const char *start, size_t size)
{
    DeskMilter *milter = g_new0(DeskMilter, 1);
    milter->address = g_strndup(start, size);
    g_ptr_array_add(milters, milter);
}

/* The inside of one pair of braces. */
static void
add_braced(GPtrArray *milters, const char *start, size_t size)
{
    static const char action[] = "default_action=";
    g_autofree char *inside = g_strndup(start, size);
    g_auto(GStrv) parts = g_strsplit_set(inside, separators, 0);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (char **part = parts; *part; part++)
        if (**part)
            g_strv_builder_add(words, *part);

    g_auto(GStrv) found = g_strv_builder_end(words);
    if (!found[0])
        return;
    add_plain(milters, found[0], strlen(found[0]));
    DeskMilter *milter = milters->pdata[milters->len - 1];
    milter->words = g_steal_pointer(&found);
    for (char **word = milter->words + 1; *word; word++)
        if (g_str_has_prefix(*word, action) && !milter->default_action)
            milter->default_action = g_strdup(*word + strlen(action));
}

char *
desk_milter_print(const DeskMilter *milter, const char *blank)
{
    if (!milter->words)
        return g_strdup(milter->address);
    g_autofree char *comma = g_strconcat(",", blank, NULL);
    g_autofree char *words = g_strjoinv(comma, milter->words);
    return g_strconcat("{", blank, words, blank, "}", NULL);
}

GPtrArray *
desk_milters_parse(const char *value)
{
    GPtrArray *milters = g_ptr_array_new_with_free_func(milter_free);

    for (const char *p = value + strspn(value, separators); *p; p += strspn(p, separators)) {
        size_t size = strcspn(p, *p == '{' ? "}" : separators);
        if (*p == '{') {
            add_braced(milters, p + 1, size - 1);
            p += size + (p[size] == '}');
        } else {
            add_plain(milters, p, size);
            p += size;
        }
    }
    return milters;
}

/* "/a//b/./c" and "/a/b/c" are one file. The caller's. */
static char *
tidy_path(const char *first, const char *second)
{
    g_autofree char *whole = second ? g_strconcat(first, "/", second, NULL) : g_strdup(first);
    return g_canonicalize_filename(whole, "/");
}

static const char *
path_of(const char *address)
{
    if (g_str_has_prefix(address, "unix:"))
        return address + strlen("unix:");
    return g_str_has_prefix(address, "local:") ? address + strlen("local:") : NULL;
}

/* libmilter writes inet:PORT@HOST, Postfix inet:HOST:PORT. The caller's; NULL: neither. */
static char *
inet_key(const char *address)
{
    if (!g_str_has_prefix(address, "inet:") && !g_str_has_prefix(address, "inet6:"))
        return NULL;
    const char *rest = strchr(address, ':') + 1;
    const char *at = strchr(rest, '@'), *colon = strrchr(rest, ':');
    const char *port = at ? rest : colon ? colon + 1 : rest;
    size_t port_size = at ? (size_t) (at - rest) : strlen(port);
    const char *host = at ? at + 1 : colon ? rest : "";
    size_t host_size = at ? strlen(host) : colon ? (size_t) (colon - rest) : 0;
    g_autofree char *name = g_strndup(host, host_size);
    bool local = g_str_equal(name, "localhost") || g_str_equal(name, "[127.0.0.1]");
    return g_strdup_printf("%s %.*s", local ? "127.0.0.1" : name, (int) port_size, port);
}

bool
desk_milter_is(const char *address, const char *listen, const char *queue_directory, bool chroot)
{
    const char *ours = path_of(listen), *path = path_of(address);
    if (!ours != !path)
        return false;
    if (!ours) {
        g_autofree char *left = inet_key(listen), *right = inet_key(address);
        return left && right && g_str_equal(left, right);
    }
    bool below = chroot || path[0] != '/';
    g_autofree char *left = tidy_path(ours, NULL);
    g_autofree char *right = below ? tidy_path(queue_directory, path) : tidy_path(path, NULL);
    return g_str_equal(left, right);
}

char *
desk_milter_address(const char *listen, const char *queue_directory, bool chroot)
{
    const char *ours = path_of(listen);
    if (!ours) {
        g_autofree char *key = inet_key(listen);
        char *blank = key ? strchr(key, ' ') : NULL;
        if (!blank)
            return g_strdup(listen);
        *blank = '\0';
        return g_strdup_printf("inet:%s:%s", *key ? key : "127.0.0.1", blank + 1);
    }
    g_autofree char *path = tidy_path(ours, NULL);
    g_autofree char *queue = tidy_path(queue_directory, NULL);
    size_t size = strlen(queue);
    if (g_str_has_prefix(path, queue) && path[size] == '/')
        return g_strconcat("unix:", path + size + 1, NULL);
    return chroot ? NULL : g_strconcat("unix:", path, NULL);
}
