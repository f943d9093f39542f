#include "policy/sla-news.h"
#include "base/clock.h"
#include "policy/sla.h"

#define ANSWER "answer the customer and set the ticket to waiting"

/* What a person does to stop each clock. */
static const char *const remedies[DESK_TIMER_CLOCKS] = {
    [DESK_TIMER_FIRST_RESPONSE] = ANSWER,
    [DESK_TIMER_NEXT_RESPONSE] = ANSWER,
    [DESK_TIMER_RESOLUTION] = "resolve the ticket; it stands still while the ticket is waiting or "
                              "on hold",
};

static const DeskSlaAlert *
alert_at(const DeskSlaNews *news, guint i)
{
    return &g_array_index(news->alerts, DeskSlaAlert, i);
}

char *
desk_sla_alert_tell(const DeskSlaAlert *alert, const char *sla, const DeskHours *hours)
{
    g_autoptr(DeskHours) always = hours ? NULL : desk_hours_always();
    g_autofree char *due = desk_hours_show(hours ? hours : always, alert->due);
    g_autofree char *allowed = desk_clock_span(alert->allowed);
    g_autofree char *spent = desk_clock_span(alert->spent);
    return g_strdup_printf(
        "the %s %s due on %s: the SLA %s allows %s of business time, and %s have passed",
        desk_sla_clock_name(alert->kind), alert->missed ? "was" : "is", due, sla, allowed, spent);
}

/* A line with a capital letter and a full stop. */
static void
add_line(GString *text, const char *sentence)
{
    g_string_append_printf(text, "\n%c%s.", g_ascii_toupper(*sentence),
                           sentence + (*sentence != '\0'));
}

/* What is overdue says more than what is not yet. */
static void
add_headline(GString *text, const DeskSlaNews *news)
{
    bool missed = false;
    guint count = 0;
    for (guint i = 0; i < news->alerts->len; i++)
        missed = missed || alert_at(news, i)->missed;
    for (guint i = 0; i < news->alerts->len; i++) {
        const DeskSlaAlert *alert = alert_at(news, i);
        if (alert->missed == missed)
            g_string_append_printf(text, "%s%s", count++ > 0 ? " and " : "",
                                   desk_sla_clock_name(alert->kind));
    }
    text->str[0] = g_ascii_toupper(text->str[0]);
    g_string_append(text, missed ? " overdue" : " due soon");
}

static void
add_remedy(GString *text, const DeskSlaAlert *alert)
{
    g_autofree char *sentence = g_strdup_printf(
        "to stop the clock of the %s, %s", desk_sla_clock_name(alert->kind), remedies[alert->kind]);
    add_line(text, sentence);
}

char *
desk_sla_news(const DeskSlaNews *news, const DeskHours *hours)
{
    GString *text = g_string_new(NULL);
    add_headline(text, news);
    for (guint i = 0; i < news->alerts->len; i++) {
        g_autofree char *alert = desk_sla_alert_tell(alert_at(news, i), news->sla, hours);
        add_line(text, alert);
    }
    for (guint i = 0; i < news->done->len; i++)
        add_line(text, news->done->pdata[i]);
    for (guint i = 0; i < news->alerts->len; i++)
        add_remedy(text, alert_at(news, i));
    return g_string_free(text, FALSE);
}
