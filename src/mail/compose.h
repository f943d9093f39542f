#pragma once
#include "base/base.h"

/*
 * The one writer of mail (RULES O1, O2): a draft of plain values becomes RFC 5322 bytes
 * with CRLF, folded 7-bit headers, and multipart/alternative when there is HTML,
 * multipart/mixed round it when there are files. Same draft, same bytes. Values are UTF-8; control
 * bytes in a name, subject or topic are dropped, in an address or id they are refused. Ids of
 * others in in_reply_to and references that are empty, over-long or not ASCII are left out: a mail
 * without its thread is better than none. Of the references the first and the last 20 are written.
 */

/* A file to go with it. */
typedef struct {
    const char *name; /* UTF-8; is made a safe one (mail/name.h), NULL and "" get one */
    /*
     * "image/png"; what is none becomes application/octet-stream, and so do multipart and message
     * types, but for a message/rfc822 that is ASCII in proper lines.
     */
    const char *type;
    DeskBytes bytes;
} DeskDraftFile;

typedef struct {
    const char *message_id; /* without <> */
    gint64 date;            /* microseconds UTC */
    const char *from_name;
    const char *from_address;
    const char *to_name; /* or NULL */
    const char *to_address;
    const char *reply_to; /* address, or NULL */
    const char *subject;
    const char *in_reply_to;       /* id without <>, or NULL */
    const char *const *references; /* ids without <>, oldest first, NULL-ended; or NULL */
    const char *thread_topic;      /* Exchange's name of the conversation; NULL or "": none */
    const char *auto_submitted;    /* "auto-replied", "auto-generated" ...; NULL: a person's mail */
    bool suppress_answers;         /* adds X-Auto-Response-Suppress: All */
    const char *text;
    const char *html;             /* or NULL */
    const char *list_unsubscribe; /* one mailto URI (RFC 2369); or NULL */
    const DeskDraftFile *files;
    size_t file_count;
} DeskDraft;

#define DESK_COMPOSE_ERROR desk_compose_error_quark()
GQuark desk_compose_error_quark(void);
typedef enum { DESK_COMPOSE_ERROR_BAD_VALUE } DeskComposeError;

/*
 * NULL with BAD_VALUE when an address, id or URI cannot stand in a header. Any thread. Holds the
 * mail once, and no copy of a file beside it.
 */
GBytes *desk_compose(const DeskDraft *draft, GError **error);
