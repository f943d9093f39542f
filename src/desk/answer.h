#pragma once
#include "desk/automatic.h"
#include "store/rows.h"
#include "ticket/ticket.h"

/*
 * Answers on their way to the customer: one outbox row for the requester and each confirmed
 * participant (RULES I8), whose bytes are made of the stored message (letter/letter.h). In the
 * caller's WRITE transaction.
 */

/* One text that goes out. */
typedef struct {
    DeskOccasion why; /* its message is what is sent */
    const DeskTicket *ticket;
    const DeskAgent *agent;   /* who wrote it; NULL: a third party whose note is published */
    const GPtrArray *reached; /* char *, keys of addresses that have got it already, or NULL */
} DeskAnswering;

/* Whether somebody of the ticket gets what agents answer; keys as in reached. */
bool desk_answer_is_for(const DeskParticipant *person, const GPtrArray *reached);

/* kind "reply": an answer. An event when nobody can get it. */
bool desk_answer_send(DeskStore *store, const DeskAnswering *answering, GError **error);

/* kind "forward": to a third party, who joins the ticket as such; what he answers is a note. */
bool desk_answer_forward(DeskStore *store, const DeskAnswering *answering, const char *address,
                         GError **error);
