#pragma once
#include "base/base.h"

/*
 * One deskparse process and the socket to it. One thread at a time. A worker that has failed
 * is ended by its owner; it takes no second mail.
 */
typedef struct DeskWorker DeskWorker;

typedef enum {
    DESK_WORKER_ANSWERED,
    DESK_WORKER_UNTOUCHED, /* it was dead before it took a byte: another may be asked */
    DESK_WORKER_FAILED,    /* it died, lied or was late */
} DeskWorkerResult;

/* Starts program and waits for its greeting. NULL with DESK_READER_ERROR_START. */
DeskWorker *desk_worker_start(const char *program, GError **error);

/* Kills the process if it lives, and reaps it. NULL is fine. */
void desk_worker_end(DeskWorker *worker);

/* What a worker is asked, and what it says. */
typedef struct {
    DeskBytes raw;
    const GArray *numbers; /* of the files that are wanted, guint32, rising; NULL: the facts */
    GBytes *answer;        /* the facts; the caller's */
    GPtrArray *files;      /* a GBytes for each number, NULL when there is none; the caller's */
    char *why;             /* how it failed; the caller's */
} DeskErrand;

/*
 * Sends the raw mail and waits for the answer, under both limits of time. After FAILED the
 * process has been ended and errand->why says how.
 */
DeskWorkerResult desk_worker_ask(DeskWorker *worker, DeskErrand *errand);

/* How many mails it has been asked to read. */
unsigned desk_worker_asked(const DeskWorker *worker);
