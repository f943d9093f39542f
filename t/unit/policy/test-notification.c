#include "base/clock.h"
#include "fixture.h"
#include "policy/notification.h"

#include <criterion/criterion.h>

#define BERLIN "Europe/Berlin"

static DeskPolicy *policy;

static void
open_desk(void)
{
    policy = fixture_policy_with("agent \"bob\" { addresses = {\"bob@example.org\"} }\n"
                                 "agent \"carol\" { addresses = {\"carol@example.org\"} }\n"
                                 "agent \"dave\" { addresses = {\"dave@example.org\"}"
                                 " notify = digest }\n"
                                 "team \"front\" { members = {\"alice\", \"bob\", \"carol\"} }\n"
                                 "team \"back\" { members = {\"carol\", \"dave\"} }\n");
}

static void
close_desk(void)
{
    desk_policy_unref(policy);
}

TestSuite(notification, .init = open_desk, .fini = close_desk);

static GPtrArray *
split(const char *words)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) all = g_strsplit(words ? words : "", " ", -1);
    for (char **word = all; *word; word++)
        if (**word)
            g_ptr_array_add(list, g_strdup(*word));
    return list;
}

static bool
is_one_of(const char *words, const char *word)
{
    g_auto(GStrv) all = g_strsplit(words ? words : "", " ", -1);
    return g_strv_contains((const char *const *) all, word);
}

typedef struct {
    const char *assignee, *team, *watchers, *teams; /* of the ticket; names, blanks between */
    const char *by, *away, *digests, *eager;
    const char *told;
} Row;

static char *
told(const Row *row)
{
    const DeskConf *conf = desk_policy_conf(policy);
    const DeskTicket ticket = { .assignee = (char *) row->assignee, .team = (char *) row->team };
    g_autoptr(GPtrArray) watchers = split(row->watchers);
    g_autoptr(GPtrArray) teams = split(row->teams);
    const DeskAudience others = { watchers, teams };
    g_autoptr(GArray) hearers = desk_notification_hearers(conf, &ticket, &others);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < hearers->len; i++) {
        DeskHearer *hearer = &g_array_index(hearers, DeskHearer, i);
        hearer->away = is_one_of(row->away, hearer->agent->name);
        if (is_one_of(row->digests, hearer->agent->name))
            hearer->wish = DESK_NOTIFY_DIGEST;
        if (is_one_of(row->eager, hearer->agent->name))
            hearer->wish = DESK_NOTIFY_EACH;
    }
    desk_notification_choose(hearers, row->by ? desk_conf_agent(conf, row->by) : NULL);
    for (guint i = 0; i < hearers->len; i++)
        g_string_append_printf(names, "%s ", g_array_index(hearers, DeskHearer, i).agent->name);
    return g_strchomp(g_string_free(names, FALSE));
}

Test(notification, who_hears_of_a_ticket)
{
    static const Row rows[] = {
        { .told = "" },
        { .assignee = "bob", .told = "bob" },
        { .assignee = "bob", .team = "front", .told = "bob" },
        { .team = "front", .told = "alice bob carol" },
        { .assignee = "gone", .team = "front", .told = "alice bob carol" },
        { .assignee = "gone", .team = "dissolved", .told = "" },
        { .assignee = "bob", .watchers = "carol gone", .told = "bob carol" },
        { .team = "front", .watchers = "bob carol", .told = "alice bob carol" },
        /* Not who did it, however he has to do with it. */
        { .assignee = "bob", .by = "bob", .told = "" },
        { .assignee = "bob", .by = "alice", .told = "bob" },
        { .team = "front", .by = "bob", .told = "alice carol" },
        { .assignee = "bob", .watchers = "carol", .by = "carol", .told = "bob" },
        /* Of a team not who is away, unless all are; who has it or watches it in any case. */
        { .team = "front", .away = "alice", .told = "bob carol" },
        { .team = "front", .away = "alice bob carol", .told = "alice bob carol" },
        { .team = "front", .away = "alice bob", .by = "carol", .told = "" },
        { .team = "front", .away = "bob", .watchers = "bob", .told = "alice bob carol" },
        { .assignee = "bob", .away = "bob", .told = "bob" },
        /* Not who wants to be left alone. */
        { .team = "front", .digests = "alice", .told = "bob carol" },
        { .assignee = "bob", .digests = "bob", .told = "" },
        { .assignee = "dave", .told = "" },
        { .assignee = "dave", .eager = "dave", .told = "dave" },
        /* RULES T9: all teams that one mail came to, each agent once. */
        { .team = "front", .teams = "front back", .told = "alice bob carol" },
        { .team = "front", .teams = "back", .eager = "dave", .told = "alice bob carol dave" },
        { .assignee = "bob", .team = "front", .teams = "front back", .told = "bob carol" },
        { .assignee = "carol",
          .teams = "back",
          .away = "carol",
          .eager = "dave",
          .told = "carol dave" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *names = told(&rows[i]);
        cr_expect_str_eq(names, rows[i].told, "row %zu: \"%s\", not \"%s\"", i, names,
                         rows[i].told);
    }
}

/* RULES O5, A8, O6: whoever it is from by name, the name is no more than a name. */
Test(notification, o5_the_name_of_its_sender)
{
    static const struct {
        const char *name, *from;
    } rows[] = {
        { "Jane Doe", "Jane Doe via Support" },
        { NULL, "Support" },
        { "", "Support" },
        { " \r\n\t ", "Support" },
        { "Jane\r\nBcc: eve@example.com", "Jane Bcc: eve@example.com via Support" },
        { "{{x}} %s", "{{x}} %s via Support" },
        { "\xe2\x80\xaegnp.exe", "gnp.exe via Support" },
    };
    const DeskMailbox *mailbox = desk_conf_mailbox(desk_policy_conf(policy), "support");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *from = desk_notification_from(rows[i].name, mailbox);
        cr_expect_str_eq(from, rows[i].from, "row %zu: %s", i, from);
    }
    g_autofree char *long_name = g_strnfill(5000, 'x');
    g_autofree char *from = desk_notification_from(long_name, mailbox);
    cr_expect_leq(strlen(from), DESK_NOTIFICATION_NAME_MAX + strlen(" via Support"));
}

/* ---- digests ---- */

static gint64
at(const char *text)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, utc);
    cr_assert_not_null(time, "%s", text);
    return g_date_time_to_unix(time) * DESK_SECOND;
}

static char *
show(gint64 moment)
{
    return moment == 0 ? g_strdup("-") : desk_clock_rfc3339(moment);
}

Test(notification, a_digest_is_due_by_the_wall_of_the_agent)
{
    static const struct {
        const char *zone;
        gint64 digest_at;
        const char *moment, *before, *after;
    } rows[] = {
        { NULL, 8 * DESK_HOUR, "2026-11-22T12:00:00", "2026-11-22T08:00:00",
          "2026-11-23T08:00:00" },
        { NULL, 8 * DESK_HOUR, "2026-11-22T08:00:00", "2026-11-21T08:00:00",
          "2026-11-23T08:00:00" },
        { NULL, 0, "2026-11-22T00:00:00", "2026-11-21T00:00:00", "2026-11-23T00:00:00" },
        { BERLIN, 8 * DESK_HOUR, "2026-11-22T06:59:59", "2026-11-21T07:00:00",
          "2026-11-22T07:00:00" },
        /* The clock is put forward on 2026-03-29, and back on 2026-10-25. */
        { BERLIN, 8 * DESK_HOUR, "2026-03-29T00:00:00", "2026-03-28T07:00:00",
          "2026-03-29T06:00:00" },
        { BERLIN, 8 * DESK_HOUR, "2026-10-25T00:00:00", "2026-10-24T06:00:00",
          "2026-10-25T07:00:00" },
        /* A time that the day does not have, and one that it has twice. */
        { BERLIN, 150 * DESK_MINUTE, "2026-03-28T12:00:00", "2026-03-28T01:30:00",
          "2026-03-29T01:00:00" },
        { BERLIN, 150 * DESK_MINUTE, "2026-10-24T12:00:00", "2026-10-24T00:30:00",
          "2026-10-25T01:30:00" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 moment = at(rows[i].moment);
        g_autofree char *before = show(desk_digest_before(rows[i].zone, rows[i].digest_at, moment));
        g_autofree char *after = show(desk_digest_after(rows[i].zone, rows[i].digest_at, moment));
        cr_expect(g_str_has_prefix(before, rows[i].before), "row %zu: %s", i, before);
        cr_expect(g_str_has_prefix(after, rows[i].after), "row %zu: %s", i, after);
    }
}

/* RULES I11. until is the last microsecond that belongs to it. */
Test(notification, i11_when_the_time_for_a_digest_has_come)
{
    static const struct {
        const char *due, *now, *since, *until, *next;
    } rows[] = {
        { NULL, "2026-11-22T12:00:00", NULL, NULL, "2026-11-23T08:00:00" },
        { "2026-11-23T08:00:00", "2026-11-22T12:00:00", NULL, NULL, "2026-11-23T08:00:00" },
        { "2026-11-22T08:00:00", "2026-11-22T08:00:00", "2026-11-21T08:00:00",
          "2026-11-22T08:00:00", "2026-11-23T08:00:00" },
        { "2026-11-22T08:00:00", "2026-11-22T20:00:00", "2026-11-21T08:00:00",
          "2026-11-22T08:00:00", "2026-11-23T08:00:00" },
        /* The desk was down for some days: one digest for all of them. */
        { "2026-11-18T08:00:00", "2026-11-22T20:00:00", "2026-11-17T08:00:00",
          "2026-11-22T08:00:00", "2026-11-23T08:00:00" },
        /* It was worked out while the clock was ahead: nothing is sent, and the next day counts. */
        { "2026-12-22T08:00:00", "2026-11-22T12:00:00", NULL, NULL, "2026-11-23T08:00:00" },
        /* The time of day is another one since. */
        { "2026-11-22T06:00:00", "2026-11-22T06:00:00", "2026-11-21T04:00:00",
          "2026-11-21T08:00:00", "2026-11-22T08:00:00" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 due = rows[i].due ? at(rows[i].due) : 0;
        const DeskDigestStep step = desk_digest_step(NULL, 8 * DESK_HOUR, due, at(rows[i].now));
        cr_expect_eq(step.is_due, rows[i].since != NULL, "row %zu", i);
        cr_expect_eq(step.next, at(rows[i].next), "row %zu", i);
        if (!rows[i].since)
            continue;
        cr_expect_eq(step.since, at(rows[i].since), "row %zu", i);
        cr_expect_eq(step.until, at(rows[i].until) - 1, "row %zu", i);
    }
}

/* What one digest ends with the next one begins with, through a year with two jumps of the clock,
 * however late it is looked at. */
Test(notification, i11_digests_leave_no_gap)
{
    static const gint64 times[] = { 0, 150 * DESK_MINUTE, 23 * DESK_HOUR };
    for (size_t t = 0; t < G_N_ELEMENTS(times); t++) {
        gint64 now = at("2026-01-01T12:00:00"), end = at("2027-01-01T12:00:00"), last = 0;
        gint64 due = desk_digest_after(BERLIN, times[t], now);
        for (int looks = 0; now < end; looks++, now += (1 + looks % 37) * DESK_HOUR) {
            const DeskDigestStep step = desk_digest_step(BERLIN, times[t], due, now);
            due = step.next;
            if (!step.is_due)
                continue;
            cr_assert(last == 0 || step.since == last + 1, "at %" G_GINT64_FORMAT, now);
            cr_assert_lt(step.since, step.until);
            last = step.until;
        }
        cr_expect_gt(last, end - 4 * DESK_DAY);
    }
}

/* The same for an agent who moves, and wants it at another time now and then: nothing is left out,
 * and a change brings one more at the most. */
Test(notification, i11_another_time_of_day_loses_nothing)
{
    static const gint64 times[] = { 0, 150 * DESK_MINUTE, 8 * DESK_HOUR, 20 * DESK_HOUR,
                                    23 * DESK_HOUR + 59 * DESK_MINUTE };
    static const char *const zones[] = { BERLIN, NULL, "Pacific/Auckland", "America/Los_Angeles" };
    const gint64 begin = at("2026-02-15T12:00:00"), end = at("2026-05-01T12:00:00");
    gint64 last = 0, due = desk_digest_after(zones[0], times[0], begin);
    guint sent = 0, changes = 0, time = 0, zone = 0, looks = 0;
    for (gint64 now = begin; now < end; now += 3 * DESK_HOUR + looks % 7 * DESK_MINUTE, looks++) {
        if (looks % 21 == 20) {
            time = (time + 1 + looks % 3) % G_N_ELEMENTS(times);
            zone = looks % 5 == 0 ? (zone + 1) % G_N_ELEMENTS(zones) : zone;
            changes++;
        }
        const DeskDigestStep step = desk_digest_step(zones[zone], times[time], due, now);
        due = step.next;
        if (!step.is_due)
            continue;
        cr_assert(last == 0 || step.since <= last + 1, "a gap before %" G_GINT64_FORMAT, now);
        cr_expect_lt(step.since, step.until, "at %" G_GINT64_FORMAT, now);
        last = MAX(last, step.until);
        sent++;
    }
    cr_expect_gt(last, end - 3 * DESK_DAY);
    cr_expect_leq(sent, 75 + changes);
}
