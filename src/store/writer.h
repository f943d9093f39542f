#pragma once
#include "store/store.h"

/*
 * Group commit: one thread owns the connection; all jobs that wait at a moment run, each
 * behind a savepoint, in ONE transaction, and their callers are woken after its COMMIT. A
 * job that fails takes only its own changes back.
 */
typedef struct DeskWriter DeskWriter;

/* Runs in the writer's thread, within the transaction. Must neither begin nor commit. */
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

/* For statistics and tests: transactions committed and jobs done so far. */
void desk_writer_counts(DeskWriter *writer, guint64 *commits, guint64 *jobs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskWriter, desk_writer_free)
