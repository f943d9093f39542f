#pragma once
#include "base/clock.h"
#include "store/store.h"
#include "ticket/ticket.h"

/* What is looked up for people: lists and counts. Reads only; none of it is asked while a mail is
 * filed. */

/* One ticket of somebody's queue. */
typedef struct {
    DeskTicket *ticket;
    gint64 due;   /* when the first of its running clocks ends; 0: none runs */
    bool snoozed; /* it was put off until later than now */
} DeskQueued;
void desk_queued_free(DeskQueued *queued);

/* The tickets that an agent has and that have not ended, the most urgent first: by what is due
 * first within a priority, what is overdue before all, what was put off last. Element type
 * DeskQueued. */
bool desk_store_queue(DeskStore *store, const char *agent, gint64 now, gint64 limit,
                      GPtrArray **queue, GError **error);

/* A message that holds what was looked for. */
typedef struct {
    DeskTicket *ticket;
    gint64 sequence; /* of the message on it */
    char *text;      /* its beginning, at most DESK_PAGE_TEXT characters */
} DeskFound;
#define DESK_PAGE_TEXT 262144
void desk_found_free(DeskFound *found);

/*
 * Messages that were stored below an id (G_MAXINT64: all), the newest first, at most limit, for a
 * search that looks at one page after another: *before moves on, 0 behind the last. Element type
 * DeskFound.
 */
bool desk_store_page(DeskStore *store, gint64 *before, gint64 limit, GPtrArray **page,
                     GError **error);

/*
 * What happened in a period to the tickets that a team, or an agent, has now. Spam and what was
 * merged into another ticket count nowhere but for what had happened to them.
 */
typedef struct {
    char *name;            /* of an agent, or of a team; NULL: nobody, none */
    gint64 created;        /* tickets */
    gint64 ended;          /* resolved or closed, and not opened again since */
    gint64 alive;          /* now: not ended */
    gint64 oldest;         /* of these, when it was created; 0: none */
    gint64 overdue;        /* of these, with a clock missed and not met */
    gint64 met, missed;    /* clocks of an SLA that were decided in the period: a late answer is a
                              miss, and no more than that */
    gint64 answers;        /* to customers */
    gint64 first_response; /* median of those answered first in the period, microseconds of wall
                              clock time; -1: none */
} DeskTally;
void desk_tally_free(DeskTally *tally);
/* By team, by agent: sorted by name, NULL last; only who has anything to be told of; element type
 * DeskTally. */
bool desk_store_tally(DeskStore *store, DeskPeriod period, bool by_agent, gint64 now,
                      GPtrArray **tallies, GError **error);

/* Tickets that something happened to in a period and that are an agent's, or one of his teams' and
 * nobody's, or watched by him: by the last thing that happened to each in it, the oldest first. It
 * costs as much as has happened in the period. teams: closed by NULL. Element type DeskTicket. */
bool desk_store_changed(DeskStore *store, const char *agent, const char *const *teams,
                        DeskPeriod period, gint64 limit, GPtrArray **tickets, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskQueued, desk_queued_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskFound, desk_found_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskTally, desk_tally_free)
