#include "machine/feedback.h"
#include "machine/report.h"

/* Subjects of reports that lack the part: Microsoft, SpamCop. */
static bool
has_subject(const DeskMail *mail)
{
    static const char *const starts[] = { "complaint about message from ", "[SpamCop (" };
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_ascii_strncasecmp(mail->subject, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/*
 * Microsoft's reports are a copy of the mail in which the recipient stands in a field of its own;
 * NetEase and others send the same form.
 */
static char *
find_copy(const DeskMail *mail, DeskBytes returned)
{
    DeskHeader field;
    if (desk_report_header(returned, "X-HmXmrOriginalRecipient", &field))
        return desk_report_show(&field);
    return has_subject(mail) ? g_strconcat("Subject: ", mail->subject, NULL) : NULL;
}

static char *
find_evidence(const DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    DeskHeader field;
    DeskBytes feedback = desk_report_view(parts ? parts->feedback : NULL);
    if (feedback.size > 0 && desk_report_field(feedback, "Feedback-Type", &field))
        return desk_report_show(&field);
    if (feedback.size > 0)
        return g_strdup("message/feedback-report");
    if (desk_report_is(headers, "feedback-report"))
        return g_strdup("Content-Type: multipart/report; report-type=feedback-report");
    return find_copy(mail, desk_report_view(parts ? parts->returned : NULL));
}

bool
desk_feedback_read(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    char *evidence = find_evidence(mail, headers, parts);
    if (!evidence)
        return false;
    DeskHeader id;
    DeskBytes returned = desk_report_view(parts ? parts->returned : NULL);
    bool has_id = desk_report_header(returned, "Message-ID", &id);
    desk_report_settle(mail, DESK_MACHINE_COMPLAINT, evidence, has_id ? &id : NULL);
    return true;
}
