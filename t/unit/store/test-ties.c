#include "scratch.h"

static DeskStore *store;
static gint64 ann;

static void
open_store(void)
{
    store = scratch_begin();
    ann = scratch_contact(store, "ann@example.org");
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(ties, .init = open_store, .fini = close_store);

static DeskTicket *
get_ticket(gint64 id)
{
    DeskTicket *ticket = NULL;
    SCRATCH_OK(desk_store_ticket_get(store, id, &ticket, &error));
    cr_assert_not_null(ticket);
    return ticket;
}

Test(ties, the_end_of_a_ticket_is_when_it_was_resolved_or_closed)
{
    static const struct {
        DeskStatus status;
        gint64 now;
        gint64 ended;
    } rows[] = {
        { DESK_STATUS_WAITING, 10, 0 },   { DESK_STATUS_RESOLVED, 20, 20 },
        { DESK_STATUS_CLOSED, 30, 20 },   { DESK_STATUS_RESOLVED, 40, 20 },
        { DESK_STATUS_OPEN, 50, 0 },      { DESK_STATUS_CLOSED, 60, 60 },
        { DESK_STATUS_ON_HOLD, 70, 0 },   { DESK_STATUS_CLOSED, 80, 80 },
        { DESK_STATUS_SPAM, 90, 0 },      { DESK_STATUS_IN_PROGRESS, 95, 0 },
        { DESK_STATUS_RESOLVED, 96, 96 }, { DESK_STATUS_NEW, 97, 0 },
    };
    gint64 id = scratch_ticket(store, ann);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SCRATCH_OK(desk_store_ticket_touch(store, id, rows[i].status, rows[i].now, &error));
        g_autoptr(DeskTicket) ticket = get_ticket(id);
        cr_expect_eq(ticket->status, rows[i].status, "row %zu", i);
        cr_expect_eq(ticket->updated, rows[i].now, "row %zu", i);
        cr_expect_eq(ticket->ended, rows[i].ended, "row %zu", i);
    }
}

Test(ties, a_ticket_can_be_stored_with_its_end)
{
    DeskTicket closed = {
        .subject = (char *) "x", .status = DESK_STATUS_CLOSED, .requester = ann, .ended = 44
    };
    SCRATCH_OK(desk_store_ticket_add(store, &closed, &error));
    g_autoptr(DeskTicket) found = get_ticket(closed.id);
    cr_expect_eq(found->ended, 44);
}

Test(ties, what_is_set_is_set_and_nothing_else)
{
    gint64 id = scratch_ticket(store, ann);
    gint64 other = scratch_ticket(store, ann);
    g_autoptr(DeskTicket) ticket = get_ticket(id);
    static const struct {
        const char *category, *team, *assignee, *sla;
    } rows[] = { { "Billing", "second", "bob", "gold" }, { NULL, NULL, NULL, NULL } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskTicket wanted = { .id = id,
                              .subject = (char *) "it's new",
                              .priority = DESK_PRIORITY_HIGH,
                              .category = (char *) rows[i].category,
                              .team = (char *) rows[i].team,
                              .assignee = (char *) rows[i].assignee,
                              .sla = (char *) rows[i].sla,
                              .status = DESK_STATUS_SPAM,
                              .mailbox = (char *) "elsewhere" };
        SCRATCH_OK(desk_store_ticket_set(store, &wanted, 70, &error));
        g_autoptr(DeskTicket) found = get_ticket(id);
        cr_expect_str_eq(found->subject, "it's new");
        cr_expect_eq(found->priority, DESK_PRIORITY_HIGH);
        cr_expect_eq(g_strcmp0(found->category, rows[i].category), 0, "row %zu", i);
        cr_expect_eq(g_strcmp0(found->team, rows[i].team), 0, "row %zu", i);
        cr_expect_eq(g_strcmp0(found->assignee, rows[i].assignee), 0, "row %zu", i);
        cr_expect_eq(g_strcmp0(found->sla, rows[i].sla), 0, "row %zu", i);
        cr_expect_eq(found->updated, 70);
        cr_expect_eq(found->status, ticket->status);
        cr_expect_str_eq(found->mailbox, ticket->mailbox);
        cr_expect_eq(found->created, ticket->created);
    }
    g_autoptr(DeskTicket) untouched = get_ticket(other);
    cr_expect_str_neq(untouched->subject, "it's new");
}

Test(ties, t8_a_merged_ticket_leads_to_the_other_and_is_listed_there)
{
    gint64 ids[4];
    gint64 final = 0;
    g_autoptr(GPtrArray) merged = NULL;
    g_autoptr(GPtrArray) none = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
        ids[i] = scratch_ticket(store, ann);
    SCRATCH_OK(desk_store_ticket_touch(store, ids[2], DESK_STATUS_CLOSED, 5, &error));
    SCRATCH_OK(desk_store_ticket_merge(store, ids[2], ids[3], 9, &error));
    SCRATCH_OK(desk_store_ticket_merge(store, ids[0], ids[3], 8, &error));
    SCRATCH_OK(desk_store_ticket_merge(store, ids[3], ids[1], 10, &error));

    SCRATCH_OK(desk_store_ticket_merged(store, ids[3], &merged, &error));
    cr_assert_eq(merged->len, 2);
    cr_expect_eq(((DeskTicket *) merged->pdata[0])->id, ids[0]);
    cr_expect_eq(((DeskTicket *) merged->pdata[1])->id, ids[2]);
    g_autoptr(DeskTicket) found = get_ticket(ids[2]);
    cr_expect_eq(found->status, DESK_STATUS_MERGED);
    cr_expect_eq(found->merged_into, ids[3]);
    cr_expect_eq(found->updated, 9);
    cr_expect_eq(found->ended, 0);
    SCRATCH_OK(desk_store_ticket_follow(store, ids[2], &final, &error));
    cr_expect_eq(final, ids[1]);
    SCRATCH_OK(desk_store_ticket_merged(store, ids[0], &none, &error));
    cr_expect_eq(none->len, 0);
}

Test(ties, what_a_requester_has_opened_is_counted_from_a_time_on)
{
    gint64 eve = scratch_contact(store, "eve@example.org");
    gint64 ids[3];
    for (int i = 0; i < 3; i++) {
        DeskTicket ticket = { .subject = (char *) "x", .requester = ann, .created = 10 * (i + 1) };
        SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
        ids[i] = ticket.id;
    }
    gint64 hers = scratch_ticket(store, eve);
    const struct {
        gint64 requester, since, until, count, newest;
    } rows[] = { { ann, 0, 99, 3, ids[2] },       { ann, 20, 99, 2, ids[2] },
                 { ann, 30, 99, 1, ids[2] },      { ann, 31, 99, 0, 0 },
                 { ann, 0, 20, 2, ids[1] },       { ann, 0, 19, 1, ids[0] },
                 { eve, 0, G_MAXINT64, 1, hers }, { eve + 1, 0, 99, 0, 0 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 count = -1;
        gint64 newest = -1;
        DeskOpener opener = { rows[i].requester, { rows[i].since, rows[i].until }, false };
        SCRATCH_OK(desk_store_ticket_opened(store, &opener, &count, &newest, &error));
        cr_expect_eq(count, rows[i].count, "row %zu", i);
        cr_expect_eq(newest, rows[i].newest, "row %zu", i);
    }
}

Test(ties, of_what_was_opened_only_the_proved_may_count)
{
    static const DeskAssurance assurances[] = { DESK_ASSURANCE_ALIGNED, DESK_ASSURANCE_FAILED,
                                                DESK_ASSURANCE_SASL, DESK_ASSURANCE_NONE };
    DeskOpener opener = { ann, { 0, G_MAXINT64 }, true };
    gint64 ids[4], count = 0, newest = 0;
    for (int i = 0; i < 4; i++) {
        ids[i] = scratch_ticket(store, ann);
        DeskMessage message = { .ticket = ids[i], .assurance = assurances[i], .machine = "human" };
        SCRATCH_OK(desk_store_message_add(store, &message, NULL, &error));
    }
    SCRATCH_OK(desk_store_ticket_opened(store, &opener, &count, &newest, &error));
    cr_expect_eq(count, 2);
    cr_expect_eq(newest, ids[2]);
}

/* "1-2 related 5": the ties of a ticket in their order. */
static char *
list_ties(gint64 ticket)
{
    g_autoptr(GPtrArray) ties = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    SCRATCH_OK(desk_store_tie_list(store, ticket, &ties, &error));
    for (guint i = 0; i < ties->len; i++) {
        const DeskTieRow *tie = ties->pdata[i];
        g_string_append_printf(text, "%s%d-%d %s %d", i ? ", " : "", (int) tie->ticket,
                               (int) tie->other, desk_tie_name(tie->kind), (int) tie->created);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

Test(ties, a_pair_is_tied_once_and_seen_from_either_side)
{
    static const struct {
        gint64 ticket, other;
        DeskTie kind;
        gint64 now;
    } added[] = { { 2, 1, DESK_TIE_FOLLOW_UP, 20 },
                  { 1, 3, DESK_TIE_SPLIT, 10 },
                  { 2, 1, DESK_TIE_RELATED, 30 },
                  { 1, 2, DESK_TIE_RELATED, 40 } };
    static const char *const expected[] = { "1-3 split 10, 2-1 follow-up 20", "2-1 follow-up 20",
                                            "1-3 split 10", "" };
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
        scratch_ticket(store, ann);
    for (size_t i = 0; i < G_N_ELEMENTS(added); i++)
        SCRATCH_OK(desk_store_tie_add(store, added[i].ticket, added[i].other, added[i].kind,
                                      added[i].now, &error));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *found = list_ties((gint64) i + 1);
        cr_expect_str_eq(found, expected[i], "ticket %zu: %s", i + 1, found);
    }
}

Test(ties, l4_a_key_of_a_monitor_leads_to_the_ticket_it_was_given_last)
{
    gint64 first = scratch_ticket(store, ann);
    gint64 second = scratch_ticket(store, ann);
    const struct {
        const char *monitor, *key;
        gint64 ticket; /* to be put, or 0 */
        gint64 found;
    } rows[] = { { "disks", "db7", 0, 0 },
                 { "disks", "db7", first, first },
                 { "hosts", "db7", 0, 0 },
                 { "disks", "DB7", 0, 0 },
                 { "disks", "", 0, 0 },
                 { "disks", "", second, second },
                 { "disks", "db7", 0, first },
                 { "disks", "db7", second, second },
                 { "hosts", "db7", first, first },
                 { "disks", "db7", 0, second } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 found = -1;
        if (rows[i].ticket != 0)
            SCRATCH_OK(desk_store_correlation_put(store, rows[i].monitor, rows[i].key,
                                                  rows[i].ticket, &error));
        SCRATCH_OK(
            desk_store_correlation_find(store, rows[i].monitor, rows[i].key, &found, &error));
        cr_expect_eq(found, rows[i].found, "row %zu", i);
    }
}

Test(ties, participants_are_counted_and_can_leave)
{
    gint64 ticket = scratch_ticket(store, ann);
    gint64 eve = scratch_contact(store, "eve@example.org");
    gint64 count = -1;
    bool done = false;
    SCRATCH_OK(desk_store_participant_count(store, ticket, &count, &error));
    cr_expect_eq(count, 0);
    SCRATCH_OK(
        desk_store_participant_add(store, ticket, ann, DESK_ROLE_REQUESTER, true, 1, &error));
    SCRATCH_OK(desk_store_participant_add(store, ticket, eve, DESK_ROLE_CC, false, 1, &error));
    SCRATCH_OK(desk_store_participant_count(store, ticket, &count, &error));
    cr_expect_eq(count, 2);
    SCRATCH_OK(desk_store_participant_remove(store, ticket, eve, &done, &error));
    cr_expect(done);
    SCRATCH_OK(desk_store_participant_remove(store, ticket, eve, &done, &error));
    cr_expect_not(done, "was not on it any more");
    SCRATCH_OK(desk_store_participant_count(store, ticket, &count, &error));
    cr_expect_eq(count, 1);
}

Test(ties, a_tag_is_taken_away_from_one_ticket)
{
    gint64 tickets[] = { scratch_ticket(store, ann), scratch_ticket(store, ann) };
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++) {
        SCRATCH_OK(desk_store_tag_add(store, tickets[i], "vip", &error));
        SCRATCH_OK(desk_store_tag_add(store, tickets[i], "spare", &error));
    }
    SCRATCH_OK(desk_store_tag_remove(store, tickets[0], "vip", &error));
    SCRATCH_OK(desk_store_tag_remove(store, tickets[0], "unknown", &error));
    static const char *const expected[] = { "spare", "spare vip" };
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++) {
        g_auto(GStrv) tags = NULL;
        SCRATCH_OK(desk_store_tag_list(store, tickets[i], &tags, &error));
        g_autofree char *joined = g_strjoinv(" ", tags);
        cr_expect_str_eq(joined, expected[i]);
    }
}

Test(ties, b3_the_health_of_an_address_is_kept)
{
    static const DeskHealth rows[] = { { 2, 77 }, { 3, 78 }, { 0, 0 } };
    DeskHealth health = { 9, 9 };
    SCRATCH_OK(desk_store_contact_health(store, ann, &health, &error));
    cr_expect_eq(health.score + health.bounced, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SCRATCH_OK(desk_store_begin(store, &error));
        SCRATCH_OK(desk_store_contact_hold(store, ann, &error));
        SCRATCH_OK(desk_store_contact_set_health(store, ann, &rows[i], &error));
        SCRATCH_OK(desk_store_commit(store, &error));
        SCRATCH_OK(desk_store_contact_health(store, ann, &health, &error));
        cr_expect_eq(health.score, rows[i].score, "row %zu", i);
        cr_expect_eq(health.bounced, rows[i].bounced, "row %zu", i);
    }
    health = (DeskHealth){ 9, 9 };
    SCRATCH_OK(desk_store_contact_health(store, ann + 1, &health, &error));
    cr_expect_eq(health.score + health.bounced, 0, "nobody is healthy");
}
