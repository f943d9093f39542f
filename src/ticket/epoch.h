#pragma once
#include "base/base.h"

/*
 * A random text of the store that tokens are bound to. A store that was restored from a backup
 * cannot know what was issued after the backup: it begins a new epoch, and those before it may
 * name no ticket and no contact above the highest that the backup had (RULES T2).
 */
typedef struct {
    char *epoch;
    gint64 last_ticket; /* 0 in both: no limit, it is the epoch that signs */
    gint64 last_contact;
} DeskEpoch;

DeskEpoch *desk_epoch_new(const char *epoch, gint64 last_ticket, gint64 last_contact);
void desk_epoch_free(DeskEpoch *epoch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskEpoch, desk_epoch_free)
