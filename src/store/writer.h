#pragma once
#include "store/store.h"

/*
 * Group commit: one thread owns the connection; all jobs that wait at a moment run in ONE
 * transaction, and their callers are woken after its COMMIT. When a job fails, its caller
 * gets the error, and the others run once more without it.
 */
typedef struct DeskWriter DeskWriter;

/*
 * Runs in the writer's thread, within the transaction. Must neither begin nor commit, and may
 * run again: what it leaves in data counts only after its last run.
 */
typedef bool (*DeskWriterJob)(DeskStore *store, gpointer data, GError **error);

DeskWriter *desk_writer_new(const char *url, GError **error);

/* Finishes the jobs in hand, then ends the thread. */
void desk_writer_free(DeskWriter *writer);

/*
 * Runs a job and returns true after the commit. data is an atomic reference box
 * (g_atomic_rc_box_*) of which the writer holds its own reference, so that the caller may
 * leave: after timeout microseconds with BUSY when the job had not begun (it never will),
 * or UNCERTAIN when the commit is under way. clear is the box's clear function, may be NULL.
 * Any thread.
 */
bool desk_writer_run(DeskWriter *writer, DeskWriterJob job, gpointer data, GDestroyNotify clear,
                     gint64 timeout, GError **error);

/*
 * Says that so many more (or less) callers are about to come with a job, so that a commit waits a
 * few milliseconds for them: one commit for several costs far less than one for each. A caller
 * counts itself out before its desk_writer_run.
 */
void desk_writer_announce(DeskWriter *writer, int change);

/* For statistics and tests: transactions committed and jobs done so far. */
void desk_writer_counts(DeskWriter *writer, guint64 *commits, guint64 *jobs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskWriter, desk_writer_free)
