#include "base/clock.h"
#include "desk/escalate.h"
#include "desk/intake.h"
#include "play.h"
#include "send/maker.h"
#include "store/outbox.h"
#include "store/rows.h"

#include <glib/gstdio.h>

/*
 * The full circle without daemons and without Postfix: a mail goes through the intake as the milter
 * hands it over, and whatever it has queued is made into bytes as deskpost makes it. Commands and
 * answers are as in play.h.
 *
 *   desk                               a new, empty desk
 *   mail SIZE SENDER LOGIN RECIPIENT...   SIZE bytes follow; LOGIN may be "-"
 *   conf FILE                          another configuration, as by a reload
 *   time SECONDS                       they pass: what was queued is sent, timers do what is due
 *   ticket ID                          what has become of it
 *
 * What comes back:
 *
 *   verdict KIND TICKET MESSAGE REASON
 *   refused WHAT                       the sender's server is told that
 *   letter ROW TICKET KIND RECIPIENT ENVELOPE-FROM SIZE   SIZE bytes follow, and a line end
 *   unmade ROW TICKET KIND RECIPIENT MESSAGE-ID WHY    no mail can be made of the row
 *   ticket STATUS ASSIGNEE REQUESTER
 *   person ADDRESS ROLE CONFIRMED
 *   message SEQUENCE in|out|note shown|held AUTHOR
 *   event KIND DETAIL
 *   error WHAT
 */

#define MAIL_MAX ((gsize) 16 * 1024 * 1024)
#define ROWS_MAX 100 /* that one mail queues */
#define OWNER    "circle"

/* The linker puts this in the place of desk_clock_now. */
gint64 __wrap_desk_clock_now(void);
gint64 __real_desk_clock_now(void);
static gint64 ahead;

gint64
__wrap_desk_clock_now(void)
{
    return __real_desk_clock_now() + ahead;
}

static const char *const files[] = { "desk.db", "desk.db-wal", "desk.db-shm", "desk.db.lock" };

typedef struct {
    const char *folder;
    char *url;
    DeskConfSlot *slot;
    DeskReader *reader;
    DeskWriter *writer;
    DeskStore *store; /* to read what has been queued */
    DeskMaker *maker;
    DeskIntake *intake;
    gint64 last_row;
} Circle;

static void
close_desk(Circle *circle)
{
    g_clear_pointer(&circle->intake, desk_intake_free);
    g_clear_pointer(&circle->maker, desk_maker_free);
    g_clear_pointer(&circle->writer, desk_writer_free);
    g_clear_pointer(&circle->store, desk_store_close);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(circle->folder, files[i], NULL);
        (void) g_unlink(path);
    }
}

/* A crash is no part of this, so nothing waits for the disk. */
static DeskStore *
open_store(const char *url, DeskStoreMode mode G_GNUC_UNUSED, GError **error)
{
    return play_store(url, error);
}

static void
pause_maker(gpointer data G_GNUC_UNUSED)
{
}

static bool
open_desk(Circle *circle, GError **error)
{
    close_desk(circle);
    circle->last_row = 0;
    if (!desk_store_create(circle->url, error))
        return false;
    circle->store = play_store(circle->url, error);
    g_autoptr(GPtrArray) epochs = circle->store ? desk_store_epochs(circle->store, error) : NULL;
    circle->writer = epochs ? desk_writer_new_with(circle->url, open_store, 1, error) : NULL;
    if (!circle->writer)
        return false;
    circle->maker = desk_maker_new(circle->slot, pause_maker, NULL);
    circle->intake = desk_intake_new(circle->slot, circle->reader, circle->writer, epochs);
    return true;
}

static char *
text_of(gint64 number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static void
tell_letter(Circle *circle, const DeskOutboxRow *row)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = text_of(row->id), *ticket = text_of(row->ticket);
    g_autoptr(GBytes) bytes = desk_maker_make(circle->maker, circle->store, row, &error);
    if (!bytes) {
        play_say("unmade", id, ticket, row->kind, row->recipient, row->message_id, error->message,
                 NULL);
        return;
    }
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *length = text_of((gint64) size);
    play_say("letter", id, ticket, row->kind, row->recipient, row->envelope_from, length, NULL);
    (void) fwrite(data, 1, size, stdout);
    (void) putchar('\n');
}

static void
tell_outbox(Circle *circle)
{
    g_autoptr(GPtrArray) rows = NULL;
    g_autoptr(GError) error = NULL;
    gint64 last = circle->last_row;
    if (!desk_store_outbox_list(circle->store, NULL, 0, ROWS_MAX, &rows, &error)) {
        play_error(error);
        return;
    }
    for (guint i = rows->len; i-- > 0;) {
        const DeskOutboxRow *row = rows->pdata[i];
        if (row->id <= last)
            continue;
        tell_letter(circle, row);
        circle->last_row = MAX(circle->last_row, row->id);
    }
}

static void
take(Circle *circle, DeskEnvelope *envelope, DeskBytes raw)
{
    g_autoptr(GError) error = NULL;
    __attribute__((cleanup(desk_verdict_clear))) DeskVerdict verdict = { 0 };
    if (!desk_intake_take(circle->intake, envelope, raw, &verdict, &error)) {
        bool is_refused = g_error_matches(error, DESK_INTAKE_ERROR, DESK_INTAKE_ERROR_REFUSED);
        play_say(is_refused ? "refused" : "error", error->message, NULL);
        return;
    }
    g_autofree char *ticket = text_of(verdict.ticket), *message = text_of(verdict.message);
    play_say("verdict", desk_verdict_name(verdict.kind), ticket, message, verdict.reason, NULL);
    tell_outbox(circle);
}

static void
run_mail(Circle *circle, char **fields)
{
    gsize size = (gsize) g_ascii_strtoull(fields[1], NULL, 10);
    g_autofree char *bytes = g_malloc(MIN(size, MAIL_MAX) + 1);
    if (size > MAIL_MAX || fread(bytes, 1, size, stdin) != size) {
        play_say("error", "no mail like this", NULL);
        return;
    }
    g_autoptr(DeskPolicy) policy = desk_intake_policy(circle->intake);
    g_autoptr(DeskEnvelope) envelope = desk_envelope_new(policy, fields[2]);
    if (!g_str_equal(fields[3], "-"))
        envelope->login = g_strdup(fields[3]);
    bool is_forged = false;
    for (char **recipient = fields + 4; *recipient; recipient++)
        is_forged |= desk_envelope_add(envelope, *recipient).state == DESK_TOKEN_FORGED;
    if (envelope->recipients->len > 0)
        take(circle, envelope, (DeskBytes){ bytes, size });
    else
        play_say(is_forged ? "refused" : "verdict", is_forged ? "a forged address" : "bystander",
                 "0", "0", "", NULL);
}

/* What a mail about a ticket's state says may have changed while it waited. */
static bool
send_due(Circle *circle, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    const DeskOutboxResult result = { .state = DESK_OUTBOX_SENT };
    gint64 now = desk_clock_now();
    if (!desk_store_outbox_claim(circle->store, OWNER, now, now + DESK_MINUTE, ROWS_MAX, &rows,
                                 error))
        return false;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        bool is_mine = false;
        if (g_str_equal(row->kind, "status"))
            tell_letter(circle, row);
        if (!desk_store_outbox_settle(circle->store, row->id, OWNER, now, &result, &is_mine, error))
            return false;
    }
    return true;
}

typedef struct {
    const DeskPolicy *policy;
    DeskEscalateBatch tickets;
} Due;

static bool
run_timers(DeskStore *store, gpointer data, GError **error)
{
    Due *due = data;
    return desk_escalate_run(store, due->policy, &due->tickets, error);
}

static void
pass_time(Circle *circle, gint64 seconds)
{
    g_autoptr(GError) error = NULL;
    ahead += seconds * DESK_SECOND;
    g_autoptr(DeskPolicy) policy = desk_intake_policy(circle->intake);
    Due due = { policy, { .now = desk_clock_now(), .limit = ROWS_MAX } };
    if (!send_due(circle, &error) || !desk_store_run(circle->store, run_timers, &due, &error))
        play_error(error);
    tell_outbox(circle);
}

static void
change_conf(Circle *circle, const char *path)
{
    g_clear_pointer(&circle->maker, desk_maker_free);
    DeskConfSlot *before = circle->slot;
    circle->slot = desk_conf_slot_new(play_conf(path));
    circle->maker = desk_maker_new(circle->slot, pause_maker, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) epochs = desk_store_epochs(circle->store, &error);
    g_clear_pointer(&circle->intake, desk_intake_free);
    if (epochs)
        circle->intake = desk_intake_new(circle->slot, circle->reader, circle->writer, epochs);
    else
        play_error(error);
    desk_conf_slot_free(before);
}

/* The caller's; "-" for nobody. */
static char *
address_of(Circle *circle, gint64 id)
{
    g_autoptr(DeskContact) contact = NULL;
    bool is_known = id > 0 && desk_store_contact_get(circle->store, id, &contact, NULL) && contact;
    return g_strdup(is_known ? contact->address : "-");
}

static bool
tell_people(Circle *circle, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    if (!desk_store_participant_list(circle->store, id, &people, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        play_say("person", person->contact.address, desk_role_name(person->role),
                 person->confirmed ? "yes" : "no", NULL);
    }
    return true;
}

static bool
tell_messages(Circle *circle, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) messages = NULL;
    if (!desk_store_message_list(circle->store, id, &messages, error))
        return false;
    for (guint i = 0; i < messages->len; i++) {
        const DeskMessage *message = messages->pdata[i];
        g_autofree char *sequence = text_of(message->sequence);
        g_autofree char *author = address_of(circle, message->author);
        play_say("message", sequence, desk_direction_name(message->direction),
                 message->held ? "held" : "shown", author, NULL);
    }
    return true;
}

static bool
tell_events(Circle *circle, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) events = NULL;
    if (!desk_store_event_list(circle->store, id, &events, error))
        return false;
    for (guint i = 0; i < events->len; i++) {
        const DeskEvent *event = events->pdata[i];
        play_say("event", event->kind, event->detail ? event->detail : "", NULL);
    }
    return true;
}

static void
tell_ticket(Circle *circle, gint64 id)
{
    g_autoptr(DeskTicket) ticket = NULL;
    g_autoptr(GError) error = NULL;
    if (!desk_store_ticket_get(circle->store, id, &ticket, &error) || !ticket) {
        play_say("error", error ? error->message : "no such ticket", NULL);
        return;
    }
    g_autofree char *requester = address_of(circle, ticket->requester);
    play_say("ticket", desk_status_name(ticket->status), ticket->assignee ? ticket->assignee : "-",
             requester, NULL);
    if (!tell_people(circle, id, &error) || !tell_messages(circle, id, &error) ||
        !tell_events(circle, id, &error))
        play_error(error);
}

static void
run(char **fields, gpointer data)
{
    Circle *circle = data;
    guint count = g_strv_length(fields);
    g_autoptr(GError) error = NULL;
    if (g_str_equal(fields[0], "desk")) {
        if (!open_desk(circle, &error))
            play_error(error);
    } else if (g_str_equal(fields[0], "mail") && count >= 5 && circle->intake) {
        run_mail(circle, fields);
    } else if (g_str_equal(fields[0], "ticket") && count == 2 && circle->intake) {
        tell_ticket(circle, g_ascii_strtoll(fields[1], NULL, 10));
    } else if (g_str_equal(fields[0], "time") && count == 2 && circle->intake) {
        pass_time(circle, g_ascii_strtoll(fields[1], NULL, 10));
    } else if (g_str_equal(fields[0], "conf") && count == 2 && circle->intake) {
        change_conf(circle, fields[1]);
    } else {
        play_say("error", "no such command", NULL);
    }
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc != 3) {
        (void) fprintf(stderr, "usage: circle CONF FOLDER\n");
        return EX_USAGE;
    }
    DeskConf *conf = play_conf(argv[1]);
    Circle circle = { .folder = argv[2], .slot = desk_conf_slot_new(conf) };
    circle.url = g_strdup_printf("sqlite:%s/%s", argv[2], files[0]);
    circle.reader = desk_reader_new(conf->parse_program, 1, &error);
    if (!circle.reader) {
        (void) fprintf(stderr, "circle: %s\n", error->message);
        return EX_UNAVAILABLE;
    }
    play_lines(run, &circle);
    close_desk(&circle);
    desk_reader_free(circle.reader);
    desk_conf_slot_free(circle.slot);
    g_free(circle.url);
    return 0;
}
