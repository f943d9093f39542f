#pragma once
#include "desk/envelope.h"
#include "mail/key.h"
#include "mail/mail.h"
#include "policy/command.h"
#include "policy/identity.h"
#include "policy/thread.h"
#include "policy/triage.h"

/*
 * One mail on its way into the store: everything that could be prepared without it. The
 * session fills it and hands it to the writer; nothing of it changes any more then.
 */
typedef struct DeskFiling DeskFiling;

/* How an agent's mail opens a ticket for a customer (desk/behalf.h). */
typedef enum {
    DESK_BEHALF_NONE,
    DESK_BEHALF_WRITTEN, /* it went to the customer, with the desk in copy */
    DESK_BEHALF_ANSWER,  /* its text is to go to the customer */
    DESK_BEHALF_BROUGHT, /* it brings the customer's own mail */
} DeskBehalf;

struct DeskFiling {
    DeskFiling *whole; /* whose mail it shares; NULL: it has its own */
    DeskEnvelope *envelope;
    DeskMail *mail;
    DeskContentKey key;
    gint64 raw_size;       /* bytes as received */
    GBytes *packed;        /* the raw mail as it is stored; NULL when nothing is to be stored */
    DeskIdentity identity; /* who wrote it, and how sure that is */
    GArray *candidates;    /* DeskCandidate, the strongest first */
    bool answers_unknown;  /* see desk_thread_has_unknown */
    char *sender_key;      /* identity of the sender, or NULL when nobody is named */
    char *sender_address;
    char *sender_name;
    bool is_stand_in; /* the envelope sender stands in for a From that names nobody */
    const DeskMailAddress *answer_to;        /* the Reply-To that is followed; NULL: the sender */
    const DeskMailAddress *ignored_reply_to; /* one that is not; NULL. Both are mail's */
    DeskTriaged triaged;                     /* by what it says, where it belongs */
    bool is_thanks;                          /* it says thanks and nothing else (policy/thanks.h) */
    DeskCommands commands; /* of who may command; whether he does, decide.h says */
    char *objection;       /* of the store to these, when they were tried before; or NULL */
    DeskBehalf behalf;
    DeskFiling *customer; /* what the customer says by it, as if he had sent that; or NULL */
    char *behalf_problem; /* why nobody can tell for whom it opens one; or NULL */
    gint64 arrived;       /* wall clock at the end of the mail */
    gint64 started;       /* steady clock at the same moment */
};

/* Takes mail; a reference to envelope. */
DeskFiling *desk_filing_new(DeskEnvelope *envelope, DeskBytes raw, DeskMail *mail);
void desk_filing_unref(DeskFiling *filing);

/* It came to a signed address, or answers a mail of ours. */
bool desk_filing_is_tied(const DeskFiling *filing);

/*
 * A mail to several mailboxes as one to a single one of them, for a desk that opens a ticket for
 * each (RULES T9): only that mailbox's recipients, and a key of its own. Shares the mail with
 * whole, which it holds. The caller's.
 */
DeskFiling *desk_filing_part(DeskFiling *whole, const DeskMailbox *mailbox);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskFiling, desk_filing_unref)
