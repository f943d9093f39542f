#include "machine/returned.h"
#include "mails.h"

#include <criterion/criterion.h>

static GByteArray *
part_of(const char *text)
{
    return g_byte_array_append(g_byte_array_new(), (const guint8 *) text, (guint) strlen(text));
}

Test(returned, id_comes_from_the_nearest_source)
{
    static const struct {
        const char *name, *part, *status, *text, *answers, *id;
    } rows[] = {
        { "the part", "From: a\nMessage-ID:\n <m@x>\n\nMessage-ID: <body@x>\n",
          "X-Original-Message-ID: <s@x>\n", "Message-ID: <t@x>\n", "r@x", "m@x" },
        { "a part without one", "From: a\n\n", "X-Original-Message-ID: <s@x>\n", "", "r@x", "s@x" },
        { "the copy", "", "",
          "It failed.\n--- Original message ---\n\nReceived: a\nmessage-id: <m@x>\n", "r@x",
          "m@x" },
        { "an indented copy", "", "",
          "It failed.\n--- Original message ---\n   Received: from a\n   \tby b\n   Message-ID: "
          "<m@x>\n",
          "", "m@x" },
        { "no body of the copy", "", "",
          "It failed.\n--- Original message ---\nFrom: a\n\nMessage-ID: <body@x>\n", "r@x", "r@x" },
        { "the status part", "", "Reporting-MTA: dns; x\nOriginal-Message-ID: <s@x>\n", "", "r@x",
          "s@x" },
        { "the notice", "", "", "You sent\n  Message-id: <t@x>\nIt failed.\n", "r@x", "t@x" },
        { "what it answers", "", "", "It failed.\n", "r@x", "r@x" },
        { "nothing", "", "", "It failed.\n", "", "" },
        { "ids that are none", "Message-ID: < >\n", "Original-Message-ID: none\n", "", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(DeskParts)
            parts = { .returned = part_of(rows[i].part), .status = part_of(rows[i].status) };
        g_autoptr(DeskMail) report = desk_mail_new();
        g_auto(DeskNotice) notice = { 0 };
        g_auto(DeskReturned) returned = { 0 };
        if (*rows[i].answers)
            g_ptr_array_add(report->in_reply_to, g_strdup(rows[i].answers));
        desk_notice_init(&notice, rows[i].text);
        desk_returned_init(&returned, &notice, &parts);
        g_autofree char *id = desk_returned_find_id(&returned, &notice, &parts, report);
        cr_expect_str_eq(id, rows[i].id, "%s: %s", rows[i].name, id);
    }
}
