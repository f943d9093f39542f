#pragma once
#include "match/boundary.h"

/*
 * Finds all of many strings in one pass over a text (Aho and Corasick, 1975): a bounded number of
 * steps a byte in the mean, however many strings there are. Of words it knows only where one may
 * begin and end; for the rest bytes are bytes. Immutable once it is made: any thread.
 */
typedef struct DeskAutomaton DeskAutomaton;

typedef struct {
    const char *text; /* neither empty nor above 16 MB; borrowed while the automaton is made */
    guint32 value;    /* what the caller knows it by; several may have the same text */
} DeskString;

/* Sorts the strings, whose bytes are below G_MAXUINT32 together. */
DeskAutomaton *desk_automaton_new(DeskString *strings, gsize count);
void desk_automaton_free(DeskAutomaton *automaton);

/* A string that can be found. */
typedef struct {
    const guint32 *values; /* of all that have this text */
    guint32 count;
    guint32 size;   /* bytes */
    guint32 suffix; /* the longest other string that it ends with; 0: there is none */
} DeskEnd;

/* By its number, from 1 to the count. */
const DeskEnd *desk_automaton_end(const DeskAutomaton *automaton, guint32 number);
guint32 desk_automaton_end_count(const DeskAutomaton *automaton);

/* A search under way: begin with text, edges and size, the rest 0. */
typedef struct {
    const char *text;
    const guint8 *edges; /* for each byte and the end: what may happen before it, see boundary.h */
    gsize size;
    gsize at; /* so many bytes have been read, and the string ends here */
    guint32 state;
    guint32 end; /* the longest string that ends here; its suffixes do as well */
} DeskScan;

/*
 * Goes on to the next place where a word may end and a string does that begins where a word may
 * begin; those that it ends with may begin elsewhere. False: there is none any more.
 */
bool desk_automaton_next(const DeskAutomaton *automaton, DeskScan *scan);

/* Bytes that it takes. */
gsize desk_automaton_memory(const DeskAutomaton *automaton);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskAutomaton, desk_automaton_free)
