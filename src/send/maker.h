#pragma once
#include "conf/slot.h"
#include "store/store.h"
#include "ticket/outbox.h"

/*
 * Makes mails of outbox rows, with what that takes: the templates, and a worker that takes files
 * out of stored mails, started when the first is needed. One thread only.
 */
typedef struct DeskMaker DeskMaker;

/* Before anything that may take seconds; the moment to renew leases. */
typedef void (*DeskMakerPause)(gpointer data);

/* All is borrowed. pause NULL: nothing is to be done then. */
DeskMaker *desk_maker_new(DeskConfSlot *slot, DeskMakerPause pause, gpointer data);

/* From now on it makes only what takes little time; the rest is left with an error that
 * desk_maker_error_is_slow knows. */
void desk_maker_hurry(DeskMaker *maker);
bool desk_maker_error_is_slow(const GError *error);
void desk_maker_free(DeskMaker *maker);

/* Templates are read anew. */
void desk_maker_reload(DeskMaker *maker);

/*
 * Where the desk's own templates are wrong, the shipped ones are used, and a line of the log says
 * so. Errors as of desk_letter_write and desk_send_render.
 */
GBytes *desk_maker_make(DeskMaker *maker, DeskStore *store, const DeskOutboxRow *row,
                        GError **error);

/* Whether the same may be made later, when somebody has mended something or by itself. */
bool desk_maker_error_is_mendable(const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskMaker, desk_maker_free)
