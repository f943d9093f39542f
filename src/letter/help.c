#include "letter/fields.h"
#include "letter/found.h"
#include "policy/command.h"

bool
desk_found_help(const DeskWriting *w, GError **error)
{
    (void) error;
    DeskValues *list = desk_values_list();
    for (const DeskCommandWord *word = desk_command_words(); word->word; word++) {
        if (!word->by_agent)
            continue;
        DeskValues *values = desk_values_map();
        desk_values_set(values, "word", desk_field_text(word->word));
        desk_values_set(values, "arguments", desk_field_text(word->arguments));
        desk_values_set(values, "help", desk_field_text(word->help));
        desk_values_append(list, values);
    }
    desk_values_set(w->letter->values, "words", list);
    desk_found_title(w, "Commands: lines at the top of a mail");
    return true;
}
