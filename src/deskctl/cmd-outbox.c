#include "base/clock.h"
#include "deskctl/cmd.h"
#include "deskctl/rows.h"
#include "deskctl/table.h"

#define LIST_DEFAULT 50
#define LIST_MAX     100000

static void
print_list_json(const GPtrArray *rows)
{
    json_t *list = json_array();
    for (guint i = 0; i < rows->len; i++)
        json_array_append_new(list, desk_rows_outbox(rows->pdata[i]));
    desk_json_print(list, false);
}

static void
print_list_table(const GPtrArray *rows)
{
    g_autoptr(DeskTable) table =
        desk_table_new((const char *const[]){ "ID", "STATE", "DELIVERY", "KIND", "TICKET", "TRIES",
                                              "TIME", "RECIPIENT", "QUEUE-ID OR ERROR", NULL });
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
        g_autofree char *ticket =
            row->ticket > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, row->ticket) : g_strdup("-");
        g_autofree char *tries = g_strdup_printf("%" G_GINT64_FORMAT, row->attempts);
        g_autofree char *time = desk_clock_rfc3339(row->settled ? row->settled : row->next_at);
        desk_table_add(table,
                       (const char *const[]){ id, desk_outbox_state_name(row->state),
                                              desk_delivery_name(row->delivery), row->kind, ticket,
                                              tries, time, row->recipient,
                                              row->queue_id ? row->queue_id : row->last_error });
    }
    desk_table_print(table, stdout);
}

int
desk_cmd_outbox_list(const DeskCtl *ctl)
{
    int code = EX_OK;
    gint64 ticket = 0, limit = 0;
    DeskOutboxState parsed;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = NULL;
    const char *state = ctl->options->values[DESK_OPTION_STATE];
    if (state && !desk_outbox_state_parse(state, &parsed))
        return desk_ctl_complain(EX_USAGE,
                                 "--state: expected queued, leased, sent, failed or uncertain");
    if (!desk_ctl_option_number(ctl, DESK_OPTION_TICKET, G_MAXINT64, 0, &ticket) ||
        !desk_ctl_option_number(ctl, DESK_OPTION_LIMIT, LIST_MAX, LIST_DEFAULT, &limit))
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    if (!desk_store_outbox_list(store, state, ticket, limit, &rows, &error))
        return desk_ctl_fail(error);
    if (ctl->options->json)
        print_list_json(rows);
    else
        print_list_table(rows);
    return EX_OK;
}

static void
print_row_json(const DeskOutboxRow *row, GBytes *bytes)
{
    json_t *value = desk_rows_outbox(row);
    gsize size = 0;
    const char *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    g_autofree char *text = data ? g_strndup(data, size) : NULL;
    json_object_set_new(value, "recipient_name", desk_json_text(row->recipient_name));
    json_object_set_new(value, "from_name", desk_json_text(row->from_name));
    json_object_set_new(value, "from_address", desk_json_text(row->from_address));
    json_object_set_new(value, "reply_to", desk_json_text(row->reply_to));
    json_object_set_new(value, "in_reply_to", desk_json_text(row->in_reply_to));
    json_object_set_new(value, "references", desk_json_text(row->references));
    json_object_set_new(value, "language", desk_json_text(row->language));
    json_object_set_new(value, "bytes", desk_json_text(text));
    desk_json_print(value, false);
}

static void
print_row(const DeskOutboxRow *row, GBytes *bytes)
{
    desk_rows_print_outbox(row);
    if (row->ticket > 0)
        printf("  ticket #%" G_GINT64_FORMAT, row->ticket);
    else
        fputs("  about no ticket", stdout);
    printf(", from <%s> to <%s>, Message-ID <%s>\n", row->envelope_from, row->recipient,
           row->message_id);
    if (!bytes) {
        puts("  not rendered yet");
        return;
    }
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    putchar('\n');
    fwrite(data, 1, size, stdout);
}

static int
show_row(const DeskCtl *ctl, DeskStore *store, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskOutboxRow) row = NULL;
    g_autoptr(GBytes) bytes = NULL;
    if (!desk_store_begin(store, &error) || !desk_store_outbox_get(store, id, &row, &error) ||
        !desk_store_outbox_bytes(store, id, &bytes, &error))
        return desk_ctl_fail(error);
    if (!row)
        return desk_ctl_complain(EX_NOINPUT, "there is no outgoing mail %" G_GINT64_FORMAT, id);
    if (ctl->options->json)
        print_row_json(row, bytes);
    else
        print_row(row, bytes);
    return EX_OK;
}

int
desk_cmd_outbox_show(const DeskCtl *ctl)
{
    int code = EX_OK;
    gint64 id = 0;
    if (!desk_ctl_number("ID", ctl->operands[0], G_MAXINT64, &id))
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    return store ? show_row(ctl, store, id) : code;
}

typedef struct {
    gint64 id;
    char *actor;
    DeskOutboxRow *row; /* as it was before; NULL when there is none */
    bool done;
} Retry;

static void
retry_clear(Retry *retry)
{
    desk_outbox_row_free(retry->row);
    g_free(retry->actor);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Retry, retry_clear)

/* The job: makes the row due, and leaves an event that says by whom. */
static bool
retry_row(DeskStore *store, gpointer data, GError **error)
{
    Retry *retry = data;
    gint64 now = desk_clock_now();
    g_clear_pointer(&retry->row, desk_outbox_row_free);
    retry->done = false;
    if (!desk_store_outbox_get(store, retry->id, &retry->row, error))
        return false;
    if (!retry->row)
        return true;
    if (!desk_store_outbox_retry(store, retry->id, now, &retry->done, error))
        return false;
    if (!retry->done)
        return true;
    g_autofree char *detail =
        g_strdup_printf("outgoing mail %" G_GINT64_FORMAT " to %s is to be sent again at once",
                        retry->id, retry->row->recipient);
    DeskEvent event = { .ticket = retry->row->ticket,
                        .message = retry->row->ticket == 0 ? retry->row->cause : 0,
                        .at = now,
                        .actor = retry->actor,
                        .kind = (char *) "outbox-retry",
                        .detail = detail };
    return desk_store_event_add(store, &event, error);
}

static int
report_retry(const DeskCtl *ctl, const Retry *retry)
{
    if (!retry->row)
        return desk_ctl_complain(EX_NOINPUT, "there is no outgoing mail %" G_GINT64_FORMAT,
                                 retry->id);
    if (!retry->done)
        return desk_ctl_complain(
            EX_UNAVAILABLE, "outgoing mail %" G_GINT64_FORMAT " is %s, so it is not sent again",
            retry->id, desk_outbox_state_name(retry->row->state));
    if (ctl->options->json)
        desk_json_print(json_pack("{s:I, s:s}", "id", (json_int_t) retry->id, "state", "queued"),
                        false);
    else
        printf("outgoing mail %" G_GINT64_FORMAT " to %s is due now\n", retry->id,
               retry->row->recipient);
    return EX_OK;
}

int
desk_cmd_outbox_retry(const DeskCtl *ctl)
{
    int code = EX_OK;
    g_auto(Retry) retry = { .id = 0 };
    g_autoptr(GError) error = NULL;
    if (!desk_ctl_number("ID", ctl->operands[0], G_MAXINT64, &retry.id))
        return EX_USAGE;
    retry.actor = desk_ctl_actor();
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_WRITE, &code);
    if (!store)
        return code;
    if (!desk_store_run(store, retry_row, &retry, &error))
        return desk_ctl_fail(error);
    return report_retry(ctl, &retry);
}
