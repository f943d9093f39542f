#include "base/text.h"
#include "conf/check.h"
#include "conf/promise.h"
#include "ticket/words.h"

/* Each section once; titles are typed by people in commands, so their case does not count. */
static void
check_twice(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        g_autofree char *title = g_ascii_strdown(block->title ? block->title : "", -1);
        g_autofree char *key = g_strconcat(block->section->name, " ", title, NULL);
        const DeskOwner *before = desk_check_claim(check, 's', key, block, block->at);
        if (!before)
            continue;
        g_autofree char *name = block->title ? desk_check_name_of(block)
                                             : g_strconcat("section ", block->section->name, NULL);
        g_autofree char *where = desk_source_where(check->source, before->at);
        desk_source_complain(check->source, block->at,
                             "%s is given twice, expected once: also in %s", name, where);
    }
}

/* Commands take "none" for no category, team, SLA and agent at all, and "auto" for the agent whom
 * the team chooses. */
static void
check_none(DeskCheck *check)
{
    static const char *const taken[] = { "category", "team", "sla", "agent" };
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (desk_word_index(taken, G_N_ELEMENTS(taken), block->section->name) >= 0 &&
            g_ascii_strcasecmp(block->title, "none") == 0)
            desk_source_complain(check->source, block->at,
                                 "%s has the title \"%s\", which stands for no %s, expected "
                                 "another name",
                                 block->section->name, block->title, block->section->name);
        if (desk_check_is(block, "agent") && g_ascii_strcasecmp(block->title, "auto") == 0)
            desk_source_complain(check->source, block->at,
                                 "agent has the title \"%s\", which stands for whom the team "
                                 "chooses, expected another name",
                                 block->title);
    }
}

/* The section that may be meant by a name that no section has; NULL when none is near. */
static const char *
find_alike(const DeskCheck *check, const char *section, const char *name)
{
    const char *best = NULL;
    unsigned least = MIN(desk_syntax_far(name), (unsigned) strlen(name));
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (!desk_check_is(block, section) || !block->title)
            continue;
        unsigned edits = desk_syntax_distance(name, block->title);
        if (edits < least) {
            least = edits;
            best = block->title;
        }
    }
    return best;
}

/* Complains when there is no section of that name. */
static void
check_name(DeskCheck *check, const DeskBlock *block, unsigned at, const char *to, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    g_autofree char *key = g_strconcat("s", to, " ", lower, NULL);
    const DeskOwner *owner = g_hash_table_lookup(check->owners, key);
    if (owner && strcmp(owner->block->title, name) == 0)
        return;
    g_autofree char *shown = desk_text_quote(name);
    const char *alike = owner ? owner->block->title : find_alike(check, to, name);
    g_autofree char *expected = alike ? g_strdup_printf("\"%s\"?", alike)
                                      : g_strdup_printf("a section %s \"%s\"", to, shown);
    desk_source_complain(check->source, at, "%s \"%s\" of %s \"%s\" is unknown, expected %s", to,
                         shown, block->section->name, block->title, expected);
}

const char *
desk_build_reference(const DeskBlock *block, const char *setting)
{
    static const struct {
        const char *from; /* NULL: any section */
        const char *setting;
        const char *to;
    } references[] = {
        { NULL, "team", "team" },
        { NULL, "sla", "sla" },
        { NULL, "calendar", "calendar" },
        { "team", "members", "agent" },
        { "team", "lead", "agent" },
        { "rule", "assignee", "agent" },
        { "rule", "categories", "category" },
        { NULL, "mailboxes", "mailbox" },
        { NULL, "customers", "customer" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(references); i++)
        if (strcmp(setting, references[i].setting) == 0 &&
            (!references[i].from || desk_check_is(block, references[i].from)))
            return references[i].to;
    return NULL;
}

/* Names of sections that other sections point to. */
static void
check_references(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        for (unsigned k = 0; k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            const char *to = desk_build_reference(block, value->setting->name);
            if (to)
                check_name(check, block, value->at, to, value->text);
        }
    }
}

/* The step that is repeated comes behind what it repeats. */
static void
check_steps(DeskCheck *check, const DeskBlock *block)
{
    unsigned steps = 0;
    bool repeats = false;
    for (unsigned k = 0; k < block->values->len; k++) {
        const DeskValue *value = &g_array_index(block->values, DeskValue, k);
        DeskEscalation step = { 0 };
        if (value->setting->type != DESK_TYPE_ESCALATION || !desk_promise_step(value->text, &step))
            continue;
        if (step.team)
            check_name(check, block, value->at, "team", step.team);
        if (repeats || (step.action == DESK_ESCALATE_REPEAT && steps == 0))
            desk_source_complain(check->source, value->at,
                                 "sla.escalation has \"%s\" %s, expected repeat once, behind all "
                                 "other steps",
                                 value->text, repeats ? "behind repeat" : "first");
        steps++;
        repeats = repeats || step.action == DESK_ESCALATE_REPEAT;
        desk_promise_step_clear(&step);
    }
}

static void
check_escalations(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        if (desk_check_is(block, "sla"))
            check_steps(check, block);
    }
}

/* One agent is in a team once. */
static void
check_members(DeskCheck *check)
{
    for (unsigned i = 1; i < check->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(check->blocks, i);
        for (unsigned k = 0; desk_check_is(block, "team") && k < block->values->len; k++) {
            const DeskValue *value = &g_array_index(block->values, DeskValue, k);
            g_autofree char *key = g_strconcat(block->title, " ", value->text, NULL);
            if (strcmp(value->setting->name, "members") != 0 ||
                !desk_check_claim(check, 't', key, block, value->at))
                continue;
            g_autofree char *shown = desk_text_quote(value->text);
            desk_source_complain(check->source, value->at,
                                 "agent \"%s\" is twice in team \"%s\", expected once", shown,
                                 block->title);
        }
    }
}

void
desk_check_titles(DeskCheck *check)
{
    check_twice(check);
    check_none(check);
}

void
desk_check_names(DeskCheck *check)
{
    check_references(check);
    check_members(check);
    check_escalations(check);
}
