#pragma once
#include "policy/policy.h"

/*
 * What the MTA said about a mail before its bytes: the SMTP envelope and who handed it over.
 * Holds a policy snapshot, so that one mail meets one configuration. Shared by reference
 * count between a session and the writer; changed only before it is shared.
 */
typedef struct {
    DeskPolicy *policy;
    char *sender;          /* RFC5321.MailFrom without <>, "" is the null sender */
    char *queue_id;        /* the MTA's, "" when it gave none */
    char *login;           /* SASL login, or NULL */
    GArray *recipients;    /* DeskRecipient, ours only */
    GPtrArray *addresses;  /* char *, the same recipients as written */
    GPtrArray *bystanders; /* char *, recipients that are not ours, without <> */
} DeskEnvelope;

/* Takes its own reference to policy. sender may have <>. */
DeskEnvelope *desk_envelope_new(DeskPolicy *policy, const char *sender);
DeskEnvelope *desk_envelope_ref(DeskEnvelope *envelope);
void desk_envelope_unref(DeskEnvelope *envelope);

/*
 * Looks whom a recipient means and keeps it when it is ours, else counts it. A forged token is
 * kept out: the caller refuses that recipient.
 */
DeskRecipient desk_envelope_add(DeskEnvelope *envelope, const char *address);

/* The same with the recipients of one mailbox alone. The caller's. */
DeskEnvelope *desk_envelope_part(const DeskEnvelope *whole, const DeskMailbox *mailbox);

/* An address without its <>. The caller's. */
char *desk_envelope_bare(const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskEnvelope, desk_envelope_unref)
