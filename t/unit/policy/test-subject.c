#include "policy/subject.h"

#include <criterion/criterion.h>

/* RULES T5: what clients, gateways and the desk put before a subject is none of it. */
Test(subject, t5_prefixes_marks_and_tags_are_no_part_of_it)
{
    static const struct {
        const char *subject, *base;
    } rows[] = {
        { "Printer on fire", "printer on fire" },
        { "Re: Printer on fire", "printer on fire" },
        { "AW: Re: SV: WG: Fwd: TR: RV: [EXT] [#12] Printer  on\tfire", "printer on fire" },
        { "RE[2]: Re (3): AW^4: Re 5: Printer on fire", "printer on fire" },
        { "re : PRINTER ON FIRE [ # 12 ]", "printer on fire" },
        { "[External] {Spam?} ***SPAM*** Printer on fire", "printer on fire" },
        { "回复：转发: Printer on fire", "printer on fire" },
        { "Ｒｅ：Printer on fire", "printer on fire" },
        { "Σχετ: ΑΠ: Odp: VÁ: İlt: Отв: Printer on fire", "printer on fire" },
        { "답장: 返信: رد: השב: Printer on fire", "printer on fire" },
        { "Regarding: the printer", "regarding: the printer" },
        { "Reply", "reply" },
        { "[Extension] 4711", "[extension] 4711" },
        { "Re: Fwd: [#12]", "" },
        { "  ", "" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *base = desk_subject_base(rows[i].subject);
        cr_expect_str_eq(base, rows[i].base, "%s gave %s", rows[i].subject, base);
    }
}

/* A subject may be nothing but prefixes, a thousand of them. */
Test(subject, prefixes_are_followed_a_bounded_way)
{
    GString *subject = g_string_new(NULL);
    for (int i = 0; i < 250; i++)
        g_string_append(subject, "Re: ");
    g_autofree char *base = desk_subject_base(subject->str);
    cr_expect(strlen(base) > 0 && strlen(base) < subject->len);
    g_string_free(subject, TRUE);
}

/* RULES T10, W30 */
Test(subject, t10_a_clearly_new_subject_is_told_from_an_old_one)
{
    static const struct {
        const char *subject, *ticket, *last;
        bool is_new;
    } rows[] = {
        { "New order", "Printer on fire", "Re: Printer on fire", true },
        { "New order", "Printer on fire", NULL, true },
        { "AW: [#7] printer ON fire", "Printer on fire", NULL, false },
        { "Printer", "Printer on fire", NULL, false },
        { "Re: Scanner", "Printer on fire", "Scanner", false },
        { "Re:", "Printer on fire", NULL, false },
        { "", "Printer on fire", NULL, false },
        { "[#7]", "Printer on fire", NULL, false },
        { "Re: (no subject)", "(no subject)", "", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_subject_is_new(rows[i].subject, rows[i].ticket, rows[i].last),
                     rows[i].is_new, "row %zu: %s", i, rows[i].subject);
}

/* RULES C4, Q2: whatever gateways and the desk have put before it. */
Test(subject, c4_a_forward_is_told_from_an_answer)
{
    static const struct {
        const char *subject;
        bool is_forward;
    } rows[] = {
        { "Fwd: Printer", true },
        { "WG: Re: Printer", true },
        { "[EXT] RV: Printer", true },
        { "[#7] Fwd: Printer", true },
        { "***SPAM*** fw: x", true },
        { "[EXT] [#7] [Extern] TR: x", true },
        { "\u8f6c\u53d1\uff1a x", true },
        { "  Fw : Printer", true },
        { "Re: Fwd: Printer", false },
        { "[EXT] Re: Printer", false },
        { "Printer fwd: it", false },
        { "Printer", false },
        { "", false },
        { "[EXT]", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_subject_is_forward(rows[i].subject), rows[i].is_forward, "%s",
                     rows[i].subject);
}
