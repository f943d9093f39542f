#include "scratch.h"
#include "base/clock.h"
#include "store/rows.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <glib/gstdio.h>

static void
add_ticket(Scratch *scratch)
{
    g_autoptr(GError) error = NULL;
    gint64 now = desk_clock_now();
    DeskTicket ticket = { .subject = (char *) "Printer on fire",
                          .status = DESK_STATUS_NEW,
                          .priority = DESK_PRIORITY_NORMAL,
                          .mailbox = (char *) "support",
                          .language = (char *) "en",
                          .created = now,
                          .updated = now };
    cr_assert(desk_store_contact_put(scratch->store, "jo@example.org", "jo@example.org", "Jo", now,
                                     &scratch->contact, &error),
              "%s", error ? error->message : "");
    ticket.requester = scratch->contact;
    cr_assert(desk_store_ticket_add(scratch->store, &ticket, &error), "%s",
              error ? error->message : "");
    scratch->ticket = ticket.id;
}

static void
load_conf(Scratch *scratch, const char *relay, int connections)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = g_build_filename(scratch->folder, "desk.conf", NULL);
    g_autofree char *text =
        g_strdup_printf("hostname = \"desk.example.org\"\n"
                        "store = \"%s\"\nrelay = \"%s\"\nshipped-template-dir = \"%s/templates\"\n"
                        "template-dir = \"%s/own\"\n"
                        "parse-program = \"%s/deskparse\"\n"
                        "send-connections = %d\n"
                        "mailbox \"support\" { address = \"support@example.org\" }\n",
                        scratch->url, relay ? relay : "smtp://127.0.0.1:1", scratch->folder,
                        scratch->folder, scratch->folder, connections);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    DeskConf *conf = desk_conf_load(path, DESK_CONF_NO_KEYS, problems);
    cr_assert(conf, "%s", problems->len ? (char *) problems->pdata[0] : "no reason");
    scratch->slot = desk_conf_slot_new(conf);
}

void
scratch_init(Scratch *scratch, const char *relay, int connections)
{
    g_autoptr(GError) error = NULL;
    scratch->folder = g_dir_make_tmp("send-XXXXXX", NULL);
    cr_assert(scratch->folder);
    scratch->url = g_strdup_printf("sqlite:%s/desk.db", scratch->folder);
    g_autofree char *templates = g_build_filename(scratch->folder, "templates", "en", NULL);
    cr_assert_eq(g_mkdir_with_parents(templates, 0700), 0);
    scratch_template(scratch, "ack.subject", "[#{{ticket.id}}] {{ticket.subject}}");
    scratch_template(scratch, "ack.txt", "Number {{ticket.id}}, {{customer.name}}\n");

    cr_assert(desk_store_create(scratch->url, &error), "%s", error ? error->message : "");
    scratch->store = desk_store_open(scratch->url, DESK_STORE_WRITE, &error);
    cr_assert(scratch->store, "%s", error ? error->message : "");
    add_ticket(scratch);
    load_conf(scratch, relay, connections);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *place)
{
    (void) st;
    (void) kind;
    (void) place;
    return remove(path);
}

void
scratch_clear(Scratch *scratch)
{
    desk_conf_slot_free(scratch->slot);
    desk_store_close(scratch->store);
    nftw(scratch->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    g_free(scratch->folder);
    g_free(scratch->url);
}

void
scratch_template(const Scratch *scratch, const char *file, const char *content)
{
    g_autofree char *path = g_build_filename(scratch->folder, "templates", "en", file, NULL);
    cr_assert(g_file_set_contents(path, content, -1, NULL));
}

gint64
scratch_queue(Scratch *scratch, const char *recipient)
{
    return scratch_queue_kind(scratch, "ack", recipient, 0);
}

gint64
scratch_queue_kind(Scratch *scratch, const char *kind, const char *recipient, gint64 cause)
{
    static int number;
    g_autoptr(GError) error = NULL;
    gint64 now = desk_clock_now();
    g_autofree char *message_id =
        g_strdup_printf("desk.%d.%d@desk.example.org", getpid(), ++number);
    DeskOutboxRow row = { .ticket = scratch->ticket,
                          .cause = cause,
                          .contact = scratch->contact,
                          .kind = (char *) kind,
                          .message_id = message_id,
                          .date = now,
                          .envelope_from = (char *) "",
                          .recipient = (char *) recipient,
                          .recipient_name = (char *) "Jo",
                          .from_name = (char *) "Support",
                          .from_address = (char *) "support@example.org",
                          .reply_to = (char *) "support@example.org",
                          .in_reply_to = (char *) "1@example.org",
                          .references = (char *) "0@example.org 1@example.org",
                          .language = (char *) "en",
                          .verified = true,
                          .created = now,
                          .next_at = now };
    cr_assert(desk_store_outbox_add(scratch->store, &row, &error), "%s",
              error ? error->message : "");
    g_autoptr(GPtrArray) newest = NULL;
    cr_assert(desk_store_outbox_list(scratch->store, NULL, 0, 1, &newest, &error), "%s",
              error ? error->message : "");
    return ((DeskOutboxRow *) g_ptr_array_index(newest, 0))->id;
}

gint64
scratch_say(const Scratch *scratch, DeskDirection direction, const char *text, GBytes *packed)
{
    static guint8 key[32];
    g_autoptr(GError) error = NULL;
    key[0]++;
    const DeskRawMail raw = { .content_key = key, .raw_size = 100, .raw = packed };
    const DeskStoredAttachment file = { .name = (char *) "plan.pdf",
                                        .type = (char *) "application/pdf",
                                        .size = 10,
                                        .sha256 = (char *) "",
                                        .content_id = (char *) "" };
    DeskMessage message = { .ticket = scratch->ticket,
                            .direction = direction,
                            .author = scratch->contact,
                            .message_id = (char *) "",
                            .subject = (char *) "",
                            .text = (char *) text,
                            .machine = "human" };
    cr_assert(desk_store_message_add(scratch->store, &message, &raw, &error), "%s",
              error ? error->message : "");
    if (packed)
        cr_assert(desk_store_attachment_add(scratch->store, message.id, 1, &file, &error), "%s",
                  error ? error->message : "");
    return message.id;
}

DeskOutboxRow *
scratch_row(const Scratch *scratch, gint64 id)
{
    DeskOutboxRow *row = NULL;
    g_autoptr(GError) error = NULL;
    cr_assert(desk_store_outbox_get(scratch->store, id, &row, &error), "%s",
              error ? error->message : "");
    cr_assert(row);
    return row;
}

DeskOutboxRow *
scratch_wait(const Scratch *scratch, gint64 id, DeskOutboxState state, gint64 attempts)
{
    gint64 until = desk_clock_steady() + 20 * DESK_SECOND;
    g_autoptr(DeskOutboxRow) row = scratch_row(scratch, id);
    while ((row->state != state || row->attempts != attempts) && desk_clock_steady() < until) {
        g_usleep(10000);
        desk_outbox_row_free(row);
        row = scratch_row(scratch, id);
    }
    cr_assert(row->state == state && row->attempts == attempts,
              "row %" G_GINT64_FORMAT " is %s after %" G_GINT64_FORMAT " attempts: %s", id,
              desk_outbox_state_name(row->state), row->attempts,
              row->last_error ? row->last_error : "");
    return g_steal_pointer(&row);
}
