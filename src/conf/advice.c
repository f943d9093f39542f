#include "conf/advice.h"

typedef struct {
    unsigned at;
    char *text;
} Note;

static void
clear_note(Note *note)
{
    g_free(note->text);
}

void
desk_advice_note(DeskAdvice *advice, DeskAdviceKind kind, unsigned at, const char *format, ...)
{
    va_list args;
    if (++advice->count[kind] > DESK_ADVICE_MAX)
        return;
    va_start(args, format);
    Note note = { at, g_strdup_vprintf(format, args) };
    va_end(args);
    g_array_append_val(advice->notes, note);
}

void
desk_advice_each(DeskAdvice *advice, const char *section, DeskAdviceVisit visit)
{
    for (unsigned i = 1; i < advice->blocks->len; i++) {
        const DeskBlock *block = g_ptr_array_index(advice->blocks, i);
        if (strcmp(block->section->name, section) == 0)
            visit(advice, block, g_ptr_array_index(advice->objects, i));
    }
}

/* Where a section says which team and which SLA. */
static const struct {
    const char *section;
    gsize team, sla;
} givers[] = {
    { "mailbox", offsetof(DeskMailbox, team), offsetof(DeskMailbox, sla) },
    { "category", offsetof(DeskCategory, consequences.team),
      offsetof(DeskCategory, consequences.sla) },
    { "rule", offsetof(DeskRule, consequences.team), offsetof(DeskRule, consequences.sla) },
};

static void
visit_pair(DeskAdvice *advice, unsigned at, gsize giver, DeskAdvicePairVisit visit)
{
    const DeskBlock *block = g_ptr_array_index(advice->blocks, at);
    const void *object = g_ptr_array_index(advice->objects, at);
    if (strcmp(block->section->name, givers[giver].section) != 0)
        return;
    const char *team_name = G_STRUCT_MEMBER(const char *, object, givers[giver].team);
    const char *sla_name = G_STRUCT_MEMBER(const char *, object, givers[giver].sla);
    const DeskTeam *team = team_name ? desk_conf_team(advice->conf, team_name) : NULL;
    const DeskSla *sla = sla_name ? desk_conf_sla(advice->conf, sla_name) : NULL;
    if (team && sla)
        visit(advice, block, team, sla);
}

void
desk_advice_pairs(DeskAdvice *advice, DeskAdvicePairVisit visit)
{
    for (gsize giver = 0; giver < G_N_ELEMENTS(givers); giver++)
        for (unsigned i = 1; i < advice->blocks->len; i++)
            visit_pair(advice, i, giver, visit);
}

static int
compare_notes(gconstpointer a, gconstpointer b)
{
    const Note *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* What was too much of one kind, behind all others. */
static void
note_rest(DeskAdvice *advice)
{
    static const char *const names[DESK_ADVICE_KINDS] = {
        [DESK_ADVICE_RULES] = "on rules",
        [DESK_ADVICE_CATEGORIES] = "on categories",
        [DESK_ADVICE_TEAMS] = "on teams",
        [DESK_ADVICE_AGENTS] = "on agents and who hears of tickets",
        [DESK_ADVICE_PROMISES] = "on promises",
        [DESK_ADVICE_LIFE] = "on the life of tickets",
        [DESK_ADVICE_UNUSED] = "on what is not used",
        [DESK_ADVICE_EXCLUDED] = "on keywords that are ruled out",
        [DESK_ADVICE_DOUBLE] = "on keywords that stand twice",
        [DESK_ADVICE_WITHIN] = "on keywords within others",
    };
    for (unsigned kind = 0; kind < DESK_ADVICE_KINDS; kind++) {
        unsigned count = advice->count[kind];
        if (count <= DESK_ADVICE_MAX)
            continue;
        Note note = { DESK_NO_TOKEN,
                      g_strdup_printf("and %u more %s", count - DESK_ADVICE_MAX, names[kind]) };
        g_array_append_val(advice->notes, note);
    }
}

static void
report(const DeskAdvice *advice, GPtrArray *lines)
{
    for (unsigned i = 0; i < advice->notes->len; i++) {
        const Note *note = &g_array_index(advice->notes, Note, i);
        g_autofree char *where = desk_source_where(advice->source, note->at);
        g_ptr_array_add(lines, g_strdup_printf("%s: %s", where, note->text));
    }
}

void
desk_build_advise(DeskConf *conf, DeskSource *source, GPtrArray *blocks, GPtrArray *objects)
{
    DeskAdvice advice = { .conf = conf, .source = source, .blocks = blocks, .objects = objects };
    advice.notes = g_array_new(FALSE, FALSE, sizeof(Note));
    g_array_set_clear_func(advice.notes, (GDestroyNotify) clear_note);

    desk_advice_rules(&advice);
    desk_advice_people(&advice);
    desk_advice_agents(&advice);
    desk_advice_promises(&advice);
    desk_advice_life(&advice);
    desk_advice_hours(&advice);
    desk_advice_words(&advice);
    note_rest(&advice);
    g_array_sort(advice.notes, compare_notes);
    report(&advice, conf->advice);
    g_array_unref(advice.notes);
}
