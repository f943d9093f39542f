#pragma once
#include "base/base.h"

/*
 * What is known of a mail once it has been read: neutral facts, every string valid UTF-8
 * without NUL and controls (text keeps tab and newline). Lists are never NULL.
 */

#define DESK_MAIL_TEXT_MAX    (1024 * 1024) /* bytes of text kept; the raw mail has the rest */
#define DESK_MAIL_SUBJECT_MAX 1000          /* bytes */
#define DESK_MAIL_LIST_MAX    1000          /* addresses, references, attachments, defects each */
#define DESK_MAIL_ID_MAX      998           /* bytes of a Message-ID without its <> */
#define DESK_MAIL_NAME_MAX    1000          /* bytes of a display name, evidence, defect, type */
#define DESK_MAIL_FIELDS_MAX  100           /* other fields */
#define DESK_MAIL_AUTHRES_MAX 20            /* Authentication-Results fields that are read */

typedef struct {
    char *name;    /* display name, or "" */
    char *address; /* local@A-label domain (RFC 5322 addr-spec) */
} DeskMailAddress;

typedef struct {
    char *name;   /* safe for display and as a file name (M6) */
    char *type;   /* "image/png", lower case */
    gint64 size;  /* bytes, decoded */
    char *sha256; /* hexadecimal, of the decoded bytes */
    bool is_inline;
    char *content_id; /* without <>, or "" */
} DeskAttachment;

/* Who wrote it: a person, or which kind of machine (RFC 3834, 3464, 5965, 8098). */
typedef enum {
    DESK_MACHINE_HUMAN,
    DESK_MACHINE_AUTO_REPLY,
    DESK_MACHINE_AUTO_GENERATED,
    DESK_MACHINE_LIST,
    DESK_MACHINE_BOUNCE,
    DESK_MACHINE_DELAY,
    DESK_MACHINE_SUCCESS,
    DESK_MACHINE_COMPLAINT,
    DESK_MACHINE_RECEIPT,
    DESK_MACHINE_CHALLENGE,
} DeskMachineKind;
#define DESK_MACHINE_KINDS (DESK_MACHINE_CHALLENGE + 1)

/* What a report says of one recipient (RFC 3464 section 2.3.3). */
typedef enum {
    DESK_BOUNCE_FAILED,
    DESK_BOUNCE_DELAYED,
    DESK_BOUNCE_DELIVERED,
    DESK_BOUNCE_RELAYED,
    DESK_BOUNCE_EXPANDED,
} DeskBounceAction;
#define DESK_BOUNCE_ACTIONS (DESK_BOUNCE_EXPANDED + 1)

typedef struct {
    char *recipient; /* the address as the report has it, or "" */
    DeskBounceAction action;
    char *status;     /* RFC 3463, "5.1.1"; or "" */
    char *reply_code; /* RFC 5321, "550"; or "" */
    char *diagnostic; /* one line, or "" */
    bool hard;        /* the address is dead: not a full mailbox, not a refused text (B2) */
} DeskBounce;

/* One result of an Authentication-Results field (RFC 8601); whether to believe it is policy. */
typedef struct {
    guint64 field;     /* 0 for those of the topmost such field, 1 for those of the next ... */
    char *authserv_id; /* who claims it */
    char *method;      /* "dmarc", "dkim", lower case; "none" for a field without results */
    char *result;      /* "pass", "fail", lower case; "" of the method "none" */
    char *domain; /* dmarc: header.from, dkim: header.d, else that of header.i; A-label, or "" */
} DeskAuthentication;

/* A header field that nothing else of DeskMail says. */
typedef struct {
    char *name;  /* as written, "X-Priority" */
    char *value; /* decoded, one line of at most DESK_MAIL_SUBJECT_MAX bytes */
} DeskMailField;

typedef struct {
    char *message_id; /* without <>; "" when missing or malformed */
    gint64 date;      /* microseconds UTC; 0 when missing or unreadable */
    GPtrArray *from;  /* DeskMailAddress; one alone may lack "@domain": shown, but no sender */
    GPtrArray *reply_to;
    GPtrArray *to;
    GPtrArray *cc;
    char *subject;
    GPtrArray *in_reply_to;    /* char *, ids without <>, first to last */
    GPtrArray *references;     /* char *, oldest first */
    char *thread_topic;        /* Exchange's name of the conversation, or "" */
    GPtrArray *fields;         /* DeskMailField, from the top down: mail/fields.h says which */
    GPtrArray *authentication; /* DeskAuthentication, from the top of the header down */
    bool from_in_doubt; /* From says more than one whole mailbox: others may read another (S1) */
    bool dkim_in_part;  /* a DKIM signature leaves the end of the body open (RFC 6376, l=) */
    char *text;         /* all that was written, HTML converted, format=flowed undone */
    char *reply_text;   /* what is new in it: without quotes and signature (Q1 to Q3) */
    bool nothing_new;   /* reply_text is all that there is: quoted, forwarded, signature, a file */
    char *signature_text;    /* what was cut off as signature, or "" (Q4) */
    char *content_language;  /* the first tag of Content-Language (base/langtag.h), or "" */
    char *detected_language; /* what reply_text is in, likewise; "" when nobody can tell */
    bool detected_surely;    /* that is more than a guess */
    gint64 detected_letters; /* so many of it were looked at; a sign of a syllable counts three */
    bool has_html;
    bool is_signed;         /* S/MIME or OpenPGP; nothing is verified */
    bool is_encrypted;      /* likewise: there is no text but a notice */
    char *calendar;         /* the METHOD of an invitation (RFC 5546), lower case, or "" */
    GPtrArray *attachments; /* DeskAttachment */
    DeskMachineKind machine;
    char *machine_evidence; /* the header line or part that shows it, or "" */
    bool machine_by_words;  /* its words alone say so, and a person may have chosen them */
    bool may_answer;        /* false: its headers forbid automatic answers (L1, L2) */
    GPtrArray *bounces;     /* DeskBounce; of a bounce, delay or success */
    char *returned_id;      /* Message-ID of the mail that a report is about, without <>, or "" */
    GPtrArray *defects;     /* char *, short English phrases */
    bool unparsed;          /* only what desk_salvage found; the raw mail has the rest */
} DeskMail;

/* An empty mail with all lists made, may_answer true. */
DeskMail *desk_mail_new(void);
void desk_mail_free(DeskMail *mail);

DeskMailAddress *desk_mail_address_new(const char *name, const char *address);
DeskAttachment *desk_attachment_new(void);
void desk_attachment_free(DeskAttachment *attachment);

DeskMailField *desk_mail_field_new(const char *name, const char *value);
void desk_mail_field_free(DeskMailField *field);

DeskBounce *desk_bounce_new(void);
void desk_bounce_free(DeskBounce *bounce);

DeskAuthentication *desk_authentication_new(void);
void desk_authentication_free(DeskAuthentication *authentication);

/* "failed", "delayed" ... */
const char *desk_bounce_action_name(DeskBounceAction action);

/* Gives a string of the structs above another value; takes it. */
void desk_mail_set(char **field, char *value);

/* Notes an oddity; copies the phrase. Beyond DESK_MAIL_LIST_MAX nothing is added. */
void desk_mail_add_defect(DeskMail *mail, const char *defect);

/* The sender as a person: the one whole From mailbox, or NULL for none or several (S1). */
const DeskMailAddress *desk_mail_sender(const DeskMail *mail);

/* "human", "auto-reply" ... */
const char *desk_machine_name(DeskMachineKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskMail, desk_mail_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskAttachment, desk_attachment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskMailField, desk_mail_field_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskBounce, desk_bounce_free)
