#include "fuzz.h"
#include "mail/rtf.h"
#include "mail/tnef.h"
#include "text/charset.h"

#define RTF_MAX (4 * 1024 * 1024)

static void
check_within(DeskBytes part, DeskBytes whole)
{
    if (part.size == 0)
        return;
    MUST_HOLD(part.data >= whole.data && part.size <= whole.size);
    MUST_HOLD((size_t) (part.data - whole.data) <= whole.size - part.size);
}

static void
check_string(const char *string)
{
    MUST_HOLD(!string || g_utf8_validate(string, -1, NULL));
}

static void
check_rtf_text(DeskBytes rtf)
{
    g_autofree char *text = desk_rtf_text(rtf);
    MUST_HOLD(g_utf8_validate(text, -1, NULL));
}

/* Packed and as it is. */
void
fuzz_rtf(DeskBytes bytes)
{
    desk_charset_init();
    g_autoptr(GByteArray) rtf = desk_rtf_unpack(bytes);
    MUST_HOLD(!rtf || rtf->len <= RTF_MAX);
    if (rtf)
        check_rtf_text((DeskBytes){ (const char *) rtf->data, rtf->len });
    check_rtf_text(bytes);
}

void
fuzz_tnef(DeskBytes bytes)
{
    g_auto(DeskTnef) tnef = { 0 };
    if (!desk_tnef_read(bytes, &tnef))
        return;
    MUST_HOLD(desk_tnef_is(bytes));
    MUST_HOLD(tnef.files && tnef.files->len <= DESK_MAIL_LIST_MAX);
    for (guint i = 0; i < tnef.files->len; i++) {
        const DeskTnefFile *file = tnef.files->pdata[i];
        check_within(file->bytes, bytes);
        check_string(file->name);
        check_string(file->type);
        check_string(file->content_id);
    }
    check_within(tnef.plain, bytes);
    check_within(tnef.html, bytes);
    check_within(tnef.rtf, bytes);
    MUST_HOLD(strnlen(tnef.charset, sizeof tnef.charset) < sizeof tnef.charset);
}
