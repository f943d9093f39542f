#include "kb/kb.h"
#include "letter/fields.h"
#include "letter/writing.h"
#include "store/rows.h"
#include "store/timers.h"

#define SLUG "{slug}"

/* ---- when the answer comes ---- */

/* When the first answer is due; 0: nothing is promised, or not for later than now. */
static gint64
due_of(const DeskWriting *w, const GArray *timers)
{
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (timer->kind == DESK_TIMER_FIRST_RESPONSE && timer->state == DESK_TIMER_RUNNING &&
            timer->due > w->desk->now)
            return timer->due;
    }
    return 0;
}

/* Who wrote out of hours hears when the desk opens, unless it has opened meanwhile. */
static void
set_hours(const DeskWriting *w, const DeskHours *hours)
{
    DeskValues *values = w->letter->values;
    gint64 opens = hours ? desk_hours_next_open(hours, w->row->created) : 0;
    bool closed = opens > w->row->created && opens > w->desk->now;
    desk_values_set(values, "closed", desk_values_bool(closed));
    desk_values_set(values, "opens", desk_field_parts(hours, closed ? opens : 0));
}

static bool
set_times(const DeskWriting *w, GError **error)
{
    g_autoptr(GArray) timers = NULL;
    if (!w->ticket->sla)
        return true;
    const DeskHours *hours = desk_conf_sla_hours(w->desk->conf, w->ticket->sla);
    if (!desk_store_timer_list(w->desk->store, w->ticket->id, &timers, error))
        return false;
    desk_values_set(w->letter->values, "expected", desk_field_parts(hours, due_of(w, timers)));
    set_hours(w, hours);
    return true;
}

/* ---- what may help meanwhile ---- */

/* The caller's; NULL: articles are nowhere to be read. */
static char *
url_of(const DeskConf *conf, const char *slug)
{
    if (!conf->kb.url)
        return NULL;
    g_auto(GStrv) parts = g_strsplit(conf->kb.url, SLUG, -1);
    return g_strjoinv(slug, parts);
}

static void
add_article(const DeskWriting *w, DeskValues *list, const DeskKbFound *found)
{
    g_autofree char *url = url_of(w->desk->conf, found->slug);
    g_autofree char *text = desk_field_wrap(found->lead);
    DeskValues *article = desk_values_map();
    desk_values_set(article, "title", desk_field_text(found->title));
    desk_values_set(article, "text", desk_field_text(text));
    desk_values_set(article, "url", desk_field_text(url));
    desk_values_append(list, article);
}

/* Nothing of what the customer wrote stands in them, so they go to anybody (RULES L8). */
static bool
set_articles(const DeskWriting *w, GError **error)
{
    gint64 most = w->desk->conf->kb.suggestions;
    g_autoptr(DeskMessage) message = NULL;
    if (!w->desk->kb || most == 0)
        return true;
    if (!desk_store_message_first(w->desk->store, w->ticket->id, &message, error))
        return false;
    if (!message)
        return true;
    const char *text = message->reply_text ? message->reply_text : message->text;
    const char *language = w->ticket->language ? w->ticket->language : "";
    g_autofree char *words = g_strconcat(message->subject, "\n", text, NULL);
    g_autoptr(GPtrArray) found = desk_kb_find(w->desk->kb, words, language, (guint) most);
    DeskValues *list = desk_values_list();
    for (guint i = 0; i < found->len; i++)
        add_article(w, list, found->pdata[i]);
    desk_values_set(w->letter->values, "has_articles", desk_values_bool(found->len > 0));
    desk_values_set(w->letter->values, "articles", list);
    return true;
}

bool
desk_letter_acknowledgement(const DeskWriting *w, GError **error)
{
    return set_times(w, error) && set_articles(w, error);
}
