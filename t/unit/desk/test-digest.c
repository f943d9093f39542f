#include "base/clock.h"
#include "desk/digest.h"
#include "desk/notification.h"
#include "policy/notification.h"
#include "room.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"

#include <criterion/criterion.h>

#define AT (8 * DESK_HOUR)

/* Dave wants one mail a day, at eight in Berlin; bob and carol each mail. */
static const char settings[] =
    "calendar \"berlin\" { timezone = \"Europe/Berlin\" monday = \"09:00-17:00\" }\n"
    "agent \"carol\" { addresses = {\"carol@example.org\"} }\n"
    "agent \"dave\" { addresses = {\"dave@example.org\"} notify = digest calendar = \"berlin\" }\n"
    "team \"front\" { members = {\"bob\", \"dave\"} }\n";

static void
open_desk(void)
{
    scene_open_with(settings);
}

TestSuite(digest, .init = open_desk, .fini = scene_close);

static gint64
run_with(DeskStore *store, gint64 now)
{
    const DeskOccasion why = desk_notification_occasion(scene_policy, NULL, 0, now);
    gint64 next = 0;
    g_autoptr(GError) error = NULL;
    bool ok = desk_store_begin(store, &error) && desk_digest_run(store, &why, &next, &error) &&
              desk_store_commit(store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
    return next;
}

static gint64
run(gint64 now)
{
    return run_with(scene_store, now);
}

/* The details of all digests, the oldest first, by their names: "dave digest 1 2, ...". */
static guint
count_digests(const char *agent)
{
    g_autoptr(GPtrArray) rows = scene_outbox(0);
    g_autofree char *address = g_strconcat(agent, "@example.org", NULL);
    guint count = 0;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        count += g_str_equal(row->kind, "digest") && g_str_equal(row->recipient, address);
    }
    return count;
}

static char *
last_digest(void)
{
    g_autoptr(GPtrArray) rows = scene_outbox(0);
    DeskOutboxRow *row = NULL;
    for (guint i = 0; i < rows->len && !row; i++)
        if (g_str_equal(((const DeskOutboxRow *) rows->pdata[i])->kind, "digest"))
            cr_assert(desk_store_outbox_get(
                scene_store, ((const DeskOutboxRow *) rows->pdata[i])->id, &row, NULL));
    char *detail = row ? g_strdup(row->detail) : NULL;
    desk_outbox_row_free(row);
    return detail;
}

/* Something happens to a ticket of the front at that time. */
static void
happen(gint64 at)
{
    DeskTicket ticket = { .subject = (char *) "Printer",
                          .status = DESK_STATUS_OPEN,
                          .priority = DESK_PRIORITY_NORMAL,
                          .team = (char *) "front",
                          .mailbox = (char *) "support",
                          .language = (char *) "en",
                          .created = at,
                          .updated = at };
    DeskEvent event = {
        .at = at, .actor = (char *) "desk", .kind = (char *) "created", .detail = (char *) "x"
    };
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_store_ticket_add(scene_store, &ticket, NULL));
    event.ticket = ticket.id;
    cr_assert(desk_store_event_add(scene_store, &event, NULL) &&
              desk_store_commit(scene_store, NULL));
}

static gint64
due_after(gint64 moment)
{
    return desk_digest_after("Europe/Berlin", AT, moment);
}

Test(digest, it_comes_once_a_day_to_who_wants_it)
{
    const gint64 now = desk_clock_now(), first = due_after(now), second = due_after(first);
    cr_expect_eq(run(now), first, "when the first is due is worked out");
    happen(now + 1);
    cr_expect_eq(run(first - 1), first);
    cr_expect_eq(count_digests("dave"), 0);
    cr_expect_eq(run(first), second);
    cr_expect_eq(run(first + DESK_MINUTE), second);
    cr_expect_eq(count_digests("dave"), 1);
    cr_expect_eq(count_digests("bob"), 0);
    g_autofree char *detail = last_digest();
    g_autofree char *expected =
        g_strdup_printf("digest %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                        desk_digest_before("Europe/Berlin", AT, first), first - 1);
    cr_expect_str_eq(detail, expected);
}

Test(digest, nothing_comes_when_nothing_has_happened)
{
    const gint64 now = desk_clock_now();
    run(now);
    run(due_after(now));
    cr_expect_eq(count_digests("dave"), 0);
    happen(due_after(now) + 1);
    run(due_after(due_after(now)));
    cr_expect_eq(count_digests("dave"), 1);
}

/* Whoever wants each mail gets a digest of what a budget held back, and one alone. */
Test(digest, l5_who_is_owed_one_gets_it_once)
{
    const DeskConf *conf = desk_policy_conf(scene_policy);
    const DeskAgent *bob = desk_conf_agent(conf, "bob");
    gint64 now = desk_clock_now();
    run(now);
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_digest_owe(scene_store, conf, bob, now, NULL) &&
              desk_digest_owe(scene_store, conf, bob, now + 1, NULL) &&
              desk_store_commit(scene_store, NULL));
    for (int day = 0; day < 3; day++) {
        happen(now + 1);
        now += DESK_DAY;
        run(now);
    }
    cr_expect_eq(count_digests("bob"), 1);
    cr_expect_eq(count_digests("dave"), 3);
}

/* RULES I11: no burst, and nothing is left out, by a clock that is a month off for a while. */
Test(digest, i11_a_leap_of_the_clock_sends_no_burst)
{
    static const int months[] = { 1, -1 };
    for (size_t i = 0; i < G_N_ELEMENTS(months); i++) {
        const gint64 now = desk_clock_now(), away = now + months[i] * 30 * DESK_DAY;
        guint before = count_digests("dave");
        run(now);
        happen(now + 1);
        for (int looks = 0; looks < 5; looks++)
            run(away + looks * DESK_MINUTE);
        cr_expect_leq(count_digests("dave"), before + 1, "%d", months[i]);
        for (int looks = 0; looks < 5; looks++)
            run(now + looks * DESK_MINUTE);
        cr_expect_leq(count_digests("dave"), before + 2, "%d", months[i]);
        run(due_after(now + DESK_HOUR));
        g_autofree char *detail = last_digest();
        gint64 since = 0, until = 0;
        cr_assert_eq(sscanf(detail ? detail : "", "digest %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                            &since, &until),
                     2);
        cr_expect(since <= now + 1 && until >= now + 1, "%d: what happened is in it: %s", months[i],
                  detail);
    }
}

Test(digest, two_who_look_send_it_once)
{
    g_autofree char *url = g_strdup_printf("sqlite:%s/desk.db", room_folder());
    g_autoptr(DeskStore) second = desk_store_open(url, DESK_STORE_WRITE, NULL);
    const gint64 now = desk_clock_now();
    cr_assert_not_null(second);
    run(now);
    happen(now + 1);
    for (int i = 0; i < 4; i++)
        run_with(i % 2 == 0 ? second : scene_store, due_after(now) + i);
    cr_expect_eq(count_digests("dave"), 1);
}
