#pragma once
#include "base/base.h"

/* The parts of an addr-spec (RFC 5321 section 4.1.2). */
typedef struct {
    char *local;  /* as given, quotes kept */
    char *domain; /* A-label, lower case; or an address literal in brackets */
} DeskAddrSpec;

/*
 * Splits "local@domain" at the last @, with or without <>. False when a part is empty or
 * too long (64 and 255 bytes), holds a control byte or unquoted white space, or when the
 * domain is no valid internationalised name (IDNA 2008, nontransitional).
 */
bool desk_address_split(const char *text, DeskAddrSpec *spec);

void desk_address_clear(DeskAddrSpec *spec);

/*
 * What a path of SMTP means (RFC 5321 section 4.1.2): without <>, without a source route, and
 * without quotes that the local part does not need. Whether it is an address is another question.
 * The caller's.
 */
char *desk_address_plain(const char *path);

/*
 * The key under which a person is known: local part unquoted, in NFC and case-folded, an @, and the
 * domain as A-label. Two spellings of one address have one key. The caller's; NULL when
 * the text is no address.
 */
char *desk_address_key(const char *text);

/* The same with everything from the first delimiter of the local part cut away. */
char *desk_address_key_bare(const char *text, char delimiter);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskAddrSpec, desk_address_clear)
