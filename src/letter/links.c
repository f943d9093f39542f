#include "letter/links.h"
#include "base/text.h"

#define SUBJECT_MAX 500 /* bytes, which are three characters each where they are no letters */

/* "+" is encoded as well: some clients take it for a blank, as in forms. */
static void
append(GString *uri, const char *text, const char *allowed)
{
    g_autofree char *escaped = g_uri_escape_string(text, allowed, false);
    g_string_append(uri, escaped);
}

static void
append_field(GString *uri, const char *name, const char *value)
{
    if (!value)
        return;
    g_string_append_c(uri, strchr(uri->str, '?') ? '&' : '?');
    g_string_append(uri, name);
    g_string_append_c(uri, '=');
    append(uri, value, NULL);
}

char *
desk_link_mailto(const char *address, const char *subject, const char *body)
{
    g_auto(GStrv) lines = body ? g_strsplit(body, "\n", -1) : NULL;
    g_autofree char *wire = lines ? g_strjoinv("\r\n", lines) : NULL;
    g_autofree char *line = subject ? desk_text_line(subject, strlen(subject)) : NULL;
    GString *uri = g_string_new("mailto:");
    append(uri, address, "@");
    append_field(uri, "subject", line ? desk_text_cut(line, SUBJECT_MAX) : NULL);
    append_field(uri, "body", wire);
    return g_string_free(uri, FALSE);
}
