#include "machine/generated.h"
#include "machine/claims.h"
#include "machine/generated-words.h"
#include "machine/robots.h"

/* receiver!domain!begin!end.xml.gz of RFC 7489 section 7.2.1.1; RFC 8460 has the same. */
static bool
is_aggregate(const DeskAttachment *attachment)
{
    unsigned marks = 0;
    for (const char *p = strchr(attachment->name, '!'); p; p = strchr(p + 1, '!'))
        marks++;
    if (g_str_has_prefix(attachment->type, "application/tlsrpt"))
        return true;
    return marks >= 3 && (strstr(attachment->name, ".xml") || strstr(attachment->name, ".json") ||
                          g_str_has_suffix(attachment->name, ".zip"));
}

/* A recording or a page; scanned text comes as PDF as well. */
static bool
is_call(const DeskAttachment *attachment)
{
    return g_str_has_prefix(attachment->type, "audio/") ||
           strcmp(attachment->type, "image/tiff") == 0 ||
           strcmp(attachment->type, "application/pdf") == 0;
}

static const DeskAttachment *
find_attachment(const DeskMail *mail, bool (*fits)(const DeskAttachment *))
{
    for (unsigned i = 0; i < mail->attachments->len; i++)
        if (fits(g_ptr_array_index(mail->attachments, i)))
            return g_ptr_array_index(mail->attachments, i);
    return NULL;
}

static DeskRobot
judge_sender(const DeskMail *mail, const char **address)
{
    const DeskMailAddress *sender = desk_mail_sender(mail);
    *address = sender ? sender->address : "";
    return sender ? desk_robots_judge(sender->address) : DESK_ROBOT_NO;
}

/* What it says of itself: at once, or wherever when something else says so, too. */
static const DeskPhrase *
find_phrase(const DeskWording *said, bool is_likely)
{
    if (!is_likely)
        return desk_claims_find(said, said->start, desk_generated_texts, DESK_CLAIM_LINE);
    const DeskPhrase *found = desk_phrases_find(desk_generated_texts, said->text);
    return found ? found : desk_phrases_find(desk_generated_requests, said->text);
}

bool
desk_generated_read(const DeskWording *said, bool is_marked, char **evidence)
{
    const DeskMail *mail = said->mail;
    const char *address;
    DeskRobot robot = judge_sender(mail, &address);
    const DeskPhrase *phrase = find_phrase(said, is_marked || robot == DESK_ROBOT_LIKELY);
    const DeskAttachment *aggregate = find_attachment(mail, is_aggregate);

    *evidence = NULL;
    if (robot == DESK_ROBOT_CERTAIN)
        *evidence = g_strconcat("From: ", address, NULL);
    else if (aggregate)
        *evidence = g_strconcat("attachment: ", aggregate->name, NULL);
    else if (desk_phrases_find_start(desk_generated_subjects, said->subject) ||
             (find_attachment(mail, is_call) &&
              desk_phrases_find_start(desk_generated_calls, said->subject)))
        *evidence = g_strconcat("Subject: ", mail->subject, NULL);
    else if (phrase)
        *evidence = g_strconcat("text: ", phrase->text, NULL);
    return *evidence != NULL;
}
