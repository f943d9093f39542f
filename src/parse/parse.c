#include "parse/parse.h"
#include "machine/machine.h"
#include "mail/facts.h"
#include "mail/fields.h"
#include "mail/parameter.h"
#include "parse/language.h"
#include "text/body.h"
#include "text/quotes.h"

void
desk_parse_init(void)
{
    static gsize once;
    if (!g_once_init_enter(&once))
        return;
    desk_facts_init();
    desk_body_init();
    g_once_init_leave(&once, 1);
}

/* What raw 8-bit header bytes are likely to be in (RULES M4). */
static char *
body_charset(const GArray *headers)
{
    int i = desk_headers_find(headers, "Content-Type", 0);
    return i < 0 ? NULL
                 : desk_parameter_raw(g_array_index(headers, DeskHeader, i).value, "charset");
}

DeskMail *
desk_parse(DeskBytes raw)
{
    DeskMail *mail = desk_mail_new();
    DeskBytes body;
    g_autofree char *copy = NULL;
    g_autoptr(GArray) headers = desk_headers_read(desk_header_top(raw, &copy), &body);
    g_autofree char *charset = body_charset(headers);

    desk_facts_read(mail, headers, desk_charset_decode, charset);
    desk_fields_read(mail, headers, desk_charset_decode, charset);
    g_auto(DeskParts) parts = { 0 };
    bool is_from_html = desk_parts_read(mail, headers, body, &parts);
    g_free(mail->reply_text);
    g_free(mail->signature_text);
    if (!desk_quotes_cut(mail->text, is_from_html, &mail->reply_text, &mail->signature_text))
        mail->nothing_new = true;
    desk_parse_language(mail, headers);
    desk_machine_judge(mail, headers, &parts);
    return mail;
}

void
desk_parse_files(DeskBytes raw, const DeskPartsWish *wish)
{
    DeskBytes body;
    g_autofree char *copy = NULL;
    g_autoptr(GArray) headers = desk_headers_read(desk_header_top(raw, &copy), &body);
    desk_parts_extract(headers, body, wish);
}
