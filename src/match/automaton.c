#include "match/automaton.h"

/*
 * States are numbered by their depth, so that the children of one stand side by side and those
 * that others fall back to come first: everything is made in one pass without recursion. A deep
 * state has few children, whose labels are looked through; one with many, and those that nearly
 * every byte of a text comes by, have a row with the next state for any byte.
 */
#define ROW_CHILDREN 5 /* with so many, or */
#define ROW_DEPTH    1 /* down to here: a state has a row */

typedef struct {
    guint32 first; /* child; the next state's is the end of them */
    guint32 fail;  /* the state of the longest other ending that some string begins with */
    guint32 end;   /* DeskEnd by its number, of this state or of one it falls back to; or 0 */
    guint32 row;   /* by its number; 0: none */
} State;

struct DeskAutomaton {
    guint8 classes[256]; /* of bytes; 0: it is in no string */
    guint32 class_count;
    GArray *states; /* State; one more than there are */
    GByteArray *labels;
    GArray *rows;   /* guint32, class_count a row */
    GArray *ends;   /* DeskEnd, from 1 */
    GArray *values; /* guint32 */
};

/* The strings that begin as a state does, and how long that beginning is. */
typedef struct {
    guint32 low;
    guint32 high;
    guint32 depth;
} Range;

typedef struct {
    DeskAutomaton *automaton;
    const DeskString *strings;
    GArray *ranges; /* of each state */
} Making;

static State *
state_of(const DeskAutomaton *automaton, guint32 number)
{
    return &g_array_index(automaton->states, State, number);
}

/* 0, the first state, is nobody's child. */
static inline guint32
find_child(const guint8 *labels, const State *state, guint8 class)
{
    for (guint32 child = state->first; child < state[1].first; child++)
        if (labels[child] == class)
            return child;
    return 0;
}

/* The first state has a row. */
static inline guint32
step(const DeskAutomaton *automaton, guint32 number, guint8 class)
{
    const State *states = (const State *) (const void *) automaton->states->data;
    for (;;) {
        const State *state = &states[number];
        if (state->row > 0)
            return g_array_index(automaton->rows, guint32,
                                 (gsize) (state->row - 1) * automaton->class_count + class);
        guint32 child = find_child(automaton->labels->data, state, class);
        if (child > 0)
            return child;
        number = state->fail;
    }
}

static void
add_state(Making *making, guint8 label, guint32 fail, const Range *range)
{
    State state = { .fail = fail };
    g_array_append_val(making->automaton->states, state);
    g_byte_array_append(making->automaton->labels, &label, 1);
    g_array_append_vals(making->ranges, range, 1);
}

/* The strings of the range that go no further: they come first, being sorted. */
static guint32
add_end(Making *making, guint32 number, const Range *range)
{
    DeskAutomaton *automaton = making->automaton;
    State *state = state_of(automaton, number);
    guint32 low = range->low;
    state->end = state_of(automaton, state->fail)->end;
    DeskEnd end = { .size = range->depth, .suffix = state->end };
    for (; low < range->high && making->strings[low].text[range->depth] == '\0'; low++)
        g_array_append_val(automaton->values, making->strings[low].value);
    end.count = low - range->low;
    if (end.count == 0)
        return low;
    state->end = automaton->ends->len;
    g_array_append_val(automaton->ends, end);
    return low;
}

static void
add_children(Making *making, guint32 number, const Range *range, guint32 low)
{
    DeskAutomaton *automaton = making->automaton;
    State *state = state_of(automaton, number);
    guint32 fail = state->fail;
    state->first = automaton->states->len;
    while (low < range->high) {
        char byte = making->strings[low].text[range->depth];
        guint8 class = automaton->classes[(guchar) byte];
        Range child = { low, low, range->depth + 1 };
        while (child.high < range->high && making->strings[child.high].text[range->depth] == byte)
            child.high++;
        add_state(making, class, number == 0 ? 0 : step(automaton, fail, class), &child);
        low = child.high;
    }
}

static void
add_row(DeskAutomaton *automaton, guint32 number)
{
    State *state = state_of(automaton, number);
    guint base = automaton->rows->len;
    guint32 end = automaton->states->len;
    g_array_set_size(automaton->rows, base + automaton->class_count);
    guint32 *row = &g_array_index(automaton->rows, guint32, base);
    for (guint class = 0; class < automaton->class_count; class ++)
        row[class] = number == 0 ? 0 : step(automaton, state->fail, (guint8) class);
    for (guint32 child = state->first; child < end; child++)
        row[automaton->labels->data[child]] = child;
    state->row = base / automaton->class_count + 1;
}

static void
make_states(Making *making, guint32 count)
{
    DeskAutomaton *automaton = making->automaton;
    const Range all = { 0, count, 0 };
    add_state(making, 0, 0, &all);
    for (guint32 number = 0; number < automaton->states->len; number++) {
        Range range = g_array_index(making->ranges, Range, number);
        guint32 low = add_end(making, number, &range);
        add_children(making, number, &range, low);
        guint32 children = automaton->states->len - state_of(automaton, number)->first;
        if (range.depth <= ROW_DEPTH || children >= ROW_CHILDREN)
            add_row(automaton, number);
    }
    State after = { .first = automaton->states->len };
    g_array_append_val(automaton->states, after);
}

static void
make_classes(DeskAutomaton *automaton, const DeskString *strings, gsize count)
{
    automaton->class_count = 1;
    for (gsize i = 0; i < count; i++)
        for (const char *p = strings[i].text; *p; p++)
            if (automaton->classes[(guchar) *p] == 0)
                automaton->classes[(guchar) *p] = (guint8) automaton->class_count++;
}

/* The values do not move any more. */
static void
place_values(DeskAutomaton *automaton)
{
    const guint32 *values = (const guint32 *) (const void *) automaton->values->data;
    for (guint32 i = 1; i < automaton->ends->len; i++) {
        DeskEnd *end = &g_array_index(automaton->ends, DeskEnd, i);
        end->values = values;
        values += end->count;
    }
}

static int
compare(const void *one, const void *other)
{
    return strcmp(((const DeskString *) one)->text, ((const DeskString *) other)->text);
}

DeskAutomaton *
desk_automaton_new(DeskString *strings, gsize count)
{
    DeskAutomaton *automaton = g_new0(DeskAutomaton, 1);
    automaton->states = g_array_new(FALSE, FALSE, sizeof(State));
    automaton->labels = g_byte_array_new();
    automaton->rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    automaton->ends = g_array_new(FALSE, TRUE, sizeof(DeskEnd));
    automaton->values = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_set_size(automaton->ends, 1);
    if (count > 0)
        qsort(strings, count, sizeof *strings, compare);
    make_classes(automaton, strings, count);
    g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(Range));
    Making making = { automaton, strings, ranges };
    make_states(&making, (guint32) count);
    place_values(automaton);
    return automaton;
}

void
desk_automaton_free(DeskAutomaton *automaton)
{
    if (!automaton)
        return;
    g_array_unref(automaton->states);
    g_byte_array_unref(automaton->labels);
    g_array_unref(automaton->rows);
    g_array_unref(automaton->ends);
    g_array_unref(automaton->values);
    g_free(automaton);
}

const DeskEnd *
desk_automaton_end(const DeskAutomaton *automaton, guint32 number)
{
    return &g_array_index(automaton->ends, DeskEnd, number);
}

guint32
desk_automaton_end_count(const DeskAutomaton *automaton)
{
    return automaton->ends->len - 1;
}

bool
desk_automaton_next(const DeskAutomaton *automaton, DeskScan *scan)
{
    const State *states = (const State *) (const void *) automaton->states->data;
    guint32 state = scan->state;
    gsize at = scan->at;
    scan->end = 0;
    while (at < scan->size && scan->end == 0) {
        state = step(automaton, state, automaton->classes[(guchar) scan->text[at++]]);
        scan->end = states[state].end;
    }
    scan->at = at;
    scan->state = state;
    return scan->end > 0;
}

gsize
desk_automaton_memory(const DeskAutomaton *automaton)
{
    return sizeof *automaton + automaton->states->len * (sizeof(State) + 1) +
           automaton->rows->len * sizeof(guint32) + automaton->ends->len * sizeof(DeskEnd) +
           automaton->values->len * sizeof(guint32);
}
