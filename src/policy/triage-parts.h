#pragma once
#include "match/matcher.h"
#include "policy/triage.h"

/*
 * What the rooms of policy/triage share. A configuration becomes a list of clauses, one for each
 * word, expression or name that is looked for, in the order of the file: those of the categories,
 * of the rules, then urgency and impact words. The number of a clause is its id in the matcher.
 */
typedef enum {
    DESK_CLAUSE_KEYWORD,
    DESK_CLAUSE_NOT, /* must not be there */
    DESK_CLAUSE_REGEX,
    DESK_CLAUSE_HEADER,
    DESK_CLAUSE_MAILBOX,
    DESK_CLAUSE_CUSTOMER,
    DESK_CLAUSE_ATTACHMENT,
} DeskClauseKind;
#define DESK_CLAUSE_KINDS (DESK_CLAUSE_ATTACHMENT + 1)

typedef struct {
    DeskClauseKind kind;
    const char *pattern; /* as the configuration has it */
    char *field;         /* HEADER: the name of the field */
    GRegex *value;       /* HEADER */
    GPatternSpec *file;  /* ATTACHMENT: in lower case */
} DeskClause;

/* Whose clauses they are: those from first up to end. */
typedef struct {
    const char *section; /* as in DeskTriageMatch */
    const char *name;
    const DeskCategory *category; /* or NULL */
    const DeskRule *rule;         /* or NULL */
    guint first;
    guint end;
} DeskAsker;

struct DeskTriage {
    const DeskConf *conf;
    GArray *askers;        /* DeskAsker */
    GArray *clauses;       /* DeskClause */
    GArray *apart;         /* guint: clauses that are no words or expressions of subject and text */
    DeskMatcher *matcher;  /* NULL: no words are asked for */
    GHashTable *addresses; /* identity key -> DeskCustomer */
    GHashTable *domains;   /* A-label -> DeskCustomer */
};

/* Where a clause was found; borrows from the facts. */
typedef struct {
    guint clause;
    const char *where; /* as in DeskTriageMatch */
    const char *start;
    gsize size;
    bool gave_up;
} DeskFind;

/* The list of a kind in the conditions of a category or rule; NULL: it has none such. */
char *const *desk_triage_list(const DeskConditions *conditions, DeskClauseKind kind);

/* All that is found, by the number of the clause, subject before text; element type DeskFind. */
GArray *desk_triage_find(const DeskTriage *triage, const DeskTriageFacts *facts,
                         const DeskCustomer *customer);

/* Scores, categories and rules: completes all of triaged but reasons, priority and what follows.
 * The rules that hold, in their order: const DeskRule; the caller's. */
GPtrArray *desk_triage_weigh(const DeskTriage *triage, const GArray *finds, DeskTriaged *triaged);

/* Priority, with its sentence. */
void desk_triage_rank(const DeskTriage *triage, const DeskTriageFacts *facts,
                      const GPtrArray *rules, DeskTriaged *triaged);

/* One sentence: why this category, or why none; NULL: nothing spoke for any. The caller's. */
char *desk_triage_tell_category(const DeskTriaged *triaged);
/* Likewise why a rule holds. */
char *desk_triage_tell_rule(const DeskTriaged *triaged, const DeskRule *rule);
/* Likewise which expressions were given up; NULL: none. */
char *desk_triage_tell_given_up(const DeskTriaged *triaged);
/* Adds what one match is: subject has "invoice". */
void desk_triage_tell_match(GString *out, const DeskTriageMatch *match);
