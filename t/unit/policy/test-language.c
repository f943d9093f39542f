#include "policy/language.h"

#include <criterion/criterion.h>

Test(language, is_chosen_by_the_best_evidence)
{
    static const struct {
        const char *name, *chosen, *content, *detected;
        bool surely;
        gint64 letters;
        const char *mailbox, *tag, *evidence;
    } rows[] = {
        { "his choice goes before all", "pl", "de-AT", "fr", true, 100, "it", "pl",
          "the customer has chosen pl" },
        { "no choice is none", "", "de-AT", "", false, 0, "it", "de-AT",
          "its Content-Language is de-AT" },
        { "the field goes before a short text", NULL, "en-US", "de", true, 39, "it", "en-US",
          "its Content-Language is en-US" },
        { "a long text goes before the field", NULL, "en-US", "de", true, 40, "it", "de",
          "its text is in de, whatever its Content-Language says (en-US)" },
        { "a guess does not", NULL, "en-US", "de", false, 400, "it", "en-US",
          "its Content-Language is en-US" },
        { "the field says more of the same", NULL, "de-CH", "de", true, 400, "it", "de-CH",
          "its Content-Language is de-CH" },
        { "neighbours are no contradiction", NULL, "nb", "no", true, 400, "it", "nb",
          "its Content-Language is nb" },
        { "the text alone", NULL, "", "ja", true, 20, "it", "ja", "its text is in ja" },
        { "too little text", NULL, "", "ja", true, 19, "it", "it",
          "nothing else tells, and it is the mailbox's" },
        { "a guess is nothing", NULL, "", "ja", false, 400, "it", "it",
          "nothing else tells, and it is the mailbox's" },
        { "the desk's", NULL, "", "", false, 0, NULL, "es",
          "nothing else tells, and es is the desk's" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        desk_mail_set(&mail->content_language, g_strdup(rows[i].content));
        desk_mail_set(&mail->detected_language, g_strdup(rows[i].detected));
        mail->detected_surely = rows[i].surely;
        mail->detected_letters = rows[i].letters;
        const DeskLanguageFacts facts = { rows[i].chosen, mail, rows[i].mailbox, "es" };
        g_auto(DeskLanguageChoice) choice = { 0 };
        desk_language_choose(&facts, &choice);
        cr_expect_str_eq(choice.tag, rows[i].tag, "%s", rows[i].name);
        cr_expect_str_eq(choice.evidence, rows[i].evidence, "%s", rows[i].name);
    }
}

Test(language, needs_no_mail)
{
    const DeskLanguageFacts facts = { .mailbox = "fr", .desk = "en" };
    g_auto(DeskLanguageChoice) choice = { 0 };
    desk_language_choose(&facts, &choice);
    cr_expect_str_eq(choice.tag, "fr");
}
