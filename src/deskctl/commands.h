#pragma once
#include "deskctl/ctl.h"

/* One command of deskctl: its words, what it takes, and the function that does it. */
typedef struct {
    const char *name;     /* one word or two: "stats", "ticket list" */
    const char *operands; /* as shown in the help, or "" */
    int least, most;      /* number of operands; most -1: any */
    guint64 options;      /* bits of those it takes */
    const char *help;
    int (*run)(const DeskCtl *ctl);
} DeskCommand;

/* The table of all commands, closed by a row without a name. */
extern const DeskCommand desk_commands[];

/*
 * The command that the first words name; *used is how many of them. NULL: none does, and
 * *nearest is the name that comes closest, or NULL when none is close.
 */
const DeskCommand *desk_command_find(char **words, int *used, const char **nearest);

/* False when the operands or options are not those of the command, with a message printed. */
bool desk_command_accepts(const DeskCommand *command, const DeskCtl *ctl);

/* "ticket cc ID ADDRESS... [--remove]": with all that it takes. The caller's. */
char *desk_command_usage(const DeskCommand *command);

/* The page that --help prints when no command is named. */
void desk_command_print_help(FILE *out);
