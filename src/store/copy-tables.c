#include "store/copy-tables.h"
#include "store/query.h"

#define P2  "$1, $2"
#define P3  P2 ", $3"
#define P4  P3 ", $4"
#define P5  P4 ", $5"
#define P7  P5 ", $6, $7"
#define P8  P7 ", $8"
#define P10 P8 ", $9, $10"
#define P11 P10 ", $11"
#define P14 P11 ", $12, $13, $14"
#define P15 P14 ", $15"
#define P17 P15 ", $16, $17"
#define P35                                                                                        \
    P17 ", $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, "  \
        "$35"

/* Reading by one key column or by two; "what" is a list of columns. */
#define BY_ONE(what, table, key, way)                                                              \
    "SELECT " what " FROM " table " WHERE " key " > $1 ORDER BY " key way " LIMIT $2"
#define BY_TWO(what, table, a, b, way)                                                             \
    "SELECT " what " FROM " table " WHERE (" a ", " b ") > ($1, $2)"                               \
    " ORDER BY " a way ", " b way " LIMIT $3"

#define COUNT(table) .count = { "copy-count-" table, "SELECT COUNT(*) FROM " table }
#define INSERT(table, names, p)                                                                    \
    {                                                                                              \
        "copy-insert-" table, "INSERT INTO " table " (" names ") VALUES (" p ")"                   \
    }

/* A table with the key `key`, and one with the key (a, b): what they have in common. */
#define ONE(table, key, names)                                                                     \
    .name = table, .columns = names, .keys = 1, COUNT(table),                                      \
    .last = { "copy-last-" table, BY_ONE(key, table, key, " DESC") },                              \
    .page = { "copy-page-" table, BY_ONE(names, table, key, "") }
#define TWO(table, a, b, names)                                                                    \
    .name = table, .columns = names, .keys = 2, COUNT(table),                                      \
    .last = { "copy-last-" table, BY_TWO(a ", " b, table, a, b, " DESC") },                        \
    .page = { "copy-page-" table, BY_TWO(names, table, a, b, "") }

#define EPOCH "id, epoch, last_ticket, last_contact"
#define CONTACT                                                                                    \
    "id, key, address, name, created, bounce_score, bounced, language,"                            \
    " proved, no_surveys"
#define TICKET                                                                                     \
    "id, subject, status, priority, category, team, assignee, mailbox, language, requester,"       \
    " created, updated, messages, ended, sla"
#define TAG         "ticket, tag"
#define MAILBOX     "ticket, mailbox"
#define PARTICIPANT "ticket, contact, role, confirmed, joined"
#define TIE         "ticket, other, kind, created"
#define CORRELATION "id, monitor, key, ticket"
#define TIMER       "ticket, kind, state, allowed, used, since, due, next_at, step, breached, set_at"
#define WATCHER     "ticket, agent, since"
#define ABSENCE     "id, agent, since, until, reason, actor, created"
#define TURN        "id, team, agent, turn"
#define WISH        "id, agent, notify, next_digest"
#define SURVEY                                                                                     \
    "id, ticket, number, contact, resolved, scale, agent, team, category, asked, score, comment,"  \
    " voted, changed"
#define MESSAGE                                                                                    \
    "id, ticket, sequence, direction, author, message_id, subject, date, received, held,"          \
    " unparsed, machine, content_key, weak_key, text, reply_text, assurance"
#define RAW        "message, size, packed"
#define ATTACHMENT "message, number, name, type, size, sha256, inline, content_id"
#define EVENT      "id, ticket, message, at, actor, kind, detail"
#define VERDICT                                                                                    \
    "id, at, kind, ticket, message, queue_id, message_id, sender, recipients, reason, duration"
#define OUTBOX                                                                                     \
    "id, ticket, cause, contact, kind, state, message_id, date, envelope_from, recipient,"         \
    " recipient_name, from_name, from_address, reply_to, in_reply_to, reference_ids, language,"    \
    " verified, created, next_at, attempts, cuts, lease_owner, lease_until, settled, queue_id,"    \
    " last_error, due, detail, thread_topic, delivery, delivery_at, delivery_detail, subject,"     \
    " note_to"
#define BYTES "outbox, packed"

enum {
    T_EPOCH,
    T_CONTACT,
    T_TICKET,
    T_TAG,
    T_MAILBOX,
    T_PARTICIPANT,
    T_TIE,
    T_CORRELATION,
    T_TIMER,
    T_WATCHER,
    T_ABSENCE,
    T_TURN,
    T_WISH,
    T_SURVEY,
    T_MESSAGE,
    T_RAW,
    T_ATTACHMENT,
    T_EVENT,
    T_VERDICT,
    T_OUTBOX,
    T_BYTES,
    T_END
};

const DeskCopyTable desk_copy_tables[] = {
    [T_EPOCH] = { ONE("epoch", "id", EPOCH), .types = "itii", .numbered = true,
                  .insert = INSERT("epoch", EPOCH, P4) },
    [T_CONTACT] = { ONE("contact", "id", CONTACT), .types = "itttiiitii", .numbered = true,
                    .insert = INSERT("contact", CONTACT, P10) },
    [T_TICKET] = { ONE("ticket", "id", TICKET ", merged_into"), .types = "ittttttttiiiiiti",
                   .late = 1, .numbered = true, .insert = INSERT("ticket", TICKET, P15) },
    [T_TAG] = { TWO("ticket_tag", "ticket", "tag", TAG), .types = "it",
                .insert = INSERT("ticket_tag", TAG, P2) },
    [T_MAILBOX] = { TWO("ticket_mailbox", "ticket", "mailbox", MAILBOX), .types = "it",
                    .insert = INSERT("ticket_mailbox", MAILBOX, P2) },
    [T_PARTICIPANT] = { TWO("participant", "ticket", "contact", PARTICIPANT), .types = "iitii",
                        .insert = INSERT("participant", PARTICIPANT, P5) },
    [T_TIE] = { TWO("ticket_tie", "ticket", "other", TIE), .types = "iiti",
                .insert = INSERT("ticket_tie", TIE, P4) },
    [T_CORRELATION] = { ONE("correlation", "id", CORRELATION), .types = "itti", .numbered = true,
                        .insert = INSERT("correlation", CORRELATION, P4) },
    [T_TIMER] = { TWO("timer", "ticket", "kind", TIMER), .types = "ittiiiiiiii",
                  .insert = INSERT("timer", TIMER, P11) },
    [T_WATCHER] = { TWO("watcher", "ticket", "agent", WATCHER), .types = "iti",
                    .insert = INSERT("watcher", WATCHER, P3) },
    [T_ABSENCE] = { ONE("absence", "id", ABSENCE), .types = "itiitti", .numbered = true,
                    .insert = INSERT("absence", ABSENCE, P7) },
    [T_TURN] = { ONE("turn", "id", TURN), .types = "itti", .numbered = true,
                 .insert = INSERT("turn", TURN, P4) },
    [T_WISH] = { ONE("wish", "id", WISH), .types = "itti", .numbered = true,
                 .insert = INSERT("wish", WISH, P4) },
    [T_SURVEY] = { ONE("survey", "id", SURVEY), .types = "iiiiittttiitii", .numbered = true,
                   .insert = INSERT("survey", SURVEY, P14) },
    [T_MESSAGE] = { ONE("message", "id", MESSAGE), .types = "iiitittiiiitbbttt", .numbered = true,
                    .sizes = { "copy-sizes-message",
                               BY_ONE(
                                   "CAST(length(text) + COALESCE(length(reply_text), 0) AS BIGINT)",
                                   "message", "id", "") },
                    .insert = INSERT("message", MESSAGE, P17) },
    [T_RAW] = { ONE("raw", "message", RAW), .types = "iib",
                .sizes = { "copy-sizes-raw",
                           BY_ONE("CAST(length(packed) AS BIGINT)", "raw", "message", "") },
                .insert = INSERT("raw", RAW, P3) },
    [T_ATTACHMENT] = { TWO("attachment", "message", "number", ATTACHMENT), .types = "iittitit",
                       .insert = INSERT("attachment", ATTACHMENT, P8) },
    [T_EVENT] = { ONE("event", "id", EVENT), .types = "iiiittt", .numbered = true,
                  .insert = INSERT("event", EVENT, P7) },
    [T_VERDICT] = { ONE("verdict", "id", VERDICT), .types = "iitiittttti", .numbered = true,
                    .insert = INSERT("verdict", VERDICT, P11) },
    [T_OUTBOX] = { ONE("outbox", "id", OUTBOX), .types = "iiiitttitttttttttiiiiitiittitttittt",
                   .numbered = true, .insert = INSERT("outbox", OUTBOX, P35) },
    [T_BYTES] = { ONE("outbox_bytes", "outbox", BYTES), .types = "ib",
                  .sizes = { "copy-sizes-outbox_bytes", BY_ONE("CAST(length(packed) AS BIGINT)",
                                                               "outbox_bytes", "outbox", "") },
                  .insert = INSERT("outbox_bytes", BYTES, P2) },
    [T_END] = { 0 },
};

const DeskStatement desk_copy_merges = {
    "copy-merges", "SELECT id, merged_into FROM ticket WHERE id > $1 AND merged_into IS NOT NULL"
                   " ORDER BY id LIMIT $2"
};
const DeskStatement desk_copy_merge = { "copy-merge",
                                        "UPDATE ticket SET merged_into = $2 WHERE id = $1" };

#define LIST(t)                                                                                    \
    &desk_copy_tables[t].count, &desk_copy_tables[t].last, &desk_copy_tables[t].page,              \
        &desk_copy_tables[t].insert

const DeskStatement *const desk_copy_statements[] = { LIST(T_EPOCH),
                                                      LIST(T_CONTACT),
                                                      LIST(T_TICKET),
                                                      LIST(T_TAG),
                                                      LIST(T_MAILBOX),
                                                      LIST(T_PARTICIPANT),
                                                      LIST(T_TIE),
                                                      LIST(T_CORRELATION),
                                                      LIST(T_TIMER),
                                                      LIST(T_WATCHER),
                                                      LIST(T_ABSENCE),
                                                      LIST(T_TURN),
                                                      LIST(T_WISH),
                                                      LIST(T_SURVEY),
                                                      LIST(T_MESSAGE),
                                                      LIST(T_RAW),
                                                      LIST(T_ATTACHMENT),
                                                      LIST(T_EVENT),
                                                      LIST(T_VERDICT),
                                                      LIST(T_OUTBOX),
                                                      LIST(T_BYTES),
                                                      &desk_copy_tables[T_MESSAGE].sizes,
                                                      &desk_copy_tables[T_RAW].sizes,
                                                      &desk_copy_tables[T_BYTES].sizes,
                                                      &desk_copy_merges,
                                                      &desk_copy_merge,
                                                      NULL };
