#pragma once
#include "mail/mail.h"

/*
 * Reads what is safe to read by hand of a mail that no parser may see or that killed one:
 * From, To, Cc, Subject, Message-ID, In-Reply-To, References, Date, the machine's headers,
 * and the first 4 KB of its first text part. The mail is marked unparsed, why becomes
 * its first defect. Of a field 16 KB are looked at. Pure, linear, no library. Never fails.
 */
DeskMail *desk_salvage(DeskBytes raw, const char *why);
