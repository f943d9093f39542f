#include "letter/conversation.h"
#include "letter/fields.h"
#include "letter/files.h"

/* Lists of mails know this field: whoever wants no more of them is a click away (RULES O7). */
char *
desk_letter_unsubscribe(const DeskWriting *w)
{
    g_autofree char *address = g_uri_escape_string(w->row->from_address, "@", false);
    return g_strdup_printf("mailto:%s?subject=%%23notify%%20none", address);
}

bool
desk_letter_notification(const DeskWriting *w, GError **error)
{
    g_autoptr(DeskMessage) message = NULL;
    DeskValues *values = w->letter->values;
    desk_letter_set_detail(w, w->row->detail);
    desk_values_set(values, "note_to", desk_field_text(w->row->note_to));
    w->letter->unsubscribe = desk_letter_unsubscribe(w);
    if (!w->ticket)
        return true;
    return desk_letter_set_summary(w, error) && desk_conversation_find(w, &message, error) &&
           (!message || desk_conversation_set_message(w, message, error)) &&
           (!message || desk_files_offer(w, message, error)) &&
           desk_conversation_set_earlier(w, message, error);
}
