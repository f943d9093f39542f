#include "play.h"
#include "store/query.h"

static const DeskStatement CARELESS = { "play-careless", "PRAGMA synchronous = OFF" };

void
play_say(const char *word, ...)
{
    va_list fields;
    (void) fputs(word, stdout);
    va_start(fields, word);
    for (const char *field = va_arg(fields, const char *); field;
         field = va_arg(fields, const char *))
        (void) printf("\t%s", field);
    va_end(fields);
    (void) putchar('\n');
}

void
play_error(const GError *error)
{
    play_say("error", error ? error->message : "unknown", NULL);
}

void
play_lines(PlayCommand run, gpointer data)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length = 0;
    while ((length = getline(&line, &room, stdin)) > 0) {
        line[length - 1] = '\0';
        g_auto(GStrv) fields = g_strsplit(line, "\t", -1);
        run(fields, data);
        play_say(".", NULL);
        (void) fflush(stdout);
    }
    free(line);
}

DeskConf *
play_conf(const char *path)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    DeskConf *conf = desk_conf_load(path, DESK_CONF_NO_KEYS, problems);
    for (guint i = 0; i < problems->len; i++)
        (void) fprintf(stderr, "%s\n", (char *) problems->pdata[i]);
    if (!conf)
        exit(EX_CONFIG);
    conf->keys = g_new0(DeskKeys, 1);
    conf->keys->count = 1;
    memset(conf->keys->key[0], 1, DESK_KEY_SIZE);
    return conf;
}

DeskStore *
play_store(const char *url, GError **error)
{
    g_autoptr(DeskStore) store = desk_store_open(url, DESK_STORE_WRITE, error);
    if (!store || (g_str_has_prefix(url, "sqlite:") &&
                   !desk_query_ints(store, &CARELESS, DESK_BIND_NOTHING, NULL, 0, error)))
        return NULL;
    return g_steal_pointer(&store);
}
