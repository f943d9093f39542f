#include "scratch.h"
#include "store/outbox.h"

TestSuite(epoch, .init = scratch_make_store, .fini = scratch_remove);

static const DeskEpoch *
get_epoch(const GPtrArray *epochs, guint i)
{
    cr_assert_lt(i, epochs->len, "%u epochs", epochs->len);
    return epochs->pdata[i];
}

Test(epoch, t2_the_one_before_names_nothing_that_comes_later)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    gint64 ann = scratch_contact(store, "ann@example.org");
    gint64 eve = scratch_contact(store, "eve@example.org");
    for (int i = 0; i < 3; i++)
        scratch_ticket(store, ann);
    /* Ids that were given to rows that are gone may stand in tokens, too. */
    scratch_sql("DELETE FROM ticket WHERE id = 3; DELETE FROM contact WHERE key ="
                " 'eve@example.org'");
    SCRATCH_OK(desk_store_epoch_begin(store, 1000, &error));

    g_autoptr(GPtrArray) epochs = desk_store_epochs(store, NULL);
    cr_assert_eq(epochs->len, 2);
    const DeskEpoch *first = get_epoch(epochs, 0);
    const DeskEpoch *second = get_epoch(epochs, 1);
    cr_expect_eq(first->last_ticket, 3);
    cr_expect_eq(first->last_contact, eve);
    cr_expect_eq(second->last_ticket + second->last_contact, 0);
    cr_expect_str_neq(first->epoch, second->epoch);
    cr_expect_eq(strlen(second->epoch), strlen(first->epoch));
    cr_expect_gt(scratch_ticket(store, ann), 1003);
    cr_expect_gt(scratch_contact(store, "joe@example.org"), eve + 1000);
}

Test(epoch, t2_each_further_one_ends_the_last_alone)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    gint64 ann = scratch_contact(store, "ann@example.org");
    gint64 tickets[3];
    for (int i = 0; i < 3; i++) {
        tickets[i] = scratch_ticket(store, ann);
        SCRATCH_OK(desk_store_epoch_begin(store, 10, &error));
    }
    g_autoptr(GPtrArray) epochs = desk_store_epochs(store, NULL);
    cr_assert_eq(epochs->len, 4);
    cr_expect_eq(get_epoch(epochs, 0)->last_ticket, tickets[0]);
    for (guint i = 1; i < 3; i++)
        cr_expect_geq(get_epoch(epochs, i)->last_ticket, tickets[i], "epoch %u", i);
    cr_expect_lt(get_epoch(epochs, 1)->last_ticket, tickets[2]);
    cr_expect_eq(get_epoch(epochs, 3)->last_ticket, 0);
}

/* 0 is no limit at all. */
Test(epoch, t2_one_in_which_nothing_was_given_names_nothing_either)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    SCRATCH_OK(desk_store_epoch_begin(store, 0, &error));
    g_autoptr(GPtrArray) epochs = desk_store_epochs(store, NULL);
    cr_assert_eq(epochs->len, 2);
    gint64 contact = scratch_contact(store, "ann@example.org");
    gint64 ticket = scratch_ticket(store, contact);
    cr_expect_gt(get_epoch(epochs, 0)->last_ticket, 0);
    cr_expect_gt(get_epoch(epochs, 0)->last_contact, 0);
    cr_expect_gt(ticket, get_epoch(epochs, 0)->last_ticket);
    cr_expect_gt(contact, get_epoch(epochs, 0)->last_contact);
}

Test(epoch, begins_with_the_transaction_or_not_at_all)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    SCRATCH_OK(desk_store_begin(store, &error));
    SCRATCH_OK(desk_store_epoch_begin(store, 1000, &error));
    desk_store_rollback(store);
    g_autoptr(GPtrArray) epochs = desk_store_epochs(store, NULL);
    cr_expect_eq(epochs->len, 1);
    cr_expect_eq(get_epoch(epochs, 0)->last_ticket, 0);
}

Test(epoch, mails_to_be_sent_get_higher_numbers_too)
{
    g_autoptr(DeskStore) store = scratch_open(DESK_STORE_WRITE);
    gint64 ann = scratch_contact(store, "ann@example.org");
    DeskOutboxRow row = { .contact = ann, .kind = (char *) "ack" };
    gint64 ids[2];
    for (int i = 0; i < 2; i++) {
        g_autoptr(GPtrArray) newest = NULL;
        SCRATCH_OK(desk_store_outbox_add(store, &row, &error));
        SCRATCH_OK(desk_store_outbox_list(store, NULL, 0, 1, &newest, &error));
        ids[i] = ((const DeskOutboxRow *) newest->pdata[0])->id;
        SCRATCH_OK(desk_store_epoch_begin(store, 1000, &error));
    }
    cr_expect_gt(ids[1], ids[0] + 1000);
}
