#pragma once
#include "mail/header.h"
#include "mail/mail.h"

/*
 * The fields of a delivery report (RFC 3464, RFC 6533): blocks of fields, one for each
 * recipient. Also as they come in practice: blocks without an empty line between or with one
 * inside, fields in any order, misspelt or folded wrongly, addresses in <>, types left out. Lines
 * that are no such field are passed over, so that a whole notice may be given. Linear, pure.
 */

/*
 * Appends a DeskBounce for each recipient to list, at most DESK_MAIL_LIST_MAX in all: for final and
 * original recipient where they differ, but not for those of own (DeskMailAddress, or NULL) beside
 * another. recipient and status may be ""; diagnostic and reply_code are those of the
 * Diagnostic-Code; hard is false.
 */
void desk_dsn_read(DeskBytes fields, const GPtrArray *own, GPtrArray *list);

/* True for a line that begins a block of a recipient ("Final-Recipient: ..." or the like). */
bool desk_dsn_is_field(DeskBytes line);

/* "failed", "Delayed (queue)", "deliverable" ...; false when it says nothing. */
bool desk_dsn_action(DeskBytes value, DeskBounceAction *action);

/*
 * "5.1.1", "5.1.1.", "550 5.1.1" and "511" are all the status 5.1.1; of a reply code or a class
 * alone it is 5.0.0. The caller's; NULL when there is none.
 */
char *desk_dsn_status(DeskBytes value);

/*
 * Appends the addresses (char *) of a typed value such as "rfc822; jane@example.org" (RFC 3464
 * section 2.3.2), most often one, at most 100: utf-8 and xtext decoded (RFC 6533, RFC 3461),
 * without "mailto:".
 */
void desk_dsn_addresses(DeskBytes value, GPtrArray *list);

/* A mailbox, not the name of a user, a pipe or a file, which some servers report as well. */
bool desk_dsn_is_address(const char *text);
