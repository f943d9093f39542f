#include "base/clock.h"
#include "scratch.h"
#include "send/ledger.h"

#include <criterion/criterion.h>

static DeskLedger *
open_ledger(const Scratch *scratch)
{
    g_autoptr(GError) error = NULL;
    DeskLedger *ledger = desk_ledger_new(scratch->url, NULL, &error);
    cr_assert(ledger, "%s", error ? error->message : "");
    return ledger;
}

static GPtrArray *
claim(DeskLedger *ledger, guint expected)
{
    GPtrArray *parcels = NULL;
    g_autoptr(GError) error = NULL;
    cr_assert(desk_ledger_claim(ledger, 10, &parcels, &error), "%s", error ? error->message : "");
    cr_assert_eq(parcels->len, expected, "%u", parcels->len);
    return parcels;
}

static void
set_bytes(DeskParcel *parcel, const char *text)
{
    g_clear_pointer(&parcel->bytes, g_bytes_unref);
    parcel->bytes = g_bytes_new(text, strlen(text));
}

Test(ledger, leases_a_row_to_one_owner)
{
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, NULL, 1);
    scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskLedger) first = open_ledger(&scratch);
    g_autoptr(DeskLedger) second = open_ledger(&scratch);
    bool due = false;
    cr_assert(desk_ledger_is_due(first, &due, NULL));
    cr_expect(due);

    gint64 begin = desk_clock_steady();
    g_autoptr(GPtrArray) mine = claim(first, 1);
    g_ptr_array_unref(claim(second, 0));
    const DeskParcel *parcel = g_ptr_array_index(mine, 0);
    cr_expect_geq(parcel->fresh_until, begin + DESK_LEASE_TIME);
    cr_expect_leq(parcel->fresh_until, desk_clock_steady() + DESK_LEASE_TIME);
    cr_assert(desk_ledger_is_due(first, &due, NULL));
    cr_expect_not(due);

    cr_assert(desk_ledger_give_back(first, NULL));
    g_ptr_array_unref(claim(second, 1));
}

/* What a process finds that slept past its lease: nothing of the row is its own any more. */
Test(ledger, changes_nothing_once_the_lease_has_gone)
{
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, NULL, 1);
    gint64 id = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskLedger) late = open_ledger(&scratch);
    g_autoptr(DeskLedger) other = open_ledger(&scratch);
    g_autoptr(GPtrArray) mine = claim(late, 1);
    const DeskParcel *parcel = g_ptr_array_index(mine, 0);
    cr_assert(desk_store_outbox_give_back(scratch.store, parcel->row->lease_owner, NULL));
    g_ptr_array_unref(claim(other, 1));

    bool is_mine = true;
    const DeskOutboxResult sent = { .state = DESK_OUTBOX_SENT, .queue_id = "LATE" };
    cr_assert(desk_ledger_settle(late, id, &sent, &is_mine, NULL));
    cr_expect_not(is_mine);
    set_bytes(g_ptr_array_index(mine, 0), "late bytes\r\n");
    cr_assert(desk_ledger_keep(late, mine, NULL));
    cr_expect_null(parcel->bytes);
    cr_assert(desk_ledger_give_back(late, NULL));

    g_autoptr(DeskOutboxRow) row = scratch_row(&scratch, id);
    cr_expect_eq(row->state, DESK_OUTBOX_LEASED);
    cr_expect_null(row->queue_id);
    cr_assert(desk_ledger_settle(other, id, &sent, &is_mine, NULL));
    cr_expect(is_mine);
}

/* A claim that nobody knew the end of may come to pass behind the giving back. */
Test(ledger, does_not_hold_what_comes_late_under_its_old_name)
{
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, NULL, 1);
    gint64 id = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskLedger) ledger = open_ledger(&scratch);
    g_autoptr(GPtrArray) before = claim(ledger, 1);
    const DeskParcel *parcel = g_ptr_array_index(before, 0);
    const char *old_name = parcel->row->lease_owner;
    cr_assert(desk_ledger_give_back(ledger, NULL));

    gint64 now = desk_clock_now();
    gint64 fresh_until = 0;
    bool is_mine = true;
    g_autoptr(GPtrArray) late = NULL;
    cr_assert(desk_store_outbox_claim(scratch.store, old_name, now, now + DESK_LEASE_TIME / 2, 10,
                                      &late, NULL));
    cr_assert_eq(late->len, 1);
    cr_assert(desk_ledger_renew(ledger, &fresh_until, NULL));
    g_autoptr(DeskOutboxRow) row = scratch_row(&scratch, id);
    cr_expect_eq(row->lease_until, now + DESK_LEASE_TIME / 2);
    const DeskOutboxResult sent = { .state = DESK_OUTBOX_SENT, .queue_id = "NEVER" };
    cr_assert(desk_ledger_settle(ledger, id, &sent, &is_mine, NULL));
    cr_expect_not(is_mine);
}

/* What the sender does after an answer of the store that it never got. */
Test(ledger, counts_a_hand_over_once_although_it_is_settled_twice)
{
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, NULL, 1);
    gint64 id = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskLedger) ledger = open_ledger(&scratch);
    g_ptr_array_unref(claim(ledger, 1));
    const DeskOutboxResult cut = { .state = DESK_OUTBOX_QUEUED,
                                   .next_at = desk_clock_now() + DESK_MINUTE,
                                   .cut = true };
    for (int i = 0; i < 2; i++) {
        bool is_mine = false;
        cr_assert(desk_ledger_settle(ledger, id, &cut, &is_mine, NULL));
        cr_expect_eq(is_mine, i == 0, "time %d", i);
    }
    g_autoptr(DeskOutboxRow) row = scratch_row(&scratch, id);
    cr_expect_eq(row->attempts, 1);
    cr_expect_eq(row->cuts, 1);
}

static bool
note_loss(DeskStore *store, const DeskOutboxRow *row, const DeskOutboxResult *result, gpointer data,
          GError **error)
{
    (void) store;
    (void) error;
    g_string_append_printf(data, "%s %s %s;", row->recipient, desk_outbox_state_name(row->state),
                           result->error);
    return true;
}

/* RULES B3: what must follow a failure follows it once, and nothing else. */
Test(ledger, b3_a_loss_has_its_aftermath)
{
    static const DeskOutboxState ends[] = { DESK_OUTBOX_SENT, DESK_OUTBOX_UNCERTAIN,
                                            DESK_OUTBOX_QUEUED, DESK_OUTBOX_FAILED };
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, NULL, 1);
    g_autoptr(GString) told = g_string_new(NULL);
    const DeskAftermath aftermath = { note_loss, told };
    g_autoptr(DeskLedger) ledger = desk_ledger_new(scratch.url, &aftermath, NULL);
    cr_assert_not_null(ledger);
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        gint64 id = scratch_queue(&scratch, "jo@example.org");
        const DeskOutboxResult result = { .state = ends[i],
                                          .next_at = desk_clock_now() + DESK_MINUTE,
                                          .error = "no such person" };
        g_ptr_array_unref(claim(ledger, 1));
        for (int time = 0; time < 2; time++) {
            bool is_mine = false;
            cr_assert(desk_ledger_settle(ledger, id, &result, &is_mine, NULL));
        }
    }
    cr_expect_str_eq(told->str, "jo@example.org failed no such person;");
}

Test(ledger, keeps_the_first_bytes_for_good)
{
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, NULL, 1);
    scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskLedger) ledger = open_ledger(&scratch);
    g_autoptr(GPtrArray) parcels = claim(ledger, 1);
    DeskParcel *parcel = g_ptr_array_index(parcels, 0);
    g_autoptr(GBytes) before = NULL;
    cr_assert(desk_store_outbox_bytes(desk_ledger_reader(ledger), parcel->row->id, &before, NULL));
    cr_expect_null(before);

    const char *const tries[] = { "first\r\n", "second\r\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(tries); i++) {
        set_bytes(parcel, tries[i]);
        cr_assert(desk_ledger_keep(ledger, parcels, NULL));
        cr_assert(parcel->bytes);
        cr_expect_eq(g_bytes_get_size(parcel->bytes), strlen(tries[0]), "try %zu", i);
        cr_expect_eq(memcmp(g_bytes_get_data(parcel->bytes, NULL), tries[0], strlen(tries[0])), 0,
                     "try %zu", i);
    }
    g_autoptr(GBytes) after = NULL;
    cr_assert(desk_store_outbox_bytes(desk_ledger_reader(ledger), parcel->row->id, &after, NULL));
    cr_expect(after && g_bytes_equal(after, parcel->bytes));
}
