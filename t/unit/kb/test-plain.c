#include "kb/plain.h"

#include <criterion/criterion.h>

static char *
plain_of(DeskBytes markdown, size_t max)
{
    return desk_kb_plain(markdown, max);
}

Test(plain, takes_the_marks_out)
{
    static const struct {
        const char *markdown, *text;
    } rows[] = {
        { "Press **both** *buttons* `now`", "Press both buttons now" },
        { "__bold__ and _this_, but snake_case_name stays",
          "bold and this, but snake_case_name stays" },
        { "See [the manual](https://example.com/a_b) first", "See the manual first" },
        { "![a picture](x.png) Text", "Text" },
        { "[not a link] (x) and [open", "[not a link] (x) and [open" },
        { "2 \\* 3 \\[x\\]", "2 * 3 [x]" },
        { "one\n  two\r\n\tthree", "one two three" },
        { "~~gone~~ a~b", "gone a~b" },
        { "right \u202eto left", "right to left" },
        { "\\", "\\" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            plain_of((DeskBytes){ rows[i].markdown, strlen(rows[i].markdown) }, 300);
        cr_expect_str_eq(text, rows[i].text, "%s", rows[i].markdown);
    }
}

Test(plain, is_cut_between_words)
{
    g_autofree char *text = plain_of((DeskBytes){ "one two three four", 18 }, 14);
    g_autofree char *word = plain_of((DeskBytes){ "abcdefghijklmnopqrstuvwxyz", 26 }, 13);
    cr_expect_str_eq(text, "one two\u2026");
    cr_expect_str_eq(word, "abcdefghij\u2026");
}

Test(plain, finds_heading_and_first_paragraph)
{
    static const struct {
        const char *name, *markdown, *heading, *paragraph;
    } rows[] = {
        { "the usual", "# Title\n\nText\nof it.\n\nMore.\n", "Title", "Text\nof it." },
        { "matter in front", "---\ntitle: x\n---\n\n## Second\nText\n", "Second", "Text" },
        { "no heading", "Text alone", "", "Text alone" },
        { "what is no paragraph",
          "# T\n\n- a\n  b\n\n> q\n\n1. x\n\n| a |\n\n![p](q)\n\n---\n\nText\n", "T", "Text" },
        { "code", "# T\n\n```\n# not\nText\n```\n\nReal\n", "T", "Real" },
        { "code without an end", "```\n# not", "", "" },
        { "a list behind the text", "# T\nText\n- a\n", "T", "Text" },
        { "number signs", "#hash\n\n# T", "T", "#hash" },
        { "nothing", "", "", "" },
        { "blank", "\n \n", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskBytes heading = desk_kb_heading(rows[i].markdown);
        DeskBytes paragraph = desk_kb_paragraph(rows[i].markdown);
        g_autofree char *title = g_strndup(heading.data, heading.size);
        g_autofree char *text = g_strndup(paragraph.data, paragraph.size);
        cr_expect_str_eq(title, rows[i].heading, "%s", rows[i].name);
        cr_expect_str_eq(text, rows[i].paragraph, "%s", rows[i].name);
    }
}
