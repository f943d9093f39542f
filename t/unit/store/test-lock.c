#include "base/clock.h"
#include "base/fd.h"
#include "scratch.h"
#include "store/lock.h"

#include <glib/gstdio.h>
#include <sys/wait.h>

TestSuite(lock, .init = scratch_make_folder, .fini = scratch_remove, .timeout = 60);

static DeskLock *
open_lock(void)
{
    g_autoptr(GError) error = NULL;
    struct stat owner;
    cr_assert_eq(stat(scratch_folder, &owner), 0);
    g_autofree char *name = scratch_name(".lock");
    DeskLock *lock = desk_lock_open(name, &owner, &error);
    cr_assert_not_null(lock, "%s", error ? error->message : "");
    return lock;
}

static bool
take_within(DeskLock *lock, gint64 limit)
{
    g_autoptr(GError) error = NULL;
    bool ok = desk_lock_take(lock, desk_clock_steady() + limit, &error);
    cr_expect(ok || error->code == DESK_STORE_ERROR_BUSY, "%s", ok ? "" : error->message);
    return ok;
}

Test(lock, has_one_holder_and_a_limit)
{
    g_autoptr(DeskLock) first = open_lock();
    g_autoptr(DeskLock) second = open_lock();
    cr_assert(take_within(first, DESK_SECOND));

    gint64 start = desk_clock_steady();
    cr_expect_not(take_within(second, DESK_SECOND / 5));
    gint64 waited = desk_clock_steady() - start;
    cr_expect_geq(waited, DESK_SECOND / 5);
    cr_expect_lt(waited, 2 * DESK_SECOND);

    desk_lock_release(first);
    cr_expect(take_within(second, DESK_SECOND), "free, and the failed try left nothing behind");
    cr_expect_not(take_within(first, 0));
}

Test(lock, ends_with_its_process)
{
    int ready[2];
    cr_assert_eq(pipe(ready), 0);
    pid_t child = scratch_fork();
    if (child == 0) {
        struct stat owner;
        g_autofree char *name = scratch_name(".lock");
        DeskLock *held =
            stat(scratch_folder, &owner) == 0 ? desk_lock_open(name, &owner, NULL) : NULL;
        bool ok = held && desk_lock_take(held, desk_clock_steady() + DESK_SECOND, NULL);
        if (ok && write(ready[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    char byte;
    cr_assert(desk_fd_read(ready[0], &byte, 1));
    g_autoptr(DeskLock) lock = open_lock();
    cr_expect_not(take_within(lock, DESK_SECOND / 10));
    scratch_kill(child);
    cr_expect(take_within(lock, DESK_SECOND));
    close(ready[0]);
    close(ready[1]);
}

Test(lock, a_removed_file_does_not_give_two_holders)
{
    g_autoptr(DeskLock) first = open_lock();
    g_autoptr(DeskLock) second = open_lock();
    g_autofree char *name = scratch_name(".lock");
    cr_assert_eq(g_unlink(name), 0);
    cr_assert(take_within(first, DESK_SECOND));
    cr_expect_not(take_within(second, DESK_SECOND / 10), "both hold it, each its own file");
    cr_expect_eq(g_access(name, F_OK), 0);
}

typedef struct {
    DeskLock *lock;
    gint64 until;
    gint64 *inside; /* how many are; guarded by the lock itself */
    gint64 turns;
    bool broken;
} Runner;

static gpointer
run_turns(gpointer data)
{
    Runner *runner = data;
    while (desk_clock_steady() < runner->until) {
        if (!desk_lock_take(runner->lock, desk_clock_steady() + 10 * DESK_SECOND, NULL)) {
            runner->broken = true;
            break;
        }
        runner->broken |= ++*runner->inside != 1;
        g_usleep(300);
        runner->broken |= --*runner->inside != 0;
        runner->turns++;
        desk_lock_release(runner->lock);
    }
    return NULL;
}

Test(lock, gives_everybody_a_turn)
{
    enum { RUNNERS = 4 };
    Runner runners[RUNNERS] = { 0 };
    GThread *threads[RUNNERS];
    gint64 inside = 0;
    gint64 until = desk_clock_steady() + DESK_SECOND;
    gint64 all = 0;
    for (int i = 0; i < RUNNERS; i++) {
        runners[i] = (Runner){ .lock = open_lock(), .until = until, .inside = &inside };
        threads[i] = g_thread_new("runner", run_turns, &runners[i]);
    }
    for (int i = 0; i < RUNNERS; i++) {
        g_thread_join(threads[i]);
        desk_lock_close(runners[i].lock);
        cr_expect_not(runners[i].broken, "runner %d", i);
        all += runners[i].turns;
    }
    for (int i = 0; i < RUNNERS; i++)
        cr_expect_geq(runners[i].turns, all / RUNNERS / 2,
                      "runner %d had %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " turns", i,
                      runners[i].turns, all);
}
