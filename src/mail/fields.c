#include "mail/fields.h"
#include "base/text.h"

/* What may stand for the value kept, encoded and folded. */
#define LOOK_MAX ((size_t) 16 * 1024)

/* Lower case, by the alphabet. With a hyphen at its end a name stands for all that begin so. */
static const char *const others[] = {
    "arc-",
    "authentication-results",
    "autocrypt",
    "bcc",
    "cc",
    "content-",
    "date",
    "delivered-to",
    "dkim-signature",
    "domainkey-signature",
    "envelope-to",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "received",
    "received-spf",
    "references",
    "reply-to",
    "resent-",
    "return-path",
    "sender",
    "subject",
    "thread-topic",
    "to",
    "x-authentication-results",
    "x-desk-",
    "x-envelope-",
    "x-google-dkim-signature",
    "x-original-to",
    "x-received",
};

static bool
is_other(DeskBytes name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        size_t size = strlen(others[i]);
        bool is_prefix = others[i][size - 1] == '-';
        if ((is_prefix ? name.size >= size : name.size == size) &&
            g_ascii_strncasecmp(name.data, others[i], size) == 0)
            return true;
    }
    return false;
}

void
desk_fields_read(DeskMail *mail, const GArray *headers, DeskCharsetDecode decode,
                 const char *fallback)
{
    for (guint i = 0; i < headers->len && mail->fields->len < DESK_MAIL_FIELDS_MAX; i++) {
        const DeskHeader *header = &g_array_index(headers, DeskHeader, i);
        if (header->name.size > DESK_MAIL_NAME_MAX || is_other(header->name))
            continue;
        DeskBytes value = { header->value.data, MIN(header->value.size, LOOK_MAX) };
        g_autofree char *name = g_strndup(header->name.data, header->name.size);
        g_autofree char *line = desk_words_decode(value, decode, fallback);
        g_ptr_array_add(mail->fields,
                        desk_mail_field_new(name, desk_text_cut(line, DESK_MAIL_SUBJECT_MAX)));
    }
}
