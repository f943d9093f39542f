#include "scratch.h"
#include "store/raw.h"
#include "store/timers.h"

#include <glib/gstdio.h>

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

TestSuite(rows, .init = open_store, .fini = close_store);

Test(rows, a_contact_is_one_per_key_and_keeps_its_first_name)
{
    static const struct {
        const char *says;
        const char *key;
        const char *name;
        gint64 id;
        const char *known_as;
    } rows[] = {
        { "new without a name", "ann@example.org", "", 1, "" },
        { "NULL is no name either", "ann@example.org", NULL, 1, "" },
        { "name filled in", "ann@example.org", "Ann O'Neil", 1, "Ann O'Neil" },
        { "another name changes nothing", "ann@example.org", "Mallory", 1, "Ann O'Neil" },
        { "somebody else", "b'); DROP TABLE ticket;--@example.org", "\xc3\x9f", 2, "\xc3\x9f" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = 0;
        g_autoptr(DeskContact) contact = NULL;
        SCRATCH_OK(desk_store_contact_put(store, rows[i].key, "Ann@Example.org", rows[i].name, 7,
                                          &id, &error));
        cr_expect_eq(id, rows[i].id, "%s", rows[i].says);
        SCRATCH_OK(desk_store_contact_get(store, id, &contact, &error));
        cr_assert_not_null(contact);
        cr_expect_str_eq(contact->name, rows[i].known_as, "%s", rows[i].says);
        cr_expect_str_eq(contact->address, "Ann@Example.org");
    }
}

Test(rows, b3_who_is_met_comes_with_the_health_of_the_address)
{
    const DeskHealth weak = { .score = 1, .bounced = 7 };
    DeskAcquaintance who = { .id = 5, .health = { 9, 9 }, .proved = 9, .language = "x" };
    gint64 contact = scratch_contact(store, "ann@example.org");
    SCRATCH_OK(desk_store_contact_meet(store, "ann@example.org", &who, &error));
    cr_expect(who.id == contact && who.health.score == 0 && who.health.bounced == 0);
    cr_expect(who.proved == 0 && who.language[0] == '\0');
    SCRATCH_OK(desk_store_contact_set_health(store, contact, &weak, &error));
    SCRATCH_OK(desk_store_contact_set_language(store, contact, "de-AT", &error));
    SCRATCH_OK(desk_store_contact_prove(store, contact, 8, &error));
    SCRATCH_OK(desk_store_contact_meet(store, "ann@example.org", &who, &error));
    cr_expect(who.id == contact && who.health.score == 1 && who.health.bounced == 7);
    cr_expect(who.proved == 8 && g_str_equal(who.language, "de-AT"));
    SCRATCH_OK(desk_store_contact_meet(store, "bob@example.org", &who, &error));
    cr_expect(who.id == 0 && who.health.score == 0 && who.proved == 0 && who.language[0] == '\0');
}

Test(rows, what_is_not_there_is_no_error)
{
    gint64 id = 5;
    gint64 other = 5;
    bool member = true;
    g_autoptr(DeskContact) contact = NULL;
    g_autoptr(DeskTicket) ticket = NULL;
    g_autoptr(GBytes) raw = NULL;
    g_autoptr(GPtrArray) list = NULL;
    g_auto(GStrv) tags = NULL;

    SCRATCH_OK(desk_store_contact_find(store, "nobody@example.org", &id, &error));
    cr_expect_eq(id, 0);
    SCRATCH_OK(desk_store_contact_get(store, 99, &contact, &error));
    cr_expect_null(contact);
    SCRATCH_OK(desk_store_ticket_get(store, 99, &ticket, &error));
    cr_expect_null(ticket);
    SCRATCH_OK(desk_store_ticket_follow(store, 99, &id, &error));
    cr_expect_eq(id, 0);
    SCRATCH_OK(desk_store_message_by_key(store, scratch_key(1), &id, &other, &error));
    cr_expect_eq(id + other, 0);
    SCRATCH_OK(desk_store_message_by_id(store, "x@example.org", &id, &other, &error));
    cr_expect_eq(id + other, 0);
    SCRATCH_OK(desk_store_message_raw(store, 99, &raw, &error));
    cr_expect_null(raw);
    SCRATCH_OK(desk_store_message_list(store, 99, &list, &error));
    cr_expect_eq(list->len, 0);
    SCRATCH_OK(desk_store_participant_is(store, 99, 99, &member, NULL, &error));
    cr_expect_not(member);
    SCRATCH_OK(desk_store_tag_list(store, 99, &tags, &error));
    cr_expect_null(tags[0]);
}

Test(rows, a_ticket_comes_back_as_it_was_stored)
{
    gint64 requester = scratch_contact(store, "ann@example.org");
    DeskTicket full = { .subject = (char *) "it's {{broken}} %s",
                        .status = DESK_STATUS_IN_PROGRESS,
                        .priority = DESK_PRIORITY_CRITICAL,
                        .category = (char *) "Billing",
                        .team = (char *) "frontline",
                        .assignee = (char *) "bob",
                        .sla = (char *) "gold",
                        .mailbox = (char *) "support",
                        .language = (char *) "de",
                        .requester = requester,
                        .created = 1000,
                        .updated = 2000 };
    g_autoptr(DeskTicket) found = NULL;
    g_autoptr(DeskTicket) plain = NULL;

    SCRATCH_OK(desk_store_ticket_add(store, &full, &error));
    SCRATCH_OK(desk_store_ticket_touch(store, full.id, DESK_STATUS_WAITING, 3000, &error));
    SCRATCH_OK(desk_store_ticket_get(store, full.id, &found, &error));
    cr_expect_eq(found->id, full.id);
    cr_expect_str_eq(found->subject, full.subject);
    cr_expect_eq(found->status, DESK_STATUS_WAITING);
    cr_expect_eq(found->priority, DESK_PRIORITY_CRITICAL);
    cr_expect_str_eq(found->category, "Billing");
    cr_expect_str_eq(found->team, "frontline");
    cr_expect_str_eq(found->assignee, "bob");
    cr_expect_str_eq(found->sla, "gold");
    cr_expect_str_eq(found->mailbox, "support");
    cr_expect_str_eq(found->language, "de");
    cr_expect_eq(found->requester, requester);
    cr_expect_eq(found->created, 1000);
    cr_expect_eq(found->updated, 3000);
    cr_expect_eq(found->merged_into, 0);

    gint64 bare = scratch_ticket(store, requester);
    SCRATCH_OK(desk_store_ticket_get(store, bare, &plain, &error));
    cr_expect_null(plain->category);
    cr_expect_null(plain->team);
    cr_expect_null(plain->assignee);
    cr_expect_null(plain->sla);
}

Test(rows, a_ticket_needs_a_requester_that_exists)
{
    DeskTicket ticket = { .subject = (char *) "x", .requester = 77 };
    g_autoptr(GError) error = NULL;
    cr_expect_not(desk_store_ticket_add(store, &ticket, &error));
    cr_assert_not_null(error);
    cr_expect_eq(error->code, DESK_STORE_ERROR_UNAVAILABLE);
    cr_expect_not_null(strstr(error->message, "ticket-add"), "%s", error->message);
}

Test(rows, merged_tickets_lead_to_the_last_one_and_a_circle_to_none)
{
    gint64 requester = scratch_contact(store, "ann@example.org");
    gint64 ids[3];
    gint64 final = 0;
    for (int i = 0; i < 3; i++)
        ids[i] = scratch_ticket(store, requester);
    scratch_sql("UPDATE ticket SET merged_into = id + 1 WHERE id < 3");
    for (int i = 0; i < 3; i++) {
        SCRATCH_OK(desk_store_ticket_follow(store, ids[i], &final, &error));
        cr_expect_eq(final, ids[2]);
        g_autoptr(DeskTicket) ticket = NULL;
        SCRATCH_OK(desk_store_ticket_final(store, ids[i], &ticket, &error));
        cr_expect(ticket && ticket->id == ids[2]);
    }
    DeskTicket *none = NULL;
    SCRATCH_OK(desk_store_ticket_final(store, 99, &none, &error));
    cr_expect_null(none);
    scratch_sql("UPDATE ticket SET merged_into = 1 WHERE id = 3");
    SCRATCH_OK(desk_store_ticket_follow(store, ids[0], &final, &error));
    cr_expect_eq(final, 0);
    SCRATCH_OK(desk_store_ticket_final(store, ids[0], &none, &error));
    cr_expect_null(none);
}

/* Ids of a list as text: "5 3 1". */
static char *
list_ids(const DeskTicketFilter *filter)
{
    g_autoptr(GPtrArray) tickets = NULL;
    g_autoptr(GString) ids = g_string_new(NULL);
    SCRATCH_OK(desk_store_ticket_list(store, filter, &tickets, &error));
    for (guint i = 0; i < tickets->len; i++)
        g_string_append_printf(ids, "%s%" G_GINT64_FORMAT, i ? " " : "",
                               ((DeskTicket *) g_ptr_array_index(tickets, i))->id);
    return g_string_free(g_steal_pointer(&ids), FALSE);
}

Test(rows, the_list_of_tickets_is_filtered_and_paged)
{
    gint64 ann = scratch_contact(store, "ann@example.org");
    gint64 bob = scratch_contact(store, "bob@example.org");
    for (int i = 1; i <= 6; i++)
        scratch_ticket(store, i % 2 ? ann : bob);
    scratch_sql("UPDATE ticket SET status = 'open', team = 'billing' WHERE id IN (2, 3, 6);"
                "UPDATE ticket SET assignee = 'eve' WHERE id = 3;"
                "UPDATE ticket SET mailbox = 'sales' WHERE id = 5");
    SCRATCH_OK(desk_store_ticket_mailbox_add(store, 1, "sales", &error));
    SCRATCH_OK(desk_store_ticket_mailbox_add(store, 1, "sales", &error));

    static const struct {
        const char *says;
        DeskTicketFilter filter;
        const char *ids;
    } rows[] = {
        { "all", { .limit = 10 }, "6 5 4 3 2 1" },
        { "limit", { .limit = 2 }, "6 5" },
        { "next page", { .limit = 2, .before = 5 }, "4 3" },
        { "status", { .status = "open", .limit = 10 }, "6 3 2" },
        { "status, page", { .status = "open", .before = 6, .limit = 1 }, "3" },
        { "unknown status", { .status = "' OR 1=1", .limit = 10 }, "" },
        { "team", { .team = "billing", .limit = 10 }, "6 3 2" },
        { "assignee", { .assignee = "eve", .limit = 10 }, "3" },
        { "mailbox by any mail", { .mailbox = "sales", .limit = 10 }, "5 1" },
        { "requester", { .requester = "ann@example.org", .limit = 10 }, "5 3 1" },
        { "requester, status",
          { .requester = "bob@example.org", .status = "open", .limit = 10 },
          "6 2" },
        { "no such requester", { .requester = "x@example.org", .limit = 10 }, "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *ids = list_ids(&rows[i].filter);
        cr_expect_str_eq(ids, rows[i].ids, "%s: %s", rows[i].says, ids);
    }
}

Test(rows, participants_join_once_and_stay_confirmed)
{
    gint64 ann = scratch_contact(store, "ann@example.org");
    gint64 eve = scratch_contact(store, "eve@example.org");
    gint64 bob = scratch_contact(store, "bob@example.org");
    gint64 ticket = scratch_ticket(store, bob);
    const struct {
        gint64 contact;
        DeskRole role;
        bool confirmed;
    } joins[] = {
        { bob, DESK_ROLE_REQUESTER, true }, { ann, DESK_ROLE_CC, false },
        { eve, DESK_ROLE_CC, false },       { bob, DESK_ROLE_CC, false },
        { ann, DESK_ROLE_CC, true },        { ann, DESK_ROLE_CC, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(joins); i++)
        SCRATCH_OK(desk_store_participant_add(store, ticket, joins[i].contact, joins[i].role,
                                              joins[i].confirmed, 5, &error));
    static const struct {
        const char *address;
        DeskRole role;
        bool confirmed;
    } expected[] = { { "bob@example.org", DESK_ROLE_REQUESTER, true },
                     { "ann@example.org", DESK_ROLE_CC, true },
                     { "eve@example.org", DESK_ROLE_CC, false } };
    g_autoptr(GPtrArray) list = NULL;
    SCRATCH_OK(desk_store_participant_list(store, ticket, &list, &error));
    cr_assert_eq(list->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < list->len; i++) {
        const DeskParticipant *found = g_ptr_array_index(list, i);
        cr_expect_str_eq(found->contact.address, expected[i].address);
        cr_expect_eq(found->role, expected[i].role, "%s", expected[i].address);
        cr_expect_eq(found->confirmed, expected[i].confirmed, "%s", expected[i].address);
    }
    bool member = false;
    SCRATCH_OK(desk_store_participant_is(store, ticket, eve, &member, NULL, &error));
    cr_expect(member);
}

Test(rows, tags_are_sorted_and_kept_once)
{
    static const char *const added[] = { "vip", "angry", "vip", "\xc3\xa4rger" };
    gint64 ticket = scratch_ticket(store, scratch_contact(store, "ann@example.org"));
    for (size_t i = 0; i < G_N_ELEMENTS(added); i++)
        SCRATCH_OK(desk_store_tag_add(store, ticket, added[i], &error));
    g_auto(GStrv) tags = NULL;
    SCRATCH_OK(desk_store_tag_list(store, ticket, &tags, &error));
    g_autofree char *joined = g_strjoinv(" ", tags);
    cr_expect_str_eq(joined, "angry vip \xc3\xa4rger");
}

Test(rows, a_message_comes_back_with_its_raw_bytes)
{
    static const char bytes[] = "Subject: x\r\n\r\nbody\0\xff with NUL\r\n";
    gint64 ann = scratch_contact(store, "ann@example.org");
    gint64 ticket = scratch_ticket(store, ann);
    DeskMessage message = { .ticket = ticket,
                            .direction = DESK_DIRECTION_NOTE,
                            .author = ann,
                            .message_id = (char *) "a@example.org",
                            .subject = (char *) "x",
                            .text = (char *) "body",
                            .reply_text = (char *) "bo",
                            .date = 11,
                            .received = 12,
                            .held = true,
                            .unparsed = true,
                            .machine = "auto-reply" };
    g_autoptr(GBytes) packed = desk_raw_pack((DeskBytes){ bytes, sizeof bytes });
    DeskRawMail raw = { .content_key = scratch_key(9), .raw_size = sizeof bytes, .raw = packed };
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GBytes) unpacked = NULL;

    SCRATCH_OK(desk_store_message_add(store, &message, &raw, &error));
    cr_expect_eq(message.sequence, 1);
    SCRATCH_OK(desk_store_message_list(store, ticket, &list, &error));
    cr_assert_eq(list->len, 1);
    const DeskMessage *found = g_ptr_array_index(list, 0);
    cr_expect_eq(found->id, message.id);
    cr_expect_eq(found->ticket, ticket);
    cr_expect_eq(found->sequence, 1);
    cr_expect_eq(found->direction, DESK_DIRECTION_NOTE);
    cr_expect_eq(found->author, ann);
    cr_expect_str_eq(found->message_id, "a@example.org");
    cr_expect_str_eq(found->subject, "x");
    cr_expect_str_eq(found->text, "body");
    cr_expect_str_eq(found->reply_text, "bo");
    cr_expect_eq(found->date, 11);
    cr_expect_eq(found->received, 12);
    cr_expect(found->held && found->unparsed);
    cr_expect_str_eq(found->machine, "auto-reply");

    SCRATCH_OK(desk_store_message_raw(store, message.id, &unpacked, &error));
    cr_assert_eq(g_bytes_get_size(unpacked), sizeof bytes);
    cr_expect_arr_eq(g_bytes_get_data(unpacked, NULL), bytes, sizeof bytes);
}

Test(rows, one_content_key_is_stored_once_and_leaves_no_gap)
{
    gint64 ticket = scratch_ticket(store, scratch_contact(store, "ann@example.org"));
    gint64 first = scratch_message(store, ticket, 1);
    DeskMessage again = { .ticket = ticket, .machine = "human" };
    DeskRawMail raw = { .content_key = scratch_key(1) };
    g_autoptr(GError) failure = NULL;
    gint64 message = 0;
    gint64 found = 0;

    cr_expect_not(desk_store_message_add(store, &again, &raw, &failure));
    cr_assert_not_null(failure);
    SCRATCH_OK(desk_store_message_by_key(store, scratch_key(1), &message, &found, &error));
    cr_expect_eq(message, first);
    cr_expect_eq(found, ticket);

    /* What failed alone has also given back its sequence. */
    scratch_message(store, ticket, 2);
    g_autoptr(GPtrArray) list = NULL;
    SCRATCH_OK(desk_store_message_list(store, ticket, &list, &error));
    cr_assert_eq(list->len, 2);
    cr_expect_eq(((DeskMessage *) g_ptr_array_index(list, 1))->sequence, 2);
}

Test(rows, a_message_without_a_ticket_has_no_sequence_and_an_unknown_ticket_is_an_error)
{
    DeskMessage bounce = { .machine = "bounce" };
    DeskMessage lost = { .ticket = 4711, .machine = "human" };
    DeskMessage note = { .machine = "human" };
    DeskRawMail raw = { .content_key = scratch_key(1) };
    g_autoptr(GError) failure = NULL;
    SCRATCH_OK(desk_store_message_add(store, &bounce, &raw, &error));
    cr_expect_eq(bounce.sequence, 0);
    SCRATCH_OK(desk_store_message_add(store, &note, NULL, &error));
    raw.content_key = scratch_key(2);
    cr_expect_not(desk_store_message_add(store, &lost, &raw, &failure));
    cr_assert_not_null(failure);
    cr_expect_not_null(strstr(failure->message, "4711"), "%s", failure->message);
    cr_expect_eq(scratch_count(store, "messages"), 2);
}

Test(rows, the_weak_key_finds_the_newest_within_its_time)
{
    guint8 weak[32] = { 1, 2, 3 };
    gint64 ids[2];
    for (int i = 0; i < 2; i++) {
        DeskMessage message = { .received = 100 * (i + 1), .machine = "human" };
        DeskRawMail raw = { .content_key = scratch_key((guint32) i), .weak_key = weak };
        SCRATCH_OK(desk_store_message_add(store, &message, &raw, &error));
        ids[i] = message.id;
    }
    const struct {
        gint64 since, until;
        gint64 id;
    } rows[] = {
        { 0, 300, ids[1] }, { 200, 200, ids[1] }, { 201, 300, 0 }, { 0, 199, ids[0] }, { 0, 99, 0 }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 found = -1;
        gint64 ticket = -1;
        SCRATCH_OK(desk_store_message_weak(
            store, weak, (DeskPeriod){ rows[i].since, rows[i].until }, &found, &ticket, &error));
        cr_expect_eq(found, rows[i].id, "row %zu", i);
        cr_expect_eq(ticket, 0);
    }
}

Test(rows, an_empty_message_id_never_matches)
{
    for (guint32 i = 0; i < 2; i++) {
        DeskMessage message = { .message_id = (char *) "", .machine = "human" };
        DeskRawMail raw = { .content_key = scratch_key(i) };
        SCRATCH_OK(desk_store_message_add(store, &message, &raw, &error));
    }
    gint64 id = -1;
    gint64 ticket = -1;
    gint64 count = -1;
    SCRATCH_OK(desk_store_message_by_id(store, "", &id, &ticket, &error));
    cr_expect_eq(id, 0);
    SCRATCH_OK(desk_store_message_id_count(store, "", &count, &error));
    cr_expect_eq(count, 0);
}

Test(rows, a_message_id_used_twice_finds_the_newest)
{
    gint64 ticket = scratch_ticket(store, scratch_contact(store, "ann@example.org"));
    gint64 newest = 0;
    for (guint32 i = 0; i < 3; i++) {
        DeskMessage message = { .ticket = i ? ticket : 0,
                                .message_id = (char *) "same@example.org",
                                .machine = "human" };
        DeskRawMail raw = { .content_key = scratch_key(i) };
        SCRATCH_OK(desk_store_message_add(store, &message, &raw, &error));
        newest = message.id;
    }
    gint64 id = 0;
    gint64 found = 0;
    gint64 count = 0;
    SCRATCH_OK(desk_store_message_by_id(store, "same@example.org", &id, &found, &error));
    cr_expect_eq(id, newest);
    cr_expect_eq(found, ticket);
    SCRATCH_OK(desk_store_message_id_count(store, "same@example.org", &count, &error));
    cr_expect_eq(count, 3);
}

Test(rows, attachments_are_listed_in_their_order)
{
    gint64 message = scratch_message(store, 0, 1);
    DeskStoredAttachment second = { .name = (char *) "b.pdf",
                                    .type = (char *) "application/pdf",
                                    .size = 4,
                                    .sha256 = (char *) "ff",
                                    .is_inline = true,
                                    .content_id = (char *) "c1" };
    DeskStoredAttachment first = { .name = (char *) "a.txt", .type = (char *) "text/plain" };
    SCRATCH_OK(desk_store_attachment_add(store, message, 2, &second, &error));
    SCRATCH_OK(desk_store_attachment_add(store, message, 1, &first, &error));
    g_autoptr(GPtrArray) list = NULL;
    SCRATCH_OK(desk_store_attachment_list(store, message, &list, &error));
    cr_assert_eq(list->len, 2);
    const DeskStoredAttachment *found = g_ptr_array_index(list, 1);
    cr_expect_str_eq(((DeskStoredAttachment *) g_ptr_array_index(list, 0))->name, "a.txt");
    cr_expect_str_eq(found->name, "b.pdf");
    cr_expect_str_eq(found->type, "application/pdf");
    cr_expect_eq(found->size, 4);
    cr_expect_str_eq(found->sha256, "ff");
    cr_expect(found->is_inline);
    cr_expect_str_eq(found->content_id, "c1");
}

Test(rows, events_are_a_log_of_their_ticket)
{
    gint64 ticket = scratch_ticket(store, scratch_contact(store, "ann@example.org"));
    gint64 message = scratch_message(store, ticket, 1);
    static const char *const kinds[] = { "created", "ack-suppressed" };
    for (int i = 0; i < 2; i++) {
        DeskEvent event = { .ticket = ticket,
                            .message = i ? 0 : message,
                            .at = 10 - i,
                            .actor = (char *) "desk",
                            .kind = (char *) kinds[i],
                            .detail = (char *) "why" };
        SCRATCH_OK(desk_store_event_add(store, &event, &error));
    }
    DeskEvent other = { .kind = (char *) "started" };
    SCRATCH_OK(desk_store_event_add(store, &other, &error));
    g_autoptr(GPtrArray) list = NULL;
    SCRATCH_OK(desk_store_event_list(store, ticket, &list, &error));
    cr_assert_eq(list->len, 2);
    const DeskEvent *found = g_ptr_array_index(list, 0);
    cr_expect_eq(found->message, message);
    cr_expect_eq(found->at, 10);
    cr_expect_str_eq(found->actor, "desk");
    cr_expect_str_eq(found->kind, "created");
    cr_expect_str_eq(found->detail, "why");
    cr_expect_eq(((DeskEvent *) g_ptr_array_index(list, 1))->message, 0);
}

Test(rows, verdicts_are_traced_by_queue_id_and_message_id)
{
    gint64 ticket = scratch_ticket(store, scratch_contact(store, "ann@example.org"));
    gint64 message = scratch_message(store, ticket, 1);
    static const struct {
        const char *queue_id;
        const char *message_id;
    } added[] = { { "Q1", "a@example.org" },
                  { "Q2", "a@example.org" },
                  { "", "" },
                  { "Q3", "b@example.org" },
                  { "a@example.org", "a@example.org" } };
    for (size_t i = 0; i < G_N_ELEMENTS(added); i++) {
        DeskVerdict verdict = { .at = (gint64) i,
                                .kind = i ? DESK_VERDICT_DUPLICATE : DESK_VERDICT_NEW,
                                .ticket = ticket,
                                .message = message,
                                .queue_id = (char *) added[i].queue_id,
                                .message_id = (char *) added[i].message_id,
                                .sender = (char *) "",
                                .recipients = (char *) "support@example.com",
                                .reason = (char *) "no link",
                                .duration = 5 };
        SCRATCH_OK(desk_store_verdict_add(store, &verdict, &error));
    }
    static const struct {
        const char *id;
        guint count;
        gint64 first;
    } rows[] = {
        { "Q2", 1, 2 }, { "a@example.org", 3, 1 }, { "b@example.org", 1, 4 }, { "", 0, 0 },
        { "Q", 0, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) list = NULL;
        SCRATCH_OK(desk_store_verdict_trace(store, rows[i].id, &list, &error));
        cr_assert_eq(list->len, rows[i].count, "'%s': %u", rows[i].id, list->len);
        cr_expect(!list->len || ((DeskVerdict *) g_ptr_array_index(list, 0))->id == rows[i].first,
                  "'%s'", rows[i].id);
    }
    g_autoptr(GPtrArray) list = NULL;
    SCRATCH_OK(desk_store_verdict_trace(store, "Q1", &list, &error));
    const DeskVerdict *found = g_ptr_array_index(list, 0);
    cr_expect_eq(found->kind, DESK_VERDICT_NEW);
    cr_expect_eq(found->ticket, ticket);
    cr_expect_eq(found->message, message);
    cr_expect_str_eq(found->sender, "");
    cr_expect_str_eq(found->recipients, "support@example.com");
    cr_expect_str_eq(found->reason, "no link");
    cr_expect_eq(found->duration, 5);
}

Test(rows, stats_count_everything_also_what_is_not_there)
{
    gint64 ann = scratch_contact(store, "ann@example.org");
    scratch_message(store, scratch_ticket(store, ann), 1);
    scratch_ticket(store, ann);
    static const struct {
        const char *name;
        gint64 number;
    } rows[] = { { "tickets.new", 2 },   { "tickets.spam", 0 }, { "contacts", 1 },
                 { "messages", 1 },      { "events", 0 },       { "verdicts.new", 0 },
                 { "outbox.queued", 0 }, { "outbox.sent", 0 },  { "timers.running", 0 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(scratch_count(store, rows[i].name), rows[i].number, "%s", rows[i].name);
}

Test(rows, an_unknown_word_in_the_store_is_reported_as_damage)
{
    gint64 id = scratch_ticket(store, scratch_contact(store, "ann@example.org"));
    g_autoptr(DeskTicket) ticket = NULL;
    g_autoptr(GError) failure = NULL;
    scratch_sql("UPDATE ticket SET status = 'sleeping'");
    cr_expect_not(desk_store_ticket_get(store, id, &ticket, &failure));
    cr_assert_not_null(failure);
    cr_expect_eq(failure->code, DESK_STORE_ERROR_CORRUPT);
    cr_expect_not_null(strstr(failure->message, "sleeping"), "%s", failure->message);
}

Test(rows, an_unknown_word_of_a_timer_is_reported_as_damage)
{
    static const char *const sql[] = { "UPDATE timer SET state = 'sleeping'",
                                       "UPDATE timer SET kind = 'sleeping', state = 'met'" };
    DeskTimer timer = { .ticket = scratch_ticket(store, scratch_contact(store, "a@example.org")) };
    SCRATCH_OK(desk_store_timer_put(store, &timer, &error));
    for (size_t i = 0; i < G_N_ELEMENTS(sql); i++) {
        g_autoptr(GArray) timers = NULL;
        g_autoptr(GError) failure = NULL;
        scratch_sql(sql[i]);
        cr_expect_not(desk_store_timer_list(store, timer.ticket, &timers, &failure), "%s", sql[i]);
        cr_assert_not_null(failure);
        cr_expect_eq(failure->code, DESK_STORE_ERROR_CORRUPT);
        cr_expect_not_null(strstr(failure->message, "sleeping"), "%s", failure->message);
    }
}

Test(rows, damaged_raw_bytes_are_an_error_and_not_a_crash)
{
    gint64 id = scratch_message(store, 0, 1);
    static const char *const damages[] = { "", "0100000000", "020000000028b52ffd", NULL };
    for (size_t i = 0; i < G_N_ELEMENTS(damages); i++) {
        g_autoptr(GBytes) raw = NULL;
        g_autoptr(GError) failure = NULL;
        G_GNUC_UNUSED g_autoptr(DeskStore) other = scratch_open(DESK_STORE_WRITE);
        g_autofree char *bytes = damages[i] ? scratch_blob(damages[i]) : NULL;
        g_autofree char *sql = bytes ? g_strdup_printf("UPDATE raw SET packed = %s", bytes)
                                     : g_strdup("UPDATE raw SET size = 1");
        scratch_sql(sql);
        cr_expect_not(desk_store_message_raw(store, id, &raw, &failure), "%s", sql);
        cr_assert_not_null(failure);
        cr_expect_eq(failure->code, DESK_STORE_ERROR_CORRUPT, "%s", failure->message);
    }
}
