#include "letter/fields.h"
#include "letter/links.h"
#include "letter/writing.h"
#include "store/rows.h"
#include "ticket/facts.h"

#define EXCERPT 4000 /* bytes of the answer that he is reminded of */
#define PAGE    8    /* messages read at once */

/* What was said to the customer last; *answer stays NULL when nothing was. */
static bool
find_answer(const DeskWriting *w, DeskMessage **answer, GError **error)
{
    gint64 before = G_MAXINT64;
    *answer = NULL;
    while (!*answer && before > 1) {
        g_autoptr(GPtrArray) page = NULL;
        if (!desk_store_message_before(w->desk->store, w->ticket->id, before, PAGE, &page, error))
            return false;
        if (page->len == 0)
            return true;
        before = ((const DeskMessage *) page->pdata[page->len - 1])->sequence;
        for (guint i = 0; i < page->len && !*answer; i++) {
            const DeskMessage *message = page->pdata[i];
            if (message->direction == DESK_DIRECTION_OUT && !message->held)
                *answer = g_ptr_array_steal_index(page, i);
        }
    }
    return true;
}

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

/* What counts is the address, which leads to the ticket; the subject is there for people. */
static void
set_links(const DeskWriting *w)
{
    g_autofree char *subject =
        w->row->verified
            ? g_strdup_printf("Re: [#%" G_GINT64_FORMAT "] %s", w->ticket->id, w->ticket->subject)
            : g_strdup_printf("Re: [#%" G_GINT64_FORMAT "]", w->ticket->id);
    g_autofree char *keep = desk_link_mailto(w->row->reply_to, subject, NULL);
    g_autofree char *confirm = desk_link_mailto(w->row->reply_to, subject, "#close");
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
    if (w->row->verified && !find_answer(w, &answer, error))
        return false;
    if (answer)
        set_message(w, answer);
    desk_values_set(w->letter->values, "closes", desk_field_parts(w->hours, closes));
    set_links(w);
    return true;
}
