#include "../policy/fixture.h"
#include "base/clock.h"
#include "desk/escalate.h"
#include "desk/sla.h"
#include "room.h"
#include "store/look.h"
#include "store/outbox.h"
#include "store/rows.h"

#include <criterion/criterion.h>
#include <sqlite3.h>

#define NOON (20000 * DESK_DAY + 12 * DESK_HOUR)

/* bob leads the front, carol the operations. The first response of a normal ticket is due at 60
 * minutes, its resolution at 600. */
static const char settings[] =
    "agent \"bob\" { addresses = {\"bob@example.org\"} }\n"
    "agent \"carol\" { addresses = {\"carol@example.org\"} }\n"
    "agent \"nina\" { addresses = {\"nina@example.org\"} calendar = \"york\" }\n"
    "calendar \"york\" { timezone = \"America/New_York\" monday = \"09:00-17:00\" }\n"
    "team \"front\" { members = {\"alice\", \"bob\"} lead = \"bob\" }\n"
    "team \"operations\" { members = {\"carol\"} lead = \"carol\" }\n"
    "team \"fair\" { members = {\"bob\", \"carol\"} assign = \"round-robin\" }\n"
    "team \"flat\" { members = {\"alice\"} }\n"
    "sla \"gold\" {\n"
    "  first-response = {\"critical=10m\", \"high=20m\", \"normal=60m\"}\n"
    "  resolution = {\"critical=100m\", \"high=200m\", \"normal=600m\"}\n"
    "  warn-at = 0.5 escalation = {\"0m alarm\"}\n"
    "}\n"
    "sla \"lead\" { first-response = {\"normal=60m\"}\n"
    "  escalation = {\"0m alarm\", \"10m alarm-lead\", \"20m assign-lead\", \"30m team "
    "operations\"} }\n"
    "sla \"raise\" { first-response = {\"normal=60m\"} resolution = {\"normal=600m\", "
    "\"high=70m\"}\n"
    "  warn-at = 1 escalation = {\"0m alarm\", \"10m raise-priority\"} }\n"
    "sla \"twice\" { first-response = {\"normal=60m\"} warn-at = 1\n"
    "  escalation = {\"10m raise-priority\", \"20m raise-priority\"} }\n"
    "sla \"pass\" { first-response = {\"normal=60m\"} escalation = {\"0m team fair\"} }\n"
    "sla \"repeat\" { first-response = {\"normal=60m\"} warn-at = 1 escalation = {\"0m alarm\", "
    "\"10m repeat\"} "
    "}\n";

static DeskStore *store;
static DeskPolicy *policy;

static void
open_desk(void)
{
    store = room_open();
    policy = fixture_policy_with(settings);
}

static void
close_desk(void)
{
    room_close(store);
    desk_policy_unref(policy);
}

TestSuite(escalate, .init = open_desk, .fini = close_desk);

static void
tell(const DeskTicket *ticket, DeskSlaEvent event, gint64 at)
{
    const DeskMoment moment = { ticket->id, 0, at };
    g_autoptr(GError) error = NULL;
    bool ok = desk_store_begin(store, &error) &&
              desk_sla_tell(store, desk_policy_conf(policy), ticket, event, &moment, &error) &&
              desk_store_commit(store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
}

/* A ticket that came at noon. */
static gint64
ticket_of(const char *sla, const char *team, const char *assignee)
{
    DeskTicket ticket = { .subject = (char *) "x",
                          .status = DESK_STATUS_NEW,
                          .priority = DESK_PRIORITY_NORMAL,
                          .sla = (char *) sla,
                          .team = (char *) team,
                          .assignee = (char *) assignee,
                          .mailbox = (char *) "support",
                          .language = (char *) "en",
                          .created = NOON,
                          .updated = NOON };
    cr_assert(desk_store_ticket_add(store, &ticket, NULL));
    tell(&ticket, DESK_SLA_OPENED, NOON);
    return ticket.id;
}

/* Looks once, so many minutes after noon; returns how many tickets were looked at. */
static gint64
run_with(DeskStore *with, gint64 minutes, gint64 limit)
{
    DeskEscalateBatch batch = { .now = NOON + minutes * DESK_MINUTE, .limit = limit };
    g_autoptr(GError) error = NULL;
    bool ok = desk_store_begin(with, &error) && desk_escalate_run(with, policy, &batch, &error) &&
              desk_store_commit(with, &error);
    cr_assert(ok, "%s", error ? error->message : "");
    return batch.count;
}

static gint64
run(gint64 minutes)
{
    return run_with(store, minutes, 100);
}

/* "sla-warning sla-missed": the kinds of its events, the caller's. */
static char *
events(gint64 ticket)
{
    g_autoptr(GPtrArray) list = NULL;
    GString *text = g_string_new(NULL);
    cr_assert(desk_store_event_list(store, ticket, &list, NULL));
    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
                               ((const DeskEvent *) list->pdata[i])->kind);
    return g_string_free(text, FALSE);
}

static char *
event(gint64 ticket, const char *kind)
{
    g_autoptr(GPtrArray) list = NULL;
    cr_assert(desk_store_event_list(store, ticket, &list, NULL));
    for (guint i = list->len; i > 0; i--) {
        const DeskEvent *one = list->pdata[i - 1];
        if (g_str_equal(one->kind, kind))
            return g_strdup(one->detail);
    }
    return NULL;
}

/* "alice bob": who was told, in order; the caller's. */
static char *
told(gint64 ticket)
{
    g_autoptr(GPtrArray) rows = NULL;
    GString *text = g_string_new(NULL);
    cr_assert(desk_store_outbox_list(store, NULL, ticket, 1000, &rows, NULL));
    for (guint i = rows->len; i > 0; i--) {
        const DeskOutboxRow *row = rows->pdata[i - 1];
        g_string_append_printf(text, "%s%.*s", text->len > 0 ? " " : "",
                               (int) strcspn(row->recipient, "@"), row->recipient);
    }
    return g_string_free(text, FALSE);
}

static void
expect(gint64 ticket, const char *kinds, const char *agents)
{
    g_autofree char *happened = events(ticket);
    g_autofree char *heard = told(ticket);
    cr_expect_str_eq(happened, kinds, "events: %s", happened);
    cr_expect_str_eq(heard, agents, "told: %s", heard);
}

static DeskTicket *
get(gint64 id)
{
    DeskTicket *ticket = NULL;
    cr_assert(desk_store_ticket_get(store, id, &ticket, NULL));
    return ticket;
}

static void
set_status(gint64 id, DeskStatus status, DeskSlaEvent event, gint64 minutes)
{
    gint64 at = NOON + minutes * DESK_MINUTE;
    cr_assert(desk_store_ticket_touch(store, id, status, at, NULL));
    g_autoptr(DeskTicket) ticket = get(id);
    tell(ticket, event, at);
}

static void
damage(const char *sql)
{
    g_autofree char *path = g_build_filename(room_folder(), "desk.db", NULL);
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_expect_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

Test(escalate, warns_once_and_misses_once)
{
    gint64 id = ticket_of("gold", "front", "alice");
    cr_expect_eq(run(29), 0);
    expect(id, "", "");
    cr_expect_eq(run(30), 1);
    cr_expect_eq(run(30), 0);
    expect(id, "sla-warning", "alice");
    g_autofree char *warning = event(id, "sla-warning");
    cr_expect(
        strstr(warning,
               "the first response is due on Fri 2024-10-04 13:00 UTC: the SLA gold allows 1 h"),
        "%s", warning);
    cr_expect_eq(run(59), 0);
    cr_expect_eq(run(61), 1);
    cr_expect_eq(run(70), 0);
    expect(id, "sla-warning sla-missed", "alice alice");
    g_autofree char *missed = event(id, "sla-missed");
    cr_expect(strstr(missed, "was due on Fri 2024-10-04 13:00 UTC"), "%s", missed);
}

Test(escalate, what_is_answered_in_time_is_told_to_nobody)
{
    gint64 id = ticket_of("gold", "front", "alice");
    set_status(id, DESK_STATUS_RESOLVED, DESK_SLA_ANSWERED, 10);
    for (gint64 minutes = 0; minutes < 2000; minutes += 100)
        cr_expect_eq(run(minutes), 0);
    expect(id, "sla-met sla-met", "");
}

/* A report counts by what the events say: in time, missed, and late what was missed before. */
Test(escalate, a_report_counts_each_clock_once)
{
    gint64 id = ticket_of("gold", "front", "alice");
    g_autoptr(GPtrArray) tallies = NULL;
    run(61);
    set_status(id, DESK_STATUS_RESOLVED, DESK_SLA_ANSWERED, 70);
    expect(id, "sla-missed sla-met sla-met", "alice");
    cr_assert(desk_store_tally(store, (DeskPeriod){ 0, G_MAXINT64 }, true, 1, &tallies, NULL));
    cr_assert_eq(tallies->len, 1);
    const DeskTally *tally = tallies->pdata[0];
    cr_expect_str_eq(tally->name, "alice");
    cr_expect_eq(tally->met, 1, "the resolution");
    cr_expect_eq(tally->missed, 1, "the first response");
}

Test(escalate, an_alarm_has_the_zone_of_its_reader)
{
    static const struct {
        const char *assignee, *due;
    } cases[] = { { "alice", "due on Fri 2024-10-04 13:00 UTC" },
                  { "nina", "due on Fri 2024-10-04 09:00 EDT" } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 id = ticket_of("gold", "front", cases[i].assignee);
        g_autoptr(GPtrArray) rows = NULL;
        run(30);
        cr_assert(desk_store_outbox_list(store, NULL, id, 10, &rows, NULL));
        cr_assert_eq(rows->len, 1);
        const DeskOutboxRow *row = rows->pdata[0];
        cr_expect(g_str_has_prefix(row->detail, "First response due soon\n"), "%s", row->detail);
        cr_expect(strstr(row->detail, cases[i].due), "%s: %s", cases[i].assignee, row->detail);
    }
}

Test(escalate, i11_after_a_day_without_anybody_there_is_one_alarm)
{
    gint64 id = ticket_of("gold", "front", "alice");
    gint64 other = ticket_of("repeat", "front", NULL);
    run(24 * 60);
    expect(id, "sla-missed sla-missed", "alice");
    expect(other, "sla-missed", "bob alice");
    cr_expect_eq(run(24 * 60 + 1), 0, "nothing is left");
}

Test(escalate, i11_the_clock_set_back_and_forward_fires_nothing_twice)
{
    gint64 id = ticket_of("gold", "front", "alice");
    const gint64 month = 30 * 24 * 60;
    run(30);
    cr_expect_eq(run(-month), 1, "it is worked out anew");
    cr_expect_eq(run(-month), 0);
    expect(id, "sla-warning", "alice");
    cr_expect_eq(run(29 - month), 0, "half an hour is left");
    cr_expect_eq(run(30 - month), 1);
    expect(id, "sla-warning sla-missed", "alice alice");
    run(61);
    run(month);
    g_autofree char *happened = events(id);
    cr_expect_str_eq(happened, "sla-warning sla-missed sla-missed", "%s", happened);
}

Test(escalate, two_who_look_take_each_step_once)
{
    g_autofree char *url = g_strdup_printf("sqlite:%s/desk.db", room_folder());
    g_autoptr(DeskStore) second = desk_store_open(url, DESK_STORE_WRITE, NULL);
    cr_assert_not_null(second);
    gint64 first = ticket_of("gold", "front", "alice"), last = 0;
    for (int i = 0; i < 9; i++)
        last = ticket_of("gold", "front", "alice");
    gint64 all = 0;
    for (int i = 0; i < 4; i++)
        all += run_with(i % 2 == 0 ? store : second, 30, 3);
    cr_expect_eq(all, 10, "%d", (int) all);
    for (gint64 id = first; id <= last; id++)
        expect(id, "sla-warning", "alice");
}

Test(escalate, the_lead_hears_of_it_gets_it_and_another_team_after_him)
{
    gint64 id = ticket_of("lead", "front", "alice");
    run(60);
    expect(id, "sla-missed", "alice");
    run(70);
    expect(id, "sla-missed", "alice bob");
    run(80);
    g_autoptr(DeskTicket) given = get(id);
    cr_expect_str_eq(given->assignee, "bob");
    cr_expect_eq(given->status, DESK_STATUS_OPEN, "who has it works on it");
    g_autofree char *what = event(id, "escalated");
    cr_expect_str_eq(what, "bob, the lead of front, got it from alice, because the first response "
                           "was missed");
    run(90);
    g_autoptr(DeskTicket) moved = get(id);
    cr_expect_str_eq(moved->team, "operations");
    cr_expect_null(moved->assignee);
    expect(id, "sla-missed escalated escalated", "alice bob bob carol");
}

Test(escalate, a_team_that_assigns_by_itself_does_so)
{
    gint64 first = ticket_of("pass", "front", "alice"), second = ticket_of("pass", NULL, NULL);
    run(60);
    expect(first, "sla-missed escalated assigned", "bob");
    expect(second, "sla-missed escalated assigned", "carol");
    g_autoptr(DeskTicket) ticket = get(first);
    cr_expect_str_eq(ticket->assignee, "bob");
    cr_expect_eq(ticket->status, DESK_STATUS_OPEN);
}

Test(escalate, a_lead_who_is_not_there_is_stood_in_for)
{
    gint64 id = ticket_of("lead", "flat", NULL);
    run(70);
    run(80);
    expect(id, "sla-missed escalated", "alice alice");
    g_autofree char *what = event(id, "escalated");
    cr_expect(g_str_has_prefix(what, "nobody got it: flat has no lead"), "%s", what);
}

Test(escalate, whoever_left_the_configuration_is_not_told)
{
    gint64 id = ticket_of("gold", "dissolved", "gone");
    run(60);
    expect(id, "sla-missed agent-alarm-suppressed", "");
}

Test(escalate, a_raised_priority_drives_the_other_clocks)
{
    gint64 id = ticket_of("raise", "front", "alice");
    run(60);
    run(71);
    g_autoptr(DeskTicket) ticket = get(id);
    cr_expect_eq(ticket->priority, DESK_PRIORITY_HIGH);
    expect(id, "sla-missed escalated", "alice");
    cr_expect_eq(run(71), 1, "the resolution is overdue by the new priority");
    expect(id, "sla-missed escalated sla-missed", "alice alice");
    cr_expect_eq(run(71), 0);
}

Test(escalate, what_raises_twice_does_so_after_a_day_without_anybody_there_as_well)
{
    gint64 id = ticket_of("twice", "front", "alice");
    run(24 * 60);
    g_autoptr(DeskTicket) raised = get(id);
    cr_expect_eq(raised->priority, DESK_PRIORITY_CRITICAL, "%s",
                 desk_priority_name(raised->priority));
    expect(id, "sla-missed escalated escalated", "");
}

Test(escalate, what_is_repeated_comes_to_an_end)
{
    gint64 id = ticket_of("repeat", "front", NULL);
    int alarms = 0;
    for (gint64 minutes = 60; minutes < 600; minutes++)
        alarms += (int) run(minutes);
    cr_expect_eq(alarms, 11, "%d", alarms);
    g_autofree char *heard = told(id);
    cr_expect(g_str_has_prefix(heard, "alice bob bob bob"), "%s", heard);
}

Test(escalate, what_is_repeated_stops_with_its_clock)
{
    gint64 id = ticket_of("repeat", "front", "bob");
    run(60);
    run(70);
    set_status(id, DESK_STATUS_WAITING, DESK_SLA_ANSWERED, 75);
    for (gint64 minutes = 80; minutes < 600; minutes += 10)
        cr_expect_eq(run(minutes), 0);
    expect(id, "sla-missed sla-met", "bob bob");
}

Test(escalate, a_merged_ticket_or_spam_asks_for_nothing)
{
    gint64 into = ticket_of("raise", "front", "alice"), merged = ticket_of("gold", "front", "bob"),
           spam = ticket_of("gold", "front", "bob");
    cr_assert(desk_store_ticket_merge(store, merged, into, NOON, NULL));
    set_status(spam, DESK_STATUS_SPAM, DESK_SLA_CHANGED, 1);
    run(1000);
    run(1001);
    expect(merged, "", "");
    expect(spam, "", "");
}

Test(escalate, l5_a_hundred_at_once_are_no_hundred_mails)
{
    ((DeskLimits *) &desk_policy_conf(policy)->limits)->alarms_per_hour = 5;
    gint64 first = ticket_of("gold", "front", "bob"), last = 0;
    guint mails = 0, refused = 0;
    for (int i = 1; i < 100; i++)
        last = ticket_of("gold", "front", "bob");
    cr_expect_eq(run(60), 100);
    for (gint64 id = first; id <= last; id++) {
        g_autofree char *heard = told(id);
        g_autofree char *why = event(id, "agent-alarm-suppressed");
        g_autofree char *missed = event(id, "sla-missed");
        mails += *heard != '\0';
        refused += why && strstr(why, "as many alarms as an hour allows");
        cr_expect_not_null(missed);
    }
    cr_expect_eq(mails, 5, "%u", mails);
    cr_expect_eq(refused, 95, "%u", refused);
}

/* The first of a batch cannot be read: the others go on without it, and nothing of it is lost. */
Test(escalate, a_damaged_ticket_holds_up_no_other_one)
{
    gint64 broken = ticket_of("gold", "front", "bob"), sound = ticket_of("gold", "front", "alice");
    DeskEscalateBatch batch = { .now = NOON + 30 * DESK_MINUTE, .limit = 100 };
    g_autoptr(GError) error = NULL;
    damage("UPDATE ticket SET status = 'odd' WHERE id = 1");
    cr_assert(desk_store_begin(store, NULL));
    cr_assert_not(desk_escalate_run(store, policy, &batch, &error));
    desk_store_rollback(store);
    cr_expect_not(desk_store_error_is_temporary(error), "%s", error->message);
    cr_assert_eq(batch.failed, broken);
    cr_assert(desk_escalate_set_aside(store, &batch, NULL));
    cr_expect_eq(run(31), 1);
    expect(sound, "sla-warning", "alice");
    damage("UPDATE ticket SET status = 'new' WHERE id = 1");
    run(89);
    expect(broken, "", "");
    run(90);
    expect(broken, "sla-missed", "bob");
}
