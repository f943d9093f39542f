#include "base/clock.h"
#include "store/surveys.h"
#include "store/timers.h"
#include "study.h"

#include <criterion/criterion.h>

static void
open_desk(void)
{
    study_open("");
}

TestSuite(found, .init = open_desk, .fini = study_close);

static void
expect(const DeskLetter *letter, const char *tmpl, const char *expected)
{
    g_autofree char *told = study_tell(letter, tmpl);
    cr_expect_str_eq(told, expected, "%s is \"%s\", expected \"%s\"", tmpl, told, expected);
}

static DeskLetter *
result(const char *detail, gint64 ticket)
{
    DeskOutboxRow row = study_row("command-result", 0);
    row.detail = (char *) detail;
    row.ticket = ticket;
    row.recipient = (char *) "bob@example.net";
    return study_write(&row);
}

static gint64
add_ticket(const char *subject, const char *assignee, DeskStatus status)
{
    DeskTicket ticket = { .subject = (char *) subject,
                          .status = status,
                          .priority = DESK_PRIORITY_NORMAL,
                          .team = (char *) "frontline",
                          .assignee = (char *) assignee,
                          .mailbox = (char *) "support",
                          .language = (char *) "en",
                          .requester = study.carl,
                          .created = study.now,
                          .updated = study.now };
    cr_assert(desk_store_ticket_add(study.store, &ticket, NULL));
    return ticket.id;
}

Test(found, a_text_is_told_as_it_is)
{
    static const struct {
        const char *detail, *title, *lines;
    } rows[] = {
        { "Kept as a note\nIt was forwarded.\n#publish 3 sends it.", "Kept as a note",
          "<It was forwarded.><#publish 3 sends it.>" },
        { "queues are long.", "", "<queues are long.>" },
        { "queue of things", "", "<queue of things>" },
        { "helpless", "", "<helpless>" },
        { "search", "Nothing found: ", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskLetter) letter = result(rows[i].detail, study.ticket);
        expect(letter, "{{title}}", rows[i].title);
        expect(letter, "{{#lines}}<{{.}}>{{/lines}}", rows[i].lines);
        expect(letter, "{{ticket.id}}", "1");
    }
}

Test(found, a_queue_has_the_tickets_of_the_agent_with_what_is_due)
{
    add_ticket("Not mine", "alice", DESK_STATUS_OPEN);
    add_ticket("Done", "bob", DESK_STATUS_RESOLVED);
    gint64 second = add_ticket("{{evil}}", "bob", DESK_STATUS_WAITING);
    const DeskTimer timer = { .ticket = second,
                              .kind = DESK_TIMER_RESOLUTION,
                              .state = DESK_TIMER_RUNNING,
                              .due = study.now - DESK_HOUR };
    cr_assert(desk_store_timer_put(study.store, &timer, NULL));
    g_autoptr(DeskLetter) letter = result("queue", 0);
    expect(letter, "{{title}}", "Your queue: 2 tickets");
    expect(letter,
           "{{#tickets}}{{id}} {{subject}} {{status}} {{customer.name}}{{#due}} {{at}} "
           "{{#overdue}}over{{/overdue}}{{/due}};{{/tickets}}",
           "4 {{evil}} waiting Carl 10:00 UTC over;1 Printer on fire open Jo Doe;");
}

Test(found, an_empty_queue_says_so)
{
    DeskOutboxRow row = study_row("command-result", 0);
    row.detail = (char *) "queue";
    row.ticket = 0;
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, "{{title}}{{#ticket}}ticket{{/ticket}}", "Your queue is empty");
}

Test(found, a_search_wants_all_words_in_subject_or_text)
{
    const Said said[] = {
        { .author = study.jo, .text = "The Stra\u00dfe is on water, so to say." },
        { .author = study.jo, .text = "Now WATERFALLS everywhere" },
        { .author = study.jo, .text = "Underwater" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        study_say(&said[i]);
    static const struct {
        const char *query, *found;
    } rows[] = {
        { "search water", "1/2 Now WATERFALLS everywhere;" },
        { "search strasse WATER", "1/1 The Stra\u00dfe is on water, so to say.;" },
        { "search printer waterf", "1/2 Now WATERFALLS everywhere;" },
        { "search underwater printer", "1/3 Underwater;" },
        { "search rwater", "" },
        { "search water missing", "" },
        { "search %", "" },
        { "search ' OR 1=1 --", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskLetter) letter = result(rows[i].query, 0);
        expect(letter, "{{#found}}{{id}}/{{number}} {{excerpt}};{{/found}}", rows[i].found);
    }
}

/* RULES A31. */
Test(found, a31_a_huge_search_is_cut_and_bounded)
{
    g_autoptr(GString) text = g_string_new(NULL);
    while (text->len < 300000)
        g_string_append(text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ");
    const Said said = { .author = study.jo, .text = text->str };
    for (int i = 0; i < 5; i++)
        study_say(&said);
    g_autoptr(GString) query = g_string_new("search");
    while (query->len < 100000)
        g_string_append(query, " aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
    gint64 begin = desk_clock_steady();
    g_autoptr(DeskLetter) letter = result(query->str, 0);
    cr_expect_lt(desk_clock_steady() - begin, 4 * DESK_SECOND);
    g_autofree char *title = study_tell(letter, "{{title}}");
    cr_expect(g_str_has_prefix(title, "Nothing found: "), "%s", title);
    cr_expect_leq(strlen(title), 120);
}

Test(found, a_report_counts_by_team_and_by_agent)
{
    g_autoptr(DeskLetter) letter = result("report 2d", 0);
    expect(letter, "{{title}}", "Report since Sat 2026-11-21 11:00 UTC");
    expect(letter,
           "{{#tallies}}{{title}}:{{#rows}} {{name}} {{created}} {{alive}}{{/rows}};{{/tallies}}",
           "By team: frontline 1 1;By agent: Bob Ray 1 1;");
}

static void
add_vote(gint64 resolved, DeskScale scale, gint64 score)
{
    DeskSurvey survey = { .ticket = study.ticket,
                          .contact = study.jo,
                          .resolved = resolved,
                          .scale = scale,
                          .agent = (char *) "bob",
                          .team = (char *) "frontline",
                          .asked = study.now - DESK_HOUR,
                          .score = score,
                          .voted = study.now,
                          .changed = study.now };
    cr_assert(desk_store_survey_add(study.store, &survey, NULL));
    cr_assert(score == DESK_SURVEY_UNSAID || desk_store_survey_vote(study.store, &survey, NULL));
}

Test(found, a_report_says_how_content_customers_are_each_scale_apart)
{
    add_vote(1, DESK_SCALE_CSAT, 4);
    add_vote(2, DESK_SCALE_CSAT, 5);
    add_vote(3, DESK_SCALE_CSAT, 1);
    add_vote(4, DESK_SCALE_CSAT, DESK_SURVEY_UNSAID);
    add_vote(5, DESK_SCALE_NPS, 3);
    add_vote(6, DESK_SCALE_YES_NO, DESK_SURVEY_UNSAID);
    g_autoptr(DeskLetter) letter = result("report 2d", 0);
    expect(letter,
           "{{#tallies}}{{#surveys}}{{name}} {{answered}}/{{asked}}{{#is_said}} {{mean}} {{good}} "
           "{{bad}} {{net}}{{/is_said}}{{#is_csat}} csat{{/is_csat}}{{#is_nps}} nps{{/is_nps}}"
           "{{#is_yes_no}} yes-no{{/is_yes_no}};{{/surveys}}|{{/tallies}}",
           "frontline 3/4 3.33 67 33 +33 csat;frontline 1/1 3.00 0 100 -100 nps;"
           "frontline 0/1 yes-no;|"
           "Bob Ray 3/4 3.33 67 33 +33 csat;Bob Ray 1/1 3.00 0 100 -100 nps;"
           "Bob Ray 0/1 yes-no;|");
}

Test(found, help_has_the_commands_of_agents)
{
    g_autoptr(DeskLetter) letter = result("help", 0);
    g_autofree char *words = study_tell(letter, "{{#words}}#{{word}} {{/words}}");
    cr_expect(strstr(words, "#resolve ") && strstr(words, "#kb-draft "), "%s", words);
}

Test(found, a_draft_has_the_question_and_the_last_answer)
{
    const Said said[] = {
        { .author = study.jo, .text = "Why?\n-- \nJo", .reply_text = "Why?" },
        { .direction = DESK_DIRECTION_OUT, .author = study.bob, .text = "One" },
        { .direction = DESK_DIRECTION_OUT, .author = study.bob, .text = "Two" },
        { .direction = DESK_DIRECTION_NOTE, .author = study.bob, .text = "Secret" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        study_say(&said[i]);
    g_autoptr(DeskLetter) letter = result("kb-draft", study.ticket);
    expect(letter, "{{draft}}", "# Printer on fire\n\n## Question\n\nWhy?\n\n## Answer\n\nTwo\n");
    cr_assert_eq(letter->files->len, 1);
    const DeskLetterFile *file = letter->files->pdata[0];
    cr_expect_str_eq(file->name, "ticket-1.md");
    cr_expect_eq(g_bytes_get_size(file->bytes),
                 strlen("# Printer on fire\n\n## Question\n\nWhy?\n\n"
                        "## Answer\n\nTwo\n"));
}

Test(found, a_digest_has_what_has_changed)
{
    DeskOutboxRow row = study_row("digest", 0);
    g_autofree char *detail = g_strdup_printf("digest %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                              study.now - DESK_DAY, study.now + DESK_DAY);
    const DeskEvent event = { .ticket = study.ticket,
                              .at = study.now,
                              .actor = (char *) "desk",
                              .kind = (char *) "created",
                              .detail = (char *) "x" };
    cr_assert(desk_store_event_add(study.store, &event, NULL));
    row.detail = detail;
    row.ticket = 0;
    row.recipient = (char *) "bob@example.org";
    g_autoptr(DeskLetter) letter = study_write(&row);
    expect(letter, "{{count}}/{{since}}:{{#tickets}} {{id}} {{subject}}{{/tickets}}",
           "1/Sun 2026-11-22 11:00 UTC: 1 Printer on fire");
    cr_expect_str_eq(letter->unsubscribe, "mailto:support@example.org?subject=%23notify%20none");
}
