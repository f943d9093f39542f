#pragma once
#include "base/base.h"

/* The words of the trade as plain values. Times are microseconds UTC; ids start at 1. */

typedef enum {
    DESK_STATUS_NEW,
    DESK_STATUS_OPEN,
    DESK_STATUS_IN_PROGRESS,
    DESK_STATUS_WAITING,
    DESK_STATUS_ON_HOLD,
    DESK_STATUS_RESOLVED,
    DESK_STATUS_CLOSED,
    DESK_STATUS_MERGED,
    DESK_STATUS_SPAM,
} DeskStatus;

typedef enum {
    DESK_PRIORITY_CRITICAL,
    DESK_PRIORITY_HIGH,
    DESK_PRIORITY_NORMAL,
    DESK_PRIORITY_LOW,
} DeskPriority;

typedef enum { DESK_DIRECTION_IN, DESK_DIRECTION_OUT, DESK_DIRECTION_NOTE } DeskDirection;

/* Why somebody belongs to a ticket. */
typedef enum {
    DESK_ROLE_REQUESTER,   /* whose ticket it is */
    DESK_ROLE_CC,          /* named on a mail; gets nothing until confirmed */
    DESK_ROLE_THIRD_PARTY, /* to whom an agent has forwarded it: what he writes stays among agents
                            */
} DeskRole;

/* How sure the desk is that the header From is who wrote a mail, from the surest down. */
typedef enum {
    DESK_ASSURANCE_SASL,
    DESK_ASSURANCE_ALIGNED,
    DESK_ASSURANCE_NONE,
    DESK_ASSURANCE_FAILED,
} DeskAssurance;

/* What one ticket is to another. */
typedef enum {
    DESK_TIE_RELATED,   /* somebody said so, or a mail's hints did */
    DESK_TIE_FOLLOW_UP, /* goes on with the other, which had been closed for too long */
    DESK_TIE_SPLIT,     /* its first message stood on the other */
} DeskTie;

typedef struct {
    gint64 id;
    char *address;     /* as first written */
    char *name;        /* display name, or "" */
    char *language;    /* that he has chosen; NULL: none */
    gint64 proved;     /* since when he is known to read mail at the address; or 0 */
    gint64 no_surveys; /* since when he wants none; or 0 */
} DeskContact;

typedef struct {
    gint64 id;
    char *subject;
    DeskStatus status;
    DeskPriority priority;
    char *category; /* or NULL, as the next three */
    char *team;
    char *assignee;
    char *sla;
    char *mailbox;    /* name of the mailbox it came in by */
    char *language;   /* of the answers */
    gint64 requester; /* contact id, or 0: the mail named nobody */
    gint64 created;
    gint64 updated;
    gint64 merged_into; /* ticket id, or 0 */
    gint64 ended;       /* when it was resolved or closed; 0 while it is neither */
} DeskTicket;

typedef struct {
    gint64 id;
    gint64 ticket;
    gint64 sequence; /* 1, 2, 3 ... without a gap within the ticket; set by the store */
    DeskDirection direction;
    gint64 author;    /* contact id, or 0: the desk itself */
    char *message_id; /* without <>; "" when it had none */
    char *subject;
    char *text;
    char *reply_text; /* what is new in text; NULL: all of it */
    gint64 date;      /* what its Date field says, or the arrival */
    gint64 received;  /* arrival */
    bool held;        /* shown to agents only, until approved */
    bool unparsed;
    const char *machine;     /* a word of desk_machine_name; static */
    DeskAssurance assurance; /* of its author, when it came in */
} DeskMessage;

/* A message that stays among agents, as far as a look at what goes out needs it. */
typedef struct {
    char *text;
    char *own; /* what its author wrote in it himself; NULL: all of it */
    char *subject;
    char *author;    /* address, or "" */
    bool is_doubted; /* meant for the customer, and kept back on a doubt */
} DeskInternal;

typedef struct {
    gint64 id;
    gint64 ticket;  /* or 0 */
    gint64 message; /* or 0 */
    gint64 at;
    char *actor;  /* "desk", "deskctl:root", an agent's name or an address */
    char *kind;   /* "created", "appended", "held", "ack-suppressed" ... */
    char *detail; /* one English sentence */
} DeskEvent;

void desk_contact_free(DeskContact *contact);
void desk_ticket_free(DeskTicket *ticket);
void desk_message_free(DeskMessage *message);
void desk_internal_free(DeskInternal *internal);
void desk_event_free(DeskEvent *event);

/* The words of DESIGN: "new", "in-progress", "critical", "in" ... Static storage. */
const char *desk_status_name(DeskStatus status);
const char *desk_priority_name(DeskPriority priority);
const char *desk_direction_name(DeskDirection direction);
const char *desk_role_name(DeskRole role);
const char *desk_assurance_name(DeskAssurance assurance);
const char *desk_tie_name(DeskTie tie);

/* Back from the words; false when it is none, with the target unchanged. */
bool desk_status_parse(const char *word, DeskStatus *status);
bool desk_priority_parse(const char *word, DeskPriority *priority);
bool desk_direction_parse(const char *word, DeskDirection *direction);
bool desk_role_parse(const char *word, DeskRole *role);
bool desk_assurance_parse(const char *word, DeskAssurance *assurance);
bool desk_tie_parse(const char *word, DeskTie *tie);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskContact, desk_contact_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskTicket, desk_ticket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskMessage, desk_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskInternal, desk_internal_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskEvent, desk_event_free)
