#pragma once
#include "store/store.h"

/* Where and when something happened that the desk notes by itself. */
typedef struct {
    gint64 ticket;  /* or 0 */
    gint64 message; /* that caused it, or 0 */
    gint64 at;
} DeskMoment;

/* Adds an event by the actor "desk". detail: one English sentence. */
bool desk_history_note(DeskStore *store, const DeskMoment *moment, const char *kind,
                       const char *detail, GError **error);
