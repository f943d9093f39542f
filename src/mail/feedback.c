#include "mail/feedback.h"
#include "mail/report.h"

static DeskBytes
view(const GByteArray *part)
{
    return part ? (DeskBytes){ (const char *) part->data, part->len } : (DeskBytes){ "", 0 };
}

/*
 * Microsoft's reports are a copy of the mail in which the recipient stands in a field of their own;
 * NetEase and others send the same form.
 */
static char *
find_copy(const DeskMail *mail, DeskBytes returned)
{
    DeskHeader field;
    if (returned.size > 0 && desk_report_field(returned, "X-HmXmrOriginalRecipient", &field))
        return desk_report_show(&field);
    if (g_ascii_strncasecmp(mail->subject, "complaint about message from ", 29) == 0)
        return g_strconcat("Subject: ", mail->subject, NULL);
    return NULL;
}

static char *
find_evidence(const DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    DeskHeader field;
    DeskBytes feedback = view(parts ? parts->feedback : NULL);
    if (feedback.size > 0 && desk_report_field(feedback, "Feedback-Type", &field))
        return desk_report_show(&field);
    if (feedback.size > 0)
        return g_strdup("message/feedback-report");
    if (desk_report_is(headers, "feedback-report"))
        return g_strdup("Content-Type: multipart/report; report-type=feedback-report");
    return find_copy(mail, view(parts ? parts->returned : NULL));
}

bool
desk_feedback_read(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    char *evidence = find_evidence(mail, headers, parts);
    if (!evidence)
        return false;
    char *id = desk_report_id(view(parts ? parts->returned : NULL), "Message-ID");
    mail->machine = DESK_MACHINE_COMPLAINT;
    g_free(mail->machine_evidence);
    mail->machine_evidence = evidence;
    if (id) {
        g_free(mail->returned_id);
        mail->returned_id = id;
    }
    return true;
}
