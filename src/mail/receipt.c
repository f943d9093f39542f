#include "mail/receipt.h"
#include "mail/receipt-words.h"
#include "mail/report.h"

#define LOOK_AT 2000 /* bytes of text; receipts are short */

static DeskBytes
view(const GByteArray *part)
{
    return part ? (DeskBytes){ (const char *) part->data, part->len } : (DeskBytes){ "", 0 };
}

/* A subject as of a receipt over a text as of one: what clients sent before RFC 8098, and Exchange.
 */
static char *
find_words(const DeskMail *mail)
{
    g_autofree char *subject = desk_phrases_fold_start(mail->subject, DESK_MAIL_SUBJECT_MAX);
    if (!desk_phrases_find_start(desk_receipt_subjects, subject))
        return NULL;
    g_autofree char *text = desk_phrases_fold_start(mail->text, LOOK_AT);
    return desk_phrases_find(desk_receipt_texts, text)
               ? g_strconcat("Subject: ", mail->subject, NULL)
               : NULL;
}

static char *
find_evidence(const DeskMail *mail, const GArray *headers, DeskBytes disposition)
{
    DeskHeader field;
    if (disposition.size > 0 && desk_report_field(disposition, "Disposition", &field))
        return desk_report_show(&field);
    if (disposition.size > 0)
        return g_strdup("message/disposition-notification");
    if (desk_report_is(headers, "disposition-notification"))
        return g_strdup("Content-Type: multipart/report; report-type=disposition-notification");
    return find_words(mail);
}

bool
desk_receipt_read(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    DeskBytes disposition = view(parts ? parts->disposition : NULL);
    char *evidence = find_evidence(mail, headers, disposition);
    if (!evidence)
        return false;
    char *id = desk_report_id(disposition, "Original-Message-ID");
    if (!id)
        id = desk_report_id(view(parts ? parts->returned : NULL), "Message-ID");
    mail->machine = DESK_MACHINE_RECEIPT;
    g_free(mail->machine_evidence);
    mail->machine_evidence = evidence;
    if (id) {
        g_free(mail->returned_id);
        mail->returned_id = id;
    }
    return true;
}
