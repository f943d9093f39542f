#include "machine/generated.h"
#include "machine/robots.h"
#include "mails.h"

#include <criterion/criterion.h>

static bool
read_mail(const DeskMail *mail, bool is_marked, char **evidence)
{
    g_auto(DeskWording) said;
    desk_wording_init(&said, mail);
    return desk_generated_read(&said, is_marked, evidence);
}

Test(robots, are_told_by_their_local_part)
{
    static const struct {
        const char *address;
        DeskRobot robot;
    } rows[] = {
        { "ann@example.org", DESK_ROBOT_NO },
        { "", DESK_ROBOT_NO },
        { "@", DESK_ROBOT_NO },
        { "noreply@example.org", DESK_ROBOT_CERTAIN },
        { "No_Reply@example.org", DESK_ROBOT_CERTAIN },
        { "do-not-reply@example.org", DESK_ROBOT_CERTAIN },
        { "acme-no.reply+12@example.org", DESK_ROBOT_CERTAIN },
        { "MAILER-DAEMON@example.org", DESK_ROBOT_CERTAIN },
        { "ne-pas-repondre@example.org", DESK_ROBOT_CERTAIN },
        { "zabbix2@example.org", DESK_ROBOT_CERTAIN },
        { "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org", DESK_ROBOT_CERTAIN },
        { "microsoft.exchange@example.org", DESK_ROBOT_NO },
        { "zabbix.admin@example.org", DESK_ROBOT_NO },
        { "ann@noreply.example.org", DESK_ROBOT_NO },
        { "alerts@example.org", DESK_ROBOT_LIKELY },
        { "backup07+host@example.org", DESK_ROBOT_LIKELY },
        { "alert.jones@example.org", DESK_ROBOT_NO },
        { "scanlon@example.org", DESK_ROBOT_NO },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_robots_judge(rows[i].address), rows[i].robot, "%s", rows[i].address);
}

static const struct {
    const char *from, *subject, *text, *file, *type;
    bool is_marked;
    const char *evidence; /* NULL: a person wrote it */
} rows[] = {
    { "ann@example.org", "Printer", "It smokes.", NULL, NULL, false, NULL },
    { "ann@example.org", "Printer", "It smokes.", NULL, NULL, true, NULL },
    { "alerts@example.org", "Printer", "It smokes.", NULL, NULL, false, NULL },
    { "no-reply@example.org", "Printer", "", NULL, NULL, false, "From: no-reply@example.org" },

    { "root@example.org", "Cron <root@host> /bin/true", "", NULL, NULL, false,
      "Subject: Cron <root@host> /bin/true" },
    { "ann@example.org", "Re: Cron <root@host> /bin/true", "", NULL, NULL, false, NULL },
    { "ann@example.org", "r", "", "example.com!example.org!1!2.xml.gz", "application/gzip", false,
      "attachment: example.com!example.org!1!2.xml.gz" },
    { "ann@example.org", "r", "", "mine!.xml", "application/xml", false, NULL },
    { "ann@example.org", "Help!!!", "", "Help!!!.pdf", "application/pdf", false, NULL },
    { "ann@example.org", "r", "", "a.json.gz", "application/tlsrpt+gzip", false,
      "attachment: a.json.gz" },
    { "pbx@example.org", "Voicemail from 0123", "", "m.wav", "audio/wav", false,
      "Subject: Voicemail from 0123" },
    { "ann@example.org", "Voicemail from 0123", "", "m.png", "image/png", false, NULL },
    { "ann@example.org", "My voicemail is dead", "", "m.wav", "audio/wav", false, NULL },

    { "ann@example.org", "a", "You wrote \"This is an automated message\" to me.", NULL, NULL,
      false, NULL },
    { "ann@example.org", "a", "This is an automated message, or is it?", NULL, NULL, false, NULL },
    { "ann@example.org", "a", "Read your mail. This is an automated message is what it says.", NULL,
      NULL, false, NULL },
    { "ann@example.org", "a", "Disk full.\n-- This is an automated message. --", NULL, NULL, false,
      "text: this is an automated message" },
    { "ann@example.org", "a", "This is an automated message.\nDisk full.", NULL, NULL, false,
      "text: this is an automated message" },
    { "ann@example.org", "a", "Please do not reply to this address but to Bob.", NULL, NULL, false,
      NULL },
    { "alerts@example.org", "a", "Disk full.\nPlease do not reply to this mail.", NULL, NULL, false,
      "text: please do not reply to this" },
    { "ann@example.org", "a", "Disk full.\nPlease do not reply to this mail.", NULL, NULL, true,
      "text: please do not reply to this" },
    { "ann@example.org", "a", "本メールは自動送信です。", NULL, NULL, false,
      "text: 本メールは自動送信" },
};

static DeskMail *
build(size_t i)
{
    DeskMail *mail = desk_mail_new();
    g_ptr_array_add(mail->from, desk_mail_address_new("", rows[i].from));
    g_free(mail->subject);
    mail->subject = g_strdup(rows[i].subject);
    g_free(mail->text);
    mail->text = g_strdup(rows[i].text);
    if (rows[i].file) {
        DeskAttachment *attachment = desk_attachment_new();
        g_free(attachment->name);
        attachment->name = g_strdup(rows[i].file);
        g_free(attachment->type);
        attachment->type = g_strdup(rows[i].type);
        g_ptr_array_add(mail->attachments, attachment);
    }
    return mail;
}

Test(generated, is_told_by_sender_subject_attachment_and_text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = build(i);
        g_autofree char *evidence = NULL;
        bool found = read_mail(mail, rows[i].is_marked, &evidence);
        cr_expect_eq(found, rows[i].evidence != NULL, "%zu %s: %s", i, rows[i].subject, evidence);
        cr_expect_str_eq(evidence ? evidence : "", rows[i].evidence ? rows[i].evidence : "",
                         "%zu %s: %s", i, rows[i].subject, evidence);
    }
}
