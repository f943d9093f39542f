#include "base/log.h"
#include "base/text.h"

#include <stdarg.h>
#include <syslog.h>

static const char *program_name = "desk";
static bool to_stderr = true;

void
desk_log_open(const char *program, bool foreground)
{
    program_name = program;
    to_stderr = foreground;
    if (!foreground)
        openlog(program, LOG_PID | LOG_NDELAY, LOG_MAIL);
}

static void
emit(DeskLogLevel level, const char *line)
{
    static const int priorities[] = { LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO };
    static const char *const words[] = { "error: ", "warning: ", "", "" };

    if (!to_stderr) {
        syslog(priorities[level], "%s%s", words[level], line);
        return;
    }
    /* One write, so that lines of several threads never mix. */
    g_autofree char *whole = g_strdup_printf("%s: %s%s\n", program_name, words[level], line);
    ssize_t n = write(STDERR_FILENO, whole, strlen(whole));
    (void) n;
}

/*
 * A backslash of the value would look like the beginning of an escape, and at its end take the
 * closing quote mark for itself; after this every backslash of a line is one of ours.
 */
static char *
escape(const char *value)
{
    g_autoptr(GString) text = g_string_new(value);
    g_string_replace(text, "\\", "\\x5c", 0);
    return desk_text_quote(text->str);
}

static void
append_field(GString *line, const char *name, const char *value)
{
    g_autofree char *safe = escape(value);
    g_string_append_printf(line, " %s=", name);
    if (*safe && !strpbrk(safe, " \"=")) {
        g_string_append(line, safe);
        return;
    }
    g_string_append_c(line, '"');
    for (const char *p = safe; *p; p++) {
        if (*p == '"')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *p);
    }
    g_string_append_c(line, '"');
}

void
desk_log(DeskLogLevel level, const char *text, ...)
{
    g_autoptr(GString) line = g_string_new(text);
    va_list fields;

    va_start(fields, text);
    for (const char *name; (name = va_arg(fields, const char *));) {
        const char *value = va_arg(fields, const char *);
        if (value)
            append_field(line, name, value);
    }
    va_end(fields);
    emit(level, line->str);
}

void
desk_log_failure(const char *text, const GError *error)
{
    g_autofree char *line = g_strdup_printf("%s: %s", text, error->message);
    emit(DESK_LOG_ERROR, line);
}
