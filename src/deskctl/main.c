#include "base/text.h"
#include "deskctl/commands.h"

#include <locale.h>

/* What is printed is worth an exit code only when it has reached its reader. */
static int
flush(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    return desk_ctl_complain(EX_IOERR, "cannot write to standard output: %s", g_strerror(errno));
}

/*
 * The exit code for a command line that is wrong. pipe(8) sends the mail back on EX_USAGE, and a
 * typo in master.cf is no fault of who wrote the mail.
 */
static int
usage_code(char *const *argv)
{
    return g_strv_contains((const char *const *) argv, "deliver") ? EX_TEMPFAIL : EX_USAGE;
}

static int
refuse_word(char **words, const char *nearest)
{
    g_autofree char *given = words[0] ? g_strjoinv(" ", words) : g_strdup("");
    g_autofree char *shown = desk_text_quote(given);
    if (nearest)
        return desk_ctl_complain(EX_USAGE, "no command \"%s\"; did you mean \"%s\"?", shown,
                                 nearest);
    return desk_ctl_complain(EX_USAGE, "no command \"%s\"; deskctl --help lists them", shown);
}

static int
help(const DeskOptions *options)
{
    int used = 0;
    const char *nearest = NULL;
    const DeskCommand *command = desk_command_find(options->words, &used, &nearest);
    if (command) {
        g_autofree char *usage = desk_command_usage(command);
        printf("usage: deskctl %s\n%s\n", usage, command->help);
    } else {
        desk_command_print_help(stdout);
    }
    return flush(EX_OK);
}

static int
run(DeskOptions *options, int usage)
{
    int used = 0;
    const char *nearest = NULL;
    const DeskCommand *command = desk_command_find(options->words, &used, &nearest);
    if (!command)
        return refuse_word(options->words, nearest);

    DeskCtl ctl = { .config_path = options->config_path ? options->config_path
                                                        : DESK_SYSCONFDIR "/deskmilter.conf",
                    .options = options,
                    .operands = options->words + used,
                    .count = (int) g_strv_length(options->words + used) };
    if (!desk_command_accepts(command, &ctl))
        return usage;
    return flush(command->run(&ctl));
}

int
main(int argc, char **argv)
{
    g_auto(DeskOptions) options = { 0 };
    g_autoptr(GError) error = NULL;

    int usage = usage_code(argv); /* before the parser takes words away */
    setlocale(LC_CTYPE, "");
    g_set_prgname("deskctl");
    if (!desk_options_parse(argc, argv, &options, &error))
        return desk_ctl_complain(usage, "%s", error->message);
    if (options.show_version) {
        puts("deskctl " PACKAGE_VERSION);
        return flush(EX_OK);
    }
    if (options.show_help)
        return help(&options);
    if (!options.words[0]) {
        desk_command_print_help(stderr);
        return EX_USAGE;
    }
    return run(&options, usage);
}
