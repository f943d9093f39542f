#pragma once
#include "deskctl/json.h"
#include "store/outbox.h"
#include "store/rows.h"

/* Rows of the store as several commands show them. */

/* The first-level fields of a ticket; false when the store fails. */
bool desk_rows_ticket(DeskStore *store, const DeskTicket *ticket, json_t **value, GError **error);

json_t *desk_rows_attachment(const DeskStoredAttachment *attachment);
json_t *desk_rows_event(const DeskEvent *event);
json_t *desk_rows_outbox(const DeskOutboxRow *row);
json_t *desk_rows_verdict(const DeskVerdict *verdict);

/* The address of a contact, "" for 0 and for one that is gone. The caller's; NULL: error. */
char *desk_rows_address(DeskStore *store, gint64 contact, GError **error);

/* "ack"; "status (reopened)", "reply (resolved)": a kind of mail with what it tells a customer of
 * his ticket. detail may be NULL. The caller's. */
char *desk_rows_mail(const char *kind, const char *detail);

/* "when  event: what (who)" and "when  ack to ...: state" for people, on stdout. */
void desk_rows_print_event(const DeskEvent *event);
void desk_rows_print_outbox(const DeskOutboxRow *row);
