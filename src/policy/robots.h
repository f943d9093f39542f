#pragma once
#include "base/base.h"

/* Whose address a program writes from, by its local part alone. What is no address is no person's
 * either. */

/* Nobody reads what comes there (RFC 2142, RFC 3834 section 2): it gets no automatic mail. */
bool desk_robots_is_unread(const char *address);

/* A service sends codes, confirmations and notices from it, read or not: its mail never reaches
 * the customer of a ticket that it did not open itself (RULES S5). */
bool desk_robots_is_service(const char *address);
