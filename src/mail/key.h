#pragma once
#include "base/base.h"

#define DESK_KEY_BYTES 32

/*
 * The content key (RULES I2): SHA-256 over Message-ID, From, Date and Subject, each with
 * its white space collapsed, and the body as sent; trace fields are left out, so every
 * try of one mail has one key. weak is true when the mail has neither Message-ID nor Date:
 * equal keys then mean the same mail for one hour only. Pure; never fails.
 */
typedef struct {
    guint8 bytes[DESK_KEY_BYTES];
    bool weak;
} DeskContentKey;

DeskContentKey desk_content_key(DeskBytes raw);
