#include "desk/report.h"
#include "desk/alarm.h"
#include "desk/history.h"
#include "policy/alarm.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "ticket/kind.h"

void
desk_report_clear(DeskReport *report)
{
    g_clear_pointer(&report->reason, g_free);
    g_clear_pointer(&report->ticket, desk_ticket_free);
    g_clear_pointer(&report->row, desk_outbox_row_free);
    desk_finding_clear(&report->finding);
}

/*
 * The ticket that a proof names, over merges. In a transaction that writes nobody else has it then,
 * so that two reports of one mail are counted as one.
 */
static bool
find_ticket(DeskStore *store, gint64 id, DeskReport *report, GError **error)
{
    g_clear_pointer(&report->ticket, desk_ticket_free);
    return desk_store_ticket_final(store, id, &report->ticket, error);
}

static bool
find_by_sender(DeskStore *store, const DeskFiling *filing, DeskReport *report, GError **error)
{
    const DeskEnvelope *envelope = filing->envelope;
    for (guint i = 0; i < envelope->recipients->len && !report->row; i++) {
        const DeskRecipient *to = &g_array_index(envelope->recipients, DeskRecipient, i);
        if (to->state != DESK_TOKEN_VALID || to->token.purpose != DESK_TOKEN_BOUNCE)
            continue;
        if (!find_ticket(store, to->token.ticket, report, error) ||
            !desk_store_outbox_by_sender(store, to->token.ticket, envelope->addresses->pdata[i],
                                         &report->row, error))
            return false;
    }
    if (report->row)
        report->proof = DESK_PROOF_SENDER;
    return true;
}

static DeskTokenState
verify_returned(const DeskFiling *filing, DeskToken *token)
{
    const DeskSeal *seal = desk_policy_seal(filing->envelope->policy);
    DeskTokenState state = desk_token_verify(seal, filing->mail->returned_id, token);
    bool fits = state != DESK_TOKEN_VALID || token->purpose == DESK_TOKEN_MESSAGE_ID;
    return fits ? state : DESK_TOKEN_NONE;
}

static bool
find_by_id(DeskStore *store, const DeskFiling *filing, DeskReport *report, GError **error)
{
    DeskToken token;
    if (report->row || verify_returned(filing, &token) != DESK_TOKEN_VALID)
        return true;
    if (!find_ticket(store, token.ticket, report, error) ||
        !desk_store_outbox_by_id(store, (DeskAddressee){ token.ticket, token.contact },
                                 filing->mail->returned_id, &report->row, error))
        return false;
    if (report->row)
        report->proof = DESK_PROOF_MESSAGE_ID;
    return true;
}

/* Why nothing proves it, for the admin who looks for a report that changed nothing. */
static char *
explain_stray(const DeskFiling *filing)
{
    static const char *const by_state[] = {
        [DESK_TOKEN_NONE] = "the Message-ID that it returns is none of the desk",
        [DESK_TOKEN_VALID] = "the desk knows no outgoing mail with the Message-ID that it returns",
        [DESK_TOKEN_FORGED] = "the Message-ID that it returns is forged",
        [DESK_TOKEN_UNKNOWN] =
            "the mail that it returns was sent after the backup which this store "
            "was restored from",
    };
    DeskToken token;
    const char *why = *filing->mail->returned_id ? by_state[verify_returned(filing, &token)]
                                                 : "it names no mail that the desk has sent";
    return g_strdup_printf("it is a delivery report that nothing proves, so it changes nothing: %s",
                           why);
}

static char *
explain_proof(const DeskReport *report)
{
    static const char *const by_proof[] = {
        [DESK_PROOF_NONE] = "",
        [DESK_PROOF_MESSAGE_ID] = "it returns the Message-ID that the desk signed",
        [DESK_PROOF_SENDER] = "it came to the bounce address that the desk signed",
    };
    return g_strdup_printf("it reports on outgoing mail %" G_GINT64_FORMAT ": %s", report->row->id,
                           by_proof[report->proof]);
}

/* What is known of the address that we wrote to, whomever the report names. */
static bool
weigh(DeskStore *store, const DeskFiling *filing, DeskReport *report, GError **error)
{
    const DeskOutboxRow *row = report->row;
    DeskHealth health = { 0 };
    desk_report_judge(filing->mail, row->recipient, &report->finding);
    report->is_news = desk_report_is_news(row->delivery, report->finding.delivery);
    if (!report->is_news)
        return true;
    if (!desk_store_contact_hold(store, row->contact, error) ||
        !desk_store_contact_health(store, row->contact, &health, error))
        return false;
    const DeskHealthFacts facts = { .proof = report->proof,
                                    .null_sender = *row->envelope_from == '\0',
                                    .bounced = health.bounced,
                                    .now = filing->arrived };
    report->score = health.score;
    report->points = desk_report_points(&report->finding, &facts);
    return true;
}

bool
desk_report_find(DeskStore *store, const DeskFiling *filing, DeskReport *report, GError **error)
{
    *report = (DeskReport){ .proof = DESK_PROOF_NONE };
    if (!desk_report_is_kind(filing->mail->machine))
        return true;
    if (!find_by_sender(store, filing, report, error) || !find_by_id(store, filing, report, error))
        return false;
    if (!report->row || (!report->ticket && report->row->ticket > 0)) {
        g_clear_pointer(&report->row, desk_outbox_row_free);
        g_clear_pointer(&report->ticket, desk_ticket_free);
        report->reason = explain_stray(filing);
        return true;
    }
    report->reason = explain_proof(report);
    return weigh(store, filing, report, error);
}

/* What the steps below share while one report is written. */
typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    const DeskReport *report;
    gint64 message; /* the report itself */
} Entry;

static bool
note(const Entry *entry, const char *kind, const char *detail, GError **error)
{
    const DeskTicket *ticket = entry->report->ticket;
    const DeskMoment moment = { ticket ? ticket->id : 0, entry->message, entry->filing->arrived };
    return desk_history_note(entry->store, &moment, kind, detail, error);
}

/* "The reply to jane@example.net (outgoing mail 7) could not be delivered: 550 5.1.1 no such user"
 */
static char *
tell_delivery(const DeskReport *report)
{
    static const char *const said[] = {
        [DESK_DELIVERY_UNKNOWN] = "has an unknown fate",
        [DESK_DELIVERY_DELAYED] = "has not been delivered yet, and is being tried again",
        [DESK_DELIVERY_RELAYED] = "was handed on to a server that does not report",
        [DESK_DELIVERY_DELIVERED] = "was delivered",
        [DESK_DELIVERY_FAILED] = "could not be delivered",
        [DESK_DELIVERY_COMPLAINED] = "was delivered, and the recipient complains of it",
    };
    const DeskFinding *finding = &report->finding;
    return g_strdup_printf("The %s to %s (outgoing mail %" G_GINT64_FORMAT ") %s%s%s",
                           report->row->kind, report->row->recipient, report->row->id,
                           said[finding->delivery], *finding->detail ? ": " : "", finding->detail);
}

static bool
mark_row(const Entry *entry, const char *told, GError **error)
{
    const DeskReport *report = entry->report;
    DeskDelivery delivery = report->finding.delivery;
    g_autofree char *kind = g_strconcat("delivery-", desk_delivery_name(delivery), NULL);
    return desk_store_outbox_delivery(entry->store, report->row->id, delivery,
                                      entry->filing->arrived, report->finding.detail, error) &&
           note(entry, kind, told, error);
}

/* An agent who hears of nothing any more does not know: the lead of the team of that ticket is
 * told, once for each time that the address dies. Not by an alarm to the dead address. */
static bool
warn(const Entry *entry, const char *detail, GError **error)
{
    const DeskReport *report = entry->report;
    const DeskPolicy *policy = entry->filing->envelope->policy;
    const DeskConf *conf = desk_policy_conf(policy);
    const DeskMailKind *kind = desk_mail_kind(report->row->kind);
    const DeskAgent *agent = desk_conf_agent_by_address(conf, report->row->recipient);
    const DeskAgent *lead = report->ticket ? desk_alarm_lead(conf, report->ticket) : NULL;
    if (!kind || !kind->notifies || !agent || !lead || lead == agent)
        return true;
    g_autofree char *told = g_strdup_printf("Mail to %s does not arrive\n%s", agent->name, detail);
    g_autoptr(GPtrArray) leads = g_ptr_array_new();
    g_ptr_array_add(leads, (gpointer) lead);
    const DeskNews news = { .policy = policy,
                            .ticket = report->ticket,
                            .message = entry->message,
                            .now = entry->filing->arrived,
                            .detail = told };
    return desk_alarm_tell(entry->store, &news, leads, error);
}

static bool
worsen(const Entry *entry, GError **error)
{
    const DeskReport *report = entry->report;
    if (report->points == 0)
        return true;
    bool was_dead = report->score >= DESK_HEALTH_DEAD;
    DeskHealth health = { .score = report->score + report->points,
                          .bounced = entry->filing->arrived };
    if (!desk_store_contact_set_health(entry->store, report->row->contact, &health, error))
        return false;
    bool is_dead = health.score >= DESK_HEALTH_DEAD;
    if (was_dead)
        return true;
    g_autofree char *detail =
        g_strdup_printf(is_dead ? "From now on nothing automatic goes to %s, until a mail comes "
                                  "from there"
                                : "One more failure on another day, and nothing automatic goes to "
                                  "%s any more",
                        report->row->recipient);
    return note(entry, is_dead ? "address-dead" : "address-worse", detail, error) &&
           (!is_dead || warn(entry, detail, error));
}

bool
desk_report_record(DeskStore *store, const DeskFiling *filing, const DeskReport *report,
                   gint64 message, GError **error)
{
    const Entry entry = { store, filing, report, message };
    if (!report->row || !report->is_news)
        return true;
    g_autofree char *told = tell_delivery(report);
    if (!mark_row(&entry, told, error) || !worsen(&entry, error))
        return false;
    if (report->finding.delivery != DESK_DELIVERY_FAILED)
        return true;
    const DeskLoss loss = { .policy = filing->envelope->policy,
                            .row = report->row,
                            .ticket = report->ticket,
                            .message = message,
                            .now = filing->arrived,
                            .detail = told };
    return desk_alarm_raise(store, &loss, error);
}
