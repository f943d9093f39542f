#pragma once
#include "desk/amend.h"
#include "desk/filing.h"
#include "store/store.h"
#include "ticket/outbox.h"
#include "ticket/ticket.h"
#include "ticket/verdict.h"

/*
 * A desk over a SQLite store of its own: that of t/unit/policy/fixture.h, with bob, who logs in,
 * the monitor "nagios", and mx.example.org as its authserv-id.
 */
extern DeskStore *scene_store;
extern DeskPolicy *scene_policy;

void scene_open(void);
/* The same with further settings. */
void scene_open_with(const char *settings);
void scene_close(void);

/* A mail as a test writes it. What is left out is: to support@, from a person, unproved. */
typedef struct {
    const char *from;
    const char *to; /* envelope recipients, blanks between them */
    const char *subject;
    const char *message_id;
    const char *reference;
    const char *in_reply_to;
    const char *body;
    DeskMachineKind machine;
    bool by_words;         /* what shows the machine is its words */
    bool is_null;          /* the envelope sender is */
    gint64 later;          /* microseconds after now */
    const char *returned;  /* Message-ID of the mail that a report is about */
    const char *cc;        /* addresses, blanks between them */
    const char *dmarc;     /* what our own filter says of From */
    const char *login;     /* SASL */
    const char *header_to; /* address in To */
    const char *reply_to;  /* addresses, blanks between them */
    bool in_doubt;         /* another program may see another sender in From */
    const char *mail_from; /* envelope sender; NULL: that of From */
    gint64 age;            /* of its Date when it comes, microseconds; 0: it has none */
} Letter;

DeskFiling *scene_filing(const Letter *letter);

/* Takes it as the writer would; the verdict without its texts. */
DeskVerdict scene_take(const Letter *letter);
DeskVerdict scene_file(const DeskFiling *filing);

/* An admin changes a ticket; timers run that are due then. */
void scene_change(gint64 ticket, DeskChange change, gint64 now);
void scene_run_timers(gint64 now);

/* What stands in the store. */
DeskTicket *scene_ticket(gint64 id);
DeskStatus scene_status(gint64 ticket);
void scene_set_status(gint64 ticket, DeskStatus status, gint64 at);
guint scene_events(gint64 ticket, const char *kind);
char *scene_event(gint64 ticket, const char *kind); /* the detail of the last of a kind, or NULL */
GPtrArray *scene_outbox(gint64 ticket);
guint scene_mails(gint64 ticket, const char *kind);
DeskOutboxRow *scene_mail(gint64 ticket, const char *kind); /* the last of a kind, or NULL */
GPtrArray *scene_messages(gint64 ticket);
GPtrArray *scene_participants(gint64 ticket);
/* The acknowledgement of a ticket; its reply address and Message-ID are what a reply has. */
DeskOutboxRow *scene_ack(gint64 ticket);
