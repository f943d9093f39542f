#pragma once
#include "mail/mail.h"
#include "ticket/outbox.h"
#include "ticket/ticket.h"

/*
 * What a delivery report means: for the mail that it is about, and for the address which that mail
 * was sent to (RULES B1, B3). Which mail it is has been proved before. Pure.
 */

/* An address with so many points, in halves, gets nothing automatic any more. */
#define DESK_HEALTH_DEAD 2

/* What proves that a report is about a mail of ours. */
typedef enum {
    DESK_PROOF_NONE,
    DESK_PROOF_MESSAGE_ID, /* it returns the Message-ID that we signed; readers of it know it, too
                            */
    DESK_PROOF_SENDER,     /* it came to the envelope sender, which servers alone have seen */
} DeskProof;

/* Bounces, delays, successes, receipts and complaints. */
bool desk_report_is_kind(DeskMachineKind machine);

/* What a report says of one mail. */
typedef struct {
    DeskDelivery delivery;
    bool hard;    /* FAILED: the address is dead */
    char *detail; /* its own words, one line */
} DeskFinding;

/*
 * Reads what a report says of the mail to recipient: by its entry for that address, else by the
 * worst of its entries, for a report names the address at which the way of a mail ended. finding is
 * the caller's to clear.
 */
void desk_report_judge(const DeskMail *report, const char *recipient, DeskFinding *finding);

/* Whether a report says more of a mail than was known: 100 of the same are one. */
bool desk_report_is_news(DeskDelivery known, DeskDelivery said);

/* What the address was, and how sure the report is. */
typedef struct {
    DeskProof proof;
    bool null_sender; /* of the mail that it is about */
    gint64 bounced;   /* when the address last got worse, or 0 */
    gint64 now;
} DeskHealthFacts;

/*
 * By how much the address gets worse, in halves: 2 for a hard failure and for a complaint, 1 for
 * any other failure, once a day. A Message-ID alone proves too little where a mail had an envelope
 * sender that only its servers knew.
 */
gint64 desk_report_points(const DeskFinding *finding, const DeskHealthFacts *facts);

/* Whether a mail shows that somebody lives at the address of its sender: a person wrote it. */
bool desk_report_heals(const DeskMail *mail, const char *envelope_sender, DeskAssurance assurance);

void desk_finding_clear(DeskFinding *finding);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskFinding, desk_finding_clear)
