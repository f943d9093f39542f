#pragma once
#include "store/store.h"
#include "ticket/ticket.h"

/* What a customer wants, when staff say it for him. Borrowed. */
typedef struct {
    const char *language; /* a tag; "": he has chosen none; NULL: it stays */
    const bool *surveys;  /* he may be asked how it was; NULL: it stays */
    const char *actor;    /* as it stands in the events */
    gint64 now;
} DeskContactChange;

/*
 * To an address that nobody has proved goes what is about a ticket that it has heard of: so many
 * mails in somebody's name bring him no more than their acknowledgements (RULES L5, W36). *is_so:
 * nothing is known of him, and no mail of the ticket has gone or goes to him.
 */
bool desk_contact_is_stranger(DeskStore *store, const DeskContact *contact, gint64 ticket,
                              bool *is_so, GError **error);

/* Writes what is new, with an event for each on the customer's newest ticket. In the caller's WRITE
 * transaction. */
bool desk_contact_change(DeskStore *store, const DeskContact *contact,
                         const DeskContactChange *change, GError **error);
