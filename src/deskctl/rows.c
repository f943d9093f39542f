#include "deskctl/rows.h"
#include "base/clock.h"
#include "desk/update.h"
#include "ticket/facts.h"

static bool
requester(DeskStore *store, gint64 id, json_t **value, GError **error)
{
    g_autoptr(DeskContact) contact = NULL;
    if (id > 0 && !desk_store_contact_get(store, id, &contact, error))
        return false;
    *value = contact ? desk_json_person(contact->name, contact->address) : json_null();
    return true;
}

bool
desk_rows_ticket(DeskStore *store, const DeskTicket *ticket, json_t **value, GError **error)
{
    g_auto(GStrv) tags = NULL;
    json_t *person = NULL;
    if (!desk_store_tag_list(store, ticket->id, &tags, error) ||
        !requester(store, ticket->requester, &person, error))
        return false;
    json_t *words = json_array();
    for (char **tag = tags; tag && *tag; tag++)
        json_array_append_new(words, desk_json_text(*tag));

    json_t *v = *value = json_object();
    json_object_set_new(v, "id", json_integer(ticket->id));
    json_object_set_new(v, "subject", desk_json_text(ticket->subject));
    json_object_set_new(v, "status", desk_json_text(desk_status_name(ticket->status)));
    json_object_set_new(v, "priority", desk_json_text(desk_priority_name(ticket->priority)));
    json_object_set_new(v, "category", desk_json_text(ticket->category));
    json_object_set_new(v, "tags", words);
    json_object_set_new(v, "team", desk_json_text(ticket->team));
    json_object_set_new(v, "assignee", desk_json_text(ticket->assignee));
    json_object_set_new(v, "sla", desk_json_text(ticket->sla));
    json_object_set_new(v, "requester", person);
    json_object_set_new(v, "mailbox", desk_json_text(ticket->mailbox));
    json_object_set_new(v, "language", desk_json_text(ticket->language));
    json_object_set_new(v, "merged_into", desk_json_id(ticket->merged_into));
    json_object_set_new(v, "created", desk_json_time(ticket->created));
    json_object_set_new(v, "updated", desk_json_time(ticket->updated));
    return true;
}

json_t *
desk_rows_attachment(const DeskStoredAttachment *attachment)
{
    json_t *value = json_object();
    json_object_set_new(value, "name", desk_json_text(attachment->name));
    json_object_set_new(value, "type", desk_json_text(attachment->type));
    json_object_set_new(value, "size", json_integer(attachment->size));
    json_object_set_new(value, "sha256", desk_json_text(attachment->sha256));
    json_object_set_new(value, "inline", json_boolean(attachment->is_inline));
    json_object_set_new(value, "content_id", desk_json_text(attachment->content_id));
    return value;
}

json_t *
desk_rows_event(const DeskEvent *event)
{
    json_t *value = json_object();
    json_object_set_new(value, "at", desk_json_time(event->at));
    json_object_set_new(value, "actor", desk_json_text(event->actor));
    json_object_set_new(value, "kind", desk_json_text(event->kind));
    json_object_set_new(value, "detail", desk_json_text(event->detail));
    json_object_set_new(value, "message", desk_json_id(event->message));
    return value;
}

json_t *
desk_rows_outbox(const DeskOutboxRow *row)
{
    json_t *value = json_object();
    json_object_set_new(value, "id", json_integer(row->id));
    json_object_set_new(value, "ticket", desk_json_id(row->ticket));
    json_object_set_new(value, "cause", desk_json_id(row->cause));
    json_object_set_new(value, "kind", desk_json_text(row->kind));
    json_object_set_new(value, "state", desk_json_text(desk_outbox_state_name(row->state)));
    json_object_set_new(value, "message_id", desk_json_text(row->message_id));
    json_object_set_new(value, "date", desk_json_time(row->date));
    json_object_set_new(value, "envelope_from", desk_json_text(row->envelope_from));
    json_object_set_new(value, "recipient", desk_json_text(row->recipient));
    json_object_set_new(value, "created", desk_json_time(row->created));
    json_object_set_new(value, "next_at", desk_json_time(row->next_at));
    json_object_set_new(value, "attempts", json_integer(row->attempts));
    json_object_set_new(value, "cuts", json_integer(row->cuts));
    json_object_set_new(value, "lease_owner", desk_json_text(row->lease_owner));
    json_object_set_new(value, "lease_until", desk_json_time(row->lease_until));
    json_object_set_new(value, "settled", desk_json_time(row->settled));
    json_object_set_new(value, "queue_id", desk_json_text(row->queue_id));
    json_object_set_new(value, "last_error", desk_json_text(row->last_error));
    json_object_set_new(value, "delivery", desk_json_text(desk_delivery_name(row->delivery)));
    json_object_set_new(value, "delivery_at", desk_json_time(row->delivery_at));
    json_object_set_new(value, "delivery_detail", desk_json_text(row->delivery_detail));
    return value;
}

json_t *
desk_rows_verdict(const DeskVerdict *verdict)
{
    json_t *value = json_object();
    json_object_set_new(value, "at", desk_json_time(verdict->at));
    json_object_set_new(value, "verdict", desk_json_text(desk_verdict_name(verdict->kind)));
    json_object_set_new(value, "ticket", desk_json_id(verdict->ticket));
    json_object_set_new(value, "message", desk_json_id(verdict->message));
    json_object_set_new(value, "queue_id", desk_json_text(verdict->queue_id));
    json_object_set_new(value, "message_id", desk_json_text(verdict->message_id));
    json_object_set_new(value, "sender", desk_json_text(verdict->sender));
    json_object_set_new(value, "recipients", desk_json_text(verdict->recipients));
    json_object_set_new(value, "reason", desk_json_text(verdict->reason));
    json_object_set_new(value, "microseconds", json_integer(verdict->duration));
    return value;
}

char *
desk_rows_address(DeskStore *store, gint64 contact, GError **error)
{
    g_autoptr(DeskContact) person = NULL;
    if (contact > 0 && !desk_store_contact_get(store, contact, &person, error))
        return NULL;
    return g_strdup(person ? person->address : "");
}

void
desk_rows_print_event(const DeskEvent *event)
{
    g_autofree char *at = desk_clock_rfc3339(event->at);
    printf("  %s  %s: %s (%s)\n", at ? at : "", event->kind, event->detail, event->actor);
}

/* Of most mails nobody reports. */
static void
print_delivery(const DeskOutboxRow *row)
{
    if (row->delivery == DESK_DELIVERY_UNKNOWN)
        return;
    g_autofree char *at = desk_clock_rfc3339(row->delivery_at);
    printf("; reported as %s", desk_delivery_name(row->delivery));
    if (at)
        printf(" on %s", at);
    if (row->delivery_detail && *row->delivery_detail)
        printf(": %s", row->delivery_detail);
}

char *
desk_rows_mail(const char *kind, const char *detail)
{
    bool is_update = g_str_equal(kind, "status") || g_str_equal(kind, "reply");
    g_autofree char *word = is_update ? desk_facts_find(detail, DESK_UPDATE_FACT) : NULL;
    return word ? g_strdup_printf("%s (%s)", kind, word) : g_strdup(kind);
}

void
desk_rows_print_outbox(const DeskOutboxRow *row)
{
    g_autofree char *at = desk_clock_rfc3339(row->settled ? row->settled : row->next_at);
    g_autofree char *kind = desk_rows_mail(row->kind, row->detail);
    printf("  %s  mail %" G_GINT64_FORMAT ", %s to %s: %s", at ? at : "", row->id, kind,
           row->recipient, desk_outbox_state_name(row->state));
    if (row->queue_id)
        printf(" as %s", row->queue_id);
    if (row->attempts == 1)
        printf(", tried once");
    else if (row->attempts > 1)
        printf(", tried %" G_GINT64_FORMAT " times", row->attempts);
    if (row->last_error)
        printf(", last error: %s", row->last_error);
    print_delivery(row);
    putchar('\n');
}
