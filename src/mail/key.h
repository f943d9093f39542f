#pragma once
#include "base/base.h"

#define DESK_KEY_BYTES 32

/*
 * The content key (RULES I2): the same for every try of one mail, because trace fields are
 * left out. It is the SHA-256 over these bytes:
 *
 *   for each of message-id, from, date, subject, in this order, if the mail has the field
 *   and its value is not empty:  NAME ":" VALUE LF
 *   LF
 *   the body as it is
 *
 * NAME is the lower-case name given here. VALUE is the value of the first field of that name
 * (names compare without case), each run of SP, TAB, CR and LF made one SP, and none at its
 * ends. What a field is, and where the body begins, header.h says.
 *
 * weak is true when Message-ID and Date are both missing or empty: equal keys then mean
 * the same mail for one hour only. Pure; never fails.
 */
typedef struct {
    guint8 bytes[DESK_KEY_BYTES];
    bool weak;
} DeskContentKey;

DeskContentKey desk_content_key(DeskBytes raw);
