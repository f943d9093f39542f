#include "desk/envelope.h"
#include "deskctl/cmd.h"
#include "store/rows.h"

/* The id of a ticket's message number sequence; 0: there is none. */
static bool
find_message(DeskStore *store, gint64 ticket, gint64 sequence, gint64 *message, GError **error)
{
    g_autoptr(GPtrArray) messages = NULL;
    *message = 0;
    if (!desk_store_message_list(store, ticket, &messages, error))
        return false;
    for (guint i = 0; i < messages->len; i++) {
        const DeskMessage *m = messages->pdata[i];
        if (m->sequence == sequence)
            *message = m->id;
    }
    return true;
}

static int
print_raw(DeskStore *store, gint64 message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = NULL;
    if (message > 0 && !desk_store_message_raw(store, message, &raw, &error))
        return desk_ctl_fail(error);
    if (!raw)
        return desk_ctl_complain(EX_NOINPUT, "there is no such mail");
    gsize size = 0;
    const char *bytes = g_bytes_get_data(raw, &size);
    /* A short count is told when the output is flushed. */
    fwrite(bytes, 1, size, stdout);
    return EX_OK;
}

static int
print_ticket_raw(const DeskCtl *ctl, gint64 ticket, gint64 sequence)
{
    int code = EX_OK;
    gint64 message = 0;
    g_autoptr(GError) error = NULL;
    const char *id = ctl->options->values[DESK_OPTION_MESSAGE_ID];
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    g_autofree char *bare = id ? desk_envelope_bare(id) : NULL;
    bool ok = id ? desk_store_message_by_id(store, bare, &message, &ticket, &error)
                 : find_message(store, ticket, sequence, &message, &error);
    return ok ? print_raw(store, message) : desk_ctl_fail(error);
}

int
desk_cmd_ticket_raw(const DeskCtl *ctl)
{
    gint64 ticket = 0;
    const char *id = ctl->options->values[DESK_OPTION_MESSAGE_ID];
    g_autoptr(GArray) numbers = desk_ctl_messages(ctl);
    if (!numbers)
        return EX_USAGE;
    if (!id == (ctl->count == 0) || numbers->len > (id ? 0 : 1))
        return desk_ctl_complain(EX_USAGE, "usage: deskctl ticket raw ID [--message N], or "
                                           "deskctl ticket raw --message-id ID");
    if (!id && !desk_ctl_number("ID", ctl->operands[0], G_MAXINT64, &ticket))
        return EX_USAGE;
    return print_ticket_raw(ctl, ticket, numbers->len > 0 ? g_array_index(numbers, gint64, 0) : 1);
}
