#include "store/rows.h"
#include "store/ticket-row.h"

#define FOLLOW_MAX 64 /* merges of merged tickets */

/*
 * The list has one statement for each index it may go along, since no engine plans
 * "$1 IS NULL OR .." well. $1 status, $2 mailbox, $3 team, $4 assignee, $5 requester,
 * $6 before, $7 limit: each uses all of them.
 */
#define LIST_REST                                                                                  \
    " AND (CAST($2 AS TEXT) IS NULL OR ticket.mailbox = $2 OR EXISTS (SELECT 1"                    \
    " FROM ticket_mailbox t WHERE t.ticket = ticket.id AND t.mailbox = $2))"                       \
    " AND (CAST($3 AS TEXT) IS NULL OR ticket.team = $3)"                                          \
    " AND (CAST($4 AS TEXT) IS NULL OR ticket.assignee = $4)"                                      \
    " AND ticket.id < $6 ORDER BY ticket.id DESC LIMIT $7"
#define ANY_STATUS    "(CAST($1 AS TEXT) IS NULL OR ticket.status = $1)"
#define ANY_REQUESTER " AND CAST($5 AS TEXT) IS NULL"

static const DeskStatement SQL_TICKET_ADD = {
    "ticket-add", "INSERT INTO ticket (subject, status, priority, category, team, assignee,"
                  " mailbox, language, requester, created, updated, merged_into, ended, sla)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
                  " RETURNING id"
};
static const DeskStatement SQL_TICKET_GET = { "ticket-get",
                                              "SELECT " DESK_TICKET_COLUMNS
                                              " FROM ticket WHERE id = $1" DESK_SQL_FOR_UPDATE };
static const DeskStatement SQL_TICKET_TOUCH = {
    "ticket-touch", "UPDATE ticket SET status = $2, updated = $3, ended ="
                    " CASE WHEN $2 IN ('resolved', 'closed') THEN COALESCE(ended, $3) END"
                    " WHERE id = $1"
};
static const DeskStatement SQL_TICKET_SET = {
    "ticket-set", "UPDATE ticket SET subject = $2, priority = $3, category = CAST($4 AS TEXT),"
                  " team = CAST($5 AS TEXT), assignee = CAST($6 AS TEXT), updated = $7,"
                  " sla = CAST($8 AS TEXT) WHERE id = $1"
};
static const DeskStatement SQL_TICKET_SET_LANGUAGE = {
    "ticket-set-language", "UPDATE ticket SET language = $2, updated = $3 WHERE id = $1"
};
static const DeskStatement SQL_TICKET_MERGE = {
    "ticket-merge", "UPDATE ticket SET status = 'merged', merged_into = $2, updated = $3,"
                    " ended = NULL WHERE id = $1"
};
static const DeskStatement SQL_TICKET_MERGED = { "ticket-merged",
                                                 "SELECT " DESK_TICKET_COLUMNS
                                                 " FROM ticket WHERE ticket.merged_into = $1"
                                                 " ORDER BY ticket.id" };
static const DeskStatement SQL_TICKET_OPENED = {
    "ticket-opened",
    "SELECT COUNT(*), MAX(t.id) FROM ticket t WHERE t.requester = $1 AND t.created BETWEEN $2 AND"
    " $3 AND (CAST($4 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM message m WHERE m.ticket = t.id"
    " AND m.sequence = 1 AND m.assurance IN ('sasl', 'aligned')))"
};
static const DeskStatement SQL_TICKET_FOLLOW = {
    "ticket-follow", "SELECT id, merged_into FROM ticket WHERE id = $1"
};
static const DeskStatement SQL_TICKET_LIST = {
    "ticket-list",
    "SELECT " DESK_TICKET_COLUMNS " FROM ticket WHERE " ANY_STATUS ANY_REQUESTER LIST_REST
};
static const DeskStatement SQL_TICKET_LIST_STATUS = {
    "ticket-list-status",
    "SELECT " DESK_TICKET_COLUMNS " FROM ticket WHERE ticket.status = $1" ANY_REQUESTER LIST_REST
};
static const DeskStatement SQL_TICKET_LIST_REQUESTER = {
    "ticket-list-requester", "SELECT " DESK_TICKET_COLUMNS
                             " FROM ticket WHERE ticket.requester = (SELECT c.id FROM contact c"
                             " WHERE c.key = $5) AND " ANY_STATUS LIST_REST
};
static const DeskStatement SQL_TICKET_MAILBOX_ADD = {
    "ticket-mailbox-add",
    "INSERT INTO ticket_mailbox (ticket, mailbox) VALUES ($1, $2) ON CONFLICT DO NOTHING"
};
/* The condition keeps SQLite from taking ON for that of a join. */
static const DeskStatement SQL_TICKET_MAILBOX_COPY = {
    "ticket-mailbox-copy",
    "INSERT INTO ticket_mailbox (ticket, mailbox) SELECT CAST($2 AS BIGINT), mailbox"
    " FROM ticket_mailbox WHERE ticket = $1 ON CONFLICT DO NOTHING"
};
static const DeskStatement SQL_TAG_ADD = {
    "tag-add", "INSERT INTO ticket_tag (ticket, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING"
};
static const DeskStatement SQL_TAG_LIST = {
    "tag-list", "SELECT tag FROM ticket_tag WHERE ticket = $1 ORDER BY tag"
};
static const DeskStatement SQL_TAG_REMOVE = {
    "tag-remove", "DELETE FROM ticket_tag WHERE ticket = $1 AND tag = $2"
};
static const DeskStatement SQL_PARTICIPANT_ADD = {
    "participant-add",
    "INSERT INTO participant (ticket, contact, role, confirmed, joined) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (ticket, contact) DO UPDATE SET confirmed = 1"
    " WHERE participant.confirmed = 0 AND excluded.confirmed = 1"
};
static const DeskStatement SQL_PARTICIPANT_ROLE = {
    "participant-role", "UPDATE participant SET role = $3, confirmed = 1"
                        " WHERE ticket = $1 AND contact = $2 AND role <> 'requester'"
};
static const DeskStatement SQL_PARTICIPANT_IS = {
    "participant-is", "SELECT 1, CASE WHEN role = 'requester' THEN 1 ELSE 0 END"
                      " FROM participant WHERE ticket = $1 AND contact = $2"
};
static const DeskStatement SQL_PARTICIPANT_COUNT = {
    "participant-count", "SELECT COUNT(*) FROM participant WHERE ticket = $1"
};
static const DeskStatement SQL_PARTICIPANT_REMOVE = {
    "participant-remove",
    "DELETE FROM participant WHERE ticket = $1 AND contact = $2 RETURNING contact"
};
static const DeskStatement SQL_PARTICIPANT_LIST = {
    "participant-list", "SELECT p.role, p.confirmed, c.id, c.address, c.name FROM participant p"
                        " JOIN contact c ON c.id = p.contact WHERE p.ticket = $1"
                        " ORDER BY p.joined, CASE WHEN p.role = 'requester' THEN 0 ELSE 1 END, c.id"
};

const DeskStatement *const desk_ticket_statements[] = { &SQL_TICKET_ADD,
                                                        &SQL_TICKET_GET,
                                                        &SQL_TICKET_TOUCH,
                                                        &SQL_TICKET_SET,
                                                        &SQL_TICKET_SET_LANGUAGE,
                                                        &SQL_TICKET_MERGE,
                                                        &SQL_TICKET_MERGED,
                                                        &SQL_TICKET_OPENED,
                                                        &SQL_TICKET_FOLLOW,
                                                        &SQL_TICKET_LIST,
                                                        &SQL_TICKET_LIST_STATUS,
                                                        &SQL_TICKET_LIST_REQUESTER,
                                                        &SQL_TICKET_MAILBOX_ADD,
                                                        &SQL_TICKET_MAILBOX_COPY,
                                                        &SQL_TAG_ADD,
                                                        &SQL_TAG_REMOVE,
                                                        &SQL_TAG_LIST,
                                                        &SQL_PARTICIPANT_ADD,
                                                        &SQL_PARTICIPANT_ROLE,
                                                        &SQL_PARTICIPANT_IS,
                                                        &SQL_PARTICIPANT_COUNT,
                                                        &SQL_PARTICIPANT_REMOVE,
                                                        &SQL_PARTICIPANT_LIST,
                                                        NULL };

bool
desk_store_ticket_add(DeskStore *store, DeskTicket *ticket, GError **error)
{
    return desk_query_write(
        store, &SQL_TICKET_ADD,
        DESK_BIND(desk_string(ticket->subject), desk_text(desk_status_name(ticket->status)),
                  desk_text(desk_priority_name(ticket->priority)), desk_text(ticket->category),
                  desk_text(ticket->team), desk_text(ticket->assignee),
                  desk_string(ticket->mailbox), desk_string(ticket->language),
                  desk_id(ticket->requester), desk_int(ticket->created), desk_int(ticket->updated),
                  desk_id(ticket->merged_into), desk_id(ticket->ended), desk_text(ticket->sla)),
        &ticket->id, error);
}

bool
desk_store_ticket_get(DeskStore *store, gint64 id, DeskTicket **ticket, GError **error)
{
    return desk_query_one(store, &SQL_TICKET_GET, DESK_BIND(desk_int(id)), &desk_ticket_row_kind,
                          (gpointer *) ticket, error);
}

bool
desk_store_ticket_touch(DeskStore *store, gint64 id, DeskStatus status, gint64 now, GError **error)
{
    return desk_query_write(
        store, &SQL_TICKET_TOUCH,
        DESK_BIND(desk_int(id), desk_text(desk_status_name(status)), desk_int(now)), NULL, error);
}

bool
desk_store_ticket_set(DeskStore *store, const DeskTicket *ticket, gint64 now, GError **error)
{
    return desk_query_write(store, &SQL_TICKET_SET,
                            DESK_BIND(desk_int(ticket->id), desk_string(ticket->subject),
                                      desk_text(desk_priority_name(ticket->priority)),
                                      desk_text(ticket->category), desk_text(ticket->team),
                                      desk_text(ticket->assignee), desk_int(now),
                                      desk_text(ticket->sla)),
                            NULL, error);
}

bool
desk_store_ticket_set_language(DeskStore *store, gint64 id, const char *language, gint64 now,
                               GError **error)
{
    return desk_query_write(store, &SQL_TICKET_SET_LANGUAGE,
                            DESK_BIND(desk_int(id), desk_text(language), desk_int(now)), NULL,
                            error);
}

bool
desk_store_ticket_merge(DeskStore *store, gint64 id, gint64 into, gint64 now, GError **error)
{
    return desk_query_write(store, &SQL_TICKET_MERGE,
                            DESK_BIND(desk_int(id), desk_int(into), desk_int(now)), NULL, error);
}

bool
desk_store_ticket_merged(DeskStore *store, gint64 into, GPtrArray **tickets, GError **error)
{
    return desk_query_list(store, &SQL_TICKET_MERGED, DESK_BIND(desk_int(into)),
                           &desk_ticket_row_kind, tickets, error);
}

bool
desk_store_ticket_opened(DeskStore *store, const DeskOpener *opener, gint64 *count, gint64 *newest,
                         GError **error)
{
    gint64 found[2];
    if (!desk_query_ints(store, &SQL_TICKET_OPENED,
                         DESK_BIND(desk_int(opener->requester), desk_int(opener->period.since),
                                   desk_int(opener->period.until), desk_int(opener->proved)),
                         found, 2, error))
        return false;
    *count = found[0];
    *newest = found[1];
    return true;
}

bool
desk_store_ticket_follow(DeskStore *store, gint64 id, gint64 *final, GError **error)
{
    gint64 found[2] = { 0, id };
    for (int steps = 0; found[1] != 0 && steps < FOLLOW_MAX; steps++)
        if (!desk_query_ints(store, &SQL_TICKET_FOLLOW, DESK_BIND(desk_int(found[1])), found, 2,
                             error))
            return false;
    /* Tickets merged in a circle lead nowhere. */
    *final = found[1] == 0 ? found[0] : 0;
    return true;
}

bool
desk_store_ticket_final(DeskStore *store, gint64 id, DeskTicket **ticket, GError **error)
{
    g_autoptr(DeskTicket) found = NULL;
    gint64 final = 0;
    *ticket = NULL;
    if (!desk_store_ticket_get(store, id, &found, error))
        return false;
    if (!found || found->merged_into == 0) {
        *ticket = g_steal_pointer(&found);
        return true;
    }
    return desk_store_ticket_follow(store, found->merged_into, &final, error) &&
           desk_store_ticket_get(store, final, ticket, error);
}

bool
desk_store_ticket_list(DeskStore *store, const DeskTicketFilter *filter, GPtrArray **tickets,
                       GError **error)
{
    const DeskStatement *statement = filter->requester ? &SQL_TICKET_LIST_REQUESTER
                                     : filter->status  ? &SQL_TICKET_LIST_STATUS
                                                       : &SQL_TICKET_LIST;
    return desk_query_list(store, statement,
                           DESK_BIND(desk_text(filter->status), desk_text(filter->mailbox),
                                     desk_text(filter->team), desk_text(filter->assignee),
                                     desk_text(filter->requester),
                                     desk_int(filter->before > 0 ? filter->before : G_MAXINT64),
                                     desk_int(filter->limit)),
                           &desk_ticket_row_kind, tickets, error);
}

bool
desk_store_ticket_mailbox_add(DeskStore *store, gint64 ticket, const char *mailbox, GError **error)
{
    return desk_query_write(store, &SQL_TICKET_MAILBOX_ADD,
                            DESK_BIND(desk_int(ticket), desk_text(mailbox)), NULL, error);
}

bool
desk_store_ticket_mailbox_copy(DeskStore *store, gint64 from, gint64 to, GError **error)
{
    return desk_query_write(store, &SQL_TICKET_MAILBOX_COPY,
                            DESK_BIND(desk_int(from), desk_int(to)), NULL, error);
}

bool
desk_store_tag_add(DeskStore *store, gint64 ticket, const char *tag, GError **error)
{
    return desk_query_write(store, &SQL_TAG_ADD, DESK_BIND(desk_int(ticket), desk_text(tag)), NULL,
                            error);
}

bool
desk_store_tag_remove(DeskStore *store, gint64 ticket, const char *tag, GError **error)
{
    return desk_query_write(store, &SQL_TAG_REMOVE, DESK_BIND(desk_int(ticket), desk_text(tag)),
                            NULL, error);
}

bool
desk_store_tag_list(DeskStore *store, gint64 ticket, char ***tags, GError **error)
{
    g_autoptr(GPtrArray) list = NULL;
    if (!desk_query_list(store, &SQL_TAG_LIST, DESK_BIND(desk_int(ticket)), &desk_text_kind, &list,
                         error))
        return false;
    g_ptr_array_add(list, NULL);
    *tags = (char **) g_ptr_array_steal(list, NULL);
    return true;
}

bool
desk_store_participant_add(DeskStore *store, gint64 ticket, gint64 contact, DeskRole role,
                           bool confirmed, gint64 now, GError **error)
{
    return desk_query_write(store, &SQL_PARTICIPANT_ADD,
                            DESK_BIND(desk_int(ticket), desk_int(contact),
                                      desk_text(desk_role_name(role)), desk_int(confirmed),
                                      desk_int(now)),
                            NULL, error);
}

bool
desk_store_participant_role(DeskStore *store, gint64 ticket, gint64 contact, DeskRole role,
                            GError **error)
{
    return desk_query_write(
        store, &SQL_PARTICIPANT_ROLE,
        DESK_BIND(desk_int(ticket), desk_int(contact), desk_text(desk_role_name(role))), NULL,
        error);
}

bool
desk_store_participant_is(DeskStore *store, gint64 ticket, gint64 contact, bool *member,
                          bool *requester, GError **error)
{
    gint64 found[2];
    if (!desk_query_ints(store, &SQL_PARTICIPANT_IS, DESK_BIND(desk_int(ticket), desk_int(contact)),
                         found, 2, error))
        return false;
    *member = found[0] != 0;
    if (requester)
        *requester = found[1] != 0;
    return true;
}

bool
desk_store_participant_count(DeskStore *store, gint64 ticket, gint64 *count, GError **error)
{
    return desk_query_ints(store, &SQL_PARTICIPANT_COUNT, DESK_BIND(desk_int(ticket)), count, 1,
                           error);
}

bool
desk_store_participant_remove(DeskStore *store, gint64 ticket, gint64 contact, bool *done,
                              GError **error)
{
    gint64 removed = 0;
    if (!desk_query_write(store, &SQL_PARTICIPANT_REMOVE,
                          DESK_BIND(desk_int(ticket), desk_int(contact)), &removed, error))
        return false;
    *done = removed != 0;
    return true;
}

void
desk_participant_free(DeskParticipant *participant)
{
    if (!participant)
        return;
    g_free(participant->contact.address);
    g_free(participant->contact.name);
    g_free(participant);
}

static gpointer
read_participant(DeskCursor *cursor, GError **error)
{
    DeskRole role;
    if (!desk_cursor_word(cursor, 0, desk_role_parse, &role, error))
        return NULL;
    DeskParticipant *participant = g_new0(DeskParticipant, 1);
    participant->role = role;
    participant->confirmed = desk_cursor_int(cursor, 1) != 0;
    participant->contact.id = desk_cursor_int(cursor, 2);
    participant->contact.address = desk_cursor_dup(cursor, 3);
    participant->contact.name = desk_cursor_dup(cursor, 4);
    return participant;
}

bool
desk_store_participant_list(DeskStore *store, gint64 ticket, GPtrArray **participants,
                            GError **error)
{
    static const DeskRowKind kind = { read_participant, (GDestroyNotify) desk_participant_free };
    return desk_query_list(store, &SQL_PARTICIPANT_LIST, DESK_BIND(desk_int(ticket)), &kind,
                           participants, error);
}
