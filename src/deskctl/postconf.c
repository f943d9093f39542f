#include "deskctl/postconf.h"
#include "base/file.h"
#include "base/text.h"

#define COLUMN_TYPE    1
#define COLUMN_CHROOT  4
#define COLUMN_COMMAND 7

/* "name = value", cut in place; NULL when there is no " =". The value begins behind. */
static char *
cut_pair(char *line)
{
    char *mark = strstr(line, " =");
    if (!mark)
        return NULL;
    *mark = '\0';
    return g_strstrip(mark + strlen(" ="));
}

void
desk_postconf_settings(DeskPostfix *postfix, const char *output)
{
    g_auto(GStrv) lines = g_strsplit(output, "\n", 0);
    for (char **line = lines; *line; line++) {
        char *value = cut_pair(*line);
        if (value)
            g_hash_table_replace(postfix->settings, g_strdup(*line), g_strdup(value));
    }
}

static void
add_service(DeskPostfix *postfix, char **words)
{
    DeskService *service = desk_service_new(words[0], words[COLUMN_TYPE]);
    /* "-" is the built-in default: not chrooted since Postfix 3.0. */
    service->chroot = g_str_equal(words[COLUMN_CHROOT], "y");
    g_free(service->daemon);
    service->daemon = g_strdup(words[COLUMN_COMMAND]);
    g_ptr_array_add(postfix->services, service);
}

void
desk_postconf_services(DeskPostfix *postfix, const char *output)
{
    g_auto(GStrv) lines = g_strsplit(output, "\n", 0);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) raw = g_strsplit_set(*line, " \t", 0);
        g_autoptr(GPtrArray) words = g_ptr_array_new();
        for (char **word = raw; *word; word++)
            if (**word)
                g_ptr_array_add(words, *word);
        if (words->len > COLUMN_COMMAND)
            add_service(postfix, (char **) words->pdata);
    }
}

/* One line "smtp/inet/smtpd_milters = x"; a name may hold slashes, so the end decides. */
static void
add_override(DeskPostfix *postfix, char *path, const char *value)
{
    char *name = strrchr(path, '/');
    char *type = name ? (*name = '\0', strrchr(path, '/')) : NULL;
    if (!type)
        return;
    *type = '\0';
    for (guint i = 0; i < postfix->services->len; i++) {
        DeskService *service = postfix->services->pdata[i];
        if (g_str_equal(service->name, path) && g_str_equal(service->type, type + 1))
            g_hash_table_replace(service->overrides, g_strdup(name + 1), g_strdup(value));
    }
}

void
desk_postconf_overrides(DeskPostfix *postfix, const char *output)
{
    g_auto(GStrv) lines = g_strsplit(output, "\n", 0);
    for (char **line = lines; *line; line++) {
        char *value = cut_pair(*line);
        if (value)
            add_override(postfix, *line, value);
    }
}

/* Postfix's administrative programs are often outside the path of an ordinary user. */
static char *
find_program(void)
{
    char *path = g_find_program_in_path("postconf");
    return path ? path : g_strdup("/usr/sbin/postconf");
}

static char *
run(const char *program, const char *folder, const char *flag, GError **error)
{
    char *argv[] = { (char *) program, (char *) flag, folder ? (char *) "-c" : NULL,
                     (char *) folder, NULL };
    char *output = NULL;
    g_autofree char *complaint = NULL;
    int status = 0;
    if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, &complaint, &status,
                      error))
        return NULL;
    if (g_spawn_check_wait_status(status, NULL))
        return output;
    g_autofree char *shown = desk_text_quote(g_strchomp(complaint));
    g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM, "%s %s failed: %s", program, flag,
                shown);
    g_free(output);
    return NULL;
}

DeskPostfix *
desk_postconf_read(const char *folder, GError **error)
{
    g_autofree char *program = find_program();
    g_autofree char *settings = run(program, folder, "-x", error);
    g_autofree char *services = settings ? run(program, folder, "-M", error) : NULL;
    g_autofree char *overrides = services ? run(program, folder, "-P", error) : NULL;
    if (!overrides)
        return NULL;
    DeskPostfix *postfix = desk_postfix_new();
    desk_postconf_settings(postfix, settings);
    desk_postconf_services(postfix, services);
    desk_postconf_overrides(postfix, overrides);
    return postfix;
}
