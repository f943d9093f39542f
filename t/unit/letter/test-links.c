#include "letter/links.h"

#include <criterion/criterion.h>

Test(links, whatever_stands_in_a_mailto_uri_is_encoded)
{
    static const struct {
        const char *address, *subject, *body, *uri;
    } rows[] = {
        { "a@example.com", NULL, NULL, "mailto:a@example.com" },
        { "a@example.com", "", NULL, "mailto:a@example.com?subject=" },
        { "a@example.com", NULL, "#close", "mailto:a@example.com?body=%23close" },
        { "desk+t.x-y_z@example.com", "Re: [#1] hi", "#reopen",
          "mailto:desk%2Bt.x-y_z@example.com?subject=Re%3A%20%5B%231%5D%20hi&body=%23reopen" },
        { "a?b&c=d%e@example.com", "x&body=y", "1\n2",
          "mailto:a%3Fb%26c%3Dd%25e@example.com?subject=x%26body%3Dy&body=1%0D%0A2" },
        { "a@example.com", "\xc3\xa4 \"<'>", NULL,
          "mailto:a@example.com?subject=%C3%A4%20%22%3C%27%3E" },
        { "a@example.com", "x\r\nBcc: b@example.com\n\x01y \xe2\x80\xaez", NULL,
          "mailto:a@example.com?subject=x%20Bcc%3A%20b%40example.com%20y%20z" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *uri = desk_link_mailto(rows[i].address, rows[i].subject, rows[i].body);
        cr_expect_str_eq(uri, rows[i].uri, "row %zu: %s, expected %s", i, uri, rows[i].uri);
    }
}

/* Programs of Windows are not given more than 2,083 characters of a link. */
Test(links, a_long_subject_is_cut_so_that_the_link_still_opens)
{
    g_autoptr(GString) subject = g_string_new("x");
    for (int i = 0; i < 300; i++)
        g_string_append(subject, "\xe3\x81\x82");
    g_autofree char *uri = desk_link_mailto("a@example.com", subject->str, "#close");
    cr_expect_lt(strlen(uri), 2000, "%zu", strlen(uri));
    cr_expect(g_str_has_suffix(uri, "%E3%81%82&body=%23close"), "%s", uri);
    cr_expect(g_str_has_prefix(uri, "mailto:a@example.com?subject=x%E3%81%82%E3"), "%s", uri);
}
