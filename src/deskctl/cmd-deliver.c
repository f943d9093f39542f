#include "base/clock.h"
#include "base/daemon.h"
#include "base/log.h"
#include "base/spool.h"
#include "desk/intake.h"
#include "deskctl/cmd.h"
#include "deskctl/crlf.h"
#include "deskctl/rows.h"

#define CHUNK 65536

/* What the intake needs, as deskmilter has it, but for one mail only. */
typedef struct {
    DeskConfSlot *slot;
    DeskReader *reader;
    DeskWriter *writer;
    DeskIntake *intake;
} Desk;

static void
desk_clear(Desk *desk)
{
    g_clear_pointer(&desk->intake, desk_intake_free);
    g_clear_pointer(&desk->writer, desk_writer_free);
    g_clear_pointer(&desk->reader, desk_reader_free);
    g_clear_pointer(&desk->slot, desk_conf_slot_free);
}

/*
 * Whatever keeps the desk from taking a mail now may have passed at the next try. That goes for
 * the admin's mistakes, too: pipe(8) sends the mail back on any other code than this.
 */
static int
put_off(const char *sender, const char *reason)
{
    desk_log(DESK_LOG_WARNING, "mail put off", "sender", sender, "reason", reason, NULL);
    return desk_ctl_complain(EX_TEMPFAIL, "the mail was not taken: %s", reason);
}

static int
refuse(int code, const char *sender, const char *reason)
{
    desk_log(DESK_LOG_INFO, "mail refused", "sender", sender, "reason", reason, NULL);
    return desk_ctl_complain(code, "the mail was refused: %s", reason);
}

static bool
desk_open(Desk *desk, DeskConf *conf, GError **error)
{
    g_autoptr(DeskStore) store = desk_store_open(conf->store, DESK_STORE_READ, error);
    g_autoptr(GPtrArray) epochs = store ? desk_store_epochs(store, error) : NULL;
    if (!epochs)
        return false;
    desk->reader = desk_reader_new(conf->parse_program, 1, error);
    desk->writer = desk->reader ? desk_writer_new(conf->store, error) : NULL;
    if (!desk->writer)
        return false;
    desk->slot = desk_conf_slot_new(desk_conf_ref(conf));
    desk->intake = desk_intake_new(desk->slot, desk->reader, desk->writer, epochs);
    return true;
}

/* Standard input as it would have come by SMTP. False: errno says why. */
static bool
read_mail(DeskSpool *spool)
{
    DeskCrlf state = { .matched = 0 };
    g_autofree char *chunk = g_malloc(CHUNK);
    g_autoptr(GString) wire = g_string_new(NULL);

    for (ssize_t size = 1; size != 0;) {
        size = read(STDIN_FILENO, chunk, CHUNK);
        if (size < 0 && errno != EINTR)
            return false;
        g_string_truncate(wire, 0);
        if (size > 0)
            desk_crlf_feed(&state, chunk, (size_t) size, wire);
        if (size == 0)
            desk_crlf_end(&state, wire);
        if (!desk_spool_append(spool, wire->str, wire->len))
            return false;
    }
    return true;
}

static void
log_taken(const DeskVerdict *verdict, size_t size, gint64 started)
{
    g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, verdict->ticket);
    g_autofree char *bytes = g_strdup_printf("%zu", size);
    g_autofree char *ms = g_strdup_printf("%.1f", (double) (desk_clock_steady() - started) /
                                                      (double) (DESK_SECOND / 1000));
    desk_log(DESK_LOG_INFO, "mail taken", "message_id", verdict->message_id, "sender",
             verdict->sender, "ticket", ticket, "verdict", desk_verdict_name(verdict->kind), "size",
             bytes, "ms", ms, NULL);
}

static int
take(const DeskCtl *ctl, Desk *desk, DeskEnvelope *envelope)
{
    const DeskConf *conf = desk_policy_conf(envelope->policy);
    g_autoptr(GError) error = NULL;
    __attribute__((cleanup(desk_verdict_clear))) DeskVerdict verdict = { 0 };
    DeskBytes raw;
    g_autoptr(DeskSpool) spool = desk_spool_new(conf->spool_dir, (size_t) conf->message_size_limit);
    if (!read_mail(spool) || (!desk_spool_is_over(spool) && !desk_spool_view(spool, &raw)))
        return put_off(envelope->sender, g_strerror(errno));
    if (desk_spool_is_over(spool))
        return refuse(EX_DATAERR, envelope->sender, "larger than message-size-limit");

    gint64 started = desk_clock_steady();
    if (!desk_intake_take(desk->intake, envelope, raw, &verdict, &error))
        return g_error_matches(error, DESK_INTAKE_ERROR, DESK_INTAKE_ERROR_REFUSED)
                   ? refuse(EX_DATAERR, envelope->sender, error->message)
                   : put_off(envelope->sender, error->message);
    log_taken(&verdict, raw.size, started);
    if (ctl->options->json)
        desk_json_print(desk_rows_verdict(&verdict), false);
    return EX_OK;
}

/* All recipients, or none: what was refused for one must not be stored for another. */
static int
add_recipients(DeskEnvelope *envelope, char **rcpt)
{
    for (; *rcpt; rcpt++) {
        DeskRecipient recipient = desk_envelope_add(envelope, *rcpt);
        if (recipient.mailbox && recipient.state == DESK_TOKEN_FORGED)
            return refuse(EX_NOUSER, envelope->sender, "forged reply token");
        if (!recipient.mailbox)
            desk_log(DESK_LOG_WARNING, "recipient passed over", "recipient", *rcpt, "reason",
                     "no address of the desk", NULL);
    }
    return envelope->recipients->len > 0
               ? EX_OK
               : refuse(EX_NOUSER, envelope->sender, "no recipient is an address of the desk");
}

static int
deliver(const DeskCtl *ctl, Desk *desk, DeskConf *conf)
{
    g_autoptr(GError) error = NULL;
    const char *sender = ctl->options->values[DESK_OPTION_MAIL_FROM];
    if (!desk_open(desk, conf, &error))
        return put_off(sender, error->message);
    g_autoptr(DeskPolicy) policy = desk_intake_policy(desk->intake);
    g_autoptr(DeskEnvelope) envelope = desk_envelope_new(policy, sender);
    int code = add_recipients(envelope, ctl->options->rcpt);
    return code == EX_OK ? take(ctl, desk, envelope) : code;
}

int
desk_cmd_deliver(const DeskCtl *ctl)
{
    __attribute__((cleanup(desk_clear))) Desk desk = { 0 };
    g_autoptr(GError) error = NULL;
    const char *sender = ctl->options->values[DESK_OPTION_MAIL_FROM];
    if (!sender || !ctl->options->rcpt)
        return desk_ctl_complain(EX_TEMPFAIL, "usage: deskctl deliver --mail-from A --rcpt B");

    desk_log_open("deskctl", false);
    g_autoptr(DeskConf) first = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!first)
        return put_off(sender, "the configuration is not sound");
    if (!desk_daemon_drop_root(first->user, NULL, &error))
        return put_off(sender, error->message);
    /* The keys belong to the user of the desk. */
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_DEFAULT);
    return conf ? deliver(ctl, &desk, conf) : put_off(sender, "the configuration is not sound");
}
