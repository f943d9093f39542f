#pragma once
#include "desk/record.h"

/*
 * What the steps of desk_record share while one mail is written: the ticket (record-ticket.c), the
 * messages (record-message.c) and the events that say why (record-note.c). In the caller's
 * transaction.
 */
typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    const DeskDecision *decision;
    const DeskMailbox *mailbox; /* the first of ours in the envelope */
    gint64 sender;              /* contact, or 0 */
    gint64 requester;           /* of a new ticket, likewise */
    gint64 ticket;              /* or 0 */
    gint64 message;
} DeskEntry;

/* Sets requester and ticket. */
bool desk_entry_open(DeskEntry *entry, GError **error);

/* Moves the ticket that the mail joins, and sets ticket. */
bool desk_entry_join(DeskEntry *entry, GError **error);

/* The ticket is found by whoever looks for mail to these, too. */
bool desk_entry_add_mailboxes(const DeskEntry *entry, GError **error);

/* The customer's mail that an agent has brought; nothing is done where there is none. */
bool desk_entry_add_brought(const DeskEntry *entry, GError **error);

/* The mail itself; sets message. */
bool desk_entry_add_message(DeskEntry *entry, GError **error);

/* One event of the mail, or one for each thing that was decided. */
bool desk_entry_note(const DeskEntry *entry, const char *kind, const char *detail, GError **error);
bool desk_entry_explain(const DeskEntry *entry, GError **error);
