#pragma once
#include "base/clock.h"
#include "base/langtag.h"
#include "store/store.h"
#include "ticket/outbox.h"
#include "ticket/ticket.h"
#include "ticket/verdict.h"

/*
 * Tickets, messages and the people on them, as rows. Functions that look for one thing
 * return true with NULL or 0 when there is none; false is always an error of the store.
 */

/* The contact with this identity key (desk_address_key); made when missing. A name that was
 * unknown is filled in. */
bool desk_store_contact_put(DeskStore *store, const char *key, const char *address,
                            const char *name, gint64 now, gint64 *id, GError **error);
/* Makes a contact that was looked for in vain: UNDONE when another writer was faster. */
bool desk_store_contact_add(DeskStore *store, const char *key, const char *address,
                            const char *name, gint64 now, gint64 *id, GError **error);
/* Fills in a name that was unknown. */
bool desk_store_contact_name(DeskStore *store, gint64 id, const char *name, GError **error);
/* In a WRITE transaction the contact is kept as it is, so that what is counted for it stays true.
 */
bool desk_store_contact_find(DeskStore *store, const char *key, gint64 *id, GError **error);
bool desk_store_contact_get(DeskStore *store, gint64 id, DeskContact **contact, GError **error);

/* The language that he has chosen; NULL: none. */
bool desk_store_contact_set_language(DeskStore *store, gint64 id, const char *language,
                                     GError **error);
/* He is known to read mail at the address from now on, unless that was known before. */
bool desk_store_contact_prove(DeskStore *store, gint64 id, gint64 now, GError **error);
/* Since when he wants no surveys; 0: he may get them. */
bool desk_store_contact_set_surveys(DeskStore *store, gint64 id, gint64 since, GError **error);

/* In a WRITE transaction the contact is kept as it is. */
bool desk_store_contact_hold(DeskStore *store, gint64 id, GError **error);

/* How dead an address is (RULES B3). */
typedef struct {
    gint64 score;   /* in halves: from 2 on nothing automatic goes there */
    gint64 bounced; /* when it last grew, or 0 */
} DeskHealth;
/* All healthy when there is no such contact. Kept as it is by desk_store_contact_hold alone: most
 * who ask do so for many contacts and change none. */
bool desk_store_contact_health(DeskStore *store, gint64 id, DeskHealth *health, GError **error);
bool desk_store_contact_set_health(DeskStore *store, gint64 id, const DeskHealth *health,
                                   GError **error);
/* What is known of who has written; all 0 when he was never seen. */
typedef struct {
    gint64 id;
    DeskHealth health;
    gint64 proved;                       /* as in DeskContact */
    char language[DESK_LANGTAG_MAX + 1]; /* that he has chosen, or "" */
} DeskAcquaintance;
/* desk_store_contact_find, and the rest in the same look. */
bool desk_store_contact_meet(DeskStore *store, const char *key, DeskAcquaintance *who,
                             GError **error);
/* The contact and the health of the address, but nothing is kept as it is: of those whom every mail
 * asks for. */
bool desk_store_contact_know(DeskStore *store, const char *key, gint64 *id, DeskHealth *health,
                             GError **error);

/* Sets ticket->id. */
bool desk_store_ticket_add(DeskStore *store, DeskTicket *ticket, GError **error);
/* In a WRITE transaction the ticket is kept as it is, so that a change may build on it. */
bool desk_store_ticket_get(DeskStore *store, gint64 id, DeskTicket **ticket, GError **error);
/* Status and time of the last change; ended is set when it is resolved or closed, kept from the
 * one to the other, and cleared by every other status. */
bool desk_store_ticket_touch(DeskStore *store, gint64 id, DeskStatus status, gint64 now,
                             GError **error);
/* Subject, priority, category, team, assignee and SLA as in the struct. */
bool desk_store_ticket_set(DeskStore *store, const DeskTicket *ticket, gint64 now, GError **error);
/* Of the answers from now on. */
bool desk_store_ticket_set_language(DeskStore *store, gint64 id, const char *language, gint64 now,
                                    GError **error);
/* Status merged, and where it leads from now on. */
bool desk_store_ticket_merge(DeskStore *store, gint64 id, gint64 into, gint64 now, GError **error);
/* Whose tickets are counted, of what time. */
typedef struct {
    gint64 requester;
    DeskPeriod period;
    bool proved; /* only those opened by a mail whose sender was proved */
} DeskOpener;
/* How many tickets were opened, and the newest of them, or 0. */
bool desk_store_ticket_opened(DeskStore *store, const DeskOpener *opener, gint64 *count,
                              gint64 *newest, GError **error);

/* Once per pair, whichever is named first: the first word stays. */
bool desk_store_tie_add(DeskStore *store, gint64 ticket, gint64 other, DeskTie kind, gint64 now,
                        GError **error);
typedef struct {
    gint64 ticket;
    gint64 other;
    DeskTie kind;
    gint64 created;
} DeskTieRow;
/* Those in which the ticket stands on either side, oldest first; element type DeskTieRow. */
bool desk_store_tie_list(DeskStore *store, gint64 ticket, GPtrArray **ties, GError **error);
/* Tickets merged into this one, directly; element type DeskTicket. */
bool desk_store_ticket_merged(DeskStore *store, gint64 into, GPtrArray **tickets, GError **error);

/* The ticket that a monitor's key leads to; 0: none yet. Whoever files by the answer holds the name
 * of the two before he asks (desk_store_hold), or two mails at once open two tickets. */
bool desk_store_correlation_find(DeskStore *store, const char *monitor, const char *key,
                                 gint64 *ticket, GError **error);
/* From now on it leads to this ticket. */
bool desk_store_correlation_put(DeskStore *store, const char *monitor, const char *key,
                                gint64 ticket, GError **error);
/* Follows merged_into to the end (bounded); 0 when there is no such ticket. */
bool desk_store_ticket_follow(DeskStore *store, gint64 id, gint64 *final, GError **error);
/* The ticket that it follows to, as desk_store_ticket_get has it: one look unless it was merged. */
bool desk_store_ticket_final(DeskStore *store, gint64 id, DeskTicket **ticket, GError **error);
/* Notes that a mail for the ticket came in by this mailbox; once per mailbox. */
bool desk_store_ticket_mailbox_add(DeskStore *store, gint64 ticket, const char *mailbox,
                                   GError **error);
/* Notes the mailboxes of one ticket on another, too. */
bool desk_store_ticket_mailbox_copy(DeskStore *store, gint64 from, gint64 to, GError **error);

typedef struct {
    const char *status;  /* word, or NULL: any */
    const char *mailbox; /* likewise */
    const char *team;
    const char *assignee;
    const char *requester; /* identity key */
    gint64 before;         /* ids below this, 0: all; for paging */
    gint64 limit;
} DeskTicketFilter;

/* Newest first; element type DeskTicket. */
bool desk_store_ticket_list(DeskStore *store, const DeskTicketFilter *filter, GPtrArray **tickets,
                            GError **error);

/* Between two tickets in the order of their creation; the later ones come first. */
typedef struct {
    gint64 created; /* G_MAXINT64 with id 0: before the newest */
    gint64 id;
} DeskTicketPlace;
/* Tickets created at a time or later, from a place on to the older ones, at most limit; place moves
 * behind the last of them. Element type DeskTicket. */
bool desk_store_ticket_since(DeskStore *store, gint64 since, DeskTicketPlace *place, gint64 limit,
                             GPtrArray **tickets, GError **error);
/* The mailboxes that mails of the ticket came in by, sorted; char *. */
bool desk_store_ticket_mailbox_list(DeskStore *store, gint64 ticket, GPtrArray **mailboxes,
                                    GError **error);

/* Whoever is on the ticket keeps his role, and is confirmed if he was not. */
bool desk_store_participant_add(DeskStore *store, gint64 ticket, gint64 contact, DeskRole role,
                                bool confirmed, gint64 now, GError **error);
/* Somebody on the ticket has this role from now on, confirmed. Not its requester. */
bool desk_store_participant_role(DeskStore *store, gint64 ticket, gint64 contact, DeskRole role,
                                 GError **error);
/* *member: the contact is on the ticket in any role; *requester (may be NULL): it is its. */
bool desk_store_participant_is(DeskStore *store, gint64 ticket, gint64 contact, bool *member,
                               bool *requester, GError **error);
/* How many are on the ticket. */
bool desk_store_participant_count(DeskStore *store, gint64 ticket, gint64 *count, GError **error);
/* Takes somebody off it. *done false: was not on it. */
bool desk_store_participant_remove(DeskStore *store, gint64 ticket, gint64 contact, bool *done,
                                   GError **error);

typedef struct {
    DeskRole role;
    bool confirmed;
    DeskContact contact; /* borrowed fields are owned by the struct */
} DeskParticipant;
void desk_participant_free(DeskParticipant *participant);
/* In order of joining; element type DeskParticipant. */
bool desk_store_participant_list(DeskStore *store, gint64 ticket, GPtrArray **participants,
                                 GError **error);
/* Once per tag. */
bool desk_store_tag_add(DeskStore *store, gint64 ticket, const char *tag, GError **error);
bool desk_store_tag_remove(DeskStore *store, gint64 ticket, const char *tag, GError **error);
/* The tags of a ticket, sorted. The caller's. */
bool desk_store_tag_list(DeskStore *store, gint64 ticket, char ***tags, GError **error);

/* The raw mail of a message, as received and compressed before (store/raw.h). */
typedef struct {
    const guint8 *content_key; /* DESK_KEY_BYTES; unique over all messages */
    const guint8 *weak_key;    /* the same length, or NULL: see desk_store_message_weak */
    gint64 raw_size;           /* bytes before compression */
    GBytes *raw;               /* compressed */
} DeskRawMail;

/* Sets id and sequence. ticket 0: a bounce that belongs to no ticket; its sequence is 0.
 * raw NULL: what was never a mail of its own. */
bool desk_store_message_add(DeskStore *store, DeskMessage *message, const DeskRawMail *raw,
                            GError **error);
/* The message with this content key: its id and ticket, or 0 and 0. */
bool desk_store_message_by_key(DeskStore *store, const guint8 *content_key, gint64 *message,
                               gint64 *ticket, GError **error);
/* The newest message received in a period whose weak key is this one. */
bool desk_store_message_weak(DeskStore *store, const guint8 *weak_key, DeskPeriod period,
                             gint64 *message, gint64 *ticket, GError **error);
/* The newest inbound or outbound message stored under a Message-ID, and its ticket. */
bool desk_store_message_by_id(DeskStore *store, const char *message_id, gint64 *message,
                              gint64 *ticket, GError **error);
/*
 * The message that an In-Reply-To with this id means when contact wrote it: one on a ticket that
 * contact is on, else the first that came. Only messages on tickets. 0 when there is none.
 */
bool desk_store_message_thread(DeskStore *store, const char *message_id, gint64 contact,
                               gint64 *message, gint64 *ticket, GError **error);
/* How many stored messages have this Message-ID. */
bool desk_store_message_id_count(DeskStore *store, const char *message_id, gint64 *count,
                                 GError **error);
/* The message with this number on its ticket; NULL when there is none. */
bool desk_store_message_at(DeskStore *store, gint64 ticket, gint64 sequence, DeskMessage **message,
                           GError **error);
/* NULL when there is no such message. */
bool desk_store_message_get(DeskStore *store, gint64 id, DeskMessage **message, GError **error);
/* Those of a ticket with lower numbers (G_MAXINT64: all), the newest first, at most limit; element
 * type DeskMessage. */
bool desk_store_message_before(DeskStore *store, gint64 ticket, gint64 sequence, gint64 limit,
                               GPtrArray **messages, GError **error);
/* The first and the last so many of a ticket, in sequence, without text, reply_text and assurance:
 * what is known of a conversation of any length. Element type DeskMessage. */
bool desk_store_message_heads(DeskStore *store, gint64 ticket, gint64 most, GPtrArray **heads,
                              GError **error);
/* The first that came in by mail; NULL when none did. */
bool desk_store_message_first(DeskStore *store, gint64 ticket, DeskMessage **message,
                              GError **error);
/* The subject of the newest message that people wrote and that is not held; NULL when there is
 * none. */
bool desk_store_message_last_subject(DeskStore *store, gint64 ticket, char **subject,
                                     GError **error);
/* No longer held. */
bool desk_store_message_release(DeskStore *store, gint64 message, GError **error);
/* A note becomes an answer: direction out, not held, and reply_text is what the customer gets of
 * it. UNDONE when it is none any more. */
bool desk_store_message_publish(DeskStore *store, gint64 message, const char *reply_text,
                                GError **error);
/* To the end of another ticket, which is not merged; those behind it on its old one move up, so
 * that no number is missing there. UNDONE when either is not there, or went elsewhere meanwhile. */
bool desk_store_message_move(DeskStore *store, gint64 message, gint64 ticket, GError **error);
/* In sequence; element type DeskMessage. */
bool desk_store_message_list(DeskStore *store, gint64 ticket, GPtrArray **messages, GError **error);
/*
 * What was written on a ticket, for a look at what of it stands in a mail: spoken is what the
 * customer wrote or got (of an answer, the text that went to him), internal what stays among
 * agents: notes, behind them what is held. Each newest first, then what was merged into the ticket:
 * of what its people spoke only if the requester is the same. Of what was spoken, of notes and of
 * what is held each at most so many texts, and as many of them as DESK_TEXTS_BYTES hold; the last
 * of them ends there. Element type char * of spoken, DeskInternal of internal.
 */
#define DESK_TEXTS_MOST  200
#define DESK_TEXTS_BYTES ((gint64) 4 * 1024 * 1024)
bool desk_store_message_texts(DeskStore *store, gint64 ticket, gint64 most, GPtrArray **spoken,
                              GPtrArray **internal, GError **error);
/* He has written on the ticket, and all of that was a machine's, or came by way of a list, or is
 * held. */
bool desk_store_message_mechanical(DeskStore *store, gint64 ticket, gint64 author, bool *is_so,
                                   GError **error);
/* The raw bytes as received; NULL when the message has none. */
bool desk_store_message_raw(DeskStore *store, gint64 message, GBytes **raw, GError **error);

typedef struct {
    char *name;
    char *type;
    gint64 size;
    char *sha256;
    bool is_inline;
    char *content_id;
} DeskStoredAttachment;
void desk_stored_attachment_free(DeskStoredAttachment *attachment);
bool desk_store_attachment_add(DeskStore *store, gint64 message, gint64 number,
                               const DeskStoredAttachment *attachment, GError **error);
/* In order; element type DeskStoredAttachment. */
bool desk_store_attachment_list(DeskStore *store, gint64 message, GPtrArray **attachments,
                                GError **error);

/* The log is append-only; the id is given by the store. */
bool desk_store_event_add(DeskStore *store, const DeskEvent *event, GError **error);
bool desk_store_event_list(DeskStore *store, gint64 ticket, GPtrArray **events, GError **error);
/* The last so many, oldest first. */
bool desk_store_event_last(DeskStore *store, gint64 ticket, gint64 most, GPtrArray **events,
                           GError **error);
/* Those that a message caused, also without a ticket. */
bool desk_store_event_caused(DeskStore *store, gint64 message, GPtrArray **events, GError **error);
/* How many of a kind a ticket has had in a period. */
bool desk_store_event_count(DeskStore *store, gint64 ticket, const char *kind, DeskPeriod period,
                            gint64 *count, GError **error);

/* The id is given by the store. */
bool desk_store_verdict_add(DeskStore *store, const DeskVerdict *verdict, GError **error);
/* All verdicts under a queue id or a Message-ID (without <>), oldest first; DeskVerdict. */
bool desk_store_verdict_trace(DeskStore *store, const char *id, GPtrArray **verdicts,
                              GError **error);

/* Name and number, for deskctl stats: tickets by status, messages, outbox by state ... */
typedef struct {
    char *name;
    gint64 number;
} DeskStat;
void desk_stat_free(DeskStat *stat);
bool desk_store_stats(DeskStore *store, GPtrArray **stats, GError **error);
