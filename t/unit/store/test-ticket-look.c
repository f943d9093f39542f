#include "scratch.h"

static DeskStore *store;

static void
open_store(void)
{
    store = scratch_begin();
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(ticket_look, .init = open_store, .fini = close_store);

static gint64
add_ticket(gint64 created)
{
    DeskTicket ticket = { .subject = (char *) "Help", .created = created, .updated = created };
    SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
    return ticket.id;
}

/* The ids of all pages, with a bar after each. */
static char *
pages_since(gint64 since, gint64 limit)
{
    GString *ids = g_string_new(NULL);
    DeskTicketPlace place = { .created = G_MAXINT64 };
    for (guint count = 1; count > 0;) {
        g_autoptr(GPtrArray) tickets = NULL;
        SCRATCH_OK(desk_store_ticket_since(store, since, &place, limit, &tickets, &error));
        count = tickets->len;
        for (guint i = 0; i < count; i++)
            g_string_append_printf(ids, "%d ", (int) ((const DeskTicket *) tickets->pdata[i])->id);
        g_string_append(ids, count > 0 ? "| " : "");
    }
    return g_string_free(ids, FALSE);
}

Test(ticket_look, tickets_since_a_time_come_in_pages_newest_first)
{
    static const struct {
        gint64 since;
        gint64 limit;
        const char *pages;
    } rows[] = {
        { 0, 10, "6 5 4 2 3 1 | " }, { 0, 2, "6 5 | 4 2 | 3 1 | " }, { 0, 4, "6 5 4 2 | 3 1 | " },
        { 200, 10, "6 5 4 2 3 | " }, { 201, 10, "6 5 4 2 | " },      { 999, 10, "" },
    };
    /* The third was stored after the clock had been set back; three came at once. */
    static const gint64 created[] = { 100, 300, 200, 400, 400, 400 };
    for (size_t i = 0; i < G_N_ELEMENTS(created); i++)
        cr_assert_eq(add_ticket(created[i]), (gint64) i + 1);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *pages = pages_since(rows[i].since, rows[i].limit);
        cr_expect_str_eq(pages, rows[i].pages, "since %d by %d: %s", (int) rows[i].since,
                         (int) rows[i].limit, pages);
    }
}

static void
add_message(gint64 ticket, DeskDirection direction, const char *subject)
{
    DeskMessage message = {
        .ticket = ticket, .direction = direction, .subject = (char *) subject, .machine = "human"
    };
    SCRATCH_OK(desk_store_message_add(store, &message, NULL, &error));
}

Test(ticket_look, the_first_message_is_the_first_that_came_in)
{
    g_autoptr(DeskMessage) none = NULL;
    g_autoptr(DeskMessage) first = NULL;
    gint64 ticket = add_ticket(1), other = add_ticket(2);
    add_message(other, DESK_DIRECTION_IN, "elsewhere");
    add_message(ticket, DESK_DIRECTION_NOTE, "note");
    SCRATCH_OK(desk_store_message_first(store, ticket, &none, &error));
    cr_expect_null(none);
    add_message(ticket, DESK_DIRECTION_IN, "one");
    add_message(ticket, DESK_DIRECTION_IN, "two");
    SCRATCH_OK(desk_store_message_first(store, ticket, &first, &error));
    cr_assert_not_null(first);
    cr_expect_str_eq(first->subject, "one");
}

Test(ticket_look, the_mailboxes_of_a_ticket)
{
    g_autoptr(GPtrArray) mailboxes = NULL;
    gint64 ticket = add_ticket(1), other = add_ticket(2);
    SCRATCH_OK(desk_store_ticket_mailbox_add(store, ticket, "support", &error));
    SCRATCH_OK(desk_store_ticket_mailbox_add(store, ticket, "billing", &error));
    SCRATCH_OK(desk_store_ticket_mailbox_add(store, other, "sales", &error));
    SCRATCH_OK(desk_store_ticket_mailbox_list(store, ticket, &mailboxes, &error));
    cr_assert_eq(mailboxes->len, 2);
    cr_expect_str_eq(mailboxes->pdata[0], "billing");
    cr_expect_str_eq(mailboxes->pdata[1], "support");
}
