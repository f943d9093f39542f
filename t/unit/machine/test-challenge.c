#include "machine/challenge.h"
#include "mails.h"

#include <criterion/criterion.h>

static bool
read_mail(const DeskMail *mail, bool is_marked, char **evidence)
{
    g_auto(DeskWording) said;
    desk_wording_init(&said, mail);
    return desk_challenge_read(&said, is_marked, evidence);
}

static const struct {
    const char *subject, *text;
    bool is_marked, found;
    const char *evidence;
} rows[] = {
    { "Printer broken", "It smokes.", true, false, NULL },
    { "Please confirm your message", "Did you mean the red one?", false, false, NULL },
    { "Please confirm your message", "Did you mean the red one?", true, false, NULL },
    { "Please confirm your message", "I get too much spam. Click http://example.org/1", true, true,
      "Subject: Please confirm your message" },
    { "Please confirm your message", "I get too much spam. Click http://example.org/1", false,
      false, NULL },
    { "Re: Printer (Action Required)", "Your message about \"Printer\" was waitlisted.", false,
      true, "text: was waitlisted" },
    { "Re: Printer", "To be read, please add yourself to my Guest List.", false, true,
      "text: add yourself to my guest list" },
    { "Party", "You are on my guest list.", false, false, NULL },
    { "Your email requires verification verify#abc-12", "", false, true, NULL },
    { "Re: Printer", "Your mail requires that you verify that you are a real person. Just reply.",
      false, true, "text: requires that you verify that you are a real" },
    { "Demande d'authentification", "Cliquez ici, et je recevrai votre message.", true, true,
      NULL },
    { "Printer", "Antispam UOL: a mensagem espera.", false, true, NULL },
};

Test(challenge, is_told_by_its_demand)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_autofree char *evidence = NULL;
        g_free(mail->subject);
        mail->subject = g_strdup(rows[i].subject);
        g_free(mail->text);
        mail->text = g_strdup(rows[i].text);
        bool found = read_mail(mail, rows[i].is_marked, &evidence);
        cr_expect_eq(found, rows[i].found, "%zu %s: %s", i, rows[i].subject, evidence);
        cr_expect_eq(found, evidence != NULL, "%s", rows[i].subject);
        if (rows[i].evidence)
            cr_expect_str_eq(evidence, rows[i].evidence, "%s: %s", rows[i].subject, evidence);
    }
}

Test(challenge, is_not_taken_from_a_quote)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autofree char *evidence = NULL;
    g_free(mail->text);
    mail->text = g_strdup("Done.\n\nIt said:\nYour server requires confirmation\n");
    g_free(mail->reply_text);
    mail->reply_text = g_strdup("Done.");
    cr_expect_not(read_mail(mail, true, &evidence), "%s", evidence);
}
