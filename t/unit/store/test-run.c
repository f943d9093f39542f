#include "fake.h"

#include <criterion/criterion.h>

TestSuite(run, .init = fake_reset);

/* A job that writes one mark. */
typedef struct {
    const char *name;
    guint runs;
} Errand;

static bool
do_errand(DeskStore *store, gpointer data, GError **error)
{
    Errand *errand = data;
    errand->runs++;
    return fake_mark(store, errand->name, error);
}

Test(run, what_was_undone_runs_again_and_nothing_else_does)
{
    static const struct {
        const char *says;
        const char *name;
        FakePoint point;
        guint times;
        DeskStoreError code;
        guint begun, runs, marks;
        int expected; /* 0: success */
    } rows[] = {
        { "no trouble", "a", FAKE_BEGIN, 0, 0, 1, 1, 1, 0 },
        { "undone by another", "a", FAKE_MARK, 1, DESK_STORE_ERROR_UNDONE, 2, 2, 1, 0 },
        { "at commit", "a", FAKE_COMMIT, 3, DESK_STORE_ERROR_UNDONE, 4, 4, 1, 0 },
        { "before it began", "a", FAKE_BEGIN, 2, DESK_STORE_ERROR_UNDONE, 3, 1, 1, 0 },
        { "for ever", "a", FAKE_COMMIT, 99, DESK_STORE_ERROR_UNDONE, 4, 4, 0,
          DESK_STORE_ERROR_UNDONE },
        { "its own fault", "bad", FAKE_BEGIN, 0, 0, 1, 1, 0, DESK_STORE_ERROR_UNAVAILABLE },
        { "told late", "late", FAKE_BEGIN, 0, 0, 1, 1, 0, DESK_STORE_ERROR_UNAVAILABLE },
        { "away", "a", FAKE_BEGIN, 1, DESK_STORE_ERROR_UNAVAILABLE, 1, 0, 0,
          DESK_STORE_ERROR_UNAVAILABLE },
        { "nobody knows", "a", FAKE_COMMIT, 1, DESK_STORE_ERROR_UNCERTAIN, 1, 1, 1,
          DESK_STORE_ERROR_UNCERTAIN },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        fake_reset();
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskStore) store = fake_open("fake:", DESK_STORE_WRITE, NULL);
        Errand errand = { .name = rows[i].name };
        fake_fail(rows[i].point, 0, rows[i].times, rows[i].code);
        bool ok = desk_store_run(store, do_errand, &errand, &error);
        cr_expect_eq(ok, rows[i].expected == 0, "%s", rows[i].says);
        cr_expect_eq(error ? error->code : 0, rows[i].expected, "%s", rows[i].says);
        cr_expect_eq(fake_calls(FAKE_BEGIN), rows[i].begun, "%s", rows[i].says);
        cr_expect_eq(errand.runs, rows[i].runs, "%s", rows[i].says);
        cr_expect_eq(fake_marks("a"), rows[i].marks, "%s", rows[i].says);
        cr_expect_eq(fake_marks(NULL), rows[i].marks, "%s", rows[i].says);
        /* Whatever came of it, the transaction is at its end. */
        fake_fail(FAKE_BEGIN, 0, 0, 0);
        fake_fail(FAKE_COMMIT, 0, 0, 0);
        errand.name = "after";
        cr_expect(desk_store_run(store, do_errand, &errand, NULL), "%s", rows[i].says);
    }
}
