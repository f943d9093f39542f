#pragma once
#include "mail/mail.h"
#include "policy/policy.h"
#include "ticket/ticket.h"

/* Who wrote a mail, and how sure the desk is of it (RULES S1 to S3, S7). Pure. */
typedef struct {
    DeskAssurance assurance;
    const DeskAgent *agent; /* who owns the From address, proved or not; NULL: no agent */
    char *evidence;         /* one English sentence: what proves it, or why nothing does */
} DeskIdentity;

/*
 * login is the SASL login, or NULL; it counts only with the From of its agent, and beside it
 * nothing else counts. It is the agent's when it is written as his, letter for letter: with a realm
 * or in capitals it may be another one's. Of the Authentication-Results only those with exactly our
 * authserv-id count, letter for letter, each method by the topmost field that has it (RFC 8601
 * section 5), and none at all when the mail is unparsed. When From is not one whole mailbox, only a
 * fail counts. A pass counts for nothing below a field that cannot be read, or when a DKIM
 * signature leaves the end of the mail open. identity is the caller's to clear; agent lives as long
 * as policy.
 */
void desk_identity_judge(const DeskPolicy *policy, const DeskMail *mail, const char *login,
                         DeskIdentity *identity);
void desk_identity_clear(DeskIdentity *identity);

/* Whether a mail in an agent's name has an agent's powers; own_token: it came by the token that
 * was issued to that agent. */
bool desk_identity_has_powers(const DeskPolicy *policy, const DeskIdentity *identity,
                              bool own_token);

/*
 * Where an answer goes (RULES S2): the Reply-To, when it is one whole address in the organisational
 * domain of a proved From; else NULL, and From it is. *ignored: there is a Reply-To of another
 * address that is not followed, which agents should see; or NULL. Both borrowed from mail.
 */
const DeskMailAddress *desk_identity_answer_to(const DeskMail *mail, DeskAssurance assurance,
                                               const DeskMailAddress **ignored);

/* Both domains, A-labels in lower case, have one organisational domain (RFC 7489 section 3.2,
 * public suffix list). Of an address literal nothing is a part. */
bool desk_identity_is_aligned(const char *domain, const char *other);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskIdentity, desk_identity_clear)
