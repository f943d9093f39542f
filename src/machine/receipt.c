#include "machine/receipt.h"
#include "machine/receipt-words.h"
#include "machine/report.h"

#define LOOK_AT 2000 /* bytes of text; receipts are short */

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
    DeskBytes disposition = desk_report_view(parts ? parts->disposition : NULL);
    char *evidence = find_evidence(mail, headers, disposition);
    if (!evidence)
        return false;
    DeskHeader id;
    DeskBytes returned = desk_report_view(parts ? parts->returned : NULL);
    bool has_id = desk_report_field(disposition, "Original-Message-ID", &id) ||
                  desk_report_header(returned, "Message-ID", &id);
    desk_report_settle(mail, DESK_MACHINE_RECEIPT, evidence, has_id ? &id : NULL);
    return true;
}
