#pragma once
#include "letter/writing.h"

/* What is looked up for an agent when the answer to his command is made. Each adds its values and a
 * title. */

/* "queue": the tickets that he has: tickets. */
bool desk_found_queue(const DeskWriting *writing, GError **error);
/* "digest": tickets of his that something happened to in a period: tickets. */
bool desk_found_changed(const DeskWriting *writing, DeskPeriod period, GError **error);

/*
 * "search": messages that have all of the words, in their subject or text, each at the beginning of
 * a word; the newest of each ticket: found. It ends at 50,000 messages, or after two seconds, and
 * then says so (RULES A31).
 */
bool desk_found_search(const DeskWriting *writing, const char *words, GError **error);

/* "report": figures of the last days by team and by agent, in a template of its own: tallies. */
bool desk_found_report(const DeskWriting *writing, const char *span, GError **error);

/* "help": the commands: words. */
bool desk_found_help(const DeskWriting *writing, GError **error);

/* "kb-draft": the question and the last answer of the ticket as an article in Markdown: draft, and
 * the same as a file. */
bool desk_found_draft(const DeskWriting *writing, GError **error);

/* Sets the title. */
void desk_found_title(const DeskWriting *writing, const char *format, ...) G_GNUC_PRINTF(2, 3);
