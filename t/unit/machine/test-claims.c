#include "machine/claims.h"
#include "mails.h"

#include <criterion/criterion.h>

static const DeskPhrase table[] = {
    { "en", "this is a robot", NULL },
    { "en", "written by a robot", "within" },
    { "ja", "これはロボット", NULL },
    { NULL, NULL, NULL },
};

static const struct {
    const char *text;
    bool anywhere, sentence, line;
} rows[] = {
    { "This is a robot.", true, true, true },
    { "Hello\n\nthis is a robot\n", true, true, true },
    { "Hello.\nThis\nis a robot.", true, true, true },
    { "*** This is a robot ***", true, true, true },
    { "(This is a robot.)", true, true, true },
    { "- This is a robot.", true, true, true },
    { "Dear customer, this is a robot.", true, true, true },
    { "Please note that this is a robot.", true, true, true },
    { "こんにちは。これはロボットです。", true, true, false },

    { "We are away. This is a robot.", true, true, false },
    { "Note: this is a robot.", true, true, false },
    { "It was written by a robot.", true, true, true },

    { "I suppose this is a robot.", true, false, false },
    { "From everything that I have read here so far, this is a robot.", true, false, false },

    { "This is a robot, isn't it?", false, false, false },
    { "これはロボットですか？", false, false, false },
    { "Was it written by a robot?", false, false, false },
    { "I got \"This is a robot\" again.", false, false, false },
    { "I got \"Hello. This is a robot. Bye.\" again.", false, false, false },
    { "I got \xe2\x80\x9cThis is a robot\xe2\x80\x9d again.", false, false, false },
    { "I got 'This is a robot' again.", false, false, false },
    { "「これはロボット」と書いてあります。", false, false, false },
    { "> This is a robot.\nWhat now?", false, false, false },
    { "", false, false, false },

    /* The second time it is meant. */
    { "\"This is a robot\"?\nThis is a robot.", true, true, true },
    /* A question ends where its sentence ends. */
    { "This is a robot. Any questions?", true, true, true },
};

Test(claims, are_told_from_mentions)
{
    static const char *const names[] = { "anywhere", "sentence", "line" };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const bool wanted[] = { rows[i].anywhere, rows[i].sentence, rows[i].line };
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_auto(DeskWording) said;
        g_free(mail->text);
        mail->text = g_strdup(rows[i].text);
        desk_wording_init(&said, mail);
        for (size_t c = 0; c < G_N_ELEMENTS(wanted); c++)
            cr_expect_eq(desk_claims_find(&said, said.start, table, (DeskClaim) c) != NULL,
                         wanted[c], "%s: %s", rows[i].text, names[c]);
    }
}

Test(claims, know_questions_in_any_script)
{
    cr_expect(desk_claims_ask("why? because."));
    cr_expect(desk_claims_ask("なぜ？"));
    cr_expect(desk_claims_ask("لماذا؟"));
    cr_expect_not(desk_claims_ask("because."));
    cr_expect_not(desk_claims_ask(""));
}
