#include "../timing.h"
#include "policy/token.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "store/watchers.h"

#include <criterion/criterion.h>

/* The writer serves everybody: what it does for one mail must not grow with the ticket. */

#define JANE   "jane@example.net"
#define BOB    "bob@example.org"
#define SHORT  700 /* messages: more of each kind than any look goes back */
#define LONG   (5 * SHORT)
#define ROUNDS 9
#define GROWTH 2.5 /* of what would be 5; budgets count the mails of hours in an index */

static void
open_scene(void)
{
    scene_open_with("agent \"ann\" { addresses = {\"ann@example.org\"} }\n"
                    "agent \"cid\" { addresses = {\"cid@example.org\"} }\n"
                    "limits { notifications-per-hour = 100000 }\n");
}

TestSuite(long, .init = open_scene, .fini = scene_close);

static int mails;

static void
must(bool ok)
{
    cr_assert(ok);
}

static gint64
contact_of(const char *address)
{
    gint64 contact = 0;
    must(desk_store_contact_put(scene_store, address, address, "", 1, &contact, NULL));
    return contact;
}

/* Words that no two messages share, and a fold has something to do with. */
static char *
make_text(int number)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 12; i++)
        g_string_append_printf(text, "Zeile %d von Nachricht %d: der Drucker frisst Papier.\n", i,
                               number);
    return g_string_free(text, FALSE);
}

static void
add_message(gint64 ticket, int number)
{
    static const DeskDirection directions[] = { DESK_DIRECTION_IN, DESK_DIRECTION_OUT,
                                                DESK_DIRECTION_NOTE };
    DeskDirection direction = directions[number % 3];
    g_autofree char *text = make_text(number);
    g_autofree char *id = g_strdup_printf("long%d.%d@x", (int) ticket, number);
    DeskMessage message = { .ticket = ticket,
                            .direction = direction,
                            .author = contact_of(direction == DESK_DIRECTION_IN ? JANE : BOB),
                            .message_id = id,
                            .subject = (char *) "printer",
                            .text = text,
                            .date = number,
                            .received = number,
                            .machine = "human" };
    must(desk_store_message_add(scene_store, &message, NULL, NULL));
}

static void
add_mail(gint64 ticket, const char *kind, const char *address, int number)
{
    g_autofree char *id = g_strdup_printf("row%d.%d@x", (int) ticket, ++mails);
    const DeskOutboxRow row = { .ticket = ticket,
                                .contact = contact_of(address),
                                .kind = (char *) kind,
                                .message_id = id,
                                .date = number,
                                .envelope_from = (char *) "",
                                .recipient = (char *) address,
                                .created = number,
                                .next_at = number };
    must(desk_store_outbox_add(scene_store, &row, NULL));
}

static void
add_event(gint64 ticket, int number)
{
    const DeskEvent event = { .ticket = ticket,
                              .at = number,
                              .actor = (char *) "bob",
                              .kind = (char *) "priority",
                              .detail = (char *) "from normal to high" };
    must(desk_store_event_add(scene_store, &event, NULL));
}

static void
watch(gint64 ticket, const char *agent)
{
    bool done = false;
    must(desk_store_watcher_add(scene_store, ticket, agent, 1, &done, NULL) && done);
}

static gint64
make_ticket(int messages)
{
    g_autofree char *id = g_strdup_printf("ask%d@x", ++mails);
    DeskVerdict verdict = scene_take(&(Letter){ .from = JANE,
                                                .subject = "printer",
                                                .message_id = id,
                                                .dmarc = "pass",
                                                .body = "The printer eats the paper.\n" });
    must(desk_store_begin(scene_store, NULL));
    watch(verdict.ticket, "ann");
    watch(verdict.ticket, "cid");
    for (int i = 0; i < messages; i++) {
        add_message(verdict.ticket, i);
        add_mail(verdict.ticket, "reply", JANE, i);
        add_mail(verdict.ticket, "agent-update", "ann@example.org", i);
        add_event(verdict.ticket, i);
    }
    must(desk_store_commit(scene_store, NULL));
    return verdict.ticket;
}

/* Somebody's mail to the address of the ticket that is his. */
static void
write_on(gint64 ticket, const char *address, const char *body)
{
    const DeskToken token = { .ticket = ticket, .contact = contact_of(address) };
    const DeskSeal *seal = desk_policy_seal(scene_policy);
    g_autofree char *id = g_strdup_printf("write%d@x", ++mails);
    g_autofree char *to = desk_token_reply_address(seal, token, "support@example.org", '+');
    DeskVerdict verdict = scene_take(&(Letter){ .from = address,
                                                .to = to,
                                                .login = g_str_equal(address, BOB) ? "bob" : NULL,
                                                .dmarc = g_str_equal(address, BOB) ? NULL : "pass",
                                                .subject = "Re: printer",
                                                .message_id = id,
                                                .body = body });
    cr_assert_eq(verdict.ticket, ticket);
}

typedef struct {
    const char *name;
    const char *address;
    const char *body;
} Case;

typedef struct {
    const Case *letter;
    gint64 ticket;
} Subject;

static void
run(gconstpointer data)
{
    const Subject *subject = data;
    write_on(subject->ticket, subject->letter->address, subject->letter->body);
}

/* What else the machine does makes a mail slower, never faster. */
static double
fastest(const Subject *subject)
{
    double least = timing_take(run, subject);
    for (int i = 1; i < ROUNDS; i++)
        least = MIN(least, timing_take(run, subject));
    return least;
}

Test(long, a_mail_costs_the_same_on_a_ticket_of_any_length)
{
    static const Case letters[] = {
        { "a customer's mail", JANE, "It still eats the paper." },
        { "a customer's question", JANE, "#status\n" },
        { "an answer", BOB, "Turn it off, and then on again." },
        { "an answer with a quote", BOB,
          "> Zeile 1 von Nachricht 699: der Drucker\n\nYes, so it is." },
        { "a note", BOB, "#note\nShe has called twice." },
        { "a command", BOB, "#tag vip\n" },
        { "a publication", BOB, "#publish\n" },
    };
    gint64 brief = make_ticket(SHORT), extended = make_ticket(LONG);
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        double one = fastest(&(Subject){ &letters[i], brief });
        double other = fastest(&(Subject){ &letters[i], extended });
        /* A busy spell may have met all rounds of the one. */
        for (int again = 0; again < 2 && other >= GROWTH * one; again++)
            other = MIN(other, fastest(&(Subject){ &letters[i], extended }));
        cr_expect_lt(other, GROWTH * one, "%s: %.2f ms with %d messages, %.2f ms with %d",
                     letters[i].name, other / 1e6, LONG, one / 1e6, SHORT);
    }
}
