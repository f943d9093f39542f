#include "mail/calendar.h"
#include "base/text.h"

#define VALUE_MAX    (16 * 1024)
#define METHOD_MAX   40
#define ATTENDEES    50
#define DATE_DIGITS  8
#define CLOCK_DIGITS 6

typedef struct {
    char *summary;
    char *location;
    char *description;
    char *organizer;
    char *start;
    char *end;
    GPtrArray *attendees;
} Event;

static void
event_clear(Event *event)
{
    g_free(event->summary);
    g_free(event->location);
    g_free(event->description);
    g_free(event->organizer);
    g_free(event->start);
    g_free(event->end);
    g_ptr_array_unref(event->attendees);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Event, event_clear)

/* One logical line without its folds; false at the end. */
static bool
take_line(DeskBytes *rest, GString *line)
{
    g_string_truncate(line, 0);
    while (rest->size > 0) {
        const char *end = memchr(rest->data, '\n', rest->size);
        size_t size = end ? (size_t) (end - rest->data) : rest->size;
        size_t skip = end ? size + 1 : size;
        if (size > 0 && rest->data[size - 1] == '\r')
            size--;
        if (line->len < VALUE_MAX)
            g_string_append_len(line, rest->data, (gssize) MIN(size, VALUE_MAX));
        rest->data += skip;
        rest->size -= skip;
        if (rest->size == 0 || (*rest->data != ' ' && *rest->data != '\t'))
            return true;
        rest->data++;
        rest->size--;
    }
    return line->len > 0;
}

/* Where the value begins, behind the colon that stands in no quotes; NULL when there is none. */
static char *
value_of(char *line)
{
    bool quoted = false;
    for (char *p = line; *p; p++) {
        if (*p == '"')
            quoted = !quoted;
        if (*p == ':' && !quoted) {
            *p = '\0';
            return p + 1;
        }
    }
    return NULL;
}

static bool
is_property(const char *line, const char *name)
{
    size_t size = strlen(name);
    return g_ascii_strncasecmp(line, name, size) == 0 && (line[size] == '\0' || line[size] == ';');
}

/* The value of ";NAME=" among the parameters, quotes taken off; the caller's, NULL without. */
static char *
parameter(const char *line, const char *name)
{
    size_t size = strlen(name);
    for (const char *p = strchr(line, ';'); p; p = strchr(p + 1, ';')) {
        if (g_ascii_strncasecmp(p + 1, name, size) != 0 || p[size + 1] != '=')
            continue;
        const char *start = p + size + 2;
        if (*start == '"')
            return g_strndup(start + 1, strcspn(start + 1, "\""));
        return g_strndup(start, strcspn(start, ";"));
    }
    return NULL;
}

/* Text with its escapes undone (RFC 5545 section 3.3.11). */
static char *
unescape(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p++) {
        if (*p != '\\' || !p[1]) {
            g_string_append_c(out, *p);
            continue;
        }
        p++;
        g_string_append_c(out, *p == 'n' || *p == 'N' ? '\n' : *p);
    }
    return g_string_free(out, FALSE);
}

static bool
are_digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!g_ascii_isdigit(text[i]))
            return false;
    return true;
}

/* "2026-03-01 12:00 (Europe/Berlin)"; what is no date stays as it is written. */
static char *
read_date(const char *line, const char *value)
{
    if (!are_digits(value, DATE_DIGITS))
        return g_strdup(value);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%.4s-%.2s-%.2s", value, value + 4, value + 6);
    const char *clock = value + DATE_DIGITS;
    if (*clock != 'T' || !are_digits(clock + 1, CLOCK_DIGITS))
        return g_string_free(out, FALSE);
    g_string_append_printf(out, " %.2s:%.2s", clock + 1, clock + 3);
    g_autofree char *zone = parameter(line, "TZID");
    if (clock[CLOCK_DIGITS + 1] == 'Z')
        g_string_append(out, " UTC");
    else if (zone)
        g_string_append_printf(out, " (%s)", zone);
    return g_string_free(out, FALSE);
}

/* "Jane Doe <jane@example.org>" of a CAL-ADDRESS. */
static char *
read_person(const char *line, const char *value)
{
    static const char scheme[] = "mailto:";
    g_autofree char *name = parameter(line, "CN");
    if (g_ascii_strncasecmp(value, scheme, strlen(scheme)) == 0)
        value += strlen(scheme);
    if (!name || *name == '\0' || strcmp(name, value) == 0)
        return g_strdup(value);
    return g_strdup_printf("%s <%s>", name, value);
}

static void
set_once(char **field, char *value)
{
    if (*field)
        g_free(value);
    else
        *field = value;
}

static void
use_property(Event *event, const char *line, const char *value)
{
    if (is_property(line, "SUMMARY"))
        set_once(&event->summary, unescape(value));
    else if (is_property(line, "LOCATION"))
        set_once(&event->location, unescape(value));
    else if (is_property(line, "DESCRIPTION"))
        set_once(&event->description, unescape(value));
    else if (is_property(line, "DTSTART"))
        set_once(&event->start, read_date(line, value));
    else if (is_property(line, "DTEND") || is_property(line, "DUE"))
        set_once(&event->end, read_date(line, value));
    else if (is_property(line, "ORGANIZER"))
        set_once(&event->organizer, read_person(line, value));
    else if (is_property(line, "ATTENDEE") && event->attendees->len < ATTENDEES)
        g_ptr_array_add(event->attendees, read_person(line, value));
}

static bool
is_component(const char *value)
{
    static const char *const names[] = { "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(value, names[i]) == 0)
            return true;
    return false;
}

/* Alarms and the like within the event have their own descriptions. */
static void
read_event(DeskBytes ics, Event *event)
{
    g_autoptr(GString) line = g_string_new(NULL);
    unsigned depth = 0;
    while (take_line(&ics, line)) {
        char *value = value_of(line->str);
        if (!value)
            continue;
        g_strchomp(value);
        if (is_property(line->str, "BEGIN"))
            depth = depth > 0 ? depth + 1 : is_component(value);
        else if (is_property(line->str, "END") && depth == 1)
            return;
        else if (is_property(line->str, "END") && depth > 1)
            depth--;
        else if (depth == 1)
            use_property(event, line->str, value);
    }
}

char *
desk_calendar_method(DeskBytes ics)
{
    g_autoptr(GString) line = g_string_new(NULL);
    while (take_line(&ics, line)) {
        char *value = value_of(line->str);
        if (!value || !is_property(line->str, "METHOD"))
            continue;
        g_autofree char *method = desk_text_line(value, strlen(value));
        return desk_text_cut(g_ascii_strdown(method, -1), METHOD_MAX);
    }
    return g_strdup("");
}

static void
append(GString *out, const char *label, const char *text)
{
    if (text && *text)
        g_string_append_printf(out, "%s: %s\n", label, text);
}

static void
append_people(GString *out, const GPtrArray *people)
{
    for (unsigned i = 0; i < people->len; i++)
        g_string_append_printf(out, "%s%s", i == 0 ? "Attendees: " : ", ",
                               (const char *) g_ptr_array_index(people, i));
    if (people->len > 0)
        g_string_append_c(out, '\n');
}

char *
desk_calendar_summary(DeskBytes ics)
{
    g_auto(Event) event = { .attendees = g_ptr_array_new_with_free_func(g_free) };
    read_event(ics, &event);
    GString *out = g_string_new(NULL);
    append(out, "Event", event.summary);
    append(out, "Start", event.start);
    append(out, "End", event.end);
    append(out, "Where", event.location);
    append(out, "Organizer", event.organizer);
    append_people(out, event.attendees);
    if (event.description && *event.description)
        g_string_append_printf(out, "\n%s\n", event.description);
    return g_string_free(out, FALSE);
}
