#include "policy/forwarded.h"

#include <criterion/criterion.h>

/* RULES C5: what a customer wrote is his first message, without what a mail program put above. */
Test(forwarded, c5_the_words_below_are_the_customers)
{
    static const struct {
        const char *name, *text, *above, *wanted;
    } rows[] = {
        { "Gmail",
          "See below.\n\n---------- Forwarded message ---------\nFrom: Joe <joe@example.net>\n"
          "Date: Mon, 2 Nov 2026 at 10:00\nSubject: paper\nTo: Bob <bob@example.org>\n\n\n"
          "There is no paper.\n\nJoe\n",
          "See below.", "There is no paper.\n\nJoe" },
        { "Outlook",
          "See below.\n\n-----Original Message-----\nFrom: Joe\nSent: Monday\nTo: Bob\n"
          "Subject: paper\n\nThere is no paper.",
          "See below.", "There is no paper." },
        { "quoted", "> There is no paper.\n> > Is there?\n", "",
          "There is no paper.\n> Is there?" },
        { "nothing above", "There is no paper.", "", "There is no paper." },
        { "nothing else", "There is no paper.", "There is no paper.", "There is no paper." },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = desk_forwarded_text(rows[i].text, rows[i].above);
        cr_expect_str_eq(text, rows[i].wanted, "%s: %s", rows[i].name, text);
    }
}
