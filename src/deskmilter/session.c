#include "deskmilter/session.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/spool.h"

#include <libmilter/mfapi.h>

/* What we ask for: nothing that is of no use here, no replies that nobody needs, and header
 * values with their leading white space. */
#define STEPS                                                                                      \
    (SMFIP_NOCONNECT | SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_NR_MAIL | SMFIP_NR_HDR |             \
     SMFIP_NR_EOH | SMFIP_NR_BODY | SMFIP_HDR_LEADSPC)

/* libmilter hands no data of ours to the callbacks, so the service stands here. */
static DeskIntake *the_intake;
static gint mails_in_hand;

typedef struct {
    DeskEnvelope *envelope; /* of the transaction under way, else NULL */
    DeskSpool *spool;       /* its bytes */
    GPtrArray *ours;        /* char *, recipients of ours as the client wrote them */
    unsigned long steps;    /* what Postfix and we agreed on: SMFIP_ bits */
    bool expected;          /* the intake has been told that this mail is coming */
    bool broken;            /* bytes were lost: only 451 is left */
} Session;

static void
expect(Session *session, bool expected)
{
    if (expected && !session->expected)
        desk_intake_expect(the_intake);
    if (!expected && session->expected)
        desk_intake_give_up(the_intake);
    session->expected = expected;
}

static void
end_transaction(Session *session)
{
    expect(session, false);
    g_clear_pointer(&session->envelope, desk_envelope_unref);
    g_clear_pointer(&session->spool, desk_spool_free);
    g_ptr_array_set_size(session->ours, 0);
    session->broken = false;
}

/* Goes on; without a reply to the step when that is agreed, which saves a round trip. */
static sfsistat
go_on(const Session *session, unsigned long no_reply)
{
    return session->steps & no_reply ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

/*
 * libmilter lets through orders of commands that no MTA should send: a mail without DATA, or a
 * second connection on one negotiation, which has no session. None of them may end the process,
 * so whoever needs more than a session asks for it; the end of such a mail is answered 451.
 */
static Session *
session_of(SMFICTX *ctx)
{
    return smfi_getpriv(ctx);
}

static Session *
session_in_transaction(SMFICTX *ctx)
{
    Session *session = session_of(ctx);
    return session && session->envelope ? session : NULL;
}

static Session *
session_in_content(SMFICTX *ctx)
{
    Session *session = session_of(ctx);
    return session && session->spool ? session : NULL;
}

static sfsistat
on_negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps, unsigned long f2,
             unsigned long f3, unsigned long *want_actions, unsigned long *want_steps,
             unsigned long *want_f2, unsigned long *want_f3)
{
    (void) f2;
    (void) f3;
    if (!(actions & SMFIF_DELRCPT))
        return SMFIS_REJECT;

    Session *session = g_new0(Session, 1);
    session->ours = g_ptr_array_new_with_free_func(g_free);
    session->steps = steps & STEPS;
    smfi_setpriv(ctx, session);
    smfi_setsymlist(ctx, SMFIM_ENVFROM, (char *) "{auth_authen}");
    smfi_setsymlist(ctx, SMFIM_EOM, (char *) "i");

    *want_actions = SMFIF_DELRCPT;
    *want_steps = session->steps;
    *want_f2 = *want_f3 = 0;
    return SMFIS_CONTINUE;
}

static sfsistat
on_mail(SMFICTX *ctx, char **argv)
{
    Session *session = session_of(ctx);
    if (!session || !argv[0])
        return SMFIS_TEMPFAIL;

    g_autoptr(DeskPolicy) policy = desk_intake_policy(the_intake);
    end_transaction(session);
    session->envelope = desk_envelope_new(policy, argv[0]);
    const char *login = smfi_getsymval(ctx, (char *) "{auth_authen}");
    session->envelope->login = g_strdup(login && *login ? login : NULL);
    return go_on(session, SMFIP_NR_MAIL);
}

/* The log names the mailbox alone: a token that somebody has cut short is still most of a token. */
static sfsistat
refuse_recipient(SMFICTX *ctx, const Session *session, const DeskRecipient *recipient)
{
    desk_log(DESK_LOG_INFO, "recipient refused", "recipient", recipient->mailbox->address, "sender",
             session->envelope->sender, "reason", "forged reply token", NULL);
    smfi_setreply(ctx, (char *) "550", (char *) "5.1.1",
                  (char *) "This reply address is not valid; please write to the plain address");
    return SMFIS_REJECT;
}

static sfsistat
on_recipient(SMFICTX *ctx, char **argv)
{
    Session *session = session_in_transaction(ctx);
    if (!session || !argv[0])
        return SMFIS_TEMPFAIL;

    DeskRecipient recipient = desk_envelope_add(session->envelope, argv[0]);
    if (recipient.mailbox && recipient.state == DESK_TOKEN_FORGED)
        return refuse_recipient(ctx, session, &recipient);
    if (!recipient.mailbox)
        return SMFIS_CONTINUE;
    g_ptr_array_add(session->ours, g_strdup(argv[0]));
    expect(session, true);
    return SMFIS_CONTINUE;
}

/* Nobody of ours: the rest of this mail is none of our business. */
static sfsistat
on_data(SMFICTX *ctx)
{
    Session *session = session_in_transaction(ctx);
    if (!session)
        return SMFIS_TEMPFAIL;
    if (session->ours->len == 0)
        return SMFIS_ACCEPT;

    const DeskConf *conf = desk_policy_conf(session->envelope->policy);
    g_clear_pointer(&session->spool, desk_spool_free);
    session->spool = desk_spool_new(conf->spool_dir, (size_t) conf->message_size_limit);
    return SMFIS_CONTINUE;
}

static void
collect(Session *session, const void *bytes, size_t size)
{
    if (!session->broken && !desk_spool_append(session->spool, bytes, size)) {
        session->broken = true;
        desk_log(DESK_LOG_ERROR, "cannot spool a mail", "reason", g_strerror(errno), NULL);
    }
}

/* The field as it was sent; folds come as LF and become CR LF again. */
static sfsistat
on_header(SMFICTX *ctx, char *name, char *value)
{
    Session *session = session_in_content(ctx);
    if (!session)
        return SMFIS_CONTINUE;

    collect(session, name, strlen(name));
    collect(session, ":", 1);
    if (!(session->steps & SMFIP_HDR_LEADSPC))
        collect(session, " ", 1);
    for (const char *line = value, *end; line; line = end ? end + 1 : NULL) {
        end = strchr(line, '\n');
        collect(session, line, end ? (size_t) (end - line) : strlen(line));
        collect(session, "\r\n", 2);
    }
    return go_on(session, SMFIP_NR_HDR);
}

static sfsistat
on_end_of_headers(SMFICTX *ctx)
{
    Session *session = session_in_content(ctx);
    if (!session)
        return SMFIS_CONTINUE;

    collect(session, "\r\n", 2);
    return go_on(session, SMFIP_NR_EOH);
}

static sfsistat
on_body(SMFICTX *ctx, unsigned char *bytes, size_t size)
{
    Session *session = session_in_content(ctx);
    if (!session)
        return SMFIS_CONTINUE;

    collect(session, bytes, size);
    return go_on(session, SMFIP_NR_BODY);
}

static sfsistat
refuse_too_large(SMFICTX *ctx, const Session *session)
{
    desk_log(DESK_LOG_INFO, "mail refused", "queue_id", session->envelope->queue_id, "sender",
             session->envelope->sender, "reason", "larger than message-size-limit", NULL);
    smfi_setreply(ctx, (char *) "552", (char *) "5.3.4",
                  (char *) "Message is larger than this help desk takes");
    return SMFIS_REJECT;
}

/* What the mail asks for cannot be done; the sender is told what was expected (RULES C2). */
static sfsistat
refuse_content(SMFICTX *ctx, const Session *session, const char *reason)
{
    desk_log(DESK_LOG_INFO, "mail refused", "queue_id", session->envelope->queue_id, "sender",
             session->envelope->sender, "reason", reason, NULL);
    smfi_setreply(ctx, (char *) "550", (char *) "5.7.1", (char *) reason);
    return SMFIS_REJECT;
}

static sfsistat
put_off(SMFICTX *ctx, const Session *session, const char *reason)
{
    desk_log(DESK_LOG_WARNING, "mail put off", "queue_id", session->envelope->queue_id, "sender",
             session->envelope->sender, "reason", reason, NULL);
    smfi_setreply(ctx, (char *) "451", (char *) "4.3.0",
                  (char *) "The help desk cannot take mail right now; try again later");
    return SMFIS_TEMPFAIL;
}

static void
log_taken(const DeskVerdict *verdict, size_t size, gint64 started)
{
    g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, verdict->ticket);
    g_autofree char *bytes = g_strdup_printf("%zu", size);
    g_autofree char *ms = g_strdup_printf("%.1f", (double) (desk_clock_steady() - started) /
                                                      (double) (DESK_SECOND / 1000));
    desk_log(DESK_LOG_INFO, "mail taken", "queue_id", verdict->queue_id, "message_id",
             verdict->message_id, "sender", verdict->sender, "ticket", ticket, "verdict",
             desk_verdict_name(verdict->kind), "size", bytes, "ms", ms, NULL);
    if (verdict->given_up)
        desk_log(DESK_LOG_WARNING, "expressions of triage are too slow", "queue_id",
                 verdict->queue_id, "reason", verdict->given_up, NULL);
}

/* It is on disk. Postfix drops what is ours alone, and delivers to bystanders as ever. */
static sfsistat
answer_taken(SMFICTX *ctx, const Session *session)
{
    if (session->envelope->bystanders->len == 0)
        return SMFIS_DISCARD;
    for (guint i = 0; i < session->ours->len; i++)
        if (smfi_delrcpt(ctx, session->ours->pdata[i]) != MI_SUCCESS)
            return put_off(ctx, session, "the MTA does not take back a recipient");
    return SMFIS_CONTINUE;
}

static sfsistat
take_mail(SMFICTX *ctx, Session *session)
{
    g_autoptr(GError) error = NULL;
    DeskVerdict verdict = { 0 };
    DeskBytes raw;
    gint64 started = desk_clock_steady();

    if (desk_spool_is_over(session->spool))
        return refuse_too_large(ctx, session);
    if (session->broken || !desk_spool_view(session->spool, &raw))
        return put_off(ctx, session, "its bytes could not be spooled");
    expect(session, false);
    if (!desk_intake_take(the_intake, session->envelope, raw, &verdict, &error))
        return g_error_matches(error, DESK_INTAKE_ERROR, DESK_INTAKE_ERROR_REFUSED)
                   ? refuse_content(ctx, session, error->message)
                   : put_off(ctx, session, error->message);

    log_taken(&verdict, raw.size, started);
    desk_verdict_clear(&verdict);
    return answer_taken(ctx, session);
}

static sfsistat
on_end_of_mail(SMFICTX *ctx)
{
    Session *session = session_in_content(ctx);
    if (!session)
        return SMFIS_TEMPFAIL;

    const char *queue_id = smfi_getsymval(ctx, (char *) "i");
    g_free(session->envelope->queue_id);
    session->envelope->queue_id = g_strdup(queue_id ? queue_id : "");
    g_atomic_int_inc(&mails_in_hand);
    sfsistat answer = take_mail(ctx, session);
    end_transaction(session);
    g_atomic_int_add(&mails_in_hand, -1);
    return answer;
}

static sfsistat
on_abort(SMFICTX *ctx)
{
    Session *session = session_of(ctx);
    if (session)
        end_transaction(session);
    return SMFIS_CONTINUE;
}

static sfsistat
on_close(SMFICTX *ctx)
{
    Session *session = session_of(ctx);
    if (!session)
        return SMFIS_CONTINUE;
    end_transaction(session);
    g_ptr_array_unref(session->ours);
    g_free(session);
    smfi_setpriv(ctx, NULL);
    return SMFIS_CONTINUE;
}

bool
desk_session_register(void)
{
    struct smfiDesc callbacks = {
        .xxfi_name = (char *) "deskmilter",
        .xxfi_version = SMFI_VERSION,
        .xxfi_flags = SMFIF_DELRCPT,
        .xxfi_negotiate = on_negotiate,
        .xxfi_envfrom = on_mail,
        .xxfi_envrcpt = on_recipient,
        .xxfi_data = on_data,
        .xxfi_header = on_header,
        .xxfi_eoh = on_end_of_headers,
        .xxfi_body = on_body,
        .xxfi_eom = on_end_of_mail,
        .xxfi_abort = on_abort,
        .xxfi_close = on_close,
    };
    return smfi_register(callbacks) == MI_SUCCESS;
}

void
desk_session_serve(DeskIntake *intake)
{
    the_intake = intake;
}

unsigned
desk_session_busy(void)
{
    return (unsigned) g_atomic_int_get(&mails_in_hand);
}
