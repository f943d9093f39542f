#include "base/clock.h"
#include "desk/amend.h"
#include "deskctl/cmd.h"
#include "deskctl/rows.h"
#include "policy/absence.h"

/* One command that changes a ticket, from its words to what is shown of it. */
typedef struct Amendment Amendment;
struct Amendment {
    const DeskCtl *ctl;
    DeskAmender amender;
    bool (*run)(DeskStore *store, Amendment *amendment, GError **error);
    gint64 ticket;
    gint64 other;     /* the second operand, where it is a ticket */
    gint64 until;     /* the same, where it is a time; 0: none */
    GArray *messages; /* gint64, the values of --message */
    gint64 shown;     /* the ticket to show; as all below, of the last run alone */
    gint64 final;     /* of a merge */
    json_t *fields;
    GPtrArray *events; /* DeskEvent, all of that ticket */
};

static void
forget(Amendment *amendment)
{
    g_clear_pointer(&amendment->fields, json_decref);
    g_clear_pointer(&amendment->events, g_ptr_array_unref);
}

static bool
read_result(DeskStore *store, Amendment *amendment, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    return desk_store_ticket_get(store, amendment->shown, &ticket, error) &&
           desk_rows_ticket(store, ticket, &amendment->fields, error) &&
           desk_store_event_list(store, amendment->shown, &amendment->events, error);
}

static bool
job(DeskStore *store, gpointer data, GError **error)
{
    Amendment *amendment = data;
    forget(amendment);
    amendment->shown = amendment->ticket;
    return amendment->run(store, amendment, error) && read_result(store, amendment, error);
}

/* What this very command has noted. */
static void
print_events(const Amendment *amendment)
{
    guint count = 0;
    for (guint i = 0; i < amendment->events->len; i++) {
        const DeskEvent *event = amendment->events->pdata[i];
        if (event->at != amendment->amender.now ||
            !g_str_equal(event->actor, amendment->amender.actor))
            continue;
        printf("#%" G_GINT64_FORMAT " %s: %s\n", amendment->shown, event->kind, event->detail);
        count++;
    }
    if (count == 0)
        printf("#%" G_GINT64_FORMAT " is so already\n", amendment->shown);
}

static int
fail(const GError *error)
{
    static const int codes[] = { [DESK_AMEND_ERROR_MISSING] = EX_NOINPUT,
                                 [DESK_AMEND_ERROR_UNKNOWN] = EX_USAGE,
                                 [DESK_AMEND_ERROR_REFUSED] = EX_UNAVAILABLE };
    return error->domain == DESK_AMEND_ERROR
               ? desk_ctl_complain(codes[error->code], "%s", error->message)
               : desk_ctl_fail(error);
}

/* The keys are read with the rights of the desk's user, whose file may be his. */
static int
write_and_show(Amendment *amendment)
{
    int code = EX_OK;
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskStore) store = desk_ctl_store(amendment->ctl, DESK_STORE_WRITE, &code);
    g_autoptr(DeskConf) conf = store ? desk_ctl_conf(amendment->ctl, DESK_CONF_DEFAULT) : NULL;
    g_autoptr(DeskPolicy) policy = conf ? desk_ctl_policy(conf, store, &code) : NULL;
    if (!policy)
        return store && !conf ? EX_CONFIG : code;
    amendment->amender.policy = policy;
    bool ok = desk_store_run(store, job, amendment, &error);
    if (ok && amendment->ctl->options->json)
        desk_json_print(g_steal_pointer(&amendment->fields), false);
    else if (ok)
        print_events(amendment);
    forget(amendment);
    return ok ? EX_OK : fail(error);
}

/* The words that all of them share; who asks is known before root is given up. */
static int
amend(Amendment *amendment)
{
    const DeskCtl *ctl = amendment->ctl;
    if (!desk_ctl_number("ID", ctl->operands[0], G_MAXINT64, &amendment->ticket))
        return EX_USAGE;
    g_autoptr(GArray) messages = desk_ctl_messages(ctl);
    g_autofree char *actor = desk_ctl_actor();
    if (!messages)
        return EX_USAGE;
    amendment->messages = messages;
    amendment->amender = (DeskAmender){ .actor = actor, .now = desk_clock_now() };
    return write_and_show(amendment);
}

/* What is behind the number of the ticket; says so when it is not. */
static bool
operands_are_text(const DeskCtl *ctl)
{
    for (int i = 1; i < ctl->count; i++)
        if (!g_utf8_validate(ctl->operands[i], -1, NULL)) {
            desk_ctl_complain(EX_USAGE, "word %d behind ID: the value is no UTF-8", i);
            return false;
        }
    return true;
}

/* ---- set ---- */

static bool
set(DeskStore *store, Amendment *amendment, GError **error)
{
    char *const *values = amendment->ctl->options->values;
    DeskChange change = { .status = values[DESK_OPTION_STATUS],
                          .priority = values[DESK_OPTION_PRIORITY],
                          .subject = values[DESK_OPTION_SUBJECT],
                          .category = values[DESK_OPTION_CATEGORY],
                          .team = values[DESK_OPTION_TEAM],
                          .assignee = values[DESK_OPTION_ASSIGNEE],
                          .sla = values[DESK_OPTION_SLA],
                          .reason = values[DESK_OPTION_REASON],
                          .tags = (const char *const *) amendment->ctl->options->tags };
    return desk_amend_set(store, &amendment->amender, amendment->ticket, &change, error);
}

int
desk_cmd_ticket_set(const DeskCtl *ctl)
{
    Amendment amendment = { .ctl = ctl, .run = set };
    if (desk_options_given(ctl->options) == 0)
        return desk_ctl_complain(EX_USAGE, "say what to change: --status, --priority, --assignee, "
                                           "--team, --category, --tag or --subject");
    return amend(&amendment);
}

/* ---- merge, link ---- */

static bool
merge(DeskStore *store, Amendment *amendment, GError **error)
{
    return desk_amend_merge(store, &amendment->amender, amendment->ticket, amendment->other,
                            &amendment->final, error);
}

static bool
link_both(DeskStore *store, Amendment *amendment, GError **error)
{
    return desk_amend_link(store, &amendment->amender, amendment->ticket, amendment->other, error);
}

int
desk_cmd_ticket_merge(const DeskCtl *ctl)
{
    Amendment amendment = { .ctl = ctl, .run = merge };
    return desk_ctl_number("INTO", ctl->operands[1], G_MAXINT64, &amendment.other)
               ? amend(&amendment)
               : EX_USAGE;
}

int
desk_cmd_ticket_link(const DeskCtl *ctl)
{
    Amendment amendment = { .ctl = ctl, .run = link_both };
    return desk_ctl_number("OTHER", ctl->operands[1], G_MAXINT64, &amendment.other)
               ? amend(&amendment)
               : EX_USAGE;
}

/* ---- split, approve ---- */

static bool
split(DeskStore *store, Amendment *amendment, GError **error)
{
    DeskSplit wanted = { .messages = (const gint64 *) (gconstpointer) amendment->messages->data,
                         .count = amendment->messages->len,
                         .subject = amendment->ctl->options->values[DESK_OPTION_SUBJECT] };
    return desk_amend_split(store, &amendment->amender, amendment->ticket, &wanted,
                            &amendment->shown, error);
}

int
desk_cmd_ticket_split(const DeskCtl *ctl)
{
    Amendment amendment = { .ctl = ctl, .run = split };
    if (!ctl->options->messages)
        return desk_ctl_complain(EX_USAGE, "usage: deskctl ticket split ID --message N... "
                                           "[--subject TEXT]");
    return amend(&amendment);
}

static bool
approve(DeskStore *store, Amendment *amendment, GError **error)
{
    const GArray *numbers = amendment->messages;
    if (numbers->len == 0)
        return desk_amend_approve(store, &amendment->amender, amendment->ticket, 0, error);
    for (guint i = 0; i < numbers->len; i++)
        if (!desk_amend_approve(store, &amendment->amender, amendment->ticket,
                                g_array_index(numbers, gint64, i), error))
            return false;
    return true;
}

int
desk_cmd_ticket_approve(const DeskCtl *ctl)
{
    Amendment amendment = { .ctl = ctl, .run = approve };
    return amend(&amendment);
}

/* ---- cc ---- */

static bool
change_cc(DeskStore *store, Amendment *amendment, GError **error)
{
    const char *const *addresses = (const char *const *) (amendment->ctl->operands + 1);
    bool removes = amendment->ctl->options->remove;
    return (removes ? desk_amend_uncc : desk_amend_cc)(store, &amendment->amender,
                                                       amendment->ticket, addresses, error);
}

int
desk_cmd_ticket_cc(const DeskCtl *ctl)
{
    Amendment amendment = { .ctl = ctl, .run = change_cc };
    return operands_are_text(ctl) ? amend(&amendment) : EX_USAGE;
}

/* ---- watch, unwatch ---- */

static bool
watch(DeskStore *store, Amendment *amendment, GError **error)
{
    const DeskWatching watching = { amendment->ticket,
                                    (const char *const *) (amendment->ctl->operands + 1) };
    return desk_amend_watch(store, &amendment->amender, watching, error);
}

static bool
unwatch(DeskStore *store, Amendment *amendment, GError **error)
{
    const DeskWatching watching = { amendment->ticket,
                                    (const char *const *) (amendment->ctl->operands + 1) };
    return desk_amend_unwatch(store, &amendment->amender, watching, error);
}

int
desk_cmd_ticket_watch(const DeskCtl *ctl)
{
    Amendment amendment = { .ctl = ctl, .run = watch };
    return operands_are_text(ctl) ? amend(&amendment) : EX_USAGE;
}

int
desk_cmd_ticket_unwatch(const DeskCtl *ctl)
{
    Amendment amendment = { .ctl = ctl, .run = unwatch };
    return operands_are_text(ctl) ? amend(&amendment) : EX_USAGE;
}

/* ---- publish ---- */

static bool
publish(DeskStore *store, Amendment *amendment, GError **error)
{
    const GArray *numbers = amendment->messages;
    gint64 number = numbers->len > 0 ? g_array_index(numbers, gint64, 0) : 0;
    return desk_amend_publish(store, &amendment->amender, amendment->ticket, number, error);
}

int
desk_cmd_ticket_publish(const DeskCtl *ctl)
{
    Amendment amendment = { .ctl = ctl, .run = publish };
    char **numbers = ctl->options->messages;
    if (numbers && numbers[0] && numbers[1])
        return desk_ctl_complain(EX_USAGE, "usage: deskctl ticket publish ID [--message N]");
    return amend(&amendment);
}

/* ---- snooze ---- */

static bool
snooze(DeskStore *store, Amendment *amendment, GError **error)
{
    return desk_amend_snooze(store, &amendment->amender, amendment->ticket, amendment->until,
                             error);
}

/* "2027-02-01 09:00" is two words; in UTC, since nobody's zone is known. */
int
desk_cmd_ticket_snooze(const DeskCtl *ctl)
{
    g_autoptr(GError) error = NULL;
    Amendment amendment = { .ctl = ctl, .run = snooze };
    if (!operands_are_text(ctl))
        return EX_USAGE;
    g_autofree char *time = g_strjoinv(" ", ctl->operands + 1);
    if (!g_str_equal(time, "none") &&
        !desk_absence_read_time(time, NULL, desk_clock_now(), &amendment.until, &error))
        return desk_ctl_complain(EX_USAGE, "TIME: %s", error->message);
    return amend(&amendment);
}
