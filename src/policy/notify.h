#pragma once
#include "mail/mail.h"
#include "policy/policy.h"
#include "ticket/kind.h"
#include "ticket/ticket.h"

/*
 * The one choke point of automatic mail: may the desk, now, send this kind of mail to this person?
 * All facts come in; nothing is looked up here. Two questions, since the facts of the second must
 * be counted: it need not be asked when the first has an objection.
 */

/* The mail that is answered, and the person who would get the answer. */
typedef struct {
    const DeskMailKind *kind;
    const DeskMail *mail;        /* as the next one, looked at only when the kind answers a mail */
    const char *envelope_sender; /* "" is the null sender */
    const char *recipient;       /* NULL: nobody is known */
    DeskAssurance assurance;     /* that this is the recipient's own address */
    gint64 bounce_score;         /* DeskHealth.score of the recipient, 0 when never seen */
} DeskNotifyFacts;

/* NULL, or one English sentence why the mail must not be sent (RULES L1, L2, B3). Static. */
const char *desk_notify_refusal(const DeskPolicy *policy, const DeskNotifyFacts *facts);

/* So many automatic mails one person may get on one ticket within a time (RULES L5). */
typedef struct {
    gint64 span; /* microseconds */
    gint64 limit;
    const char *over; /* the sentence that says so */
} DeskNotifyWindow;

/* From the shortest to the longest. */
#define DESK_NOTIFY_WINDOWS 5
extern const DeskNotifyWindow desk_notify_windows[DESK_NOTIFY_WINDOWS];

/* So many answers one sender gets within the span whatever their subjects are. Microseconds. */
#define DESK_NOTIFY_SUBJECTS      2
#define DESK_NOTIFY_SUBJECTS_SPAN (3 * G_GINT64_CONSTANT(3600000000))

/*
 * Whether mails of a kind count in the hour of a person who is to get one of another: all that
 * notify an agent, each other kind to agents alone, and whatever customers get of the desk itself.
 */
bool desk_notify_shares(const DeskMailKind *kind, const DeskMailKind *other);

/* How many of those an hour has room for; of the answers to customers, which have limits of their
 * own, any number. */
gint64 desk_notify_room(const DeskLimits *limits, const DeskMailKind *kind);

/* What has been sent so far. */
typedef struct {
    const DeskMailKind *kind;
    DeskAssurance assurance; /* of the recipient, as above */
    gint64 now;
    gint64 answers_hour;       /* of this kind, to this person, when the kind answers a mail */
    gint64 answers_day;        /* likewise, as the next two */
    const GPtrArray *subjects; /* char *, of their tickets within the span above; NULL: none */
    const char *subject;       /* of the mail that is answered */
    gint64 person_hour;        /* of the kinds that share a budget with this one, to this person */
    gint64 sent[DESK_NOTIFY_WINDOWS]; /* of any kind, to this person, on this ticket */
    gint64 back; /* when the oldest of the last automatic-per-hour mails was queued, or 0 */
} DeskNotifyBudget;

/* NULL, or one English sentence about the budget that is used up (RULES L5). Static. */
const char *desk_notify_overrun(const DeskPolicy *policy, const DeskNotifyBudget *budget);
