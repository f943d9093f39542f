#include "calendar/hours.h"

/*
 * Business time for the model test (business.py): a command a line on standard input, fields
 * apart by tabs, an answer a line on standard output.
 *
 *   calendar ZONE MONDAY ... SUNDAY HOLIDAYS FILE    holidays apart by commas; "" for none
 *   span SINCE UNTIL SPAN                            moments and a span in microseconds
 *
 * A calendar is answered by "ok" or what is wrong with it; a span by the business time between the
 * moments, the moment after the span, whether it is open at the first moment, when it opens next,
 * and how that moment is shown.
 */

#define CALENDAR_FIELDS (1 + 1 + DESK_HOURS_DAYS + 2)
#define SPAN_FIELDS     4

static const char *
given(const char *field)
{
    return *field ? field : NULL;
}

static void
read_calendar(DeskHours **hours, char **fields)
{
    g_autoptr(GError) error = NULL;
    char *const *rest = fields + 2 + DESK_HOURS_DAYS;
    g_auto(GStrv) holidays = g_strsplit(rest[0], ",", -1);
    DeskHoursText text = {
        .zone = fields[1],
        .holidays = (const char *const *) holidays,
        .holidays_file = given(rest[1]),
    };
    for (int i = 0; i < DESK_HOURS_DAYS; i++)
        text.days[i] = given(fields[2 + i]);
    g_clear_pointer(hours, desk_hours_free);
    *hours = desk_hours_new(&text, &error);
    (void) puts(*hours ? "ok" : error->message);
}

static void
answer_span(const DeskHours *hours, char **fields)
{
    gint64 since = g_ascii_strtoll(fields[1], NULL, 10);
    gint64 until = g_ascii_strtoll(fields[2], NULL, 10);
    gint64 span = g_ascii_strtoll(fields[3], NULL, 10);
    g_autofree char *shown = desk_hours_show(hours, since);
    (void) printf("%" PRId64 "\t%" PRId64 "\t%d\t%" PRId64 "\t%s\n",
                  desk_hours_between(hours, since, until), desk_hours_after(hours, since, span),
                  desk_hours_is_open(hours, since), desk_hours_next_open(hours, since), shown);
}

int
main(void)
{
    g_autoptr(DeskHours) hours = NULL;
    char *line = NULL;
    size_t room = 0;
    int status = EX_OK;
    while (status == EX_OK && getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        g_auto(GStrv) fields = g_strsplit(line, "\t", -1);
        guint count = g_strv_length(fields);
        if (strcmp(fields[0], "span") == 0 && count == SPAN_FIELDS && hours)
            answer_span(hours, fields);
        else if (strcmp(fields[0], "calendar") == 0 && count == CALENDAR_FIELDS)
            read_calendar(&hours, fields);
        else
            status = EX_USAGE;
    }
    free(line);
    return status;
}
