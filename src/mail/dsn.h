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
 * Appends a DeskBounce for each recipient to list, at most DESK_MAIL_LIST_MAX in all. recipient and
 * status may be ""; diagnostic and reply_code are those of the Diagnostic-Code; hard is false.
 */
void desk_dsn_read(DeskBytes fields, GPtrArray *list);

/* True for a line that begins a block of a recipient ("Final-Recipient: ..." or the like). */
bool desk_dsn_is_field(DeskBytes line);

/* "failed", "Delayed (queue)", "deliverable" ...; false when it says nothing. */
bool desk_dsn_action(DeskBytes value, DeskBounceAction *action);

/*
 * The address of a typed value such as "rfc822; jane@example.org" (RFC 3464 section 2.3.2), utf-8
 * and xtext decoded (RFC 6533, RFC 3461). The caller's; "" when it holds none.
 */
char *desk_dsn_address(DeskBytes value);
