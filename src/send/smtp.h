#pragma once
#include "base/base.h"

/*
 * Hands mails to the relay by SMTP (RFC 5321), one recipient a transaction, over one
 * connection that is kept open between mails. One thread at a time.
 */
typedef struct DeskSmtp DeskSmtp;

typedef enum {
    DESK_SMTP_SENT,        /* taken: 2xx after the dot */
    DESK_SMTP_RETRY,       /* 4xx, or cut before the dot: certainly not taken, try later */
    DESK_SMTP_FAILED,      /* 5xx, or values that must not reach the wire */
    DESK_SMTP_CUT,         /* the dot was sent and no reply came: nobody knows */
    DESK_SMTP_UNREACHABLE, /* no connection, or refused before MAIL: not about this mail */
    DESK_SMTP_STOPPED,     /* the check said no before the dot: certainly not taken */
} DeskSmtpOutcome;

typedef struct {
    DeskSmtpOutcome outcome;
    char *queue_id; /* of the relay; NULL when not SENT, or when it names none */
    char *text;     /* the relay's last reply or what went wrong, printable, on one line */
} DeskSmtpResult;

typedef struct {
    const char *from; /* "" is the null sender */
    const char *to;
    GBytes *bytes; /* complete mail with CRLF throughout, not dot-stuffed */
} DeskSmtpMail;

/*
 * Asked before anything is sent, again and again while it is, and last right before the dot: no
 * ends the hand-over as STOPPED. Behind the dot it is asked with after_dot true while the reply
 * is waited for: no ends the wait as CUT.
 */
typedef bool (*DeskSmtpCheck)(bool after_dot, gpointer data);

/*
 * relay is "smtp://host:port", hostname what EHLO says, timeout microseconds for one whole
 * hand-over. Make the first one before other threads run.
 */
DeskSmtp *desk_smtp_new(const char *relay, const char *hostname, gint64 timeout);
void desk_smtp_free(DeskSmtp *smtp);

/* check may be NULL. Never fails otherwise than by the outcome. */
DeskSmtpResult desk_smtp_send(DeskSmtp *smtp, const DeskSmtpMail *mail, DeskSmtpCheck check,
                              gpointer data);

void desk_smtp_result_clear(DeskSmtpResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskSmtp, desk_smtp_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskSmtpResult, desk_smtp_result_clear)
