#pragma once
#include "conf/conf.h"

/* Which agent of a team gets a ticket. Pure. */

/* What the store knows of a member. */
typedef struct {
    const DeskAgent *agent;
    gint64 load;       /* tickets he has, as far as they were counted; only told of those who can
                          take one, and only when he has a capacity or the method compares them */
    bool has_more;     /* he may have more than these */
    gint64 turn;       /* number of his last turn in the team; 0: none yet */
    gint64 away_until; /* he is away until then; G_MAXINT64: until further notice; 0: he is not */
    bool off;          /* it is outside his working hours */
    const char *zone;  /* time zone that people tell his times in; NULL: UTC */
} DeskMember;

typedef struct {
    const DeskTeam *team;      /* NULL: none, so that it goes to whom a rule names, or to nobody */
    const GArray *members;     /* DeskMember, in the order of the team; without one: of the named */
    const char *const *skills; /* that the ticket needs; NULL: none */
    const char *language;      /* of the ticket, or NULL */
    const char *named;         /* the agent whom a rule names, or NULL */
    gint64 now;
} DeskAssignFacts;

typedef struct {
    const DeskAgent *agent; /* NULL: nobody */
    bool sought;            /* false: tickets of the team are handed out by people */
    char *reason;           /* one sentence: why he, and why not the others, or why nobody */
} DeskAssignment;

/*
 * Whom a rule names comes first. Nobody gets a ticket who is away, outside his working hours, or
 * has as many as his capacity. Of the others: manual, nobody; round-robin, whose last turn is the
 * longest ago; least-loaded, who has the fewest, then as round-robin; skill, who has all the
 * skills and the language, else all the skills, else the most of them, then as least-loaded.
 */
void desk_assign_choose(const DeskAssignFacts *facts, DeskAssignment *assignment);
void desk_assignment_clear(DeskAssignment *assignment);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskAssignment, desk_assignment_clear)
