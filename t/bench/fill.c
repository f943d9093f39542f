#include "fill.h"
#include "base/clock.h"
#include "store/outbox.h"

#include <sys/resource.h>

gint64
fill_processor_time(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * DESK_SECOND + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_usec;
}

void
fill_must(bool ok, const GError *error)
{
    if (ok)
        return;
    (void) fprintf(stderr, "%s: %s\n", g_get_prgname(), error ? error->message : "failed");
    exit(EX_SOFTWARE);
}

static const char words[][12] = {
    "invoice ", "please ",  "the ",    "answer ",   "order ", "and ",
    "broken ",  "support ", "number ", "delivery ", "is ",    "\r\n"
};

char *
fill_mail(int number, gsize *size)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint32 seed = (guint32) number * 2654435761U + 1;
    g_string_append_printf(text,
                           "Received: from client.example.org by mx.example.com; now\r\n"
                           "From: Customer %d <c%d@example.org>\r\nTo: support@example.com\r\n"
                           "Subject: Help with order %d\r\nMessage-ID: <m%d@example.org>\r\n\r\n",
                           number, number, number, number);
    while (text->len < 4096) {
        seed = seed * 1664525 + 1013904223;
        g_string_append(text, words[(seed >> 16) % G_N_ELEMENTS(words)]);
        if (seed >> 28 == 0)
            g_string_append_printf(text, "%x ", seed);
    }
    *size = text->len;
    return g_string_free(g_steal_pointer(&text), FALSE);
}

bool
fill_ticket(DeskStore *store, gint64 contact, gint64 *id, GError **error)
{
    gint64 now = desk_clock_now();
    DeskTicket ticket = { .subject = (char *) "Help with my order",
                          .status = DESK_STATUS_NEW,
                          .priority = DESK_PRIORITY_NORMAL,
                          .team = (char *) "frontline",
                          .mailbox = (char *) "support",
                          .language = (char *) "en",
                          .requester = contact,
                          .created = now,
                          .updated = now };
    bool ok = desk_store_ticket_add(store, &ticket, error) &&
              desk_store_ticket_mailbox_add(store, ticket.id, "support", error) &&
              desk_store_participant_add(store, ticket.id, contact, DESK_ROLE_REQUESTER, true, now,
                                         error);
    *id = ticket.id;
    return ok;
}

bool
fill_message(DeskStore *store, const FillMessage *fill, gint64 *id, GError **error)
{
    static char text[1500];
    if (!*text)
        memset(text, 'x', sizeof text - 1);
    DeskMessage message = { .ticket = fill->ticket,
                            .direction = fill->direction,
                            .author = fill->author,
                            .message_id = (char *) fill->message_id,
                            .subject = (char *) "Help with my order",
                            .text = text,
                            .date = desk_clock_now(),
                            .received = desk_clock_now(),
                            .machine = "human" };
    DeskRawMail raw = { .content_key = fill->key, .raw_size = 4096, .raw = fill->packed };
    bool ok = desk_store_message_add(store, &message, &raw, error);
    *id = message.id;
    return ok;
}

bool
fill_outbox(DeskStore *store, gint64 ticket, gint64 contact, const char *address,
            const char *message_id, GError **error)
{
    gint64 now = desk_clock_now();
    DeskOutboxRow row = { .ticket = ticket,
                          .contact = contact,
                          .kind = (char *) "ack",
                          .message_id = (char *) "r1-1-abcdefghijklmnopqrstuvwxyz@mx.example.com",
                          .date = now,
                          .envelope_from = (char *) "",
                          .recipient = (char *) address,
                          .recipient_name = (char *) "Customer",
                          .from_name = (char *) "Support",
                          .from_address = (char *) "support@example.com",
                          .reply_to = (char *) "support+r1-1-abcdefghijklmnop@example.com",
                          .in_reply_to = (char *) message_id,
                          .references = (char *) message_id,
                          .language = (char *) "en",
                          .created = now,
                          .next_at = now };
    return desk_store_outbox_add(store, &row, error);
}

bool
fill_traces(DeskStore *store, gint64 ticket, gint64 message, const char *message_id, GError **error)
{
    g_autofree char *queue_id = g_strdup_printf("%X", (guint32) message * 2654435761U);
    DeskEvent event = { .ticket = ticket,
                        .message = message,
                        .at = desk_clock_now(),
                        .actor = (char *) "desk",
                        .kind = (char *) "created",
                        .detail = (char *) "Opened by a new mail without any link." };
    DeskVerdict verdict = { .at = desk_clock_now(),
                            .kind = DESK_VERDICT_NEW,
                            .ticket = ticket,
                            .message = message,
                            .queue_id = queue_id,
                            .message_id = (char *) message_id,
                            .sender = (char *) "c@example.org",
                            .recipients = (char *) "support@example.com",
                            .reason = (char *) "There was no link to a ticket." };
    return desk_store_event_add(store, &event, error) &&
           desk_store_verdict_add(store, &verdict, error);
}
