#include "policy/command-parts.h"

/* What a command decides; two that decide the same contradict each other. */
enum {
    SETS_STATUS = 1 << 0,
    ENDS = 1 << 1,  /* nobody works on the ticket afterwards */
    WAKES = 1 << 2, /* says when it comes back */
    ASSIGNS = 1 << 3,
    STAYS_INSIDE = 1 << 4, /* who gets what stands below */
    GOES_OUT = 1 << 5,
    REPEATS = 1 << 6, /* may stand more than once */
    ALONE = 1 << 7,   /* beside no other command */
};

static const unsigned effects[] = {
    [DESK_COMMAND_RESOLVE] = SETS_STATUS | ENDS,
    [DESK_COMMAND_CLOSE] = SETS_STATUS | ENDS,
    [DESK_COMMAND_REOPEN] = SETS_STATUS,
    [DESK_COMMAND_STATUS] = SETS_STATUS,
    [DESK_COMMAND_WAIT] = SETS_STATUS,
    [DESK_COMMAND_HOLD] = SETS_STATUS | WAKES,
    [DESK_COMMAND_SNOOZE] = WAKES,
    [DESK_COMMAND_SPAM] = SETS_STATUS | ENDS,
    [DESK_COMMAND_MERGE] = SETS_STATUS | ENDS,
    [DESK_COMMAND_TAKE] = ASSIGNS,
    [DESK_COMMAND_ASSIGN] = ASSIGNS,
    [DESK_COMMAND_NOTE] = STAYS_INSIDE,
    [DESK_COMMAND_FORWARD] = GOES_OUT,
    [DESK_COMMAND_TAG] = REPEATS,
    [DESK_COMMAND_CC] = REPEATS,
    [DESK_COMMAND_WATCH] = REPEATS,
    [DESK_COMMAND_UNWATCH] = REPEATS,
    [DESK_COMMAND_LINK] = REPEATS,
    [DESK_COMMAND_CANNED] = REPEATS,
    [DESK_COMMAND_KB] = REPEATS,
    [DESK_COMMAND_APPROVE] = REPEATS,
    [DESK_COMMAND_PUBLISH] = REPEATS,
    [DESK_COMMAND_SEARCH] = REPEATS,
    [DESK_COMMAND_AWAY] = ALONE,
    [DESK_COMMAND_BACK] = ALONE,
    [DESK_COMMAND_HELP] = 0,
};

/* #status says by its word whether the ticket ends. */
static unsigned
effects_of(const DeskCommand *command)
{
    DeskStatus status = command->status;
    bool ends = status == DESK_STATUS_RESOLVED || status == DESK_STATUS_CLOSED ||
                status == DESK_STATUS_SPAM;
    if (command->verb == DESK_COMMAND_STATUS && !command->words[0]) /* a customer asks */
        return 0;
    return effects[command->verb] | (command->verb == DESK_COMMAND_STATUS && ends ? ENDS : 0);
}

/* Why two commands cannot stand in one mail; NULL: they can. Static. */
static const char *
contradiction(const DeskCommand *before, const DeskCommand *command)
{
    unsigned one = effects_of(before), other = effects_of(command);
    if ((one | other) & ALONE)
        return "no other command may stand with #away or #back";
    if (before->verb == command->verb && !(one & REPEATS))
        return "it stands in the mail twice";
    if (one & other & SETS_STATUS)
        return "both say which status the ticket has";
    if (one & other & WAKES)
        return "both say when the ticket comes back";
    if ((one & WAKES && other & ENDS) || (one & ENDS && other & WAKES))
        return "what has ended does not come back";
    if (one & other & ASSIGNS)
        return "both say who has the ticket";
    if ((one & STAYS_INSIDE && other & GOES_OUT) || (one & GOES_OUT && other & STAYS_INSIDE))
        return "what stands below is a note, or goes out";
    return NULL;
}

char *
desk_command_conflict(const GPtrArray *before, const DeskCommand *command)
{
    for (guint i = 0; i < before->len && before->pdata[i] != command; i++) {
        const DeskCommand *earlier = before->pdata[i];
        const char *why = contradiction(earlier, command);
        if (why)
            return g_strdup_printf("%s (\"%s\" stands in line %u)", why, earlier->line,
                                   earlier->number);
    }
    return NULL;
}

bool
desk_commands_set_status(const DeskCommands *commands)
{
    for (guint i = 0; commands->list && i < commands->list->len; i++)
        if (effects_of(commands->list->pdata[i]) & SETS_STATUS)
            return true;
    return false;
}

/* ---- words that are none ---- */

/* How many letters must be changed, left out or put in. Words are short. */
static size_t
distance(const char *left, const char *right)
{
    enum { MAX = 20 };
    size_t row[MAX + 1], n = strlen(right);
    if (strlen(left) > MAX || n > MAX)
        return MAX;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; left[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t above = row[j];
            row[j] = MIN(MIN(above, row[j - 1]) + 1, diagonal + (left[i - 1] != right[j - 1]));
            diagonal = above;
        }
    }
    return row[n];
}

/* The one that was most likely meant; NULL: none is near. */
static const DeskCommandWord *
nearest(const char *word)
{
    const DeskCommandWord *best = NULL;
    size_t least = MIN(3, strlen(word)); /* two letters of a long word, one of a short one */
    for (const DeskCommandWord *row = desk_command_words(); row->word; row++) {
        size_t d = row->by_agent ? distance(word, row->word) : least;
        if (d < least) {
            least = d;
            best = row;
        }
    }
    return best;
}

char *
desk_command_unknown(const char *word)
{
    const DeskCommandWord *near = word ? nearest(word) : NULL;
    return g_strdup_printf("there is no such command; expected %s#%s%s, or ## for a line that "
                           "begins with #",
                           near ? "" : "one such as ", near ? near->word : "resolve",
                           near ? "" : ", #take or #note, all of which #help tells");
}
