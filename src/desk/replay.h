#pragma once
#include "conf/conf.h"
#include "policy/triage.h"
#include "reader/reader.h"
#include "store/store.h"

/*
 * What the categories and rules of a configuration would make of tickets that are stored: to try
 * them before they go live. Each ticket is judged by its first mail, as it would have been on its
 * arrival. Reads only.
 */

typedef enum {
    DESK_REPLAY_CATEGORY,
    DESK_REPLAY_TEAM,
    DESK_REPLAY_PRIORITY,
    DESK_REPLAY_SLA,
    DESK_REPLAY_TAGS,
} DeskReplayField;
#define DESK_REPLAY_FIELDS (DESK_REPLAY_TAGS + 1)

/* "category", "team" ... Static storage. */
const char *desk_replay_field_name(DeskReplayField field);

/* One field of a ticket. */
typedef struct {
    char *is;         /* or NULL: none, as the next one; tags with ", " between them */
    char *would_be;   /* by the rules */
    char *changed_by; /* who changed it last since the ticket was opened; NULL: nobody */
    bool by_hand;     /* that was somebody else than the desk */
    bool differs;
} DeskReplayCell;

/* A ticket that would be another one. */
typedef struct {
    gint64 ticket;
    const char *subject;
    DeskReplayCell cells[DESK_REPLAY_FIELDS];
    const DeskTriaged *triaged; /* with the reasons */
} DeskReplayRow;

typedef struct {
    gint64 different;
    gint64 by_hand; /* of these, where people have changed the ticket since */
} DeskReplayCount;

/* How many tickets went from a category to another, or stayed; NULL: none. */
typedef struct {
    char *from;
    char *to;
    DeskReplayCount count; /* different: all of them */
} DeskReplayMove;

/* looked_at = same + different + by_hand */
typedef struct {
    gint64 looked_at;
    gint64 same;
    gint64 different;
    gint64 by_hand; /* other ones only where people have changed them since */
    gint64 skipped; /* not looked at: opened by no mail, or by a mailbox that is not there */
    DeskReplayCount fields[DESK_REPLAY_FIELDS];
    GPtrArray *moves; /* DeskReplayMove, by from and to */
} DeskReplayCounts;
void desk_replay_counts_clear(DeskReplayCounts *counts);

typedef void (*DeskReplayVisit)(const DeskReplayRow *row, gpointer data);

typedef struct {
    const DeskConf *conf;
    DeskReader
        *reader;  /* reads raw mails again; NULL: what is in their other fields is not known */
    gint64 since; /* tickets created from then on */
    DeskReplayVisit visit; /* gets each ticket that would be another one, newest first */
    gpointer data;
} DeskReplay;

/* Whether other header fields matter to the configuration, so that a reader is of use. */
bool desk_replay_wants_reader(const DeskConf *conf);

/* Between transactions; counts is the caller's to clear, also after an error. */
bool desk_replay_run(DeskStore *store, const DeskReplay *replay, DeskReplayCounts *counts,
                     GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskReplayCounts, desk_replay_counts_clear)
