#include "scratch.h"
#include "store/query.h"

static DeskStore *store;
static gint64 ann;
static gint64 one;
static gint64 other;

static void
open_store(void)
{
    store = scratch_begin();
    ann = scratch_contact(store, "ann@example.org");
    one = scratch_ticket(store, ann);
    other = scratch_ticket(store, ann);
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(change, .init = open_store, .fini = close_store);

/* The ids of a ticket's messages in sequence, which must be 1, 2, 3 ... as its counter says. */
static char *
list_messages(gint64 ticket)
{
    static const DeskStatement counter = { "test-counter",
                                           "SELECT messages FROM ticket WHERE id = $1" };
    g_autoptr(GPtrArray) messages = NULL;
    g_autoptr(GString) ids = g_string_new(NULL);
    gint64 count = -1;
    SCRATCH_OK(desk_store_message_list(store, ticket, &messages, &error));
    SCRATCH_OK(desk_query_ints(store, &counter, DESK_BIND(desk_int(ticket)), &count, 1, &error));
    cr_expect_eq(count, messages->len, "ticket %d counts %d", (int) ticket, (int) count);
    for (guint i = 0; i < messages->len; i++) {
        const DeskMessage *message = messages->pdata[i];
        cr_expect_eq(message->sequence, i + 1, "ticket %d, place %u", (int) ticket, i + 1);
        g_string_append_printf(ids, "%s%d", i ? " " : "", (int) message->id);
    }
    return g_string_free(g_steal_pointer(&ids), FALSE);
}

static void
expect_messages(const char *says, const char *of_one, const char *of_other)
{
    g_autofree char *first = list_messages(one);
    g_autofree char *second = list_messages(other);
    cr_expect_str_eq(first, of_one, "%s: %s", says, first);
    cr_expect_str_eq(second, of_other, "%s: %s", says, second);
}

Test(change, i10_a_message_that_moves_leaves_no_gap)
{
    static const struct {
        const char *says;
        gint64 message, ticket;
        const char *of_one, *of_other;
    } rows[] = {
        { "out of the middle", 2, 2, "1 3 4 5", "2" },
        { "the last", 5, 2, "1 3 4", "2 5" },
        { "the first", 1, 2, "3 4", "2 5 1" },
        { "back, behind the others", 2, 1, "3 4 2", "5 1" },
        { "to where it is", 4, 1, "3 4 2", "5 1" },
        { "out of none", 6, 2, "3 4 2", "5 1 6" },
        { "all the rest", 3, 2, "4 2", "5 1 6 3" },
        { "and the rest", 4, 2, "2", "5 1 6 3 4" },
        { "the only one", 2, 2, "", "5 1 6 3 4 2" },
    };
    for (guint32 i = 1; i <= 6; i++)
        scratch_message(store, i <= 5 ? one : 0, i);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SCRATCH_OK(desk_store_message_move(store, rows[i].message, rows[i].ticket, &error));
        expect_messages(rows[i].says, rows[i].of_one, rows[i].of_other);
    }
    scratch_message(store, one, 7);
    scratch_message(store, other, 8);
    expect_messages("those that come after", "7", "5 1 6 3 4 2 8");
}

Test(change, a_message_moves_nowhere_else)
{
    gint64 merged = scratch_ticket(store, ann);
    scratch_message(store, one, 1);
    SCRATCH_OK(desk_store_ticket_merge(store, merged, other, 5, &error));
    const struct {
        const char *says;
        gint64 message, ticket;
    } rows[] = { { "to no ticket", 1, 4711 },
                 { "to a merged one", 1, merged },
                 { "no message", 4711, other } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) failure = NULL;
        cr_expect_not(desk_store_message_move(store, rows[i].message, rows[i].ticket, &failure),
                      "%s", rows[i].says);
        cr_assert_not_null(failure, "%s", rows[i].says);
        cr_expect_eq(failure->code, DESK_STORE_ERROR_UNDONE, "%s: %s", rows[i].says,
                     failure->message);
    }
    expect_messages("as they were", "1", "");
}

Test(change, a_message_is_found_by_its_number)
{
    gint64 ids[] = { scratch_message(store, one, 1), scratch_message(store, one, 2) };
    const struct {
        gint64 ticket, sequence, id;
    } rows[] = {
        { one, 1, ids[0] }, { one, 2, ids[1] }, { one, 3, 0 }, { one, 0, 0 }, { other, 1, 0 }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMessage) found = NULL;
        SCRATCH_OK(desk_store_message_at(store, rows[i].ticket, rows[i].sequence, &found, &error));
        cr_expect_eq(found ? found->id : 0, rows[i].id, "row %zu", i);
    }
}

Test(change, a_note_becomes_an_answer_once)
{
    DeskMessage note = { .ticket = one,
                         .direction = DESK_DIRECTION_NOTE,
                         .held = true,
                         .machine = "human",
                         .text = (char *) "#publish\nIt is mended." };
    g_autoptr(DeskMessage) found = NULL;
    gint64 mail = scratch_message(store, one, 1);
    SCRATCH_OK(desk_store_message_add(store, &note, NULL, &error));
    SCRATCH_OK(desk_store_message_publish(store, note.id, "It is mended.", &error));
    SCRATCH_OK(desk_store_message_at(store, one, 2, &found, &error));
    cr_expect_eq(found->direction, DESK_DIRECTION_OUT);
    cr_expect_not(found->held);
    cr_expect_str_eq(found->text, note.text);
    cr_expect_str_eq(found->reply_text, "It is mended.");
    const gint64 others[] = { note.id, mail, 4711 };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(GError) failure = NULL;
        cr_expect_not(desk_store_message_publish(store, others[i], "no", &failure), "%zu", i);
        cr_assert_not_null(failure);
        cr_expect_eq(failure->code, DESK_STORE_ERROR_UNDONE, "%s", failure->message);
    }
}

static gint64
add_message(const char *subject, bool held, DeskAssurance assurance)
{
    static guint32 key = 100;
    DeskMessage message = { .ticket = one,
                            .author = ann,
                            .subject = (char *) subject,
                            .held = held,
                            .machine = "human",
                            .assurance = assurance };
    DeskRawMail raw = { .content_key = scratch_key(key++) };
    SCRATCH_OK(desk_store_message_add(store, &message, &raw, &error));
    return message.id;
}

static void
expect_last_subject(const char *expected)
{
    g_autofree char *subject = NULL;
    SCRATCH_OK(desk_store_message_last_subject(store, one, &subject, &error));
    cr_expect_eq(g_strcmp0(subject, expected), 0, "%s, expected %s", subject, expected);
}

Test(change, t10_the_last_subject_is_one_that_is_not_held)
{
    expect_last_subject(NULL);
    gint64 stranger = add_message("stranger's", true, DESK_ASSURANCE_NONE);
    expect_last_subject(NULL);
    add_message("first", false, DESK_ASSURANCE_NONE);
    expect_last_subject("first");
    add_message("second", false, DESK_ASSURANCE_NONE);
    gint64 last = add_message("stranger's again", true, DESK_ASSURANCE_NONE);
    expect_last_subject("second");
    SCRATCH_OK(desk_store_message_release(store, stranger, &error));
    expect_last_subject("second");
    SCRATCH_OK(desk_store_message_release(store, last, &error));
    expect_last_subject("stranger's again");
    g_autoptr(GPtrArray) messages = NULL;
    SCRATCH_OK(desk_store_message_list(store, one, &messages, &error));
    for (guint i = 0; i < messages->len; i++)
        cr_expect_not(((const DeskMessage *) messages->pdata[i])->held, "message %u", i);
}

Test(change, a_message_keeps_how_sure_its_author_was)
{
    for (int i = DESK_ASSURANCE_SASL; i <= DESK_ASSURANCE_FAILED; i++) {
        g_autoptr(DeskMessage) found = NULL;
        add_message("x", false, (DeskAssurance) i);
        SCRATCH_OK(desk_store_message_at(store, one, i + 1, &found, &error));
        cr_assert_not_null(found);
        cr_expect_eq(found->assurance, (DeskAssurance) i, "%s",
                     desk_assurance_name((DeskAssurance) i));
        cr_expect_null(found->reply_text, "all of it is new");
    }
}

/* What an event of this message is found by. */
static void
add_event(gint64 ticket, gint64 message, const char *kind, gint64 at)
{
    DeskEvent event = { .ticket = ticket,
                        .message = message,
                        .at = at,
                        .actor = (char *) "desk",
                        .kind = (char *) kind,
                        .detail = (char *) "why" };
    SCRATCH_OK(desk_store_event_add(store, &event, &error));
}

Test(change, t12_events_are_found_by_the_message_that_caused_them)
{
    gint64 message = scratch_message(store, one, 1);
    gint64 bounce = scratch_message(store, 0, 2);
    add_event(one, message, "created", 1);
    add_event(other, message, "tied", 2);
    add_event(0, bounce, "bounced", 3);
    add_event(one, bounce, "answer-failed", 4);
    add_event(one, 0, "closed", 5);
    const struct {
        gint64 message;
        const char *kinds[3];
    } rows[] = { { message, { "created", "tied" } },
                 { bounce, { "bounced", "answer-failed" } },
                 { 4711, { NULL } } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) events = NULL;
        SCRATCH_OK(desk_store_event_caused(store, rows[i].message, &events, &error));
        cr_assert_eq(events->len, g_strv_length((char **) rows[i].kinds), "row %zu", i);
        for (guint j = 0; j < events->len; j++) {
            const DeskEvent *event = events->pdata[j];
            cr_expect_str_eq(event->kind, rows[i].kinds[j], "row %zu", i);
            cr_expect_eq(event->message, rows[i].message);
        }
    }
}

Test(change, events_of_a_kind_are_counted_from_a_time_on)
{
    add_event(one, 0, "reopened", 10);
    add_event(one, 0, "reopened", 20);
    add_event(one, 0, "closed", 20);
    add_event(other, 0, "reopened", 20);
    const struct {
        gint64 ticket;
        const char *kind;
        gint64 since, until, count;
    } rows[] = { { one, "reopened", 0, 99, 2 },  { one, "reopened", 11, 99, 1 },
                 { one, "reopened", 20, 20, 1 }, { one, "reopened", 21, 99, 0 },
                 { one, "reopened", 0, 19, 1 },  { one, "closed", 0, 99, 1 },
                 { one, "flood", 0, 99, 0 },     { other, "reopened", 0, 99, 1 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 count = -1;
        SCRATCH_OK(desk_store_event_count(store, rows[i].ticket, rows[i].kind,
                                          (DeskPeriod){ rows[i].since, rows[i].until }, &count,
                                          &error));
        cr_expect_eq(count, rows[i].count, "row %zu", i);
    }
}
