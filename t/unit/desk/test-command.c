#include "base/clock.h"
#include "desk/command.h"
#include "desk/decide.h"
#include "desk/record.h"
#include "policy/token.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "store/timers.h"
#include "store/watchers.h"

#include <criterion/criterion.h>

#define JANE  "jane@example.net"
#define BOB   "bob@example.org"
#define ALICE "alice@example.org"

static void
open_scene(void)
{
    scene_open_with("agent \"carol\" { addresses = {\"carol@example.org\"} }\n"
                    "team \"frontline\" { members = {\"alice\", \"bob\"} }\n"
                    "team \"billing\" { members = {\"carol\"} assign = round-robin }\n"
                    "category \"Hardware\" { keywords = {\"hammer\"} }\n");
}

TestSuite(command, .init = open_scene, .fini = scene_close);

static int mails;

static gint64
ask_as(const char *from, const char *subject)
{
    g_autofree char *id = g_strdup_printf("ask%d@x", ++mails);
    const Letter letter = { .from = from,
                            .subject = subject,
                            .message_id = id,
                            .dmarc = "pass",
                            .body = "The printer eats the paper.\n" };
    DeskVerdict verdict = scene_take(&letter);
    cr_assert_eq(verdict.kind, DESK_VERDICT_NEW);
    return verdict.ticket;
}

static gint64
ask(void)
{
    return ask_as(JANE, "printer");
}

/* Where somebody answers a mail of the desk to him. */
static char *
reply_address(gint64 ticket, const char *address)
{
    gint64 contact = 0;
    cr_assert(desk_store_contact_put(scene_store, address, address, "", 1, &contact, NULL));
    const DeskToken token = { .ticket = ticket, .contact = contact };
    return desk_token_reply_address(desk_policy_seal(scene_policy), token, "support@example.org",
                                    '+');
}

/* The mail as the intake files it; what keeps it from that is the caller's. */
static char *
try_letter(const Letter *letter, DeskVerdict *verdict)
{
    g_autoptr(DeskFiling) filing = scene_filing(letter);
    g_autoptr(GError) error = NULL;
    g_auto(DeskDecision) decision = { 0 };
    DeskVerdict whole = { 0 };
    cr_assert(desk_store_begin(scene_store, NULL));
    bool ok = desk_decide(scene_store, filing, &decision, &error) && !decision.is_refused &&
              desk_record(scene_store, filing, &decision, &whole, &error);
    if (!ok) {
        desk_store_rollback(scene_store);
        cr_assert(decision.is_refused || error->domain == DESK_COMMAND_ERROR, "%s",
                  error ? error->message : "");
        return g_strdup(decision.is_refused ? decision.objection : error->message);
    }
    cr_assert(desk_store_commit(scene_store, &error), "%s", error ? error->message : "");
    if (verdict) {
        verdict->kind = whole.kind;
        verdict->ticket = whole.ticket;
        verdict->message = whole.message;
    }
    desk_verdict_clear(&whole);
    return NULL;
}

/* Bob answers a mail of the ticket. */
static char *
command(gint64 ticket, const char *body)
{
    g_autofree char *id = g_strdup_printf("command%d@x", ++mails);
    g_autofree char *to = reply_address(ticket, BOB);
    const Letter letter = { .from = BOB,
                            .to = to,
                            .login = "bob",
                            .subject = "Re: [#1] printer",
                            .message_id = id,
                            .body = body };
    return try_letter(&letter, NULL);
}

static void
do_command(gint64 ticket, const char *body)
{
    g_autofree char *objection = command(ticket, body);
    cr_assert_null(objection, "%s: %s", body, objection);
}

/* ---- what is so afterwards ---- */

static void
add_people(gint64 ticket, GString *state)
{
    g_autoptr(GPtrArray) people = scene_participants(ticket);
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        if (person->role == DESK_ROLE_CC && person->confirmed)
            g_string_append_printf(state, " cc:%s", person->contact.address);
    }
}

static void
add_timers(gint64 ticket, GString *state)
{
    g_autoptr(GArray) timers = NULL;
    cr_assert(desk_store_timer_list(scene_store, ticket, &timers, NULL));
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        gint64 hours = (timer->next_at - desk_clock_now() + DESK_MINUTE) / DESK_HOUR;
        if (timer->kind == DESK_TIMER_WAKE && timer->next_at > 0)
            g_string_append_printf(state, " wakes:%" G_GINT64_FORMAT, hours);
    }
}

/* "open normal": what differs from a fresh ticket stands behind. The caller's. */
static char *
state_of(gint64 id)
{
    g_autoptr(DeskTicket) ticket = scene_ticket(id);
    g_auto(GStrv) tags = NULL;
    g_autoptr(GPtrArray) watchers = NULL;
    GString *state = g_string_new(desk_status_name(ticket->status));
    if (ticket->priority != DESK_PRIORITY_NORMAL)
        g_string_append_printf(state, " %s", desk_priority_name(ticket->priority));
    if (ticket->assignee)
        g_string_append_printf(state, " assignee:%s", ticket->assignee);
    if (ticket->team)
        g_string_append_printf(state, " team:%s", ticket->team);
    if (ticket->category)
        g_string_append_printf(state, " category:%s", ticket->category);
    cr_assert(desk_store_tag_list(scene_store, id, &tags, NULL));
    for (char **tag = tags; *tag; tag++)
        g_string_append_printf(state, " tag:%s", *tag);
    cr_assert(desk_store_watcher_list(scene_store, id, &watchers, NULL));
    for (guint i = 0; i < watchers->len; i++)
        g_string_append_printf(state, " watcher:%s", (const char *) watchers->pdata[i]);
    add_people(id, state);
    add_timers(id, state);
    return g_string_free(state, FALSE);
}

Test(command, c1_each_does_what_it_says)
{
    static const struct {
        const char *before, *body, *state,
            *event; /* the last of a kind; NULL: none is looked for */
    } cases[] = {
        { NULL, "#resolve", "resolved", "status" },
        { NULL, "#close", "closed", "status" },
        { "#resolve", "#reopen", "open", "status" },
        { NULL, "#status in-progress", "in-progress", "status" },
        { NULL, "#wait", "waiting", "status" },
        { NULL, "#hold", "on-hold", "status" },
        { NULL, "#hold 2d", "on-hold wakes:48", "snoozed" },
        { "#hold 2d", "#hold", "on-hold", "unsnoozed" },
        { NULL, "#snooze 3d", "new wakes:72", "snoozed" },
        { NULL, "#snooze 3d\n#wait", "waiting wakes:72", "snoozed" },
        { NULL, "#spam", "spam", "status" },
        { NULL, "#take", "open assignee:bob", "assignee" },
        { NULL, "#assign carol", "open assignee:carol", "assignee" },
        { "#take", "#assign none", "open", "assignee" },
        { "#team billing", "#assign auto", "open assignee:carol team:billing", "assignee" },
        { NULL, "#assign bob\n#team frontline", "open assignee:bob team:frontline", "team" },
        { "#take", "#team billing\n#assign carol", "open assignee:carol team:billing", "team" },
        { "#take", "#team billing", "open assignee:carol team:billing", "team" },
        { NULL, "#priority high", "new high", "priority" },
        { NULL, "#category hardware", "new category:Hardware", "category" },
        { "#tag later", "#tag +refund vip -later", "new tag:refund tag:vip", "tag-removed" },
        { NULL, "#cc boss@example.net", "new cc:boss@example.net", "cc-added" },
        { "#cc boss@example.net", "#cc -boss@example.net joe@example.net", "new cc:joe@example.net",
          "cc-added" },
        { NULL, "#watch bob carol", "new watcher:bob watcher:carol", "watched" },
        { "#watch", "#unwatch", "new", "unwatched" },
        { NULL, "#resolve\n#take\n#priority low\n#tag x", "resolved low assignee:bob tag:x",
          "status" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *from = g_strdup_printf("jane%zu@example.net", i);
        gint64 ticket = ask_as(from, "printer");
        if (cases[i].before)
            do_command(ticket, cases[i].before);
        do_command(ticket, cases[i].body);
        g_autofree char *state = state_of(ticket);
        cr_expect_str_eq(state, cases[i].state, "%s: %s", cases[i].body, state);
        cr_expect_geq(scene_events(ticket, cases[i].event), 1, "%s", cases[i].body);
    }
}

Test(command, the_actor_of_an_event_is_the_agent)
{
    gint64 ticket = ask();
    g_autoptr(GPtrArray) events = NULL;
    do_command(ticket, "#priority high");
    cr_assert(desk_store_event_list(scene_store, ticket, &events, NULL));
    const DeskEvent *last = events->pdata[events->len - 1];
    cr_expect_str_eq(last->kind, "priority");
    cr_expect_str_eq(last->actor, "bob");
    cr_expect_str_eq(last->detail, "from normal to high");
}

Test(command, merge_split_and_link_join_and_part_tickets)
{
    gint64 one = ask(), other = ask();
    g_autoptr(GPtrArray) ties = NULL;
    g_autofree char *link = g_strdup_printf("#link %" G_GINT64_FORMAT, other);
    g_autofree char *merge = g_strdup_printf("#merge #%" G_GINT64_FORMAT, other);
    do_command(one, link);
    cr_assert(desk_store_tie_list(scene_store, one, &ties, NULL));
    cr_expect_eq(ties->len, 1);

    do_command(other, "#split");
    cr_assert(desk_store_tie_list(scene_store, other, &ties, NULL));
    cr_expect_eq(scene_events(other, "split"), 1);

    do_command(one, merge);
    g_autoptr(DeskTicket) ended = scene_ticket(one);
    cr_expect_eq(ended->status, DESK_STATUS_MERGED);
    cr_expect_eq(ended->merged_into, other);
}

/* What says nothing but what is to be done is no note to send. */
Test(command, publish_takes_the_newest_note_that_says_something)
{
    gint64 ticket = ask();
    do_command(ticket, "#note\nHe may have it.");
    do_command(ticket, "#priority high");
    do_command(ticket, "#publish");
    g_autoptr(GPtrArray) messages = scene_messages(ticket);
    const DeskMessage *note = messages->pdata[1], *last = messages->pdata[3];
    cr_expect_eq(note->direction, DESK_DIRECTION_OUT);
    cr_expect_str_eq(note->reply_text, "He may have it.");
    cr_expect_eq(last->direction, DESK_DIRECTION_NOTE);
    cr_expect_eq(scene_events(ticket, "published"), 1);
}

/* RULES O4: what may not stand in an answer may not be published either. */
Test(command, o4_a_note_that_tells_of_the_desk_is_not_published)
{
    static const struct {
        const char *note, *has;
    } rows[] = {
        { "#note\nAsk BOB+private@example.org.", "bob@example.org" },
        { "#note\nIt came to support+n1-2-abcdefghijklmnopqrstuvwxyz@example.org.",
          "a signed address of the desk" },
        { "#note\nHe wrote:\nPlease  reply ABOVE this line", "a mail of the desk to its agents" },
    };
    gint64 ticket = ask();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        do_command(ticket, rows[i].note);
        g_autoptr(GPtrArray) messages = scene_messages(ticket);
        g_autofree char *line = g_strdup_printf("#publish %u", messages->len);
        g_autofree char *expected =
            g_strdup_printf("line 1: %s: message %u has %s in it, which no customer may see", line,
                            messages->len, rows[i].has);
        g_autofree char *objection = command(ticket, line);
        cr_expect_str_eq(objection, expected, "row %zu", i);
    }
    cr_expect_eq(scene_events(ticket, "published"), 0);
}

/* RULES A30: nobody publishes by mistake what a colleague has noted in the meantime. */
Test(command, a30_a_note_that_he_may_not_know_goes_nowhere_by_itself)
{
    gint64 ticket = ask();
    g_autofree char *to = reply_address(ticket, ALICE);
    const Letter note = { .from = ALICE,
                          .to = to,
                          .dmarc = "pass",
                          .subject = "Re: [#1] printer",
                          .message_id = "alice@x",
                          .body = "#note\nShe never pays." };
    do_command(ticket, "#note\nYou may have it.");
    cr_assert_eq(scene_take(&note).kind, DESK_VERDICT_APPEND);
    g_autofree char *objection = command(ticket, "#publish");
    cr_assert_not_null(objection);
    cr_expect_str_eq(objection, "line 1: #publish: message 3 is a note that has come since the "
                                "mail that you answer; say which one: #publish NUMBER");
    cr_expect_eq(scene_events(ticket, "published"), 0);
    do_command(ticket, "#publish 2");
    cr_expect_eq(scene_events(ticket, "published"), 1);
}

Test(command, approve_lets_in_what_is_held)
{
    gint64 ticket = ask();
    g_autofree char *to = reply_address(ticket, JANE);
    const Letter letter = { .from = "eve@example.com",
                            .to = to,
                            .subject = "Re: printer",
                            .message_id = "held@x",
                            .body = "Me too." };
    DeskVerdict verdict = scene_take(&letter);
    cr_assert_eq(verdict.kind, DESK_VERDICT_HELD);
    do_command(ticket, "#approve 2");
    cr_expect_eq(scene_events(ticket, "approved"), 1);
    g_autoptr(GPtrArray) messages = scene_messages(ticket);
    cr_expect_not(((const DeskMessage *) messages->pdata[1])->held);
}

/* RULES C2: what the store has against it is told like a wrong line. */
Test(command, c2_what_cannot_be_done_is_told_with_its_line)
{
    static const struct {
        const char *body, *objection;
    } cases[] = {
        { "#priority high\n#merge 999", "line 2: #merge 999: there is no ticket 999" },
        { "#link 999", "line 1: #link 999: there is no ticket 999" },
        { "#split 7", "line 1: #split 7: ticket 1 has no message 7" },
        { "#take\n\n#approve", "line 3: #approve: no message of ticket 1 is held" },
        { "#approve 1", "line 1: #approve 1: message 1 of ticket 1 is not held" },
        { "#cc jane@example.net -jane@example.net",
          "line 1: #cc jane@example.net -jane@example.net: \"jane@example.net\" is added and "
          "removed" },
        { "#cc -jane@example.net",
          "line 1: #cc -jane@example.net: jane@example.net is the requester of ticket 1" },
        { "#cc alice@example.org", "line 1: #cc alice@example.org: alice@example.org is an address "
                                   "of the desk or of an agent" },
        { "#tag x\n#assign auto", "line 2: #assign auto: " },
        { "#merge 1", "line 1: #merge 1: " },
        { "#publish", "line 1: #publish: ticket 1 has no note" },
        { "#publish 1", "line 1: #publish 1: message 1 of ticket 1 is no note" },
    };
    cr_assert_eq(ask(), 1);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *objection = command(1, cases[i].body);
        cr_assert_not_null(objection, "%s", cases[i].body);
        cr_expect(g_str_has_prefix(objection, cases[i].objection), "%s: %s", cases[i].body,
                  objection);
    }
}

Test(command, c2_what_needs_a_ticket_is_refused_without_one)
{
    static const struct {
        const char *body;
        bool refused;
    } cases[] = {
        { "#resolve\n", true },
        { "#resolve\nDone.", true },
        { "#priority high\n#wait", true },
        { "#priority high\n#take\nMy screen is black.", false },
        { "#queue", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *id = g_strdup_printf("fresh%zu@x", i);
        const Letter letter = { .from = BOB,
                                .login = "bob",
                                .subject = "My screen",
                                .message_id = id,
                                .body = cases[i].body };
        DeskVerdict verdict = { 0 };
        g_autofree char *objection = try_letter(&letter, &verdict);
        cr_expect_eq(objection != NULL, cases[i].refused, "%s: %s", cases[i].body, objection);
        if (objection)
            cr_expect_not_null(strstr(objection, "this mail is on no ticket"), "%s", objection);
    }
    g_autofree char *state = state_of(1);
    cr_expect_str_eq(state, "open high assignee:bob");
}

/* RULES I16: others have got the mail, so it is kept, for agents alone, and nothing is done. */
Test(command, i16_with_others_nothing_is_done_and_the_agent_is_told)
{
    gint64 ticket = ask();
    g_autofree char *token = reply_address(ticket, BOB);
    g_autofree char *to = g_strconcat(token, " boss@example.net", NULL);
    const Letter letter = { .from = BOB,
                            .to = to,
                            .login = "bob",
                            .subject = "Re: printer",
                            .message_id = "both@x",
                            .body = "#resolve\n#foo\nIt is done." };
    DeskVerdict verdict = { 0 };
    cr_assert_null(try_letter(&letter, &verdict));
    cr_expect_eq(verdict.ticket, ticket);
    g_autofree char *state = state_of(ticket);
    cr_expect_str_eq(state, "new");
    cr_expect_eq(scene_events(ticket, "command-ignored"), 1);
    g_autoptr(GPtrArray) messages = scene_messages(ticket);
    cr_expect_eq(((const DeskMessage *) messages->pdata[1])->direction, DESK_DIRECTION_NOTE);
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    guint told = 0;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        cr_expect(g_str_equal(row->kind, "ack") || g_str_equal(row->recipient, BOB), "%s to %s",
                  row->kind, row->recipient);
        told += g_str_equal(row->kind, "command-result") &&
                strstr(row->detail, "line 2: #foo: there is no such command");
    }
    cr_expect_eq(told, 1);
}

/* RULES C6, A28. */
Test(command, c6_a_hundred_times_the_same_mail_act_once)
{
    gint64 ticket = ask();
    g_autofree char *to = reply_address(ticket, BOB);
    const Letter letter = { .from = BOB,
                            .to = to,
                            .login = "bob",
                            .subject = "Re: printer",
                            .message_id = "again@x",
                            .body = "#priority high\n#tag x\n#queue\n#resolve" };
    scene_take(&letter);
    do_command(ticket, "#priority low\n#tag -x\n#reopen");
    g_autoptr(GPtrArray) before = scene_messages(ticket);
    guint events = scene_events(ticket, "command");
    for (int i = 0; i < 100; i++)
        cr_assert_eq(scene_take(&letter).kind, DESK_VERDICT_DUPLICATE);
    g_autofree char *state = state_of(ticket);
    g_autoptr(GPtrArray) after = scene_messages(ticket);
    cr_expect_str_eq(state, "open low");
    cr_expect_eq(before->len, after->len);
    cr_expect_eq(scene_events(ticket, "command"), events);
}

/* RULES S7, A1: whoever is not proved to be the agent commands nothing. */
Test(command, a1_only_a_proved_agent_commands)
{
    static const struct {
        const char *from, *login, *token_of;
    } cases[] = {
        { BOB, NULL, BOB },
        { BOB, "alice", BOB },
        { JANE, NULL, JANE },
        { JANE, "bob", BOB },
        { "eve@example.com", NULL, BOB },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 ticket = ask();
        g_autofree char *id = g_strdup_printf("forged%zu@x", i);
        g_autofree char *to = reply_address(ticket, cases[i].token_of);
        const Letter letter = { .from = cases[i].from,
                                .to = to,
                                .login = cases[i].login,
                                .subject = "Re: printer",
                                .message_id = id,
                                .body = "#priority high\n#resolve\n#foo" };
        DeskVerdict verdict = scene_take(&letter);
        g_autoptr(DeskTicket) after = scene_ticket(ticket);
        cr_expect_neq(after->status, DESK_STATUS_RESOLVED, "%zu", i);
        cr_expect_eq(after->priority, DESK_PRIORITY_NORMAL, "%zu", i);
        cr_expect_eq(verdict.ticket, ticket, "%zu", i);
    }
}

static void
open_trusting(void)
{
    scene_open_with("agent-trust = token\n");
}

/* What the newest mail to bob says. The caller's. */
static char *
told_to_bob(void)
{
    g_autoptr(GPtrArray) rows = NULL;
    cr_assert(desk_store_outbox_list(scene_store, NULL, 0, 100, &rows, NULL));
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        if (g_str_equal(row->recipient, BOB) && g_str_equal(row->kind, "command-result"))
            return g_strdup(row->detail);
    }
    return g_strdup("");
}

/* With agent-trust = token what he answers proves him, also for what is about no ticket. */
Test(command, what_is_about_no_ticket_is_proved_by_an_own_token, .init = open_trusting)
{
    static const char *const bodies[] = { "#help", "#queue", "#search paper\n\nThanks" };
    static const char *const told[] = { "help", "queue", "search paper" };
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        gint64 ticket = ask();
        g_autofree char *id = g_strdup_printf("token%zu@x", i);
        g_autofree char *to = reply_address(ticket, BOB);
        const Letter letter = {
            .from = BOB, .to = to, .subject = "Re: printer", .message_id = id, .body = bodies[i]
        };
        DeskVerdict verdict = scene_take(&letter);
        g_autofree char *detail = told_to_bob();
        cr_expect_str_eq(detail, told[i], "%s", bodies[i]);
        cr_expect_eq(verdict.ticket, ticket, "%s", bodies[i]);
    }
}

/* What opens a ticket for others is refused, not passed over, where an own token is all there is.
 */
Test(command, requester_wants_more_than_an_own_token, .init = open_trusting)
{
    gint64 ticket = ask();
    g_autofree char *to = reply_address(ticket, BOB);
    const Letter letter = { .from = BOB,
                            .to = to,
                            .subject = "Re: printer",
                            .message_id = "for-jim@x",
                            .body = "#requester jim@example.net\nHello Jim" };
    DeskVerdict verdict = { 0 };
    g_autofree char *objection = try_letter(&letter, &verdict);
    cr_assert_not_null(objection);
    cr_expect_not_null(strstr(objection, "a login or an aligned domain"), "%s", objection);
}

/* ---- customers ---- */

/* What a customer was told, and what the ticket is afterwards. */
static char *
customer_says(const char *from, gint64 ticket, const char *body, DeskVerdict *verdict)
{
    g_autofree char *id = g_strdup_printf("customer%d@x", ++mails);
    g_autofree char *to = reply_address(ticket, from);
    const Letter letter = { .from = from,
                            .to = to,
                            .dmarc = "pass",
                            .header_to = to,
                            .subject = "Re: [#1] printer",
                            .message_id = id,
                            .body = body };
    *verdict = scene_take(&letter);
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        if (row->cause == verdict->message && g_str_equal(row->kind, "customer-result"))
            return g_strdup(row->detail);
    }
    return NULL;
}

/* RULES S6: what somebody else was sent proves nothing, though its sender be on the ticket. */
Test(command, s6_the_address_of_another_carries_no_command)
{
    gint64 ticket = ask();
    g_autofree char *to = reply_address(ticket, BOB);
    const Letter letter = { .from = JANE,
                            .to = to,
                            .dmarc = "pass",
                            .subject = "Re: [#1] printer",
                            .message_id = "stolen@x",
                            .body = "#close" };
    DeskVerdict verdict = scene_take(&letter);
    g_autoptr(DeskTicket) after = scene_ticket(ticket);
    cr_expect_eq(verdict.kind, DESK_VERDICT_APPEND);
    cr_expect_eq(verdict.ticket, ticket);
    cr_expect_eq(after->status, DESK_STATUS_NEW, "%s", desk_status_name(after->status));
}

Test(command, c8_a_customer_asks_and_ends_and_opens_again)
{
    static const struct {
        DeskStatus before;
        const char *body;
        DeskVerdictKind kind;
        DeskStatus after;
        const char *told; /* part of it; NULL: nothing */
    } cases[] = {
        { DESK_STATUS_NEW, "#status", DESK_VERDICT_EVENT, DESK_STATUS_NEW, "status new" },
        { DESK_STATUS_WAITING, "#status", DESK_VERDICT_EVENT, DESK_STATUS_WAITING,
          "status waiting" },
        { DESK_STATUS_ON_HOLD, "#status", DESK_VERDICT_EVENT, DESK_STATUS_ON_HOLD,
          "status on-hold" },
        { DESK_STATUS_CLOSED, "#status", DESK_VERDICT_EVENT, DESK_STATUS_CLOSED, "status closed" },
        { DESK_STATUS_WAITING, "#status\nHurry!", DESK_VERDICT_APPEND, DESK_STATUS_OPEN,
          "status open" },
        { DESK_STATUS_OPEN, "#close", DESK_VERDICT_EVENT, DESK_STATUS_CLOSED, "status closed" },
        { DESK_STATUS_WAITING, "#close\nIt works.", DESK_VERDICT_APPEND, DESK_STATUS_CLOSED,
          "status closed" },
        { DESK_STATUS_RESOLVED, "#reopen", DESK_VERDICT_EVENT, DESK_STATUS_OPEN, "status open" },
        { DESK_STATUS_CLOSED, "#reopen\nIt is broken again.", DESK_VERDICT_APPEND, DESK_STATUS_OPEN,
          "status open" },
        { DESK_STATUS_OPEN, "#close\n#reopen", DESK_VERDICT_EVENT, DESK_STATUS_OPEN,
          "obstacle both\nstatus open" },
        { DESK_STATUS_SPAM, "#reopen", DESK_VERDICT_EVENT, DESK_STATUS_SPAM, NULL },
        { DESK_STATUS_SPAM, "#status", DESK_VERDICT_EVENT, DESK_STATUS_SPAM, NULL },
        { DESK_STATUS_NEW, "#help", DESK_VERDICT_EVENT, DESK_STATUS_NEW, "\nhelp " },
        { DESK_STATUS_NEW, "#resolve", DESK_VERDICT_APPEND, DESK_STATUS_NEW, NULL },
        { DESK_STATUS_NEW, "Please:\n#close", DESK_VERDICT_APPEND, DESK_STATUS_NEW, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *from = g_strdup_printf("jane%zu@example.net", i);
        gint64 ticket = ask_as(from, "printer");
        DeskVerdict verdict;
        scene_set_status(ticket, cases[i].before, desk_clock_now());
        g_autofree char *told = customer_says(from, ticket, cases[i].body, &verdict);
        g_autoptr(DeskTicket) after = scene_ticket(ticket);
        cr_expect_eq(verdict.kind, cases[i].kind, "%zu: %s", i, desk_verdict_name(verdict.kind));
        cr_expect_eq(verdict.ticket, ticket, "%zu", i);
        cr_expect_eq(after->status, cases[i].after, "%zu: %s", i, desk_status_name(after->status));
        cr_expect_eq(told != NULL, cases[i].told != NULL, "%zu: %s", i, told);
        if (told && cases[i].told)
            cr_expect_not_null(strstr(told, cases[i].told), "%zu: %s", i, told);
    }
}

/* RULES O4: nothing of who works on it. */
Test(command, c8_a_customer_is_told_nothing_internal)
{
    gint64 ticket = ask();
    DeskVerdict verdict;
    do_command(ticket, "#assign carol\n#team billing\n#priority critical\n#tag vip");
    g_autofree char *told = customer_says(JANE, ticket, "#status\n#help", &verdict);
    static const char *const internal[] = { "carol", "bob", "billing", "critical", "vip" };
    for (size_t i = 0; i < G_N_ELEMENTS(internal); i++)
        cr_expect_null(strstr(told, internal[i]), "%s", told);
}

/* Whoever is on the ticket may ask; it is the requester's to end. */
Test(command, c8_others_on_the_ticket_may_only_ask)
{
    gint64 ticket = ask();
    DeskVerdict verdict;
    do_command(ticket, "#cc joe@example.net");
    g_autofree char *told = customer_says("joe@example.net", ticket, "#close", &verdict);
    g_autoptr(DeskTicket) after = scene_ticket(ticket);
    cr_expect_eq(after->status, DESK_STATUS_NEW);
    cr_expect(told && strstr(told, "obstacle not-requester\n"), "%s", told);
    cr_expect_eq(scene_events(ticket, "command-ignored"), 1);
    g_autofree char *status = customer_says("joe@example.net", ticket, "#status", &verdict);
    cr_expect_not_null(status);
}

/* RULES A4, T6, S1: without a strong link it is text. */
Test(command, c8_nobody_else_commands_a_ticket)
{
    gint64 ticket = ask();
    static const struct {
        const char *from, *dmarc, *token_of, *reference;
        DeskMachineKind machine;
    } cases[] = {
        { JANE, "pass", NULL, "ask1@x", DESK_MACHINE_HUMAN }, /* her own mail proves nothing */
        { JANE, "fail", JANE, NULL, DESK_MACHINE_HUMAN },
        { "eve@example.com", "pass", JANE, NULL, DESK_MACHINE_HUMAN },
        { JANE, "pass", JANE, NULL, DESK_MACHINE_AUTO_REPLY },
        { JANE, "pass", JANE, NULL, DESK_MACHINE_AUTO_GENERATED },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *id = g_strdup_printf("other%zu@x", i);
        g_autofree char *to = cases[i].token_of ? reply_address(ticket, cases[i].token_of) : NULL;
        const Letter letter = { .from = cases[i].from,
                                .to = to,
                                .dmarc = cases[i].dmarc,
                                .reference = cases[i].reference,
                                .subject = "Re: [#1] printer",
                                .message_id = id,
                                .machine = cases[i].machine,
                                .body = "#close" };
        DeskVerdict verdict = scene_take(&letter);
        g_autoptr(DeskTicket) after = scene_ticket(ticket);
        cr_expect_neq(after->status, DESK_STATUS_CLOSED, "%zu", i);
        cr_expect_eq(verdict.ticket, ticket, "%zu", i);
    }
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    for (guint i = 0; i < rows->len; i++)
        cr_expect_str_neq(((const DeskOutboxRow *) rows->pdata[i])->kind, "customer-result");
}

/* What ended long ago goes on in a ticket of its own; asking about it opens none. */
Test(command, c8_a_ticket_that_is_long_over_is_only_told_of)
{
    gint64 ticket = ask();
    DeskVerdict verdict;
    scene_set_status(ticket, DESK_STATUS_CLOSED, desk_clock_now() - 400 * DESK_DAY);
    g_autofree char *told = customer_says(JANE, ticket, "#status", &verdict);
    cr_expect_eq(verdict.kind, DESK_VERDICT_EVENT);
    cr_expect_not_null(told);
    g_autofree char *none = customer_says(JANE, ticket, "#reopen", &verdict);
    cr_expect_eq(verdict.kind, DESK_VERDICT_NEW);
    cr_expect_null(none);
}

/* RULES L5 */
Test(command, c8_a_ticket_is_opened_again_so_often_a_day)
{
    gint64 ticket = ask();
    gint64 most = desk_policy_conf(scene_policy)->limits.reopens_per_day;
    DeskVerdict verdict;
    for (gint64 i = 0; i <= most; i++) {
        scene_set_status(ticket, DESK_STATUS_RESOLVED, desk_clock_now());
        g_free(customer_says(JANE, ticket, "#reopen", &verdict));
        g_autoptr(DeskTicket) after = scene_ticket(ticket);
        cr_expect_eq(after->status, i < most ? DESK_STATUS_OPEN : DESK_STATUS_RESOLVED,
                     "%" G_GINT64_FORMAT, i);
    }
    scene_set_status(ticket, DESK_STATUS_IN_PROGRESS, desk_clock_now());
    g_free(customer_says(JANE, ticket, "#reopen", &verdict));
    cr_expect_eq(scene_events(ticket, "command-ignored"), 1, "what lives need not be opened");
}
