#include "store/pgsql-address.h"

/* What an address leaves open; what it says comes later in the list, and wins. */
static const char *const defaults[][2] = {
    { "connect_timeout", "5" },  { "keepalives_idle", "10" },     { "keepalives_interval", "5" },
    { "keepalives_count", "3" }, { "tcp_user_timeout", "15000" },
};

/* The parts that may be shown, when they are what they should be. */
typedef struct {
    char *host;
    char *port;
    char *database;
} Place;

static void
clear_place(Place *place)
{
    g_free(place->host);
    g_free(place->port);
    g_free(place->database);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, clear_place)

char *
desk_pgsql_one_line(const char *message)
{
    g_auto(GStrv) lines = g_strsplit(message ? message : "", "\n", -1);
    GString *out = g_string_new(NULL);
    for (char **line = lines; *line; line++)
        if (**line != '\t' && *g_strstrip(*line))
            g_string_append_printf(out, "%s%s", out->len ? "; " : "", *line);
    g_string_replace(out, "; connection to server ", "; ", 0); /* of several hosts */
    return g_string_free(out, FALSE);
}

static char *
option_value(PQconninfoOption *options, const char *keyword)
{
    for (; options && options->keyword; options++)
        if (g_str_equal(options->keyword, keyword) && options->val && *options->val)
            return g_strdup(options->val);
    return NULL;
}

/* *problem, when not NULL, gets what libpq says of an address that it cannot read. */
static bool
read_place(const char *url, Place *place, char **problem)
{
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &message);
    place->host = option_value(options, "host");
    place->port = option_value(options, "port");
    place->database = option_value(options, "dbname");
    if (problem)
        *problem = desk_pgsql_one_line(message);
    PQfreemem(message);
    bool readable = options != NULL;
    PQconninfoFree(options);
    return readable;
}

/*
 * An @ or / in a password ends it too early for libpq, which takes the rest for host, port or
 * database. Only names of folders and abstract sockets may have an @.
 */
static bool
is_plain(const Place *place)
{
    const char *host = place->host ? place->host : "";
    const char *port = place->port ? place->port : "";
    const char *database = place->database ? place->database : "";
    return (!strchr(host, '@') || host[0] == '/' || host[0] == '@') && !strchr(database, '@') &&
           port[strspn(port, "0123456789,")] == '\0';
}

/* libpq quotes the address, or a part of it, which may be the password; a parameter that it
 * does not know is named all the same, where there is no password beside it. */
static char *
explain_refusal(const char *url, const char *message)
{
    const char *query = strchr(url, '?');
    const char *quote = strstr(message, ": \"");
    bool harmless = g_str_has_prefix(message, "invalid URI query parameter") && query &&
                    !strstr(query, "password") && !strchr(query, '@');
    return quote && !harmless ? g_strndup(message, (gsize) (quote - message)) : g_strdup(message);
}

bool
desk_pgsql_check_address(const char *url, GError **error)
{
    g_auto(Place) place = { 0 };
    g_autofree char *message = NULL;
    bool readable = read_place(url, &place, &message);
    if (readable && place.database && is_plain(&place))
        return true;
    g_autofree char *refusal = explain_refusal(url, message);
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_URL,
                "not an address of a store: %s, expected postgresql://user@host/database",
                !readable         ? refusal
                : !place.database ? "it names no database"
                                  : "it has an @ or a port that is no number (in a password, @ is "
                                    "written %40, / is %2F and : is %3A)");
    return false;
}

char *
desk_pgsql_label(const char *url)
{
    g_auto(Place) place = { 0 };
    read_place(url, &place, NULL);
    if (!is_plain(&place))
        return g_strdup("postgresql://...");
    /* Several hosts without a port of their own have "," for ports. */
    bool shown = place.port && strspn(place.port, ",") < strlen(place.port);
    return g_strconcat("postgresql://", place.host ? place.host : "", shown ? ":" : "",
                       shown ? place.port : "", "/", place.database ? place.database : "", NULL);
}

PGconn *
desk_pgsql_connect(const char *url, DeskStoreMode mode)
{
    const char *keys[G_N_ELEMENTS(defaults) + 5];
    const char *values[G_N_ELEMENTS(defaults) + 5];
    int count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(defaults); i++) {
        keys[count] = defaults[i][0];
        values[count++] = defaults[i][1];
    }
    keys[count] = "target_session_attrs";
    values[count++] = mode == DESK_STORE_READ ? "any" : "read-write";
    keys[count] = "fallback_application_name";
    values[count++] = g_get_prgname();
    keys[count] = "dbname";
    values[count++] = url;
    keys[count] = "client_encoding";
    values[count++] = "UTF8";
    keys[count] = values[count] = NULL;
    return PQconnectdbParams(keys, values, 1);
}
