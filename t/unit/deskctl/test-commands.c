#include "deskctl/commands.h"

#include <criterion/criterion.h>

static const DeskCommand *
find(const char *line, int *used, const char **nearest)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 0);
    return desk_command_find(words, used, nearest);
}

Test(commands, finds_one_word_and_two)
{
    static const struct {
        const char *line, *name;
        int used;
    } rows[] = { { "stats", "stats", 1 },
                 { "ticket list", "ticket list", 2 },
                 { "ticket raw 5", "ticket raw", 2 },
                 { "explain ticket list", "explain", 1 },
                 { "outbox retry 7", "outbox retry", 2 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int used = 0;
        const char *nearest;
        const DeskCommand *command = find(rows[i].line, &used, &nearest);
        cr_assert_not_null(command, "%s", rows[i].line);
        cr_expect_str_eq(command->name, rows[i].name, "%s: %s", rows[i].line, command->name);
        cr_expect_eq(used, rows[i].used, "%s: %d", rows[i].line, used);
    }
}

Test(commands, usage_names_each_option)
{
    static const struct {
        const char *line, *usage;
    } rows[] = {
        { "stats", "stats" },
        { "ticket merge", "ticket merge ID INTO" },
        { "ticket cc", "ticket cc ID ADDRESS... [--remove]" },
        { "ticket split", "ticket split ID [--subject SUBJECT] [--message MESSAGE]..." },
        { "restore", "restore FILE [--gap GAP]" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int used;
        const char *nearest;
        g_autofree char *usage = desk_command_usage(find(rows[i].line, &used, &nearest));
        cr_expect_str_eq(usage, rows[i].usage, "%s: %s", rows[i].line, usage);
    }
}

Test(commands, suggests_what_comes_close)
{
    g_autofree char *long_word = g_strnfill(5000, 'x');
    const struct {
        const char *line, *nearest;
    } rows[] = { { "statz", "stats" },
                 { "tickets list", "ticket list" },
                 { "ticket lst", "ticket list" },
                 { "ticket", "ticket list" },
                 { "outbox", "outbox list" },
                 { "chekc", "check" },
                 { "mailbox", "mailboxes" },
                 { "xyzzy", NULL },
                 { "e", NULL },
                 { "", NULL },
                 { long_word, NULL } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int used;
        const char *nearest = "unset";
        cr_expect_null(find(rows[i].line, &used, &nearest), "%s", rows[i].line);
        cr_expect_eq(g_strcmp0(nearest, rows[i].nearest), 0, "%.20s: %s", rows[i].line,
                     nearest ? nearest : "(none)");
    }
}

Test(options, stand_anywhere)
{
    static const char *const lines[] = { "deskctl --json ticket list --status new -c x.conf",
                                         "deskctl -c x.conf ticket --status new list --json",
                                         "deskctl --status=new ticket --json -c x.conf list" };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_auto(GStrv) argv = g_strsplit(lines[i], " ", 0);
        g_auto(DeskOptions) options = { 0 };
        g_autofree char **copy = g_memdup2(argv, sizeof(char *) * (g_strv_length(argv) + 1));
        cr_assert(desk_options_parse((int) g_strv_length(argv), copy, &options, NULL), "%s",
                  lines[i]);
        cr_expect(options.json, "%s", lines[i]);
        cr_expect_str_eq(options.config_path, "x.conf", "%s", lines[i]);
        cr_expect_str_eq(options.values[DESK_OPTION_STATUS], "new", "%s", lines[i]);
        cr_expect_eq(g_strv_length(options.words), 2, "%s", lines[i]);
        cr_expect_eq(desk_options_given(&options), DESK_OPTION_BIT(DESK_OPTION_STATUS), "%s",
                     lines[i]);
    }
}

Test(options, refuses_what_is_none)
{
    static const char *const lines[] = { "deskctl --frobnicate", "deskctl ticket list --status",
                                         "deskctl -x", "deskctl stats --status \xff",
                                         "deskctl ticket set --tag +\xff" };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_auto(GStrv) argv = g_strsplit(lines[i], " ", 0);
        g_auto(DeskOptions) options = { 0 };
        g_autoptr(GError) error = NULL;
        g_autofree char **copy = g_memdup2(argv, sizeof(char *) * (g_strv_length(argv) + 1));
        cr_expect_not(desk_options_parse((int) g_strv_length(argv), copy, &options, &error), "%s",
                      lines[i]);
        cr_expect_not_null(error, "%s", lines[i]);
    }
}

Test(options, keeps_every_recipient_and_a_lone_dash)
{
    char *words[] = { (char *) "deskctl",       (char *) "explain", (char *) "--rcpt",
                      (char *) "a@example.com", (char *) "-",       (char *) "--rcpt",
                      (char *) "b@example.com" };
    g_auto(DeskOptions) options = { 0 };
    cr_assert(desk_options_parse(G_N_ELEMENTS(words), words, &options, NULL));
    cr_expect_eq(g_strv_length(options.rcpt), 2);
    cr_expect_str_eq(options.words[1], "-");
}

/* The value of --tag may begin with a dash. */
Test(options, keeps_each_value_of_a_list)
{
    g_auto(GStrv) argv = g_strsplit("deskctl ticket set 1 --tag +a --remove --message 3 --tag -b "
                                    "--message=4 --tag=-c",
                                    " ", 0);
    g_auto(DeskOptions) options = { 0 };
    g_autofree char **copy = g_memdup2(argv, sizeof(char *) * (g_strv_length(argv) + 1));
    cr_assert(desk_options_parse((int) g_strv_length(argv), copy, &options, NULL));
    g_autofree char *tags = g_strjoinv(" ", options.tags);
    g_autofree char *messages = g_strjoinv(" ", options.messages);
    cr_expect_str_eq(tags, "+a -b -c");
    cr_expect_str_eq(messages, "3 4");
    cr_expect_eq(g_strv_length(options.words), 3);
    cr_expect_eq(desk_options_given(&options), DESK_OPTION_BIT(DESK_OPTION_TAG) |
                                                   DESK_OPTION_BIT(DESK_OPTION_MESSAGE) |
                                                   DESK_OPTION_BIT(DESK_OPTION_REMOVE));
}
