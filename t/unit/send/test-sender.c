#include "base/clock.h"
#include "scratch.h"
#include "send/sender.h"
#include "server.h"
#include "store/raw.h"
#include "store/rows.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#define ROWS 150 /* more than one batch */

static guint
count(const char *text, const char *word)
{
    guint n = 0;
    for (const char *p = strstr(text, word); p; p = strstr(p + 1, word))
        n++;
    return n;
}

static DeskSender *
start(const Scratch *scratch)
{
    g_autoptr(GError) error = NULL;
    DeskSender *sender = desk_sender_new(scratch->slot, NULL, &error);
    cr_assert(sender, "%s", error ? error->message : "");
    return sender;
}

Test(sender, sends_each_row_once)
{
    static const Play play = PLAY_ACCEPT;
    g_autoptr(Server) server = server_new(&play, 1);
    g_auto(Scratch) scratch = { .folder = NULL };
    gint64 ids[ROWS];
    /* The scripted server talks to one at a time. */
    scratch_init(&scratch, server_url(server), 1);
    for (size_t i = 0; i < ROWS; i++)
        ids[i] = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskSender) sender = start(&scratch);
    for (size_t i = 0; i < ROWS; i++) {
        g_autoptr(DeskOutboxRow) row = scratch_wait(&scratch, ids[i], DESK_OUTBOX_SENT, 1);
        cr_expect_str_eq(row->queue_id, "4F2ABCdef1");
        cr_expect_null(row->lease_owner);
    }
    g_clear_pointer(&sender, desk_sender_free);
    server_stop(server);
    cr_expect_eq(count(server_commands(server), "MAIL FROM:<>"), ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        g_autoptr(DeskOutboxRow) row = scratch_row(&scratch, ids[i]);
        cr_expect_eq(count(server_data(server), row->message_id), 1, "%s", row->message_id);
    }
}

/* The server writes down the data of a mail that it then refuses, too. */
static void
expect_same_bytes_twice(const Server *server)
{
    size_t size = strlen(server_data(server));
    cr_expect_gt(size, 100);
    cr_expect_eq(memcmp(server_data(server), server_data(server) + size / 2, size / 2), 0, "%s",
                 server_data(server));
}

Test(sender, defers_a_4xx_and_sends_the_same_bytes_later)
{
    static const Play plays[] = { PLAY_DOT_451, PLAY_ACCEPT };
    g_autoptr(Server) server = server_new(plays, 2);
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, server_url(server), 1);
    gint64 id = scratch_queue(&scratch, "jo@example.org");
    gint64 begin = desk_clock_now();
    g_autoptr(DeskSender) sender = start(&scratch);
    g_autoptr(DeskOutboxRow) deferred = scratch_wait(&scratch, id, DESK_OUTBOX_QUEUED, 1);
    cr_expect_geq(deferred->next_at, begin + DESK_MINUTE);
    cr_expect(strstr(deferred->last_error, "451 4.3.0"), "%s", deferred->last_error);

    /* Neither another template nor another deskpost changes what was made once. */
    scratch_template(&scratch, "ack.txt", "something else\n");
    g_clear_pointer(&sender, desk_sender_free);
    bool done = false;
    cr_assert(desk_store_outbox_retry(scratch.store, id, desk_clock_now(), &done, NULL) && done);
    sender = start(&scratch);
    desk_outbox_row_free(scratch_wait(&scratch, id, DESK_OUTBOX_SENT, 2));
    g_clear_pointer(&sender, desk_sender_free);
    server_stop(server);
    expect_same_bytes_twice(server);
}

Test(sender, repeats_a_cut_mail_once)
{
    static const struct {
        Play plays[3];
        DeskOutboxState state;
        gint64 cuts;
    } rows[] = {
        { { PLAY_DROP_AFTER_DOT, PLAY_ACCEPT, PLAY_ACCEPT }, DESK_OUTBOX_SENT, 1 },
        { { PLAY_DROP_AFTER_DOT, PLAY_DROP_AFTER_DOT, PLAY_ACCEPT }, DESK_OUTBOX_UNCERTAIN, 2 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Server) server = server_new(rows[i].plays, 3);
        g_auto(Scratch) scratch = { .folder = NULL };
        scratch_init(&scratch, server_url(server), 1);
        gint64 id = scratch_queue(&scratch, "jo@example.org");
        g_autoptr(DeskSender) sender = start(&scratch);
        g_autoptr(DeskOutboxRow) row = scratch_wait(&scratch, id, rows[i].state, 2);
        cr_expect_eq(row->cuts, rows[i].cuts, "row %zu", i);
        g_clear_pointer(&sender, desk_sender_free);
        server_stop(server);
        expect_same_bytes_twice(server);
    }
}

Test(sender, fails_a_refused_row_with_an_event)
{
    static const Play play = PLAY_RCPT_550;
    g_autoptr(Server) server = server_new(&play, 1);
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, server_url(server), 1);
    gint64 id = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskSender) sender = start(&scratch);
    g_autoptr(DeskOutboxRow) row = scratch_wait(&scratch, id, DESK_OUTBOX_FAILED, 1);
    cr_expect(strstr(row->last_error, "550 5.1.1"), "%s", row->last_error);

    g_autoptr(GPtrArray) events = NULL;
    cr_assert(desk_store_event_list(scratch.store, scratch.ticket, &events, NULL));
    cr_expect_eq(events->len, 1);
    g_clear_pointer(&sender, desk_sender_free);
}

Test(sender, counts_no_attempt_while_the_relay_is_away)
{
    static const Play plays[] = { PLAY_GREET_421, PLAY_GREET_554, PLAY_ACCEPT };
    g_autoptr(Server) server = server_new(plays, 3);
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, server_url(server), 1);
    gint64 first = scratch_queue(&scratch, "jo@example.org");
    gint64 second = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskSender) sender = start(&scratch);
    desk_outbox_row_free(scratch_wait(&scratch, first, DESK_OUTBOX_SENT, 1));
    desk_outbox_row_free(scratch_wait(&scratch, second, DESK_OUTBOX_SENT, 1));
    g_clear_pointer(&sender, desk_sender_free);
}

Test(sender, gives_back_what_it_cannot_send_when_it_ends)
{
    g_auto(Scratch) scratch = { .folder = NULL };
    gint64 ids[ROWS];
    scratch_init(&scratch, NULL, 2);
    for (size_t i = 0; i < ROWS; i++)
        ids[i] = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskSender) sender = start(&scratch);
    g_usleep(300000);
    g_clear_pointer(&sender, desk_sender_free);
    for (size_t i = 0; i < ROWS; i++) {
        g_autoptr(DeskOutboxRow) row = scratch_row(&scratch, ids[i]);
        cr_expect_eq(row->state, DESK_OUTBOX_QUEUED, "row %zu: %d", i, row->state);
        cr_expect_eq(row->attempts, 0, "row %zu", i);
    }
}

Test(sender, tells_a_mendable_mail_from_a_hopeless_one)
{
    static const Play play = PLAY_ACCEPT;
    g_autoptr(Server) server = server_new(&play, 1);
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, server_url(server), 1);
    scratch_template(&scratch, "ack.txt", "\n{{#a}}");
    gint64 mendable = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskSender) sender = start(&scratch);
    g_autoptr(DeskOutboxRow) row = scratch_wait(&scratch, mendable, DESK_OUTBOX_QUEUED, 1);
    cr_expect(strstr(row->last_error, "en/ack.txt: line 2: "), "%s", row->last_error);

    scratch_template(&scratch, "ack.txt", "mended\n");
    desk_sender_reload(sender);
    bool done = false;
    gint64 hopeless = scratch_queue(&scratch, "jo@example.org\r\nRCPT TO:<b@example.org>");
    cr_assert(desk_store_outbox_retry(scratch.store, mendable, desk_clock_now(), &done, NULL));
    desk_outbox_row_free(scratch_wait(&scratch, mendable, DESK_OUTBOX_SENT, 2));
    desk_outbox_row_free(scratch_wait(&scratch, hopeless, DESK_OUTBOX_FAILED, 1));
    g_clear_pointer(&sender, desk_sender_free);
    server_stop(server);
    cr_expect_eq(count(server_commands(server), "b@example.org"), 0);
}

static void
expect_reason(const Scratch *scratch, gint64 id, DeskOutboxState state, const char *reason)
{
    g_autoptr(DeskOutboxRow) row = scratch_wait(scratch, id, state, 1);
    cr_expect(row->last_error && strstr(row->last_error, reason), "%s: %s", row->kind,
              row->last_error);
}

/* RULES A30, I8. */
Test(sender, a30_what_must_not_be_said_fails_and_the_rest_goes_on)
{
    static const Play play = PLAY_ACCEPT;
    g_autoptr(Server) server = server_new(&play, 1);
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, server_url(server), 1);
    gint64 note = scratch_say(&scratch, DESK_DIRECTION_NOTE, "Secret", NULL);
    gint64 leak = scratch_queue_kind(&scratch, "reply", "jo@example.org", note);
    gint64 alarm = scratch_queue_kind(&scratch, "agent-alarm", "jo@example.org", 0);
    gint64 good = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskSender) sender = start(&scratch);
    desk_outbox_row_free(scratch_wait(&scratch, good, DESK_OUTBOX_SENT, 1));
    expect_reason(&scratch, leak, DESK_OUTBOX_FAILED, "no answer");
    expect_reason(&scratch, alarm, DESK_OUTBOX_FAILED, "no agent");
    g_autoptr(GPtrArray) events = NULL;
    cr_assert(desk_store_event_list(scratch.store, scratch.ticket, &events, NULL));
    cr_expect_eq(events->len, 2);
    g_clear_pointer(&sender, desk_sender_free);
    server_stop(server);
    cr_expect_eq(count(server_data(server), "Secret"), 0);
}

/* A stored mail that cannot be unpacked, and a deskparse that is not there. */
Test(sender, trouble_with_one_row_holds_no_other_up)
{
    static const Play play = PLAY_ACCEPT;
    g_autoptr(Server) server = server_new(&play, 1);
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, server_url(server), 1);
    char mail[100];
    memset(mail, 'x', sizeof mail);
    g_autoptr(GBytes) packed = desk_raw_pack((DeskBytes){ mail, sizeof mail });
    g_autoptr(GBytes) garbage = g_bytes_new_static("garbage", 7);
    gint64 broken = scratch_say(&scratch, DESK_DIRECTION_OUT, "See there", garbage);
    gint64 sound = scratch_say(&scratch, DESK_DIRECTION_OUT, "See there", packed);
    gint64 first = scratch_queue_kind(&scratch, "reply", "jo@example.org", broken);
    gint64 second = scratch_queue_kind(&scratch, "reply", "jo@example.org", sound);
    gint64 good = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskSender) sender = start(&scratch);
    desk_outbox_row_free(scratch_wait(&scratch, good, DESK_OUTBOX_SENT, 1));
    desk_outbox_row_free(scratch_wait(&scratch, first, DESK_OUTBOX_QUEUED, 1));
    desk_outbox_row_free(scratch_wait(&scratch, second, DESK_OUTBOX_QUEUED, 1));
    expect_reason(&scratch, first, DESK_OUTBOX_QUEUED, "cannot be unpacked");
    expect_reason(&scratch, second, DESK_OUTBOX_QUEUED, "deskparse");
    g_clear_pointer(&sender, desk_sender_free);
}

/* A mail with a file, and a parser that ends when there is a file "enough". */
static gint64
queue_slow(Scratch *scratch)
{
    g_autofree char *program = g_build_filename(scratch->folder, "deskparse", NULL);
    g_autofree char *script = g_strdup_printf(
        "#!/bin/sh\nwhile [ ! -e %s/enough ]; do sleep 0.05; done\n", scratch->folder);
    cr_assert(g_file_set_contents(program, script, -1, NULL));
    cr_assert_eq(chmod(program, 0755), 0);
    static const char mail[] = "Subject: a file\r\n\r\nwords\r\n";
    g_autoptr(GBytes) packed = desk_raw_pack((DeskBytes){ mail, sizeof mail - 1 });
    gint64 message = scratch_say(scratch, DESK_DIRECTION_OUT, "See there", packed);
    return scratch_queue_kind(scratch, "reply", "jo@example.org", message);
}

Test(sender, what_takes_long_to_make_holds_nothing_up)
{
    static const Play play = PLAY_ACCEPT;
    g_autoptr(Server) server = server_new(&play, 1);
    g_auto(Scratch) scratch = { .folder = NULL };
    scratch_init(&scratch, server_url(server), 1);
    scratch_template(&scratch, "reply.subject", "Re");
    scratch_template(&scratch, "reply.txt", "{{text}}");
    gint64 slow = queue_slow(&scratch), good = scratch_queue(&scratch, "jo@example.org");
    g_autoptr(DeskSender) sender = start(&scratch);
    desk_outbox_row_free(scratch_wait(&scratch, good, DESK_OUTBOX_SENT, 1));
    g_autoptr(DeskOutboxRow) row = scratch_row(&scratch, slow);
    cr_expect_eq(row->state, DESK_OUTBOX_LEASED, "%s", row->last_error);
    g_autofree char *enough = g_build_filename(scratch.folder, "enough", NULL);
    cr_assert(g_file_set_contents(enough, "", 0, NULL));
    desk_outbox_row_free(scratch_wait(&scratch, slow, DESK_OUTBOX_QUEUED, 1));
    g_clear_pointer(&sender, desk_sender_free);
}
