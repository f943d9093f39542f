#include "text/flowed.h"
#include "base/text.h"
#include "fuzz.h"

static size_t
count_letters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text != ' ' && *text != '>' && *text != '\n';
    return count;
}

/* Blanks, quote marks and line ends come and go; nothing else does, and no line is new. */
static void
check(const char *text, bool delsp)
{
    g_autofree char *flat = desk_flowed_decode(text, delsp);
    fuzz_check_text(flat, SIZE_MAX, false);
    MUST_HOLD(count_letters(flat) == count_letters(text));
    g_auto(GStrv) before = g_strsplit(text, "\n", -1);
    g_auto(GStrv) after = g_strsplit(flat, "\n", -1);
    MUST_HOLD(g_strv_length(after) <= g_strv_length(before) + 1);
}

void
fuzz_flowed(DeskBytes bytes)
{
    g_autofree char *text = desk_text_repair(bytes.data, bytes.size, NULL);
    check(text, false);
    check(text, true);
}
