#pragma once
#include "desk/decide.h"

/*
 * Writes what was decided: message, ticket, participants, events, outbox rows and exactly
 * one verdict, all within the caller's transaction. verdict is filled, its strings the
 * caller's.
 */
bool desk_record(DeskStore *store, const DeskFiling *filing, const DeskDecision *decision,
                 DeskVerdict *verdict, GError **error);
