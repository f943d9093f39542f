#pragma once
#include "desk/life.h"
#include "policy/policy.h"
#include "store/store.h"

/*
 * What people do to tickets, whoever asks for it. Each function reads, checks and writes within
 * the caller's WRITE transaction and leaves an event for every change; what is as it was asked
 * for already leaves none. False: the caller rolls back, so that nothing is done by half.
 */

#define DESK_AMEND_ERROR desk_amend_error_quark()
GQuark desk_amend_error_quark(void);
typedef enum {
    DESK_AMEND_ERROR_MISSING, /* there is no such ticket or message */
    DESK_AMEND_ERROR_UNKNOWN, /* a word that is no status, agent, tag, address ... */
    DESK_AMEND_ERROR_REFUSED, /* it cannot be done to this ticket as it is */
} DeskAmendError;

/* Who changes a ticket, when, and under which configuration. All borrowed. */
typedef struct {
    const DeskPolicy *policy;
    const DeskAgent *agent; /* who does it; NULL: no agent, so all of them are told */
    const char *actor;      /* as it stands in the events */
    DeskLifeCause cause;    /* who that is to the ticket */
    gint64 message;         /* that asks for it, or 0 */
    gint64 now;
} DeskAmender;

/* What is to be different, as words; NULL stays as it is. */
typedef struct {
    const char *status; /* set last; not "merged" */
    const char *reason; /* why it is on hold, for its customer: UNKNOWN with another status */
    gint64 until;       /* and until when, for him as well; 0: as it is put off, if it is */
    const char *priority;
    const char *subject;
    const char *category;    /* "none" clears, as in the next three */
    const char *team;        /* of the configuration */
    const char *assignee;    /* an agent of the configuration; "auto": whom the team's method
                                chooses, REFUSED when that is nobody */
    const char *sla;         /* of the configuration; its clocks go on by it */
    const char *const *tags; /* "+word" adds, "-word" removes; or NULL */
} DeskChange;

/* A new ticket that gets an assignee is open from then on, unless status says another thing. One
 * that leaves its assignee's team goes to another one by the new team's method, or to nobody,
 * unless assignee says who has it. */
bool desk_amend_set(DeskStore *store, const DeskAmender *amender, gint64 ticket,
                    const DeskChange *change, GError **error);

/*
 * Ends a ticket in favour of another, or of the one that this was merged into (*final). Its
 * messages stay where they are; its people are noted on the other, unconfirmed, so that nobody
 * gets mail by it; whatever answers it lands on the other from now on (RULES T8).
 */
bool desk_amend_merge(DeskStore *store, const DeskAmender *amender, gint64 ticket, gint64 into,
                      gint64 *final, GError **error);

/* Says that two tickets have to do with each other. */
bool desk_amend_link(DeskStore *store, const DeskAmender *amender, gint64 ticket, gint64 other,
                     GError **error);

/* Inbound messages by their number on the ticket, in any order; at least one. */
typedef struct {
    const gint64 *messages;
    size_t count;
    const char *subject; /* NULL: that of the first message */
} DeskSplit;

/*
 * Moves messages to a ticket of their own (*made) in the order they have; one at least stays.
 * The author of the first is its requester; those of the others are on it as they were before,
 * and nobody whose message is held.
 */
bool desk_amend_split(DeskStore *store, const DeskAmender *amender, gint64 ticket,
                      const DeskSplit *split, gint64 *made, GError **error);

/*
 * Releases a held message, or all that people wrote (message 0), and takes it for the answer that
 * it is: its author joins the ticket, confirmed, and the ticket is open again. Only a person joins
 * who is known to have written it: not when the mail is a machine's (RULES S5), is proved to be
 * forged, or bears an agent's or our own address. On a merged ticket the one that it leads to is
 * joined.
 */
bool desk_amend_approve(DeskStore *store, const DeskAmender *amender, gint64 ticket, gint64 message,
                        GError **error);

/* So many others than the requester can get mail of a ticket (RULES S4). */
#define DESK_AMEND_CC_MAX 10

/* Lets addresses get what the requester gets, whether noted before or not. Not those of the desk
 * and of its agents. */
bool desk_amend_cc(DeskStore *store, const DeskAmender *amender, gint64 ticket,
                   const char *const *addresses, GError **error);

/* Takes them off the ticket. Not the requester. */
bool desk_amend_uncc(DeskStore *store, const DeskAmender *amender, gint64 ticket,
                     const char *const *addresses, GError **error);

/* Agents, by their names in the configuration, and a ticket. */
typedef struct {
    gint64 ticket;
    const char *const *agents; /* NULL-terminated */
} DeskWatching;

/* They hear of the ticket, whoever has it. */
bool desk_amend_watch(DeskStore *store, const DeskAmender *amender, DeskWatching watching,
                      GError **error);
/* Who did not watch is let be. An agent who has left the configuration can be named, too. */
bool desk_amend_unwatch(DeskStore *store, const DeskAmender *amender, DeskWatching watching,
                        GError **error);

/* In which language somebody is answered. */
typedef struct {
    gint64 ticket;
    gint64 contact; /* who; 0: its requester */
    const char *tag;
} DeskTongue;

/* From now on, on all tickets to come and on this one if it is his. UNKNOWN when there are no
 * templates for it. */
bool desk_amend_language(DeskStore *store, const DeskAmender *amender, const DeskTongue *tongue,
                         GError **error);

/*
 * Puts a ticket off: until then it is not in its assignee's queue, then he is reminded. Status and
 * clocks stay as they are, so "on hold until" is this and a status. until 0: not any more. In the
 * past is UNKNOWN; a ticket that has ended is REFUSED.
 */
bool desk_amend_snooze(DeskStore *store, const DeskAmender *amender, gint64 ticket, gint64 until,
                       GError **error);

/*
 * A note becomes an answer: the requester and each confirmed participant gets its new text, and
 * the ticket waits for them. message: its number on the ticket; 0: the newest note that says
 * something, but not the message that asks for this. REFUSED when it holds what no customer may
 * see (RULES O4).
 */
bool desk_amend_publish(DeskStore *store, const DeskAmender *amender, gint64 ticket, gint64 message,
                        GError **error);

/* A note that says something, and is not the message that asks for the change. */
bool desk_amend_is_note(const DeskAmender *amender, const DeskMessage *message);
/* The newest of these on a ticket; *note NULL: there is none. The caller's. Reads only. */
bool desk_amend_newest_note(DeskStore *store, const DeskAmender *amender, gint64 ticket,
                            DeskMessage **note, GError **error);

/* How an agent hears of his tickets from now on: "each", "digest", "none". The event has no
 * ticket. */
bool desk_amend_notify(DeskStore *store, const DeskAmender *amender, const DeskAgent *agent,
                       const char *word, GError **error);
