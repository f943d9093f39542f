#include "base/clock.h"
#include "desk/decide.h"
#include "scene.h"
#include "store/rows.h"
#include "store/staff.h"

#include <criterion/criterion.h>

TestSuite(absence, .init = scene_open, .fini = scene_close);

static GPtrArray *
absences(void)
{
    GPtrArray *list = NULL;
    cr_assert(desk_store_absence_list(scene_store, desk_clock_now(), &list, NULL));
    return list;
}

static DeskVerdict
send(const char *from, const char *login, const char *subject, const char *id)
{
    const Letter letter = { .from = from, .login = login, .subject = subject, .message_id = id };
    return scene_take(&letter);
}

Test(absence, c1_an_agent_says_by_mail_that_he_is_away)
{
    DeskVerdict verdict = send("bob@example.org", "bob", "#away 3d on holiday", "a@example.org");
    cr_expect_eq(verdict.kind, DESK_VERDICT_EVENT);
    cr_expect_eq(verdict.ticket, 0);
    g_autoptr(GPtrArray) list = absences();
    cr_assert_eq(list->len, 1);
    const DeskAbsence *absence = list->pdata[0];
    cr_expect_str_eq(absence->agent, "bob");
    cr_expect_str_eq(absence->reason, "on holiday");
    cr_expect_eq(absence->until - absence->since, 3 * DESK_DAY);

    g_autoptr(GPtrArray) events = NULL;
    cr_assert(desk_store_event_caused(scene_store, verdict.message, &events, NULL));
    const DeskEvent *last = events->pdata[events->len - 1];
    cr_expect_str_eq(last->kind, "away");
    cr_expect_str_eq(last->actor, "bob");
    cr_expect_not_null(strstr(last->detail, "on holiday"), "%s", last->detail);
}

Test(absence, l3_a_responder_commands_nothing)
{
    static const struct {
        DeskMachineKind machine;
        bool by_words, is_null;
        guint away;
    } cases[] = {
        { DESK_MACHINE_AUTO_REPLY, false, false, 0 },
        { DESK_MACHINE_AUTO_REPLY, false, true, 0 },
        { DESK_MACHINE_AUTO_REPLY, true, false, 1 }, /* he writes of his holidays himself */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *id = g_strdup_printf("m%zu@example.org", i);
        const Letter letter = { .from = "bob@example.org",
                                .login = "bob",
                                .subject = "#away 3d out of office",
                                .message_id = id,
                                .machine = cases[i].machine,
                                .by_words = cases[i].by_words,
                                .is_null = cases[i].is_null };
        scene_take(&letter);
        g_autoptr(GPtrArray) list = absences();
        cr_expect_eq(list->len, cases[i].away, "%zu: %u", i, list->len);
    }
}

Test(absence, c6_the_same_mail_acts_once)
{
    send("bob@example.org", "bob", "#away 3d", "a@example.org");
    send("bob@example.org", "bob", "#back", "b@example.org");
    DeskVerdict again = send("bob@example.org", "bob", "#away 3d", "a@example.org");
    g_autoptr(GPtrArray) list = absences();
    cr_expect_eq(again.kind, DESK_VERDICT_DUPLICATE);
    cr_expect_eq(list->len, 0);
}

Test(absence, a1_without_proof_it_is_a_mail_like_any_other)
{
    static const struct {
        const char *from, *login;
    } cases[] = {
        { "bob@example.org", NULL },
        { "bob@example.org", "alice" },
        { "jane@example.net", NULL },
        { "jane@example.net", "bob" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *id = g_strdup_printf("m%zu@example.net", i);
        DeskVerdict verdict = send(cases[i].from, cases[i].login, "#away 3d", id);
        g_autoptr(GPtrArray) list = absences();
        cr_expect_eq(verdict.kind, DESK_VERDICT_NEW, "%zu: %s", i, desk_verdict_name(verdict.kind));
        cr_expect_eq(list->len, 0, "%zu", i);
    }
}

Test(absence, c2_a_wrong_line_is_for_the_sender)
{
    const Letter letter = { .from = "bob@example.org",
                            .login = "bob",
                            .subject = "#away until soon",
                            .message_id = "a@example.org" };
    g_autoptr(DeskFiling) filing = scene_filing(&letter);
    g_auto(DeskDecision) decision = { 0 };
    cr_assert(desk_store_begin(scene_store, NULL));
    cr_assert(desk_decide(scene_store, filing, &decision, NULL));
    desk_store_rollback(scene_store);
    cr_expect_str_eq(decision.absence.line, "#away until soon");
    cr_expect_not_null(decision.absence.problem);
}
