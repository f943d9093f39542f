#pragma once
#include "mail/header.h"

/*
 * The MIME structure of a mail (RFC 2046) as a flat list in the order of the bytes: each entity is
 * followed by its descendants. Read by hand, by offsets, so that nested mails keep the bytes they
 * came with. Nested mails are leaves.
 */

#define DESK_ENTITIES_MAX     1100 /* a little over what the guard lets through */
#define DESK_ENTITY_DEPTH_MAX 60

typedef struct {
    GArray *headers;   /* DeskHeader */
    char *type;        /* "text/plain", lower case; what is no type is application/octet-stream */
    char *disposition; /* "attachment", "inline", ...; "" */
    char *encoding;    /* of the transfer, lower case; "" */
    DeskBytes type_field; /* the value that type comes from, for its parameters */
    DeskBytes body;       /* borrows from the mail */
    unsigned depth;
    unsigned end; /* the index behind its last descendant */
} DeskEntity;

/*
 * headers and body of the whole mail, which must outlive the list. Element 0 is always there; its
 * headers are the caller's. defects gets a phrase (static storage) for each repair; may be NULL.
 * Linear, no recursion.
 */
GPtrArray *desk_entities_read(const GArray *headers, DeskBytes body, GPtrArray *defects);

/* The value of its first field of that name; empty with data NULL when there is none. */
DeskBytes desk_entity_field(const DeskEntity *entity, const char *name);

bool desk_entity_is_multipart(const DeskEntity *entity);

/*
 * The fields of a mail whose header stands where that of the part belongs, as some servers return
 * mail. The caller's; NULL when the part has an ordinary header.
 */
char *desk_entity_mail_header(const DeskEntity *entity);

/* A mail within the mail: message/rfc822 and its kin. */
bool desk_entity_is_message(const DeskEntity *entity);

/*
 * "type/subtype" in lower case of what somebody gives as a type (may be NULL), with whatever clings
 * to it taken off; what is none is application/octet-stream. The caller's.
 */
char *desk_entity_clean_type(const char *text);
