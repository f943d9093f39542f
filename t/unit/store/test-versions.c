#include "server.h"
#include "store/outbox.h"
#include "store/schema.h"
#include "store/staff.h"
#include "store/timers.h"
#include "store/watchers.h"

#include <glib/gstdio.h>

TestSuite(versions, .init = scratch_make_store, .fini = scratch_remove, .timeout = 60);

/* What a desk of the first version held: columns that came later are not named. */
static const char held_by_version_1[] =
    "INSERT INTO epoch (epoch) VALUES ('first');"
    "INSERT INTO contact VALUES (1, 'ann@example.org', 'ann@example.org', 'Ann', 5);"
    "INSERT INTO ticket VALUES (1, 'a', 'open', 'normal', NULL, NULL, 'bob', 'support', 'en', 1, 5,"
    " 6, NULL, 1), (2, 'b', 'resolved', 'normal', NULL, NULL, NULL, 'support', 'en', 1, 5, 7, NULL,"
    " 0), (3, 'c', 'closed', 'normal', NULL, NULL, NULL, 'support', 'en', 1, 5, 8, NULL, 0);"
    "INSERT INTO message (id, ticket, sequence, direction, author, message_id, subject, date,"
    " received, held, unparsed, machine, text)"
    " VALUES (1, 1, 1, 'in', 1, '', 's', 5, 5, 0, 0, 'human', 't');"
    "INSERT INTO outbox (ticket, contact, kind, state, message_id, date, envelope_from, recipient,"
    " recipient_name, from_name, from_address, reply_to, in_reply_to, reference_ids, language,"
    " verified, created, next_at, attempts, cuts) VALUES (1, 1, 'ack', 'sent', 'o', 5, '', 'r', '',"
    " '', '', '', '', '', 'en', 0, 5, 5, 1, 0);";

static void
make_older_store(gint64 version)
{
    g_autofree char *note =
        g_strdup_printf("INSERT INTO schema_version VALUES (%" G_GINT64_FORMAT ")", version);
    if (server_is_wanted())
        server_sql("SET client_min_messages = warning; DROP SCHEMA public CASCADE;"
                   "CREATE SCHEMA public");
    else
        g_unlink(scratch_path);
    for (gint64 i = 1; i <= version; i++) {
        scratch_sql(server_is_wanted() ? desk_schema_pgsql(i) : desk_schema_sqlite(i));
        if (i == 1)
            scratch_sql(held_by_version_1);
    }
    scratch_sql(note);
    if (!server_is_wanted())
        cr_assert_eq(g_chmod(scratch_path, 0600), 0);
}

static void
expect_what_version_1_held(DeskStore *store, gint64 version)
{
    static const gint64 ended[] = { 0, 7, 8 };
    g_autoptr(GPtrArray) messages = NULL;
    g_autoptr(GPtrArray) epochs = desk_store_epochs(store, NULL);
    g_autoptr(DeskOutboxRow) row = NULL;
    DeskHealth health = { 9, 9 };
    for (gint64 i = 1; i <= (gint64) G_N_ELEMENTS(ended); i++) {
        g_autoptr(DeskTicket) ticket = NULL;
        SCRATCH_OK(desk_store_ticket_get(store, i, &ticket, &error));
        cr_expect_eq(ticket->ended, ended[i - 1], "ticket %d of version %d", (int) i,
                     (int) version);
        cr_expect_null(ticket->sla);
    }
    SCRATCH_OK(desk_store_message_list(store, 1, &messages, &error));
    cr_assert_eq(messages->len, 1);
    cr_expect_null(((const DeskMessage *) messages->pdata[0])->reply_text);
    cr_expect_eq(((const DeskMessage *) messages->pdata[0])->assurance, DESK_ASSURANCE_NONE);
    SCRATCH_OK(desk_store_outbox_get(store, 1, &row, &error));
    cr_expect_eq(row->delivery, DESK_DELIVERY_UNKNOWN);
    cr_expect_null(row->detail);
    cr_expect_null(row->note_to);
    SCRATCH_OK(desk_store_contact_health(store, 1, &health, &error));
    cr_expect_eq(health.score + health.bounced, 0);
    cr_assert_eq(epochs->len, 1);
    cr_expect_eq(((const DeskEpoch *) epochs->pdata[0])->last_contact, 0);
}

/* Its tickets stand in the new indexes, and may have what is new. */
static void
expect_work(DeskStore *store, gint64 version)
{
    DeskTimer timer = { .ticket = 1, .kind = DESK_TIMER_RESOLUTION, .next_at = 5 };
    gint64 load = 0;
    gint64 next = 0;
    bool watches = false;
    SCRATCH_OK(desk_store_watcher_add(store, 1, "ann", 5, &watches, &error));
    cr_expect(watches, "version %d", (int) version);
    SCRATCH_OK(desk_store_agent_load(store, "bob", DESK_LOAD_MAX, &load, &error));
    cr_expect_eq(load, 1, "version %d", (int) version);
    SCRATCH_OK(desk_store_timer_put(store, &timer, &error));
    SCRATCH_OK(desk_store_timer_next(store, &next, &error));
    cr_expect_eq(next, 5, "version %d", (int) version);
}

Test(versions, an_older_store_is_brought_up_to_date_with_what_it_holds)
{
    for (gint64 version = 1; version < desk_schema_version(); version++) {
        make_older_store(version);
        g_autoptr(GError) refused = NULL;
        cr_expect_null(desk_store_open(scratch_url, DESK_STORE_READ, &refused));
        cr_assert_not_null(refused);
        cr_expect_not_null(strstr(refused->message, "brings it up to date"), "%s",
                           refused->message);
        g_autoptr(DeskStore) writer = scratch_open(DESK_STORE_WRITE);
        expect_work(writer, version);
        g_autoptr(DeskStore) reader = scratch_open(DESK_STORE_READ);
        expect_what_version_1_held(reader, version);
    }
}
