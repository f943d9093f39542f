#include "machine/auto-reply-words.h"
#include "machine/challenge-words.h"
#include "machine/generated-words.h"
#include "machine/receipt-words.h"
#include "mails.h"

#include <criterion/criterion.h>

Test(phrase_tables, fold_what_is_a_matter_of_the_keyboard)
{
    static const struct {
        const char *text, *folded;
        size_t max;
    } rows[] = {
        { "Out  of\tOffice:\n", "out of office:", 100 },
        { "  A\xc2\xa0:", "a :", 100 },
        { "Message d\xe2\x80\x99"
          "absence",
          "message d'absence", 100 },
        { "自動\n応答：", "自動応答:", 100 },
        { "ＯＯＯ", "ooo", 100 },
        { "Re\xcc\x81ponse", "réponse", 100 },
        { "> quoted\nnew", "new", 100 },
        { "ää", "ä", 3 },
        { "", "", 100 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *folded = desk_phrases_fold_start(rows[i].text, rows[i].max);
        cr_expect_str_eq(folded, rows[i].folded, "%s: %s", rows[i].text, folded);
    }
}

static void
check_table(const char *name, const DeskPhrase *table)
{
    for (const DeskPhrase *row = table; row->text; row++) {
        g_autofree char *folded = desk_phrases_fold_start(row->text, 1000);
        cr_expect_str_eq(folded, row->text, "%s: \"%s\" is \"%s\" when folded", name, row->text,
                         folded);
        cr_expect_eq(strlen(row->language), 2, "%s: %s", name, row->text);
        cr_expect_geq(g_utf8_strlen(row->text, -1), 2, "%s: %s", name, row->text);
    }
}

Test(phrase_tables, are_written_folded_in_every_table)
{
    check_table("auto-reply starts", desk_auto_reply_starts);
    check_table("auto-reply subjects", desk_auto_reply_subjects);
    check_table("auto-reply absences", desk_auto_reply_absences);
    check_table("auto-reply answers", desk_auto_reply_answers);
    check_table("challenge demands", desk_challenge_demands);
    check_table("challenge subjects", desk_challenge_subjects);
    check_table("challenge hints", desk_challenge_hints);
    check_table("generated subjects", desk_generated_subjects);
    check_table("generated texts", desk_generated_texts);
    check_table("generated requests", desk_generated_requests);
    check_table("generated calls", desk_generated_calls);
    check_table("receipt subjects", desk_receipt_subjects);
    check_table("receipt texts", desk_receipt_texts);
}

static unsigned
count_languages(const DeskPhrase *table)
{
    g_autoptr(GHashTable) languages = g_hash_table_new(g_str_hash, g_str_equal);
    for (const DeskPhrase *row = table; row->text; row++)
        g_hash_table_add(languages, (gpointer) row->language);
    return g_hash_table_size(languages);
}

Test(phrase_tables, of_programs_are_known_in_twenty_five_languages)
{
    cr_expect_geq(count_languages(desk_auto_reply_starts), 25);
    cr_expect_geq(count_languages(desk_auto_reply_subjects), 25);
    cr_expect_geq(count_languages(desk_auto_reply_absences), 25);
    cr_expect_geq(count_languages(desk_auto_reply_answers), 25);
    cr_expect_geq(count_languages(desk_generated_texts), 25);
    cr_expect_geq(count_languages(desk_receipt_subjects), 25);
}

Test(phrase_tables, are_found_at_the_start_or_anywhere)
{
    static const DeskPhrase rows[] = { { "en", "b c", NULL },
                                       { "de", "d", NULL },
                                       { NULL, NULL, NULL } };
    cr_expect_eq(desk_phrases_find_start(rows, "b cd"), &rows[0]);
    cr_expect_null(desk_phrases_find_start(rows, "a b c d"));
    cr_expect_eq(desk_phrases_find(rows, "a b c d"), &rows[0]);
    cr_expect_null(desk_phrases_find(rows, "a b"));
}
