#include "base/clock.h"
#include "desk/absence.h"
#include "desk/amend.h"
#include "desk/assign.h"
#include "desk/notification.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/watchers.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"

/* front is handed out by hand, fair in turn; dave wants one mail a day. */
static const char settings[] =
    "agent \"carol\" { addresses = {\"carol@example.org\"} }\n"
    "agent \"dave\" { addresses = {\"dave@example.org\"} notify = digest }\n"
    "team \"front\" { members = {\"alice\", \"bob\", \"dave\"} }\n"
    "team \"back\" { members = {\"carol\"} }\n"
    "team \"fair\" { members = {\"carol\"} assign = \"round-robin\" }\n"
    "mailbox \"front\" { address = \"front@example.org\" team = \"front\" }\n"
    "mailbox \"back\" { address = \"back@example.org\" team = \"back\" }\n"
    "mailbox \"fair\" { address = \"fair@example.org\" team = \"fair\" }\n";

static int mails;

static void
open_desk(void)
{
    scene_open_with(settings);
    mails = 0;
}

TestSuite(notifications, .init = open_desk, .fini = scene_close);

static gint64
take(Letter letter)
{
    g_autofree char *id = g_strdup_printf("n%d@client.example.net", mails++);
    letter.message_id = id;
    letter.from = letter.from ? letter.from : JANE;
    letter.subject = letter.subject ? letter.subject : "Printer";
    letter.header_to = letter.header_to ? letter.header_to : "support@example.org";
    DeskVerdict verdict = scene_take(&letter);
    return verdict.ticket;
}

static gint64
open_at(const char *to)
{
    return take((Letter){ .to = to, .header_to = to, .dmarc = "pass" });
}

/* Each mail to an agent of the ticket since the last look, by who gets it: "bob new, ...". */
static gint64 seen;

static gint
by_name(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(char *const *) a, *(char *const *) b);
}

static char *
news(gint64 ticket)
{
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    gint64 newest = seen;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        newest = MAX(newest, row->id);
        if (row->id > seen && g_str_has_prefix(row->kind, "agent-"))
            g_ptr_array_add(lines, g_strdup_printf("%.*s %s", (int) strcspn(row->recipient, "@"),
                                                   row->recipient, row->kind + strlen("agent-")));
    }
    seen = newest;
    g_ptr_array_sort(lines, by_name);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv(", ", (char **) lines->pdata);
}

static void
expect_news(gint64 ticket, const char *expected)
{
    g_autofree char *told = news(ticket);
    cr_expect_str_eq(told, expected, "%s, not %s", told, expected);
}

static void
begin(void)
{
    cr_assert(desk_store_begin(scene_store, NULL));
}

static void
end(bool ok)
{
    cr_assert(ok && desk_store_commit(scene_store, NULL));
}

static DeskAmender
amender(const char *agent)
{
    const DeskConf *conf = desk_policy_conf(scene_policy);
    return (DeskAmender){ .policy = scene_policy,
                          .agent = agent ? desk_conf_agent(conf, agent) : NULL,
                          .actor = agent ? agent : "deskctl:root",
                          .now = desk_clock_now() };
}

static void
set(gint64 ticket, const char *agent, DeskChange change)
{
    const DeskAmender who = amender(agent);
    g_autoptr(GError) error = NULL;
    begin();
    bool ok = desk_amend_set(scene_store, &who, ticket, &change, &error);
    cr_expect(ok, "%s", error ? error->message : "");
    end(ok);
}

static void
watch(gint64 ticket, const char *agent)
{
    const DeskAmender who = amender(NULL);
    const DeskWatching watching = { ticket, (const char *const[]){ agent, NULL } };
    begin();
    end(desk_amend_watch(scene_store, &who, watching, NULL));
}

static gint64
answer(gint64 ticket, Letter letter)
{
    g_autoptr(DeskOutboxRow) ack = scene_ack(ticket);
    letter.to = ack->reply_to;
    letter.header_to = ack->reply_to;
    letter.reference = ack->message_id;
    return take(letter);
}

Test(notifications, a_new_ticket_is_told_to_its_team)
{
    gint64 ticket = open_at("front@example.org");
    expect_news(ticket, "alice new, bob new");
    ticket = open_at("support@example.org");
    expect_news(ticket, "");
}

/* One event, one mail: who has got it hears of one thing. */
Test(notifications, a_new_ticket_that_somebody_has_is_told_to_him)
{
    gint64 ticket = open_at("fair@example.org");
    expect_news(ticket, "carol new");
    g_autoptr(DeskOutboxRow) row = NULL;
    cr_assert(desk_store_outbox_get(scene_store, seen, &row, NULL));
    cr_expect_str_eq(row->detail, JANE " has opened this ticket; it is given to Carol");
}

/* W23, RULES T9: a mail to two mailboxes is one ticket, and both teams are told once. */
Test(notifications, t9_all_teams_of_one_mail_are_told_once)
{
    gint64 ticket = take((Letter){ .to = "front@example.org back@example.org",
                                   .header_to = "front@example.org back@example.org" });
    expect_news(ticket, "alice new, bob new, carol new");
}

Test(notifications, what_each_mail_on_a_ticket_tells)
{
    gint64 ticket = open_at("front@example.org");
    watch(ticket, "carol");
    expect_news(ticket, "alice new, bob new");
    answer(ticket, (Letter){ .dmarc = "pass", .body = "It is broken again." });
    expect_news(ticket, "alice update, bob update, carol update");
    set(ticket, NULL, (DeskChange){ .assignee = "bob" });
    expect_news(ticket, "bob new");
    answer(ticket, (Letter){ .dmarc = "pass", .body = "And again." });
    expect_news(ticket, "bob update, carol update");
    /* Held: somebody else has got hold of the token. */
    answer(ticket, (Letter){ .from = "eve@example.com", .dmarc = "pass", .body = "Send it here." });
    expect_news(ticket, "bob update, carol update");
    cr_expect_eq(scene_events(ticket, "held"), 1);
}

/* RULES L3, I9: nobody hears of what stands beside a ticket. */
Test(notifications, l3_machines_tell_agents_nothing)
{
    static const DeskMachineKind kinds[] = { DESK_MACHINE_AUTO_REPLY, DESK_MACHINE_BOUNCE,
                                             DESK_MACHINE_RECEIPT };
    gint64 ticket = open_at("front@example.org");
    expect_news(ticket, "alice new, bob new");
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        answer(ticket, (Letter){ .machine = kinds[i], .body = "I am away." });
        expect_news(ticket, "");
    }
}

static DeskOutboxRow *
row_to(gint64 ticket, const char *agent)
{
    g_autofree char *address = g_strconcat(agent, "@example.org", NULL);
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    for (guint i = 0; i < rows->len; i++) {
        DeskOutboxRow *row = rows->pdata[i], *found = NULL;
        if (g_str_equal(row->recipient, address)) {
            cr_assert(desk_store_outbox_get(scene_store, row->id, &found, NULL));
            return found;
        }
    }
    cr_assert_fail("%s got nothing", agent);
    return NULL;
}

/* An agent's responder, or whoever writes in his name, is no news to himself; two desks that are
 * each other's agents end with that (RULES L7). */
Test(notifications, l7_nobody_hears_of_a_mail_in_his_own_name)
{
    gint64 ticket = open_at("front@example.org");
    expect_news(ticket, "alice new, bob new");
    g_autoptr(DeskOutboxRow) told = row_to(ticket, "bob");
    for (int i = 0; i < 3; i++)
        take((Letter){ .from = "bob@example.org",
                       .to = told->reply_to,
                       .header_to = told->reply_to,
                       .reference = told->message_id,
                       .machine = DESK_MACHINE_AUTO_REPLY,
                       .body = "I am on holiday." });
    expect_news(ticket, "");
    gint64 other = take((Letter){ .from = "bob@example.org",
                                  .to = "front@example.org",
                                  .machine = DESK_MACHINE_AUTO_GENERATED });
    expect_news(other, "alice new");
}

/* Another desk answers each mail to its agent, our own bob, from an address that is not his: each
 * answer is a new ticket here, of which bob is told, and so on. */
Test(notifications, l7_a_desk_behind_an_agent_gets_a_few_mails_an_hour)
{
    for (int i = 0; i < 60; i++)
        take((Letter){ .from = "queue@two.example",
                       .to = "front@example.org",
                       .subject = "New ticket",
                       .machine = DESK_MACHINE_AUTO_GENERATED });
    g_autoptr(GPtrArray) rows = NULL;
    guint count = 0;
    cr_assert(desk_store_outbox_list(scene_store, NULL, 0, 10000, &rows, NULL));
    for (guint i = 0; i < rows->len; i++)
        count +=
            g_str_equal(((const DeskOutboxRow *) rows->pdata[i])->recipient, "bob@example.org");
    const gint64 tickets = desk_policy_conf(scene_policy)->limits.tickets_per_hour;
    cr_expect_gt(count, 0);
    cr_expect_leq(count, tickets + 10, "%u", count);
}

Test(notifications, an_agents_note_is_told_to_the_others)
{
    gint64 ticket = open_at("front@example.org");
    expect_news(ticket, "alice new, bob new");
    g_autoptr(DeskOutboxRow) told = row_to(ticket, "bob");
    cr_assert_not_null(told->note_to);
    take((Letter){ .from = "bob@example.org",
                   .login = "bob",
                   .to = told->note_to,
                   .header_to = told->note_to,
                   .reference = told->message_id,
                   .body = "I know this one." });
    expect_news(ticket, "alice update");
    g_autoptr(DeskOutboxRow) news_of = row_to(ticket, "alice");
    cr_expect_str_eq(news_of->detail, "Bob has left a note");
    /* It goes on with what she knows. */
    cr_expect_neq(*news_of->in_reply_to, '\0');
}

Test(notifications, o5_they_come_from_our_address_in_the_customers_name)
{
    gint64 ticket = open_at("front@example.org");
    g_autoptr(DeskOutboxRow) row = row_to(ticket, "bob");
    cr_expect_str_eq(row->from_address, "front@example.org");
    cr_expect_str_eq(row->from_name, JANE " via Front");
    cr_expect(g_str_has_prefix(row->reply_to, "front+r"), "%s", row->reply_to);
    cr_expect(g_str_has_prefix(row->note_to, "front+n"), "%s", row->note_to);
    cr_expect(g_str_has_prefix(row->envelope_from, "front+b"), "%s", row->envelope_from);
    cr_expect_gt(row->cause, 0);
}

static void
say_away(const char *agent)
{
    const DeskConf *conf = desk_policy_conf(scene_policy);
    const gint64 now = desk_clock_now();
    const DeskAbsentee who = {
        .conf = conf, .agent = desk_conf_agent(conf, agent), .actor = agent, .now = now
    };
    begin();
    end(desk_absence_begin(scene_store, &who, (DeskPeriod){ now - 1, G_MAXINT64 }, "", NULL));
}

Test(notifications, who_is_away_is_told_when_nobody_else_is_there)
{
    say_away("alice");
    gint64 ticket = open_at("front@example.org");
    expect_news(ticket, "bob new");
    say_away("bob");
    say_away("dave");
    ticket = open_at("front@example.org");
    expect_news(ticket, "alice new, bob new");
}

/* What an agent has said goes before the configuration. */
Test(notifications, wishes_are_followed)
{
    static const struct {
        const char *agent, *wish, *told;
    } rows[] = {
        { "dave", "each", "alice new, bob new, dave new" },
        { "bob", "none", "alice new, dave new" },
        { "alice", "digest", "dave new" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskWish wish = { .agent = (char *) rows[i].agent, .notify = (char *) rows[i].wish };
        begin();
        end(desk_store_wish_put(scene_store, &wish, NULL));
        gint64 ticket = open_at("front@example.org");
        expect_news(ticket, rows[i].told);
    }
}

Test(notifications, what_people_do_is_told_to_others)
{
    static const struct {
        const char *by;
        DeskChange change;
        const char *told;
    } rows[] = {
        { "bob", { .assignee = "alice" }, "alice new" },
        { "bob", { .assignee = "bob" }, "" },
        { "bob", { .priority = "high" }, "" },
        { "bob", { .status = "waiting" }, "" },
        { "bob", { .assignee = "none" }, "" },
        { "bob", { .team = "back" }, "carol new" },
        { "carol", { .team = "front", .status = "closed" }, "" },
    };
    gint64 ticket = open_at("front@example.org");
    expect_news(ticket, "alice new, bob new");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        set(ticket, rows[i].by, rows[i].change);
        g_autofree char *told = news(ticket);
        cr_expect_str_eq(told, rows[i].told, "row %zu: %s", i, told);
    }
}

Test(notifications, merges_and_splits_are_told)
{
    const DeskAmender who = amender("alice");
    gint64 one = open_at("front@example.org"), other = open_at("front@example.org"), final = 0;
    answer(other, (Letter){ .dmarc = "pass", .subject = "Fax", .body = "The fax as well." });
    set(other, "bob", (DeskChange){ .assignee = "bob" });
    watch(one, "carol");
    g_free(news(one));
    g_free(news(other));
    begin();
    end(desk_amend_merge(scene_store, &who, one, other, &final, NULL));
    expect_news(other, "bob update, carol update");
    const DeskSplit split = { .messages = (const gint64[]){ 2 }, .count = 1 };
    gint64 made = 0;
    begin();
    end(desk_amend_split(scene_store, &who, other, &split, &made, NULL));
    expect_news(made, "bob new");
}

Test(notifications, who_gets_a_ticket_later_is_told_then)
{
    say_away("carol");
    gint64 ticket = open_at("fair@example.org"), count = 0;
    const gint64 now = desk_clock_now();
    expect_news(ticket, "carol new");
    const DeskConf *conf = desk_policy_conf(scene_policy);
    const DeskAbsentee who = {
        .conf = conf, .agent = desk_conf_agent(conf, "carol"), .actor = "carol", .now = now
    };
    bool was_away = false;
    begin();
    end(desk_absence_end(scene_store, &who, &was_away, NULL));
    begin();
    end(desk_assign_sweep(scene_store, scene_policy, now, 10, &count, NULL));
    cr_expect_eq(count, 1);
    expect_news(ticket, "carol new");
}

/* RULES L5: what a budget holds back is on record, and owed. */
Test(notifications, l5_what_is_held_back_is_owed)
{
    ((DeskLimits *) &desk_policy_conf(scene_policy)->limits)->notifications_per_hour = 2;
    for (int i = 0; i < 2; i++)
        expect_news(open_at("front@example.org"), "alice new, bob new");
    gint64 ticket = open_at("front@example.org");
    expect_news(ticket, "");
    g_autofree char *why = scene_event(ticket, "agent-new-suppressed");
    cr_expect_str_eq(why, "the agent has had as many notifications as an hour allows, so bob hears "
                          "of it by a digest");
    cr_expect_eq(scene_events(ticket, "agent-new-suppressed"), 2);
    cr_expect_eq(scene_events(ticket, "flood"), 1);
    g_autoptr(DeskWish) wish = NULL;
    cr_assert(desk_store_wish_get(scene_store, "bob", &wish, NULL));
    cr_assert_not_null(wish);
    cr_expect_gt(wish->next_digest, desk_clock_now());
    cr_expect_null(wish->notify);
}

/* What is about no ticket leads to none. */
Test(notifications, a_result_may_be_about_no_ticket)
{
    const DeskConf *conf = desk_policy_conf(scene_policy);
    const DeskOccasion why = desk_notification_occasion(scene_policy, NULL, 0, desk_clock_now());
    begin();
    end(desk_notification_result(scene_store, &why, desk_conf_agent(conf, "bob"), 0, "queue",
                                 NULL));
    g_autoptr(DeskOutboxRow) row = row_to(0, "bob");
    cr_expect_eq(row->ticket, 0);
    cr_expect_str_eq(row->reply_to, "support@example.org");
    cr_expect_null(row->note_to);
    cr_expect(g_str_has_prefix(row->message_id, "m0-"), "%s", row->message_id);
    cr_expect_str_eq(row->detail, "queue");
}
