#include "policy/report.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/text.h"

#define DETAIL_MAX  500 /* bytes */
#define HARD_POINTS 2   /* halves */
#define SOFT_POINTS 1

/* How bad an entry is for the mail, and what it makes of it. */
static const struct {
    int rank;
    DeskDelivery delivery;
} actions[] = {
    [DESK_BOUNCE_FAILED] = { 3, DESK_DELIVERY_FAILED },
    [DESK_BOUNCE_DELAYED] = { 2, DESK_DELIVERY_DELAYED },
    [DESK_BOUNCE_RELAYED] = { 1, DESK_DELIVERY_RELAYED },
    [DESK_BOUNCE_EXPANDED] = { 1, DESK_DELIVERY_RELAYED },
    [DESK_BOUNCE_DELIVERED] = { 0, DESK_DELIVERY_DELIVERED },
};

/* What a report says that names no recipient. */
static const DeskDelivery deliveries[DESK_MACHINE_KINDS] = {
    [DESK_MACHINE_BOUNCE] = DESK_DELIVERY_FAILED,
    [DESK_MACHINE_DELAY] = DESK_DELIVERY_DELAYED,
    [DESK_MACHINE_SUCCESS] = DESK_DELIVERY_DELIVERED,
    [DESK_MACHINE_RECEIPT] = DESK_DELIVERY_DELIVERED,
    [DESK_MACHINE_COMPLAINT] = DESK_DELIVERY_COMPLAINED,
};

bool
desk_report_is_kind(DeskMachineKind machine)
{
    return deliveries[machine] != DESK_DELIVERY_UNKNOWN;
}

static bool
is_worse(const DeskBounce *a, const DeskBounce *b)
{
    int difference = actions[a->action].rank - actions[b->action].rank;
    return difference > 0 || (difference == 0 && a->hard && !b->hard);
}

/* The worst entry, of those for the person with this key when there is any; NULL: no entries. */
static const DeskBounce *
choose_entry(const GPtrArray *entries, const char *key)
{
    const DeskBounce *own = NULL, *any = NULL;
    for (guint i = 0; i < entries->len; i++) {
        const DeskBounce *entry = entries->pdata[i];
        g_autofree char *named = desk_address_key(entry->recipient);
        if (key && g_strcmp0(named, key) == 0 && (!own || is_worse(entry, own)))
            own = entry;
        if (!any || is_worse(entry, any))
            any = entry;
    }
    return own ? own : any;
}

/* "550 5.1.1 no such user": servers leave out what the report says elsewhere. */
static char *
words_of(const DeskBounce *entry)
{
    const char *const parts[] = { entry->reply_code, entry->status };
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (*parts[i] && !strstr(entry->diagnostic, parts[i]))
            g_string_append_printf(text, "%s ", parts[i]);
    g_string_append(text, entry->diagnostic);
    return g_string_free(text, FALSE);
}

void
desk_report_judge(const DeskMail *report, const char *recipient, DeskFinding *finding)
{
    g_autofree char *key = desk_address_key(recipient);
    const DeskBounce *entry = choose_entry(report->bounces, key);
    g_autofree char *words = entry ? words_of(entry) : g_strdup(report->machine_evidence);
    *finding = (DeskFinding){
        .delivery = entry ? actions[entry->action].delivery : deliveries[report->machine],
        .hard = entry && entry->action == DESK_BOUNCE_FAILED && entry->hard,
        .detail = desk_text_cut(desk_text_line(words, strlen(words)), DETAIL_MAX),
    };
}

void
desk_finding_clear(DeskFinding *finding)
{
    g_clear_pointer(&finding->detail, g_free);
}

bool
desk_report_is_news(DeskDelivery known, DeskDelivery said)
{
    return said > known;
}

gint64
desk_report_points(const DeskFinding *finding, const DeskHealthFacts *facts)
{
    bool proved = facts->proof == DESK_PROOF_SENDER ||
                  (facts->proof == DESK_PROOF_MESSAGE_ID && facts->null_sender);
    if (!proved)
        return 0;
    if (finding->delivery == DESK_DELIVERY_COMPLAINED)
        return HARD_POINTS;
    if (finding->delivery != DESK_DELIVERY_FAILED)
        return 0;
    if (finding->hard)
        return HARD_POINTS;
    return facts->bounced == 0 || facts->now - facts->bounced >= DESK_DAY ? SOFT_POINTS : 0;
}

bool
desk_report_heals(const DeskMail *mail, const char *envelope_sender, DeskAssurance assurance)
{
    return mail->machine == DESK_MACHINE_HUMAN && *envelope_sender != '\0' &&
           assurance != DESK_ASSURANCE_FAILED;
}
