#include "desk/meanwhile.h"
#include "base/address.h"
#include "policy/absence.h"
#include "policy/token.h"
#include "store/outbox.h"
#include "store/rows.h"

#define LINES_MAX 10
#define MAILS_MAX 20  /* to an agent among which the newest is looked for */
#define LOOK_MAX  200 /* messages, and events, that are looked at: more are not counted either */

typedef struct {
    DeskStore *store;
    const DeskConf *conf;
    const DeskAgent *agent;
    gint64 ticket;
    gint64 since;
    gint64 cause;            /* the message that the mail of that moment brought; 0: none */
    gint64 now;              /* mails of this very moment answer his own */
    gint64 written;          /* by the agent */
    const GPtrArray *events; /* DeskEvent, the last ones */
    GString *lines;
    guint count;
} Look;

static void
remember(Look *look, const DeskOutboxRow *row)
{
    look->since = row->created;
    look->cause = row->cause;
}

/* The mail that this id names; all stays as it is when none is. */
static bool
find_named(Look *look, const DeskSeal *seal, const char *id, GError **error)
{
    g_autoptr(DeskOutboxRow) row = NULL;
    DeskToken token;
    if (desk_token_verify(seal, id, &token) != DESK_TOKEN_VALID ||
        token.purpose != DESK_TOKEN_MESSAGE_ID)
        return true;
    if (!desk_store_outbox_by_id(look->store, (DeskAddressee){ token.ticket, token.contact }, id,
                                 &row, error))
        return false;
    if (row)
        remember(look, row);
    return true;
}

/* He can have read it when he wrote, by his own clock at the latest. */
static bool
was_there(const Look *look, const DeskOutboxRow *row)
{
    return row->state == DESK_OUTBOX_SENT && row->settled <= look->written;
}

/* The mails are newest first. What was on its way to him when he wrote may tell of the very thing
 * that he should hear of; when all was, the first one counts. NULL: there was none before his. */
static const DeskOutboxRow *
last_read(const Look *look, const GPtrArray *mails)
{
    const DeskOutboxRow *first = NULL;
    for (guint i = 0; i < mails->len; i++) {
        const DeskOutboxRow *row = mails->pdata[i];
        if (row->created >= look->now)
            continue;
        if (was_there(look, row))
            return row;
        first = row;
    }
    return first;
}

/* At any of his addresses. */
static bool
find_newest(Look *look, GError **error)
{
    for (char **address = look->agent->addresses; *address; address++) {
        g_autofree char *key = desk_address_key(*address);
        g_autoptr(GPtrArray) mails = NULL;
        DeskAddressee to = { .ticket = look->ticket };
        DeskHealth health;
        if (!key)
            continue;
        if (!desk_store_contact_know(look->store, key, &to.contact, &health, error) ||
            !desk_store_outbox_had(look->store, to, MAILS_MAX, &mails, error))
            return false;
        const DeskOutboxRow *row = last_read(look, mails);
        if (row && row->created > look->since)
            remember(look, row);
    }
    return true;
}

/* Some programs name it in References alone, at their end. */
static bool
find_since(Look *look, const DeskFiling *filing, GError **error)
{
    const DeskSeal *seal = desk_policy_seal(filing->envelope->policy);
    const GPtrArray *ids = filing->mail->in_reply_to;
    const GPtrArray *older = filing->mail->references;
    for (guint i = 0; i < ids->len && look->since == 0; i++)
        if (!find_named(look, seal, ids->pdata[i], error))
            return false;
    for (guint i = older->len; i > 0 && look->since == 0; i--)
        if (!find_named(look, seal, older->pdata[i - 1], error))
            return false;
    return look->since > 0 || find_newest(look, error);
}

static void
add_line(Look *look, gint64 at, const char *who, const char *what)
{
    g_autofree char *time = desk_absence_show_time(desk_absence_zone(look->conf, look->agent), at);
    if (look->count++ < LINES_MAX)
        g_string_append_printf(look->lines, "\n%s, %s: %s.", time, who, what);
}

/* A machine's mail stands beside the ticket: nobody has done anything by it. */
static bool
is_aside(const Look *look, gint64 message)
{
    for (guint i = 0; i < look->events->len; i++) {
        const DeskEvent *event = look->events->pdata[i];
        if (event->message == message && g_str_equal(event->kind, "machine-mail"))
            return true;
    }
    return false;
}

static bool
add_message(Look *look, const DeskMessage *message, GError **error)
{
    static const char *const deeds[] = { [DESK_DIRECTION_IN] = "wrote",
                                         [DESK_DIRECTION_OUT] = "answered the customer",
                                         [DESK_DIRECTION_NOTE] = "left a note" };
    g_autoptr(DeskContact) author = NULL;
    if (message->received <= look->since || message->author == 0 || is_aside(look, message->id))
        return true;
    if (!desk_store_contact_get(look->store, message->author, &author, error))
        return false;
    const DeskAgent *agent =
        author ? desk_conf_agent_by_address(look->conf, author->address) : NULL;
    if (!author || agent == look->agent)
        return true;
    g_autofree char *what = g_strdup_printf("%s (message %" G_GINT64_FORMAT ")",
                                            deeds[message->direction], message->sequence);
    if (message->held) /* which proves nothing of who wrote it */
        add_line(look, message->received, "somebody", what);
    else
        add_line(look, message->received, agent ? agent->name : author->address, what);
    return true;
}

static bool
add_messages(Look *look, GError **error)
{
    g_autoptr(GPtrArray) messages = NULL;
    if (!desk_store_message_heads(look->store, look->ticket, LOOK_MAX, &messages, error))
        return false;
    for (guint i = 0; i < messages->len; i++)
        if (!add_message(look, messages->pdata[i], error))
            return false;
    return true;
}

/* An answer is a message by now; what the desk does by itself nobody has done. */
static void
add_events(Look *look)
{
    for (guint i = 0; i < look->events->len; i++) {
        const DeskEvent *event = look->events->pdata[i];
        if (event->at <= look->since || g_str_equal(event->actor, "desk") ||
            g_str_equal(event->actor, look->agent->name) || g_str_equal(event->kind, "answered"))
            continue;
        g_autofree char *what = g_strdup_printf("%s %s", event->kind, event->detail);
        add_line(look, event->at, event->actor, what);
    }
}

/* A clock that is ahead tells nothing. */
static gint64
written_at(const DeskFiling *filing)
{
    gint64 date = filing->mail->date;
    return date > 0 ? MIN(date, filing->arrived) : filing->arrived;
}

bool
desk_meanwhile_find(DeskStore *store, const DeskFiling *filing, const DeskTicket *ticket,
                    char **detail, GError **error)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    Look look = { .store = store,
                  .conf = desk_policy_conf(filing->envelope->policy),
                  .agent = filing->identity.agent,
                  .ticket = ticket->id,
                  .now = filing->arrived,
                  .written = written_at(filing),
                  .lines = lines };
    *detail = NULL;
    if (!find_since(&look, filing, error))
        return false;
    if (look.since == 0)
        return true;
    g_autoptr(GPtrArray) events = NULL;
    if (!desk_store_event_last(store, ticket->id, LOOK_MAX, &events, error))
        return false;
    look.events = events;
    if (!add_messages(&look, error))
        return false;
    add_events(&look);
    if (look.count > LINES_MAX)
        g_string_append_printf(lines, "\nAnd %u things more.", look.count - LINES_MAX);
    if (look.count > 0)
        *detail = g_strdup_printf("Others were at this ticket before you\n"
                                  "What you sent has been carried out all the same. Since the "
                                  "mail that you have answered:%s",
                                  lines->str);
    return true;
}

bool
desk_meanwhile_answered(DeskStore *store, const DeskFiling *filing, gint64 ticket,
                        DeskAnswered *answered, GError **error)
{
    Look look = {
        .store = store, .agent = filing->identity.agent, .ticket = ticket, .now = filing->arrived
    };
    bool ok = find_since(&look, filing, error);
    *answered = (DeskAnswered){ look.since, look.cause };
    return ok;
}
