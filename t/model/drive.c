#include "drive.h"
#include "base/address.h"
#include "base/file.h"
#include "desk/amend.h"
#include "parse/parse.h"
#include "play.h"
#include "store/outbox.h"
#include "store/rows.h"

#include <glib/gstdio.h>

/* The commands of the model test, but that for a mail: see drive.h. */

#define MAIL_MAX ((size_t) 16 * 1024 * 1024)
#define ROWS_MAX 100 /* that one command queues */

static const char *const files[] = { "desk.db", "desk.db-wal", "desk.db-shm", "desk.db.lock" };

/* The linker puts this in the place of desk_clock_now. */
gint64 __wrap_desk_clock_now(void);
static gint64 drive_clock;

gint64
__wrap_desk_clock_now(void)
{
    return drive_clock;
}

void
drive_set_clock(gint64 now)
{
    drive_clock = now;
}

static void
remove_store(Drive *drive)
{
    g_clear_pointer(&drive->store, desk_store_close);
    g_clear_pointer(&drive->policy, desk_policy_unref);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(drive->folder, files[i], NULL);
        (void) g_unlink(path);
    }
}

static bool
open_store(Drive *drive, GError **error)
{
    drive->store = play_store(drive->url, error);
    return drive->store != NULL;
}

static bool
read_policy(Drive *drive, GError **error)
{
    g_autoptr(GPtrArray) epochs = desk_store_epochs(drive->store, error);
    if (!epochs)
        return false;
    g_clear_pointer(&drive->policy, desk_policy_unref);
    drive->policy = desk_policy_new(drive->conf, epochs);
    return true;
}

static bool
do_desk(Drive *drive, char **fields G_GNUC_UNUSED, GError **error)
{
    remove_store(drive);
    drive->last_row = 0;
    drive->last_event = 0;
    return desk_store_create(drive->url, error) && open_store(drive, error) &&
           read_policy(drive, error);
}

static gint64
number(const char *text)
{
    return g_ascii_strtoll(text, NULL, 10);
}

static DeskAmender
amender(Drive *drive, const char *now)
{
    return (DeskAmender){ .policy = drive->policy, .actor = "model", .now = number(now) };
}

static bool
do_status(Drive *drive, char **fields, GError **error)
{
    DeskAmender who = amender(drive, fields[2]);
    DeskChange change = { .status = fields[1] };
    return desk_amend_set(drive->store, &who, number(fields[0]), &change, error);
}

static bool
do_merge(Drive *drive, char **fields, GError **error)
{
    gint64 final = 0;
    DeskAmender who = amender(drive, fields[2]);
    return desk_amend_merge(drive->store, &who, number(fields[0]), number(fields[1]), &final,
                            error) &&
           drive_say_ticket(drive->store, final, error);
}

/* The number on its ticket of a message with this id; 0: it is not there. */
static gint64
sequence_of(Drive *drive, gint64 ticket, gint64 message)
{
    g_autoptr(GPtrArray) messages = NULL;
    (void) desk_store_message_list(drive->store, ticket, &messages, NULL);
    for (guint i = 0; messages && i < messages->len; i++) {
        const DeskMessage *one = messages->pdata[i];
        if (one->id == message)
            return one->sequence;
    }
    return 0;
}

static bool
do_approve(Drive *drive, char **fields, GError **error)
{
    gint64 final = 0;
    gint64 ticket = number(fields[0]);
    DeskAmender who = amender(drive, fields[2]);
    gint64 sequence = sequence_of(drive, ticket, number(fields[1]));
    return desk_amend_approve(drive->store, &who, ticket, sequence, error) &&
           desk_store_ticket_follow(drive->store, ticket, &final, error) &&
           drive_say_ticket(drive->store, final, error);
}

static bool
queue(Drive *drive, char **fields, gint64 contact, GError **error)
{
    const DeskSeal *seal = desk_policy_seal(drive->policy);
    const DeskMailbox *mailbox = drive->conf->mailboxes->pdata[0];
    char delimiter = drive->conf->recipient_delimiter;
    DeskToken token = { .purpose = DESK_TOKEN_REPLY,
                        .ticket = number(fields[0]),
                        .contact = contact };
    g_autofree char *reply_to = desk_token_reply_address(seal, token, mailbox->address, delimiter);
    token.purpose = DESK_TOKEN_BOUNCE;
    g_autofree char *envelope_from =
        desk_token_bounce_address(seal, token, mailbox->address, delimiter);
    token.purpose = DESK_TOKEN_MESSAGE_ID;
    g_autofree char *message_id = desk_token_message_id(seal, token, drive->conf->hostname);

    DeskOutboxRow row = { .ticket = token.ticket,
                          .contact = contact,
                          .kind = fields[1],
                          .message_id = message_id,
                          .date = number(fields[3]),
                          .envelope_from = envelope_from,
                          .recipient = fields[2],
                          .recipient_name = (char *) "",
                          .from_name = (char *) "Support",
                          .from_address = mailbox->address,
                          .reply_to = reply_to,
                          .in_reply_to = (char *) "",
                          .references = (char *) "",
                          .language = (char *) "en",
                          .created = number(fields[3]),
                          .next_at = number(fields[3]) };
    return desk_store_outbox_add(drive->store, &row, error);
}

static bool
do_send(Drive *drive, char **fields, GError **error)
{
    gint64 contact = 0;
    g_autofree char *key = desk_address_key(fields[2]);
    return key &&
           desk_store_contact_put(drive->store, key, fields[2], "", number(fields[3]), &contact,
                                  error) &&
           queue(drive, fields, contact, error);
}

/* Copies one of the files of the store; a missing one is removed on the other side too. */
static void
copy_file(Drive *drive, const char *name, const char *from, const char *to)
{
    gsize size = 0;
    g_autofree char *bytes = NULL;
    g_autofree char *source = g_strconcat(drive->folder, "/", name, from, NULL);
    g_autofree char *target = g_strconcat(drive->folder, "/", name, to, NULL);
    if (g_file_get_contents(source, &bytes, &size, NULL))
        (void) g_file_set_contents_full(target, bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE,
                                        0600, NULL);
    else
        (void) g_unlink(target);
}

static bool
do_backup(Drive *drive, char **fields G_GNUC_UNUSED, GError **error)
{
    g_clear_pointer(&drive->store, desk_store_close);
    copy_file(drive, files[0], "", ".backup");
    copy_file(drive, files[1], "", ".backup");
    return open_store(drive, error);
}

static bool
do_restore(Drive *drive, char **fields, GError **error)
{
    remove_store(drive);
    copy_file(drive, files[0], ".backup", "");
    copy_file(drive, files[1], ".backup", "");
    return open_store(drive, error) &&
           desk_store_epoch_begin(drive->store, number(fields[0]), error) &&
           read_policy(drive, error);
}

static bool
tell_row(Drive *drive, const DeskOutboxRow *row, GError **error)
{
    g_autoptr(DeskContact) contact = NULL;
    if (!desk_store_contact_get(drive->store, row->contact, &contact, error))
        return false;
    g_autofree char *key = contact ? desk_address_key(contact->address) : g_strdup("-");
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
    g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, row->ticket);
    g_autofree char *cause = g_strdup_printf("%" G_GINT64_FORMAT, row->cause);
    g_autofree char *detail = g_strdelimit(g_strdup(row->detail ? row->detail : "-"), "\n\t", '/');
    play_say("row", id, ticket, row->kind, row->recipient, key, row->message_id, row->reply_to,
             row->envelope_from, row->note_to ? row->note_to : "-", cause,
             row->subject ? row->subject : "-", detail, NULL);
    return true;
}

void
drive_tell_outbox(Drive *drive)
{
    g_autoptr(GPtrArray) rows = NULL;
    g_autoptr(GError) error = NULL;
    bool ok = desk_store_outbox_list(drive->store, NULL, 0, ROWS_MAX, &rows, &error);
    gint64 last = drive->last_row;
    for (guint i = rows ? rows->len : 0; ok && i-- > 0;) {
        const DeskOutboxRow *row = rows->pdata[i];
        if (row->id <= last)
            continue;
        ok = tell_row(drive, row, &error);
        drive->last_row = row->id;
    }
    if (!ok)
        play_error(error);
}

static const struct {
    const char *name;
    guint fields;
    bool (*run)(Drive *drive, char **fields, GError **error);
    bool amends; /* runs in a transaction of its own */
} commands[] = {
    { "desk", 0, do_desk, false },       { "status", 3, do_status, true },
    { "merge", 3, do_merge, true },      { "approve", 3, do_approve, true },
    { "send", 4, do_send, true },        { "backup", 0, do_backup, false },
    { "restore", 1, do_restore, false }, { "set", 6, drive_set, true },
    { "tick", 1, drive_tick, false },    { "post", 1, drive_post, true },
    { "look", 0, drive_look, false },    { "links", 3, drive_links, false },
};

static bool
run_amending(Drive *drive, size_t which, char **fields, GError **error)
{
    if (!desk_store_begin(drive->store, error))
        return false;
    if (commands[which].run(drive, fields, error))
        return desk_store_commit(drive->store, error);
    desk_store_rollback(drive->store);
    return false;
}

static void
run_command(Drive *drive, char **fields)
{
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_autoptr(GError) error = NULL;
        if (!g_str_equal(fields[0], commands[i].name))
            continue;
        if (g_strv_length(fields) != commands[i].fields + 1)
            play_say("error", "fields are missing", NULL);
        else if (commands[i].amends ? !run_amending(drive, i, fields + 1, &error)
                                    : !commands[i].run(drive, fields + 1, &error))
            play_error(error);
        else
            drive_tell_outbox(drive);
        return;
    }
    play_say("error", "no such command", NULL);
}

static void
run_mail(Drive *drive, char **fields)
{
    gsize size = (gsize) number(fields[1]);
    if (size > MAIL_MAX || g_strv_length(fields) < 6) {
        play_say("error", "no mail like this", NULL);
        return;
    }
    g_autofree char *bytes = g_malloc(size + 1);
    if (fread(bytes, 1, size, stdin) == size)
        drive_mail(drive, fields + 2, (DeskBytes){ bytes, size });
}

static void
run(char **fields, gpointer data)
{
    Drive *drive = data;
    if (g_str_equal(fields[0], "mail"))
        run_mail(drive, fields);
    else
        run_command(drive, fields);
}

int
main(int argc, char **argv)
{
    if (argc != 3) {
        (void) fprintf(stderr, "usage: drive CONF FOLDER\n");
        return EX_USAGE;
    }
    Drive drive = { .conf = play_conf(argv[1]),
                    .folder = g_strdup(argv[2]),
                    .url = g_strdup_printf("sqlite:%s/%s", argv[2], files[0]) };
    desk_parse_init();
    play_lines(run, &drive);
    remove_store(&drive);
    desk_conf_unref(drive.conf);
    g_free(drive.folder);
    g_free(drive.url);
    return 0;
}
