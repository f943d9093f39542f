#include "base/clock.h"
#include "policy/token.h"
#include "store/surveys.h"
#include "study.h"

#include <criterion/criterion.h>

static void
open_desk(void)
{
    study_open("survey { scale = csat  valid = 2d }\n");
    study.conf->keys = g_new0(DeskKeys, 1);
    study.conf->keys->count = 1;
    cr_assert(
        desk_store_ticket_touch(study.store, study.ticket, DESK_STATUS_RESOLVED, study.now, NULL));
}

TestSuite(survey, .init = open_desk, .fini = study_close);

static void
add_survey(DeskScale scale, const char *agent, gint64 voted)
{
    DeskSurvey survey = { .ticket = study.ticket,
                          .contact = study.jo,
                          .resolved = study.now + voted,
                          .scale = scale,
                          .agent = (char *) agent,
                          .asked = study.now,
                          .score = 1,
                          .voted = voted,
                          .changed = voted };
    cr_assert(desk_store_survey_add(study.store, &survey, NULL));
    cr_assert(voted == 0 || desk_store_survey_vote(study.store, &survey, NULL));
}

static DeskOutboxRow
row_of(const char *detail)
{
    DeskOutboxRow row = study_row("survey", 0);
    row.detail = (char *) detail;
    return row;
}

/* What a mailto link of ours proves; its subject. */
static DeskToken
read_link(const char *link, const char *subject)
{
    g_autoptr(GPtrArray) epochs = desk_store_epochs(study.store, NULL);
    g_autoptr(DeskSeal) seal = desk_seal_new(study.conf->keys, epochs);
    const char *query = strchr(link, '?');
    DeskToken token = { 0 };
    cr_assert(g_str_has_prefix(link, "mailto:support%2B") && query, "%s", link);
    g_autofree char *expected = g_strdup_printf("?subject=%s", subject);
    cr_expect_str_eq(query, expected, "%s", link);
    g_autofree char *extension = g_strndup(link + strlen("mailto:support%2B"), 60);
    cr_expect_eq(desk_token_verify(seal, extension, &token), DESK_TOKEN_VALID, "%s", link);
    cr_expect_eq(token.ticket, study.ticket, "%s", link);
    return token;
}

Test(survey, each_choice_is_a_link_that_votes)
{
    static const struct {
        DeskScale scale;
        const char *is, *scores;
    } rows[] = {
        { DESK_SCALE_CSAT, "csat", "1 2 3 4 5" },
        { DESK_SCALE_NPS, "nps", "0 1 2 3 4 5 6 7 8 9 10" },
        { DESK_SCALE_YES_NO, "yes_no", "0 1" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        study_close();
        open_desk();
        add_survey(rows[i].scale, "bob", 0);
        DeskOutboxRow row = row_of("survey 1");
        g_autoptr(DeskLetter) letter = study_write(&row);
        g_autofree char *is = study_tell(letter, "{{#is_csat}}csat{{/is_csat}}{{#is_nps}}nps"
                                                 "{{/is_nps}}{{#is_yes_no}}yes_no{{/is_yes_no}}");
        g_autofree char *links = study_tell(letter, "{{#choices}}{{link}} {{/choices}}");
        g_auto(GStrv) link = g_strsplit(links, " ", -1);
        g_auto(GStrv) scores = g_strsplit(rows[i].scores, " ", -1);
        cr_expect_str_eq(is, rows[i].is, "%s", is);
        cr_assert_eq(g_strv_length(link), g_strv_length(scores) + 1, "%s: %s", rows[i].is, links);
        for (int j = 0; scores[j]; j++) {
            DeskToken token = read_link(link[j], scores[j]);
            cr_expect_eq(token.purpose, DESK_TOKEN_VOTE, "%s", link[j]);
            cr_expect_eq(token.survey, 1, "%s", link[j]);
            cr_expect_eq(token.score, g_ascii_strtoll(scores[j], NULL, 10), "%s", link[j]);
        }
    }
}

Test(survey, it_says_of_what_until_when_and_how_to_be_asked_no_more)
{
    add_survey(DESK_SCALE_CSAT, "bob", 0);
    DeskOutboxRow row = row_of("survey 1");
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *told = study_tell(
        letter, "{{agent.name}} {{#resolved}}{{day}}{{/resolved}} {{#until}}{{day}}{{/until}} "
                "{{#choices}}{{#is_3}}{{score}}{{/is_3}}{{/choices}} {{ticket.subject}}");
    g_autofree char *link = study_tell(letter, "{{unsubscribe}}");
    cr_expect_str_eq(told, "Bob Ray 23 25 3 Printer on fire", "%s", told);
    cr_expect_str_eq(letter->unsubscribe, link);
    DeskToken token = read_link(link, "unsubscribe");
    cr_expect_eq(token.purpose, DESK_TOKEN_OPT_OUT);
    cr_expect_eq(token.contact, study.jo);
}

Test(survey, what_nobody_needs_to_be_asked_any_more_is_refused)
{
    static const struct {
        const char *detail, *why;
        DeskStatus status;
        gint64 voted;
    } rows[] = {
        { "survey 2", "gone", DESK_STATUS_RESOLVED, 0 },
        { "survey x", "gone", DESK_STATUS_RESOLVED, 0 },
        { NULL, "gone", DESK_STATUS_RESOLVED, 0 },
        { "survey 1", "has voted", DESK_STATUS_CLOSED, 5 },
        { "survey 1", "not ended", DESK_STATUS_OPEN, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        study_close();
        open_desk();
        add_survey(DESK_SCALE_CSAT, NULL, rows[i].voted);
        cr_assert(
            desk_store_ticket_touch(study.store, study.ticket, rows[i].status, study.now, NULL));
        DeskOutboxRow row = row_of(rows[i].detail);
        g_autofree char *why = study_refusal(&row);
        cr_expect(strstr(why, rows[i].why), "row %zu: %s", i, why);
    }
}

Test(survey, without_keys_nothing_is_signed)
{
    add_survey(DESK_SCALE_CSAT, NULL, 0);
    g_clear_pointer(&study.conf->keys, desk_keys_free);
    DeskOutboxRow row = row_of("survey 1");
    g_autofree char *why = study_refusal(&row);
    cr_expect(strstr(why, "no keys"), "%s", why);
}
