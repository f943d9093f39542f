#pragma once
#include "base/base.h"

/* What undoing a Content-Transfer-Encoding (RFC 2045 section 6) met that should not be there. */
typedef enum {
    DESK_TRANSFER_CLEAN,
    DESK_TRANSFER_REPAIRED, /* foreign bytes were passed over */
    DESK_TRANSFER_CUT,      /* it ends in the middle */
    DESK_TRANSFER_TAIL,     /* text behind its end was left out */
    DESK_TRANSFER_WRONG,    /* it is not in this encoding at all: the bytes as they are */
    DESK_TRANSFER_UNKNOWN,  /* nobody knows the encoding: the bytes as they are */
} DeskTransferState;

/*
 * Decodes the body of a part. word is the field's first word in lower case, "" for none. The result
 * borrows from in, or from out, to which decoded bytes are written. *state may be NULL. Linear.
 */
DeskBytes desk_transfer_decode(DeskBytes in, const char *word, GByteArray *out,
                               DeskTransferState *state);

/* What to call a state among the defects of a mail; NULL for the clean one. */
const char *desk_transfer_defect(DeskTransferState state);

/* The value of a base64 digit (RFC 4648, both alphabets); -1 for other bytes. */
int desk_transfer_base64_value(char c);
