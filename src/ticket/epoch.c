#include "ticket/epoch.h"

DeskEpoch *
desk_epoch_new(const char *epoch, gint64 last_ticket, gint64 last_contact)
{
    DeskEpoch *made = g_new0(DeskEpoch, 1);
    made->epoch = g_strdup(epoch);
    made->last_ticket = last_ticket;
    made->last_contact = last_contact;
    return made;
}

void
desk_epoch_free(DeskEpoch *epoch)
{
    if (!epoch)
        return;
    g_free(epoch->epoch);
    g_free(epoch);
}
