#include "base/langtag.h"

#include <criterion/criterion.h>

Test(langtag, is_written_as_the_standard_has_it)
{
    static const struct {
        const char *text, *tag;
    } rows[] = {
        { "en", "en" },
        { "EN", "en" },
        { "de-at", "de-AT" },
        { "ZH-hant-tw", "zh-Hant-TW" },
        { "es-419", "es-419" },
        { "iw", "he" },
        { "iw-IL", "he-IL" },
        { "de-x-AB", "de-x-ab" },
        { "fil", "fil" },
        { "", NULL },
        { "e", NULL },
        { "english", NULL },
        { "en_US", NULL },
        { "en-", NULL },
        { "-en", NULL },
        { "en--us", NULL },
        { "../de", NULL },
        { "x-klingon", NULL },
        { "*", NULL },
        { "de-a-b-c-d-e", NULL },
        { "de-abcdefghi", NULL },
        { "d\u00e9", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *tag = desk_langtag_read(rows[i].text, strlen(rows[i].text));
        cr_expect_str_eq(tag ? tag : "none", rows[i].tag ? rows[i].tag : "none", "%s",
                         rows[i].text);
    }
    cr_expect_null(desk_langtag_read("de\0-AT", 6), "NUL");
}

Test(langtag, is_the_first_of_a_list)
{
    static const struct {
        const char *list, *tag;
    } rows[] = {
        { " en-us", "en-US" },
        { "de, en", "de" },
        { "\r\n\tfr-CA ,en", "fr-CA" },
        { "(Esperanto, or so) pl (x (y) z)", "pl" },
        { "German, de", "de" },
        { ",,, ja", "ja" },
        { "(open de", NULL },
        { ") it", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *tag = desk_langtag_first(rows[i].list, strlen(rows[i].list));
        cr_expect_str_eq(tag ? tag : "none", rows[i].tag ? rows[i].tag : "none", "%s",
                         rows[i].list);
    }
}

Test(langtag, knows_who_reads_it)
{
    static const struct {
        const char *one, *other;
        bool same;
    } rows[] = {
        { "de", "de-AT", true }, { "DE-CH", "de-AT", true }, { "nb", "no", true },
        { "hr", "sr", true },    { "nn-NO", "nb", true },    { "de", "en", false },
        { "fi", "fil", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_langtag_is_same(rows[i].one, rows[i].other), rows[i].same, "%s %s",
                     rows[i].one, rows[i].other);
}
