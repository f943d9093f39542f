#include "base/clock.h"
#include "fake.h"
#include "store/writer.h"

/*
 * Many callers at a writer whose store fails everywhere, all the time; in the end the marks in the
 * store are those that the callers were told of. A program of its own, so that it also runs under
 * ThreadSanitizer.
 */
#define CALLERS 24
#define JOBS    250

typedef struct {
    char *name;
    int code; /* what the caller was told: 0 or a DeskStoreError */
} Told;

typedef struct {
    DeskWriter *writer;
    guint number;
    Told told[JOBS];
} Caller;

static bool
mark(DeskStore *store, gpointer data, GError **error)
{
    return fake_mark(store, data, error);
}

/* By its name t/tsan.supp knows it. */
static void __attribute__((noinline)) release_box(char *box)
{
    g_atomic_rc_box_release(box);
}

/* Some jobs are bad, some callers have no time. */
static gpointer
be_caller(gpointer data)
{
    static const char *const kinds[] = { "good", "good", "good", "good", "bad", "good", "late" };
    Caller *caller = data;
    for (guint i = 0; i < JOBS; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name =
            g_strdup_printf("%s.%u.%u", kinds[i % G_N_ELEMENTS(kinds)], caller->number, i);
        char *box = g_atomic_rc_box_dup(strlen(name) + 1, name);
        gint64 timeout = i % 10 == 3 ? (gint64) i * 20 : 60 * DESK_SECOND;
        desk_writer_announce(caller->writer, +1);
        desk_writer_announce(caller->writer, -1);
        desk_writer_run(caller->writer, mark, box, NULL, timeout, &error);
        release_box(box);
        caller->told[i] = (Told){ g_steal_pointer(&name), error ? error->code : 0 };
    }
    return NULL;
}

static guint
count_lies(const Caller *caller, guint *told_done)
{
    guint lies = 0;
    for (guint i = 0; i < JOBS; i++) {
        const Told *told = &caller->told[i];
        guint found = fake_marks(told->name);
        guint least = told->code == 0;
        guint most = g_str_has_prefix(told->name, "good") &&
                     (told->code == 0 || told->code == DESK_STORE_ERROR_UNCERTAIN);
        *told_done += least;
        if (found >= least && found <= most)
            continue;
        printf("# %s: told %d, in the store %u times\n", told->name, told->code, found);
        lies++;
    }
    return lies;
}

static void
say(int number, bool ok, const char *text)
{
    printf("%s %d - %s\n", ok ? "ok" : "not ok", number, text);
}

int
main(void)
{
    g_autofree Caller *callers = g_new0(Caller, CALLERS);
    GThread *threads[CALLERS];
    fake_reset();
    DeskWriter *writer = desk_writer_new_with("fake:", fake_open, 4, NULL);
    const char *seed = g_getenv("DESK_SEED");
    fake_storm(seed ? (guint32) g_ascii_strtoull(seed, NULL, 10) : 1);
    for (guint i = 0; i < CALLERS; i++) {
        callers[i].writer = writer;
        callers[i].number = i;
        threads[i] = g_thread_new("caller", be_caller, &callers[i]);
    }
    for (guint i = 0; i < CALLERS; i++)
        g_thread_join(threads[i]);
    guint64 commits = 0;
    guint64 jobs = 0;
    guint most = 0;
    desk_writer_counts(writer, &commits, &jobs);
    desk_writer_free(writer);

    guint lies = 0;
    guint done = 0;
    for (guint i = 0; i < CALLERS; i++) {
        lies += count_lies(&callers[i], &done);
        for (guint j = 0; j < JOBS; j++)
            g_free(callers[i].told[j].name);
    }
    printf("1..4\n");
    say(1, lies == 0, "what a caller was told is what is in the store");
    say(2, done > CALLERS * JOBS / 4, "most good jobs come to their end");
    say(3, fake_connections(&most) == 0, "every connection was closed");
    say(4, most > 1 && most <= 4, "several connections were used, within the limit");
    printf("# %u of %u jobs done in %" G_GUINT64_FORMAT " commits, at most %u connections\n", done,
           CALLERS * JOBS, commits, most);
    return 0;
}
