#include "mail/html.h"
#include "mails.h"

#include <criterion/criterion.h>

Test(html, becomes_readable_text)
{
    static const struct {
        const char *html, *text;
    } rows[] = {
        { "", "" },
        { "plain", "plain" },
        { "<p>one</p><p>two</p>", "one\n\ntwo" },
        { "<div>one</div><div>two<br>three</div>", "one\ntwo\nthree" },
        { "a \n\t b&nbsp;&amp;&lt;x&gt; &eacute;&#8364;", "a b &<x> \u00e9\u20ac" },
        { "<style>p{}</style><script>x<y</script><title>t</title>body", "body" },
        { "<head><title>x</title></head><body>y</body>", "y" },
        { "<a href=\"https://example.org/x\">here</a>.", "here <https://example.org/x>." },
        { "<a href=\"https://example.org/x\">https://example.org/x</a>", "https://example.org/x" },
        { "<a href=mailto:a@example.org>a@example.org</a>", "a@example.org" },
        { "<a href=\"javascript:alert(1)\">x</a>", "x" },
        { "<a href=\"https://example.org/\n>\">x</a>", "x" },
        { "<pre>a\n  b</pre>", "a\n  b" },
        { "<table><tr><td>a<td>b<tr><td>c</table>", "a\tb\nc" },
        { "<ul><li>a<li>b</ul>c", "- a\n- b\n\nc" },
        { "x<!-- hidden -->y<!-- open", "xy" },
        { "<unknown>x</unknown", "x" },
        { "<b>a</i></b></div></p>b", "ab" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = desk_html_to_text(bytes_of(rows[i].html), NULL);
        cr_expect_str_eq(g_strstrip(text), rows[i].text, "%s", rows[i].html);
    }
}

Test(html, ignores_a_charset_it_names_itself)
{
    g_autofree char *text = desk_html_to_text(
        BYTES("<meta http-equiv=Content-Type content='text/html; charset=gb2312'>\u00e9\u4e2d"),
        NULL);
    cr_expect_str_eq(text, "\u00e9\u4e2d");
}

Test(html, goes_on_behind_a_nul)
{
    g_autofree char *text = desk_html_to_text(BYTES("a\0b<br\0>c"), NULL);
    cr_expect_str_eq(text, "a b\nc");
}

Test(html, collects_what_is_shown_inline)
{
    g_autoptr(GHashTable) cids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    G_GNUC_UNUSED g_autofree char *text =
        desk_html_to_text(BYTES("<img src=\"cid:a@x\"><IMG SRC=CID:b><img src=x>"), cids);
    cr_expect_eq(g_hash_table_size(cids), 3);
    cr_expect(g_hash_table_contains(cids, "a@x"));
    cr_expect(g_hash_table_contains(cids, "b"));
}

Test(html, takes_the_poison)
{
    static const struct {
        const char *start, *piece, *end;
        unsigned times;
    } rows[] = {
        { "", "<div>", "x", 1000000 },      { "<p ", "a=b ", ">x", 200000 },
        { "<p a=\"", "x y ", "", 2500000 }, { "<p ", "a", ">x", 10000000 },
        { "<!--", "-", "", 3000000 },       { "", "<a href=http://x>", "", 100000 },
        { "", "<", "", 1000000 },           { "", "<p a='b' ", "", 200000 },
        { "", "&", "", 1000000 },           { "", "<table>", "", 200000 },
        { "<p ", "\"'", ">x", 200000 },     { "", "<b><i>", "", 200000 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) html = repeat(rows[i].start, rows[i].piece, rows[i].times, rows[i].end);
        gint64 start = g_get_monotonic_time();
        G_GNUC_UNUSED g_autofree char *text = desk_html_to_text(view_of(html), NULL);
        gint64 took = g_get_monotonic_time() - start;
        cr_expect(took < 5000000, "%s took %d ms", rows[i].piece, (int) (took / 1000));
    }
}
