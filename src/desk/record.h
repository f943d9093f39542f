#pragma once
#include "desk/decide.h"
#include "desk/life.h"

/* How the mail moves the ticket that it joins. Who has that may be another one by what the mail
 * says; this is written, and told, later. */
DeskLifeMove desk_record_move(const DeskFiling *filing, const DeskDecision *decision);

/*
 * Writes what was decided: message, ticket, participants, events, outbox rows and exactly
 * one verdict, all within the caller's transaction. verdict is filled, its strings the
 * caller's.
 */
bool desk_record(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
                 DeskVerdict *verdict, GError **error);
