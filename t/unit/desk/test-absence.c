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

/* Decides without writing; the filing must live as long. */
static void
decide(const DeskFiling *filing, DeskDecision *decision)
{
    cr_assert(desk_store_begin(scene_store, NULL));
    cr_assert(desk_decide(scene_store, filing, decision, NULL));
    desk_store_rollback(scene_store);
}

Test(absence, c2_a_wrong_line_is_for_the_sender)
{
    const Letter letter = { .from = "bob@example.org",
                            .login = "bob",
                            .subject = "#away until soon",
                            .message_id = "a@example.org" };
    g_autoptr(DeskFiling) filing = scene_filing(&letter);
    g_auto(DeskDecision) decision = { 0 };
    decide(filing, &decision);
    cr_expect(decision.is_refused);
    cr_assert_not_null(decision.objection);
    cr_expect_not_null(strstr(decision.objection, "subject: #away until soon: \"soon\" is no time"),
                       "%s", decision.objection);
}

Test(absence, a28_an_old_mail_commands_nothing)
{
    static const struct {
        gint64 age;
        bool wrong;
    } cases[] = {
        { 0, false },           { DESK_HOUR, false },     { 6 * DESK_DAY, false },
        { 8 * DESK_DAY, true }, { 400 * DESK_DAY, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Letter letter = { .from = "bob@example.org",
                                .login = "bob",
                                .subject = "#away 3d",
                                .message_id = "a@example.org",
                                .age = cases[i].age };
        g_autoptr(DeskFiling) filing = scene_filing(&letter);
        const char *problem = filing->commands.problem;
        cr_expect_eq(problem != NULL, cases[i].wrong, "%zu: %s", i, problem ? problem : "sound");
    }
}

Test(absence, i16_what_others_get_too_is_not_refused)
{
    const Letter letter = { .from = "bob@example.org",
                            .login = "bob",
                            .to = "support@example.org carol@example.net",
                            .subject = "#away until soon",
                            .message_id = "a@example.org" };
    DeskVerdict verdict = scene_take(&letter);
    g_autoptr(GPtrArray) list = absences();
    cr_expect_eq(verdict.kind, DESK_VERDICT_NEW, "%s", desk_verdict_name(verdict.kind));
    cr_expect_eq(scene_events(verdict.ticket, "command-ignored"), 1);
    cr_expect_eq(list->len, 0);
}

/* What an agent writes below his command to the ticket that he answers is not lost. */
Test(absence, an_answer_with_a_command_is_an_answer)
{
    static const struct {
        const char *body;
        DeskVerdictKind kind;
    } cases[] = {
        { "#away 3d\n\nThe customer wants a call.", DESK_VERDICT_APPEND },
        { "#away 3d\n", DESK_VERDICT_EVENT },
    };
    DeskVerdict first = send("jane@example.net", NULL, "hello", "1@example.net");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *id = g_strdup_printf("a%zu@example.org", i);
        const Letter letter = { .from = "bob@example.org",
                                .login = "bob",
                                .subject = "Re: hello",
                                .message_id = id,
                                .reference = "1@example.net",
                                .body = cases[i].body };
        DeskVerdict verdict = scene_take(&letter);
        g_autoptr(GPtrArray) list = absences();
        cr_expect_eq(verdict.kind, cases[i].kind, "%zu: %s", i, desk_verdict_name(verdict.kind));
        cr_expect_eq(verdict.ticket, i == 0 ? first.ticket : 0, "%zu", i);
        cr_expect_eq(list->len, 1, "%zu", i);
    }
}

Test(absence, a_command_below_which_more_stands_opens_no_ticket)
{
    const Letter letter = { .from = "bob@example.org",
                            .login = "bob",
                            .subject = "x",
                            .message_id = "a@example.org",
                            .body = "#away 3d\n\nBob Poe, Example Inc." };
    cr_expect_eq(scene_take(&letter).kind, DESK_VERDICT_EVENT);
}
