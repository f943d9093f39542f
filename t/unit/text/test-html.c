#include "mails.h"
#include "text/body.h"
#include "text/html.h"

#include <criterion/criterion.h>

#define M "\x1e" /* DESK_QUOTE_MARK */

typedef struct {
    const char *html, *text;
} Row;

static void
expect_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *text = desk_html_to_text(bytes_of(rows[i].html), NULL);
        g_autofree char *shown = g_strescape(text, NULL);
        cr_expect_str_eq(text, rows[i].text, "%s gives %s", rows[i].html, shown);
    }
}

Test(html, becomes_readable_text)
{
    static const Row rows[] = {
        { "", "" },
        { "plain", "plain" },
        { "<b>  \n plain \n </b>", "plain" },
        { "no\n  tags\n\nat &lt;all&gt;\n", "no\n  tags\n\nat <all>" },
        { "<p>one</p><p>two</p>", "one\n\ntwo" },
        { "<div>one</div><div>two<br>three</div>", "one\ntwo\nthree" },
        { "<div>a<br></div><div>b</div>", "a\nb" },
        { "<div>a</div><div><br></div><div>b</div>", "a\n\nb" },
        { "<div>a</div><div>&nbsp;</div><div>b</div>", "a\n\nb" },
        { "a<br><br><br><br>b", "a\n\nb" },
        { "<p>a</p><p>&nbsp;</p><p>&nbsp;</p><p>b</p>", "a\n\nb" },
        { "<i></i>a \n\t b&nbsp;&amp;&lt;x&gt; &eacute;&#8364;", "a b &<x> \u00e9\u20ac" },
        { "a&nbsp; b&nbsp;", "a  b" },
        { "<b>a</b> <i>b</i> c<b> d</b>", "a b c d" },
        { "From: <a href='mailto:a@example.org'>a@example.org</a>", "From: a@example.org" },
        { "<h1>T</h1>x<h2>S</h2>y", "T\n\nx\n\nS\n\ny" },
        { "<style>p{}</style><script>x<y</script><title>t</title>body", "body" },
        { "<head><title>x</title></head><body>y</body>", "y" },
        { "<html><body>x</body></html>behind", "x\nbehind" },
        { "<title/><p>x", "x" },
        { "<p>x<title>y<p>z", "xy\n\nz" },
        { "Bye <span style='font-family:Wingdings'>J</span>", "Bye \u263a" },
        { "a<hr>b", "a\n----------\nb" },
        { "<hr>a<hr><hr>b<hr>", "a\n----------\nb" },
        { "<pre>\na\n  b\n\n\tc</pre>d", "a\n  b\n\n        c\n\nd" },
        { "<div style='white-space:pre-wrap'>a\n  b</div>", "a\n  b" },
        { "<span style='display:block'>a</span><span style='display:block'>b</span>", "a\nb" },
        { "a <div style='display:inline'>b</div> c<p style='display: inline'>d", "a b cd" },
        { "x<!-- hidden -->y<!-- open", "xy" },
        { "a<!-->b<!--->c<!--[if mso]>d<![endif]-->e<![if !mso]>f<![endif]>g", "abcefg" },
        { "<!--[if !mso]><!-->a<!--<![endif]-->b", "ab" },
        { "<?xml:namespace prefix = o />a<o:p></o:p><o:p>b</o:p>", "ab" },
        { "<unknown>x</unknown", "x" },
        { "<b>a</i></b></div></p>b", "ab" },
        { "1 < 2 & 3 <4 <3 a<", "1 < 2 & 3 <4 <3 a<" },
        { "Jo <jo@example.org> wrote <https://example.org/x>",
          "Jo <jo@example.org> wrote <https://example.org/x>" },
        { "<a title='a > b' href=x>c</a>", "c" },
        { "<p title=\"x\"\">a</p>b", "a\n\nb" },
        { "&#150;&#x96;&#147;", "\u2013\u2013\u201c" },
        { "Fish &amp Chips &copy 2026 &copy2026 5&nbsp&euro;",
          "Fish & Chips \u00a9 2026 \u00a92026 5 \u20ac" },
        { "a&commat;example.org &ccaron; &frac12 &amp;copy &lt b&gt &AMP;",
          "a@example.org \u010d \u00bd &copy < b> &" },
        { "https://example.org/?a=1&copy=2&lang=de &notaname &",
          "https://example.org/?a=1&copy=2&lang=de &notaname &" },
        { "a&shy;b&#8203;c&zwnj;d&#xfeff;e&#x2060;f", "abcdef" },
        { "\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648" },
        { "a&#7;\x02&#x202e;b&#x2066;c&#30;\x1e", "abc" },
        { "<select><option>x</select>a<svg><text>x</text></svg>b", "ab" },
    };
    expect_rows(rows, G_N_ELEMENTS(rows));
}

Test(html, shows_where_links_lead)
{
    static const Row rows[] = {
        { "<a href=\"https://example.org/x\">here</a>.", "here <https://example.org/x>." },
        { "<a href=\"https://example.org/x\">https://example.org/x</a>", "https://example.org/x" },
        { "<a href=\"https://www.example.org/\">example.org</a>", "example.org" },
        { "<a href=https://example.org/><b>Example</b>.<b>org</b></a>", "Example.org" },
        { "<a href=mailto:a@example.org>a@example.org</a>", "a@example.org" },
        { "<a href='mailto:a@example.org?subject=x'>Ann</a>", "Ann <a@example.org>" },
        { "<a href=mailto:a@example.org>Ann &lt;A@example.org&gt;</a>", "Ann <A@example.org>" },
        { "<a href='tel:+49301234'>030 1234</a> <a href='tel:+49301234'>call</a>",
          "030 1234 call <+49301234>" },
        { "<a href=\"javascript:alert(1)\">x</a><a href='#top'>y</a><a href='/z'>z</a>", "xyz" },
        { "<a href=\"https://example.org/\n>\">x</a>", "x" },
        { "<a href=https://example.org/></a>x", "x" },
        { "<a href=https://example.org/>x<br></a>y", "x <https://example.org/>\ny" },
        { "<a href=https://example.org/><img src=x alt='Buy now'></a>",
          "[Buy now] <https://example.org/>" },
        { "<a href=https://example.org/><img src=x></a>y", "y" },
        { "<img alt=x width=1 height=1><img alt=''><img alt=' '>a", "a" },
        { "good <img alt='\u263a' src=x>", "good \u263a" },
        { "<a href=https://example.org/\u202egnp.exe>x</a>", "x <https://example.org/gnp.exe>" },
    };
    expect_rows(rows, G_N_ELEMENTS(rows));
}

Test(html, writes_lists_and_tables)
{
    static const Row rows[] = {
        { "<ul><li>a<li>b</ul>c", "- a\n- b\n\nc" },
        { "x<ol><li>a</li><li>b</li></ol>", "x\n\n1. a\n2. b" },
        { "<ol start=5><li>a<li value=9>b<li>c</ol>", "5. a\n9. b\n10. c" },
        { "<ol type=a><li>a<li>b</ol>", "a. a\nb. b" },
        { "<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c" },
        { "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "- a\n\n  b\n- c" },
        { "<ul><li></li><li>a</ul>", "- a" },
        { "<ul style='list-style:none'><li>a<li>b</ul>", "a\nb" },
        { "<dl><dt>a<dd>b</dl>", "a\n  b" },
        { "<p class=MsoListParagraph><![if !supportLists]><span "
          "style='mso-list:Ignore'>\u00b7<span>"
          "&nbsp;&nbsp; </span></span><![endif]>a</p>",
          "- a" },
        { "<p><span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>a</p>", "2. a" },
        { "<table><tr><td>a<td>b<tr><td>c</table>", "a\tb\nc" },
        { "<table><tr><th>Name:</th><td>Ann</td></tr><tr><th>Age:<td>7</table>",
          "Name: Ann\nAge: 7" },
        { "<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a\tb" },
        { "<table><tr><td></td><td>&nbsp;</td><td>a</td><td> </td></tr></table>b", "a\n\nb" },
        { "<table><tr><td>a<br>b</td><td>c</td></tr><tr><td>d</td></tr></table>", "a\nb\nc\nd" },
        { "<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr>"
          "</table>",
          "a\tb\tc" },
        { "<table><tr><td><table><tr><td>a</td></tr><tr><td>b</td></tr></table></td><td>c</td>"
          "</tr></table>",
          "a\nb\nc" },
        { "<blockquote><table><tr><td>a<td>b<br>c</table></blockquote>", "> a\n> b\n> c" },
        { "<td>a<td>b", "a\tb" },
    };
    expect_rows(rows, G_N_ELEMENTS(rows));
}

Test(html, leaves_out_what_is_not_seen)
{
    static const Row rows[] = {
        { "<div style='display:none'>x</div>a", "a" },
        { "<div style=\"DISPLAY: None !important; color:red\">x<p>y</div>a", "a" },
        { "<div style='display:none;display:block'>a</div>", "a" },
        { "<p hidden>x<p>a", "a" },
        { "<span style='visibility:hidden'>x<i style='visibility:visible'>a</i>y</span>", "a" },
        { "<td style='font-size:0px'><div style='font-size:14px'>a</div> x </td>", "a" },
        { "<td style='font-size:0'><div style='font-size:100%'>x</div></td>a", "a" },
        { "<div style='font-size:1px;line-height:1px;color:#fff'>x</div>a", "a" },
        { "<div style='max-height:0px;overflow:hidden'>x</div>a", "a" },
        { "<div style='height:0;overflow:hidden'>x</div>a", "a" },
        { "<div style='opacity:0'>x</div><div style='opacity:0.9'>a</div>", "a" },
        { "<div style='mso-hide:all;font-size:1px'>x</div>a", "a" },
        { "<a href=https://example.org/ style='mso-hide:all'>a</a>", "a <https://example.org/>" },
        { "<a href=https://example.org/ style='mso-hide:all;color:#fff;font-size:14px'>a</a>",
          "a <https://example.org/>" },
        { "<td style='font-size:0'><img src=x alt=Logo>x</td>", "[Logo]" },
        { "<p style='color:white;font-size:4px'>x</p>a", "a" },
        { "<b style='color:#ffffff;background:#000'>a</b>", "a" },
        { "<style>.pre{display:none}</style><div class='x pre'>x</div>a", "a" },
        { "<style><!-- div.pre , #b { display: none } --></style><div class=pre>x</div><p class=pre"
          ">a</p><i id=b>x</i>",
          "a" },
        { "<style>@media screen{.pre{display:none}} .q{display:none}</style><i class=pre>a</i>"
          "<i class=q>x</i>",
          "a" },
        { "<style>.q{display:none}</style><i class=q style='display:inline'>a</i>", "a" },
        { "<style>P {margin-top:0;margin-bottom:0;}</style><p>a</p><p>b</p>", "a\nb" },
        { "<p class=MsoNormal>a<p class=MsoNormal>b<p style='margin:0'>c", "a\nb\nc" },
        { "<noscript>a</noscript>", "a" },
    };
    expect_rows(rows, G_N_ELEMENTS(rows));
}

Test(html, keeps_quotes_as_such)
{
    static const Row rows[] = {
        { "a<blockquote>b<br>c</blockquote>d", "a\n> b\n> c\nd" },
        { "a<blockquote type=cite><p>b</p><p>c</p></blockquote><p>d</p>", "a\n> b\n>\n> c\n\nd" },
        { "<blockquote>a<blockquote>b</blockquote>c</blockquote>", "> a\n>> b\n> c" },
        { "<blockquote><ul><li>a</ul></blockquote>", "> - a" },
        { "a<blockquote class=elementToProof>b</blockquote>", "a\n  b" },
        { "a<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>b</blockquote>",
          "a\n  b" },
        { "<div>On 1 May, 10:00, Ann wrote:</div><blockquote style='margin:0 0 0 40px'>b"
          "</blockquote>",
          "On 1 May, 10:00, Ann wrote:\n> b" },
        { "<p>See:</p><blockquote style='margin-left:40px'>b</blockquote>", "See:\n\n  b" },
        { "a<blockquote style='margin-left:40px;border-left:2px solid #ccc'>b</blockquote>",
          "a\n> b" },
    };
    expect_rows(rows, G_N_ELEMENTS(rows));
}

/* RULES Q3: what somebody wrote into the quote is his. */
Test(html, shows_coloured_answers_in_a_quote)
{
    static const Row rows[] = {
        { "See below<blockquote type=cite>one?<div style='color:red'>Yes.</div>two?</blockquote>",
          "See below\n> one?\nYes.\n> two?" },
        { "In red.<div id=divRplyFwdMsg>From: Ann<br>Subject: x</div><p>one?</p><p><span "
          "style='color:"
          "rgb(192, 0, 0)'>Yes</span>.<p><font color='#F00'>No.</font></p><p>two?</p><p>bye</p>",
          "In red.\n" M "From: Ann\nSubject: x\n\n> one?\n\n> Yes.\n\nNo.\n\n> two?\n\n> bye" },
        { "a<blockquote><i style='color:red'>b</i><br><i style='color:#e00'>c</i></blockquote>",
          "a\n> b\n> c" },
        { "inline<div class=moz-cite-prefix>Ann:</div><blockquote>b<br>c<br><font "
          "color=red>d</font>"
          "</blockquote><p>e",
          "inline\n" M "Ann:\n> b\n> c\nd\n\ne" },
        { "Antworten in Blau.<blockquote>b<br><i style='color:#1F497D'>c</i><br><i "
          "style='color:red'>d</i>"
          "</blockquote>",
          "Antworten in Blau.\n> b\nc\n> d" },
        { "My order.<blockquote>Lamp<br><b style='color:red'>9.90</b><br>Bulb</blockquote>",
          "My order.\n> Lamp\n> 9.90\n> Bulb" },
        { "My order.<blockquote>Which?<br><b style='color:red'>The lamp.</b></blockquote>",
          "My order.\n> Which?\nThe lamp." },
        { "I sign in redirected.<blockquote>b<br><i style='color:red'>c</i></blockquote>",
          "I sign in redirected.\n> b\n> c" },
        { "in blue<blockquote>b<br><a href=x><i style='color:blue'>c</i></a></blockquote>",
          "in blue\n> b\n> c" },
        { "<b style='color:red'>a<i style='color:blue'>b</i></b>", "ab" },
    };
    expect_rows(rows, G_N_ELEMENTS(rows));
}

Test(html, marks_where_a_quoted_mail_begins)
{
    static const Row rows[] = {
        { "a<div class=\"gmail_quote\"><div class=gmail_attr>Am 1.5. schrieb Ann:<br></div>"
          "<blockquote class=gmail_quote>b</blockquote></div>",
          "a\n" M "Am 1.5. schrieb Ann:\n> b" },
        { "a<div class=\"x_gmail_quote\">b</div>", "a\n" M "b" },
        { "a<div id=appendonsend></div><hr><div id=divRplyFwdMsg><b>Von:</b> Ann</div>b",
          "a\n" M "----------\nVon: Ann\nb" },
        { "a<div class=moz-cite-prefix>Ann schrieb:</div><blockquote type=cite>b</blockquote>",
          "a\n" M "Ann schrieb:\n> b" },
        { "a<div id='yahoo_quoted_123' class='ydp1yahoo_quoted'>b</div>", "a\n" M "b" },
        { "a<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0'>"
          "<p class=MsoNormal><b>Fra:</b> Ann &lt;ann@example.org&gt;<br><b>Sendt:</b> 1. mai 2026 "
          "10:00<br><b>Til:</b> Bo<br><b>Emne:</b> x</p></div><p>b</p>",
          "a\n" M "Fra: Ann <ann@example.org>\nSendt: 1. mai 2026 10:00\nTil: Bo\nEmne: x\n\nb" },
        { "a<hr>F\u00e5: b@example.org<br>D\u00e5: 10:00<br>x",
          "a\n" M "----------\nF\u00e5: b@example.org\nD\u00e5: 10:00\nx" },
        { "a<hr><b>From: b@example.org</b> <b>Date: 1 May 2026 10:00:00</b><br>x",
          "a\n" M "----------\nFrom: b@example.org Date: 1 May 2026 10:00:00\nx" },
        { "a<hr>Tel: 030 1234<br>Mail: b@example.org",
          "a\n----------\nTel: 030 1234\nMail: b@example.org" },
        { "a<div style='border-top:1px solid red'>b</div>", "a\nb" },
        { "a<hr id=zwchr><blockquote>b</blockquote>", "a\n" M "----------\n> b" },
        { "<blockquote><div class=gmail_quote>a</div></blockquote>", "> a" },
        { "<p class='gmail_quote'></p>a", M "a" },
    };
    expect_rows(rows, G_N_ELEMENTS(rows));
}

Test(html, marks_a_signature_that_says_so)
{
    static const Row rows[] = {
        { "a<div class=gmail_signature>Ann</div>", "a\n-- \nAnn" },
        { "a<br><span class=gmail_signature_prefix>-- </span><br><div "
          "class=gmail_signature>Ann</div>",
          "a\n-- \nAnn" },
        { "a<div class=moz-signature>-- <br>Ann</div>", "a\n-- \nAnn" },
        { "a<pre class=moz-signature>-- \nAnn</pre>", "a\n\n-- \nAnn" },
        { "a<br>-- <br>Ann", "a\n-- \nAnn" },
        { "a<div>--</div>b", "a\n--\nb" },
        { "a<div id=Signature class=elementToProof><p>Ann</p></div>", "a\n\n-- \nAnn" },
        { "a<div id=Signature></div><p>b", "a\n\nb" },
        { "<blockquote>a<div class=gmail_signature>Ann</div></blockquote>", "> a\n> -- \n> Ann" },
        { "a<br id=lineBreakAtBeginningOfSignature><div>Ann</div>", "a\n-- \nAnn" },
        { "a<br id=lineBreakAtBeginningOfSignature><blockquote>b</blockquote>", "a\n> b" },
        { "a<div class='signature'>Ann</div>b", "a\n-- \nAnn\nb" },
        { "a<div class=ydp12ab34cdsignature>Ann</div>", "a\n-- \nAnn" },
        { "a<br>Ann<br>example.org", "a\nAnn\nexample.org" },
    };
    expect_rows(rows, G_N_ELEMENTS(rows));
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

/* Half a character would make the parser read the rest in another charset. */
Test(html, cuts_no_character_of_a_long_tag)
{
    static const struct {
        const char *name, *start;
        size_t size;
    } rows[] = {
        { "a value", "<img title=\"", 4090 },
        { "a tag", "<img ", 65520 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        for (size_t more = 0; more < 16; more++) {
            g_autoptr(GString) html = g_string_new(rows[i].start);
            for (size_t k = 0; k < rows[i].size + more; k++)
                g_string_append_c(html, 'a');
            g_string_append(html, "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\">\u00fc");
            g_autofree char *text = desk_html_to_text((DeskBytes){ html->str, html->len }, NULL);
            cr_expect_str_eq(text, "\u00fc", "%s, %zu more: %s", rows[i].name, more, text);
        }
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
