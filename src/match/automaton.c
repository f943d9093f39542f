#include "match/automaton.h"

/*
 * States are numbered by their depth, so that the children of one stand side by side in the order
 * of their bytes and those that others fall back to come first: everything is made in one pass
 * without recursion.
 *
 * The states of many strings are too many for the caches of a processor that other programs use
 * between two mails. So the first state is left only where a word may begin, and only when the next
 * bytes, up to where a word may end, are the head of some string: a small table of bits (Bloom
 * 1970, all bits of a head in one word, so that a look at it is one) lets few others through. And
 * whatever began at another place is dropped when it is fallen back to.
 */
#define HEAD_BYTES 8  /* of a string, or all that it has */
#define HEAD_ROOM  8  /* bits for each string */
#define LOG_MIN    4  /* of the words in the table */
#define LOG_MAX    14 /* 128 KB */

typedef struct {
    guint32 first; /* child; the next state's is the end of them */
    guint32 fail;  /* the state of the longest other ending that some string begins with */
    guint32 end;   /* DeskEnd by its number, of this state or of one it falls back to; or 0 */
    guint32 depth : 24;
    guint32 byte : 8; /* that leads here */
} State;

struct DeskAutomaton {
    guint64 *heads; /* three bits for each, by its hash */
    guint log_heads;
    GArray *states; /* State; one more than there are */
    GArray *ends;   /* DeskEnd, from 1 */
    GArray *values; /* guint32 */
};

/* The strings that begin as a state does. */
typedef struct {
    guint32 low;
    guint32 high;
} Range;

typedef struct {
    DeskAutomaton *automaton;
    const DeskString *strings;
    GArray *ranges; /* of each state */
} Making;

static inline const State *
states_of(const DeskAutomaton *automaton)
{
    return (const State *) (const void *) automaton->states->data;
}

static State *
state_of(const DeskAutomaton *automaton, guint32 number)
{
    return &g_array_index(automaton->states, State, number);
}

/* 0, the first state, is nobody's child. */
static inline guint32
find_child(const State *states, guint32 number, guint8 byte)
{
    guint32 low = states[number].first, high = states[number + 1].first;
    while (high - low > 4) {
        guint32 middle = low + (high - low) / 2;
        if (states[middle].byte <= byte)
            low = middle;
        else
            high = middle;
    }
    for (; low < high; low++)
        if (states[low].byte == byte)
            return low;
    return 0;
}

/* Where a byte leads when strings may begin anywhere. */
static guint32
step(const DeskAutomaton *automaton, guint32 number, guint8 byte)
{
    const State *states = states_of(automaton);
    guint32 child = find_child(states, number, byte);
    while (child == 0 && number > 0) {
        number = states[number].fail;
        child = find_child(states, number, byte);
    }
    return child;
}

static void
add_state(Making *making, State state, Range range)
{
    g_array_append_val(making->automaton->states, state);
    g_array_append_val(making->ranges, range);
}

/* The strings of the range that go no further: they come first, being sorted. */
static guint32
add_end(Making *making, guint32 number, Range range)
{
    DeskAutomaton *automaton = making->automaton;
    State *state = state_of(automaton, number);
    guint32 low = range.low;
    state->end = state_of(automaton, state->fail)->end;
    DeskEnd end = { .size = state->depth, .suffix = state->end };
    for (; low < range.high && making->strings[low].text[state->depth] == '\0'; low++)
        g_array_append_val(automaton->values, making->strings[low].value);
    end.count = low - range.low;
    if (end.count == 0)
        return low;
    state->end = automaton->ends->len;
    g_array_append_val(automaton->ends, end);
    return low;
}

static void
add_children(Making *making, guint32 number, guint32 low, guint32 high)
{
    DeskAutomaton *automaton = making->automaton;
    State *state = state_of(automaton, number);
    guint32 depth = state->depth, fail = state->fail;
    state->first = automaton->states->len;
    while (low < high) {
        Range range = { low, low + 1 };
        guint8 byte = (guint8) making->strings[low].text[depth];
        while (range.high < high && (guint8) making->strings[range.high].text[depth] == byte)
            range.high++;
        State child = { .fail = number == 0 ? 0 : step(automaton, fail, byte),
                        .depth = (depth + 1) & 0xffffff,
                        .byte = byte };
        add_state(making, child, range);
        low = range.high;
    }
}

static void
make_states(Making *making, guint32 count)
{
    DeskAutomaton *automaton = making->automaton;
    add_state(making, (State){ 0 }, (Range){ 0, count });
    for (guint32 number = 0; number < automaton->states->len; number++) {
        Range range = g_array_index(making->ranges, Range, number);
        guint32 low = add_end(making, number, range);
        add_children(making, number, low, range.high);
    }
    State after = { .first = automaton->states->len };
    g_array_append_val(automaton->states, after);
}

/* Fibonacci hashing (Knuth, The Art of Computer Programming 6.4), twice to reach all bits. */
static inline guint64
hash(guint64 head)
{
    head *= 0x9e3779b97f4a7c15U;
    return (head ^ head >> 32) * 0x9e3779b97f4a7c15U;
}

static inline guint64 *
word_of(const DeskAutomaton *automaton, guint64 hash)
{
    return &automaton->heads[hash >> (64 - automaton->log_heads)];
}

static inline guint64
bits_of(guint64 hash)
{
    return G_GUINT64_CONSTANT(1) << (hash >> 44 & 63) | G_GUINT64_CONSTANT(1) << (hash >> 38 & 63) |
           G_GUINT64_CONSTANT(1) << (hash >> 32 & 63);
}

static void
add_head(DeskAutomaton *automaton, const char *text)
{
    guint64 head = 0;
    for (guint i = 0; i < HEAD_BYTES && text[i]; i++)
        head |= (guint64) (guchar) text[i] << (8 * i);
    guint64 key = hash(head);
    *word_of(automaton, key) |= bits_of(key);
}

static void
make_heads(DeskAutomaton *automaton, const DeskString *strings, gsize count)
{
    automaton->log_heads = CLAMP(g_bit_storage(count * HEAD_ROOM / 64), LOG_MIN, LOG_MAX);
    automaton->heads = g_new0(guint64, 1U << automaton->log_heads);
    for (gsize i = 0; i < count; i++)
        add_head(automaton, strings[i].text);
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
    automaton->ends = g_array_new(FALSE, TRUE, sizeof(DeskEnd));
    automaton->values = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_set_size(automaton->ends, 1);
    if (count > 0)
        qsort(strings, count, sizeof *strings, compare);
    make_heads(automaton, strings, count);
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
    g_free(automaton->heads);
    g_array_unref(automaton->states);
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

/* Whether the text goes on with the head of a string, or seems to. */
static inline bool
has_head(const DeskAutomaton *automaton, const DeskScan *scan, gsize at)
{
    guint64 head = 0;
    for (guint i = 1; i <= HEAD_BYTES && at < scan->size; i++) {
        head |= (guint64) (guchar) scan->text[at++] << (8 * (i - 1));
        if (i < HEAD_BYTES && !(scan->edges[at] & DESK_EDGE_END))
            continue;
        guint64 key = hash(head);
        if ((*word_of(automaton, key) & bits_of(key)) == bits_of(key))
            return true;
    }
    return false;
}

static gsize
find_head(const DeskAutomaton *automaton, const DeskScan *scan)
{
    gsize at = scan->at;
    while (at < scan->size &&
           (!(scan->edges[at] & DESK_EDGE_BEGIN) || !has_head(automaton, scan, at)))
        at++;
    return at;
}

/* The longest other ending that began where a string may begin. */
static guint32
fall_back(const State *states, const DeskScan *scan)
{
    guint32 number = states[scan->state].fail;
    while (number > 0 && !(scan->edges[scan->at - states[number].depth] & DESK_EDGE_BEGIN))
        number = states[number].fail;
    return number;
}

bool
desk_automaton_next(const DeskAutomaton *automaton, DeskScan *scan)
{
    const State *states = states_of(automaton);
    scan->end = 0;
    while (scan->end == 0) {
        if (scan->state == 0)
            scan->at = find_head(automaton, scan);
        if (scan->at >= scan->size)
            return false;
        guint32 child = find_child(states, scan->state, (guint8) scan->text[scan->at]);
        if (child == 0 && scan->state > 0) {
            scan->state = fall_back(states, scan);
            continue;
        }
        scan->at++;
        scan->state = child;
        scan->end = scan->edges[scan->at] & DESK_EDGE_END ? states[child].end : 0;
    }
    return true;
}

gsize
desk_automaton_memory(const DeskAutomaton *automaton)
{
    return sizeof *automaton + sizeof(guint64) * (1U << automaton->log_heads) +
           automaton->states->len * sizeof(State) + automaton->ends->len * sizeof(DeskEnd) +
           automaton->values->len * sizeof(guint32);
}
