#include "mails.h"
#include "text/phrases.h"

#include <criterion/criterion.h>

Test(phrases, fold_text_for_comparison)
{
    static const struct {
        const char *text, *folded;
    } rows[] = {
        { "Mailbox FULL", "mailbox full" },
        { "  a \t\r\n b\xc2\xa0 c  ", "a b c" },
        { "l\xe2\x80\x99"
          "adresse \xc2\xab x \xc2\xbb",
          "l'adresse \" x \"" },
        { "ЯЩИК Größe", "ящик größe" },
        { "メールを配信\n できません\n", "メールを配信できません" },
        { "배달할\n수 없", "배달할 수 없" },
        { "yes\n> no\n>\n> no\nyes", "yes yes" },
        { "> no\nyes\n>>> RCPT", "yes >>> rcpt" },
        { "bad\xff"
          "byte",
          "bad byte" },
        { "soft\xc2\xad"
          "hyphen",
          "softhyphen" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *folded = desk_phrases_fold(bytes_of(rows[i].text));
        cr_expect_str_eq(folded, rows[i].folded, "%s: %s", rows[i].text, folded);
    }
}

Test(phrases, are_found_anywhere_or_at_the_start)
{
    static const DeskPhrase table[] = {
        { "en", "^failed:", "first" },
        { "en", "mailbox full", "second" },
        { NULL, NULL, NULL },
    };
    cr_expect_str_eq(desk_phrases_find(table, "failed: mailbox full")->means, "first");
    cr_expect_str_eq(desk_phrases_find(table, "it failed: mailbox full")->means, "second");
    cr_expect_null(desk_phrases_find(table, "it failed: mailbox"));
    cr_expect_null(desk_phrases_find(table, ""));
}

/* Short ones, and those at the ends of the text, are no harder to find than others. */
Test(phrases, are_found_wherever_they_stand)
{
    static const char *const texts[] = {
        "", "a", "ab", "abc", "xabc", "abcx", "xabcdefghx", "abxbc"
    };
    static const char *const phrases[] = { "a", "ab", "abc", "bc", "cdefgh", "hx", "abcd", "zabc" };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(phrases); k++) {
            const DeskPhrase table[] = { { "en", phrases[k], "it" }, { NULL, NULL, NULL } };
            bool found = desk_phrases_find(table, texts[i]) != NULL;
            cr_expect_eq(found, strstr(texts[i], phrases[k]) != NULL, "%s in %s", phrases[k],
                         texts[i]);
        }
}
