#pragma once
#include "scratch.h"
#include "store/query.h"

/*
 * The server of PostgreSQL that DESK_TEST_PGSQL is the address of; the user in it may make
 * databases. Each test has one of its own.
 */
#ifdef HAVE_POSTGRESQL
bool server_is_wanted(void);

/* Makes an empty database; scratch_url is its address. */
void server_make_database(void);
void server_drop_database(void);

/* The address of a database without a store. The caller's. */
char *server_empty_database(void);

/* Runs SQL of several statements in that database; the test fails when it does. */
void server_sql(const char *sql);

/* Asks how the server would run each statement of these lists, with tables large enough to
 * matter: none may read a whole table, but those that are there to do it. */
void server_expect_indexes(const DeskStatement *const *const *lists, size_t count);
#else
static inline bool
server_is_wanted(void)
{
    return false;
}
#define server_make_database()              g_assert_not_reached()
#define server_drop_database()              g_assert_not_reached()
#define server_empty_database()             NULL
#define server_sql(sql)                     g_assert_not_reached()
#define server_expect_indexes(lists, count) g_assert_not_reached()
#endif
