#include "scratch.h"
#include "store/outbox.h"

static DeskStore *store;
static gint64 ann;
static gint64 eve;
static gint64 tickets[2];

static void
open_store(void)
{
    store = scratch_begin();
    ann = scratch_contact(store, "ann@example.org");
    eve = scratch_contact(store, "eve@example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++) {
        DeskTicket ticket = { .subject = (char *) (i ? "second" : "first"), .requester = ann };
        SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
        tickets[i] = ticket.id;
    }
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(look, .init = open_store, .fini = close_store);

/* A mail with the Message-ID "o<created>@x" from "b<created>@x". */
static void
add_mail(gint64 ticket, gint64 contact, const char *kind, gint64 created)
{
    g_autofree char *id = g_strdup_printf("o%d@x", (int) created);
    g_autofree char *sender = g_strdup_printf("b%d@x", (int) created);
    DeskOutboxRow row = { .ticket = ticket,
                          .contact = contact,
                          .kind = (char *) kind,
                          .message_id = id,
                          .envelope_from = sender,
                          .created = created };
    SCRATCH_OK(desk_store_outbox_add(store, &row, &error));
}

/* Ann got four mails about tickets and one about none, eve one. */
static void
add_mails(void)
{
    add_mail(0, ann, "digest", 5);
    add_mail(tickets[0], ann, "ack", 10);
    add_mail(tickets[0], ann, "status", 20);
    add_mail(tickets[1], ann, "ack", 30);
    add_mail(tickets[0], eve, "agent-new", 40);
    add_mail(tickets[0], ann, "ack", 50);
}

Test(look, l5_mails_of_any_kind_to_one_on_a_ticket_are_counted)
{
    add_mails();
    const struct {
        gint64 ticket, contact, since, until, count;
    } rows[] = { { tickets[0], ann, 0, 99, 3 },
                 { tickets[0], ann, 20, 99, 2 },
                 { tickets[0], ann, 51, 99, 0 },
                 { tickets[0], ann, 0, 20, 2 },
                 { tickets[0], ann, 0, 49, 2 },
                 { tickets[1], ann, 0, 99, 1 },
                 { tickets[0], eve, 0, 99, 1 },
                 { tickets[1], eve, 0, 99, 0 },
                 { tickets[1] + 1, ann, 0, 99, 0 },
                 { 0, ann, 0, 99, 1 },
                 { 0, ann, 6, 99, 0 },
                 { 0, eve, 0, 99, 0 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 count = -1;
        SCRATCH_OK(desk_store_outbox_sent(store, (DeskAddressee){ rows[i].ticket, rows[i].contact },
                                          (DeskPeriod){ rows[i].since, rows[i].until }, &count,
                                          &error));
        cr_expect_eq(count, rows[i].count, "row %zu", i);
    }
}

Test(look, l5_mails_of_any_kind_to_one_are_counted_up_to_a_limit)
{
    add_mails();
    const struct {
        gint64 contact, since, until, most, count;
    } rows[] = { { ann, 0, 99, 9, 5 }, { ann, 0, 99, 2, 2 },  { ann, 20, 40, 9, 2 },
                 { eve, 0, 99, 9, 1 }, { ann, 61, 99, 9, 0 }, { ann, 0, 99, 0, 0 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 count = -1;
        SCRATCH_OK(desk_store_outbox_any(store, rows[i].contact,
                                         (DeskPeriod){ rows[i].since, rows[i].until }, rows[i].most,
                                         &count, &error));
        cr_expect_eq(count, rows[i].count, "row %zu: %d", i, (int) count);
    }
}

static void
expect_back(const char *says, gint64 limit, gint64 expected)
{
    gint64 created = -1;
    SCRATCH_OK(desk_store_outbox_back(store, limit, &created, &error));
    cr_expect_eq(created, expected, "%s, %d back: %d", says, (int) limit, (int) created);
}

Test(look, l5_how_fast_the_install_sends_is_told_by_one_mail)
{
    expect_back("none", 0, 0);
    expect_back("none", 5, 0);
    add_mails();
    expect_back("six", 0, 50);
    expect_back("six", 1, 40);
    expect_back("six", 4, 10);
    expect_back("six", 5, 5);
    expect_back("six", 5000, 0);
    SCRATCH_OK(desk_store_epoch_begin(store, 1000, &error));
    expect_back("with a gap to come", 1, 40);
    add_mail(tickets[0], ann, "ack", 60);
    expect_back("behind a gap", 0, 60);
    expect_back("across a gap", 1, 50);
    expect_back("across a gap", 5, 10);
    expect_back("across a gap", 6, 5);
    expect_back("across a gap", 7, 0);
}

static char *
join(const GPtrArray *texts)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(joined, "%s%s", i ? " " : "", (const char *) texts->pdata[i]);
    return g_string_free(g_steal_pointer(&joined), FALSE);
}

static gint
compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

Test(look, l5_subjects_that_a_contact_got_mails_about)
{
    static const struct {
        const char *kind;
        gint64 since, until;
        const char *subjects;
    } rows[] = { { "ack", 0, 99, "first first second" },
                 { "ack", 30, 99, "first second" },
                 { "ack", 0, 30, "first second" },
                 { "ack", 0, 29, "first" },
                 { "status", 0, 99, "first" },
                 { "ack", 51, 99, "" },
                 { "agent-new", 0, 99, "" } };
    add_mails();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) subjects = NULL;
        SCRATCH_OK(desk_store_outbox_subjects(store, ann, rows[i].kind,
                                              (DeskPeriod){ rows[i].since, rows[i].until },
                                              &subjects, &error));
        g_ptr_array_sort(subjects, compare_texts);
        g_autofree char *joined = join(subjects);
        cr_expect_str_eq(joined, rows[i].subjects, "row %zu: %s", i, joined);
    }
}

Test(look, the_ticket_of_the_newest_mail_to_a_contact)
{
    const struct {
        gint64 contact, since, ticket;
    } rows[] = { { ann, 0, tickets[1] }, { ann, 60, tickets[1] }, { ann, 61, 0 },
                 { eve, 0, tickets[0] }, { eve, 41, 0 },          { eve + 1, 0, 0 } };
    add_mails();
    add_mail(tickets[1], ann, "a kind that is sorted first", 60);
    add_mail(0, ann, "command-result", 70);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket = -1;
        SCRATCH_OK(
            desk_store_outbox_latest(store, rows[i].contact, rows[i].since, &ticket, &error));
        cr_expect_eq(ticket, rows[i].ticket, "row %zu", i);
    }
}

static void
add_message(const char *id, gint64 author, DeskDirection direction, bool held)
{
    static guint32 key = 1;
    DeskMessage message = { .ticket = tickets[0],
                            .author = author,
                            .direction = direction,
                            .message_id = (char *) id,
                            .subject = (char *) "",
                            .held = held,
                            .machine = "human" };
    DeskRawMail raw = { .content_key = scratch_key(key++) };
    SCRATCH_OK(desk_store_message_add(store, &message, &raw, &error));
}

Test(look, t11_what_one_is_sent_goes_on_with_what_he_has_written)
{
    const struct {
        const char *id;
        gint64 author;
        DeskDirection direction;
        bool held;
        const char *ids;
    } rows[] = { { "note@x", ann, DESK_DIRECTION_NOTE, false, "o10@x o20@x o50@x" },
                 { "", ann, DESK_DIRECTION_IN, false, "o10@x o20@x o50@x" },
                 { "held@x", ann, DESK_DIRECTION_IN, true, "o10@x o20@x o50@x" },
                 { "eve@x", eve, DESK_DIRECTION_IN, false, "o10@x o20@x o50@x" },
                 { "first@x", ann, DESK_DIRECTION_IN, false, "first@x o10@x o20@x o50@x" },
                 { "next@x", ann, DESK_DIRECTION_IN, false, "first@x o10@x o20@x o50@x" } };
    add_mails();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) ids = NULL;
        add_message(rows[i].id, rows[i].author, rows[i].direction, rows[i].held);
        SCRATCH_OK(
            desk_store_outbox_ids(store, (DeskAddressee){ tickets[0], ann }, 20, &ids, &error));
        g_autofree char *joined = join(ids);
        cr_expect_str_eq(joined, rows[i].ids, "%s: %s", rows[i].id, joined);
    }
}

static char *
join_ids(const GPtrArray *rows)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_add(ids, ((const DeskOutboxRow *) rows->pdata[i])->message_id);
    return join(ids);
}

Test(look, t11_the_message_ids_that_one_was_sent_on_a_ticket)
{
    const struct {
        DeskAddressee to;
        gint64 most;
        const char *ids, *had;
    } rows[] = { { { tickets[0], ann }, 20, "o10@x o20@x o50@x", "o50@x o20@x o10@x" },
                 { { tickets[0], ann }, 1, "o10@x o50@x", "o50@x" },
                 { { tickets[1], ann }, 20, "o30@x", "o30@x" },
                 { { tickets[0], eve }, 20, "o40@x", "o40@x" },
                 { { tickets[1], eve }, 20, "", "" },
                 { { 0, ann }, 20, "", "" } };
    add_mails();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) ids = NULL;
        g_autoptr(GPtrArray) had = NULL;
        SCRATCH_OK(desk_store_outbox_ids(store, rows[i].to, rows[i].most, &ids, &error));
        SCRATCH_OK(desk_store_outbox_had(store, rows[i].to, rows[i].most, &had, &error));
        g_autofree char *joined = join(ids);
        g_autofree char *newest = join_ids(had);
        cr_expect_str_eq(joined, rows[i].ids, "row %zu: %s", i, joined);
        cr_expect_str_eq(newest, rows[i].had, "row %zu: %s", i, newest);
    }
    for (size_t i = 0; i < 2; i++) { /* the newest, then what is the newest then */
        g_autoptr(GPtrArray) had = NULL, ids = NULL;
        bool done = false;
        SCRATCH_OK(desk_store_outbox_had(store, rows[0].to, 20, &had, &error));
        SCRATCH_OK(desk_store_outbox_withdraw(store, ((const DeskOutboxRow *) had->pdata[i])->id,
                                              60, "why", &done, &error));
        SCRATCH_OK(desk_store_outbox_ids(store, rows[0].to, 20, &ids, &error));
        g_autofree char *joined = join(ids);
        cr_expect(done);
        cr_expect_str_eq(joined, i == 0 ? "o10@x o20@x" : "o10@x", "was never sent: %s", joined);
    }
}

Test(look, b1_a_row_is_found_by_what_was_issued_for_its_ticket)
{
    const struct {
        gint64 ticket;
        const char *id, *sender;
        gint64 created; /* 0: none */
    } rows[] = { { tickets[0], "o20@x", "b20@x", 20 },
                 { tickets[1], "o30@x", "b30@x", 30 },
                 { tickets[1], "o20@x", "b20@x", 0 },
                 { tickets[0], "", "", 0 },
                 { 0, "o5@x", "b5@x", 5 },
                 { 0, "o20@x", "b20@x", 0 },
                 { tickets[0], "o5@x", "B5@x", 0 },
                 { tickets[0], "O20@x", "b2_@x", 0 } };
    add_mails();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskOutboxRow) by_id = NULL;
        g_autoptr(DeskOutboxRow) by_sender = NULL;
        g_autoptr(DeskOutboxRow) of_eve = NULL;
        const DeskAddressee to = { rows[i].ticket, ann };
        SCRATCH_OK(desk_store_outbox_by_id(store, to, rows[i].id, &by_id, &error));
        SCRATCH_OK(desk_store_outbox_by_id(store, (DeskAddressee){ to.ticket, eve }, rows[i].id,
                                           &of_eve, &error));
        SCRATCH_OK(
            desk_store_outbox_by_sender(store, rows[i].ticket, rows[i].sender, &by_sender, &error));
        cr_expect_eq(by_id ? by_id->created : 0, rows[i].created, "row %zu", i);
        cr_expect_eq(by_sender ? by_sender->created : 0, rows[i].created, "row %zu", i);
        cr_expect(!of_eve || to.ticket == 0, "row %zu", i);
    }
}

static DeskOutboxRow *
get_row(gint64 id)
{
    DeskOutboxRow *row = NULL;
    SCRATCH_OK(desk_store_outbox_get(store, id, &row, &error));
    cr_assert_not_null(row);
    return row;
}

/* Every report after every other: the later one counts unless it is the lesser one. */
Test(look, b2_no_report_takes_back_a_greater_one)
{
    for (int first = DESK_DELIVERY_UNKNOWN; first <= DESK_DELIVERY_COMPLAINED; first++)
        for (int second = DESK_DELIVERY_UNKNOWN; second <= DESK_DELIVERY_COMPLAINED; second++) {
            add_mail(tickets[0], ann, "ack", 1);
            g_autoptr(GPtrArray) newest = NULL;
            SCRATCH_OK(desk_store_outbox_list(store, NULL, 0, 1, &newest, &error));
            gint64 id = ((const DeskOutboxRow *) newest->pdata[0])->id;
            SCRATCH_OK(
                desk_store_outbox_delivery(store, id, (DeskDelivery) first, 10, "first", &error));
            SCRATCH_OK(
                desk_store_outbox_delivery(store, id, (DeskDelivery) second, 20, "second", &error));
            g_autoptr(DeskOutboxRow) row = get_row(id);
            bool replaced = second >= first;
            const char *says = desk_delivery_name((DeskDelivery) second);
            cr_expect_eq(row->delivery, (DeskDelivery) MAX(first, second), "%s", says);
            cr_expect_eq(row->delivery_at, replaced ? 20 : 10, "%s", says);
            cr_expect_str_eq(row->delivery_detail, replaced ? "second" : "first", "%s", says);
            cr_expect_eq(row->state, DESK_OUTBOX_QUEUED, "%s", says);
        }
}

Test(look, a_row_keeps_what_it_is_about)
{
    DeskOutboxRow row = { .ticket = tickets[0],
                          .contact = ann,
                          .kind = (char *) "agent-alarm",
                          .detail = (char *) "The answer could not be delivered.",
                          .thread_topic = (char *) "Printer \xc3\xa4",
                          .subject = (char *) "Re: Drucker",
                          .note_to = (char *) "support+n1-2-x@example.org" };
    SCRATCH_OK(desk_store_outbox_add(store, &row, &error));
    add_mail(tickets[0], ann, "ack", 1);
    g_autoptr(DeskOutboxRow) found = get_row(1);
    cr_expect_str_eq(found->detail, row.detail);
    cr_expect_str_eq(found->thread_topic, row.thread_topic);
    cr_expect_str_eq(found->subject, row.subject);
    cr_expect_str_eq(found->note_to, row.note_to);
    cr_expect_eq(found->delivery, DESK_DELIVERY_UNKNOWN);
    g_autoptr(DeskOutboxRow) plain = get_row(2);
    cr_expect_null(plain->detail);
    cr_expect_null(plain->thread_topic);
    cr_expect_null(plain->subject);
    cr_expect_null(plain->note_to);
    cr_expect_null(plain->delivery_detail);
    cr_expect_eq(plain->delivery_at, 0);
}
