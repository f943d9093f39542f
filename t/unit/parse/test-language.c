#include "parse/language.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

static DeskMail *
read_mail(const char *fields, const char *text)
{
    g_autofree char *raw = g_strdup_printf("From: a@example.org\nSubject: s\n%s"
                                           "Content-Type: text/plain; charset=utf-8\n\n%s\n",
                                           fields, text);
    desk_parse_init();
    return desk_parse((DeskBytes){ raw, strlen(raw) });
}

Test(language, is_that_of_the_field)
{
    static const struct {
        const char *field, *tag;
    } rows[] = {
        { "Content-Language: de-at\n", "de-AT" },
        { "content-language:\n fr,\n en\n", "fr" },
        { "Content-Language: en_US, pl\n", "pl" },
        { "Content-Language: it\nContent-Language: es\n", "it" },
        { "Content-Language: \xff\xfe\n", "" },
        { "Content-Language: <script>\n", "" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_mail(rows[i].field, "x");
        cr_expect_str_eq(mail->content_language, rows[i].tag, "%s", rows[i].field);
    }
}

#ifdef HAVE_CLD2
Test(language, is_told_by_what_is_new_in_the_text)
{
    static const struct {
        const char *tag, *text;
        bool sure;
    } rows[] = {
        { "en", "My printer does not print any more since the last update. What can I do?", true },
        { "de", "Mein Drucker druckt seit dem letzten Update nicht mehr. Was kann ich tun?", true },
        { "fr",
          "Mon imprimante ne marche plus depuis la derni\u00e8re mise \u00e0 jour. Que faire ?",
          true },
        { "es",
          "Mi impresora no funciona desde la \u00faltima actualizaci\u00f3n. \u00bfQu\u00e9 "
          "puedo hacer?",
          true },
        { "it", "La mia stampante non funziona pi\u00f9 dopo l'aggiornamento. Cosa posso fare?",
          true },
        { "pt",
          "A minha impressora deixou de funcionar desde a \u00faltima "
          "atualiza\u00e7\u00e3o. O que posso fazer?",
          true },
        { "pl", "Moja drukarka nie drukuje od ostatniej aktualizacji. Co mog\u0119 zrobi\u0107?",
          true },
        { "ja",
          "\u5148\u9031\u306e\u66f4\u65b0\u304b\u3089\u30d7\u30ea\u30f3\u30bf\u304c\u52d5"
          "\u304d\u307e\u305b\u3093\u3002\u3069\u3046\u3059\u308c\u3070\u3088\u3044\u3067"
          "\u3059\u304b\u3002",
          true },
        { "he",
          "\u05d4\u05de\u05d3\u05e4\u05e1\u05ea \u05e9\u05dc\u05d9 \u05dc\u05d0 "
          "\u05e2\u05d5\u05d1\u05d3\u05ea \u05de\u05d0\u05d6 \u05d4\u05e2\u05d3\u05db"
          "\u05d5\u05df \u05d4\u05d0\u05d7\u05e8\u05d5\u05df",
          true },
        { "de",
          "Seit gestern geht das hier nicht mehr, und ich wei\u00df nicht, warum:\n"
          "https://www.example.com/the/user/guide/how-to-install-the-printer-driver\n"
          "support-team-of-the-printer@example.com",
          true },
        { "de",
          "Das ist neu und ganz auf Deutsch geschrieben.\n\n> This was the message that you "
          "sent to me\n> yesterday in the afternoon, and it is long.\n",
          true },
        { "", "", false },
        { "", "12345 67890", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_mail("", rows[i].text);
        cr_expect_str_eq(mail->detected_language, rows[i].tag, "%s", rows[i].text);
        cr_expect_eq(mail->detected_surely, rows[i].sure, "%s", rows[i].text);
    }
}

/* As many letters as there are; a sign that stands for a word counts as three. */
Test(language, says_how_much_it_has_seen)
{
    g_autoptr(DeskMail) latin = read_mail("", "Das geht nicht mehr, 123!");
    g_autoptr(DeskMail) japanese = read_mail("", "\u5370\u5237\u3067\u304d\u307e\u305b\u3093");
    cr_expect_eq(latin->detected_letters, 16);
    cr_expect_eq(japanese->detected_letters, 21);
}

/* A forwarded text is another one's, and that of an encrypted mail a notice of ours. */
Test(language, is_not_that_of_what_others_wrote)
{
    g_autoptr(DeskMail) quoted =
        read_mail("", "> Mein Drucker druckt seit dem letzten Update nicht mehr.");
    cr_expect_str_eq(quoted->detected_language, "");
}

/* However long the text is, no more of it is looked at than its start. */
Test(language, looks_at_the_start_alone)
{
    g_autoptr(GString) text = g_string_new(NULL);
    while (text->len < DESK_LANGUAGE_LOOKED_AT)
        g_string_append(text, "Mein Drucker druckt seit dem Update nicht mehr.\n");
    for (int i = 0; i < 1000; i++)
        g_string_append(text, "My printer does not print any more since the update.\n");
    g_autoptr(DeskMail) mail = read_mail("", text->str);
    cr_expect_str_eq(mail->detected_language, "de");
    cr_expect(mail->detected_surely);
    cr_expect_leq(mail->detected_letters, (gint64) DESK_LANGUAGE_LOOKED_AT);
}
#endif
