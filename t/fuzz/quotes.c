#include "text/quotes.h"
#include "base/text.h"
#include "fuzz.h"
#include "mail/mail.h"
#include "text/body.h"

/* A text as mail/body leaves it. A form feed stands for DESK_QUOTE_MARK at the start of a line. */
static char *
make_text(DeskBytes bytes)
{
    GString *text = g_string_new(NULL);
    while (bytes.size > 0) {
        const char *mark = memchr(bytes.data, '\f', bytes.size);
        size_t size = mark ? (size_t) (mark - bytes.data) : bytes.size;
        g_autofree char *piece = desk_text_repair(bytes.data, size, NULL);
        g_string_append(text, piece);
        size += mark != NULL;
        bytes = (DeskBytes){ bytes.data + size, bytes.size - size };
        if (mark && text->len > 0 && text->str[text->len - 1] != '\n')
            g_string_append_c(text, '\n');
        if (mark)
            g_string_append_c(text, DESK_QUOTE_MARK);
    }
    return g_string_free(text, FALSE);
}

static char *
without_marks(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p++)
        if (*p != DESK_QUOTE_MARK)
            g_string_append_c(out, *p);
    return g_string_free(out, FALSE);
}

static void
check(const char *text, bool from_html)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_free(mail->text);
    mail->text = g_strdup(text);
    g_clear_pointer(&mail->reply_text, g_free);
    g_clear_pointer(&mail->signature_text, g_free);
    desk_quotes_cut(mail->text, from_html, &mail->reply_text, &mail->signature_text);
    g_autofree char *unmarked = without_marks(text);
    MUST_HOLD(strcmp(mail->text, unmarked) == 0);
    fuzz_check_mail(mail);
}

void
fuzz_quotes(DeskBytes bytes)
{
    g_autofree char *text = make_text(bytes);
    desk_text_cut(text, DESK_MAIL_TEXT_MAX);
    check(text, false);
    check(text, true);
}
