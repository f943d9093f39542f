#pragma once
#include "store/store.h"

/*
 * A store in memory whose writers run side by side, and that does on demand what a server may do
 * at any moment. What is written are marks: names that a commit makes last. One such world a
 * process; any thread.
 */
typedef enum { FAKE_OPEN, FAKE_BEGIN, FAKE_MARK, FAKE_FLUSH, FAKE_COMMIT, FAKE_POINTS } FakePoint;

/* An empty world without trouble; all connections to the last one must be closed. */
void fake_reset(void);

/* In place of desk_store_open. */
DeskStore *fake_open(const char *url, DeskStoreMode mode, GError **error);

/* A change. One whose name begins with "late" is refused at the flush that follows, or at the
 * commit; one that begins with "bad" at once; at "cursed" the transaction is undone. */
bool fake_mark(DeskStore *store, const char *name, GError **error);

/* After so many good ones the next calls of a point fail, of all connections together. A commit
 * that fails with UNCERTAIN has taken place. */
void fake_fail(FakePoint point, guint good, guint times, DeskStoreError code);

/* From now on every point but the opening fails now and then, with all that may be expected there,
 * and commits take their time. */
void fake_storm(guint32 seed);

/* Calls of a point stand still until it is opened again. */
void fake_shut(FakePoint point, bool shut);
/* Waits until so many stand at such points; false after 20 seconds. */
bool fake_wait_for(guint standing);

guint fake_calls(FakePoint point);
/* How often a mark has been committed; NULL: all marks. */
guint fake_marks(const char *name);
/* Connections that are open, and the most that ever were. */
guint fake_connections(guint *most);
