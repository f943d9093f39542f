#pragma once
#include "store/store.h"

/*
 * Group commit: jobs that wait at the same moment run in ONE transaction, and their callers are
 * woken after its COMMIT. A thread runs one transaction at a time; where the store lets writers
 * run side by side there are several threads, and one more joins in, with a connection of its
 * own, when more waits than those at work take in.
 *
 * When a job fails, its caller gets the error, and the others run once more without it. What was
 * UNDONE runs again as it is, DESK_STORE_RERUNS times; then a job at which it happened counts as
 * failed. When it is not known whether a commit took place, all its callers get UNCERTAIN, and
 * nothing runs again.
 */
typedef struct DeskWriter DeskWriter;

DeskWriter *desk_writer_new(const char *url, GError **error);

/* The same with other connections than desk_store_open makes; open is called by any thread. */
typedef DeskStore *(*DeskWriterOpen)(const char *url, DeskStoreMode mode, GError **error);
DeskWriter *desk_writer_new_with(const char *url, DeskWriterOpen open, unsigned writers,
                                 GError **error);

/* Finishes the jobs in hand, then ends the threads. */
void desk_writer_free(DeskWriter *writer);

/*
 * Runs a job in a thread of the writer, beside the jobs of other transactions, and returns true
 * after the commit. data is an atomic reference box (g_atomic_rc_box_*) of which the writer holds
 * its own reference, so that the caller may leave: after timeout microseconds with BUSY when the
 * job had not begun (it never will), or UNCERTAIN when the commit is under way. clear is the box's
 * clear function, may be NULL. Any thread.
 */
bool desk_writer_run(DeskWriter *writer, DeskStoreJob job, gpointer data, GDestroyNotify clear,
                     gint64 timeout, GError **error);

/*
 * Says that so many more (or less) callers are about to come with a job, so that a commit waits a
 * few milliseconds for them: one commit for several costs far less than one for each. A caller
 * counts itself out before its desk_writer_run.
 */
void desk_writer_announce(DeskWriter *writer, int change);

/* For statistics and tests: transactions committed and jobs done so far. */
void desk_writer_counts(DeskWriter *writer, guint64 *commits, guint64 *jobs);

/* Jobs that no transaction has taken in yet. */
unsigned desk_writer_waiting(DeskWriter *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskWriter, desk_writer_free)
