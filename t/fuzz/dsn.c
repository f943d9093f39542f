#include "base/text.h"
#include "fuzz.h"
#include "machine/machine.h"
#include "mail/facts.h"
#include "parse/parse.h"

enum {
    PAGE_HEADERS,
    PAGE_TEXT,
    PAGE_STATUS,
    PAGE_DISPOSITION,
    PAGE_FEEDBACK,
    PAGE_RETURNED,
    PAGES
};

/* A form feed ends a page; the last page has the rest. */
static DeskBytes
take_page(DeskBytes *rest, bool is_last)
{
    const char *end = rest->size > 0 && !is_last ? memchr(rest->data, '\f', rest->size) : NULL;
    DeskBytes page = { rest->data, end ? (size_t) (end - rest->data) : rest->size };
    size_t used = page.size + (end != NULL);
    *rest = (DeskBytes){ rest->data + used, rest->size - used };
    return page;
}

static GByteArray *
to_part(DeskBytes page)
{
    return g_byte_array_append(g_byte_array_new(), (const guint8 *) page.data, (guint) page.size);
}

/* A report without the MIME round it: what MTAs write by hand is in these six texts. */
void
fuzz_dsn(DeskBytes bytes)
{
    DeskBytes pages[PAGES];
    for (int i = 0; i < PAGES; i++)
        pages[i] = take_page(&bytes, i == PAGES - 1);

    desk_parse_init();
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autoptr(GArray) headers = desk_headers_read(pages[PAGE_HEADERS], NULL);
    desk_facts_read(mail, headers, desk_charset_decode, NULL);
    g_free(mail->text);
    mail->text = desk_text_repair(pages[PAGE_TEXT].data, pages[PAGE_TEXT].size, NULL);
    desk_text_cut(mail->text, DESK_MAIL_TEXT_MAX);
    g_free(mail->reply_text);
    mail->reply_text = g_strdup(mail->text);

    g_auto(DeskParts) parts = { .status = to_part(pages[PAGE_STATUS]),
                                .disposition = to_part(pages[PAGE_DISPOSITION]),
                                .feedback = to_part(pages[PAGE_FEEDBACK]),
                                .returned = to_part(pages[PAGE_RETURNED]) };
    desk_machine_judge(mail, headers, &parts);
    fuzz_check_mail(mail);
}
