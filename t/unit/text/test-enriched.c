#include "mails.h"
#include "parse/parse.h"
#include "text/enriched.h"

#include <criterion/criterion.h>

Test(enriched, shows_its_text)
{
    static const struct {
        const char *in, *out;
        bool is_richtext;
    } rows[] = {
        { "<bold>Now</bold> is\nthe <color><param>red</param>time</color>.\n\n\nBye\n",
          "Now is the time.\n\nBye\n", false },
        { "1 << 2 <nofill>a\nb</nofill>", "1 < 2 a\nb", false },
        { "a < b <> <no such>", "a < b <> <no such>", false },
        { "</param>x<param>y", "x", false },
        { "a<nl>b\n\nc <lt>d<comment>no</comment></paragraph>e", "a\nb c <d\n\ne", true },
        { "", "", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *out = desk_enriched_text(rows[i].in, rows[i].is_richtext);
        cr_expect_str_eq(out, rows[i].out, "%s: \"%s\"", rows[i].in, out);
    }
}

Test(enriched, is_the_text_of_a_mail)
{
    desk_parse_init();
    g_autoptr(DeskMail) mail = desk_parse(
        BYTES("Content-Type: text/enriched; charset=iso-8859-1\n\n<bold>caf\xe9</bold>\n"));
    cr_expect_str_eq(mail->text, "caf\u00e9\n");
    cr_expect_eq(mail->attachments->len, 0);
}

Test(enriched, is_linear)
{
    static const char *const pieces[] = { "<", "<bold", "<param>", "\n", "<<" };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = repeat("", pieces[i], 500000, "");
        gint64 start = g_get_monotonic_time();
        g_free(desk_enriched_text(text->str, false));
        cr_expect(g_get_monotonic_time() - start < 1000000, "%s", pieces[i]);
    }
}
