#pragma once
#include "desk/filing.h"
#include "store/store.h"
#include "ticket/outbox.h"

/*
 * A delivery report as far as it is proved to be about a mail of ours (RULES B1): it came to the
 * envelope sender that this mail had, or it returns the Message-ID that we signed. What is not
 * proved changes nothing.
 */
typedef struct {
    DeskOutboxRow *row;    /* the very mail that it is about; NULL: none is proved */
    DeskDelivery delivery; /* what it says of it */
    char *detail;          /* its words, one line */
    gint64 points;         /* by how much the address got worse, in halves (B3) */
} DeskReport;

/* Finds the mail that a report is about. report stays empty when filing is none. Reads only. */
bool desk_report_find(DeskStore *store, const DeskFiling *filing, DeskReport *report,
                      GError **error);

/* Marks the row, counts against the address, and notes both as events; message is the report as it
 * has been stored. */
bool desk_report_record(DeskStore *store, const DeskFiling *filing, const DeskReport *report,
                        gint64 message, GError **error);

void desk_report_clear(DeskReport *report);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskReport, desk_report_clear)
