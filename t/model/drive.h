#pragma once
#include "policy/policy.h"
#include "store/store.h"

/*
 * The desk of the model test (t/2000-policy-model.sh): the real code from bytes to rows, without
 * daemons. Commands and answers are as in play.h; times are microseconds UTC.
 */
/* clang-format off
 *
 *   desk                                          a new, empty desk
 *   mail SIZE ARRIVED SENDER LOGIN RECIPIENT...   SIZE bytes follow; LOGIN may be "-"
 *   status TICKET STATUS NOW
 *   merge TICKET INTO NOW
 *   approve TICKET MESSAGE NOW                    MESSAGE as in the verdict
 *   send TICKET KIND ADDRESS NOW                  a mail of the desk to somebody, queued
 *   backup                                        keeps the store as it is, not an older one
 *   restore GAP                                   goes back to that; a new epoch begins
 *   set TICKET STATUS ASSIGNEE REASON UNTIL NOW   by staff; "-", or 0, stays as it is
 *   tick NOW                                      the timers that are due
 *   post NOW                                      the mails that are due leave
 *   look                                          everything that lives, as it is now
 *   links TICKET SURVEY ADDRESS                   what may be answered to that survey
 *
 * What goes out:
 *
 *   verdict KIND TICKET MESSAGE LINK HELD LINKED REASON     or: refused, bystander; behind
 *                                                 returned the objection to its commands
 *   machine KIND sure|words may|silent            as it was read
 *   assurance WORD
 *   ticket ID STATUS REQUESTER SUBJECT PRIORITY TEAM ASSIGNEE    of the verdict, of merge and
 *                                                 approve, as it is now; "-" for none
 *   tag WORD                                      each on that ticket
 *   message ID DIRECTION shown|held               likewise, in their order
 *   person KEY ROLE CONFIRMED                     each on that ticket
 *   tie TICKET OTHER KIND
 *   plan KIND ADDRESS REFUSAL                     "-" for none
 *   row ID TICKET KIND RECIPIENT CONTACT MESSAGE-ID REPLY-TO ENVELOPE-FROM NOTE-TO CAUSE SUBJECT DETAIL
 *                                                 each new one; "-" for none
 *   delivery ROW WORD                             each on that ticket that a report has been about
 *   sent ROW                                      of post
 *   link SCORE ADDRESS                            of links; "u" for the opt-out
 *   error WHAT
 *
 * And of look, for each ticket:
 *
 *   life ID STATUS ASSIGNEE ENDED INTO REQUESTER LANGUAGE
 *   timer TICKET KIND AT                          each that is no clock
 *   event ID TICKET KIND ACTOR DETAIL             each since last time
 *   mail ROW TICKET KIND CONTACT STATE NEXT-AT verified|- LANGUAGE DETAIL
 *   survey TICKET NUMBER RESOLVED ASKED SCORE CONTACT SCALE AGENT COMMENT
 *   contact KEY LANGUAGE proved|- none|-          of its requester
 *
 * clang-format on */
typedef struct {
    DeskConf *conf;
    char *folder;
    char *url;
    DeskStore *store;
    DeskPolicy *policy;
    gint64 last_row;   /* the newest outbox row that has been told */
    gint64 last_event; /* the newest event that look has told */
} Drive;

/* What the desk's clock says from now on; microseconds UTC. */
void drive_set_clock(gint64 now);

/* mail: the fields of the command behind its name, and the bytes. */
void drive_mail(Drive *drive, char **fields, DeskBytes raw);

/* A ticket, with its people, ties and what reports have said of its mails. */
bool drive_say_ticket(DeskStore *store, gint64 id, GError **error);

/* What has been queued since last time. */
void drive_tell_outbox(Drive *drive);

/* The commands of life.c: false with an error. */
bool drive_set(Drive *drive, char **fields, GError **error);
bool drive_tick(Drive *drive, char **fields, GError **error);
bool drive_post(Drive *drive, char **fields, GError **error);
bool drive_look(Drive *drive, char **fields, GError **error);
bool drive_links(Drive *drive, char **fields, GError **error);
