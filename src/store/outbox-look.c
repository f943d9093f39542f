#include "store/outbox-row.h"
#include "store/outbox.h"

/*
 * What was queued, looked at by those who decide whether more may be, and by reports of what became
 * of it. A ticket may have sent ten thousand mails and a contact may have had a hundred thousand:
 * so both are asked for wherever they are known, and one index has both.
 */

static const DeskStatement SQL_OUTBOX_SENT = {
    "outbox-sent", "SELECT COUNT(*) FROM outbox WHERE ticket = $1 AND contact = $2"
                   " AND created BETWEEN $3 AND $4" DESK_OUTBOX_SPENT
};
static const DeskStatement SQL_OUTBOX_ANY = {
    "outbox-any", "SELECT COUNT(*) FROM (SELECT id FROM outbox WHERE contact = $1"
                  " AND created BETWEEN $2 AND $3 LIMIT $4) AS few"
};
/* Mails that are about no ticket: what an agent has asked for, and digests. */
static const DeskStatement SQL_OUTBOX_SENT_LOOSE = {
    "outbox-sent-loose", "SELECT COUNT(*) FROM outbox WHERE ticket IS NULL AND contact = $1"
                         " AND created BETWEEN $2 AND $3"
};
/* One id for each mail, but for those that an undone transaction has taken, and for a gap where
 * an epoch began. */
static const DeskStatement SQL_OUTBOX_BACK = {
    "outbox-back", "SELECT id, created, (SELECT MAX(id) FROM outbox) - $1 FROM outbox"
                   " WHERE id <= (SELECT MAX(id) FROM outbox) - $1 ORDER BY id DESC LIMIT 1"
};
static const DeskStatement SQL_OUTBOX_WALK_BACK = {
    "outbox-walk-back", "SELECT created FROM outbox WHERE id > 0 ORDER BY id DESC LIMIT 1 OFFSET $1"
};
static const DeskStatement SQL_OUTBOX_SUBJECTS = {
    "outbox-subjects", "SELECT t.subject FROM outbox AS o JOIN ticket AS t ON t.id = o.ticket"
                       " WHERE o.contact = $1 AND o.kind = $2 AND o.created BETWEEN $3 AND $4"
};
static const DeskStatement SQL_OUTBOX_LATEST = {
    "outbox-latest", "SELECT ticket FROM outbox WHERE contact = $1 AND created >= $2"
                     " AND ticket IS NOT NULL ORDER BY created DESC LIMIT 1"
};
/* The first, and the last of all. */
static const DeskStatement SQL_OUTBOX_IDS = {
    "outbox-ids",
    "SELECT message_id FROM (SELECT * FROM (SELECT 0 AS id, message_id FROM message"
    " WHERE ticket = $1 AND author = $2 AND direction = 'in' AND held = 0 AND message_id <> ''"
    " ORDER BY sequence LIMIT 1) AS written UNION SELECT * FROM (SELECT id, message_id FROM outbox"
    " WHERE ticket = $1"
    " AND contact = $2 AND state <> 'failed' ORDER BY created, id LIMIT 1) AS first UNION SELECT * "
    "FROM (SELECT id,"
    " message_id FROM outbox WHERE ticket = $1 AND contact = $2 AND state <> 'failed'"
    " ORDER BY created DESC, id DESC LIMIT $3) AS last) AS few ORDER BY id"
};
static const DeskStatement SQL_OUTBOX_HAD = { "outbox-had",
                                              "SELECT " DESK_OUTBOX_COLUMNS
                                              " FROM outbox WHERE ticket = $1 AND contact = $2"
                                              " ORDER BY created DESC, id DESC LIMIT $3" };
static const DeskStatement SQL_OUTBOX_BY_ID = { "outbox-by-id",
                                                "SELECT " DESK_OUTBOX_COLUMNS
                                                " FROM outbox WHERE ticket = $1 AND contact = $2"
                                                " AND message_id = $3" };
static const DeskStatement SQL_OUTBOX_BY_SENDER = { "outbox-by-sender",
                                                    "SELECT " DESK_OUTBOX_COLUMNS
                                                    " FROM outbox WHERE ticket = $1"
                                                    " AND lower(envelope_from) = lower($2)" };
static const DeskStatement SQL_OUTBOX_LOOSE_BY_ID = {
    "outbox-loose-by-id",
    "SELECT " DESK_OUTBOX_COLUMNS " FROM outbox WHERE ticket IS NULL AND message_id = $1"
};
static const DeskStatement SQL_OUTBOX_LOOSE_BY_SENDER = { "outbox-loose-by-sender",
                                                          "SELECT " DESK_OUTBOX_COLUMNS
                                                          " FROM outbox WHERE ticket IS NULL"
                                                          " AND lower(envelope_from) = lower($1)" };
/* Reports come in any order; the words are those of DeskDelivery, the numbers its order. */
static const DeskStatement SQL_OUTBOX_DELIVERY = {
    "outbox-delivery",
    "UPDATE outbox SET delivery = $2, delivery_at = $3, delivery_detail = CAST($4 AS TEXT)"
    " WHERE id = $1 AND CASE COALESCE(delivery, 'unknown') WHEN 'unknown' THEN 0"
    " WHEN 'delayed' THEN 1 WHEN 'relayed' THEN 2 WHEN 'delivered' THEN 3"
    " WHEN 'failed' THEN 4 ELSE 5 END"
    " <= CAST($5 AS BIGINT)"
};

const DeskStatement *const desk_outbox_look_statements[] = { &SQL_OUTBOX_SENT,
                                                             &SQL_OUTBOX_BACK,
                                                             &SQL_OUTBOX_WALK_BACK,
                                                             &SQL_OUTBOX_SUBJECTS,
                                                             &SQL_OUTBOX_LATEST,
                                                             &SQL_OUTBOX_IDS,
                                                             &SQL_OUTBOX_HAD,
                                                             &SQL_OUTBOX_ANY,
                                                             &SQL_OUTBOX_BY_ID,
                                                             &SQL_OUTBOX_BY_SENDER,
                                                             &SQL_OUTBOX_DELIVERY,
                                                             &SQL_OUTBOX_SENT_LOOSE,
                                                             &SQL_OUTBOX_LOOSE_BY_ID,
                                                             &SQL_OUTBOX_LOOSE_BY_SENDER,
                                                             NULL };

bool
desk_store_outbox_sent(DeskStore *store, DeskAddressee to, DeskPeriod period, gint64 *count,
                       GError **error)
{
    if (to.ticket == 0)
        return desk_query_ints(
            store, &SQL_OUTBOX_SENT_LOOSE,
            DESK_BIND(desk_int(to.contact), desk_int(period.since), desk_int(period.until)), count,
            1, error);
    return desk_query_ints(store, &SQL_OUTBOX_SENT,
                           DESK_BIND(desk_int(to.ticket), desk_int(to.contact),
                                     desk_int(period.since), desk_int(period.until)),
                           count, 1, error);
}

bool
desk_store_outbox_any(DeskStore *store, gint64 contact, DeskPeriod period, gint64 most,
                      gint64 *count, GError **error)
{
    return desk_query_ints(store, &SQL_OUTBOX_ANY,
                           DESK_BIND(desk_int(contact), desk_int(period.since),
                                     desk_int(period.until), desk_int(most)),
                           count, 1, error);
}

bool
desk_store_outbox_back(DeskStore *store, gint64 limit, gint64 *created, GError **error)
{
    enum { ID, CREATED, WANTED, COLUMNS };
    gint64 found[COLUMNS];
    if (!desk_query_ints(store, &SQL_OUTBOX_BACK, DESK_BIND(desk_int(limit)), found, COLUMNS,
                         error))
        return false;
    *created = found[CREATED];
    return found[ID] == found[WANTED] ||
           desk_query_ints(store, &SQL_OUTBOX_WALK_BACK, DESK_BIND(desk_int(limit)), created, 1,
                           error);
}

bool
desk_store_outbox_subjects(DeskStore *store, gint64 contact, const char *kind, DeskPeriod period,
                           GPtrArray **subjects, GError **error)
{
    return desk_query_list(store, &SQL_OUTBOX_SUBJECTS,
                           DESK_BIND(desk_int(contact), desk_text(kind), desk_int(period.since),
                                     desk_int(period.until)),
                           &desk_text_kind, subjects, error);
}

bool
desk_store_outbox_latest(DeskStore *store, gint64 contact, gint64 since, gint64 *ticket,
                         GError **error)
{
    return desk_query_ints(store, &SQL_OUTBOX_LATEST, DESK_BIND(desk_int(contact), desk_int(since)),
                           ticket, 1, error);
}

bool
desk_store_outbox_ids(DeskStore *store, DeskAddressee to, gint64 most, GPtrArray **ids,
                      GError **error)
{
    return desk_query_list(store, &SQL_OUTBOX_IDS,
                           DESK_BIND(desk_int(to.ticket), desk_int(to.contact), desk_int(most)),
                           &desk_text_kind, ids, error);
}

bool
desk_store_outbox_had(DeskStore *store, DeskAddressee to, gint64 most, GPtrArray **rows,
                      GError **error)
{
    return desk_query_list(store, &SQL_OUTBOX_HAD,
                           DESK_BIND(desk_int(to.ticket), desk_int(to.contact), desk_int(most)),
                           &desk_outbox_row_kind, rows, error);
}

bool
desk_store_outbox_by_id(DeskStore *store, DeskAddressee to, const char *message_id,
                        DeskOutboxRow **row, GError **error)
{
    if (to.ticket == 0)
        return desk_query_one(store, &SQL_OUTBOX_LOOSE_BY_ID, DESK_BIND(desk_text(message_id)),
                              &desk_outbox_row_kind, (gpointer *) row, error);
    return desk_query_one(
        store, &SQL_OUTBOX_BY_ID,
        DESK_BIND(desk_int(to.ticket), desk_int(to.contact), desk_text(message_id)),
        &desk_outbox_row_kind, (gpointer *) row, error);
}

bool
desk_store_outbox_by_sender(DeskStore *store, gint64 ticket, const char *envelope_from,
                            DeskOutboxRow **row, GError **error)
{
    if (ticket == 0)
        return desk_query_one(store, &SQL_OUTBOX_LOOSE_BY_SENDER,
                              DESK_BIND(desk_text(envelope_from)), &desk_outbox_row_kind,
                              (gpointer *) row, error);
    return desk_query_one(store, &SQL_OUTBOX_BY_SENDER,
                          DESK_BIND(desk_int(ticket), desk_text(envelope_from)),
                          &desk_outbox_row_kind, (gpointer *) row, error);
}

bool
desk_store_outbox_delivery(DeskStore *store, gint64 id, DeskDelivery delivery, gint64 at,
                           const char *detail, GError **error)
{
    return desk_query_write(store, &SQL_OUTBOX_DELIVERY,
                            DESK_BIND(desk_int(id), desk_text(desk_delivery_name(delivery)),
                                      desk_int(at), desk_text(detail), desk_int(delivery)),
                            NULL, error);
}
