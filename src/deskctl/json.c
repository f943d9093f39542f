#include "deskctl/json.h"
#include "base/clock.h"
#include "base/text.h"

json_t *
desk_json_text(const char *text)
{
    if (!text)
        return json_null();
    json_t *value = json_string(text);
    if (value)
        return value;
    g_autofree char *repaired = desk_text_repair(text, strlen(text), NULL);
    return json_string(repaired);
}

json_t *
desk_json_time(gint64 micros)
{
    g_autofree char *text = desk_clock_rfc3339(micros);
    return desk_json_text(text);
}

json_t *
desk_json_id(gint64 id)
{
    return id > 0 ? json_integer(id) : json_null();
}

json_t *
desk_json_person(const char *name, const char *address)
{
    json_t *person = json_object();
    json_object_set_new(person, "name", desk_json_text(name));
    json_object_set_new(person, "address", desk_json_text(address));
    return person;
}

void
desk_json_print(json_t *value, bool one_line)
{
    json_dumpf(value, stdout, one_line ? JSON_COMPACT : JSON_INDENT(2));
    putchar('\n');
    json_decref(value);
}
