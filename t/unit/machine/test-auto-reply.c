#include "machine/auto-reply.h"
#include "mails.h"

#include <criterion/criterion.h>

static bool
read_mail(const DeskMail *mail, bool is_marked, char **evidence)
{
    g_auto(DeskWording) said;
    desk_wording_init(&said, mail);
    return desk_auto_reply_read(&said, is_marked, evidence);
}

#define ABSENT "Hello,\n\nI am currently out of the office and will be back on Monday.\n"

static const struct {
    const char *subject, *text;
    bool is_marked, found;
    const char *evidence;
} rows[] = {
    { "Printer broken", "It smokes.", false, false, NULL },
    { "Printer broken", "It smokes.", true, false, NULL },

    /* What only a machine puts at the start of a subject. */
    { "Automatic reply: Printer", "", false, true, "Subject: Automatic reply: Printer" },
    { "AUTOMATIC REPLY: Printer", "", false, true, NULL },
    { "[EXTERNAL] Automatic reply: Printer", "", false, true, NULL },
    { "[EXT] ***SPAM*** Out of Office: Printer", "", false, true, NULL },
    { "Réponse automatique\xc2\xa0: Imprimante", "", false, true, NULL },
    { "Re\xcc\x81ponse automatique : Imprimante", "", false, true, NULL },
    { "自動応答：プリンター", "", false, true, NULL },
    { "Автоответ: принтер", "", false, true, NULL },
    { "Abwesenheitsnotiz: Drucker", "", false, true, NULL },
    { "Absence du bureau : imprimante", "", false, true, NULL },
    { "【自動返信】プリンター", "", false, true, NULL },
    { "AUTO: Ann Roe is out (returning 03.02.)", "", false, true, NULL },
    { "["
      "Automatic reply: Printer",
      "", false, false, NULL },

    /* What people write about responders and holidays. */
    { "Re: Automatic reply: Printer", "Thanks, I will wait.", false, false, NULL },
    { "Re: Out of office", "Who stands in for her?", false, false, NULL },
    { "Holiday form", "I will be out of the office next week, please hurry.", false, false, NULL },
    { "How do I set an auto-reply?", "Outlook asks me for a server.", false, false, NULL },
    { "Abwesenheitsnotiz", "", false, false, NULL },
    { "Abwesenheitsnotiz einrichten", "Wie geht das?", false, false, NULL },
    { "自動返信メールについて", "届きません。", false, false, NULL },
    { "Vacation days", "Where do I see mine?", false, false, NULL },

    /* The same words of a mail that a machine has sent, or of one who is absent. */
    { "Re: Automatic reply: Printer", "", true, true, NULL },
    { "Re: Vacation responder", "It does nothing when I try it.", false, false, NULL },
    { "Re: [desk] Out of office", ABSENT, true, true, "Subject: Re: [desk] Out of office" },
    { "Ann Roe ist im Urlaub", "", true, true, NULL },
    { "Printer", ABSENT, false, false, NULL },
    { "Re: Printer", ABSENT, false, true, "text: i am currently out of" },
    { "Re: Printer", ABSENT, true, true, "text: i am currently out of" },
    { "Re: プリンター", "申し訳ありませんが、不在にしております。", true, true, NULL },

    /* A state is the machine's subject only above an absence, and above no question. */
    { "Out of office: Printer", ABSENT, false, true, "Subject: Out of office: Printer" },
    { "Out of office: Printer", "Please move my shift to Eve.", false, false, NULL },
    { "Out of office: Printer", ABSENT "Who stands in for me?", false, false, NULL },
    { "Out of office: the text", "Please write \"" ABSENT "\" into it.", false, false, NULL },
    { "Abwesend: Drucker", "Wann kommt der Techniker?", false, false, NULL },
    { "Out of the office until Monday", ABSENT, false, false, NULL },
    { "Ann Roe is on leave", ABSENT, false, false, NULL },
    { "Parental leave", "I will be on parental leave from May on.", false, false, NULL },
    { "Holiday rental", "I am away until Friday.", false, false, NULL },

    /* What it says of itself. */
    { "Re: Printer", "This is an automated reply. We are closed.", false, true,
      "text: this is an automated reply" },
    { "Re: Drukarka", "To jest automatyczna odpowiedź.\n", false, true, NULL },
    { "Ann Roe ist nicht da", "Hinweis: Hierbei handelt es sich um eine automatische Antwort.",
      false, true, NULL },
    { "Re: Printer", "This is an automated reply, is it not? I want a person.", false, false,
      NULL },
    { "Re: Printer", "All I get is \"This is an automated reply\".", false, false, NULL },
    { "Re: Printer", "It seems to me that this is an automated reply.", false, false, NULL },
};

Test(auto_reply, is_told_by_subject_and_text)
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

Test(auto_reply, names_no_mail_that_it_answers)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autofree char *evidence = NULL;
    g_free(mail->subject);
    mail->subject = g_strdup("Re: Printer");
    g_free(mail->text);
    mail->text = g_strdup(ABSENT);
    g_ptr_array_add(mail->in_reply_to, g_strdup("1@example.org"));
    cr_expect_not(read_mail(mail, false, &evidence), "%s", evidence);
}

/* RULES L3: who answers under the subject of the mail that he answers is a person. */
Test(auto_reply, answers_under_a_subject_of_its_own)
{
    static const struct {
        const char *subject, *text;
        bool found;
    } answers[] = {
        { "Out of the office until Monday", ABSENT, true },
        { "Ann Roe is on vacation", ABSENT, true },
        { "Out of office: Printer", "Please call my colleague Eve.", true },
        { "Ann Roe is on vacation", ABSENT "Is it urgent?", false },
        { "Ann Roe is on vacation", "Please call my colleague Eve.", false },
        { "Re: Vacation house", ABSENT, false },
        { "[EXT] Re: Out of office: Printer", ABSENT, false },
        { "AW: Abwesenheitsnotiz", "Ich bin im Urlaub.", false },
        { "RE : Absence", "Je serai absent lundi.", false },
        { "SV: Frånvaro", "Jag är på semester.", false },
        { "Odp: Urlop", "Jestem na urlopie.", false },
        { "RES: Férias", "Estou de férias.", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_autofree char *evidence = NULL;
        g_ptr_array_add(mail->in_reply_to, g_strdup("1@example.org"));
        g_free(mail->subject);
        mail->subject = g_strdup(answers[i].subject);
        g_free(mail->text);
        mail->text = g_strdup(answers[i].text);
        cr_expect_eq(read_mail(mail, false, &evidence), answers[i].found, "%s: %s",
                     answers[i].subject, evidence);
    }
}

Test(auto_reply, looks_at_the_new_text_before_the_whole)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autofree char *evidence = NULL;
    g_free(mail->text);
    mail->text = g_strdup("Thanks.\n\nThey wrote:\nThis is an automated reply.\n");
    g_free(mail->reply_text);
    mail->reply_text = g_strdup("Thanks.");
    cr_expect_not(read_mail(mail, false, &evidence), "%s", evidence);
}

Test(auto_reply, is_not_believed_far_down)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autofree char *evidence = NULL;
    g_autoptr(GString) text = repeat("", "It still smokes. ", 100, "This is an automated reply.");
    g_free(mail->text);
    mail->text = g_strdup(text->str);
    cr_expect_not(read_mail(mail, false, &evidence), "%s", evidence);
}
