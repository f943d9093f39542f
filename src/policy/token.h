#pragma once
#include "base/base.h"
#include "conf/keys.h"
#include "ticket/epoch.h"

/*
 * Signed tokens: what proves that a mail answers one of ours. Seven forms share one MAC
 * scheme and one verification:
 *   r<ticket>-<contact>-<mac>            in the extension of a reply address
 *   n<ticket>-<contact>-<mac>            in that of a note address: whatever comes there stays
 *                                        among agents
 *   m<ticket>-<contact>-<nonce>-<mac>    left of the @ in a Message-ID of ours
 *   b<ticket>-<nonce>-<mac>              in the extension of an envelope sender of ours
 *   s<ticket>-<survey>-<mac>             in that of the address that answers to a survey go to
 *   v<ticket>-<survey>-<score>-<mac>     in that of an address for a vote: an empty mail suffices
 *   u<ticket>-<contact>-<mac>            in that of an address for those who want no surveys
 * The MAC covers all that stands before it and the install's epoch, so a token of one purpose
 * is none of another, and a token of another install, or of an epoch this store never had, does
 * not verify. What belongs to no ticket has ticket 0 in the forms with a nonce, and ties a mail to
 * nothing. The nonce (13 base32 characters, 7 in an address) makes each of them unique. With
 * ticket and contact of 7 digits an extension has 44 characters with its delimiter, so that the
 * address keeps within the 64 octets of RFC 5321 section 4.5.3.1.1 (DESK_MAILBOX_LOCAL_MAX).
 */

typedef enum {
    DESK_TOKEN_REPLY,
    DESK_TOKEN_NOTE,
    DESK_TOKEN_MESSAGE_ID,
    DESK_TOKEN_BOUNCE,
    DESK_TOKEN_SURVEY,
    DESK_TOKEN_VOTE,
    DESK_TOKEN_OPT_OUT,
} DeskTokenPurpose;

typedef struct {
    DeskTokenPurpose purpose;
    gint64 ticket;  /* 0: none; only in a MESSAGE_ID or a BOUNCE */
    gint64 contact; /* to whom it was issued; 0 in a BOUNCE, and in the next two purposes */
    gint64 survey;  /* SURVEY and VOTE: its number on the ticket, whose contact it was issued to */
    int score;      /* VOTE */
} DeskToken;

typedef enum {
    DESK_TOKEN_NONE, /* does not have the form of a token */
    DESK_TOKEN_VALID,
    DESK_TOKEN_FORGED,  /* has the form, but the MAC does not fit */
    DESK_TOKEN_UNKNOWN, /* we signed it, but after the backup that this store was restored from */
} DeskTokenState;

/* The keys and epochs of an install; immutable, any thread. */
typedef struct DeskSeal DeskSeal;

/* Copies both. epochs: DeskEpoch. The last key and the last epoch sign; all verify. At least one
 * epoch. */
DeskSeal *desk_seal_new(const DeskKeys *keys, const GPtrArray *epochs);
void desk_seal_free(DeskSeal *seal);

/* "support@example.org" -> "support+r4821-77-<mac>@example.org". The caller's. */
char *desk_token_reply_address(const DeskSeal *seal, DeskToken token, const char *address,
                               char delimiter);

/* "support+n4821-77-<mac>@example.org": the same for notes. The caller's. */
char *desk_token_note_address(const DeskSeal *seal, DeskToken token, const char *address,
                              char delimiter);

/* "support+b4821-<nonce>-<mac>@example.org", never the same twice. The caller's. */
char *desk_token_bounce_address(const DeskSeal *seal, DeskToken token, const char *address,
                                char delimiter);

/* "support+v4821-1-5-<mac>@example.org", and those of SURVEY and OPT_OUT: as token.purpose says.
 * The caller's. */
char *desk_token_survey_address(const DeskSeal *seal, DeskToken token, const char *address,
                                char delimiter);

/* "m4821-77-<nonce>-<mac>@hostname", never the same twice. The caller's. */
char *desk_token_message_id(const DeskSeal *seal, DeskToken token, const char *hostname);

/*
 * Looks at the extension of an address or at a Message-ID (what follows an @ is ignored,
 * letters in any case). The one place that decides whether a token is ours; takes the same
 * time wherever a wrong MAC differs. token is set when VALID or UNKNOWN.
 */
DeskTokenState desk_token_verify(const DeskSeal *seal, const char *text, DeskToken *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskSeal, desk_seal_free)
