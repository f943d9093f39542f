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
