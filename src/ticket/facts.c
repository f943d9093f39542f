#include "ticket/facts.h"
#include "base/text.h"

void
desk_facts_add(GString *facts, const char *name, const char *value)
{
    g_autofree char *line = desk_text_line(value, strlen(value));
    g_string_append_printf(facts, "%s%s %s", facts->len > 0 ? "\n" : "", name, line);
}

void
desk_facts_add_time(GString *facts, const char *name, gint64 at)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, at);
    desk_facts_add(facts, name, number);
}

char *
desk_facts_find(const char *facts, const char *name)
{
    size_t size = strlen(name);
    for (const char *line = facts; line && *line;) {
        const char *end = strchrnul(line, '\n');
        if (g_str_has_prefix(line, name) && line[size] == ' ')
            return g_strndup(line + size + 1, (gsize) (end - line) - size - 1);
        line = *end ? end + 1 : end;
    }
    return NULL;
}

gint64
desk_facts_time(const char *facts, const char *name)
{
    g_autofree char *value = desk_facts_find(facts, name);
    return value ? g_ascii_strtoll(value, NULL, 10) : 0;
}
