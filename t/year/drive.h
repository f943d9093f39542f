#pragma once
#include "base/leap.h"
#include "policy/policy.h"
#include "store/store.h"

/*
 * The desk of the year that is simulated (t/2300-year.sh): the real code from mails to alarms,
 * without daemons, and with the time that it is told. Commands and answers are as in play.h; times
 * are microseconds UTC.
 */
/* clang-format off
 *
 *   mail NOW FROM SUBJECT TEXT           to the mailbox
 *   answer NOW TICKET FROM TEXT          to the address that its requester was given
 *   set NOW TICKET FIELD=VALUE...        status, priority, team, assignee, sla
 *   merge NOW TICKET INTO
 *   split NOW TICKET MESSAGE
 *   approve NOW TICKET                   what is held on it
 *   away NOW AGENT UNTIL
 *   look STEADY WALL WHO                 deskpost 1 or 2, or 3: both at once; takes steps, hands out
 *   keep, put-back                       for planted mistakes: all timers as they are, as they were
 *   lose NOW, late NOW                   likewise: the timer that is next is gone, or a day late
 *
 * What goes out, all that is new in the store since last time:
 *
 *   verdict KIND TICKET
 *   event ID TICKET AT KIND DETAIL
 *   row ID TICKET KIND RECIPIENT CREATED
 *   ticket ID STATUS PRIORITY TEAM ASSIGNEE SLA CATEGORY MESSAGES    that it was about, or that has
 *                                        such an event
 *   error WHAT
 *
 * clang-format on */
#define DRIVE_LOOKERS 2

/* A deskpost: what it does by the clock. */
typedef struct {
    DeskStore *store;
    const DeskPolicy *policy;
    DeskLeap leap;
    gint64 steady;
    gint64 wall;
    GError *error;
} Looker;

typedef struct {
    DeskConf *conf;
    DeskStore *store;
    DeskPolicy *policy;
    Looker lookers[DRIVE_LOOKERS];
    GHashTable *touched; /* tickets to be told of */
    GPtrArray *kept;     /* GArray of DeskTimer, one for a ticket */
    gint64 last_event;   /* the newest that has been told, and the newest row */
    gint64 last_row;
} Drive;

/* An inbound mail; its verdict is told. */
typedef struct {
    gint64 now;
    const char *from;
    const char *to;
    const char *subject;
    const char *text;
} DriveMail;
bool drive_mail(Drive *drive, const DriveMail *mail, GError **error);

/* All that is new in the store. */
bool drive_tell(Drive *drive, GError **error);

/* The ticket is told next time. */
void drive_touch(Drive *drive, gint64 ticket);

/* Lets those whose bits are in who look. */
bool drive_look(Drive *drive, gint64 steady, gint64 wall, gint64 who, GError **error);

/* Planted mistakes. */
bool drive_keep(Drive *drive, GError **error);
bool drive_put_back(Drive *drive, GError **error);
bool drive_lose(Drive *drive, GError **error);
bool drive_delay(Drive *drive, GError **error);
