#pragma once
#include "policy/command.h"

/* What the rooms of policy/command.h share. */

/* What stands behind the word of an agent's command is read into it: true, or *problem says what is
 * wrong and what was expected, the caller's. */
bool desk_command_read_arguments(const DeskCommander *commander, const DeskCommandWord *row,
                                 const char *rest, DeskCommand *command, char **problem);

/* Why a command cannot stand in one mail with those before it; NULL: it can. The caller's. */
char *desk_command_conflict(const GPtrArray *before, const DeskCommand *command);

/* "there is no such command ..."; the caller's. */
char *desk_command_unknown(const char *word);

/* ---- reading arguments ---- */

#define DESK_COMMAND_WORD_MAX 100 /* bytes of a tag, a category or the name of a file */

/* One command whose arguments are read. */
typedef struct {
    const DeskCommander *commander;
    const DeskCommandWord *row;
    DeskCommand *command;
    const char *rest; /* what stands behind the word */
    char *problem;
} DeskCommandReading;

/* Says what is wrong; the second: with a word of the line, and what was expected. Return false. */
bool desk_command_refuse(DeskCommandReading *reading, const char *format, ...) G_GNUC_PRINTF(2, 3);
bool desk_command_refuse_word(DeskCommandReading *reading, const char *word, const char *expected);

/* The words of the command; the first takes the list that is given. */
void desk_command_set_words(DeskCommandReading *reading, GPtrArray *words);
void desk_command_set_word(DeskCommandReading *reading, const char *word);

/* The words of a list, which people put commas into; a vector, the caller's. */
char **desk_command_split(const char *text);

/* The readers of kinds of arguments. True: the command has them; false: there is a problem. */
bool desk_command_read_nothing(DeskCommandReading *reading);
bool desk_command_read_assign(DeskCommandReading *reading);
bool desk_command_read_take(DeskCommandReading *reading);
bool desk_command_read_watch(DeskCommandReading *reading);
bool desk_command_read_team(DeskCommandReading *reading);
bool desk_command_read_category(DeskCommandReading *reading);
bool desk_command_read_tags(DeskCommandReading *reading);
bool desk_command_read_addresses(DeskCommandReading *reading);
bool desk_command_read_address(DeskCommandReading *reading);
bool desk_command_read_third_party(DeskCommandReading *reading);
