#include "policy/triage.h"
#include "policy/triage-parts.h"

/* What follows for the ticket, of one kind: "team", from the first who names one. */
typedef struct {
    const char *kind;
    const char *value; /* NULL: nobody has named one */
    const char *by;    /* "rule" */
    const char *name;  /* of the rule */
} Choice;

static void
offer(Choice *choice, const char *value, const char *by, const char *name)
{
    if (!value || choice->value)
        return;
    choice->value = value;
    choice->by = by;
    choice->name = name;
}

static const char *
settle(DeskTriaged *triaged, const Choice *choice)
{
    if (choice->value)
        g_ptr_array_add(triaged->reasons, g_strdup_printf("%s %s by %s %s", choice->kind,
                                                          choice->value, choice->by, choice->name));
    return choice->value;
}

/* Rules in their order, then the category, then the mailbox; a customer's SLA before all. */
static void
route(DeskTriaged *triaged, const GPtrArray *rules, const DeskMailbox *mailbox)
{
    const DeskCategory *category = triaged->category;
    const DeskCustomer *customer = triaged->customer;
    Choice team = { .kind = "team" }, sla = { .kind = "SLA" }, assignee = { .kind = "assignee" };

    if (customer)
        offer(&sla, customer->sla, "customer", customer->name);
    for (guint i = 0; i < rules->len; i++) {
        const DeskRule *rule = rules->pdata[i];
        offer(&team, rule->consequences.team, "rule", rule->name);
        offer(&sla, rule->consequences.sla, "rule", rule->name);
        offer(&assignee, rule->assignee, "rule", rule->name);
    }
    if (category) {
        offer(&team, category->consequences.team, "category", category->name);
        offer(&sla, category->consequences.sla, "category", category->name);
    }
    offer(&team, mailbox->team, "mailbox", mailbox->name);
    offer(&sla, mailbox->sla, "mailbox", mailbox->name);
    triaged->team = settle(triaged, &team);
    triaged->sla = settle(triaged, &sla);
    triaged->assignee = settle(triaged, &assignee);
    triaged->team_by = team.by;
    triaged->sla_by = sla.by;
}

static void
add_tags(DeskTriaged *triaged, char *const *tags)
{
    for (; tags && *tags; tags++)
        if (!g_ptr_array_find_with_equal_func(triaged->tags, *tags, g_str_equal, NULL))
            g_ptr_array_add(triaged->tags, *tags);
}

/* Of every category and every rule that holds, not of the best alone. */
static void
collect_tags(DeskTriaged *triaged, const GPtrArray *rules)
{
    for (guint i = 0; i < triaged->scores->len; i++) {
        const DeskTriageScore *score = &g_array_index(triaged->scores, DeskTriageScore, i);
        if (!score->ruled_out)
            add_tags(triaged, score->category->consequences.tags);
    }
    for (guint i = 0; i < rules->len; i++)
        add_tags(triaged, ((const DeskRule *) rules->pdata[i])->consequences.tags);
    if (triaged->tags->len == 0)
        return;
    GString *out = g_string_new(triaged->tags->len > 1 ? "tags" : "tag");
    for (guint i = 0; i < triaged->tags->len; i++)
        g_string_append_printf(out, "%s %s", i > 0 ? "," : "",
                               (const char *) triaged->tags->pdata[i]);
    g_ptr_array_add(triaged->reasons, g_string_free(out, FALSE));
}

static void
tell_grounds(DeskTriaged *triaged, const GPtrArray *rules)
{
    char *category = desk_triage_tell_category(triaged);
    if (category)
        g_ptr_array_add(triaged->reasons, category);
    for (guint i = 0; i < rules->len; i++)
        g_ptr_array_add(triaged->reasons, desk_triage_tell_rule(triaged, rules->pdata[i]));
    triaged->given_up = desk_triage_tell_given_up(triaged);
    if (triaged->given_up)
        g_ptr_array_add(triaged->reasons, g_strdup(triaged->given_up));
}

void
desk_triage_judge(const DeskTriage *triage, const DeskTriageFacts *facts, DeskTriaged *triaged)
{
    bool is_forged = facts->assurance == DESK_ASSURANCE_FAILED;
    *triaged = (DeskTriaged){
        .customer = is_forged ? NULL : desk_triage_customer(triage, facts->sender),
        .tags = g_ptr_array_new(),
        .reasons = g_ptr_array_new_with_free_func(g_free),
    };
    g_autoptr(GArray) finds = desk_triage_find(triage, facts, triaged->customer);
    g_autoptr(GPtrArray) rules = desk_triage_weigh(triage, finds, triaged);
    tell_grounds(triaged, rules);
    desk_triage_rank(triage, facts, rules, triaged);
    triaged->matched = triaged->category || rules->len > 0;
    triaged->by_mailbox = !triaged->matched && triaged->priority == DESK_PRIORITY_NORMAL &&
                          !(triaged->customer && triaged->customer->sla);
    route(triaged, rules, facts->mailboxes->pdata[0]);
    collect_tags(triaged, rules);
}

void
desk_triaged_clear(DeskTriaged *triaged)
{
    g_clear_pointer(&triaged->scores, g_array_unref);
    g_clear_pointer(&triaged->matches, g_ptr_array_unref);
    g_clear_pointer(&triaged->tags, g_ptr_array_unref);
    g_clear_pointer(&triaged->reasons, g_ptr_array_unref);
    g_clear_pointer(&triaged->given_up, g_free);
}
