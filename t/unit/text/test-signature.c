#include "mail/mail.h"
#include "mails.h"
#include "text/quotes.h"

#include <criterion/criterion.h>

static DeskMail *
cut(const char *text, bool from_html)
{
    DeskMail *mail = desk_mail_new();
    g_free(mail->text);
    mail->text = g_strdup(text);
    g_clear_pointer(&mail->reply_text, g_free);
    g_clear_pointer(&mail->signature_text, g_free);
    desk_quotes_cut(mail->text, from_html, &mail->reply_text, &mail->signature_text);
    return mail;
}

/* RULES Q4; text is plain. */
static const struct {
    const char *name, *text, *own, *signature;
} rows[] = {
    { "dashes", "Done.\n\n-- \nBob Doe\nExample Ltd\n", "Done.", "-- \nBob Doe\nExample Ltd" },
    { "dashes without the blank", "Done.\n--\nBob Doe\n", "Done.", "--\nBob Doe" },
    { "dashes, blank lines behind", "Done.\n-- \n\n\nBob\n\nExample Ltd\n", "Done.",
      "-- \n\n\nBob\n\nExample Ltd" },
    { "the first of two", "Done.\n-- \nBob\n-- \nlist footer\n", "Done.",
      "-- \nBob\n-- \nlist footer" },
    { "above a quote", "Done.\n\n-- \nBob\n\nOn 5 Feb 2024 9:58, Ann wrote:\n> Restart.\n", "Done.",
      "-- \nBob" },
    { "below a quote", "Done.\n\nOn 5 Feb 2024 9:58, Ann wrote:\n> Restart.\n\n-- \nBob\n", "Done.",
      "-- \nBob" },
    { "nothing else", "-- \nBob\n", "-- \nBob", "" },
    { "no dashes", "-- two cables\n-- one mouse\n", "-- two cables\n-- one mouse", "" },
    { "app", "Done.\n\nSent from my iPhone\n", "Done.", "Sent from my iPhone" },
    { "app right below", "Done.\nSent from my iPhone\n", "Done.", "Sent from my iPhone" },
    { "app below a rule", "Done.\n\n-----------\nSent from my iPhone\n", "Done.",
      "-----------\nSent from my iPhone" },
    { "app in brackets", "Done.\n\n(sent from my phone)\n", "Done.", "(sent from my phone)" },
    { "app in front of a quote",
      "Done.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n"
      "From: Ann <ann@example.org>\nSent: Monday, February 5, 2024 9:58:13 AM\nTo: Bob\n"
      "Subject: x\n\nRestart.\n",
      "Done.", "Get Outlook for iOS<https://aka.ms/o0ukef>" },
    { "app of an unknown language", "Done.\n\nZumbu Outlook qa iOS<https://aka.ms/o0ukef>\n",
      "Done.", "Zumbu Outlook qa iOS<https://aka.ms/o0ukef>" },
    { "app and answer below", "Sent from my iPhone\n\n> Did you restart it?\n\nYes.\n",
      "> Did you restart it?\n\nYes.", "Sent from my iPhone" },
    { "app amid long text",
      "Hello,\n\nSent from my "
      "iPhone\n\none\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix\n\nseven\n\neight\n\nnine\n",
      "Hello,\n\none\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix\n\nseven\n\neight\n\nnine",
      "Sent from my iPhone" },
    { "a parcel", "It is on its way.\n\nSent by courier this morning.\n",
      "It is on its way.\n\nSent by courier this morning.", "" },
    { "a sentence",
      "Hello,\n\nSent from my phone the form always fails, from my laptop it works.\nWhy?\n",
      "Hello,\n\nSent from my phone the form always fails, from my laptop it works.\nWhy?", "" },
    { "app with its address below",
      "Done.\n\nSent with Tuta, the free mail:\nhttps://example.org\n", "Done.",
      "Sent with Tuta, the free mail:\nhttps://example.org" },
    { "a sentence about an app",
      "Which one?\n\nGet Outlook for Android is what the page tells me to do.\n",
      "Which one?\n\nGet Outlook for Android is what the page tells me to do.", "" },
    { "an app and more", "Done.\n\nSent from Outlook on my new Android phone\n", "Done.",
      "Sent from Outlook on my new Android phone" },
    { "bare dashes and a comment", "It is:\n\n--\n-- start\nrun()\n\nWhy?\n",
      "It is:\n\n--\n-- start\nrun()\n\nWhy?", "" },
    { "bare dashes between parts", "One.\n\n--\n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n",
      "One.\n\n--\n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13", "" },
    { "dashes and a long signature", "One.\n\n-- \n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n",
      "One.", "-- \n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13" },
    { "closing", "It is broken.\n\nBest regards,\nBob Doe\nExample Ltd\nTel. 555 0100\n",
      "It is broken.", "Best regards,\nBob Doe\nExample Ltd\nTel. 555 0100" },
    { "the last closing", "Thanks,\n\nit works.\n\nKind regards\n\nBob\n", "Thanks,\n\nit works.",
      "Kind regards\n\nBob" },
    { "closing without a name", "It works.\n\nThank you!\n", "It works.\n\nThank you!", "" },
    { "closing and a wish", "It works.\n\nThanks\n\nPlease close it\n",
      "It works.\n\nThanks\n\nPlease close it", "" },
    { "closing and a postscript", "It works.\n\nRegards,\nBob\n\nPS: Great work\n",
      "It works.\n\nRegards,\nBob\n\nPS: Great work", "" },
    { "closing in a reply",
      "It works.\n\nRegards,\nBob\n\nOn 5 Feb 2024 9:58, Ann wrote:\n> Restart.\n",
      "It works.\n\nRegards,\nBob", "" },
    { "particles", "It works.\n\nMet vriendelijke groet,\nJan van der Berg\n", "It works.",
      "Met vriendelijke groet,\nJan van der Berg" },
    { "name behind a dash", "It works.\n\n-Bob Doe\n", "It works.", "-Bob Doe" },
    { "name and app", "It works.\n\n- Bob\n\nSent from my Galaxy\n", "It works.",
      "- Bob\n\nSent from my Galaxy" },
    { "an item", "Please send:\n\n- Toner\n", "Please send:\n\n- Toner", "" },
    { "the last item", "Please send\n\n- Paper\n\n- Toner\n", "Please send\n\n- Paper\n\n- Toner",
      "" },
    { "an answer", "> Which?\n\n- Toner\n\n> More?\n\nNo\n", "> Which?\n\n- Toner\n\n> More?\n\nNo",
      "" },
    { "list footer",
      "It works.\n\n_______________________________________________\nusers mailing list\n"
      "users@lists.example.org\nhttps://lists.example.org/users\n",
      "It works.",
      "_______________________________________________\nusers mailing list\n"
      "users@lists.example.org\nhttps://lists.example.org/users" },
    { "a rule", "It works.\n\n______________\nPaper\nToner\n",
      "It works.\n\n______________\nPaper\nToner", "" },
};

Test(signature, is_told_from_the_text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = cut(rows[i].text, false);
        g_autofree char *own = g_strstrip(g_strdup(mail->reply_text));
        g_autofree char *signature = g_strstrip(g_strdup(mail->signature_text));
        cr_expect_str_eq(own, rows[i].own, "%s: %s", rows[i].name, own);
        cr_expect_str_eq(signature, rows[i].signature, "%s: %s", rows[i].name, signature);
    }
}

Test(signature, is_not_guessed_for_html)
{
    static const char *const texts[] = { "It works.\n\nKind regards\n\nBob\n",
                                         "It works.\n\n-Bob Doe\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(DeskMail) html = cut(texts[i], true);
        cr_expect_str_eq(html->signature_text, "", "%s", texts[i]);
        g_autoptr(DeskMail) plain = cut(texts[i], false);
        cr_expect_str_neq(plain->signature_text, "", "%s", texts[i]);
    }
}

/* Lines that apps add in the languages of their users. */
static const char *const app_lines[] = {
    "Von meinem iPhone gesendet",
    "Von meinem Samsung Galaxy Smartphone gesendet.",
    "Gesendet von Mail für Windows",
    "Holen Sie sich Outlook für iOS",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon smartphone Samsung Galaxy.",
    "Télécharger Outlook pour Android",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Obter o Outlook para iOS",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Sendt fra min iPad",
    "Skickat från min iPhone",
    "Lähetetty iPhonesta",
    "Wysłane z iPhone’a",
    "Odesláno z iPhonu",
    "Odoslané z iPhonu",
    "Trimis de pe iPhone-ul meu",
    "Отправлено с iPhone",
    "Отправлено из мобильной Яндекс.Почты",
    "Надіслано з iPhone",
    "Изпратено от моя iPhone",
    "Poslano s mog iPhonea",
    "Στάλθηκε από το iPhone μου",
    "iPhone'umdan gönderildi",
    "נשלח מה-iPhone שלי",
    "أُرسلت من الـ iPhone",
    "iPhoneから送信",
    "发自我的 iPhone",
    "從我的 iPhone 傳送",
    "나의 iPhone에서 보냄",
    "Đã gửi từ iPhone của tôi",
    "ส่งจาก iPhone ของฉัน",
    "Dikirim dari iPhone saya",
    "Enviat des del meu iPhone",
    "Von Yahoo Mail auf Android gesendet",
    "Get BlueMail for Android",
    "Siunčiu iš „iPhone“",
    "Galaxy에서 보냄",
    "Pixelから送信",
};

Test(signature, may_be_the_line_of_an_app_in_many_languages)
{
    for (size_t i = 0; i < G_N_ELEMENTS(app_lines); i++) {
        g_autofree char *text = g_strconcat("Done.\n\n", app_lines[i], "\n", NULL);
        g_autoptr(DeskMail) mail = cut(text, true);
        cr_expect_str_eq(mail->signature_text, app_lines[i], "%s", app_lines[i]);
        cr_expect_str_eq(mail->reply_text, "Done.", "%s", app_lines[i]);
    }
}
