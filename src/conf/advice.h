#pragma once
#include "conf/build.h"

/*
 * What is odd in a configuration without being wrong. Each check looks at sound settings only, in
 * time that grows with their size, and notes what it finds; of each kind only the first are told.
 */

#define DESK_ADVICE_MAX 20 /* notes of one kind */

typedef enum {
    DESK_ADVICE_RULES,
    DESK_ADVICE_CATEGORIES,
    DESK_ADVICE_TEAMS,
    DESK_ADVICE_AGENTS, /* what they hear and what is believed of them */
    DESK_ADVICE_PROMISES,
    DESK_ADVICE_LIFE, /* how tickets go on by themselves, and what customers are asked */
    DESK_ADVICE_UNUSED,
    DESK_ADVICE_EXCLUDED, /* words that rule themselves out */
    DESK_ADVICE_DOUBLE,   /* the same word in two places */
    DESK_ADVICE_WITHIN,   /* words within others */
} DeskAdviceKind;
#define DESK_ADVICE_KINDS (DESK_ADVICE_WITHIN + 1)

/* A configuration while it is looked at; all borrowed but the notes. */
typedef struct {
    const DeskConf *conf;
    DeskSource *source;
    const GPtrArray *blocks; /* DeskBlock */
    const GPtrArray *objects;
    GArray *notes;
    unsigned count[DESK_ADVICE_KINDS];
} DeskAdvice;

/* Notes something that stands at a token. */
void desk_advice_note(DeskAdvice *advice, DeskAdviceKind kind, unsigned at, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Calls visit for each section of a name, in the order of the file. */
typedef void (*DeskAdviceVisit)(DeskAdvice *advice, const DeskBlock *block, const void *object);
void desk_advice_each(DeskAdvice *advice, const char *section, DeskAdviceVisit visit);

/* Calls visit for each mailbox, category and rule that gives a team tickets with a promise. */
typedef void (*DeskAdvicePairVisit)(DeskAdvice *advice, const DeskBlock *block,
                                    const DeskTeam *team, const DeskSla *sla);
void desk_advice_pairs(DeskAdvice *advice, DeskAdvicePairVisit visit);

/* Rules and categories from which nothing can follow. */
void desk_advice_rules(DeskAdvice *advice);
/* Agents, teams and customers, and header fields of nobody. */
void desk_advice_people(DeskAdvice *advice);
/* How agents hear of their tickets, and what they can do by mail. */
void desk_advice_agents(DeskAdvice *advice);
/* What is promised for tickets. */
void desk_advice_promises(DeskAdvice *advice);
/* Spans of a ticket's life and of surveys that do not go together, and articles of nobody. */
void desk_advice_life(DeskAdvice *advice);
/* Teams that are never at work when they should be. */
void desk_advice_hours(DeskAdvice *advice);
/* Keywords of categories that are found together. */
void desk_advice_words(DeskAdvice *advice);
