#include "base/clock.h"
#include "base/mac.h"
#include "fill.h"
#include "store/outbox.h"
#include "store/raw.h"

/*
 * What the store costs a mail: store-intake NEW-STORE [MAILS [BATCH]] makes a store and files
 * new mails of 4 KB, each from another sender, as an intake does; prints processor time and
 * elapsed time a mail, of packing and of filing.
 */

typedef struct {
    GBytes *packed;
    guint8 key[32];
    int number;
} Mail;

static bool
find_or_add_contact(DeskStore *store, const char *address, gint64 *contact, GError **error)
{
    return desk_store_contact_find(store, address, contact, error) &&
           (*contact > 0 ||
            desk_store_contact_add(store, address, address, "Customer", 1, contact, error));
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
    if (!desk_store_message_by_key(store, mail->key, &message, &ticket, error) ||
        !desk_store_message_id_count(store, id, &count, error) ||
        !find_or_add_contact(store, address, &contact, error) ||
        !fill_ticket(store, contact, &ticket, error))
        return false;
    FillMessage fill = { .ticket = ticket,
                         .author = contact,
                         .direction = DESK_DIRECTION_IN,
                         .message_id = id,
                         .key = mail->key,
                         .packed = mail->packed };
    return fill_message(store, &fill, &message, error) &&
           desk_store_outbox_count(store, contact, "ack", (DeskPeriod){ 1, G_MAXINT64 }, &count,
                                   error) &&
           fill_outbox(store, ticket, contact, address, id, error) &&
           fill_traces(store, ticket, message, id, error) && desk_store_flush(store, error);
}

static void
pack_mails(Mail *mails, int count)
{
    gint64 spent = 0;
    for (int i = 0; i < count; i++) {
        gsize size = 0;
        g_autofree char *text = fill_mail(i, &size);
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
    fill_must(desk_store_begin(store, &error), error);
    for (int i = 0; i < count; i++)
        fill_must(file_mail(store, &mails[i], &error), error);
    fill_must(desk_store_commit(store, &error), error);
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
    fill_must(desk_store_create(url, &error), error);
    DeskStore *store = desk_store_open(url, DESK_STORE_WRITE, &error);
    fill_must(store != NULL, error);

    gint64 processor = fill_processor_time();
    gint64 start = desk_clock_steady();
    for (int i = 0; i < count; i += batch)
        file_batch(store, &mails[i], MIN(batch, count - i));
    double busy = (double) (fill_processor_time() - processor) / count;
    double elapsed = (double) (desk_clock_steady() - start) / count;
    desk_store_close(store);
    printf("file: %.1f us of processor time and %.1f us in all a mail, in batches of %d\n", busy,
           elapsed, batch);
    for (int i = 0; i < count; i++)
        g_bytes_unref(mails[i].packed);
    g_free(mails);
    return 0;
}
