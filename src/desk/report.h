#pragma once
#include "desk/filing.h"
#include "policy/report.h"
#include "store/rows.h"
#include "store/store.h"
#include "ticket/outbox.h"
#include "ticket/ticket.h"

/*
 * A delivery report as far as it is proved to be about a mail of ours (RULES B1): it came to the
 * envelope sender that this mail had, or it returns the Message-ID that we signed. What is not
 * proved changes nothing. Whom it names never matters: only the address that we wrote to can get
 * better or worse by it.
 */
typedef struct {
    char *reason;       /* what proves it, or why nothing does; NULL: the mail is no report */
    DeskTicket *ticket; /* of the mail that it is about, over merges; NULL: none is
                           proved, or it is about none */
    DeskOutboxRow *row; /* that very mail; likewise */
    DeskProof proof;
    DeskFinding finding; /* what it says of it */
    bool is_news;        /* it says more than was known: only then anything changes */
    gint64 score;        /* of the address that we wrote to, in halves (B3) */
    gint64 points;       /* by how much it gets worse */
} DeskReport;

/* Finds the mail that a report is about. report stays empty when filing is none. Reads only. */
bool desk_report_find(DeskStore *store, const DeskFiling *filing, DeskReport *report,
                      GError **error);

/*
 * Marks the row, counts against the address, and notes both as events; a mail of an agent that
 * failed flags its ticket and is told to agents. message is the report as it has been stored.
 */
bool desk_report_record(DeskStore *store, const DeskFiling *filing, const DeskReport *report,
                        gint64 message, GError **error);

void desk_report_clear(DeskReport *report);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskReport, desk_report_clear)
