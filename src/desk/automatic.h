#pragma once
#include "desk/filing.h"
#include "store/store.h"
#include "ticket/ticket.h"

/*
 * Automatic mail on its way through the one choke point (policy/notify.h): a plan is made while a
 * mail is decided upon, and carried out while it is written. Either it becomes one outbox row, or
 * one event KIND-suppressed that says why not (RULES I6); when a budget is used up, an event
 * "flood" beside it, once an hour and ticket (RULES L5). Mail that somebody has written passes it
 * as well, for its recipient's sake (RULES I8); no budget holds it up.
 */
typedef struct {
    const char *kind; /* a name of ticket/kind.h; static storage */
    gint64 ticket;    /* 0: the new one that the mail opens */
    gint64 contact;   /* 0: not stored yet, or not looked up */
    char *address;    /* NULL: nobody is known to write to */
    char *name;
    DeskAssurance assurance; /* of whoever gets it; customers only */
    char *detail;            /* what an agent is told, one sentence; or NULL */
    char *from_name;         /* NULL: the mailbox's */
    char *reply_to;          /* NULL: the address for answers to the ticket */
    char *language;          /* NULL: that of the ticket, of an agent's that of the mailbox */
    const DeskAgent *agent;  /* who gets it, when it goes to one; or NULL */
    gint64 wait;             /* microseconds for which it stays in the outbox before it is sent */
    bool is_first;           /* nobody can have had a mail of its ticket yet */
    char *refusal;           /* why it must not be sent; NULL: it goes out */
    bool flood;              /* the refusal is about a budget */
    bool is_queued;          /* by desk_automatic_send: there is a row of the outbox for it */
} DeskPlan;

/* With assurance none. name may be NULL. */
DeskPlan *desk_plan_new(const char *kind, const char *address, const char *name);
/* To an agent, at the first address of the configuration. */
DeskPlan *desk_plan_agent(const char *kind, const DeskAgent *agent, gint64 ticket,
                          const char *detail);
/* What the agent has to know of a ticket. */
DeskPlan *desk_plan_alarm(const DeskAgent *agent, gint64 ticket, const char *detail);
void desk_plan_free(DeskPlan *plan);
/* An empty array of DeskPlan that frees them. */
GPtrArray *desk_plan_list_new(void);

/*
 * Asks the choke point and sets refusal. filing is the mail that causes it. Reads only; for the
 * acknowledgement to somebody who never wrote before, no more than one row.
 */
bool desk_automatic_ask(DeskStore *store, const DeskFiling *filing, DeskPlan *plan, GError **error);

/*
 * Queues the mail, or notes the refusal. ticket and message: where the cause has been stored, with
 * its participants. Nobody gets a mail who is neither a confirmed participant of the ticket nor,
 * for a kind that goes to agents, an agent of the configuration (RULES I8): that is refused here.
 */
bool desk_automatic_carry_out(DeskStore *store, const DeskFiling *filing, const DeskPlan *plan,
                              gint64 ticket, gint64 message, GError **error);

/* Why the desk writes when it answers no mail. */
typedef struct {
    const DeskPolicy *policy;
    const DeskMailbox *mailbox; /* that it writes from */
    gint64 now;
    gint64 message; /* what caused it, or 0 */
} DeskOccasion;

/* Both steps at once, for a plan whose kind answers no mail; with a ticket, unless it may be about
 * none. */
bool desk_automatic_send(DeskStore *store, const DeskOccasion *occasion, DeskPlan *plan,
                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskPlan, desk_plan_free)
