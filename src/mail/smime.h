#pragma once
#include "base/base.h"

/* What an S/MIME body (application/pkcs7-mime, RFC 8551) holds; nothing is verified. */
typedef enum {
    DESK_SMIME_UNKNOWN,
    DESK_SMIME_SIGNED,
    DESK_SMIME_ENCRYPTED,
    DESK_SMIME_COMPRESSED,
} DeskSmime;

/*
 * Walks the outer DER or BER layers of a CMS object (RFC 5652). When it is signed, *content gets
 * the mail inside as far as it is there (the caller's; else NULL). Linear, no recursion.
 */
DeskSmime desk_smime_read(DeskBytes der, GByteArray **content);
