#include "base/clock.h"
#include "fixture.h"
#include "policy/command.h"

#include <criterion/criterion.h>

/* 2026-11-22 16:00:00 UTC */
#define NOW (G_GINT64_CONSTANT(1795363200) * DESK_SECOND)

static DeskPolicy *policy;

static void
open_policy(void)
{
    policy = fixture_policy_with(
        "agent \"bob\" { name = \"Bob Poe\" addresses = {\"bob@example.org\", \"poe@example.org\"} "
        "}\n"
        "agent \"carol\" { name = \"Carol Loe\" addresses = {\"carol@example.org\"} }\n"
        "agent \"eve\" { name = \"Bob Poe\" addresses = {\"eve@example.org\"} }\n"
        "team \"frontline\" { members = {\"alice\", \"bob\"} }\n"
        "category \"Broken-Hardware\" { keywords = {\"printer\"} }\n");
}

static void
close_policy(void)
{
    desk_policy_unref(policy);
}

TestSuite(command, .init = open_policy, .fini = close_policy);

static void
read_as(const char *agent, const char *text, const char *subject, DeskCommands *commands)
{
    const DeskConf *conf = desk_policy_conf(policy);
    const DeskCommander commander = { .conf = conf,
                                      .agent = agent ? desk_conf_agent(conf, agent) : NULL,
                                      .now = NOW };
    desk_commands_read(&commander, text, subject, commands);
}

/* "away back": the verbs in their order. The caller's. */
static char *
verbs_of(const DeskCommands *commands)
{
    GString *verbs = g_string_new(NULL);
    for (guint i = 0; i < commands->list->len; i++) {
        const DeskCommand *command = commands->list->pdata[i];
        g_string_append_printf(verbs, "%s%s", i > 0 ? " " : "", desk_command_name(command->verb));
    }
    return g_string_free(verbs, FALSE);
}

Test(command, c1_lines_at_the_top_up_to_the_first_other)
{
    static const struct {
        const char *text, *subject, *verbs, *below;
    } cases[] = {
        { "#resolve\n", "x", "resolve", "" },
        { "#Resolve", "x", "resolve", "" },
        { "#RESOLVE \r\n\r\n#take\r\nHello\r\n#close\r\n", "x", "resolve take",
          "Hello\r\n#close\r\n" },
        { "\n \n#take\n\n\n  #team frontline\n\nHello", "x", "take team", "Hello" },
        { "Hello\n#take", "x", "", "Hello\n#take" },
        { "> #take\n#take", "x", "", "> #take\n#take" },
        { "##take it", "x", "", "#take it" },
        { "#take\n##1 is done\n##2 is\n\n##3", "x", "take", "#1 is done\n#2 is\n\n#3" },
        { "Hello\n##1", "x", "", "Hello\n##1" },
        { "#take\n  ##x\n", "x", "take", "#x\n" },
        { "\u200b#away\u00a03d\u00a0 at\u2003sea\nx", "x", "away", "x" },
        { "#back\u00a0\n", "x", "back", "" },
        { "#back\n\u00a0\n\u200b\n", "x", "back", "" },
        { "\uff03take\n\ufe5fwatch", "x", "take watch", "" },
        { "\uff03\uff03take", "x", "", "\uff03take" },
        { "", "#back", "back", "" },
        { " \n\n", "#away 1d", "away", "" },
        { NULL, "#queue", "queue", "" },
        { "Hello", "#back", "", "Hello" },
        { "", "#4711 is broken", "", "" },
        { "", "# Title", "", "" },
        { "", "Re: #close", "", "" },
        { "", "", "", "" },
        { "#kb-draft", "x", "kb-draft", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskCommands) commands = { 0 };
        read_as("alice", cases[i].text, cases[i].subject, &commands);
        g_autofree char *verbs = verbs_of(&commands);
        cr_expect_str_eq(verbs, cases[i].verbs, "%zu: %s", i, verbs);
        cr_expect_str_eq(commands.below, cases[i].below, "%zu: \"%s\"", i, commands.below);
        cr_expect_null(commands.problem, "%zu: %s", i, commands.problem);
    }
}

Test(command, who_may_command_nothing_writes_text)
{
    g_auto(DeskCommands) commands = { 0 };
    desk_commands_read(NULL, "#close\n##x", "#close", &commands);
    cr_expect_eq(commands.list->len, 0);
    cr_expect_str_eq(commands.below, "#close\n##x");
    cr_expect_not(desk_commands_any(&commands));
}

/* The words of a command, "|" between them. The caller's. */
static char *
words_of(const DeskCommands *commands)
{
    const DeskCommand *command = commands->list->pdata[0];
    GString *words = g_string_new(NULL);
    for (char **word = command->words; *word; word++)
        g_string_append_printf(words, "%s%s", words->len > 0 ? "|" : "", *word);
    for (guint i = 0; i < command->ids->len; i++)
        g_string_append_printf(words, "%s%" G_GINT64_FORMAT, words->len > 0 ? "|" : "",
                               g_array_index(command->ids, gint64, i));
    return g_string_free(words, FALSE);
}

Test(command, arguments_are_told_as_the_desk_has_them)
{
    static const struct {
        const char *line, *words;
    } cases[] = {
        { "#status on-hold", "on-hold" },
        { "#status Resolved", "resolved" },
        { "#take", "alice" },
        { "#assign BOB", "bob" },
        { "#assign poe@example.org", "bob" },
        { "#assign Carol  Loe", "carol" },
        { "#assign me", "alice" },
        { "#assign Auto", "auto" },
        { "#assign none", "none" },
        { "#team Frontline", "frontline" },
        { "#team none", "none" },
        { "#priority HIGH", "high" },
        { "#category broken-hardware", "Broken-Hardware" },
        { "#category none", "none" },
        { "#tag +billing -refund vip", "+billing|-refund|+vip" },
        { "#tag a, b,c", "+a|+b|+c" },
        { "#tag \u2013b \uff0bc", "-b|+c" },
        { "#cc jane@example.net -<joe@example.net>", "+jane@example.net|-joe@example.net" },
        { "#cc jane@example.net<mailto:jane@example.net>", "+jane@example.net" },
        { "#cc jane@example.net <mailto:jane@example.net>", "+jane@example.net" },
        { "#cc <mailto:jane@example.net>", "+jane@example.net" },
        { "#watch", "alice" },
        { "#unwatch bob", "bob" },
        { "#watch bob, me carol@example.org", "bob|alice|carol" },
        { "#watch Carol Loe", "carol" },
        { "#assign \"Carol Loe\"", "carol" },
        { "#tag \"vip\"", "+vip" },
        { "#merge 12", "12" },
        { "#merge [#12]", "12" },
        { "#split", "" },
        { "#split 2, #3", "2|3" },
        { "#link 1 2", "1|2" },
        { "#publish", "" },
        { "#approve 3 4", "3|4" },
        { "#forward vendor@example.com", "vendor@example.com" },
        { "#forward Vendor Inc. <vendor@example.com>", "vendor@example.com" },
        { "#requester \"Jane Doe\" <jane@example.net>", "jane@example.net" },
        { "#notify Digest", "digest" },
        { "#search green  printer", "green|printer" },
        { "#report", "7d" },
        { "#report 4W", "4w" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskCommands) commands = { 0 };
        read_as("alice", cases[i].line, "x", &commands);
        cr_assert_eq(commands.list->len, 1, "%s", cases[i].line);
        cr_expect_null(commands.problem, "%s: %s", cases[i].line, commands.problem);
        g_autofree char *words = words_of(&commands);
        cr_expect_str_eq(words, cases[i].words, "%s: %s", cases[i].line, words);
    }
}

Test(command, times_are_moments)
{
    static const struct {
        const char *line;
        gint64 after; /* now; -1: until further notice */
        const char *text;
    } cases[] = {
        { "#away 3d", 3 * DESK_DAY, "" },
        { "#away until 2026-11-23 08:00 on holiday", 16 * DESK_HOUR, "on holiday" },
        { "#away", -1, "" },
        { "#hold", -1, "" },
        { "#hold until 2026-11-23", 8 * DESK_HOUR, "" },
        { "#hold 2026-11-23 08:00", 16 * DESK_HOUR, "" },
        { "#hold 3d: the part is ordered", 72 * DESK_HOUR, "the part is ordered" },
        { "#hold 2026-11-23 08:00: at 10:30, they say", 16 * DESK_HOUR, "at 10:30, they say" },
        { "#hold: the part: ordered", -1, "the part: ordered" },
        { "#Hold :ordered", -1, "ordered" },
        { "#hold 3d:", 72 * DESK_HOUR, "" },
        { "#snooze 2h", 2 * DESK_HOUR, "2h" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskCommands) commands = { 0 };
        read_as("alice", cases[i].line, "x", &commands);
        cr_assert_null(commands.problem, "%s: %s", cases[i].line, commands.problem);
        const DeskCommand *command = commands.list->pdata[0];
        gint64 until = cases[i].after < 0 ? G_MAXINT64 : NOW + cases[i].after;
        cr_expect_eq(command->until, until, "%s: %" G_GINT64_FORMAT, cases[i].line, command->until);
        cr_expect_str_eq(command->text, cases[i].text, "%s: %s", cases[i].line, command->text);
    }
}

Test(command, c2_a_wrong_line_is_told_with_what_was_expected)
{
    static const struct {
        const char *text;
        guint number;
        const char *line, *problem; /* what it begins with */
    } cases[] = {
        { "#foo", 1, "#foo", "there is no such command; expected one such as #resolve" },
        { "#resolv", 1, "#resolv", "there is no such command; expected #resolve, or ## for" },
        { "#take\n\n#nota\nx", 3, "#nota", "there is no such command; expected #note" },
        { "# Title", 1, "# Title", "there is no such command" },
        { "#1 problem", 1, "#1 problem", "there is no such command" },
        { "#", 1, "#", "there is no such command" },
        { "#note: x", 1, "#note: x", "there is no such command" },
        { "#awayday", 1, "#awayday", "there is no such command" },
        { "#resolve it", 1, "#resolve it", "nothing may stand behind #resolve" },
        { "#status", 1, "#status", "expected new, open, in-progress" },
        { "#status merged", 1, "#status merged", "\"merged\": expected new, open" },
        { "#priority urgent", 1, "#priority urgent", "\"urgent\": expected critical, high" },
        { "#assign mallory", 1, "#assign mallory", "\"mallory\": expected the name or address" },
        { "#assign Bob Poe", 1, "#assign Bob Poe", "\"Bob Poe\": expected the name or address" },
        { "#assign", 1, "#assign", "expected the name or address of an agent" },
        { "#team billing", 1, "#team billing", "\"billing\": expected the name of a team" },
        { "#category Paper", 1, "#category Paper", "\"Paper\": expected the name of a category" },
        { "#tag", 1, "#tag", "expected +tag to add one" },
        { "#tag +a -a", 1, "#tag +a -a", "\"a\" is added and removed" },
        { "#tag +", 1, "#tag +", "expected +tag to add one" },
        { "#cc jane", 1, "#cc jane", "\"jane\": expected an address such as" },
        { "#watch mallory", 1, "#watch mallory", "\"mallory\": expected the name" },
        { "#merge", 1, "#merge", "expected the number of one ticket" },
        { "#merge 1 2", 1, "#merge 1 2", "expected the number of one ticket" },
        { "#merge one", 1, "#merge one", "\"one\": expected the number of one ticket" },
        { "#merge 0", 1, "#merge 0", "\"0\": expected the number" },
        { "#merge [#12", 1, "#merge [#12", "\"[#12\": expected the number" },
        { "#merge 9999999999999999999", 1, "#merge 9999999999999999999", "\"9999" },
        { "#publish 1 2", 1, "#publish 1 2", "expected the number of one message" },
        { "#forward", 1, "#forward", "expected an address" },
        { "#forward a@b c@d", 1, "#forward a@b c@d", "\"a@b c@d\": expected an address" },
        { "#forward Carol <carol@example.org>", 1, "#forward Carol <carol@example.org>",
          "that is the agent carol, who hears of it by #assign or #watch" },
        { "#hold soon: perhaps", 1, "#hold soon: perhaps", "\"soon\" is no time: expected 2026" },
        { "#close: it is over", 1, "#close: it is over",
          "there is no such command; expected #close" },
        { "#snooze 3d: later", 1, "#snooze 3d: later", "\"3d:\" is no time" },
        { "#hold soon", 1, "#hold soon", "\"soon\" is no time: expected 2026-12-01" },
        { "#hold 2026-11-22", 1, "#hold 2026-11-22", "\"2026-11-22\" is in the past" },
        { "#hold 3d please", 1, "#hold 3d please", "nothing may stand behind the time of #hold" },
        { "#snooze", 1, "#snooze", "expected a time such as" },
        { "#away until next week", 1, "#away until next week", "\"next\" is no time: expected" },
        { "#away until", 1, "#away until", "\"\" is no time" },
        { "#away 0d", 1, "#away 0d", "\"0d\" is in the past" },
        { "#back tomorrow", 1, "#back tomorrow", "nothing may stand behind #back" },
        { "#notify daily", 1, "#notify daily", "\"daily\": expected each, digest or none" },
        { "#search", 1, "#search", "expected what to look for" },
        { "#report 3h", 1, "#report 3h", "\"3h\": expected a span" },
        { "#report 2000d", 1, "#report 2000d", "\"2000d\": expected a span" },
        { "#report 0d", 1, "#report 0d", "\"0d\": expected a span" },
        { "#canned ../key", 1, "#canned ../key", "\"../key\": expected a name of letters" },
        { "#canned /etc/passwd", 1, "#canned /etc/passwd", "\"/etc/passwd\": expected a name of" },
        { "#canned .key", 1, "#canned .key", "\".key\": expected a name of letters" },
        { "#canned hello", 1, "#canned hello", "the configuration has no canned-dir" },
        { "#kb hello", 1, "#kb hello", "the configuration has no kb-dir" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskCommands) commands = { 0 };
        read_as("alice", cases[i].text, "x", &commands);
        cr_assert_not_null(commands.problem, "%s", cases[i].text);
        cr_expect_eq(commands.number, cases[i].number, "%s: %u", cases[i].text, commands.number);
        cr_expect_str_eq(commands.line, cases[i].line, "%s: %s", cases[i].text, commands.line);
        cr_expect(g_str_has_prefix(commands.problem, cases[i].problem), "%s: %s", cases[i].text,
                  commands.problem);
    }
}

Test(command, c2_an_objection_names_the_line)
{
    static const struct {
        const char *text, *subject, *objection;
    } cases[] = {
        { "#take\n#foo", "x",
          "line 2: #foo: there is no such command; expected one such as #resolve, #take or #note, "
          "all of which #help tells, or ## for a line that begins with #" },
        { "", "#back soon", "subject: #back soon: nothing may stand behind #back" },
        { "#take", "x", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskCommands) commands = { 0 };
        read_as("alice", cases[i].text, cases[i].subject, &commands);
        g_autofree char *objection = desk_commands_objection(&commands);
        if (cases[i].objection)
            cr_expect_str_eq(objection, cases[i].objection, "%zu: %s", i, objection);
        else
            cr_expect_null(objection);
    }
}

Test(command, c2_what_contradicts_itself_is_refused)
{
    static const struct {
        const char *text;
        guint number; /* of the wrong line; 0: none is */
        const char *problem;
    } cases[] = {
        { "#resolve\n#close", 2, "both say which status" },
        { "#wait\n#status open", 2, "both say which status" },
        { "#hold 3d\n#resolve", 2, "both say which status" },
        { "#merge 3\n#resolve", 2, "both say which status" },
        { "#hold 3d\n#snooze 3d", 2, "both say when" },
        { "#snooze 3d\n#resolve", 2, "what has ended does not come back" },
        { "#status closed\n#snooze 3d", 2, "what has ended does not come back" },
        { "#snooze 3d\n#wait", 0, NULL },
        { "#snooze 3d\n#status open", 0, NULL },
        { "#take\n#assign bob", 2, "both say who has the ticket" },
        { "#note\n#forward a@example.com", 2, "what stands below is a note" },
        { "#note\n#note", 2, "it stands in the mail twice" },
        { "#priority high\n#priority low", 2, "it stands in the mail twice" },
        { "#split 1\n#split 2", 2, "it stands in the mail twice" },
        { "#tag a\n#tag b\n#cc a@example.com\n#cc b@example.com\n#link 1\n#link 2", 0, NULL },
        { "#away 3d\n\n #assign bob\n", 3, "no other command may stand with" },
        { "#back\n#away 3d", 2, "no other command may stand with" },
        { "#take\n#team frontline\n#priority high\n#tag a\n#note\n#wait\n#watch bob", 0, NULL },
        { "#queue\n#report\n#help\n#search x\n#search y", 0, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskCommands) commands = { 0 };
        read_as("alice", cases[i].text, "x", &commands);
        cr_expect_eq(commands.problem != NULL, cases[i].number > 0, "%s: %s", cases[i].text,
                     commands.problem ? commands.problem : "sound");
        if (!commands.problem || cases[i].number == 0)
            continue;
        cr_expect_eq(commands.number, cases[i].number, "%s: %u", cases[i].text, commands.number);
        cr_expect(g_str_has_prefix(commands.problem, cases[i].problem), "%s: %s", cases[i].text,
                  commands.problem);
    }
}

Test(command, the_first_wrong_line_counts_and_the_text_is_kept)
{
    g_auto(DeskCommands) commands = { 0 };
    read_as("alice", "#take\n#foo\n#bar\n#resolve\n\nHello\n#x", "x", &commands);
    cr_expect_eq(commands.number, 2);
    cr_expect_str_eq(commands.line, "#foo");
    cr_expect_str_eq(commands.below, "Hello\n#x");
}

Test(command, fifty_are_enough)
{
    for (guint count = 50; count <= 51; count++) {
        g_auto(DeskCommands) commands = { 0 };
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint i = 0; i < count; i++)
            g_string_append_printf(text, "#tag t%u\n", i);
        read_as("alice", text->str, "x", &commands);
        cr_expect_eq(commands.problem != NULL, count > 50, "%u", count);
        cr_expect_eq(commands.list->len, 50);
    }
}

Test(command, a_line_without_end_stays_small)
{
    static const char *const heads[] = { "#away 3d ", "#away ", "#foo", "#assign ", "#search " };
    g_autofree char *many = g_strnfill(1000 * 1000, 'x');
    for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
        g_auto(DeskCommands) commands = { 0 };
        g_autofree char *text = g_strconcat(heads[i], many, NULL);
        read_as("alice", text, "x", &commands);
        g_autofree char *objection = desk_commands_objection(&commands);
        cr_expect_leq(objection ? strlen(objection) : 0, 600, "%s", heads[i]);
        for (guint j = 0; j < commands.list->len; j++) {
            const DeskCommand *command = commands.list->pdata[j];
            cr_expect_leq(strlen(command->line) + strlen(command->text), 1200, "%s", heads[i]);
        }
    }
}

/* What stands behind a thousand blanks is text, and none of it is lost. */
Test(command, text_behind_many_blanks_is_text)
{
    g_auto(DeskCommands) commands = { 0 };
    g_autofree char *blanks = g_strnfill(5000, ' ');
    g_autofree char *text = g_strconcat("#take\n", blanks, "Hello", NULL);
    read_as("alice", text, "x", &commands);
    cr_expect(g_str_has_suffix(commands.below, " Hello"), "%s", commands.below);
}

Test(command, c8_a_customer_has_four_commands)
{
    static const struct {
        const char *text, *subject, *verbs, *below;
    } cases[] = {
        { "#status", "x", "status", "" },
        { "\n#Close\n\nThanks", "x", "close", "Thanks" },
        { "#reopen\n#help", "x", "reopen help", "" },
        { "#close the window, please", "x", "", "#close the window, please" },
        { "#closed", "x", "", "#closed" },
        { "#status\n#resolve", "x", "status", "#resolve" },
        { "#resolve", "x", "", "#resolve" },
        { "#1 problem", "x", "", "#1 problem" },
        { "##close", "x", "", "##close" },
        { "", "#close", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskCommands) commands = { 0 };
        read_as(NULL, cases[i].text, cases[i].subject, &commands);
        g_autofree char *verbs = verbs_of(&commands);
        cr_expect_str_eq(verbs, cases[i].verbs, "%s: %s", cases[i].text, verbs);
        cr_expect_str_eq(commands.below, cases[i].below, "%s: %s", cases[i].text, commands.below);
        cr_expect_null(commands.problem, "%s: %s", cases[i].text, commands.problem);
    }
}

Test(command, every_verb_has_a_word)
{
    for (int verb = DESK_COMMAND_RESOLVE; verb <= DESK_COMMAND_HELP; verb++) {
        const char *name = desk_command_name((DeskCommandVerb) verb);
        cr_assert_not_null(name, "%d", verb);
        const DeskCommandWord *row = desk_command_word(name);
        cr_expect(row && row->verb == (DeskCommandVerb) verb && row->by_agent, "%s", name);
        cr_expect(*row->help, "%s", name);
    }
    cr_expect_null(desk_command_word("foo"));
    cr_expect_null(desk_command_word(""));
}
