#pragma once
#include "letter/letter.h"
#include "ticket/ticket.h"

/* A letter while it is written. Only the files of this folder include it. */
typedef struct {
    const DeskLetterDesk *desk;
    const DeskOutboxRow *row;
    DeskTicket *ticket;     /* NULL: it is about none */
    const DeskAgent *agent; /* who gets it; NULL: a customer, or a third party */
    const DeskHours *hours; /* in whose zone he is shown moments: an agent's own, a customer that of
                               the ticket's SLA; NULL: UTC */
    DeskLetter *letter;
} DeskWriting;

/* The writers of kinds: each adds its values and files. */
bool desk_letter_acknowledgement(const DeskWriting *writing, GError **error);
bool desk_letter_customer_result(const DeskWriting *writing, GError **error);
bool desk_letter_reminder(const DeskWriting *writing, GError **error);
bool desk_letter_reply(const DeskWriting *writing, GError **error);
bool desk_letter_forward(const DeskWriting *writing, GError **error);
bool desk_letter_notification(const DeskWriting *writing, GError **error);
bool desk_letter_alarm(const DeskWriting *writing, GError **error);
bool desk_letter_result(const DeskWriting *writing, GError **error);
bool desk_letter_digest(const DeskWriting *writing, GError **error);
bool desk_letter_survey(const DeskWriting *writing, GError **error);
bool desk_letter_update(const DeskWriting *writing, GError **error);

/* What was said to the customer last; *answer NULL: nothing was. The caller's. */
bool desk_letter_last_answer(const DeskWriting *writing, DeskMessage **answer, GError **error);

/* A mailto URI that answers the mail; body NULL: he writes it. What counts is the address, which
 * leads to the ticket; the subject is there for people. The caller's. */
char *desk_letter_mailto(const DeskWriting *writing, const char *body);

/* Whether an answer has resolved the ticket, and how its customer confirms or undoes that. */
void desk_letter_set_resolved(const DeskWriting *writing);

/* The row's detail: headline, lines and detail. */
void desk_letter_set_detail(const DeskWriting *writing, const char *detail);

/* What agents may know of the ticket and its customer, and nobody else. */
bool desk_letter_set_summary(const DeskWriting *writing, GError **error);
/* The same of another ticket, short, for lists. due: of its first running clock; 0: none. */
bool desk_letter_list_ticket(const DeskWriting *writing, const DeskTicket *ticket, gint64 due,
                             DeskValues **values, GError **error);

/* A mailto URI by which an agent wants no more of these. The caller's. */
char *desk_letter_unsubscribe(const DeskWriting *writing);

/* That it is sent from; NULL: the configuration has it no more. */
const DeskMailbox *desk_letter_mailbox(const DeskWriting *writing);

/* Sets DESK_LETTER_ERROR_REFUSED; false. */
bool desk_letter_refuse(GError **error, const char *why);

/* Asked before what takes long; false with DESK_LETTER_ERROR_SLOW in haste. */
bool desk_letter_has_time(const DeskWriting *writing, GError **error);
