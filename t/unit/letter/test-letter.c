#include "base/clock.h"
#include "store/timers.h"
#include "study.h"
#include "text/quotes.h"

#include <criterion/criterion.h>

static void
open_desk(void)
{
    study_open("");
}

TestSuite(letter, .init = open_desk, .fini = study_close);

static void
expect(const DeskLetter *letter, const char *tmpl, const char *expected)
{
    g_autofree char *told = study_tell(letter, tmpl);
    cr_expect_str_eq(told, expected, "%s is \"%s\", expected \"%s\"", tmpl, told, expected);
}

/* RULES L8. */
Test(letter, l8_an_ack_repeats_nothing_to_an_unverified_sender)
{
    DeskOutboxRow row = study_row("ack", 0);
    g_autoptr(DeskLetter) open = study_write(&row);
    expect(open, "{{ticket.subject}}/{{customer.name}}", "Printer on fire/Jo Doe");
    row.verified = false;
    g_autoptr(DeskLetter) silent = study_write(&row);
    expect(silent, "{{ticket.id}}{{ticket.subject}}{{customer.name}}{{mailbox.name}}", "1Support");
}

/* RULES O4, I8: the last door. */
Test(letter, i8_agent_kinds_go_to_agents_alone)
{
    static const char *const kinds[] = { "agent-new", "agent-update", "agent-alarm",
                                         "command-result", "digest" };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        DeskOutboxRow row = study_row(kinds[i], 0);
        row.recipient = (char *) "bob@example.net";
        desk_letter_free(study_write(&row));
        row.recipient = (char *) "jo@example.net";
        g_autofree char *why = study_refusal(&row);
        cr_expect(strstr(why, "no agent"), "%s: %s", kinds[i], why);
    }
}

/* RULES A30. */
Test(letter, a30_nothing_but_an_answer_is_said_to_a_customer)
{
    gint64 other = 0;
    DeskTicket ticket = { .subject = (char *) "Other",
                          .mailbox = (char *) "support",
                          .language = (char *) "en",
                          .requester = study.jo };
    cr_assert(desk_store_ticket_add(study.store, &ticket, NULL));
    other = ticket.id;
    const Said said[] = {
        { .direction = DESK_DIRECTION_NOTE, .author = study.alice, .text = "He is a fool" },
        { .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "It burns" },
        { .direction = DESK_DIRECTION_OUT, .author = study.alice, .text = "Held", .held = true },
        { .direction = DESK_DIRECTION_OUT,
          .author = study.alice,
          .text = "On another ticket",
          .ticket = other },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++) {
        DeskOutboxRow row = study_row("reply", study_say(&said[i]));
        g_autofree char *why = study_refusal(&row);
        cr_expect_null(strstr(why, said[i].text), "%s", why);
    }
    DeskOutboxRow row = study_row("reply", 0);
    g_free(study_refusal(&row));
    row.cause = 4711;
    g_free(study_refusal(&row));
}

Test(letter, an_answer_is_its_own_words_and_the_name_of_its_author)
{
    const Said said = { .direction = DESK_DIRECTION_OUT,
                        .author = study.alice,
                        .text = "Use water.\n-- \nalice@example.org",
                        .reply_text = "Use water." };
    DeskOutboxRow row = study_row("reply", study_say(&said));
    row.subject = (char *) "AW: Re: [#17] RE: Printer";
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, "{{text}}|{{agent.name}}|{{customer.name}}|{{signature}}",
           "Use water.|Alice Roe|Jo Doe|");
    expect(letter, "{{subject}}", "Re: [#1] Printer");
    expect(letter,
           "{{ticket.status}}{{ticket.assignee}}{{ticket.team}}{{agent.address}}{{message}}"
           "{{note_to}}{{lines}}{{detail}}",
           "");
}

/* RULES T5, T10, O4: one "Re:", one tag, and the subject as the customer has it. */
Test(letter, t10_customers_see_one_prefix_and_one_tag)
{
    g_autofree char *words = g_strnfill(1000, 'x');
    g_autofree char *sent = g_strdup_printf("WG: Re: [#17] %s", words);
    g_autofree char *seen = g_strdup_printf("Re: [#1] %s", words);
    const struct {
        const char *sent, *seen;
    } rows[] = {
        { "Printer", "Re: [#1] Printer" },
        { "AW: Re: [#1] Printer", "Re: [#1] Printer" },
        { "[#1] Re: [EXT] SV: [ # 17 ] Printer [#17]", "Re: [#1] Printer" },
        { "返信: [#1] プリンターが燃えています", "Re: [#1] プリンターが燃えています" },
        { "回复：转发： [#1] 打印机", "Re: [#1] 打印机" },
        { "{{ticket.id}} %s <b>", "Re: [#1] {{ticket.id}} %s <b>" },
        { sent, seen },
    };
    const Said said = { .direction = DESK_DIRECTION_OUT, .author = study.alice, .text = "Yes." };
    DeskOutboxRow row = study_row("reply", study_say(&said));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        row.subject = (char *) rows[i].sent;
        g_autoptr(DeskLetter) letter = study_write(&row);
        expect(letter, "{{subject}}", rows[i].seen);
    }
}

Test(letter, an_answer_to_nothing_is_no_re)
{
    const Said said = { .direction = DESK_DIRECTION_OUT,
                        .author = study.alice,
                        .text = "Your order" };
    DeskOutboxRow row = study_row("reply", study_say(&said));
    row.in_reply_to = (char *) "";
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, "{{subject}}", "[#1] Printer on fire");
}

static void
add_timer(DeskTimerKind kind, DeskTimerState state, gint64 due)
{
    const DeskTimer timer = { .ticket = study.ticket, .kind = kind, .state = state, .due = due };
    cr_assert(desk_store_timer_put(study.store, &timer, NULL));
}

Test(letter, a_notification_sums_the_ticket_up_in_the_agents_zone)
{
    add_timer(DESK_TIMER_FIRST_RESPONSE, DESK_TIMER_RUNNING, study.now - 30 * DESK_MINUTE);
    add_timer(DESK_TIMER_NEXT_RESPONSE, DESK_TIMER_MET, study.now);
    add_timer(DESK_TIMER_RESOLUTION, DESK_TIMER_RUNNING, study.now + DESK_DAY);
    DeskOutboxRow row = study_row("agent-update", 0);
    row.detail = (char *) "Jo Doe wrote.";
    row.note_to = (char *) "support+n1@example.org";
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, "{{delimiter}}", DESK_QUOTES_DELIMITER);
    expect(letter, "{{#lines}}<{{.}}>{{/lines}} {{note_to}} {{agent.name}}",
           "<Jo Doe wrote.> support+n1@example.org Alice Roe");
    expect(letter,
           "{{ticket.status}} {{ticket.priority}} {{ticket.team}} {{ticket.assignee}} "
           "{{customer.name}} {{customer.address}}",
           "open high frontline Bob Ray Jo Doe jo@example.net");
    expect(letter,
           "{{#ticket.due}}{{clock}} {{at}} {{span}}{{#overdue}} ago{{/overdue}};{{/ticket.due}}",
           "first response 11:30 CET 30 min ago;resolution Tue 2026-11-24 12:00 CET 24 h;");
    cr_expect_str_eq(letter->unsubscribe, "mailto:support@example.org?subject=%23notify%20none");
}

Test(letter, a_long_sentence_is_broken_between_its_words)
{
    DeskOutboxRow row = study_row("agent-update", 0);
    row.detail =
        (char *) "Done\nWhat you sent has been carried out all the same. Since the mail that you "
                 "have answered:\nhttps://example.net/a-word-that-is-wider-than-a-line-may-be-"
                 "and-stays-as-it-is-all-the-same x";
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, "{{#lines}}<{{.}}>{{/lines}}",
           "<What you sent has been carried out all the same. Since the mail that you\n"
           "have answered:><https://example.net/a-word-that-is-wider-than-a-line-may-be-"
           "and-stays-as-it-is-all-the-same\nx>");
}

Test(letter, a_notification_tells_what_is_new_and_how_much_is_hidden)
{
    const Said said = { .author = study.jo,
                        .text = "Still on fire.\n\nOn Monday Alice wrote:\n> Use\n>\n> water.\n"
                                "-- \nJo\nDoe Ltd\n",
                        .reply_text = "Still on fire." };
    DeskOutboxRow row = study_row("agent-update", study_say(&said));
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, "{{message.text}} {{message.author}} {{message.address}} {{message.number}}",
           "Still on fire. Jo Doe jo@example.net 1");
    expect(letter, "{{message.hidden.quoted}}+{{message.hidden.signature}}", "4+3");
    expect(letter, "{{#message.is_held}}held{{/message.is_held}}", "");
}

Test(letter, a_vote_without_a_word_is_nothing_that_was_said)
{
    const Said said[] = {
        { .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "one" },
        { .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "", .held = true },
        { .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "", .reply_text = "" },
        { .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "two" },
    };
    gint64 last = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        last = study_say(&said[i]);
    DeskOutboxRow row = study_row("agent-update", last);
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, "{{#earlier}}{{number}} {{text}};{{/earlier}}", "3 ;1 one;");
}

Test(letter, what_was_said_before_stands_below_with_who_and_what)
{
    const Said said[] = {
        { .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "one" },
        { .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "two" },
        { .direction = DESK_DIRECTION_OUT, .author = study.alice, .text = "three" },
        { .direction = DESK_DIRECTION_NOTE, .author = study.bob, .text = "four" },
        { .direction = DESK_DIRECTION_NOTE, .author = study.carl, .text = "five", .held = true },
    };
    gint64 last = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        last = study_say(&said[i]);
    static const char list[] =
        "{{#earlier}}{{number}} {{author}} {{text}}{{#is_note}} note{{/is_note}}"
        "{{#is_answer}} answer{{/is_answer}}{{#is_held}} held{{/is_held}}"
        "{{#is_agent}} agent{{/is_agent}};{{/earlier}}";
    DeskOutboxRow row = study_row("agent-update", last);
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, list, "4 Bob Ray four note agent;3 Alice Roe three answer agent;2 Jo Doe two;");
    expect(letter, "{{#message.is_held}}{{message.text}}{{/message.is_held}}", "five");

    DeskOutboxRow alone = study_row("agent-update", 0);
    g_autoptr(DeskLetter) woke = study_write(&alone);
    expect(woke, "{{#message}}x{{/message}}{{#earlier}}{{number}}{{/earlier}}", "543");

    DeskOutboxRow assigned = study_row("agent-new", 0);
    g_autoptr(DeskLetter) first = study_write(&assigned);
    expect(first, "{{message.text}} {{#earlier}}{{number}}{{/earlier}}", "one 543");
}

/* Whoever is given a ticket by mail reads what it is about, not the line that gave it to him. */
Test(letter, commands_are_nothing_that_was_said)
{
    const Said said[] = {
        { .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "one" },
        { .direction = DESK_DIRECTION_NOTE,
          .author = study.bob,
          .text = "#take\n",
          .reply_text = "" },
        { .direction = DESK_DIRECTION_NOTE,
          .author = study.bob,
          .text = "#note\nfour\n",
          .reply_text = "four" },
        { .direction = DESK_DIRECTION_NOTE,
          .author = study.bob,
          .text = "#assign alice\n",
          .reply_text = "" },
    };
    gint64 ids[G_N_ELEMENTS(said)];
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        ids[i] = study_say(&said[i]);
    DeskOutboxRow assigned = study_row("agent-new", ids[3]);
    g_autoptr(DeskLetter) given = study_write(&assigned);
    expect(given, "{{message.text}} {{#earlier}}{{text}}{{/earlier}}", "one four");
    DeskOutboxRow noted = study_row("agent-update", ids[2]);
    g_autoptr(DeskLetter) update = study_write(&noted);
    expect(update, "{{message.text}} {{#message.hidden}}hidden{{/message.hidden}}", "four ");
}

Test(letter, a_long_text_is_cut_at_a_character)
{
    g_autoptr(GString) text = g_string_new("x");
    while (text->len < 200000)
        g_string_append(text, "\u00fc");
    const Said said = { .author = study.jo, .text = text->str };
    DeskOutboxRow row = study_row("agent-update", study_say(&said));
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *shown = study_tell(letter, "{{message.text}}");
    cr_expect(g_utf8_validate(shown, -1, NULL));
    cr_expect_leq(strlen(shown), 64 * 1024);
    expect(letter, "{{#message.is_cut}}cut{{/message.is_cut}}", "cut");
}

Test(signature, is_that_of_the_mailbox_with_its_fields, .fini = study_close)
{
    study_open("mailbox \"support\" { address = \"support@example.org\"\n"
               "  signature = \"{{agent.name}} <b>\\n{{mailbox.name}}, {{mailbox.address}}"
               "{{ticket.status}}{{agent.address}}\" }\n");
    const Said said = { .direction = DESK_DIRECTION_OUT,
                        .author = study.bob,
                        .text = "{{text}} & so" };
    DeskOutboxRow row = study_row("reply", study_say(&said));
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, "{{signature}}", "Bob Ray <b>\nSupport, support@example.org");
    g_autofree char *html = study_tell(letter, "{{{html_text}}}{{{html_signature}}}");
    cr_expect(strstr(html, "{{text}} &amp; so") && strstr(html, "Bob Ray &lt;b&gt;"), "%s", html);
}

/* HTML of it would be beyond what a template makes, and the answer would never be sent. */
Test(letter, an_answer_beyond_all_measure_goes_out_as_text)
{
    g_autofree char *text = g_strnfill(1024 * 1024, '&');
    const Said said = { .direction = DESK_DIRECTION_OUT, .author = study.alice, .text = text };
    DeskOutboxRow row = study_row("reply", study_say(&said));
    g_autoptr(DeskLetter) letter = study_write(&row);
    cr_expect(letter->text_only);
    expect(letter, "{{{html_text}}}", "");
}
