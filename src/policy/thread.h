#pragma once
#include "mail/mail.h"
#include "policy/policy.h"

/* What ties a mail to a ticket, from the weakest to the strongest. */
typedef enum {
    DESK_LINK_NONE,
    DESK_LINK_CORRELATION,    /* a monitor writes of the same matter (policy/monitor.h) */
    DESK_LINK_SUBJECT,        /* [#4821] in the subject: helps people, proves nothing */
    DESK_LINK_MESSAGE_ID,     /* the Message-ID of a mail that came in earlier */
    DESK_LINK_OUR_MESSAGE_ID, /* a Message-ID that we signed */
    DESK_LINK_TOKEN,          /* a reply address that we signed */
} DeskLinkKind;

/* One hint. Whether the ticket exists, and who the sender is to it, the store must say. */
typedef struct {
    DeskLinkKind kind;
    gint64 ticket;  /* 0 for MESSAGE_ID: look it up */
    gint64 contact; /* to whom TOKEN or OUR_MESSAGE_ID was issued, else 0 */
    gint64 survey;  /* TOKEN of an answer to this one: whom it was issued to, the store knows */
    const char *id; /* MESSAGE_ID: the id, borrowed from the mail */
} DeskCandidate;

/*
 * All hints of a mail in the order in which they count (RULES T1): tokens of its recipients,
 * signed ids in In-Reply-To, then References newest first, then that of the mail that a report
 * returns (RULES B1), the unsigned ones of the former two likewise, subject tags. A token counts
 * only where its purpose belongs, those of votes and of opting out not at all; blank and malformed
 * ids are none (T2, T3). recipients has DeskRecipient elements. At most 64, each once. The
 * caller's.
 */
GArray *desk_thread_candidates(const DeskPolicy *policy, const GArray *recipients,
                               const DeskMail *mail);

/* Whether the mail has a token that we signed after the backup that this store was restored from,
 * so that nobody knows its ticket any more. */
bool desk_thread_has_unknown(const DeskPolicy *policy, const GArray *recipients,
                             const DeskMail *mail);

/* The subject without any [#n] tag and the white space it leaves. The caller's. */
char *desk_thread_strip_tags(const char *subject);

const char *desk_link_name(DeskLinkKind kind);
