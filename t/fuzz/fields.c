#include "fuzz.h"
#include "mail/ids.h"
#include "mail/parameter.h"
#include "mail/words.h"

static void
check_parameter(DeskBytes value, const char *name)
{
    g_autofree char *raw = desk_parameter_raw(value, name);
    g_autofree char *text = desk_parameter_text(value, name, NULL);
    MUST_HOLD(!raw || strlen(raw) <= value.size);
    if (text)
        fuzz_check_line(text, SIZE_MAX);
    MUST_HOLD(!text || *text);
}

/* One value, as each reader of a header field takes it. */
void
fuzz_fields(DeskBytes value)
{
    static const char *const names[] = { "boundary", "charset", "filename", "name", "format", "x" };
    desk_charset_init();
    g_autofree char *words = desk_words_decode(value, desk_charset_decode, NULL);
    g_autofree char *plain = desk_words_decode(value, desk_charset_decode_plain, "koi8-r");
    fuzz_check_line(words, SIZE_MAX);
    fuzz_check_line(plain, SIZE_MAX);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        check_parameter(value, names[i]);

    g_autoptr(DeskMail) mail = desk_mail_new();
    desk_ids_read(value, mail->references);
    fuzz_check_mail(mail);
}
