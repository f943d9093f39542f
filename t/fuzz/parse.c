#include "parse/parse.h"
#include "fuzz.h"
#include "mail/guard.h"

#define FILES_MAX 20 /* of one mail that are taken out again */

typedef struct {
    const DeskMail *mail;
    guint found;
} Findings;

static void
check_file(guint32 number, DeskBytes bytes, gpointer user)
{
    Findings *findings = user;
    MUST_HOLD(number >= 1 && number <= findings->mail->attachments->len);
    const DeskAttachment *listed = g_ptr_array_index(findings->mail->attachments, number - 1);
    const guchar *data = (const guchar *) (bytes.data ? bytes.data : "");
    g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, bytes.size);
    MUST_HOLD((gint64) bytes.size == listed->size);
    MUST_HOLD(strcmp(sum, listed->sha256) == 0);
    findings->found++;
}

/* Each file comes out as it was listed, alone and among others, and none beyond. */
static void
check_files(DeskBytes raw, const DeskMail *mail)
{
    guint count = mail->attachments->len;
    g_autofree guint32 *numbers = g_new(guint32, count + 1);
    for (guint32 i = 0; i <= count; i++) {
        Findings one = { .mail = mail };
        numbers[i] = i + 1;
        const DeskPartsWish wish = { &numbers[i], 1, check_file, &one };
        if (i < FILES_MAX || i == count)
            desk_parse_files(raw, &wish);
        MUST_HOLD(one.found == ((i < FILES_MAX && i < count) ? 1 : 0));
    }
    Findings all = { .mail = mail };
    const DeskPartsWish wish = { numbers, count + 1, check_file, &all };
    desk_parse_files(raw, &wish);
    MUST_HOLD(all.found == count);
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
