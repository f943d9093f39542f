#include "desk/canned.h"
#include "base/file.h"
#include "base/text.h"
#include "template/mustache.h"

#define FILE_MAX ((size_t) 256 * 1024)

static char *
complain_of_file(const char *file, const GError *error)
{
    if (g_error_matches(error, DESK_FILE_ERROR, DESK_FILE_ERROR_TOO_LARGE))
        return g_strdup_printf("its file %s has more than %zu bytes", file, FILE_MAX);
    return g_strdup_printf("its file %s cannot be read", file);
}

/* The first of these files that is there, by their names within the folder. */
static char *
read_first(const char *folder, const GPtrArray *files, char **problem)
{
    for (guint i = 0; i < files->len; i++) {
        const char *file = files->pdata[i];
        g_autofree char *path = g_build_filename(folder, file, NULL);
        g_autoptr(GError) error = NULL;
        size_t size = 0;
        if (!g_file_test(path, G_FILE_TEST_EXISTS))
            continue;
        g_autofree char *bytes = desk_file_read_regular(path, FILE_MAX, &size, &error);
        if (bytes)
            return desk_text_repair(bytes, size, NULL);
        *problem = complain_of_file(file, error);
        return NULL;
    }
    *problem = g_strdup_printf("there is no file %s", (char *) files->pdata[files->len - 1]);
    return NULL;
}

/* In the customer's language, de-AT and then de, else in none. The name is none of a path
 * (policy/command.h). */
static char *
read_file(const DeskCannedFacts *facts, const DeskCommand *command, char **problem)
{
    const char *name = command->words[0];
    g_autofree char *language = g_strdup(facts->ticket->language ? facts->ticket->language : "");
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    if (command->verb == DESK_COMMAND_KB) {
        g_ptr_array_add(files, g_strdup_printf("%s.md", name));
        return read_first(facts->conf->kb_dir, files, problem);
    }
    while (*language) {
        g_ptr_array_add(files, g_strdup_printf("%s/%s.txt", language, name));
        char *dash = strrchr(language, '-');
        *(dash ? dash : language) = '\0';
    }
    g_ptr_array_add(files, g_strdup_printf("%s.txt", name));
    return read_first(facts->conf->canned_dir, files, problem);
}

/* ---- fields ---- */

/* As desk-commands(7) names them, and the names of which those are made. */
static const char *const fields[] = { "customer.name",
                                      "ticket.id",
                                      "ticket.subject",
                                      "agent.name",
                                      "mailbox.name",
                                      "mailbox.address",
                                      "customer",
                                      "ticket",
                                      "agent",
                                      "mailbox",
                                      "name",
                                      "id",
                                      "subject",
                                      "address",
                                      ".",
                                      NULL };

/* What a tag names, or NULL: a comment, or other delimiters from here on. The caller's. */
static char *
named_by(const char *tag, size_t size)
{
    if (size > 0 && (*tag == '!' || *tag == '='))
        return NULL;
    while (size > 0 && strchr("#^/&{ \t", *tag)) {
        tag++;
        size--;
    }
    while (size > 0 && strchr("} \t", tag[size - 1]))
        size--;
    return g_strndup(tag, size);
}

/* A field that is none would leave a hole in what the customer reads. The caller's, or NULL. */
static char *
find_unknown(const char *source)
{
    for (const char *tag = strstr(source, "{{"); tag; tag = strstr(tag, "{{")) {
        tag += 2;
        const char *end = strstr(tag, "}}");
        g_autofree char *name = end ? named_by(tag, (size_t) (end - tag)) : NULL;
        if (name && !g_strv_contains(fields, name))
            return g_steal_pointer(&name);
    }
    return NULL;
}

static DeskValues *
map_of(const char *name, const char *value)
{
    DeskValues *map = desk_values_map();
    desk_values_set(map, name, desk_values_text(value ? value : ""));
    return map;
}

/* desk-commands(7) names them. */
static DeskValues *
values_of(const DeskCannedFacts *facts)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, facts->ticket->id);
    const char *name = facts->agent->full_name;
    DeskValues *values = desk_values_map();
    DeskValues *ticket = map_of("id", id);
    DeskValues *mailbox = map_of("name", facts->mailbox->display_name);
    desk_values_set(ticket, "subject", desk_values_text(facts->ticket->subject));
    desk_values_set(mailbox, "address", desk_values_text(facts->mailbox->address));
    desk_values_set(values, "ticket", ticket);
    desk_values_set(values, "mailbox", mailbox);
    desk_values_set(values, "customer", map_of("name", facts->customer));
    desk_values_set(values, "agent", map_of("name", name ? name : facts->agent->name));
    return values;
}

static char *
render(const DeskCannedFacts *facts, const char *source, char **problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskTemplate) tmpl = desk_template_compile(source, &error);
    g_autoptr(DeskValues) values = values_of(facts);
    g_autofree char *unknown = tmpl ? find_unknown(source) : NULL;
    if (unknown) {
        *problem = g_strdup_printf("its file has the field {{%s}}, which there is not", unknown);
        return NULL;
    }
    char *text =
        tmpl ? desk_template_render(tmpl, values, DESK_ESCAPE_NONE, NULL, NULL, &error) : NULL;
    if (!text)
        *problem = g_strdup_printf("its file is no template: %s", error->message);
    return text;
}

char *
desk_canned_read(const DeskCannedFacts *facts, const DeskCommand *command, char **problem)
{
    *problem = NULL;
    char *text = read_file(facts, command, problem);
    if (text && command->verb == DESK_COMMAND_CANNED) { /* braces in an article are its own */
        g_autofree char *source = text;
        text = render(facts, source, problem);
    }
    if (!text || *g_strstrip(text))
        return text;
    g_free(text);
    *problem = g_strdup("its file says nothing");
    return NULL;
}
