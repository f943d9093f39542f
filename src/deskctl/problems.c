#include "deskctl/problems.h"

/*
 * "file:line: text" taken apart; a line that cannot be told is null. Without that form all
 * of it is the text.
 */
static json_t *
problem_json(const char *problem)
{
    json_t *value = json_object();
    const char *text = strstr(problem, ": ");
    const char *colon = text;
    while (colon && colon > problem && g_ascii_isdigit(colon[-1]))
        colon--;
    bool sound = colon && colon > problem && colon < text && colon[-1] == ':';
    g_autofree char *file = sound ? g_strndup(problem, (gsize) (colon - 1 - problem)) : NULL;
    json_object_set_new(value, "file", desk_json_text(file));
    json_object_set_new(value, "line", desk_json_id(sound ? g_ascii_strtoll(colon, NULL, 10) : 0));
    json_object_set_new(value, "text", desk_json_text(sound ? text + strlen(": ") : problem));
    return value;
}

json_t *
desk_problems_json(const GPtrArray *problems)
{
    json_t *list = json_array();
    for (guint i = 0; problems && i < problems->len; i++)
        json_array_append_new(list, problem_json(problems->pdata[i]));
    return list;
}
