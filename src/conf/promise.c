#include "conf/promise.h"
#include "conf/number.h"
#include "ticket/words.h"

#define REPEAT_MIN ((gint64) 60 * G_USEC_PER_SEC) /* shorter ones are a flood */

bool
desk_promise_target(const char *text, gint64 targets[DESK_PRIORITIES])
{
    g_auto(GStrv) parts = g_strsplit(text, "=", 2);
    DeskPriority priority;
    gint64 span;

    if (!parts[0] || !parts[1] || !desk_priority_parse(g_strchomp(parts[0]), &priority) ||
        !desk_number_duration(g_strchug(parts[1]), &span))
        return false;
    if (span == 0 || targets[priority] != 0)
        return false;
    targets[priority] = span;
    return true;
}

/* The words of a line, without those that are empty. The caller's. */
static char **
split(const char *text)
{
    char **words = g_strsplit(text, " ", -1);
    char **to = words;
    for (char **from = words; *from; from++)
        if (**from)
            *to++ = *from;
        else
            g_free(*from);
    *to = NULL;
    return words;
}

bool
desk_promise_step(const char *text, DeskEscalation *step)
{
    static const char *const actions[] = {
        [DESK_ESCALATE_ALARM] = "alarm",          [DESK_ESCALATE_ALARM_LEAD] = "alarm-lead",
        [DESK_ESCALATE_RAISE] = "raise-priority", [DESK_ESCALATE_TO_LEAD] = "assign-lead",
        [DESK_ESCALATE_TO_TEAM] = "team",         [DESK_ESCALATE_REPEAT] = "repeat",
    };
    g_auto(GStrv) words = split(text);
    unsigned count = g_strv_length(words);
    int action = count > 1 ? desk_word_index(actions, G_N_ELEMENTS(actions), words[1]) : -1;
    gint64 after;

    if (action < 0 || !desk_number_duration(words[0], &after))
        return false;
    if (count != (action == DESK_ESCALATE_TO_TEAM ? 3 : 2))
        return false;
    if (action == DESK_ESCALATE_REPEAT && after < REPEAT_MIN)
        return false;
    *step = (DeskEscalation){ .after = after,
                              .action = (DeskEscalateAction) action,
                              .team = g_strdup(words[2]) };
    return true;
}

void
desk_promise_step_clear(DeskEscalation *step)
{
    g_clear_pointer(&step->team, g_free);
}

static int
compare_steps(gconstpointer a, gconstpointer b)
{
    const DeskEscalation *x = a, *y = b;
    bool last = x->action == DESK_ESCALATE_REPEAT;
    if (last != (y->action == DESK_ESCALATE_REPEAT))
        return last ? 1 : -1;
    return x->after < y->after ? -1 : x->after > y->after;
}

GArray *
desk_promise_steps(const char *const *texts)
{
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(DeskEscalation));
    DeskEscalation step;

    g_array_set_clear_func(steps, (GDestroyNotify) desk_promise_step_clear);
    for (; *texts; texts++)
        if (desk_promise_step(*texts, &step))
            g_array_append_val(steps, step);
    g_array_sort(steps, compare_steps); /* stable, as GLib promises */
    return steps;
}
