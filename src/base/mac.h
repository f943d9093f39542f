#pragma once
#include "base/base.h"

#define DESK_MAC_TEXT 26 /* characters of a printed MAC, without the NUL */
#define DESK_KEY_SIZE 32 /* bytes of a signing key */

/*
 * HMAC-SHA256 (RFC 2104) over text, cut to 128 bits and printed in lower case base32
 * (RFC 4648 section 6, no padding). out takes DESK_MAC_TEXT + 1 bytes.
 */
void desk_mac_sign(const guint8 key[DESK_KEY_SIZE], const char *text, char out[DESK_MAC_TEXT + 1]);

/* Compares in a time that does not depend on where the two differ. Any case of letters. */
bool desk_mac_equal(const char expected[DESK_MAC_TEXT + 1], const char *given);

/* Fills with bytes from the kernel's random source; aborts when there is none. */
void desk_random(void *bytes, size_t size);

/* Lower case base32 of any bytes, without padding. The caller's. */
char *desk_base32(const guint8 *bytes, size_t size);
