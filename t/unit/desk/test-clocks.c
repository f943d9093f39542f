#include "base/clock.h"
#include "desk/amend.h"
#include "scene.h"
#include "store/timers.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"

/* Every answer has the clocks of its ticket, which came before it. */
static const char settings[] =
    "mailbox \"desk\" { address = \"desk@example.org\" sla = \"gold\" }\n"
    "sla \"gold\" {\n"
    "  first-response = {\"normal=1h\", \"high=10m\"}\n"
    "  next-response = {\"normal=2h\"}\n"
    "  resolution = {\"normal=8h\", \"high=4h\"}\n"
    "}\n"
    "calendar \"rare\" { timezone = \"UTC\" monday = \"00:00-00:01\" }\n"
    "category \"Rare\" { keywords = {\"bassoon\"} sla = \"rare\" }\n"
    "triage { answers = yes }\n"
    "sla \"rare\" { calendar = \"rare\" resolution = {\"normal=9h\"} }\n";

static DeskAmender amender;

static void
open_clocks(void)
{
    scene_open_with(settings);
    amender = (DeskAmender){ .policy = scene_policy, .actor = "deskctl:root" };
}

TestSuite(clocks, .init = open_clocks, .fini = scene_close);

/* "first-response running, resolution running": the caller's. */
static char *
clocks_of(gint64 ticket)
{
    g_autoptr(GArray) timers = NULL;
    GString *text = g_string_new(NULL);
    cr_assert(desk_store_timer_list(scene_store, ticket, &timers, NULL));
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (timer->kind >= DESK_TIMER_CLOCKS)
            continue;
        cr_expect_eq(timer->next_at > 0, timer->state == DESK_TIMER_RUNNING, "%d", timer->kind);
        g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "",
                               desk_timer_kind_name(timer->kind),
                               desk_timer_state_name(timer->state));
    }
    return g_string_free(text, FALSE);
}

static void
expect(const char *name, gint64 ticket, const char *wanted)
{
    g_autofree char *clocks = clocks_of(ticket);
    cr_expect_str_eq(clocks, wanted, "%s: %s", name, clocks);
}

static gint64
open_one(const char *message_id)
{
    DeskVerdict verdict = scene_take(&(Letter){
        .from = JANE, .to = "desk@example.org", .subject = message_id, .message_id = message_id });
    cr_assert_eq(verdict.kind, DESK_VERDICT_NEW);
    return verdict.ticket;
}

/* An answer to the acknowledgement of a ticket; a hand over its reply address. */
static void
answer(gint64 ticket, Letter letter, gint64 later)
{
    g_autoptr(DeskOutboxRow) ack = scene_ack(ticket);
    letter.from = letter.from ? letter.from : JANE;
    letter.to = ack->reply_to;
    letter.subject = "Re";
    letter.later = later;
    DeskVerdict verdict = scene_take(&letter);
    cr_assert_eq(verdict.ticket, ticket);
}

static void
set(gint64 ticket, DeskChange change, gint64 later)
{
    g_autoptr(GError) error = NULL;
    amender.now = desk_clock_now() + later;
    bool ok = desk_store_begin(scene_store, &error) &&
              desk_amend_set(scene_store, &amender, ticket, &change, &error) &&
              desk_store_commit(scene_store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
}

Test(clocks, a_life_of_mails_and_changes)
{
    gint64 id = open_one("1@x");
    expect("opened", id, "first-response running, resolution running");
    answer(id, (Letter){ .message_id = "2@x" }, DESK_MINUTE);
    expect("asked again", id, "first-response running, resolution running");
    set(id, (DeskChange){ .status = "waiting" }, 2 * DESK_MINUTE);
    expect("answered", id, "first-response met, resolution paused");
    answer(id, (Letter){ .message_id = "3@x" }, 3 * DESK_MINUTE);
    expect("asked", id, "first-response met, next-response running, resolution running");
    set(id, (DeskChange){ .status = "on-hold" }, 4 * DESK_MINUTE);
    expect("on hold", id, "first-response met, next-response paused, resolution paused");
    set(id, (DeskChange){ .status = "in-progress" }, 5 * DESK_MINUTE);
    expect("in progress", id, "first-response met, next-response running, resolution running");
    set(id, (DeskChange){ .status = "resolved" }, 6 * DESK_MINUTE);
    expect("resolved", id, "first-response met, next-response met, resolution met");
    cr_expect_eq(scene_events(id, "sla-met"), 3);
    answer(id, (Letter){ .message_id = "4@x" }, 7 * DESK_MINUTE);
    expect("reopened", id, "first-response met, next-response running, resolution running");
    set(id, (DeskChange){ .status = "spam" }, 8 * DESK_MINUTE);
    expect("spam", id, "first-response met, next-response paused, resolution paused");
    set(id, (DeskChange){ .status = "open" }, 9 * DESK_MINUTE);
    expect("no spam", id, "first-response met, next-response running, resolution running");
    cr_expect_eq(scene_events(id, "sla-met"), 3, "nothing is said of spam");
}

Test(clocks, l3_a_machine_asks_for_nothing)
{
    gint64 id = open_one("1@x");
    set(id, (DeskChange){ .status = "waiting" }, DESK_MINUTE);
    answer(id, (Letter){ .message_id = "2@x", .machine = DESK_MACHINE_AUTO_REPLY },
           2 * DESK_MINUTE);
    expect("responder", id, "first-response met, resolution paused");
}

Test(clocks, thanks_ask_for_nothing)
{
    static const struct {
        const char *text, *clocks;
    } rows[] = {
        { "Thanks!", "first-response met, resolution paused" },
        { "Thanks! But it is broken again.",
          "first-response met, next-response running, resolution running" },
    };
    gint64 id = open_one("1@x");
    set(id, (DeskChange){ .status = "waiting" }, DESK_MINUTE);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *message_id = g_strdup_printf("thanks%zu@x", i);
        g_autoptr(DeskOutboxRow) ack = scene_ack(id);
        g_autoptr(DeskFiling) filing = scene_filing(&(Letter){ .from = JANE,
                                                               .to = ack->reply_to,
                                                               .subject = "Re:",
                                                               .message_id = message_id,
                                                               .body = rows[i].text,
                                                               .later = 2 * DESK_MINUTE });
        DeskVerdict verdict = scene_file(filing);
        cr_assert_eq(verdict.ticket, id);
        expect(rows[i].text, id, rows[i].clocks);
    }
}

Test(clocks, what_a_stranger_writes_asks_when_it_is_approved)
{
    gint64 id = open_one("1@x");
    set(id, (DeskChange){ .status = "in-progress" }, DESK_MINUTE);
    set(id, (DeskChange){ .status = "waiting" }, 2 * DESK_MINUTE);
    answer(id, (Letter){ .from = "eve@example.com", .message_id = "2@x" }, 3 * DESK_MINUTE);
    cr_assert_eq(scene_events(id, "held"), 1);
    expect("held", id, "first-response met, resolution paused");
    amender.now = desk_clock_now() + 4 * DESK_MINUTE;
    cr_assert(desk_amend_approve(scene_store, &amender, id, 0, NULL));
    expect("approved", id, "first-response met, next-response running, resolution running");
}

Test(clocks, another_priority_allows_another_time)
{
    g_autoptr(GArray) timers = NULL;
    gint64 id = open_one("1@x");
    set(id, (DeskChange){ .priority = "high" }, DESK_MINUTE);
    cr_assert(desk_store_timer_list(scene_store, id, &timers, NULL));
    const DeskTimer *first = &g_array_index(timers, DeskTimer, 0);
    cr_expect_eq(first->allowed, 10 * DESK_MINUTE);
    cr_expect(first->used >= DESK_MINUTE && first->used < 2 * DESK_MINUTE);
}

static gint64
used_of(gint64 ticket, DeskTimerKind kind)
{
    g_autoptr(GArray) timers = NULL;
    cr_assert(desk_store_timer_list(scene_store, ticket, &timers, NULL));
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        if (timer->kind == kind)
            return timer->used;
    }
    return -1;
}

/* He has waited for it since he asked, whichever SLA was to promise it. */
Test(clocks, what_was_asked_under_an_sla_without_that_time_counts_under_one_with_it)
{
    gint64 id = open_one("1@x");
    set(id, (DeskChange){ .sla = "rare", .status = "waiting" }, DESK_MINUTE);
    answer(id, (Letter){ .message_id = "2@x", .body = "and now?" }, 2 * DESK_MINUTE);
    set(id, (DeskChange){ .sla = "gold" }, 3 * DESK_MINUTE);
    expect("asked", id, "first-response met, next-response running, resolution running");
}

/* The hours of the one it had are over, those of the other one have not begun. */
Test(clocks, what_was_used_under_another_sla_was_used)
{
    gint64 weighed = open_one("1@x"), set_by = open_one("2@x");
    set(set_by, (DeskChange){ .sla = "rare" }, 30 * DESK_MINUTE);
    answer(weighed, (Letter){ .message_id = "3@x", .body = "my bassoon" }, 30 * DESK_MINUTE);
    for (gint64 id = weighed; id <= set_by; id++) {
        g_autoptr(DeskTicket) ticket = scene_ticket(id);
        gint64 minutes = used_of(id, DESK_TIMER_RESOLUTION) / DESK_MINUTE;
        cr_expect_str_eq(ticket->sla, "rare");
        cr_expect(minutes == 29 || minutes == 30, "#%d: %d minutes", (int) id, (int) minutes);
    }
}

Test(clocks, a_merged_ticket_has_none_that_runs)
{
    gint64 id = open_one("1@x"), into = open_one("2@x"), final = 0;
    cr_assert(desk_amend_merge(scene_store, &amender, id, into, &final, NULL));
    expect("merged", id, "first-response met, resolution met");
    expect("into", into, "first-response running, resolution running");
}

Test(clocks, what_is_split_off_has_waited_since_it_came)
{
    gint64 id = open_one("1@x"), made = 0;
    answer(id, (Letter){ .message_id = "2@x" }, DESK_MINUTE);
    g_autoptr(GPtrArray) messages = scene_messages(id);
    gint64 arrival = ((const DeskMessage *) messages->pdata[1])->received;
    const gint64 number = 2;
    const DeskSplit split = { &number, 1, NULL };
    amender.now = arrival + DESK_HOUR;
    cr_assert(desk_amend_split(scene_store, &amender, id, &split, &made, NULL));
    expect("made", made, "first-response running, resolution running");
    g_autoptr(GArray) timers = NULL;
    cr_assert(desk_store_timer_list(scene_store, made, &timers, NULL));
    cr_expect_eq(g_array_index(timers, DeskTimer, 0).due, arrival + DESK_HOUR);
}

Test(clocks, without_an_sla_there_are_none)
{
    DeskVerdict verdict =
        scene_take(&(Letter){ .from = JANE, .subject = "x", .message_id = "1@x" });
    answer(verdict.ticket, (Letter){ .message_id = "2@x" }, DESK_MINUTE);
    set(verdict.ticket, (DeskChange){ .priority = "critical" }, DESK_MINUTE);
    expect("none", verdict.ticket, "");
}

Test(clocks, what_happens_while_there_is_no_sla_is_not_forgotten)
{
    gint64 id = open_one("1@x");
    set(id, (DeskChange){ .sla = "none", .status = "waiting" }, DESK_MINUTE);
    set(id, (DeskChange){ .sla = "gold" }, 2 * DESK_MINUTE);
    expect("given back", id, "first-response met, resolution paused");
    set(id, (DeskChange){ .sla = "none" }, 3 * DESK_MINUTE);
    set(id, (DeskChange){ .status = "resolved" }, 4 * DESK_MINUTE);
    set(id, (DeskChange){ .sla = "gold" }, 5 * DESK_MINUTE);
    expect("resolved meanwhile", id, "first-response met, resolution met");
}

/* Nobody has answered it, whatever it was taken for. */
Test(clocks, what_was_taken_for_spam_goes_on_where_it_stopped)
{
    g_autoptr(GArray) timers = NULL;
    gint64 id = open_one("1@x");
    set(id, (DeskChange){ .status = "spam" }, 10 * DESK_MINUTE);
    expect("spam", id, "first-response paused, resolution paused");
    set(id, (DeskChange){ .status = "open" }, DESK_DAY);
    expect("no spam", id, "first-response running, resolution running");
    cr_assert(desk_store_timer_list(scene_store, id, &timers, NULL));
    for (guint i = 0; i < timers->len; i++) {
        gint64 used = g_array_index(timers, DeskTimer, i).used;
        cr_expect(used >= 10 * DESK_MINUTE && used < 11 * DESK_MINUTE, "%d", (int) used);
    }
    set(id, (DeskChange){ .status = "resolved" }, DESK_DAY + DESK_MINUTE);
    set(id, (DeskChange){ .status = "spam" }, DESK_DAY + 2 * DESK_MINUTE);
    expect("spam again", id, "first-response met, resolution met");
    set(id, (DeskChange){ .status = "open" }, DESK_DAY + 3 * DESK_MINUTE);
    expect("reopened", id, "first-response met, next-response running, resolution running");
}
