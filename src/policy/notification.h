#pragma once
#include "conf/conf.h"
#include "ticket/ticket.h"

/* Whom agents' mails about a ticket go to, and when their digests are due. Pure. */

/* No more agents than these hear of one thing, besides those who watch. */
#define DESK_NOTIFICATION_MAX 30

/* An agent who may be told. */
typedef struct {
    const DeskAgent *agent;
    bool watches;
    bool of_team;    /* he would hear of it as one of its team alone */
    bool away;       /* the caller fills in this and the next one, before it chooses */
    DeskNotify wish; /* his own, else that of the configuration */
} DeskHearer;

/* Who has to do with it besides its assignee and team. Names, char *; either may be NULL. */
typedef struct {
    const GPtrArray *watchers;
    const GPtrArray *teams; /* of the mailboxes that one mail came to (RULES T9) */
} DeskAudience;

/*
 * Everybody who has to do with a ticket, each once: its assignee, else the members of its team,
 * then those of the other teams and who watches it. Who is in no configuration any more is not
 * among them. Element type DeskHearer, nobody away, all as configured; the caller's.
 */
GArray *desk_notification_hearers(const DeskConf *conf, const DeskTicket *ticket,
                                  const DeskAudience *others);

/*
 * Leaves those who are to be told: not by, who has done it (or NULL), and of a team nobody who is
 * away, unless all of them are. Those who want one mail a day, or none, are left out as well.
 */
void desk_notification_choose(GArray *hearers, const DeskAgent *by);

/* Bytes of a person's name in the From of a mail to agents. */
#define DESK_NOTIFICATION_NAME_MAX 80

/* "Jane Doe via Support", of a name that anybody may have written; NULL or nothing to be read in
 * it: "Support". The caller's. */
char *desk_notification_from(const char *name, const DeskMailbox *mailbox);

/* ---- digests ---- */

/* The last time before a moment at which an agent's digest is due, each day by the wall of his
 * zone (NULL: UTC), and the first one after it. A time that a day does not have is the first one
 * that it has behind it, of one that it has twice it is the later. */
gint64 desk_digest_before(const char *zone, gint64 digest_at, gint64 moment);
gint64 desk_digest_after(const char *zone, gint64 digest_at, gint64 moment);

/* What one look at an agent's digest says. */
typedef struct {
    bool is_due; /* one is to be sent, about the time from since up to and with until */
    gint64 since;
    gint64 until;
    gint64 next; /* when to look again */
} DeskDigestStep;

/*
 * due: when the next one was due as far as was known, 0: not at all. Days that were missed are told
 * of in one digest. What was worked out by a clock that was ahead is worked out anew, and nothing
 * is left out between one digest and the next one (RULES I11).
 */
DeskDigestStep desk_digest_step(const char *zone, gint64 digest_at, gint64 due, gint64 now);
