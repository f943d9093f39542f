#include "scratch.h"
#include "store/outbox.h"
#include "store/raw.h"

static DeskStore *store;
static gint64 ticket;
static gint64 contact;

static void
open_store(void)
{
    store = scratch_begin();
    contact = scratch_contact(store, "ann@example.org");
    ticket = scratch_ticket(store, contact);
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(outbox, .init = open_store, .fini = close_store);

static gint64
add_row(gint64 next_at)
{
    DeskOutboxRow row = { .ticket = ticket,
                          .contact = contact,
                          .kind = (char *) "ack",
                          .message_id = (char *) "r1@mx.example.com",
                          .date = 5,
                          .envelope_from = (char *) "",
                          .recipient = (char *) "ann@example.org",
                          .recipient_name = (char *) "Ann",
                          .from_name = (char *) "Support",
                          .from_address = (char *) "support@example.com",
                          .reply_to = (char *) "support+r1-1-abc@example.com",
                          .in_reply_to = (char *) "m1@example.org",
                          .references = (char *) "m0@example.org m1@example.org",
                          .language = (char *) "de",
                          .verified = true,
                          .created = 100 + next_at,
                          .next_at = next_at };
    SCRATCH_OK(desk_store_outbox_add(store, &row, &error));
    g_autoptr(GPtrArray) newest = NULL;
    SCRATCH_OK(desk_store_outbox_list(store, NULL, 0, 1, &newest, &error));
    return ((DeskOutboxRow *) g_ptr_array_index(newest, 0))->id;
}

/* Claims and returns the ids as text: "1 2". */
static char *
claim(const char *owner, gint64 now, gint64 lease_until, gint64 limit)
{
    g_autoptr(GPtrArray) rows = NULL;
    g_autoptr(GString) ids = g_string_new(NULL);
    SCRATCH_OK(desk_store_outbox_claim(store, owner, now, lease_until, limit, &rows, &error));
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = g_ptr_array_index(rows, i);
        cr_expect_eq(row->state, DESK_OUTBOX_LEASED);
        cr_expect_str_eq(row->lease_owner, owner);
        cr_expect_eq(row->lease_until, lease_until);
        g_string_append_printf(ids, "%s%" G_GINT64_FORMAT, i ? " " : "", row->id);
    }
    return g_string_free(g_steal_pointer(&ids), FALSE);
}

static void
expect_claim(const char *says, const char *owner, gint64 now, gint64 limit, const char *expected)
{
    g_autofree char *ids = claim(owner, now, now + 100, limit);
    cr_expect_str_eq(ids, expected, "%s: got '%s', expected '%s'", says, ids, expected);
}

static DeskOutboxRow *
get_row(gint64 id)
{
    DeskOutboxRow *row = NULL;
    SCRATCH_OK(desk_store_outbox_get(store, id, &row, &error));
    cr_assert_not_null(row);
    return row;
}

static bool
settle(gint64 id, const char *owner, gint64 now, DeskOutboxResult result)
{
    bool mine = false;
    SCRATCH_OK(desk_store_outbox_settle(store, id, owner, now, &result, &mine, &error));
    return mine;
}

Test(outbox, a_row_comes_back_as_it_was_queued)
{
    g_autoptr(DeskOutboxRow) row = get_row(add_row(7));
    cr_expect_eq(row->ticket, ticket);
    cr_expect_eq(row->cause, 0);
    cr_expect_eq(row->contact, contact);
    cr_expect_str_eq(row->kind, "ack");
    cr_expect_eq(row->state, DESK_OUTBOX_QUEUED);
    cr_expect_str_eq(row->message_id, "r1@mx.example.com");
    cr_expect_eq(row->date, 5);
    cr_expect_str_eq(row->envelope_from, "");
    cr_expect_str_eq(row->recipient, "ann@example.org");
    cr_expect_str_eq(row->recipient_name, "Ann");
    cr_expect_str_eq(row->from_name, "Support");
    cr_expect_str_eq(row->from_address, "support@example.com");
    cr_expect_str_eq(row->reply_to, "support+r1-1-abc@example.com");
    cr_expect_str_eq(row->in_reply_to, "m1@example.org");
    cr_expect_str_eq(row->references, "m0@example.org m1@example.org");
    cr_expect_str_eq(row->language, "de");
    cr_expect(row->verified);
    cr_expect_eq(row->created, 107);
    cr_expect_eq(row->next_at, 7);
    cr_expect_eq(row->attempts + row->cuts + row->lease_until + row->settled, 0);
    cr_expect_null(row->lease_owner);
    cr_expect_null(row->queue_id);
    cr_expect_null(row->last_error);
}

Test(outbox, due_rows_are_claimed_oldest_first_and_once)
{
    add_row(30);
    add_row(10);
    add_row(20);
    add_row(999);
    expect_claim("nothing due", "a", 9, 10, "");
    expect_claim("the oldest", "a", 50, 1, "2");
    expect_claim("the rest", "b", 50, 10, "3 1");
    expect_claim("all leased", "c", 50, 10, "");
    expect_claim("no limit no rows", "c", 2000, 0, "");
}

Test(outbox, a_lease_that_ran_out_is_due_again_and_a_renewed_one_is_not)
{
    gint64 id = add_row(10);
    expect_claim("first", "a", 50, 10, "1"); /* until 150 */
    expect_claim("before its end", "b", 149, 10, "");
    SCRATCH_OK(desk_store_outbox_renew(store, "a", 300, &error));
    SCRATCH_OK(desk_store_outbox_renew(store, "nobody", 1, &error));
    expect_claim("renewed", "b", 299, 10, "");
    expect_claim("run out", "b", 301, 10, "1");
    cr_expect_not(settle(id, "a", 302, (DeskOutboxResult){ .state = DESK_OUTBOX_SENT }),
                  "settled by the one who lost the lease");
    g_autoptr(DeskOutboxRow) row = get_row(id);
    cr_expect_eq(row->state, DESK_OUTBOX_LEASED);
    cr_expect_str_eq(row->lease_owner, "b");
    cr_expect_eq(row->attempts, 0);
}

/* RULES I11: the wall clock stood at MONTH when the rows were written, now it stands at 1000. */
#define MONTH (30 * G_GINT64_CONSTANT(86400000000))

Test(outbox, a_clock_set_back_makes_nobody_wait_for_a_month)
{
    gint64 queued = add_row(MONTH);
    gint64 leased = add_row(MONTH - 1);
    expect_claim("as the clock stood", "dead", MONTH - 1, 1, "2");
    gint64 near = add_row(1000 + DESK_OUTBOX_HORIZON);
    SCRATCH_OK(desk_store_outbox_renew(store, "dead", MONTH + 6, &error));

    expect_claim("the queued one, not the leased one", "b", 1000, 10, "1");
    g_autoptr(DeskOutboxRow) brought = get_row(queued);
    cr_expect_eq(brought->next_at, 1000);
    g_autoptr(DeskOutboxRow) left = get_row(leased);
    cr_expect_eq(left->state, DESK_OUTBOX_LEASED);
    cr_expect_str_eq(left->lease_owner, "dead");
    cr_expect_eq(left->lease_until, 1100);
    expect_claim("within the time that a live owner has", "c", 1099, 10, "");
    SCRATCH_OK(desk_store_outbox_renew(store, "b", 2000, &error));
    expect_claim("after that", "c", 1100, 10, "2");
    g_autoptr(DeskOutboxRow) waits = get_row(near);
    cr_expect_eq(waits->next_at, 1000 + DESK_OUTBOX_HORIZON, "a wait within the horizon");
    cr_expect_eq(waits->state, DESK_OUTBOX_QUEUED);
}

Test(outbox, a_row_that_has_come_to_rest_is_not_brought_in)
{
    gint64 id = add_row(MONTH);
    g_autofree char *ids = claim("a", MONTH, MONTH + 6, 1);
    cr_assert(settle(id, "a", MONTH, (DeskOutboxResult){ .state = DESK_OUTBOX_SENT }));
    expect_claim("sent", "b", 1000, 10, "");
    g_autoptr(DeskOutboxRow) row = get_row(id);
    cr_expect_eq(row->state, DESK_OUTBOX_SENT);
    cr_expect_eq(row->lease_until, 0);
}

Test(outbox, rows_given_back_are_due_at_once_and_untried)
{
    gint64 id = add_row(10);
    expect_claim("claimed", "a", 50, 10, "1");
    SCRATCH_OK(desk_store_outbox_give_back(store, "b", &error));
    expect_claim("not b's to give", "c", 50, 10, "");
    SCRATCH_OK(desk_store_outbox_give_back(store, "a", &error));
    g_autoptr(DeskOutboxRow) row = get_row(id);
    cr_expect_eq(row->state, DESK_OUTBOX_QUEUED);
    cr_expect_null(row->lease_owner);
    cr_expect_eq(row->attempts, 0);
    expect_claim("again", "c", 50, 10, "1");
}

Test(outbox, each_result_leaves_its_mark)
{
    static const struct {
        const char *says;
        DeskOutboxResult result;
        gint64 settled;
        gint64 cuts;
        gint64 events;
    } rows[] = {
        { "sent", { .state = DESK_OUTBOX_SENT, .queue_id = "4F2" }, 60, 0, 0 },
        { "failed", { .state = DESK_OUTBOX_FAILED, .error = "550 no such user" }, 60, 0, 1 },
        { "uncertain", { .state = DESK_OUTBOX_UNCERTAIN, .cut = true, .error = "cut" }, 60, 1, 1 },
        { "again", { .state = DESK_OUTBOX_QUEUED, .next_at = 500, .error = "451" }, 0, 0, 0 },
        { "again, cut", { .state = DESK_OUTBOX_QUEUED, .next_at = 500, .cut = true }, 0, 1, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 before = scratch_count(store, "events");
        gint64 id = add_row(10);
        G_GNUC_UNUSED g_autofree char *ids = claim("a", 50, 150, 10);
        cr_assert(settle(id, "a", 60, rows[i].result), "%s", rows[i].says);
        g_autoptr(DeskOutboxRow) row = get_row(id);
        cr_expect_eq(row->state, rows[i].result.state, "%s", rows[i].says);
        cr_expect_eq(row->settled, rows[i].settled, "%s", rows[i].says);
        cr_expect_eq(row->attempts, 1, "%s", rows[i].says);
        cr_expect_eq(row->cuts, rows[i].cuts, "%s", rows[i].says);
        cr_expect_null(row->lease_owner, "%s", rows[i].says);
        cr_expect_eq(g_strcmp0(row->queue_id, rows[i].result.queue_id), 0, "%s", rows[i].says);
        cr_expect_eq(g_strcmp0(row->last_error, rows[i].result.error), 0, "%s", rows[i].says);
        cr_expect_eq(scratch_count(store, "events") - before, rows[i].events, "%s", rows[i].says);
        cr_expect_not(settle(id, "a", 70, rows[i].result), "%s twice", rows[i].says);
    }
    g_autofree char *early = claim("b", 499, 600, 10);
    cr_expect_str_eq(early, "");
    g_autofree char *later = claim("b", 500, 600, 10);
    cr_expect_str_eq(later, "4 5");
}

Test(outbox, a_failure_or_a_doubt_is_an_event_on_its_ticket)
{
    static const struct {
        DeskOutboxState state;
        const char *kind;
    } rows[] = { { DESK_OUTBOX_FAILED, "outbox-failed" },
                 { DESK_OUTBOX_UNCERTAIN, "outbox-uncertain" } };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = add_row(10);
        G_GNUC_UNUSED g_autofree char *ids = claim("a", 50, 150, 10);
        g_autoptr(GPtrArray) events = NULL;
        settle(id, "a", 60 + i, (DeskOutboxResult){ .state = rows[i].state, .error = "550 no" });
        SCRATCH_OK(desk_store_event_list(store, ticket, &events, &error));
        cr_assert_eq(events->len, i + 1);
        const DeskEvent *event = g_ptr_array_index(events, i);
        cr_expect_str_eq(event->kind, rows[i].kind);
        cr_expect_eq(event->at, 60 + i);
        cr_expect_not_null(strstr(event->detail, "550 no"), "%s", event->detail);
    }
}

Test(outbox, a_mail_about_no_ticket_is_one_as_any_other)
{
    gint64 message = scratch_message(store, ticket, 1), about = add_row(10);
    DeskOutboxRow row = { .cause = message,
                          .contact = contact,
                          .kind = (char *) "command-result",
                          .message_id = (char *) "r2@mx.example.com",
                          .detail = (char *) "queue",
                          .next_at = 11 };
    g_autoptr(GPtrArray) all = NULL;
    g_autoptr(GPtrArray) events = NULL;
    g_autoptr(GPtrArray) elsewhere = NULL;
    SCRATCH_OK(desk_store_outbox_add(store, &row, &error));
    expect_claim("both", "a", 20, 10, "1 2");
    SCRATCH_OK(desk_store_outbox_list(store, "leased", 0, 10, &all, &error));
    cr_assert_eq(all->len, 2);
    const DeskOutboxRow *found = g_ptr_array_index(all, 0);
    cr_expect_eq(found->ticket, 0);
    cr_expect_str_eq(found->detail, "queue");
    cr_expect(settle(found->id, "a", 30,
                     (DeskOutboxResult){ .state = DESK_OUTBOX_FAILED, .error = "550 no" }));
    SCRATCH_OK(desk_store_event_caused(store, message, &events, &error));
    cr_assert_eq(events->len, 1);
    const DeskEvent *event = g_ptr_array_index(events, 0);
    cr_expect_str_eq(event->kind, "outbox-failed");
    cr_expect_eq(event->ticket, 0);
    SCRATCH_OK(desk_store_event_list(store, ticket, &elsewhere, &error));
    cr_expect_eq(elsewhere->len, 0);
    cr_expect(settle(about, "a", 30, (DeskOutboxResult){ .state = DESK_OUTBOX_SENT }));
    cr_expect_eq(scratch_count(store, "outbox.failed"), 1);
    cr_expect_eq(scratch_count(store, "outbox.sent"), 1);
}

Test(outbox, bytes_are_kept_once_and_only_for_the_owner)
{
    gint64 id = add_row(10);
    g_autoptr(GBytes) first = desk_raw_pack((DeskBytes){ "first", 5 });
    g_autoptr(GBytes) second = desk_raw_pack((DeskBytes){ "second", 6 });
    g_autoptr(GBytes) none = NULL;
    g_autoptr(GBytes) kept = NULL;

    SCRATCH_OK(desk_store_outbox_keep(store, id, "a", first, &error));
    SCRATCH_OK(desk_store_outbox_bytes(store, id, &none, &error));
    cr_expect_null(none, "kept without a lease");
    G_GNUC_UNUSED g_autofree char *ids = claim("a", 50, 150, 10);
    SCRATCH_OK(desk_store_outbox_keep(store, id, "a", first, &error));
    SCRATCH_OK(desk_store_outbox_keep(store, id, "a", second, &error));
    SCRATCH_OK(desk_store_outbox_bytes(store, id, &kept, &error));
    cr_assert_not_null(kept);
    cr_assert_eq(g_bytes_get_size(kept), 5);
    cr_expect_arr_eq(g_bytes_get_data(kept, NULL), "first", 5);
}

/* Whoever has once had a row may have made its bytes. */
Test(outbox, what_nobody_has_looked_at_can_say_something_else_or_nothing)
{
    enum { UNTOUCHED, LEASED, GIVEN_BACK, KEPT, TRIED, SENT };
    for (int state = UNTOUCHED; state <= SENT; state++) {
        bool done = state != UNTOUCHED && state != GIVEN_BACK, changes = !done;
        for (int withdraws = 0; withdraws < 2; withdraws++) {
            gint64 id = add_row(10);
            g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
            G_GNUC_UNUSED g_autofree char *ids =
                state == UNTOUCHED ? NULL : claim("a", 50, 90000, 10);
            if (state == KEPT)
                SCRATCH_OK(desk_store_outbox_keep(store, id, "a", bytes, &error));
            if (state == KEPT || state == GIVEN_BACK)
                SCRATCH_OK(desk_store_outbox_give_back(store, "a", &error));
            if (state == TRIED)
                settle(id, "a", 60, (DeskOutboxResult){ .state = DESK_OUTBOX_QUEUED });
            if (state == SENT)
                settle(id, "a", 60, (DeskOutboxResult){ .state = DESK_OUTBOX_SENT });
            g_autoptr(DeskOutboxRow) before = get_row(id);
            if (withdraws)
                SCRATCH_OK(desk_store_outbox_withdraw(store, id, 70, "why", &done, &error));
            else
                SCRATCH_OK(desk_store_outbox_restate(store, id, "update closed", &done, &error));
            g_autoptr(DeskOutboxRow) row = get_row(id);
            cr_expect_eq(done, changes, "state %d", state);
            cr_expect_eq(row->state, done && withdraws ? DESK_OUTBOX_FAILED : before->state,
                         "state %d", state);
            cr_expect_eq(g_strcmp0(row->detail, "update closed") == 0, done && !withdraws,
                         "state %d", state);
            cr_expect_eq(row->settled, done && withdraws ? 70 : before->settled, "state %d", state);
            cr_expect_eq(row->next_at, before->next_at, "state %d: its time stays", state);
            if (row->state == DESK_OUTBOX_QUEUED)
                SCRATCH_OK(desk_store_outbox_withdraw(store, id, 70, "why", &done, &error));
            G_GNUC_UNUSED g_autofree char *rest = claim("z", 100, 90000, 10);
        }
    }
    bool done = true;
    SCRATCH_OK(desk_store_outbox_restate(store, 4711, "x", &done, &error));
    cr_expect_not(done);
}

Test(outbox, retry_wakes_what_rests_but_not_what_was_sent_or_is_on_its_way)
{
    static const struct {
        const char *says;
        DeskOutboxResult result; /* state leased: leave it leased */
        bool done;
    } rows[] = {
        { "failed", { .state = DESK_OUTBOX_FAILED }, true },
        { "uncertain", { .state = DESK_OUTBOX_UNCERTAIN }, true },
        { "waiting", { .state = DESK_OUTBOX_QUEUED, .next_at = 90000 }, true },
        { "sent", { .state = DESK_OUTBOX_SENT }, false },
        { "leased", { .state = DESK_OUTBOX_LEASED }, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = add_row(10);
        g_autofree char *owner = g_strdup_printf("owner %zu", i);
        G_GNUC_UNUSED g_autofree char *ids = claim(owner, 50, 90000, 10);
        if (rows[i].result.state != DESK_OUTBOX_LEASED)
            cr_assert(settle(id, owner, 60, rows[i].result), "%s", rows[i].says);
        bool done = !rows[i].done;
        SCRATCH_OK(desk_store_outbox_retry(store, id, 70, &done, &error));
        cr_expect_eq(done, rows[i].done, "%s", rows[i].says);
        g_autoptr(DeskOutboxRow) row = get_row(id);
        cr_expect_eq(row->state == DESK_OUTBOX_QUEUED && row->next_at == 70 && !row->settled, done,
                     "%s", rows[i].says);
    }
    bool done = true;
    SCRATCH_OK(desk_store_outbox_retry(store, 4711, 70, &done, &error));
    cr_expect_not(done);
    g_autofree char *ids = claim("z", 70, 90000, 10);
    cr_expect_str_eq(ids, "1 2 3");
    g_autoptr(DeskOutboxRow) failed = get_row(1);
    cr_expect_eq(failed->attempts, 0, "the patience with a failed row begins anew");
    g_autoptr(DeskOutboxRow) waited = get_row(3);
    cr_expect_eq(waited->attempts, 1);
}

Test(outbox, lists_newest_first_by_state_and_ticket)
{
    for (int i = 0; i < 3; i++)
        add_row(i);
    G_GNUC_UNUSED g_autofree char *ids = claim("a", 0, 100, 1);
    gint64 mine = ticket;
    ticket = scratch_ticket(store, contact);
    add_row(9);
    const struct {
        const char *state;
        gint64 ticket;
        gint64 limit;
        guint count;
        gint64 first;
    } rows[] = { { NULL, 0, 10, 4, 4 },     { NULL, 0, 2, 2, 4 },         { NULL, mine, 10, 3, 3 },
                 { "leased", 0, 10, 1, 1 }, { "queued", mine, 10, 2, 3 }, { "sent", 0, 10, 0, 0 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) list = NULL;
        SCRATCH_OK(desk_store_outbox_list(store, rows[i].state, rows[i].ticket, rows[i].limit,
                                          &list, &error));
        cr_assert_eq(list->len, rows[i].count, "row %zu: %u", i, list->len);
        cr_expect(!list->len || ((DeskOutboxRow *) g_ptr_array_index(list, 0))->id == rows[i].first,
                  "row %zu", i);
    }
}

Test(outbox, counts_by_contact_kind_and_time_and_knows_the_next)
{
    gint64 number = -1;
    SCRATCH_OK(desk_store_outbox_next(store, &number, &error));
    cr_expect_eq(number, 0);
    add_row(20);
    add_row(10);
    static const struct {
        const char *kind;
        gint64 since, until;
        gint64 count;
    } rows[] = { { "ack", 0, 999, 2 },
                 { "ack", 115, 999, 1 },
                 { "ack", 121, 999, 0 },
                 { "ack", 0, 115, 1 },
                 { "status", 0, 999, 0 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SCRATCH_OK(desk_store_outbox_count(store, contact, rows[i].kind,
                                           (DeskPeriod){ rows[i].since, rows[i].until }, &number,
                                           &error));
        cr_expect_eq(number, rows[i].count, "row %zu", i);
    }
    SCRATCH_OK(desk_store_outbox_count(store, contact + 1, "ack", (DeskPeriod){ 0, 999 }, &number,
                                       &error));
    cr_expect_eq(number, 0);
    SCRATCH_OK(desk_store_outbox_next(store, &number, &error));
    cr_expect_eq(number, 10);
    G_GNUC_UNUSED g_autofree char *ids = claim("a", 15, 100, 10);
    SCRATCH_OK(desk_store_outbox_next(store, &number, &error));
    cr_expect_eq(number, 20);
}

/* RULES B1: servers may change the case of an address. */
Test(outbox, b1_a_report_finds_its_mail_by_the_envelope_sender)
{
    static const struct {
        const char *sender;
        bool found;
    } cases[] = {
        { "Support+b1-1-abc@Example.com", true },
        { "support+B1-1-ABC@example.COM", true },
        { "support+b1-1-abd@example.com", false },
        { "support+b1-1-ab_@example.com", false },
    };
    DeskOutboxRow row = { .ticket = ticket,
                          .contact = contact,
                          .kind = (char *) "reply",
                          .message_id = (char *) "r2@mx.example.com",
                          .envelope_from = (char *) "Support+b1-1-abc@example.com",
                          .recipient = (char *) "ann@example.org" };
    SCRATCH_OK(desk_store_outbox_add(store, &row, &error));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DeskOutboxRow) found = NULL, elsewhere = NULL;
        SCRATCH_OK(desk_store_outbox_by_sender(store, ticket, cases[i].sender, &found, &error));
        cr_expect_eq(found != NULL, cases[i].found, "%s", cases[i].sender);
        SCRATCH_OK(
            desk_store_outbox_by_sender(store, ticket + 1, cases[i].sender, &elsewhere, &error));
        cr_expect_null(elsewhere);
    }
}
