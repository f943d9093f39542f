#pragma once
#include "letter/writing.h"

/* What was said on a ticket, as agents read it. */

/* The message that a letter is about: the one of its row, else, for agent-new, the first that came
 * in; NULL: there is none. */
bool desk_conversation_find(const DeskWriting *writing, DeskMessage **message, GError **error);

/* Its values: message, and files of the letter as far as they go with it. */
bool desk_conversation_set_message(const DeskWriting *writing, const DeskMessage *message,
                                   GError **error);

/* The messages before it, or the last of all without one: earlier, newest first. */
bool desk_conversation_set_earlier(const DeskWriting *writing, const DeskMessage *message,
                                   GError **error);
