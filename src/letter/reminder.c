#include "letter/fields.h"
#include "letter/writing.h"
#include "ticket/facts.h"

#define EXCERPT 4000 /* bytes of the answer that he is reminded of */

static void
set_message(const DeskWriting *w, const DeskMessage *answer)
{
    const char *whole = answer->reply_text ? answer->reply_text : answer->text;
    bool cut = false;
    g_autofree char *begin = g_strchomp(desk_field_excerpt(whole, EXCERPT, &cut));
    g_autofree char *text = g_strconcat(begin, cut ? "\n[...]" : "", NULL);
    desk_values_set(w->letter->values, "message", desk_field_text(text));
    desk_values_set(w->letter->values, "html_message", desk_field_html(text));
}

static void
set_links(const DeskWriting *w)
{
    g_autofree char *keep = desk_letter_mailto(w, NULL);
    g_autofree char *confirm = desk_letter_mailto(w, "#close");
    desk_values_set(w->letter->values, "keep", desk_field_text(keep));
    desk_values_set(w->letter->values, "confirm", desk_field_text(confirm));
}

/* Nobody is reminded who has answered meanwhile. What was written is told to nobody of whom
 * nothing proves that he reads mail at the address (RULES L8). */
bool
desk_letter_reminder(const DeskWriting *w, GError **error)
{
    g_autoptr(DeskMessage) answer = NULL;
    gint64 closes = desk_facts_time(w->row->detail, "closes");
    if (w->ticket->status != DESK_STATUS_WAITING)
        return desk_letter_refuse(error, "the ticket does not wait for its customer any more");
    if (w->row->verified && !desk_letter_last_answer(w, &answer, error))
        return false;
    if (answer)
        set_message(w, answer);
    desk_values_set(w->letter->values, "closes", desk_field_parts(w->hours, closes));
    set_links(w);
    return true;
}
