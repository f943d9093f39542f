#pragma once
#include "desk/filing.h"
#include "reader/reader.h"

/*
 * How an agent's mail opens a ticket for a customer, if nothing ties it to one (RULES C5): he has
 * written to the customer with the desk in copy; he says #requester and the text goes out; or he
 * brings the customer's own mail, forwarded or attached. Fills behalf and customer of a filing,
 * or its behalf_problem. Nothing for whoever is no proved agent, save that
 * his #requester is objected to.
 */
void desk_behalf_find(DeskFiling *filing, DeskMail *original, GBytes *bytes);

/* The same with the mail that is attached, which is read for it; raw is the mail itself. False
 * with DESK_READER_ERROR. */
bool desk_behalf_read(DeskFiling *filing, DeskReader *reader, DeskBytes raw, GError **error);
