#include "desk/history.h"
#include "store/rows.h"

bool
desk_history_note(DeskStore *store, const DeskMoment *moment, const char *kind, const char *detail,
                  GError **error)
{
    DeskEvent event = { .ticket = moment->ticket,
                        .message = moment->message,
                        .at = moment->at,
                        .actor = (char *) "desk",
                        .kind = (char *) kind,
                        .detail = (char *) detail };
    return desk_store_event_add(store, &event, error);
}
