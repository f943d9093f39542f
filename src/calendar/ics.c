#include "calendar/ics.h"
#include "base/text.h"
#include "calendar/event.h"

/*
 * The frame of the file is read by hand: libical gets one event at a time, of it only the
 * properties that are asked for, and nothing that is nested. So its depth is 1 whatever the file
 * is, a broken property that means nothing here costs nothing, and a file that was cut is noticed.
 */

#define EVENT_DEPTH 2 /* in VCALENDAR */

static const char *const wanted[] = { "DTSTART", "DTEND", "DURATION", "RRULE",   "RDATE",
                                      "EXDATE",  "UID",   "STATUS",   "SUMMARY", "RECURRENCE-ID" };

typedef struct {
    GString *event;    /* the lines of the one that is open */
    GPtrArray *events; /* icalcomponent */
    unsigned depth;    /* of open components */
    bool in_event;
    bool seen_calendar;
} Frame;

static void
frame_clear(Frame *frame)
{
    g_string_free(frame->event, TRUE);
    g_ptr_array_unref(frame->events);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Frame, frame_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskEventReading, desk_event_reading_clear)

static bool
fail(GError **error, const char *what)
{
    g_set_error(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_FILE, "expected %s", what);
    return false;
}

/* Lines that go on are one (RFC 5545 section 3.1), and a line ends with a newline alone. */
static char *
unfold(DeskBytes file)
{
    GString *text = g_string_sized_new(file.size + 1);
    for (size_t i = 0; i < file.size; i++) {
        char c = file.data[i];
        if (c == '\r' && i + 1 < file.size && file.data[i + 1] == '\n')
            continue;
        if (c == '\n' && i + 1 < file.size && strchr(" \t", file.data[i + 1]))
            i++;
        else
            g_string_append_c(text, c);
    }
    return g_string_free(text, FALSE);
}

static bool
is_wanted(const char *line)
{
    size_t size = strcspn(line, ":;");
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
        if (strlen(wanted[i]) == size && g_ascii_strncasecmp(line, wanted[i], size) == 0)
            return true;
    return false;
}

static bool
is_line(const char *line, const char *expected)
{
    return g_ascii_strcasecmp(line, expected) == 0;
}

static bool
begin(Frame *frame, const char *line, GError **error)
{
    frame->depth++;
    if (frame->depth == 1 && !is_line(line, "BEGIN:VCALENDAR"))
        return fail(error, "an iCalendar file, which begins with BEGIN:VCALENDAR");
    frame->seen_calendar = true;
    if (frame->depth != EVENT_DEPTH || !is_line(line, "BEGIN:VEVENT"))
        return true;
    frame->in_event = true;
    g_string_assign(frame->event, "BEGIN:VEVENT\n");
    return true;
}

static bool
end(Frame *frame, GError **error)
{
    if (frame->depth == 0)
        return fail(error, "a BEGIN for each END");
    frame->depth--;
    if (!frame->in_event || frame->depth + 1 != EVENT_DEPTH)
        return true;
    frame->in_event = false;
    g_string_append(frame->event, "END:VEVENT\n");
    icalcomponent *event = icalparser_parse_string(frame->event->str);
    if (!event)
        return fail(error, "events that can be read");
    g_ptr_array_add(frame->events, event);
    return true;
}

static bool
take_line(Frame *frame, char *line, GError **error)
{
    g_strchomp(line);
    if (g_ascii_strncasecmp(line, "BEGIN:", strlen("BEGIN:")) == 0)
        return begin(frame, line, error);
    if (g_ascii_strncasecmp(line, "END:", strlen("END:")) == 0)
        return end(frame, error);
    if (frame->in_event && frame->depth == EVENT_DEPTH && is_wanted(line))
        g_string_append_printf(frame->event, "%s\n", line);
    return true;
}

static bool
read_frame(Frame *frame, char *text, GError **error)
{
    for (char *line = text, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        if (!take_line(frame, line, error))
            return false;
    }
    if (!frame->seen_calendar)
        return fail(error, "an iCalendar file, which begins with BEGIN:VCALENDAR");
    if (frame->depth > 0)
        return fail(error, "an END for each BEGIN: the file seems to have been cut");
    return frame->events->len > 0 || fail(error, "at least one event (BEGIN:VEVENT)");
}

static bool
read_events(const GPtrArray *events, DeskEventReading *reading, GError **error)
{
    for (guint i = 0; i < events->len; i++)
        desk_event_note(reading, events->pdata[i]);
    for (guint i = 0; i < events->len; i++) {
        if (desk_event_read(reading, events->pdata[i], error))
            continue;
        g_autofree char *shown = desk_text_quote(icalcomponent_get_summary(events->pdata[i]));
        g_prefix_error(error, "event %u, \"%s\": ", i + 1, shown);
        return false;
    }
    return true;
}

bool
desk_ics_read(DeskBytes file, const DeskZone *zone, GArray *days, GError **error)
{
    if (file.size > DESK_ICS_MAX || memchr(file.data, '\0', file.size))
        return fail(error, "a text of at most 1 MB");
    static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8, as some programs write */
    g_autofree char *text = unfold(file);
    g_auto(Frame) frame = {
        .event = g_string_new(NULL),
        .events = g_ptr_array_new_with_free_func((GDestroyNotify) icalcomponent_free),
    };
    g_auto(DeskEventReading) reading = { 0 };
    desk_event_reading_init(&reading, zone, days);
    char *beginning = g_str_has_prefix(text, mark) ? text + strlen(mark) : text;
    bool ok = read_frame(&frame, beginning, error) && read_events(frame.events, &reading, error);
    icalmemory_free_ring();
    return ok;
}
