#include "desk/record.h"
#include "drive.h"
#include "model/play.h"
#include "parse/parse.h"
#include "store/raw.h"

/* A mail on its way into the store. */

static char *
compose(const DriveMail *mail)
{
    static gint64 count;
    return g_strdup_printf("From: %s\r\nTo: %s\r\nSubject: %s\r\n"
                           "Message-ID: <year-%" G_GINT64_FORMAT "@example.net>\r\n"
                           "\r\n%s\r\n",
                           mail->from, mail->to, mail->subject, ++count, mail->text);
}

static bool
decide_and_record(DeskStore *store, const DeskFiling *filing, DeskVerdict *verdict, GError **error)
{
    g_auto(DeskDecision) decision = { 0 };
    if (!desk_store_begin(store, error))
        return false;
    if (desk_decide(store, filing, &decision, error) &&
        desk_record(store, filing, &decision, verdict, error))
        return desk_store_commit(store, error);
    desk_store_rollback(store);
    return false;
}

bool
drive_mail(Drive *drive, const DriveMail *mail, GError **error)
{
    g_autofree char *text = compose(mail);
    const DeskBytes raw = { text, strlen(text) };
    g_autoptr(DeskEnvelope) envelope = desk_envelope_new(drive->policy, mail->from);
    desk_envelope_add(envelope, mail->to);
    g_autoptr(DeskFiling) filing = desk_filing_new(envelope, raw, desk_parse(raw));
    DeskVerdict verdict = { 0 };
    filing->packed = desk_raw_pack(raw);
    filing->arrived = mail->now;
    bool ok = decide_and_record(drive->store, filing, &verdict, error);
    if (ok) {
        g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, verdict.ticket);
        play_say("verdict", desk_verdict_name(verdict.kind), ticket, NULL);
        drive_touch(drive, verdict.ticket);
    }
    desk_verdict_clear(&verdict);
    return ok;
}
