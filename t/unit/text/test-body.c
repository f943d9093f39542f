#include "mails.h"
#include "text/body.h"
#include "text/charset.h"

#include <criterion/criterion.h>

static char *
read_text(const char *text, DeskBodyType type)
{
    unsigned replaced = 0;
    desk_charset_init();
    return desk_body_text(bytes_of(text), &type, NULL, &replaced);
}

Test(body, is_clean_lines_of_text)
{
    static const struct {
        const char *bytes, *text;
        DeskBodyType type;
    } rows[] = {
        { "", "", { 0 } },
        { "a\r\nb\rc\n", "a\nb\nc\n", { 0 } },
        { "a\x07\x1e\x1b[0mb\tc", "a[0mb\tc", { 0 } },
        { "\xe2\x80\xaegro.elpmaxe\xe2\x80\xac \xe2\x81\xa7x", "gro.elpmaxe x", { 0 } },
        { "\xe2\x80\x9cq\xe2\x80\x9d", "\xe2\x80\x9cq\xe2\x80\x9d", { 0 } },
        { "one \r\ntwo\r\n", "one two\n", { .is_flowed = true } },
        { "one  \r\ntwo\r\n", "one two\n", { .is_flowed = true, .is_delsp = true } },
        { "one \r\ntwo\r\n", "one \ntwo\n", { .is_delsp = true } },
        { "<p>one</p>", "one", { .is_html = true } },
        { "\n<HTML><p>one</p></HTML>", "one", { 0 } },
        { "<b>one</b>", "<b>one</b>", { 0 } },
        { "<meta charset=\"windows-1251\"><p>\xc4\xe0</p>", "\u0414\u0430", { .is_html = true } },
        { "<META content='text/html; charset=iso-2022-jp'>\x1b$B$\"\x1b(B",
          "\u3042",
          { .is_html = true } },
        { "<meta charset=windows-1251>\u00e9", "\u00e9", { .is_html = true } },
        { "<meta charset=windows-1251>\xe9", "\u00e9", { "iso-8859-1", .is_html = true } },
        { "<p>a&#7;\x07&#x202e;b\x1e&#30;c</p>", "abc", { .is_html = true } },
        { "<p>one </p>\r\n", "one", { .is_html = true, .is_flowed = true } },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = read_text(rows[i].bytes, rows[i].type);
        g_autofree char *trimmed = rows[i].type.is_html ? g_strdup(g_strchomp(text)) : NULL;
        cr_expect_str_eq(trimmed ? trimmed : text, rows[i].text, "row %zu: %s", i, text);
    }
}

Test(body, is_blank_without_anything_visible)
{
    cr_expect(desk_body_is_blank(""));
    cr_expect(desk_body_is_blank(" \n\t\u00a0\u200b\ufeff\n"));
    cr_expect_not(desk_body_is_blank("\n ."));
}

Test(body, knows_a_notice_that_says_nothing)
{
    static const char *const rows[] = {
        "",
        "\n\n",
        "Your mail program does not support HTML.",
        "Sorry, your mail program does not\nsupport HTML messages!\n",
        "This e-mail is in HTML. Please use an HTML compatible e-mail program.",
        "View this email in your browser:\nhttps://example.org/v?id=1.2.3\n",
        "Having trouble viewing this email? <https://example.org/view>\n\n--\n",
        "Ihr Mailprogramm unterst\u00fctzt kein HTML.\nhttps://example.org/",
        "K\u00f6nnen Sie die Nachricht nicht lesen? Im Browser ansehen: https://example.org/x",
        "To read this message you need a mail reader that can show HTML.",
        "HTML viewer required.",
        "This message requires an HTML aware program to be shown properly.",
        "Zum Lesen wird ein Programm ben\u00f6tigt, das HTML kann.",
        "Se necesita un programa con soporte de HTML",
        "Votre messagerie ne prend pas en charge le HTML.",
        "Su programa de correo no admite HTML.",
        "O seu programa de e-mail n\u00e3o suporta HTML.",
        "Il tuo programma di posta non supporta HTML.",
        "Uw mailprogramma ondersteunt geen HTML.",
        "Din e-postklient st\u00f6der inte HTML.",
        "Tw\u00f3j program pocztowy nie obs\u0142uguje HTML.",
        "\u0412\u0430\u0448 \u043f\u043e\u0447\u0442\u043e\u0432\u044b\u0439 "
        "\u043a\u043b\u0438\u0435\u043d\u0442 \u043d\u0435 "
        "\u043f\u043e\u0434\u0434\u0435\u0440\u0436\u0438\u0432\u0430\u0435\u0442 HTML.",
        "\u3053\u306e\u30e1\u30fc\u30eb\u306fHTML\u5f62\u5f0f\u3067\u3059\u3002",
        "\u60a8\u7684\u90ae\u4ef6\u5ba2\u6237\u7aef\u4e0d\u652f\u6301HTML\u3002",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect(desk_body_is_stub(rows[i]), "%s", rows[i]);
}

Test(body, takes_no_message_for_a_notice)
{
    static const char *const rows[] = {
        "My printer is on fire.",
        "Your site does not support HTML. My order 4711 has not come, where is it?",
        "Does not open.\n\nView this email in your browser: https://example.org/",
        "The page stays white in your browser.",
        "https://example.org/",
        "Attached is the HTML.",
        "Hello",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_not(desk_body_is_stub(rows[i]), "%s", rows[i]);

    g_autoptr(GString) many = repeat("", "This message is in HTML. ", 100, "");
    cr_expect_not(desk_body_is_stub(many->str), "too long for a notice");
}
