#include "base/clock.h"
#include "fixture.h"
#include "policy/vote.h"

#include <criterion/criterion.h>

#define NOW (20000 * DESK_DAY)

Test(vote, reads_the_score_that_a_text_begins_with)
{
    static const struct {
        DeskScale scale;
        const char *text;
        gint64 score; /* or UNSAID: none */
        const char *rest;
    } rows[] = {
        { DESK_SCALE_CSAT, "4", 4, "" },
        { DESK_SCALE_CSAT, " \n\n4\nIt was good", 4, "\nIt was good" },
        { DESK_SCALE_CSAT, "4/5", 4, "" },
        { DESK_SCALE_CSAT, "4 / 5 - great", 4, "great" },
        { DESK_SCALE_CSAT, "4 out of 5!", 4, "" },
        { DESK_SCALE_CSAT, "4 von 5, danke", 4, "danke" },
        { DESK_SCALE_CSAT, "4 sur 5", 4, "" },
        { DESK_SCALE_CSAT, "4/10", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4/x", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4 - great", 4, "great" },
        { DESK_SCALE_CSAT, "4 \u2013 great", 4, "great" },
        { DESK_SCALE_CSAT, "4: great", 4, "great" },
        { DESK_SCALE_CSAT, "4, great", 4, "great" },
        { DESK_SCALE_CSAT, "4 (great)", 4, "(great)" },
        { DESK_SCALE_CSAT, "4 \U0001f44d", 4, "\U0001f44d" },
        { DESK_SCALE_CSAT, "4.", 4, "" },
        { DESK_SCALE_CSAT, "4)\nsecond", 4, "\nsecond" },
        { DESK_SCALE_CSAT, "\uff14", 4, "" },
        { DESK_SCALE_CSAT, "\uff14\uff0f\uff15", 4, "" },
        { DESK_SCALE_CSAT, "\u0664", 4, "" },
        { DESK_SCALE_CSAT, "\u200f\u0664/\u0665", 4, "" },
        { DESK_SCALE_CSAT, "\u06f4", 4, "" },
        { DESK_SCALE_CSAT, "\u096a", 4, "" },
        { DESK_SCALE_CSAT, "4\u70b9", 4, "" },
        { DESK_SCALE_CSAT, "4\u3001\u826f\u3044", 4, "\u826f\u3044" },
        { DESK_SCALE_CSAT, "4 great", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4 of my files are gone", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4 of 12 files are gone", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "1. First of all", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "1) First of all", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4.5", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4,5", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4-5", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "3:30 would suit me", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4th time now", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4?", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4%", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "-4", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "04", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "0", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "6", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "10", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "4444444444444444444444", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "\u2463", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "****", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "Thank you: 4", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_CSAT, "yes", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_NPS, "0", 0, "" },
        { DESK_SCALE_NPS, "10/10", 10, "" },
        { DESK_SCALE_NPS, "\u0661\u0660", 10, "" },
        { DESK_SCALE_NPS, "11", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_NPS, "10:30 would suit me", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_YES_NO, "1", 1, "" },
        { DESK_SCALE_YES_NO, "0", 0, "" },
        { DESK_SCALE_YES_NO, "Yes, thanks", 1, "thanks" },
        { DESK_SCALE_YES_NO, "YES!", 1, "" },
        { DESK_SCALE_YES_NO, "no.", 0, "" },
        { DESK_SCALE_YES_NO, "Nein", 0, "" },
        { DESK_SCALE_YES_NO, "ja", 1, "" },
        { DESK_SCALE_YES_NO, "Oui", 1, "" },
        { DESK_SCALE_YES_NO, "non", 0, "" },
        { DESK_SCALE_YES_NO, "S\u00cd", 1, "" },
        { DESK_SCALE_YES_NO, "Si\u0301", 1, "" },
        { DESK_SCALE_YES_NO, "s\u00ec", 1, "" },
        { DESK_SCALE_YES_NO, "Sim", 1, "" },
        { DESK_SCALE_YES_NO, "N\u00e3o", 0, "" },
        { DESK_SCALE_YES_NO, "Tak", 1, "" },
        { DESK_SCALE_YES_NO, "Nie", 0, "" },
        { DESK_SCALE_YES_NO, "\u306f\u3044", 1, "" },
        { DESK_SCALE_YES_NO, "\u3044\u3044\u3048\u3001\u307e\u3060\u3067\u3059", 0,
          "\u307e\u3060\u3067\u3059" },
        { DESK_SCALE_YES_NO, "no problem at all", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_YES_NO, "Nothing works", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_YES_NO, "not yet", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_YES_NO, "2", DESK_SURVEY_UNSAID, NULL },
        { DESK_SCALE_NONE, "0", DESK_SURVEY_UNSAID, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 score = DESK_SURVEY_UNSAID;
        const char *rest = NULL;
        bool is_read = desk_vote_read(rows[i].scale, rows[i].text, &score, &rest);
        cr_expect_eq(is_read, rows[i].rest != NULL, "\"%s\"", rows[i].text);
        if (!is_read || !rows[i].rest)
            continue;
        cr_expect_eq(score, rows[i].score, "\"%s\": %d", rows[i].text, (int) score);
        cr_expect_str_eq(rest, rows[i].rest, "\"%s\"", rows[i].text);
    }
}

Test(vote, a_comment_is_what_the_customer_adds)
{
    static const struct {
        const char *subject, *text, *comment;
    } rows[] = {
        { "Vote 4", "", NULL },
        { "Vote 4", " \n\n", NULL },
        { "Vote 4", "Vote 4", NULL },
        { "Vote 4", "Vote 4\n\nVery friendly", "Very friendly" },
        { "Vote 4", "Vote 4 is mine", "Vote 4 is mine" },
        { "", "Very friendly\nand fast \n", "Very friendly\nand fast" },
        { "Vote 4", "4", NULL },
        { "Vote 4", "4/5\n", NULL },
        { "Vote 4", "4 - great", "4 - great" },
        { "x", "'; DROP TABLE survey; -- {{x}} %n", "'; DROP TABLE survey; -- {{x}} %n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = fixture_mail(rows[i].subject);
        g_autofree char *comment = desk_vote_comment(DESK_SCALE_CSAT, mail, rows[i].text);
        cr_expect_eq(g_strcmp0(comment, rows[i].comment), 0, "\"%s\": %s", rows[i].text, comment);
    }
}

Test(vote, what_is_quoted_or_a_notice_of_ours_is_no_comment)
{
    for (int i = 0; i < 3; i++) {
        g_autoptr(DeskMail) mail = fixture_mail("Vote 4");
        mail->nothing_new = i == 0;
        mail->is_encrypted = i == 1;
        mail->unparsed = i == 2;
        cr_expect_null(desk_vote_comment(DESK_SCALE_CSAT, mail, "Sent from my phone"), "row %d", i);
    }
}

Test(vote, a_comment_is_cut_at_a_character)
{
    g_autoptr(DeskMail) mail = fixture_mail("Vote 4");
    g_autoptr(GString) text = g_string_new("x");
    for (int i = 0; i < 2000; i++)
        g_string_append(text, "\u3042");
    g_autofree char *comment = desk_vote_comment(DESK_SCALE_CSAT, mail, text->str);
    cr_expect_eq(strlen(comment), 1999);
    cr_expect(g_utf8_validate(comment, -1, NULL));
}

Test(vote, only_the_person_who_was_asked_has_one)
{
    static const struct {
        const char *what;
        bool is_his, is_null, unparsed;
        DeskAssurance assurance;
        DeskMachineKind machine;
        bool votes, opts_out;
    } rows[] = {
        { "a person", true, false, false, DESK_ASSURANCE_NONE, DESK_MACHINE_HUMAN, true, true },
        { "proved", true, false, false, DESK_ASSURANCE_ALIGNED, DESK_MACHINE_HUMAN, true, true },
        { "somebody else", false, false, false, DESK_ASSURANCE_ALIGNED, DESK_MACHINE_HUMAN, false,
          false },
        { "forged", true, false, false, DESK_ASSURANCE_FAILED, DESK_MACHINE_HUMAN, false, false },
        { "null sender", true, true, false, DESK_ASSURANCE_NONE, DESK_MACHINE_HUMAN, false, false },
        { "unparsed", true, false, true, DESK_ASSURANCE_NONE, DESK_MACHINE_HUMAN, false, false },
        { "auto-reply", true, false, false, DESK_ASSURANCE_NONE, DESK_MACHINE_AUTO_REPLY, false,
          false },
        { "bounce", true, false, false, DESK_ASSURANCE_NONE, DESK_MACHINE_BOUNCE, false, false },
        { "list", true, false, false, DESK_ASSURANCE_NONE, DESK_MACHINE_LIST, false, false },
        { "a program in his name", true, false, false, DESK_ASSURANCE_NONE,
          DESK_MACHINE_AUTO_GENERATED, false, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = fixture_mail("Vote 4");
        mail->machine = rows[i].machine;
        mail->unparsed = rows[i].unparsed;
        const DeskVoter voter = { mail, rows[i].is_null ? "" : "jane@example.net",
                                  rows[i].assurance, rows[i].is_his };
        cr_expect_eq(desk_vote_doubt(&voter) == NULL, rows[i].votes, "%s", rows[i].what);
        cr_expect_eq(desk_vote_doubt_opt_out(&voter) == NULL, rows[i].opts_out, "%s", rows[i].what);
    }
}

Test(vote, counts_in_time_and_on_its_scale)
{
    static const struct {
        gint64 score, asked, voted; /* the last two: so long before now */
        bool counts;
    } rows[] = {
        { 1, DESK_HOUR, 0, true },
        { 5, 30 * DESK_DAY, 0, true },
        { 5, 30 * DESK_DAY + 1, 0, false },
        { 5, 8 * DESK_DAY, 7 * DESK_DAY, true },
        { 5, 8 * DESK_DAY, 7 * DESK_DAY + 1, false },
        { 5, -DESK_DAY, 0, true }, /* the clock was ahead */
        { 0, DESK_HOUR, 0, false },
        { 6, DESK_HOUR, 0, false },
        { 99, DESK_HOUR, 0, false },
    };
    const DeskVoteTerms terms = { NOW, 30 * DESK_DAY, 7 * DESK_DAY };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskSurvey survey = { .scale = DESK_SCALE_CSAT,
                                    .asked = NOW - rows[i].asked,
                                    .voted = rows[i].voted ? NOW - rows[i].voted : 0,
                                    .score = DESK_SURVEY_UNSAID };
        cr_expect_eq(desk_vote_objection(&survey, rows[i].score, &terms) == NULL, rows[i].counts,
                     "row %zu", i);
    }
}

Test(vote, knows_what_is_news_and_what_is_bad_news)
{
    static const struct {
        gint64 before, after;
        const char *comment;
        bool is_news, turns_bad;
    } rows[] = {
        { DESK_SURVEY_UNSAID, 5, NULL, true, false },
        { DESK_SURVEY_UNSAID, 2, NULL, true, true },
        { 5, 2, NULL, true, true },
        { 1, 2, NULL, true, false },
        { 2, 2, NULL, false, false },
        { 2, 2, "no", false, false },
        { 2, 2, "slow", true, false },
        { 2, 5, NULL, true, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskSurvey survey = { .scale = DESK_SCALE_CSAT,
                                    .score = rows[i].before,
                                    .comment = (char *) "no" };
        cr_expect_eq(desk_vote_is_news(&survey, rows[i].after, rows[i].comment), rows[i].is_news,
                     "row %zu", i);
        cr_expect_eq(desk_vote_turns_bad(&survey, rows[i].after), rows[i].turns_bad, "row %zu", i);
    }
}
