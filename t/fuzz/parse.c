#include "parse/parse.h"
#include "fuzz.h"
#include "mail/guard.h"

#define FILES_MAX 20 /* of one mail that are taken out again */

static void
check_file(DeskBytes bytes, gpointer user)
{
    const DeskAttachment *listed = user;
    const guchar *data = (const guchar *) (bytes.data ? bytes.data : "");
    g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, bytes.size);
    MUST_HOLD((gint64) bytes.size == listed->size);
    MUST_HOLD(strcmp(sum, listed->sha256) == 0);
}

/* Each file comes out as it was listed, and none beyond. */
static void
check_files(DeskBytes raw, const DeskMail *mail)
{
    guint count = mail->attachments->len;
    for (guint i = 0; i < MIN(count, FILES_MAX); i++) {
        const DeskPartsWish wish = { i + 1, check_file, g_ptr_array_index(mail->attachments, i) };
        MUST_HOLD(desk_parse_file(raw, &wish));
    }
    const DeskPartsWish beyond = { count + 1, check_file, NULL };
    MUST_HOLD(!desk_parse_file(raw, &beyond));
}

void
fuzz_parse(DeskBytes raw)
{
    const char *why;
    if (!desk_guard_pass(raw, &why))
        return;
    desk_parse_init();
    g_autoptr(DeskMail) mail = desk_parse(raw);
    MUST_HOLD(!mail->unparsed);
    fuzz_check_mail(mail);
    check_files(raw, mail);
}
