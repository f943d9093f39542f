#pragma once
#include "mail/header.h"

/* What the readers of reports share (mail/feedback.h, mail/receipt.h). All pure and linear. */

/* The mail is a multipart/report of that report-type (RFC 6522). */
bool desk_report_is(const GArray *headers, const char *type);

/* The first field of that name in any block of a machine-readable part. */
bool desk_report_field(DeskBytes part, const char *name, DeskHeader *field);

/* The message id in such a field, without its <>; the caller's, NULL when there is none. */
char *desk_report_id(DeskBytes part, const char *name);

/* A field as one line for a reader: "Auto-Submitted: auto-replied (vacation)". The caller's. */
char *desk_report_show(const DeskHeader *field);
