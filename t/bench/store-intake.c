#include "base/clock.h"
#include "base/mac.h"
#include "store/outbox.h"
#include "store/raw.h"
#include "store/rows.h"
#include "store/writer.h"

#include <sys/resource.h>

/*
 * What the store costs a mail: store-intake FOLDER [MAILS [BATCH]] makes a store in the
 * folder and files new mails of 4 KB, each from another sender, as an intake does; prints
 * processor time and elapsed time a mail, of packing and of filing.
 */

typedef struct {
    GBytes *packed;
    guint8 key[32];
    int number;
} Mail;

static gint64
processor_time(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * DESK_SECOND + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_usec;
}

static void
must(bool ok, GError *error)
{
    if (ok)
        return;
    fprintf(stderr, "store-intake: %s\n", error ? error->message : "failed");
    exit(EX_SOFTWARE);
}

static const char words[][12] = {
    "invoice ", "please ",  "the ",    "answer ",   "order ", "and ",
    "broken ",  "support ", "number ", "delivery ", "is ",    "\r\n"
};

static char *
make_mail(int number, gsize *size)
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

static bool
add_ticket(DeskStore *store, const Mail *mail, gint64 contact, gint64 *id, GError **error)
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
    (void) mail;
    bool ok = desk_store_ticket_add(store, &ticket, error) &&
              desk_store_ticket_mailbox_add(store, ticket.id, "support", error) &&
              desk_store_participant_add(store, ticket.id, contact, DESK_ROLE_REQUESTER, true, now,
                                         error);
    *id = ticket.id;
    return ok;
}

static bool
add_message(DeskStore *store, const Mail *mail, gint64 contact, gint64 ticket, gint64 *id,
            GError **error)
{
    static char text[1500];
    if (!*text)
        memset(text, 'x', sizeof text - 1);
    g_autofree char *message_id = g_strdup_printf("m%d@example.org", mail->number);
    DeskMessage message = { .ticket = ticket,
                            .direction = DESK_DIRECTION_IN,
                            .author = contact,
                            .message_id = message_id,
                            .subject = (char *) "Help with my order",
                            .text = text,
                            .date = desk_clock_now(),
                            .received = desk_clock_now(),
                            .machine = "human" };
    DeskRawMail raw = { .content_key = mail->key, .raw_size = 4096, .raw = mail->packed };
    bool ok = desk_store_message_add(store, &message, &raw, error);
    *id = message.id;
    return ok;
}

static bool
add_outbox(DeskStore *store, const Mail *mail, gint64 contact, gint64 ticket, GError **error)
{
    g_autofree char *address = g_strdup_printf("c%d@example.org", mail->number);
    g_autofree char *id = g_strdup_printf("m%d@example.org", mail->number);
    gint64 now = desk_clock_now();
    DeskOutboxRow row = { .ticket = ticket,
                          .contact = contact,
                          .kind = (char *) "ack",
                          .message_id = (char *) "r1-1-abcdefghijklmnopqrstuvwxyz@mx.example.com",
                          .date = now,
                          .envelope_from = (char *) "",
                          .recipient = address,
                          .recipient_name = (char *) "Customer",
                          .from_name = (char *) "Support",
                          .from_address = (char *) "support@example.com",
                          .reply_to = (char *) "support+r1-1-abcdefghijklmnop@example.com",
                          .in_reply_to = id,
                          .references = id,
                          .language = (char *) "en",
                          .created = now,
                          .next_at = now };
    return desk_store_outbox_add(store, &row, error);
}

static bool
add_traces(DeskStore *store, const Mail *mail, gint64 ticket, gint64 message, GError **error)
{
    g_autofree char *id = g_strdup_printf("m%d@example.org", mail->number);
    g_autofree char *queue_id = g_strdup_printf("%X", (guint32) mail->number * 2654435761U);
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
                            .message_id = id,
                            .sender = (char *) "c@example.org",
                            .recipients = (char *) "support@example.com",
                            .reason = (char *) "There was no link to a ticket." };
    return desk_store_event_add(store, &event, error) &&
           desk_store_verdict_add(store, &verdict, error);
}

/* The look-ups and rows of an intake. */
static bool
file_mail(DeskStore *store, const Mail *mail, GError **error)
{
    gint64 contact = 0;
    gint64 ticket = 0;
    gint64 message = 0;
    gint64 count = 0;
    g_autofree char *address = g_strdup_printf("c%d@example.org", mail->number);
    g_autofree char *id = g_strdup_printf("m%d@example.org", mail->number);
    return desk_store_message_by_key(store, mail->key, &message, &ticket, error) &&
           desk_store_message_id_count(store, id, &count, error) &&
           desk_store_contact_put(store, address, address, "Customer", 1, &contact, error) &&
           add_ticket(store, mail, contact, &ticket, error) &&
           add_message(store, mail, contact, ticket, &message, error) &&
           desk_store_outbox_count(store, contact, "ack", 1, &count, error) &&
           add_outbox(store, mail, contact, ticket, error) &&
           add_traces(store, mail, ticket, message, error);
}

static void
pack_mails(Mail *mails, int count)
{
    gint64 spent = 0;
    for (int i = 0; i < count; i++) {
        gsize size = 0;
        g_autofree char *text = make_mail(i, &size);
        gint64 start = desk_clock_steady();
        mails[i].packed = desk_raw_pack((DeskBytes){ text, size });
        spent += desk_clock_steady() - start;
        mails[i].number = i;
        desk_random(mails[i].key, sizeof mails[i].key);
    }
    printf("pack: %.1f us a mail, 4096 bytes become %zu\n", (double) spent / count,
           g_bytes_get_size(mails[0].packed));
}

static void
file_batch(DeskStore *store, const Mail *mails, int count)
{
    g_autoptr(GError) error = NULL;
    must(desk_store_begin(store, &error), error);
    for (int i = 0; i < count; i++)
        must(file_mail(store, &mails[i], &error), error);
    must(desk_store_commit(store, &error), error);
    desk_store_tidy(store);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int count = argc > 2 ? (int) g_ascii_strtoll(argv[2], NULL, 10) : 20000;
    int batch = argc > 3 ? (int) g_ascii_strtoll(argv[3], NULL, 10) : 32;
    if (argc < 2 || count < 1 || batch < 1) {
        fprintf(stderr, "usage: store-intake NEW-STORE [MAILS [BATCH]]\n"
                        "NEW-STORE: sqlite:/path/bench.db or postgresql://user@host/database\n");
        return EX_USAGE;
    }
    const char *url = argv[1];
    Mail *mails = g_new0(Mail, count);
    pack_mails(mails, count);
    must(desk_store_create(url, &error), error);
    DeskStore *store = desk_store_open(url, DESK_STORE_WRITE, &error);
    must(store != NULL, error);

    gint64 processor = processor_time();
    gint64 start = desk_clock_steady();
    for (int i = 0; i < count; i += batch)
        file_batch(store, &mails[i], MIN(batch, count - i));
    double busy = (double) (processor_time() - processor) / count;
    double elapsed = (double) (desk_clock_steady() - start) / count;
    desk_store_close(store);
    printf("file: %.1f us of processor time and %.1f us in all a mail, in batches of %d\n", busy,
           elapsed, batch);
    for (int i = 0; i < count; i++)
        g_bytes_unref(mails[i].packed);
    g_free(mails);
    return 0;
}
