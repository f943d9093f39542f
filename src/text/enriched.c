#include "text/enriched.h"

#define COMMAND_MAX 60 /* both RFCs: no command is longer */

typedef struct {
    GString *out;
    bool is_richtext;
    unsigned hidden; /* depth of parameters and comments */
    unsigned exact;  /* depth of <nofill> */
} Reading;

/* "<command>" or "</command>" at p: its length; 0 when it is none. */
static size_t
match_command(const char *p, char *command)
{
    size_t size = 0;
    bool ends = p[1] == '/';
    const char *name = p + (ends ? 2 : 1);
    while (size < COMMAND_MAX && (g_ascii_isalnum(name[size]) || name[size] == '-')) {
        command[size] = g_ascii_tolower(name[size]);
        size++;
    }
    command[size] = '\0';
    return size > 0 && name[size] == '>' ? (size_t) (name - p) + size + 1 : 0;
}

static void
change(unsigned *depth, bool ends)
{
    if (!ends)
        (*depth)++;
    else if (*depth > 0)
        (*depth)--;
}

static void
use_command(Reading *reading, const char *command, bool ends)
{
    if (strcmp(command, "param") == 0 || strcmp(command, "comment") == 0)
        change(&reading->hidden, ends);
    else if (strcmp(command, "nofill") == 0)
        change(&reading->exact, ends);
    else if (reading->is_richtext && strcmp(command, "lt") == 0)
        g_string_append_c(reading->out, '<');
    else if (reading->is_richtext && strcmp(command, "nl") == 0)
        g_string_append_c(reading->out, '\n');
    else if (reading->is_richtext && ends && strcmp(command, "paragraph") == 0)
        g_string_append(reading->out, "\n\n");
}

/* One line break is a blank, each more is one; in richtext all of them are one blank. */
static size_t
take_breaks(Reading *reading, const char *p)
{
    size_t count = strspn(p, "\n");
    if (reading->hidden > 0)
        return count;
    if (reading->exact > 0)
        g_string_append_len(reading->out, p, (gssize) count);
    else if (count == 1 || reading->is_richtext)
        g_string_append_c(reading->out, p[count] ? ' ' : '\n');
    else
        g_string_append_len(reading->out, p, (gssize) (count - 1));
    return count;
}

char *
desk_enriched_text(const char *text, bool is_richtext)
{
    Reading reading = { .out = g_string_new(NULL), .is_richtext = is_richtext };
    for (const char *p = text; *p;) {
        char command[COMMAND_MAX + 1];
        size_t size = *p == '<' ? match_command(p, command) : 0;
        if (size > 0) {
            use_command(&reading, command, p[1] == '/');
            p += size;
        } else if (*p == '\n') {
            p += take_breaks(&reading, p);
        } else {
            if (reading.hidden == 0)
                g_string_append_c(reading.out, *p);
            p += !is_richtext && p[0] == '<' && p[1] == '<' ? 2 : 1;
        }
    }
    return g_string_free(reading.out, FALSE);
}
