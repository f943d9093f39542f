#include "base/clock.h"
#include "deskctl/clocks.h"
#include "deskctl/explain.h"
#include "deskctl/triage.h"
#include "policy/lifecycle.h"
#include "policy/sla.h"

/* What the ticket of a mail has, or would have; all borrowed. */
typedef struct {
    DeskTriageResult where;
    const char *assignee;
    const char *assignment; /* why he, or why nobody; NULL: nothing was asked */
    const char *language;
    const char *why; /* that language; NULL: the ticket has it already */
} Ticket;

/* NULL: the mail came to no mailbox of ours. */
static const DeskMailbox *
mailbox_of(const DeskExplanation *e)
{
    return e->filing ? g_array_index(e->filing->envelope->recipients, DeskRecipient, 0).mailbox
                     : NULL;
}

static Ticket
stored_ticket(const DeskExplanation *e)
{
    const DeskTicket *ticket = e->decision.ticket;
    const DeskAssignment *assignment = &e->decision.assignment;
    const char *next = assignment->agent ? assignment->agent->name : NULL;
    bool passes = e->decision.passes;
    return (Ticket){ .where = { .category = ticket->category,
                                .team = ticket->team,
                                .sla = ticket->sla,
                                .priority = ticket->priority,
                                .tags = (const char *const *) e->tags },
                     .assignee = passes ? next : ticket->assignee,
                     .assignment = passes ? assignment->reason : NULL,
                     .language = ticket->language };
}

/* Without a store nothing is decided, and rules and mailbox alone say where it belongs. */
static DeskTriageResult
where_new(const DeskExplanation *e)
{
    const DeskTriaged *triaged = &e->filing->triaged;
    const DeskRoute *route = &e->decision.route;
    if (e->decision.assignment.reason)
        return (DeskTriageResult){ .category = route->category,
                                   .team = route->team,
                                   .sla = route->sla,
                                   .priority = route->priority };
    return (DeskTriageResult){ .category = triaged->category ? triaged->category->name : NULL,
                               .team = triaged->team,
                               .sla = triaged->sla,
                               .priority = triaged->priority };
}

static Ticket
new_ticket(const DeskExplainer *explainer, const DeskExplanation *e)
{
    const DeskMailbox *mailbox = mailbox_of(e);
    const DeskAssignment *assignment = &e->decision.assignment;
    const DeskLanguageChoice *choice = &e->decision.language;
    const char *language = desk_policy_conf(explainer->policy)->language;
    Ticket ticket = { .where = { .priority = DESK_PRIORITY_NORMAL },
                      .language = mailbox && mailbox->language ? mailbox->language : language };
    if (!choice->tag)
        choice = &e->guess;
    if (choice->tag) {
        ticket.language = choice->tag;
        ticket.why = choice->evidence;
    }
    if (!mailbox || e->decision.kind != DESK_VERDICT_NEW)
        return ticket;
    ticket.where = where_new(e);
    ticket.assignee = assignment->agent ? assignment->agent->name : NULL;
    ticket.assignment = assignment->reason;
    return ticket;
}

static Ticket
ticket_of(const DeskExplainer *explainer, const DeskExplanation *e)
{
    return e->decision.ticket ? stored_ticket(e) : new_ticket(explainer, e);
}

/* ---- clocks ---- */

static void
add_new_clocks(const DeskExplainer *explainer, DeskExplanation *e)
{
    const Ticket wanted = new_ticket(explainer, e);
    const DeskTicket ticket = { .sla = (char *) wanted.where.sla,
                                .priority = wanted.where.priority,
                                .status = wanted.assignee ? DESK_STATUS_OPEN : DESK_STATUS_NEW };
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(DeskTimer));
    g_autoptr(GArray) changes = desk_sla_follow(desk_policy_conf(explainer->policy), &ticket, none,
                                                DESK_SLA_OPENED, e->filing->arrived);
    e->clocks = g_array_new(FALSE, FALSE, sizeof(DeskTimer));
    for (guint i = 0; i < changes->len; i++)
        g_array_append_val(e->clocks, g_array_index(changes, DeskSlaChange, i).timer);
}

bool
desk_explain_find_ticket(const DeskExplainer *explainer, DeskExplanation *e, GError **error)
{
    const DeskTicket *ticket = e->decision.ticket;
    if (ticket)
        return desk_store_tag_list(explainer->store, ticket->id, &e->tags, error) &&
               desk_store_timer_list(explainer->store, ticket->id, &e->clocks, error);
    if (e->decision.kind == DESK_VERDICT_NEW)
        add_new_clocks(explainer, e);
    return true;
}

static gint64
due_of(const DeskExplanation *e, DeskTimerKind kind)
{
    for (guint i = 0; e->clocks && i < e->clocks->len; i++) {
        const DeskTimer *timer = &g_array_index(e->clocks, DeskTimer, i);
        if (timer->kind == kind && timer->state == DESK_TIMER_RUNNING)
            return timer->due;
    }
    return 0;
}

/* When the ticket closes by itself after this mail; 0: never, or a command says what it is then. */
static gint64
closes_at(const DeskExplainer *explainer, const DeskExplanation *e)
{
    const DeskLifecycle *life = &desk_policy_conf(explainer->policy)->lifecycle;
    const DeskDecision *decision = &e->decision;
    gint64 now = e->filing ? e->filing->arrived : 0;
    if (!decision->ticket || (decision->commands && desk_commands_set_status(decision->commands)))
        return 0;
    if (desk_lifecycle_begins(decision->ticket->status, decision->status,
                              decision->outcome == DESK_OUTCOME_ANSWER))
        return desk_lifecycle_lapse(life, decision->status, now, now).close;
    for (guint i = 0; e->clocks && i < e->clocks->len; i++)
        if (g_array_index(e->clocks, DeskTimer, i).kind == DESK_TIMER_CLOSE)
            return g_array_index(e->clocks, DeskTimer, i).next_at;
    return 0;
}

static json_t *
due_json(const DeskExplanation *e)
{
    json_t *value = json_object();
    json_object_set_new(value, "first_response",
                        desk_json_time(due_of(e, DESK_TIMER_FIRST_RESPONSE)));
    json_object_set_new(value, "next_response",
                        desk_json_time(due_of(e, DESK_TIMER_NEXT_RESPONSE)));
    json_object_set_new(value, "resolution", desk_json_time(due_of(e, DESK_TIMER_RESOLUTION)));
    return value;
}

/* ---- showing ---- */

/* Answers are weighed only where the configuration says so. */
static bool
is_weighed(const DeskExplanation *e)
{
    return e->filing && (!e->decision.ticket || e->decision.is_weighed);
}

/* What a stored ticket has takes the place of what rules make of this mail. */
static void
put_tags(json_t *value, char *const *tags)
{
    json_t *list = json_array();
    for (; tags && *tags; tags++)
        json_array_append_new(list, desk_json_text(*tags));
    json_object_set_new(value, "tags", list);
}

json_t *
desk_explain_triage_json(const DeskExplainer *explainer, const DeskExplanation *e)
{
    const Ticket ticket = ticket_of(explainer, e);
    const DeskTriageResult *where = &ticket.where;
    json_t *value = json_object();
    desk_triage_fill_json(value, e->filing ? &e->filing->triaged : NULL);
    if (e->decision.ticket)
        put_tags(value, e->tags);
    json_object_set_new(value, "weighed", json_boolean(is_weighed(e)));
    json_object_set_new(value, "category", desk_json_text(where->category));
    json_object_set_new(value, "priority", desk_json_text(desk_priority_name(where->priority)));
    json_object_set_new(value, "team", desk_json_text(where->team));
    json_object_set_new(value, "assignee", desk_json_text(ticket.assignee));
    json_object_set_new(value, "assignment", desk_json_text(ticket.assignment));
    json_object_set_new(value, "sla", desk_json_text(where->sla));
    json_object_set_new(value, "language", desk_json_text(ticket.language));
    json_object_set_new(value, "language_reason", desk_json_text(ticket.why));
    json_object_set_new(value, "due", due_json(e));
    json_object_set_new(value, "closes", desk_json_time(closes_at(explainer, e)));
    return value;
}

static void
print_due(const DeskExplainer *explainer, const DeskExplanation *e, const char *sla)
{
    const DeskConf *conf = desk_policy_conf(explainer->policy);
    for (guint i = 0; e->clocks && i < e->clocks->len; i++) {
        const DeskTimer *timer = &g_array_index(e->clocks, DeskTimer, i);
        if (timer->state != DESK_TIMER_RUNNING || timer->kind >= DESK_TIMER_CLOCKS)
            continue;
        g_autofree char *due = desk_clocks_moment(conf, sla, timer->due);
        printf("due:      %s %s\n", desk_timer_kind_name(timer->kind), due);
    }
}

static void
print_end(const DeskExplainer *explainer, const DeskExplanation *e)
{
    gint64 at = closes_at(explainer, e);
    g_autofree char *closes = at > 0 ? desk_clock_rfc3339(at) : NULL;
    if (closes)
        printf("closes:   by itself at %s\n", closes);
}

void
desk_explain_print_triage(const DeskExplainer *explainer, const DeskExplanation *e)
{
    Ticket ticket = ticket_of(explainer, e);
    g_autofree const char **tags = desk_triage_tags(&e->filing->triaged);
    if (!e->decision.ticket)
        ticket.where.tags = tags;
    if (is_weighed(e))
        desk_triage_print_grounds(&e->filing->triaged);
    desk_triage_print_result(&ticket.where);
    if (is_weighed(e))
        desk_triage_print_reasons(&e->filing->triaged);
    const char *unknown =
        explainer->store ? "nobody" : "not known without a store, nor is when it is due";
    const char *assignee = ticket.assignee ? ticket.assignee : unknown;
    printf("assigned: %s\n", ticket.assignment ? ticket.assignment : assignee);
    if (ticket.why)
        printf("language: %s (%s)\n", ticket.language, ticket.why);
    print_due(explainer, e, ticket.where.sla);
    print_end(explainer, e);
}
