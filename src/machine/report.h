#pragma once
#include "mail/header.h"
#include "mail/mail.h"

/* What the readers of reports share. All pure and linear. */

/* The bytes of a part; empty for NULL. */
DeskBytes desk_report_view(const GByteArray *part);

/*
 * The report-type of a multipart/report (RFC 6522) in lower case, "" when it names none; NULL for
 * other mail. The caller's.
 */
char *desk_report_type(const GArray *headers);

/* The mail is a report of that type. */
bool desk_report_is(const GArray *headers, const char *type);

/* The first field of that name in any block of a machine-readable part. */
bool desk_report_field(DeskBytes part, const char *name, DeskHeader *field);

/* The first field of that name in the header of a returned mail. */
bool desk_report_header(DeskBytes mail, const char *name, DeskHeader *field);

/* A field as one line for a reader: "Auto-Submitted: auto-replied (vacation)". The caller's. */
char *desk_report_show(const DeskHeader *field);

/*
 * Makes the mail a report of that kind. Takes the evidence. id, the field with the id of the mail
 * that it is about, may be NULL.
 */
void desk_report_settle(DeskMail *mail, DeskMachineKind kind, char *evidence, const DeskHeader *id);
