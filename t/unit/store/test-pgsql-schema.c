#include "backend.h"
#include "base/clock.h"
#include "store/schema.h"

#include <sys/wait.h>

TestSuite(schema, .init = backend_make_database, .fini = backend_remove, .timeout = 60);

/*
 * A store of version 0, which the one script there is brings up to date: the tables are to be made
 * in a schema that is empty yet, and what is found behind it says the version until they are all
 * there (and after that to a connection whose plan was made before). The trigger makes the script
 * slow, so that programs which start together meet in it.
 */
static const char older_store[] =
    "CREATE SCHEMA fresh; CREATE SCHEMA older;"
    "CREATE VIEW older.schema_version AS SELECT CAST(CASE WHEN to_regclass('fresh.outbox_bytes')"
    " IS NULL THEN 0 ELSE %" G_GINT64_FORMAT " END AS BIGINT) AS version;"
    "CREATE FUNCTION older.dawdle() RETURNS event_trigger LANGUAGE plpgsql AS"
    " $$ BEGIN PERFORM pg_sleep(0.05); END $$;"
    "CREATE EVENT TRIGGER dawdle ON ddl_command_end WHEN TAG IN ('CREATE TABLE')"
    " EXECUTE FUNCTION older.dawdle();"
    "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() ||"
    " ' SET search_path = fresh, older'; END $$; SET search_path = fresh, older";

static void
make_older_store(void)
{
    backend_make_database();
    g_autofree char *sql = g_strdup_printf(older_store, desk_schema_version());
    g_free(backend_sql(sql));
}

TestSuite(older, .init = make_older_store, .fini = backend_remove, .timeout = 60);

static gint64
stored_version(void)
{
    return backend_number("SELECT version FROM schema_version");
}

typedef enum { CREATE, OPEN } Deed;

/* Each child does it at the same moment; returns how many ended with this error code, or well (-1).
 */
static int
count_outcomes(Deed deed, int code, int children)
{
    gint64 start = desk_clock_steady() + DESK_SECOND / 5;
    int found = 0;
    for (int i = 0; i < children; i++)
        if (scratch_fork() == 0) {
            g_autoptr(GError) error = NULL;
            while (desk_clock_steady() < start)
                g_usleep(500);
            bool ok = deed == CREATE
                          ? desk_store_create(scratch_url, &error)
                          : desk_store_open(scratch_url, DESK_STORE_WRITE, &error) != NULL;
            _exit(ok ? 100 : error->code);
        }
    for (int i = 0; i < children; i++) {
        int status = 0;
        cr_assert_gt(wait(&status), 0);
        found += WIFEXITED(status) && WEXITSTATUS(status) == (code < 0 ? 100 : code);
    }
    return found;
}

Test(schema, of_many_that_make_a_store_one_succeeds)
{
    enum { CHILDREN = 6 };
    cr_expect_eq(count_outcomes(CREATE, DESK_STORE_ERROR_EXISTS, CHILDREN), CHILDREN - 1);
    cr_expect_eq(backend_number("SELECT COUNT(*) FROM epoch"), 1);
    cr_expect_eq(backend_number("SELECT COUNT(*) FROM schema_version"), 1);
    cr_expect_eq(stored_version(), desk_schema_version());
    desk_store_close(scratch_open(DESK_STORE_WRITE));
}

Test(older, is_brought_up_to_date_once)
{
    enum { CHILDREN = 4 };
    BACKEND_FAILS(VERSION, "start deskmilter",
                  desk_store_open(scratch_url, DESK_STORE_READ, &error) != NULL);
    cr_assert_eq(stored_version(), 0);
    cr_expect_eq(count_outcomes(OPEN, -1, CHILDREN), CHILDREN);
    cr_expect_eq(stored_version(), desk_schema_version());
    cr_expect_eq(backend_number("SELECT COUNT(*) FROM fresh.schema_version"), 1);
    desk_store_close(scratch_open(DESK_STORE_READ));
}

Test(older, is_left_as_it_is_by_a_step_that_fails)
{
    g_free(backend_sql("CREATE TABLE fresh.verdict (mine TEXT)"));
    BACKEND_FAILS(UNAVAILABLE, "\"verdict\" already exists",
                  desk_store_open(scratch_url, DESK_STORE_WRITE, &error) != NULL);
    cr_expect_eq(backend_number("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'fresh'"), 1);
    g_free(backend_sql("DROP TABLE fresh.verdict"));
    desk_store_close(scratch_open(DESK_STORE_WRITE));
    cr_expect_eq(stored_version(), desk_schema_version());
}

Test(older, waits_for_the_transactions_of_others)
{
    /* What a program of the older version holds while it writes: see STORE_LOCK in the driver. */
    g_free(backend_sql("SELECT pg_advisory_lock_shared(1684370283, 1)"));
    pid_t child = scratch_fork();
    if (child == 0)
        _exit(desk_store_open(scratch_url, DESK_STORE_WRITE, NULL) ? 0 : 1);
    g_usleep(DESK_SECOND);
    cr_expect_eq(stored_version(), 0, "did not wait");
    g_free(backend_sql("SELECT pg_advisory_unlock_shared(1684370283, 1)"));
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect_eq(status, 0);
    cr_expect_eq(stored_version(), desk_schema_version());
}

Test(schema, a_newer_one_is_refused_also_when_it_becomes_newer)
{
    SCRATCH_OK(desk_store_create(scratch_url, &error));
    g_autoptr(DeskStore) old = scratch_open(DESK_STORE_WRITE);
    SCRATCH_OK(desk_store_begin(old, &error));
    desk_store_rollback(old);
    g_free(backend_sql("UPDATE schema_version SET version = version + 1"));
    BACKEND_FAILS(VERSION, "use the newer program", desk_store_begin(old, &error));
    BACKEND_FAILS(VERSION, "use the newer program",
                  desk_store_open(scratch_url, DESK_STORE_WRITE, &error) != NULL);
    BACKEND_FAILS(VERSION, "use the newer program",
                  desk_store_open(scratch_url, DESK_STORE_READ, &error) != NULL);
    g_free(backend_sql("UPDATE schema_version SET version = version - 1"));
    SCRATCH_OK(desk_store_begin(old, &error));
}

Test(schema, a_database_without_a_store)
{
    BACKEND_FAILS(MISSING, "deskctl init",
                  desk_store_open(scratch_url, DESK_STORE_WRITE, &error) != NULL);
    BACKEND_FAILS(MISSING, "deskctl init",
                  desk_store_open(scratch_url, DESK_STORE_READ, &error) != NULL);
}

Test(schema, somebody_elses_tables_are_left_alone)
{
    g_free(backend_sql("CREATE TABLE ticket (mine TEXT)"));
    BACKEND_FAILS(UNAVAILABLE, "\"ticket\" already exists", desk_store_create(scratch_url, &error));
    cr_expect_eq(backend_number("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'"), 1);
}
