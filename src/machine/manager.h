#pragma once
#include "mail/header.h"
#include "mail/mail.h"

/*
 * Whether a list's manager wrote a mail of that list, and not one of its members: the From address
 * is the manager's ("users-help@", "owner-users@", "users+bounces@") of a list that its fields name
 * (RFC 2142, RFC 2369), or one of the list programs. headers: of DeskHeader. Linear, pure.
 */
bool desk_manager_wrote(const DeskMail *mail, const GArray *headers);
