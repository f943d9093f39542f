#pragma once
#include "policy/policy.h"
#include "store/store.h"

/*
 * The desk of the model test (t/2000-policy-model.sh): the real code from bytes to rows, without
 * daemons. Commands come in lines on standard input, fields apart by TAB; what they did
 * goes out in lines, each a word and its fields, up to a line with a single dot:
 *
 *   desk                                          a new, empty desk
 *   mail SIZE ARRIVED SENDER LOGIN RECIPIENT...   SIZE bytes follow; LOGIN may be "-"
 *   status TICKET STATUS NOW
 *   merge TICKET INTO NOW
 *   approve TICKET MESSAGE NOW                    MESSAGE as in the verdict
 *   send TICKET KIND ADDRESS NOW                  a mail of the desk to somebody, queued
 *   backup                                        keeps the store as it is, in place of an older
 * one restore GAP                                   goes back to that; a new epoch begins
 *
 * Times are microseconds UTC. What goes out:
 *   verdict KIND TICKET MESSAGE LINK HELD LINKED REASON     or: refused, bystander
 *   machine KIND sure|words may|silent            as it was read
 *   assurance WORD
 *   ticket ID STATUS REQUESTER SUBJECT            of the verdict, of merge and approve, as it is
 * now person KEY ROLE CONFIRMED                     each on that ticket tie TICKET OTHER KIND plan
 * KIND ADDRESS REFUSAL                     "-" for none row ID TICKET KIND RECIPIENT CONTACT
 * MESSAGE-ID REPLY-TO ENVELOPE-FROM    each new one delivery ROW WORD each on that ticket that a
 * report has been about error WHAT
 */
typedef struct {
    DeskConf *conf;
    char *folder;
    char *url;
    DeskStore *store;
    DeskPolicy *policy;
    gint64 last_row; /* the newest outbox row that has been told */
} Drive;

/* Makes a line of the answer; fields end with NULL. */
void drive_say(const char *word, ...) G_GNUC_NULL_TERMINATED;
void drive_error(const GError *error);

/* mail: the fields of the command behind its name, and the bytes. */
void drive_mail(Drive *drive, char **fields, DeskBytes raw);

/* A ticket, with its people, ties and what reports have said of its mails. */
bool drive_say_ticket(DeskStore *store, gint64 id, GError **error);

/* What has been queued since last time. */
void drive_tell_outbox(Drive *drive);
