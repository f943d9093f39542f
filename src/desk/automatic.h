#pragma once
#include "desk/filing.h"
#include "store/store.h"
#include "ticket/ticket.h"

/*
 * Automatic mail on its way through the one choke point (policy/notify.h): a plan is made while a
 * mail is decided upon, and carried out while it is written. Either it becomes one outbox row, or
 * one event that says why not (RULES I6, L5).
 */
typedef struct {
    const char *kind; /* "ack", "agent-alarm"; static storage */
    gint64 ticket;    /* 0: the one that the mail will be on */
    gint64 contact;   /* 0: not stored yet */
    char *address;    /* NULL: nobody is known to write to */
    char *name;
    DeskAssurance assurance; /* of whoever gets it */
    char *detail;            /* what an agent is told, one sentence; or NULL */
    char *refusal;           /* why it must not be sent; NULL: it goes out */
} DeskPlan;

DeskPlan *desk_plan_new(const char *kind, const char *address, const char *name);
void desk_plan_free(DeskPlan *plan);

/* Asks the choke point and sets refusal. filing is the mail that causes it. Reads only. */
bool desk_automatic_ask(DeskStore *store, const DeskFiling *filing, DeskPlan *plan, GError **error);

/* Queues the mail, or notes the refusal. ticket and message: where the cause has been stored. */
bool desk_automatic_carry_out(DeskStore *store, const DeskFiling *filing, const DeskPlan *plan,
                              gint64 ticket, gint64 message, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskPlan, desk_plan_free)
