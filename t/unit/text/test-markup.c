#include "text/markup.h"

#include <criterion/criterion.h>
#include <time.h>

#define QUOTE                                                                                      \
    "<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:1px solid "                   \
    "#ccc;padding-left:1ex\">\n"
#define DIV(inside) "<div dir=\"auto\">" inside "</div>\n"

Test(markup, shows_text_as_it_stands)
{
    static const struct {
        const char *name, *text, *html;
    } rows[] = {
        { "nothing", "", "" },
        { "a line", "hello\n", DIV("hello") },
        { "without its end", "hello", DIV("hello") },
        { "lines", "a\nb\n", DIV("a<br>\nb") },
        { "paragraphs", "a\n\nb\n", DIV("a") "<br>\n" DIV("b") },
        { "empty lines stay", "\n\na\n\n\n", "<br>\n<br>\n" DIV("a") "<br>\n<br>\n" },
        { "markup is text", "<b>\"&amp;'</b>\n", DIV("&lt;b&gt;&quot;&amp;amp;&#39;&lt;/b&gt;") },
        { "indentation", "  if\n\tx\n", DIV("\u00a0 if<br>\n\u00a0\u00a0\u00a0\u00a0x") },
        { "columns", "a  b\tc\n", DIV("a\u00a0 b\u00a0\u00a0\u00a0\u00a0c") },
        { "one blank at the start", " a\n", DIV("\u00a0a") },
        { "a signature", "a\n\n-- \nJane\n", DIV("a") "<br>\n" DIV("-- <br>\nJane") },
        { "a quote", "> a\n> b\nc\n", QUOTE DIV("a<br>\nb") "</blockquote>\n" DIV("c") },
        { "quotes in quotes", ">> a\n> b\n",
          QUOTE QUOTE DIV("a") "</blockquote>\n" DIV("b") "</blockquote>\n" },
        { "an empty line of a quote", "> a\n>\n> b\n",
          QUOTE DIV("a") "<br>\n" DIV("b") "</blockquote>\n" },
        { "a quote with indentation", ">   a\n", QUOTE DIV("\u00a0 a") "</blockquote>\n" },
        { "no quote", "a > b\n", DIV("a &gt; b") },
        { "bytes that are no text", "a\xff\x01\r\nb\r\n", DIV("a\ufffd<br>\nb") },
        { "another direction", "\u05e9\u05dc\u05d5\u05dd\n", DIV("\u05e9\u05dc\u05d5\u05dd") },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *html = desk_markup_html(rows[i].text);
        cr_expect_str_eq(html, rows[i].html, "%s: %s", rows[i].name, html);
    }
}

/* link: between | the part that may be clicked on. */
Test(markup, links_what_is_surely_one)
{
    static const char *const rows[] = {
        "|https://example.org|",
        "see |https://example.org/a?b=c#d|.",
        "(see |http://example.org|)",
        "|HTTPS://EXAMPLE.ORG/|",
        "|https://en.example.org/wiki/A_(b)|, more",
        "(|https://en.example.org/wiki/A_(b)|)",
        "[|https://example.org/|]: it",
        "|https://example.org/a|; |https://example.org/b|!",
        "\"|https://example.org/|\"",
        "<|https://example.org/a.|>",
        "<|https://example.org/a)|>",
        "*|https://example.org/|*",
        "_|https://example.org/a_b|_",
        "|https://example.org/it's|",
        "'|https://example.org/|'",
        "|https://b\u00fccher.example/\u00fcber|",
        "|https://[2001:db8::1]:8080/|",
        "|https://example.org:443/{id}|",
        "\u89c1|https://example.org/|\u3002",
        "|https://example.org/|<b>",
        "|https://bank.example|\\@evil.example/",
        "|mailto:jane@example.org|",
        "<|mailto:jane@example.org?subject=a%20b|>",
        "write to |jane.doe+x@example.org|.",
        "Jane <|jane@example.org|>",
        "\u8054\u7cfb|jane@example.org|\u3002",
        "- |jane@example.co.uk|,|joe@example.org|",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) pieces = g_strsplit(rows[i], "|", -1);
        g_autoptr(GString) text = g_string_new(NULL);
        unsigned links = 0;
        for (unsigned k = 0; pieces[k]; k++)
            g_string_append(text, pieces[k]);
        g_autofree char *html = desk_markup_html(text->str);
        for (unsigned k = 1; pieces[k]; k += 2) {
            g_autofree char *escaped = g_markup_escape_text(pieces[k], -1);
            g_auto(GStrv) quotes = g_strsplit(escaped, "&apos;", -1);
            g_autofree char *inside = g_strjoinv("&#39;", quotes);
            g_autofree char *end = g_strconcat("\">", inside, "</a>", NULL);
            bool is_bare = strchr(pieces[k], '@') && !g_str_has_prefix(pieces[k], "mailto:");
            g_autofree char *link =
                g_strconcat("<a href=\"", is_bare ? "mailto:" : "", inside, end, NULL);
            cr_expect(strstr(html, link), "%s: %s", rows[i], html);
            links++;
        }
        g_auto(GStrv) found = g_strsplit(html, "<a ", -1);
        cr_expect_eq(g_strv_length(found) - 1, links, "%s: %s", rows[i], html);
    }
}

Test(markup, links_nothing_else)
{
    static const char *const rows[] = {
        "www.example.org",
        "example.org",
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "xhttps://example.org/",
        "https://",
        "https:///path",
        "https://?q",
        "https:// example.org",
        "https://bank.example@evil.example/",
        "mailto:",
        "mailto:nobody",
        "mailto:javascript:x",
        "jane@localhost",
        "jane@example",
        "jane@example.",
        "jane@.example.org",
        "jane@example..org",
        "jane@example.org@example.com",
        ".jane@",
        "@example.org",
        "jane@192.0.2.1",
        "\u00fcjane@example.org",
        "jane@example.org\u00fc",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *html = desk_markup_html(rows[i]);
        cr_expect_null(strstr(html, "<a "), "%s: %s", rows[i], html);
    }
    g_autoptr(GString) over = g_string_new("https://example.org/");
    while (over->len < 2001)
        g_string_append_c(over, 'x');
    g_autofree char *html = desk_markup_html(over->str);
    cr_expect_null(strstr(html, "<a "), "a link that nobody has typed");
}

/* Whoever sends quote marks alone gets no mail of a hundred times the size. */
Test(markup, grows_within_bounds)
{
    static const char *const pieces[] = { ">\n\n",     ">>>>>>>>>>>>>>>>>>>>\n\n",
                                          "\n",        "a\n\n",
                                          "\t",        "'",
                                          "a@b.cc ",   "<",
                                          " ",         "\"",
                                          "https://a " };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 200000)
            g_string_append(text, pieces[i]);
        g_autofree char *html = desk_markup_html(text->str);
        cr_expect_lt(strlen(html), 12 * text->len, "%s: %zu", pieces[i], strlen(html));
    }
}
