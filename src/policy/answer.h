#pragma once
#include "conf/conf.h"
#include "mail/mail.h"

/*
 * What of an agent's mail the customer may see (RULES C3, C4, O4): nothing, on any doubt. Pure.
 */

/* What is known of the mail and its ticket. All borrowed. */
typedef struct {
    const DeskConf *conf;
    const DeskAgent *agent;
    const DeskMail *mail;
    const char *text;            /* below its commands */
    bool to_note;                /* it came to a note address, or says #note */
    bool is_strong;              /* it answers a mail that the desk sent to an agent */
    bool has_inserts;            /* texts of the desk's own files stand above it */
    const GPtrArray *bystanders; /* char *: addresses it went to besides, who are neither agents
                                    nor get the customer's mail anyway */
    const GPtrArray *spoken;     /* char *: texts that the customer wrote or got */
    const GPtrArray *internal;   /* DeskInternal: what stays among agents */
} DeskAnswerFacts;

typedef struct {
    char *text;     /* what the customer gets; "" when nothing is left */
    char *doubt;    /* why it stays internal although nobody asked for that, a clause; or NULL */
    char *refusal;  /* why the mail is sent back as it is, "LINE: what is wrong with it"; or NULL */
    bool is_public; /* neither a doubt, nor a refusal, nor asked to be a note, nor empty */
} DeskAnswer;

/*
 * Quotes are kept where they are the customer's own words, which an answer between them needs, and
 * dropped elsewhere; the agent's signature is cut. A doubt: the mail was forwarded, could not be
 * read whole, is encrypted, a machine's, went to others, does not answer a mail of ours, has more
 * files than may go out or nothing else, holds what stands in the desk's own mails to agents or in
 * a note (policy/secret.h), or a command below other text. A refusal: an agent's address stands in
 * what the customer would get.
 */
void desk_answer_judge(const DeskAnswerFacts *facts, DeskAnswer *answer);
void desk_answer_clear(DeskAnswer *answer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskAnswer, desk_answer_clear)
