#include "desk/canned.h"
#include "base/file.h"
#include "base/text.h"
#include "template/mustache.h"

#define FILE_MAX ((size_t) 256 * 1024)

/* The first of these files that is there. */
static char *
read_first(char *const *paths, char **problem)
{
    while (*paths && !g_file_test(*paths, G_FILE_TEST_EXISTS))
        paths++;
    size_t size = 0;
    g_autofree char *bytes = *paths ? desk_file_read_regular(*paths, FILE_MAX, &size, NULL) : NULL;
    if (bytes)
        return desk_text_repair(bytes, size, NULL);
    *problem = g_strdup(*paths ? "its file cannot be read" : "there is no text of that name");
    return NULL;
}

/* In the customer's language, else in none. The name is none of a path (policy/command.h). */
static char *
read_file(const DeskCannedFacts *facts, const DeskCommand *command, char **problem)
{
    const char *name = command->words[0];
    const char *language = facts->ticket->language ? facts->ticket->language : "en";
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    if (command->verb == DESK_COMMAND_KB) {
        g_ptr_array_add(paths, g_strdup_printf("%s/%s.md", facts->conf->kb_dir, name));
    } else {
        const char *folder = facts->conf->canned_dir;
        g_ptr_array_add(paths, g_strdup_printf("%s/%s/%s.txt", folder, language, name));
        g_ptr_array_add(paths, g_strdup_printf("%s/%s.txt", folder, name));
    }
    g_ptr_array_add(paths, NULL);
    return read_first((char *const *) paths->pdata, problem);
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

char *
desk_canned_read(const DeskCannedFacts *facts, const DeskCommand *command, char **problem)
{
    g_autoptr(GError) error = NULL;
    *problem = NULL;
    g_autofree char *source = read_file(facts, command, problem);
    if (!source)
        return NULL;
    g_autoptr(DeskTemplate) tmpl = desk_template_compile(source, &error);
    g_autoptr(DeskValues) values = values_of(facts);
    char *text =
        tmpl ? desk_template_render(tmpl, values, DESK_ESCAPE_NONE, NULL, NULL, &error) : NULL;
    if (text)
        return g_strstrip(text);
    *problem = g_strdup_printf("its file is no template: %s", error->message);
    return NULL;
}
