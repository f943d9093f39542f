#include "machine/notice.h"
#include "machine/recipients.h"
#include "mails.h"

#include <criterion/criterion.h>

Test(notice, ends_where_the_returned_mail_begins)
{
    static const struct {
        const char *text, *notice, *copy;
    } rows[] = {
        { "It failed.\nReceived: from x\nTo: y\n", "It failed.\n", "Received: from x\nTo: y\n" },
        { "It failed.\n--- Original message follows ---\nTo: y\n", "It failed.\n",
          "--- Original message follows ---\nTo: y\n" },
        { "It failed.\n> Ursprüngliche Nachricht:\n", "It failed.\n",
          "> Ursprüngliche Nachricht:\n" },
        { "It failed.\nReceived-From-MTA: dns; x\n", "It failed.\nReceived-From-MTA: dns; x\n",
          "" },
        { "Original-Message-ID: <a@b>\nOriginal message id <a@b>\n",
          "Original-Message-ID: <a@b>\nOriginal message id <a@b>\n", "" },
        { "", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(DeskNotice) notice = { 0 };
        desk_notice_init(&notice, rows[i].text);
        g_autofree char *text = g_strndup(notice.text.data, notice.text.size);
        g_autofree char *copy = g_strndup(notice.copy.data, notice.copy.size);
        cr_expect_str_eq(text, rows[i].notice, "%s: %s", rows[i].text, text);
        cr_expect_str_eq(copy, rows[i].copy, "%s: %s", rows[i].text, copy);
    }
}

Test(notice, looks_at_the_start_of_a_long_text_alone)
{
    GString *text = repeat("", "It failed.\n", 100000, "Received: x\n");
    g_auto(DeskNotice) notice = { 0 };
    desk_notice_init(&notice, text->str);
    cr_expect_eq(notice.text.size, DESK_NOTICE_MAX);
    cr_expect_eq(notice.copy.size, 0);
    g_string_free(text, TRUE);
}

Test(notice, names_the_recipients)
{
    static const struct {
        const char *text, *recipients;
    } rows[] = {
        { "It failed:\n\n  jane@example.net\n  <john@example.net>:\n",
          "jane@example.net john@example.net" },
        { "* jane@example.net\n\xe2\x80\xa2 john@example.net [User unknown]\n",
          "jane@example.net john@example.net" },
        { "\"jane@example.net\":\nwrites to support@example.com\n", "jane@example.net" },
        { "Unable to deliver your mail to jane@example.net.\n", "jane@example.net" },
        { "554 <jane@example.net>... 550 Host unknown\n", "jane@example.net" },
        { "MAIL FROM:<x@example.com> refused\nRCPT TO:<jane@example.net>\n", "jane@example.net" },
        { "Please contact <help@example.com> for help\n<help@example.com> "
          "says:\njane@example.net\n",
          "jane@example.net" },
        { "desk@example.org\n", "desk@example.org" },
        { "  desk@example.org\n  jane@example.net\n", "jane@example.net" },
        { "Postmaster: postmaster@example.com\njane@example.net failed\n", "jane@example.net" },
        { "jane@example.net\nJANE@EXAMPLE.NET\n", "jane@example.net" },
        { "<j..ane.@example.net>: gone\n", "j..ane.@example.net" },
        { "<\"a..b\"@example.net>: gone\n", "\"a..b\"@example.net" },
        { "Recipient: [SMTP:jane@example.net]\n", "jane@example.net" },
        { "to=jane@example.net failed with 550 no\n", "jane@example.net" },
        { "Message-ID: <abc@example.net>\n@ @@ a@ @b <@> a@b\n", "" },
        { "Unable to deliver to <support@example.net>\n", "support@example.net" },
        { "It failed for: Jane (jane@example.net)<mailto:jane@example.net>\n", "jane@example.net" },
        { "jane@example.net\n\nRegards\nsupport@example.com\n", "jane@example.net" },
        { "support@example.net\n\nRegards\nhelp@example.com\n", "support@example.net" },
        { "support@example.com\n", "support@example.com" },
        { "we met jane@example.net and left\n", "jane@example.net?" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(DeskNotice) notice = { 0 };
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_autoptr(GString) found = g_string_new(NULL);
        g_ptr_array_add(mail->to, desk_mail_address_new("", "desk@example.org"));
        g_ptr_array_add(mail->from, desk_mail_address_new("", "postmaster@example.com"));
        desk_notice_init(&notice, rows[i].text);
        g_autoptr(GArray) list = desk_recipients_find(&notice, mail);
        for (unsigned j = 0; j < list->len; j++)
            g_string_append_printf(found, "%s%s%s", j ? " " : "",
                                   g_array_index(list, DeskRecipient, j).address,
                                   g_array_index(list, DeskRecipient, j).is_guess ? "?" : "");
        cr_expect_str_eq(found->str, rows[i].recipients, "%s: %s", rows[i].text, found->str);
    }
}

Test(notice, words_are_written_as_they_are_compared)
{
    const DeskPhrase *const tables[] = {
        desk_notice_subjects, desk_notice_answers, desk_notice_senders, desk_notice_phrases,
        desk_notice_finals,   desk_notice_copies,  desk_notice_targets, desk_notice_contacts,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        for (const DeskPhrase *row = tables[i]; row->text; row++) {
            const char *text = *row->text == '^' ? row->text + 1 : row->text;
            g_autofree char *padded = g_strconcat("x", text, "x", NULL);
            g_autofree char *folded = desk_phrases_fold_start(padded, 1000);
            cr_expect_str_eq(folded, padded, "%s", row->text);
            cr_expect_eq(strlen(row->language), 2, "%s", row->text);
        }
    }
}
