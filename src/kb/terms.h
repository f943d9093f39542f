#pragma once
#include "base/base.h"

/*
 * The words of a text as articles are looked up by them: folded (match/fold.h), without accents,
 * cut after six letters so that a plural finds its singular, and without those that every text of a
 * language has. What is written without blanks gives each two characters that follow each other.
 */
typedef struct DeskKbReader DeskKbReader;

/* Made once; then any number of threads may read. */
DeskKbReader *desk_kb_reader_new(void);
void desk_kb_reader_free(DeskKbReader *reader);

/* A word, by a number that no other is likely to have, and how often it stands there. */
typedef struct {
    guint64 word;
    guint count;
} DeskKbTerm;

/* Those of valid UTF-8, each once, by their numbers; element type DeskKbTerm. The caller's. */
GArray *desk_kb_reader_terms(const DeskKbReader *reader, const char *text);

/* One of them; NULL: it is not there. Borrowed. */
const DeskKbTerm *desk_kb_terms_find(const GArray *terms, guint64 word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskKbReader, desk_kb_reader_free)
