#include "policy/update.h"
#include "letter/fields.h"
#include "letter/links.h"
#include "letter/writing.h"
#include "store/rows.h"
#include "store/timers.h"
#include "ticket/facts.h"

#define SOLUTION_MAX 4000 /* bytes of the answer that is repeated */
#define PAGE         8    /* messages read at once */

bool
desk_letter_last_answer(const DeskWriting *w, DeskMessage **answer, GError **error)
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

char *
desk_letter_mailto(const DeskWriting *w, const char *body)
{
    g_autofree char *subject =
        w->row->verified
            ? g_strdup_printf("Re: [#%" G_GINT64_FORMAT "] %s", w->ticket->id, w->ticket->subject)
            : g_strdup_printf("Re: [#%" G_GINT64_FORMAT "]", w->ticket->id);
    return desk_link_mailto(w->row->reply_to, subject, body);
}

static void
set_link(const DeskWriting *w, const char *name, const char *body)
{
    g_autofree char *link = desk_letter_mailto(w, body);
    desk_values_set(w->letter->values, name, desk_field_text(link));
}

/* Of what time has closed already, nothing is said of when. */
static void
set_end(const DeskWriting *w)
{
    gint64 closes = desk_facts_time(w->row->detail, "closes");
    bool is_ahead = closes > w->desk->now && w->ticket->status == DESK_STATUS_RESOLVED;
    set_link(w, "confirm", "#close");
    set_link(w, "reopen", "#reopen");
    desk_values_set(w->letter->values, "closes", desk_field_parts(w->hours, is_ahead ? closes : 0));
}

/* ---- the words ---- */

static bool
write_agent(const DeskWriting *w, GError **error)
{
    const char *assignee = w->ticket->assignee;
    const DeskAgent *agent = assignee ? desk_conf_agent(w->desk->conf, assignee) : NULL;
    DeskValues *values = desk_values_map();
    (void) error;
    desk_values_set(values, "name", desk_field_text(agent ? agent->full_name : NULL));
    desk_values_set(w->letter->values, "agent", values);
    return true;
}

/* It may have been put off after it was put on hold. */
static bool
find_until(const DeskWriting *w, gint64 *until, GError **error)
{
    g_autoptr(GArray) timers = NULL;
    *until = desk_facts_time(w->row->detail, "until");
    if (*until > 0)
        return true;
    if (!desk_store_timer_list(w->desk->store, w->ticket->id, &timers, error))
        return false;
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (timer->kind == DESK_TIMER_WAKE)
            *until = timer->next_at;
    }
    return true;
}

static bool
write_hold(const DeskWriting *w, GError **error)
{
    g_autofree char *reason = desk_facts_find(w->row->detail, "reason");
    gint64 until = 0;
    if (!find_until(w, &until, error))
        return false;
    desk_values_set(w->letter->values, "reason", desk_field_text(reason));
    desk_values_set(w->letter->values, "until", desk_field_parts(w->hours, until));
    return true;
}

/* What he got himself, and no note (RULES O4); nothing that was written where nothing proves that
 * he reads mail at the address (RULES L8). */
static bool
write_resolved(const DeskWriting *w, GError **error)
{
    g_autoptr(DeskMessage) answer = NULL;
    set_end(w);
    if (w->row->verified && !desk_letter_last_answer(w, &answer, error))
        return false;
    if (!answer)
        return true;
    bool cut = false;
    const char *whole = answer->reply_text ? answer->reply_text : answer->text;
    g_autofree char *begin = g_strchomp(desk_field_excerpt(whole, SOLUTION_MAX, &cut));
    g_autofree char *text = g_strconcat(begin, cut ? "\n[...]" : "", NULL);
    desk_values_set(w->letter->values, "solution", desk_field_text(text));
    desk_values_set(w->letter->values, "html_solution", desk_field_html(text));
    return true;
}

static bool
write_closed(const DeskWriting *w, GError **error)
{
    (void) error;
    set_link(w, "reopen", "#reopen");
    return true;
}

static bool
write_merged(const DeskWriting *w, GError **error)
{
    gint64 into = desk_facts_time(w->row->detail, "into");
    DeskValues *values = desk_values_map();
    (void) error;
    desk_values_set(values, "id", into > 0 ? desk_field_number(into) : desk_values_bool(false));
    desk_values_set(w->letter->values, "into", values);
    return true;
}

static bool
write_nothing(const DeskWriting *w, GError **error)
{
    (void) w;
    (void) error;
    return true;
}

static const struct {
    const char *template;
    bool (*write)(const DeskWriting *writing, GError **error);
} words[DESK_UPDATES] = {
    [DESK_UPDATE_ASSIGNED] = { "status-assigned", write_agent },
    [DESK_UPDATE_IN_PROGRESS] = { "status-in-progress", write_agent },
    [DESK_UPDATE_ON_HOLD] = { "status-on-hold", write_hold },
    [DESK_UPDATE_RESOLVED] = { "status-resolved", write_resolved },
    [DESK_UPDATE_REOPENED] = { "status-reopened", write_nothing },
    [DESK_UPDATE_CLOSED] = { "status-closed", write_closed },
    [DESK_UPDATE_MERGED] = { "status-merged", write_merged },
};

/* ---- all of it ---- */

static bool
find_word(const DeskWriting *w, DeskUpdate *update)
{
    g_autofree char *word = desk_facts_find(w->row->detail, "update");
    return word && desk_update_parse(word, update);
}

static bool
is_so(const DeskWriting *w, DeskUpdate update)
{
    return desk_update_holds(update, w->ticket->status, w->ticket->assignee != NULL);
}

bool
desk_letter_update(const DeskWriting *w, GError **error)
{
    DeskUpdate update = DESK_UPDATE_ASSIGNED;
    if (!find_word(w, &update))
        return desk_letter_refuse(error, "it says nothing of the ticket");
    if (!is_so(w, update))
        return desk_letter_refuse(error, "the ticket is not what it says any more");
    w->letter->template = words[update].template;
    return words[update].write(w, error);
}

void
desk_letter_set_resolved(const DeskWriting *w)
{
    DeskUpdate update = DESK_UPDATE_ASSIGNED;
    bool resolves = find_word(w, &update) && update == DESK_UPDATE_RESOLVED && is_so(w, update);
    desk_values_set(w->letter->values, "resolved", desk_values_bool(resolves));
    if (resolves)
        set_end(w);
}
