#include "mail/calendar.h"
#include "mails.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

#define ICS                                                                                        \
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\n"          \
    "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Review\\, part 1\r\n"                    \
    "DTSTART;TZID=Europe/Berlin:20260301T120000\r\nDTEND:20260301T123000Z\r\n"                     \
    "LOCATION:Room\r\n  2\r\nORGANIZER;CN=\"Doe: Jane\":mailto:jane@example.org\r\n"               \
    "ATTENDEE;CN=joe@example.org:MAILTO:joe@example.org\r\nATTENDEE:ann@example.org\r\n"           \
    "DESCRIPTION:First\\nsecond\\; third\r\nBEGIN:VALARM\r\nDESCRIPTION:Ring\r\nSUMMARY:no\r\n"    \
    "END:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:other\r\nEND:VEVENT\r\n"                  \
    "END:VCALENDAR\r\n"

static const char told[] = "Event: Review, part 1\nStart: 2026-03-01 12:00 (Europe/Berlin)\n"
                           "End: 2026-03-01 12:30 UTC\nWhere: Room 2\n"
                           "Organizer: Doe: Jane <jane@example.org>\n"
                           "Attendees: joe@example.org, ann@example.org\n\nFirst\nsecond; third\n";

Test(calendar, tells_what_when_where_and_who)
{
    static const struct {
        const char *name, *ics, *method, *summary;
    } rows[] = {
        { "all of it", ICS, "request", told },
        { "a whole day", "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260301\nEND:VEVENT", "",
          "Start: 2026-03-01\n" },
        { "no date at all", "BEGIN:VTODO\nDUE:soon\nEND:VTODO", "", "End: soon\n" },
        { "never ended", "METHOD:Cancel\nBEGIN:VEVENT\nSUMMARY:x", "cancel", "Event: x\n" },
        { "no event", "BEGIN:VCALENDAR\nSUMMARY:x\nEND:VCALENDAR", "", "" },
        { "no calendar", "hello", "", "" },
        { "nothing", "", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *method = desk_calendar_method(bytes_of(rows[i].ics));
        g_autofree char *summary = desk_calendar_summary(bytes_of(rows[i].ics));
        cr_expect_str_eq(method, rows[i].method, "%s: %s", rows[i].name, method);
        cr_expect_str_eq(summary, rows[i].summary, "%s: %s", rows[i].name, summary);
    }
}

Test(calendar, is_text_when_there_is_no_other)
{
    desk_parse_init();
    g_autoptr(DeskMail) alone =
        desk_parse(BYTES("Content-Type: text/calendar; charset=utf-8; method=\"REQUEST\"\n\n" ICS));
    cr_expect_str_eq(alone->calendar, "request");
    cr_expect_str_eq(alone->text, told);
    cr_assert_eq(alone->attachments->len, 1);
    const DeskAttachment *file = g_ptr_array_index(alone->attachments, 0);
    cr_expect_str_eq(file->name, "attachment-1.ics");

    g_autoptr(DeskMail) both =
        desk_parse(BYTES("Content-Type: multipart/alternative; boundary=b\n\n--b\n\nPlease come\n"
                         "--b\nContent-Type: text/calendar\n\n" ICS "\n--b--\n"));
    cr_expect_str_eq(both->calendar, "request");
    cr_expect_str_eq(both->text, "Please come");

    g_autoptr(DeskMail) odd =
        desk_parse(BYTES("Content-Type: text/calendar; method=\"a b/c\"\n\nx\n"));
    cr_expect_str_eq(odd->calendar, "");
}

Test(calendar, is_linear)
{
    static const char *const pieces[] = { "ATTENDEE:x\n", " x\n", "BEGIN:VEVENT\n", ";a=\"", "\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) ics = repeat("BEGIN:VEVENT\nX", pieces[i], 300000, "");
        gint64 start = g_get_monotonic_time();
        g_free(desk_calendar_summary(view_of(ics)));
        cr_expect(g_get_monotonic_time() - start < 1000000, "%s", pieces[i]);
    }
}
