#include "ticket/satisfaction.h"

#include <criterion/criterion.h>

Test(satisfaction, each_scale_says_which_scores_are_good_and_which_are_bad)
{
    static const struct {
        DeskScale scale;
        const char *words; /* of each score from the least on: b, g, or - for neither */
    } rows[] = { { DESK_SCALE_CSAT, "bb-gg" },
                 { DESK_SCALE_NPS, "bbbbbbb--gg" },
                 { DESK_SCALE_YES_NO, "bg" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) words = g_string_new(NULL);
        int least = desk_scale_least(rows[i].scale), most = desk_scale_most(rows[i].scale);
        for (int score = least; score <= most; score++)
            g_string_append_c(words, desk_scale_is_good(rows[i].scale, score)  ? 'g'
                                     : desk_scale_is_bad(rows[i].scale, score) ? 'b'
                                                                               : '-');
        cr_expect_str_eq(words->str, rows[i].words, "%s: %s", desk_scale_name(rows[i].scale),
                         words->str);
        cr_expect_not(desk_scale_is_good(rows[i].scale, most + 1));
        cr_expect_not(desk_scale_is_bad(rows[i].scale, least - 1));
    }
}

Test(satisfaction, figures_are_of_those_who_have_answered)
{
    static const struct {
        DeskScale scale;
        int scores[6]; /* -1: has not answered */
        int count, answered, good, bad, net, mean;
    } rows[] = {
        { DESK_SCALE_CSAT, { 0 }, 0, 0, 0, 0, 0, 0 },
        { DESK_SCALE_CSAT, { -1, -1 }, 2, 0, 0, 0, 0, 0 },
        { DESK_SCALE_CSAT, { 5, 4, 4, -1 }, 4, 3, 100, 0, 100, 433 },
        { DESK_SCALE_CSAT, { 1, 3, 5 }, 3, 3, 33, 33, 0, 300 },
        { DESK_SCALE_NPS, { 10, 9, 8, 6, 0, -1 }, 6, 5, 40, 40, 0, 660 },
        { DESK_SCALE_NPS, { 0, 0, 9 }, 3, 3, 33, 67, -33, 300 },
        { DESK_SCALE_NPS, { 0, 7 }, 2, 2, 0, 50, -50, 350 },
        { DESK_SCALE_YES_NO, { 1, 1, 0 }, 3, 3, 67, 33, 33, 67 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskSatisfaction s = { .scale = rows[i].scale };
        for (int j = 0; j < rows[i].count; j++)
            desk_satisfaction_count(&s, rows[i].scores[j], 1);
        cr_expect_eq(s.asked, rows[i].count, "row %zu", i);
        cr_expect_eq(s.answered, rows[i].answered, "row %zu", i);
        cr_expect_eq(desk_satisfaction_good(&s), rows[i].good, "row %zu", i);
        cr_expect_eq(desk_satisfaction_bad(&s), rows[i].bad, "row %zu", i);
        cr_expect_eq(desk_satisfaction_net(&s), rows[i].net, "row %zu: %d", i,
                     desk_satisfaction_net(&s));
        cr_expect_eq(desk_satisfaction_mean(&s), rows[i].mean, "row %zu", i);
    }
}
