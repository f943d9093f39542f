#pragma once
#include "conf/conf.h"

/* The place where threads find the current snapshot while a reload may replace it. */
typedef struct DeskConfSlot DeskConfSlot;

/* Takes over the reference. */
DeskConfSlot *desk_conf_slot_new(DeskConf *conf);
void desk_conf_slot_free(DeskConfSlot *slot);

/* A reference to the current snapshot, the caller's. Any thread. */
DeskConf *desk_conf_slot_get(DeskConfSlot *slot);

/*
 * Reads the file again. When it is sound and changes none of the settings that need a
 * restart, it becomes the current snapshot; otherwise the old one stays and problems says why.
 */
bool desk_conf_slot_reload(DeskConfSlot *slot, GPtrArray *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskConfSlot, desk_conf_slot_free)
