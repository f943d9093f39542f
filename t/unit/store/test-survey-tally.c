#include "base/clock.h"
#include "scratch.h"
#include "store/surveys.h"

static DeskStore *store;
static gint64 jane;

static void
open_store(void)
{
    store = scratch_begin();
    SCRATCH_OK(desk_store_contact_put(store, "jane@example.net", "jane@example.net", "Jane", 1,
                                      &jane, &error));
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(survey_tally, .init = open_store, .fini = close_store, .timeout = 60);

/* One survey on a ticket of its own. */
typedef struct {
    const char *agent, *team, *category, *mailbox;
    DeskScale scale;
    gint64 asked, score;
} Asked;

static gint64
ask(const Asked *asked)
{
    DeskTicket ticket = { .subject = (char *) "help", .mailbox = (char *) asked->mailbox };
    SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
    DeskSurvey survey = { .ticket = ticket.id,
                          .contact = jane,
                          .resolved = 1,
                          .scale = asked->scale,
                          .agent = (char *) asked->agent,
                          .team = (char *) asked->team,
                          .category = (char *) asked->category,
                          .asked = asked->asked,
                          .score = asked->score,
                          .voted = 50,
                          .changed = 50 };
    SCRATCH_OK(desk_store_survey_add(store, &survey, &error));
    if (asked->score != DESK_SURVEY_UNSAID)
        SCRATCH_OK(desk_store_survey_vote(store, &survey, &error));
    return ticket.id;
}

static char *
tell(DeskPeriod period, DeskSurveyBy by)
{
    g_autoptr(GPtrArray) list = NULL;
    GString *text = g_string_new(NULL);
    SCRATCH_OK(desk_store_survey_tally(store, period, by, &list, &error));
    for (guint i = 0; i < list->len; i++) {
        const DeskSatisfaction *s = list->pdata[i];
        g_string_append_printf(text, "%s %s %d/%d +%d -%d =%d\n", s->name ? s->name : "-",
                               desk_scale_name(s->scale), (int) s->answered, (int) s->asked,
                               (int) s->good, (int) s->bad, (int) s->sum);
    }
    return g_string_free(text, FALSE);
}

static void
expect(const char *says, DeskPeriod period, DeskSurveyBy by, const char *expected)
{
    g_autofree char *found = tell(period, by);
    cr_expect_str_eq(found, expected, "%s:\n%s", says, found);
}

static const Asked all[] = {
    { "bob", "front", "Billing", "support", DESK_SCALE_CSAT, 10, 5 },
    { "bob", "back", NULL, "support", DESK_SCALE_CSAT, 20, 1 },
    { "bob", "front", "Billing", "support", DESK_SCALE_CSAT, 30, DESK_SURVEY_UNSAID },
    { "Anna", "front", NULL, "sales", DESK_SCALE_CSAT, 30, 3 },
    { NULL, NULL, NULL, "sales", DESK_SCALE_CSAT, 31, 4 },
    { "bob", "front", NULL, "sales", DESK_SCALE_NPS, 32, 9 },
    { "bob", "front", NULL, "sales", DESK_SCALE_NPS, 33, 6 },
    { "bob", "front", NULL, "sales", DESK_SCALE_YES_NO, 34, 0 },
};

Test(survey_tally, scores_are_counted_for_whom_they_are_about_each_scale_apart)
{
    expect("nothing is there", (DeskPeriod){ 0, 99 }, DESK_SURVEY_BY_AGENT, "");
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        ask(&all[i]);
    expect("by agent", (DeskPeriod){ 0, 99 }, DESK_SURVEY_BY_AGENT,
           "Anna csat 1/1 +0 -0 =3\nbob csat 2/3 +1 -1 =6\n- csat 1/1 +1 -0 =4\n"
           "bob nps 2/2 +1 -1 =15\nbob yes-no 1/1 +0 -1 =0\n");
    expect("by team", (DeskPeriod){ 0, 31 }, DESK_SURVEY_BY_TEAM,
           "back csat 1/1 +0 -1 =1\nfront csat 2/3 +1 -0 =8\n- csat 1/1 +1 -0 =4\n");
    expect("by category", (DeskPeriod){ 0, 30 }, DESK_SURVEY_BY_CATEGORY,
           "Billing csat 1/2 +1 -0 =5\n- csat 2/2 +0 -1 =4\n");
    expect("by mailbox", (DeskPeriod){ 0, 30 }, DESK_SURVEY_BY_MAILBOX,
           "sales csat 1/1 +0 -0 =3\nsupport csat 2/3 +1 -1 =6\n");
    expect("a period", (DeskPeriod){ 10, 20 }, DESK_SURVEY_BY_AGENT, "bob csat 1/1 +0 -1 =1\n");
}

Test(survey_tally, those_of_a_ticket_come_in_their_order)
{
    g_autoptr(GPtrArray) surveys = NULL;
    gint64 ticket = ask(&all[0]), number = 0;
    ask(&all[1]);
    DeskSurvey second = {
        .ticket = ticket, .contact = jane, .resolved = 2, .scale = DESK_SCALE_CSAT, .asked = 5
    };
    SCRATCH_OK(desk_store_survey_next(store, ticket, &number, &error));
    cr_expect_eq(number, 2);
    SCRATCH_OK(desk_store_survey_add(store, &second, &error));
    cr_expect_eq(second.number, 2);
    SCRATCH_OK(desk_store_survey_of(store, ticket, &surveys, &error));
    cr_assert_eq(surveys->len, 2);
    for (guint i = 0; i < surveys->len; i++)
        cr_expect_eq(((const DeskSurvey *) surveys->pdata[i])->number, i + 1);
    SCRATCH_OK(desk_store_survey_next(store, ticket + 7, &number, &error));
    cr_expect_eq(number, 1);
}

/* Whoever has written by machines alone is no person; and From of what a list brings may be the
 * list. */
Test(survey_tally, who_wrote_by_machines_alone_is_told_apart)
{
    static const struct {
        const char *machines; /* of his mails */
        bool is_so;
    } rows[] = { { "", false },
                 { "auto-generated", true },
                 { "auto-generated auto-reply", true },
                 { "auto-generated human", false },
                 { "list", true },
                 { "list auto-generated", true },
                 { "list human", false } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskTicket ticket = { .subject = (char *) "help", .requester = jane };
        g_auto(GStrv) machines = g_strsplit(rows[i].machines, " ", 0);
        bool is_so = false;
        SCRATCH_OK(desk_store_ticket_add(store, &ticket, &error));
        for (char **machine = machines; *machine; machine++) {
            DeskMessage message = { .ticket = ticket.id, .author = jane, .machine = *machine };
            SCRATCH_OK(desk_store_message_add(store, &message, NULL, &error));
        }
        SCRATCH_OK(desk_store_message_mechanical(store, ticket.id, jane, &is_so, &error));
        cr_expect_eq(is_so, rows[i].is_so, "%s", rows[i].machines);
        SCRATCH_OK(desk_store_message_mechanical(store, ticket.id, jane + 1, &is_so, &error));
        cr_expect_not(is_so, "%s", rows[i].machines);
    }
}
