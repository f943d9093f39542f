#pragma once
#include "base/base.h"

/*
 * Log lines are a fixed text and fields: "mail taken queue_id=4F2 ticket=12". Values are
 * made printable, and quoted when they hold a blank. Never a body, never a token.
 */

typedef enum { DESK_LOG_ERROR, DESK_LOG_WARNING, DESK_LOG_NOTICE, DESK_LOG_INFO } DeskLogLevel;

/* Call once, before threads. foreground: lines go to stderr, else to syslog's mail facility. */
void desk_log_open(const char *program, bool foreground);

/*
 * desk_log(DESK_LOG_INFO, "mail taken", "queue_id", id, "ticket", number, NULL): pairs of
 * name and value, closed by NULL; a pair whose value is NULL is left out. Any thread.
 */
void desk_log(DeskLogLevel level, const char *text, ...) G_GNUC_NULL_TERMINATED;

/* One line "text: error message". */
void desk_log_failure(const char *text, const GError *error);
