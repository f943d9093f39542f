#include "policy/assign.h"
#include "base/langtag.h"
#include "policy/absence.h"

/* A ticket on its way to somebody. */
typedef struct {
    const DeskAssignFacts *facts;
    GPtrArray *free; /* const DeskMember, those who can take it, in the order of the team */
    GString *others; /* why those cannot who cannot: "; bob is away ..." */
} Choice;

/* ---- who can take it ---- */

/* Why a member gets nothing now, as the end of a sentence; NULL: he can take a ticket. The
 * caller's. */
static char *
obstacle(const DeskMember *member, gint64 now)
{
    gint64 capacity = member->agent->capacity;
    if (member->away_until > now) {
        g_autofree char *away = desk_absence_show(member->zone, member->away_until);
        return g_strdup_printf("is %s", away);
    }
    if (member->off)
        return g_strdup("is outside working hours");
    if (capacity > 0 && member->load >= capacity)
        return g_strdup_printf("has %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, member->load,
                               capacity);
    return NULL;
}

static void
sort_out(Choice *choice)
{
    const GArray *members = choice->facts->members;
    for (guint i = 0; i < members->len; i++) {
        const DeskMember *member = &g_array_index(members, DeskMember, i);
        g_autofree char *why = obstacle(member, choice->facts->now);
        if (why)
            g_string_append_printf(choice->others, "; %s %s", member->agent->name, why);
        else
            g_ptr_array_add(choice->free, (gpointer) member);
    }
}

/* ---- who is best ---- */

static bool
has_skill(const DeskMember *member, const char *skill)
{
    return g_strv_contains((const char *const *) member->agent->skills, skill);
}

static bool
speaks(const DeskMember *member, const char *language)
{
    for (char **known = member->agent->languages; language && *known; known++)
        if (desk_langtag_is_same(*known, language))
            return true;
    return !language;
}

static gint64
count_skills(const DeskAssignFacts *facts)
{
    return facts->skills ? (gint64) g_strv_length((char **) facts->skills) : 0;
}

/* How well a member suits the ticket: the number of skills, and one more when he has them all and
 * the language. */
static gint64
suit(const DeskAssignFacts *facts, const DeskMember *member)
{
    gint64 wanted = count_skills(facts), found = 0;
    for (const char *const *skill = facts->skills; skill && *skill; skill++)
        found += has_skill(member, *skill);
    return found + (found == wanted && speaks(member, facts->language));
}

/* Whether one comes before another by what the method looks at, the first difference of all. */
static int
compare(const DeskAssignFacts *facts, const DeskMember *one, const DeskMember *other)
{
    DeskAssignMethod method = (DeskAssignMethod) facts->team->assign;
    gint64 suits = method == DESK_ASSIGN_SKILL ? suit(facts, other) - suit(facts, one) : 0;
    gint64 loads = method == DESK_ASSIGN_ROUND_ROBIN ? 0 : one->load - other->load;
    gint64 first = suits != 0 ? suits : loads != 0 ? loads : one->turn - other->turn;
    return (first > 0) - (first < 0);
}

static const DeskMember *
best(const Choice *choice)
{
    const DeskMember *found = choice->free->pdata[0];
    for (guint i = 1; i < choice->free->len; i++)
        if (compare(choice->facts, choice->free->pdata[i], found) < 0)
            found = choice->free->pdata[i];
    return found;
}

/* ---- why ---- */

/* What the skill method saw in the winner, behind "of 3"; "" when nothing was asked for. The
 * caller's. */
static char *
tell_suit(const DeskAssignFacts *facts, const DeskMember *winner)
{
    const char *language = facts->language;
    gint64 wanted = count_skills(facts), suits = suit(facts, winner);
    if (wanted == 0 && !language)
        return g_strdup("");
    if (wanted == 0)
        return g_strdup_printf(suits > 0 ? " who speak %s" : ", none of whom speaks %s", language);
    if (suits < wanted)
        return g_strdup_printf(" with %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                               " skills, nobody having more",
                               suits, wanted);
    if (!language)
        return g_strdup(" with all the skills");
    return g_strdup_printf(suits > wanted ? " with all the skills and %s"
                                          : " with all the skills, none of whom speaks %s",
                           language);
}

/* Of how many the turn or the load decided. */
static guint
count_rivals(const Choice *choice, const DeskMember *winner)
{
    const DeskAssignFacts *facts = choice->facts;
    guint count = 0;
    for (guint i = 0; i < choice->free->len; i++)
        count += facts->team->assign != DESK_ASSIGN_SKILL ||
                 suit(facts, choice->free->pdata[i]) == suit(facts, winner);
    return count;
}

static bool
shares_load(const Choice *choice, const DeskMember *winner)
{
    for (guint i = 0; i < choice->free->len; i++) {
        const DeskMember *other = choice->free->pdata[i];
        if (other != winner && other->load == winner->load &&
            (choice->facts->team->assign != DESK_ASSIGN_SKILL ||
             suit(choice->facts, other) == suit(choice->facts, winner)))
            return true;
    }
    return false;
}

static char *
tell_choice(const Choice *choice, const DeskMember *winner)
{
    const char *name = winner->agent->name, *others = choice->others->str;
    DeskAssignMethod method = (DeskAssignMethod) choice->facts->team->assign;
    guint rivals = count_rivals(choice, winner);
    g_autofree char *suits =
        method == DESK_ASSIGN_SKILL ? tell_suit(choice->facts, winner) : g_strdup("");
    if (choice->free->len == 1)
        return g_strdup_printf("%s: the only one who can take it%s", name, others);
    if (rivals == 1)
        return g_strdup_printf("%s: the only one of %u%s%s", name, choice->free->len, suits,
                               others);
    if (method == DESK_ASSIGN_ROUND_ROBIN)
        return g_strdup_printf("%s: the longest without a turn of %u%s", name, rivals, others);
    return g_strdup_printf(
        "%s: the fewest tickets of %u%s (%" G_GINT64_FORMAT "%s%s)%s", name, rivals, suits,
        winner->load, winner->has_more ? " or more" : "",
        shares_load(choice, winner) ? ", and of those the longest without a turn" : "", others);
}

static char *
tell_nobody(const Choice *choice)
{
    const DeskTeam *team = choice->facts->team;
    if (choice->facts->members->len == 0)
        return g_strdup_printf("nobody: the team %s has no members", team->name);
    return g_strdup_printf("nobody can take it%s", choice->others->str);
}

/* ---- the choice ---- */

/* Whom a rule names, if he can take it; else the reason begins with why not. */
static const DeskMember *
find_named(const Choice *choice, char **why_not)
{
    const DeskAssignFacts *facts = choice->facts;
    for (guint i = 0; i < facts->members->len; i++) {
        const DeskMember *member = &g_array_index(facts->members, DeskMember, i);
        if (!g_str_equal(member->agent->name, facts->named))
            continue;
        g_autofree char *why = obstacle(member, facts->now);
        if (!why)
            return member;
        *why_not = g_strdup_printf("%s, whom a rule names, %s; ", facts->named, why);
        return NULL;
    }
    *why_not = facts->team ? g_strdup_printf("%s, whom a rule names, is not in the team %s; ",
                                             facts->named, facts->team->name)
                           : g_strdup_printf("%s, whom a rule names, is no agent; ", facts->named);
    return NULL;
}

static void
choose_by_method(Choice *choice, const char *before, DeskAssignment *assignment)
{
    const DeskTeam *team = choice->facts->team;
    if (!team || team->assign == DESK_ASSIGN_MANUAL) {
        assignment->reason =
            team ? g_strdup_printf("%snobody: the tickets of the team %s are handed out by people",
                                   before, team->name)
                 : g_strdup_printf("%snobody: it belongs to no team", before);
        return;
    }
    assignment->sought = true;
    sort_out(choice);
    const DeskMember *winner = choice->free->len > 0 ? best(choice) : NULL;
    g_autofree char *reason = winner ? tell_choice(choice, winner) : tell_nobody(choice);
    assignment->agent = winner ? winner->agent : NULL;
    assignment->reason = g_strconcat(before, reason, NULL);
}

void
desk_assign_choose(const DeskAssignFacts *facts, DeskAssignment *assignment)
{
    g_autoptr(GPtrArray) free_ones = g_ptr_array_new();
    g_autoptr(GString) others = g_string_new(NULL);
    g_autofree char *why_not = NULL;
    Choice choice = { .facts = facts, .free = free_ones, .others = others };

    *assignment = (DeskAssignment){ .sought = facts->named != NULL };
    const DeskMember *named = facts->named ? find_named(&choice, &why_not) : NULL;
    if (!named) {
        choose_by_method(&choice, why_not ? why_not : "", assignment);
        return;
    }
    assignment->agent = named->agent;
    assignment->reason = g_strdup_printf("%s: a rule names this agent", named->agent->name);
}

void
desk_assignment_clear(DeskAssignment *assignment)
{
    g_clear_pointer(&assignment->reason, g_free);
    assignment->agent = NULL;
}
