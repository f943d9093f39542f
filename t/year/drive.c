#include "drive.h"
#include "desk/absence.h"
#include "desk/amend.h"
#include "model/play.h"
#include "parse/parse.h"
#include "store/rows.h"

/* The commands of the year: see drive.h. */

static gint64
number(const char *text)
{
    return g_ascii_strtoll(text, NULL, 10);
}

static DeskAmender
amender(const Drive *drive, char **fields)
{
    return (DeskAmender){ .policy = drive->policy, .actor = "year", .now = number(fields[0]) };
}

static const DeskMailbox *
mailbox_of(const Drive *drive)
{
    return drive->conf->mailboxes->pdata[0];
}

static bool
do_mail(Drive *drive, char **fields, GError **error)
{
    const DriveMail mail = { .now = number(fields[0]),
                             .from = fields[1],
                             .to = mailbox_of(drive)->address,
                             .subject = fields[2],
                             .text = fields[3] };
    return drive_mail(drive, &mail, error);
}

static bool
do_answer(Drive *drive, char **fields, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    if (!desk_store_ticket_get(drive->store, number(fields[1]), &ticket, error))
        return false;
    const DeskToken token = { .purpose = DESK_TOKEN_REPLY,
                              .ticket = number(fields[1]),
                              .contact = ticket ? ticket->requester : 0 };
    g_autofree char *to =
        desk_token_reply_address(desk_policy_seal(drive->policy), token, mailbox_of(drive)->address,
                                 drive->conf->recipient_delimiter);
    g_autofree char *subject = g_strconcat("Re: ", ticket ? ticket->subject : "", NULL);
    const DriveMail mail = {
        .now = number(fields[0]), .from = fields[2], .to = to, .subject = subject, .text = fields[3]
    };
    return drive_mail(drive, &mail, error);
}

/* One FIELD=VALUE. */
static void
change_field(DeskChange *change, char *assignment)
{
    char *value = strchr(assignment, '=');
    const struct {
        const char *name;
        const char **field;
    } all[] = {
        { "status", &change->status }, { "priority", &change->priority },
        { "team", &change->team },     { "assignee", &change->assignee },
        { "sla", &change->sla },
    };
    if (!value)
        return;
    *value = '\0';
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (g_str_equal(assignment, all[i].name))
            *all[i].field = value + 1;
}

static bool
do_set(Drive *drive, char **fields, GError **error)
{
    DeskAmender who = amender(drive, fields);
    DeskChange change = { 0 };
    for (char **field = fields + 2; *field; field++)
        change_field(&change, *field);
    return desk_amend_set(drive->store, &who, number(fields[1]), &change, error);
}

static bool
do_merge(Drive *drive, char **fields, GError **error)
{
    gint64 final = 0;
    DeskAmender who = amender(drive, fields);
    return desk_amend_merge(drive->store, &who, number(fields[1]), number(fields[2]), &final,
                            error);
}

static bool
do_split(Drive *drive, char **fields, GError **error)
{
    gint64 made = 0, message = number(fields[2]);
    DeskAmender who = amender(drive, fields);
    const DeskSplit split = { .messages = &message, .count = 1 };
    if (!desk_amend_split(drive->store, &who, number(fields[1]), &split, &made, error))
        return false;
    g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, made);
    play_say("verdict", "split", ticket, NULL);
    drive_touch(drive, made);
    return true;
}

static bool
do_approve(Drive *drive, char **fields, GError **error)
{
    DeskAmender who = amender(drive, fields);
    return desk_amend_approve(drive->store, &who, number(fields[1]), 0, error);
}

static bool
do_away(Drive *drive, char **fields, GError **error)
{
    const DeskAbsentee who = { .conf = drive->conf,
                               .agent = desk_conf_agent(drive->conf, fields[1]),
                               .actor = "year",
                               .now = number(fields[0]) };
    return desk_absence_begin(drive->store, &who, (DeskPeriod){ who.now, number(fields[2]) }, "",
                              error);
}

static bool
do_look(Drive *drive, char **fields, GError **error)
{
    return drive_look(drive, number(fields[0]), number(fields[1]), number(fields[2]), error);
}

static bool
do_keep(Drive *drive, char **fields G_GNUC_UNUSED, GError **error)
{
    return drive_keep(drive, error);
}

static bool
do_put_back(Drive *drive, char **fields G_GNUC_UNUSED, GError **error)
{
    return drive_put_back(drive, error);
}

static bool
do_lose(Drive *drive, char **fields G_GNUC_UNUSED, GError **error)
{
    return drive_lose(drive, error);
}

static bool
do_late(Drive *drive, char **fields G_GNUC_UNUSED, GError **error)
{
    return drive_delay(drive, error);
}

static const struct {
    const char *name;
    guint fields; /* at least */
    bool (*run)(Drive *drive, char **fields, GError **error);
    bool amends; /* runs in a transaction of its own */
    bool is_about_ticket;
} commands[] = {
    { "mail", 4, do_mail, false, false }, { "answer", 4, do_answer, false, true },
    { "set", 3, do_set, true, true },     { "merge", 3, do_merge, true, true },
    { "split", 3, do_split, true, true }, { "approve", 2, do_approve, true, true },
    { "away", 3, do_away, true, false },  { "look", 3, do_look, false, false },
    { "keep", 0, do_keep, false, false }, { "put-back", 0, do_put_back, true, false },
    { "lose", 0, do_lose, false, false }, { "late", 0, do_late, false, false },
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

static bool
run_command(Drive *drive, char **fields, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (!g_str_equal(fields[0], commands[i].name))
            continue;
        if (g_strv_length(fields) < commands[i].fields + 1)
            break;
        if (commands[i].is_about_ticket)
            drive_touch(drive, number(fields[2]));
        return commands[i].amends ? run_amending(drive, i, fields + 1, error)
                                  : commands[i].run(drive, fields + 1, error);
    }
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "no such command");
    return false;
}

static void
run(char **fields, gpointer data)
{
    Drive *drive = data;
    g_autoptr(GError) error = NULL;
    if (!run_command(drive, fields, &error) || !drive_tell(drive, &error))
        play_error(error);
}

static bool
open_desk(Drive *drive, const char *url, GError **error)
{
    g_autoptr(GPtrArray) epochs = NULL;
    if (!desk_store_create(url, error) || !(drive->store = play_store(url, error)) ||
        !(epochs = desk_store_epochs(drive->store, error)))
        return false;
    drive->policy = desk_policy_new(drive->conf, epochs);
    for (int i = 0; i < DRIVE_LOOKERS; i++) {
        drive->lookers[i].policy = drive->policy;
        drive->lookers[i].store = play_store(url, error);
        if (!drive->lookers[i].store)
            return false;
    }
    return true;
}

static void
close_desk(Drive *drive)
{
    for (int i = 0; i < DRIVE_LOOKERS; i++)
        desk_store_close(drive->lookers[i].store);
    desk_store_close(drive->store);
    desk_policy_unref(drive->policy);
    desk_conf_unref(drive->conf);
    g_hash_table_unref(drive->touched);
    g_ptr_array_unref(drive->kept);
}

int
main(int argc, char **argv)
{
    if (argc != 3) {
        (void) fprintf(stderr, "usage: drive CONF STORE\n");
        return EX_USAGE;
    }
    g_autoptr(GError) error = NULL;
    Drive drive = { .conf = play_conf(argv[1]),
                    .touched = g_hash_table_new(NULL, NULL),
                    .kept = g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref) };
    desk_parse_init();
    if (open_desk(&drive, argv[2], &error))
        play_lines(run, &drive);
    else
        (void) fprintf(stderr, "%s\n", error ? error->message : "?");
    close_desk(&drive);
    return error ? EX_SOFTWARE : 0;
}
