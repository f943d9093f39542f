#include "store/query.h"
#include "store/rows.h"

/* What becomes of a message after it was filed. */

static const DeskStatement SQL_MESSAGE_RELEASE = { "message-release",
                                                   "UPDATE message SET held = 0 WHERE id = $1" };
/* The empty text keeps planners to the key: few messages are notes, and they have an index. */
static const DeskStatement SQL_MESSAGE_PUBLISH = {
    "message-publish", "UPDATE message SET direction = 'out', held = 0, reply_text = $2"
                       " WHERE id = $1 AND direction || '' = 'note' RETURNING id"
};
static const DeskStatement SQL_MESSAGE_LOOK = {
    "message-look", "SELECT id, ticket, sequence FROM message WHERE id = $1"
};
static const DeskStatement SQL_MESSAGE_PLACE = {
    "message-place", "SELECT id, ticket, sequence FROM message WHERE id = $1" DESK_SQL_FOR_UPDATE
};
static const DeskStatement SQL_TICKET_HOLD = { "ticket-hold", "SELECT id FROM ticket WHERE id"
                                                              " = $1" DESK_SQL_FOR_UPDATE };
static const DeskStatement SQL_MESSAGE_TAKE_PLACE = {
    "message-take-place", "UPDATE ticket SET messages = messages + 1"
                          " WHERE id = $1 AND merged_into IS NULL RETURNING messages"
};
static const DeskStatement SQL_MESSAGE_MOVE = {
    "message-move", "UPDATE message SET ticket = $2, sequence = $3 WHERE id = $1"
};
/*
 * A unique index is asked after each row, in whatever order they come: so those behind the gap
 * first step aside, where no number is used, and then come back one lower.
 */
static const DeskStatement SQL_MESSAGE_ASIDE = {
    "message-aside", "UPDATE message SET sequence = - sequence WHERE ticket = $1 AND sequence > $2"
};
static const DeskStatement SQL_MESSAGE_BACK = {
    "message-back", "UPDATE message SET sequence = - sequence - 1 WHERE ticket = $1"
                    " AND sequence < 0"
};
static const DeskStatement SQL_MESSAGE_GIVE_PLACE = {
    "message-give-place", "UPDATE ticket SET messages = messages - 1 WHERE id = $1"
};

const DeskStatement *const desk_message_change_statements[] = { &SQL_MESSAGE_RELEASE,
                                                                &SQL_MESSAGE_LOOK,
                                                                &SQL_MESSAGE_PLACE,
                                                                &SQL_TICKET_HOLD,
                                                                &SQL_MESSAGE_TAKE_PLACE,
                                                                &SQL_MESSAGE_MOVE,
                                                                &SQL_MESSAGE_ASIDE,
                                                                &SQL_MESSAGE_GIVE_PLACE,
                                                                &SQL_MESSAGE_BACK,
                                                                &SQL_MESSAGE_PUBLISH,
                                                                NULL };

bool
desk_store_message_release(DeskStore *store, gint64 message, GError **error)
{
    return desk_query_write(store, &SQL_MESSAGE_RELEASE, DESK_BIND(desk_int(message)), NULL, error);
}

static bool
fail_undone(const char *statement, gint64 message, const char *what, GError **error)
{
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE,
                "%s: message %" G_GINT64_FORMAT " %s", statement, message, what);
    return false;
}

bool
desk_store_message_publish(DeskStore *store, gint64 message, const char *reply_text, GError **error)
{
    gint64 done = 0;
    if (!desk_query_write(store, &SQL_MESSAGE_PUBLISH,
                          DESK_BIND(desk_int(message), desk_string(reply_text)), &done, error))
        return false;
    return done != 0 || fail_undone("message-publish", message, "is no note any more", error);
}

typedef struct {
    gint64 id; /* 0: no such message */
    gint64 ticket;
    gint64 sequence;
} Place;

static bool
find_place(DeskStore *store, const DeskStatement *statement, gint64 message, Place *place,
           GError **error)
{
    gint64 found[3];
    if (!desk_query_ints(store, statement, DESK_BIND(desk_int(message)), found, 3, error))
        return false;
    *place = (Place){ found[0], found[1], found[2] };
    return true;
}

static bool
hold_ticket(DeskStore *store, gint64 ticket, GError **error)
{
    gint64 found = 0;
    return ticket == 0 ||
           desk_query_ints(store, &SQL_TICKET_HOLD, DESK_BIND(desk_int(ticket)), &found, 1, error);
}

/* The lower id first, so that two who move messages to and fro do not wait for each other. */
static bool
hold_both(DeskStore *store, gint64 one, gint64 other, GError **error)
{
    return hold_ticket(store, MIN(one, other), error) && hold_ticket(store, MAX(one, other), error);
}

static bool
take_place(DeskStore *store, gint64 message, gint64 ticket, GError **error)
{
    gint64 sequence = 0;
    if (!desk_query_write(store, &SQL_MESSAGE_TAKE_PLACE, DESK_BIND(desk_int(ticket)), &sequence,
                          error))
        return false;
    if (sequence == 0)
        return fail_undone("message-move", message,
                           "has nowhere to go: the ticket is not there, or was merged", error);
    return desk_query_write(store, &SQL_MESSAGE_MOVE,
                            DESK_BIND(desk_int(message), desk_int(ticket), desk_int(sequence)),
                            NULL, error);
}

static bool
close_gap(DeskStore *store, const Place *gap, GError **error)
{
    return gap->ticket == 0 ||
           (desk_query_write(store, &SQL_MESSAGE_ASIDE,
                             DESK_BIND(desk_int(gap->ticket), desk_int(gap->sequence)), NULL,
                             error) &&
            desk_query_write(store, &SQL_MESSAGE_BACK, DESK_BIND(desk_int(gap->ticket)), NULL,
                             error) &&
            desk_query_write(store, &SQL_MESSAGE_GIVE_PLACE, DESK_BIND(desk_int(gap->ticket)), NULL,
                             error));
}

/* Whoever files or moves has the ticket first. So the tickets are held before the message, and then
 * it may be elsewhere. */
static bool
find_held(DeskStore *store, gint64 message, gint64 ticket, Place *place, GError **error)
{
    Place seen;
    if (!find_place(store, &SQL_MESSAGE_LOOK, message, &seen, error) ||
        !hold_both(store, seen.ticket, ticket, error) ||
        !find_place(store, &SQL_MESSAGE_PLACE, message, place, error))
        return false;
    if (place->id == 0)
        return fail_undone("message-move", message, "is not there", error);
    return place->ticket == seen.ticket ||
           fail_undone("message-move", message, "was moved meanwhile", error);
}

static bool
move(DeskStore *store, gint64 message, gint64 ticket, GError **error)
{
    Place place;
    if (!find_held(store, message, ticket, &place, error))
        return false;
    return place.ticket == ticket ||
           (take_place(store, message, ticket, error) && close_gap(store, &place, error));
}

bool
desk_store_message_move(DeskStore *store, gint64 message, gint64 ticket, GError **error)
{
    bool own = false;
    return desk_query_enter(store, &own, error) &&
           desk_query_leave(store, own, move(store, message, ticket, error), error);
}
