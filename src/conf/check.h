#pragma once
#include "conf/build.h"

/*
 * What is sound by itself and wrong beside the rest. Each check looks at all blocks and notes its
 * problems in the source.
 */

/* Who owns an address, a login or a title. */
typedef struct {
    const DeskBlock *block;
    unsigned at;
} DeskOwner;

/* A configuration while it is checked; all borrowed. */
typedef struct {
    DeskConf *conf;
    DeskSource *source;
    GPtrArray *blocks;  /* DeskBlock */
    GPtrArray *objects; /* the struct that each became */
    GHashTable *owners; /* kind and key -> DeskOwner */
} DeskCheck;

bool desk_check_is(const DeskBlock *block, const char *section);

/* A titled section as messages name it: mailbox "support". The caller's. */
char *desk_check_name_of(const DeskBlock *block);

/* Notes an owner. Returns the one that was there before, or NULL. */
const DeskOwner *desk_check_claim(DeskCheck *check, char kind, const char *key,
                                  const DeskBlock *block, unsigned at);
/* The same, and complains of the second one. */
void desk_check_claim_or_complain(DeskCheck *check, char kind, const char *key,
                                  const DeskBlock *block, unsigned at);

/* Titles: each section once, and none that is a word of the commands. They are claimed as 's' and
 * come before what is named by them. */
void desk_check_titles(DeskCheck *check);
/* Names of sections that other sections point to: that they exist, and once in a team. */
void desk_check_names(DeskCheck *check);
/* Whose an address or a login is. */
void desk_check_people(DeskCheck *check);
/* What mails are known by: categories, rules, customers, monitors. */
void desk_check_conditions(DeskCheck *check);
