#include "base/clock.h"
#include "base/text.h"
#include "desk/envelope.h"
#include "deskctl/cmd.h"
#include "deskctl/rows.h"

#define ROWS_MAX 100000

/* What one mail that came in has caused: the events and outgoing mails that name it. */
typedef struct {
    GPtrArray *events; /* DeskEvent */
    GPtrArray *outbox; /* DeskOutboxRow, borrowed from all_outbox */
    GPtrArray *all_outbox;
} Effects;

static void
effects_clear(Effects *effects)
{
    g_clear_pointer(&effects->events, g_ptr_array_unref);
    g_clear_pointer(&effects->outbox, g_ptr_array_unref);
    g_clear_pointer(&effects->all_outbox, g_ptr_array_unref);
}

/* A duplicate is told of by its verdict alone: it has caused nothing. */
static bool
find_effects(DeskStore *store, const DeskVerdict *verdict, Effects *effects, GError **error)
{
    effects->outbox = g_ptr_array_new();
    if (verdict->kind == DESK_VERDICT_DUPLICATE || verdict->message == 0) {
        effects->events = g_ptr_array_new();
        return true;
    }
    if (!desk_store_event_caused(store, verdict->message, &effects->events, error))
        return false;
    /* Ticket 0 would list the outbox of all tickets, and causes nothing by itself. */
    if (verdict->ticket > 0 && !desk_store_outbox_list(store, NULL, verdict->ticket, ROWS_MAX,
                                                       &effects->all_outbox, error))
        return false;
    for (guint i = 0; effects->all_outbox && i < effects->all_outbox->len; i++) {
        DeskOutboxRow *row = effects->all_outbox->pdata[i];
        if (row->cause == verdict->message)
            g_ptr_array_add(effects->outbox, row);
    }
    return true;
}

static json_t *
to_json(const DeskVerdict *verdict, const Effects *effects)
{
    json_t *value = desk_rows_verdict(verdict);
    json_t *events = json_array(), *outbox = json_array();
    for (guint i = 0; i < effects->events->len; i++)
        json_array_append_new(events, desk_rows_event(effects->events->pdata[i]));
    for (guint i = 0; i < effects->outbox->len; i++)
        json_array_append_new(outbox, desk_rows_outbox(effects->outbox->pdata[i]));
    json_object_set_new(value, "events", events);
    json_object_set_new(value, "outbox", outbox);
    return value;
}

static void
print_verdict(const DeskVerdict *verdict, const Effects *effects)
{
    static const char *const deeds[] = { [DESK_VERDICT_NEW] = "opened a ticket",
                                         [DESK_VERDICT_APPEND] = "joined a ticket",
                                         [DESK_VERDICT_HELD] =
                                             "is held on a ticket, for agents only",
                                         [DESK_VERDICT_EVENT] = "was kept as an event",
                                         [DESK_VERDICT_DUPLICATE] =
                                             "had been stored before, nothing was done" };
    g_autofree char *at = desk_clock_rfc3339(verdict->at);
    printf("%s  %s", at ? at : "", deeds[verdict->kind]);
    if (verdict->ticket > 0)
        printf(", #%" G_GINT64_FORMAT, verdict->ticket);
    printf(": %s\n", verdict->reason);
    printf("  queue id %s, Message-ID <%s>\n  from <%s> to %s, stored after %.1f ms\n",
           *verdict->queue_id ? verdict->queue_id : "unknown", verdict->message_id, verdict->sender,
           verdict->recipients, (double) verdict->duration / 1000.0);
    for (guint i = 0; i < effects->events->len; i++)
        desk_rows_print_event(effects->events->pdata[i]);
    for (guint i = 0; i < effects->outbox->len; i++)
        desk_rows_print_outbox(effects->outbox->pdata[i]);
}

/* One verdict; list collects for --json, NULL prints. */
static bool
trace_one(DeskStore *store, const DeskVerdict *verdict, json_t *list, GError **error)
{
    __attribute__((cleanup(effects_clear))) Effects effects = { 0 };
    if (!find_effects(store, verdict, &effects, error))
        return false;
    if (list)
        json_array_append_new(list, to_json(verdict, &effects));
    else
        print_verdict(verdict, &effects);
    return true;
}

/*
 * A Message-ID of our own names its ticket ("m4821-77-..."), in whose outbox the mail then
 * must be. Nothing is trusted: the whole id is compared.
 */
static bool
find_own(DeskStore *store, const char *id, json_t *list, bool *found, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    gint64 ticket = id[0] == 'm' ? g_ascii_strtoll(id + 1, NULL, 10) : 0;
    if (ticket <= 0)
        return true;
    if (!desk_store_outbox_list(store, NULL, ticket, ROWS_MAX, &rows, error))
        return false;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        if (!g_str_equal(row->message_id, id))
            continue;
        *found = true;
        if (list)
            json_array_append_new(list,
                                  json_pack("{s:I, s:o}", "ticket", (json_int_t) row->ticket,
                                            "outbox", json_pack("[o]", desk_rows_outbox(row))));
        else
            desk_rows_print_outbox(row);
    }
    return true;
}

static bool
trace(DeskStore *store, const char *id, json_t *list, bool *found, GError **error)
{
    g_autoptr(GPtrArray) verdicts = NULL;
    if (!desk_store_begin(store, error) || !desk_store_verdict_trace(store, id, &verdicts, error))
        return false;
    *found = verdicts->len > 0;
    for (guint i = 0; i < verdicts->len; i++)
        if (!trace_one(store, verdicts->pdata[i], list, error))
            return false;
    return find_own(store, id, list, found, error);
}

int
desk_cmd_trace(const DeskCtl *ctl)
{
    int code = EX_OK;
    bool found = false;
    g_autoptr(GError) error = NULL;
    g_autofree char *id = desk_envelope_bare(ctl->operands[0]);
    g_autofree char *shown = desk_text_quote(id);
    if (!*id || !g_utf8_validate(id, -1, NULL))
        return desk_ctl_complain(EX_USAGE, "expected a queue id or a Message-ID");
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    json_t *list = ctl->options->json ? json_array() : NULL;
    bool ok = trace(store, id, list, &found, &error);
    if (ok && list)
        desk_json_print(list, false);
    else
        json_decref(list);
    if (!ok)
        return desk_ctl_fail(error);
    return found ? EX_OK
                 : desk_ctl_complain(EX_NOINPUT,
                                     "no mail with the id \"%s\" has come in or gone "
                                     "out by the desk",
                                     shown);
}
