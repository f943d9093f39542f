#include "machine/status.h"
#include "mails.h"

#include <criterion/criterion.h>

Test(status, is_found_where_it_is_one)
{
    static const struct {
        const char *text, *status, *reply;
    } rows[] = {
        { "550 5.1.1 no such user", "5.1.1", "550" },
        { "550-5.7.26 Unauthenticated", "5.7.26", "550" },
        { "Sorry, no mailbox here. (#5.1.1)", "5.1.1", "" },
        { "smtp;550 5.4.316 expired", "5.4.316", "550" },
        { "#< #5.7.1 smtp;550 denied>", "5.7.1", "550" },
        { "Status: 4.4.7", "4.4.7", "" },
        { "dsn=4.2.2, stat=Deferred", "4.2.2", "" },
        { "said: 452 4.2.2 full", "4.2.2", "452" },
        { "5.1.0 - Unknown address error 550-'5.2.2 full'", "5.2.2", "550" },
        { "554 5.0.0 failed after 550 5.1.1", "5.1.1", "554" },
        { "550 5.0.0 failed", "5.0.0", "550" },
        { "Exim 4.92.3 at mx", "", "" },
        { "(Sendmail 5.65.1/4.7)", "", "" },
        { "mx [5.9.1.20] refused", "", "" },
        { "from 4.16.55.1", "", "" },
        { "version 5.5.2653.19", "", "" },
        { "5.1.1234", "", "" },
        { "2.0.0 ok, 250 queued", "", "" },
        { "you sent 500 of them", "", "500" },
        { "waited 432000 seconds", "", "" },
        { "id 4500550", "", "" },
        { "550: denied", "", "550" },
        { "after 450 tries said: 554 no", "", "554" },
        { "http://example.net/550/5.1.1", "", "" },
        { "", "", "" },
        { "5", "", "" },
        { "55", "", "" },
        { "5.", "", "" },
        { "5.1.", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        char status[DESK_STATUS_SIZE], code[DESK_REPLY_SIZE];
        cr_expect_eq(desk_status_find(rows[i].text, status), *rows[i].status != '\0', "%s",
                     rows[i].text);
        cr_expect_str_eq(status, rows[i].status, "%s: %s", rows[i].text, status);
        cr_expect_eq(desk_status_find_reply(rows[i].text, code), *rows[i].reply != '\0', "%s",
                     rows[i].text);
        cr_expect_str_eq(code, rows[i].reply, "%s: %s", rows[i].text, code);
    }
}

/* Nothing behind the text is looked at: a copy without room to spare shows it to a sanitizer. */
Test(status, may_end_the_text)
{
    char code[DESK_REPLY_SIZE];
    g_autofree char *text = g_strdup("it said 550");
    cr_expect(desk_status_find_reply(text, code));
    cr_expect_str_eq(code, "550");
}

Test(status, is_found_in_replies_with_underscores)
{
    static const struct {
        const char *text, *plain;
    } rows[] = {
        { "550_5.1.1_User_unknown", "550 5.1.1 User unknown" },
        { "failed: 421_4.4.1_Timed_out\nfor jane_doe@example.net",
          "failed: 421 4.4.1 Timed out\nfor jane_doe@example.net" },
        { "550_no 551_no", "550 no 551 no" },
        { "mx_550_5.1.1", "mx_550_5.1.1" },
        { "jane_550_x@example.net", "jane_550_x@example.net" },
        { "250_ok", "250_ok" },
        { "5", "5" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup(rows[i].text);
        desk_status_spread(text);
        cr_expect_str_eq(text, rows[i].plain, "%s: %s", rows[i].text, text);
    }
}

Test(status, follows_from_words)
{
    static const struct {
        const char *text, *status;
    } rows[] = {
        { "User Unknown", "1.1" },
        { "This mailbox\n is\tfull", "2.2" },
        { "The recipient’s inbox is out of storage space", "2.2" },
        { "Domain of sender address x does not exist", "1.8" },
        { "Message size exceeds fixed limit", "3.4" },
        { "Unrouteable address", "1.2" },
        { "Too many hops", "4.6" },
        { "retry timeout exceeded", "4.7" },
        { "blocked using dnsbl.example.net", "7.1" },
        { "Postfach ist voll", "2.2" },
        { "メールボックスが\nいっぱいです", "2.2" },
        { "The address was not recognised", "1.1" },
        { "User jane ist nicht im Domino-Verzeichnis aufgeführt", "1.1" },
        { "All relevant MX records point to non-existent hosts", "1.2" },
        { "all is well", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *folded = desk_phrases_fold(bytes_of(rows[i].text));
        const char *guess = desk_status_guess(folded);
        cr_expect_eq(g_strcmp0(guess, rows[i].status), 0, "%s: %s", rows[i].text,
                     guess ? guess : "nothing");
    }
}

Test(status, tells_the_dead_from_the_full)
{
    static const struct {
        const char *status, *guess;
        bool hard;
    } rows[] = {
        { "5.1.1", NULL, true },   { "5.1.10", NULL, true },  { "5.1.2", NULL, true },
        { "5.2.1", NULL, true },   { "5.1.6", NULL, true },   { "5.2.2", NULL, false },
        { "5.1.8", NULL, false },  { "5.7.1", NULL, false },  { "5.0.0", NULL, false },
        { "4.1.1", NULL, false },  { "5.0.0", "1.1", true },  { "5.7.1", "1.1", true },
        { "5.1.1", "2.2", false }, { "5.1.1", "7.1", false }, { "", NULL, false },
        { "4.0.0", "1.1", false }, { "5", NULL, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_status_is_hard(rows[i].status, rows[i].guess), rows[i].hard, "%s, %s",
                     rows[i].status, rows[i].guess ? rows[i].guess : "no guess");
}

/* A row that is not as phrases are folded would never match. */
Test(status, words_are_written_as_they_are_compared)
{
    for (const DeskPhrase *row = desk_status_words; row->text; row++) {
        g_autofree char *padded = g_strconcat("x", row->text, "x", NULL);
        g_autofree char *folded = desk_phrases_fold_start(padded, 1000);
        cr_expect_str_eq(folded, padded, "%s", row->text);
        cr_expect_not_null(row->means, "%s", row->text);
    }
}
