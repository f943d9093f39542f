#include "base/address.h"
#include "base/clock.h"
#include "deskctl/cmd.h"
#include "deskctl/rows.h"
#include "deskctl/table.h"

#define LIST_DEFAULT 50
#define LIST_MAX     100000

static bool
read_filter(const DeskCtl *ctl, DeskTicketFilter *filter, char **requester)
{
    char *const *values = ctl->options->values;
    DeskStatus status;
    *filter = (DeskTicketFilter){ .status = values[DESK_OPTION_STATUS],
                                  .mailbox = values[DESK_OPTION_MAILBOX],
                                  .team = values[DESK_OPTION_TEAM],
                                  .assignee = values[DESK_OPTION_ASSIGNEE] };
    if (filter->status && !desk_status_parse(filter->status, &status)) {
        desk_ctl_complain(EX_USAGE, "--status: expected new, open, in-progress, waiting, on-hold, "
                                    "resolved, closed, merged or spam");
        return false;
    }
    const char *address = values[DESK_OPTION_REQUESTER];
    filter->requester = *requester = address ? desk_address_key(address) : NULL;
    if (address && !*requester) {
        desk_ctl_complain(EX_USAGE, "--requester: expected an address such as jane@example.com");
        return false;
    }
    return desk_ctl_option_number(ctl, DESK_OPTION_LIMIT, LIST_MAX, LIST_DEFAULT, &filter->limit) &&
           desk_ctl_option_number(ctl, DESK_OPTION_BEFORE, G_MAXINT64, 0, &filter->before);
}

static bool
print_list_json(DeskStore *store, const GPtrArray *tickets, GError **error)
{
    json_t *list = json_array();
    for (guint i = 0; i < tickets->len; i++) {
        json_t *value = NULL;
        if (!desk_rows_ticket(store, tickets->pdata[i], &value, error)) {
            json_decref(list);
            return false;
        }
        json_array_append_new(list, value);
    }
    desk_json_print(list, false);
    return true;
}

static bool
print_list_table(DeskStore *store, const GPtrArray *tickets, GError **error)
{
    g_autoptr(DeskTable) table =
        desk_table_new((const char *const[]){ "ID", "STATUS", "PRIORITY", "UPDATED", "MAILBOX",
                                              "TEAM", "ASSIGNEE", "REQUESTER", "SUBJECT", NULL });
    for (guint i = 0; i < tickets->len; i++) {
        const DeskTicket *ticket = tickets->pdata[i];
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, ticket->id);
        g_autofree char *updated = desk_clock_rfc3339(ticket->updated);
        g_autofree char *requester = desk_rows_address(store, ticket->requester, error);
        if (!requester)
            return false;
        desk_table_add(table, (const char *const[]){
                                  id, desk_status_name(ticket->status),
                                  desk_priority_name(ticket->priority), updated, ticket->mailbox,
                                  ticket->team, ticket->assignee, requester, ticket->subject });
    }
    desk_table_print(table, stdout);
    return true;
}

static bool
list_tickets(const DeskCtl *ctl, DeskStore *store, const DeskTicketFilter *filter, GError **error)
{
    g_autoptr(GPtrArray) tickets = NULL;
    return desk_store_begin(store, error) &&
           desk_store_ticket_list(store, filter, &tickets, error) &&
           (ctl->options->json ? print_list_json(store, tickets, error)
                               : print_list_table(store, tickets, error));
}

int
desk_cmd_ticket_list(const DeskCtl *ctl)
{
    int code = EX_OK;
    g_autoptr(GError) error = NULL;
    g_autofree char *requester = NULL;
    DeskTicketFilter filter;
    if (!read_filter(ctl, &filter, &requester))
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    return list_tickets(ctl, store, &filter, &error) ? EX_OK : desk_ctl_fail(error);
}
