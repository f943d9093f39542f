#include "base/clock.h"
#include "desk/amend.h"
#include "desk/automatic.h"
#include "desk/update.h"
#include "policy/token.h"
#include "scene.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "ticket/facts.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"
#define BOB  "bob@example.org"
#define DESK "front@example.org"

static int mails;
static gint64 now;

static void
open_desk(void)
{
    scene_open_with(
        "team \"front\" { members = {\"alice\", \"bob\"} lead = \"bob\" }\n"
        "sla \"fast\" { resolution = {\"normal=1h\"} escalation = {\"0m assign-lead\"} }\n"
        "mailbox \"front\" { address = \"front@example.org\" team = \"front\"\n"
        "  updates = \"assigned, in-progress, on-hold, resolved, reopened, closed, merged\" }\n"
        "mailbox \"quiet\" { address = \"quiet@example.org\" updates = \"none\" }\n"
        "lifecycle { close-after = 4d }\n");
    mails = 0;
    now = desk_clock_now() + DESK_MINUTE;
}

TestSuite(update, .init = open_desk, .fini = scene_close);

static gint64
take(Letter letter)
{
    g_autofree char *id = g_strdup_printf("u%d@client.example.net", mails++);
    letter.message_id = id;
    letter.from = letter.from ? letter.from : JANE;
    letter.to = letter.to ? letter.to : DESK;
    letter.subject = letter.subject ? letter.subject : "Printer";
    letter.header_to = letter.to;
    return scene_take(&letter).ticket;
}

static gint64
contact_of(const char *address)
{
    gint64 contact = 0;
    cr_assert(desk_store_contact_put(scene_store, address, address, "", 1, &contact, NULL));
    return contact;
}

/* Of somebody whose address is proved. */
static gint64
ask(void)
{
    cr_assert(desk_store_contact_prove(scene_store, contact_of(JANE), 1, NULL));
    return take((Letter){ .dmarc = "pass" });
}

static void
change(gint64 ticket, DeskChange what)
{
    scene_change(ticket, what, now);
}

static void
set(gint64 ticket, const char *status)
{
    change(ticket, (DeskChange){ .status = status });
}

/* All that is due goes out. */
static void
pass(gint64 span)
{
    g_autoptr(GPtrArray) rows = NULL;
    now += span;
    cr_assert(
        desk_store_outbox_claim(scene_store, "post", now, now + DESK_MINUTE, 100, &rows, NULL));
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        const DeskOutboxResult sent = { .state = DESK_OUTBOX_SENT };
        bool mine = false;
        cr_assert(desk_store_outbox_settle(scene_store, row->id, "post", now, &sent, &mine, NULL));
    }
}

/* What the customer was told, and behind "?" what waits; oldest first. The caller's. */
static char *
told(gint64 ticket)
{
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[rows->len - 1 - i];
        g_autofree char *word = desk_facts_find(row->detail, "update");
        if (row->state == DESK_OUTBOX_FAILED || !word)
            continue;
        g_string_append_printf(out, "%s%s%s%s", out->len > 0 ? " " : "",
                               g_str_equal(row->kind, "reply") ? "answer:" : "", word,
                               row->state == DESK_OUTBOX_QUEUED ? "?" : "");
    }
    return g_string_free(out, FALSE);
}

static void
expect(gint64 ticket, const char *expected, const char *what)
{
    g_autofree char *found = told(ticket);
    cr_expect_str_eq(found, expected, "%s: \"%s\", expected \"%s\"", what, found, expected);
}

static char *
fact(gint64 ticket, const char *name)
{
    g_autoptr(DeskOutboxRow) row = scene_mail(ticket, "status");
    cr_assert(row);
    return desk_facts_find(row->detail, name);
}

static char *
reply_address(gint64 ticket, const char *address)
{
    const DeskToken token = { .ticket = ticket, .contact = contact_of(address) };
    return desk_token_reply_address(desk_policy_seal(scene_policy), token, DESK, '+');
}

static void
answer_as(const char *from, gint64 ticket, const char *body)
{
    g_autofree char *to = reply_address(ticket, from);
    bool is_bob = g_str_equal(from, BOB);
    gint64 landed = take((Letter){ .from = from,
                                   .to = to,
                                   .login = is_bob ? "bob" : NULL,
                                   .dmarc = is_bob ? NULL : "pass",
                                   .subject = "Re: Printer",
                                   .body = body,
                                   .later = now - desk_clock_now() });
    cr_assert_eq(landed, ticket, "%s", body);
}

Test(update, each_word_is_told_once_when_its_time_has_come)
{
    static const struct {
        const char *status, *word;
    } rows[] = {
        { "in-progress", "in-progress" }, { "on-hold", "on-hold" }, { "resolved", "resolved" },
        { "open", "reopened" },           { "closed", "closed" },
    };
    gint64 ticket = ask();
    g_autoptr(GString) so_far = g_string_new(NULL);
    pass(0);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        set(ticket, rows[i].status);
        set(ticket, rows[i].status);
        g_string_append_printf(so_far, "%s%s", i > 0 ? " " : "", rows[i].word);
        g_autofree char *waiting = g_strconcat(so_far->str, "?", NULL);
        pass(DESK_MINUTE - 1);
        expect(ticket, waiting, rows[i].word);
        pass(1);
        expect(ticket, so_far->str, rows[i].word);
    }
    g_autofree char *closes = fact(ticket, "closes");
    cr_expect_null(closes);
}

Test(update, the_mail_is_one_of_the_ticket_to_its_requester)
{
    gint64 ticket = ask();
    g_autoptr(DeskOutboxRow) ack = scene_ack(ticket);
    set(ticket, "resolved");
    g_autoptr(DeskOutboxRow) row = scene_mail(ticket, "status");
    cr_assert(row);
    cr_expect_str_eq(row->recipient, JANE);
    cr_expect_str_eq(row->in_reply_to, ack->message_id);
    /* The conversation as he knows it begins with his own mail (RULES T11). */
    cr_expect(g_str_has_prefix(row->references, "u0@client.example.net "), "%s", row->references);
    cr_expect(g_str_has_suffix(row->references, ack->message_id), "%s", row->references);
    cr_expect_str_eq(row->from_address, DESK);
    cr_expect(*row->envelope_from && !g_str_equal(row->envelope_from, DESK), "a bounce address");
    cr_expect_str_eq(row->reply_to, ack->reply_to);
    cr_expect_eq(row->next_at, now + DESK_MINUTE);
    cr_expect_eq(row->date, now);
    cr_expect_str_eq(row->language, "en");
    g_autofree char *closes = fact(ticket, "closes");
    g_autofree char *expected = g_strdup_printf("%" G_GINT64_FORMAT, now + 4 * DESK_DAY);
    cr_expect_str_eq(closes, expected);
}

Test(update, what_comes_within_the_time_is_one_mail)
{
    gint64 ticket = ask();
    pass(0);
    change(ticket, (DeskChange){ .assignee = "bob" });
    g_autoptr(DeskOutboxRow) first = scene_mail(ticket, "status");
    cr_assert(first);
    pass(DESK_SECOND);
    set(ticket, "in-progress");
    set(ticket, "on-hold");
    set(ticket, "resolved");
    set(ticket, "closed");
    expect(ticket, "closed?", "the last state counts");
    g_autoptr(DeskOutboxRow) last = scene_mail(ticket, "status");
    cr_expect_eq(last->id, first->id);
    cr_expect_eq(last->next_at, first->next_at, "nobody waits for ever");
    cr_expect_eq(scene_events(ticket, "status-changed"), 4);
    pass(DESK_MINUTE);
    expect(ticket, "closed", "one mail");
}

Test(update, what_is_taken_back_is_not_told)
{
    static const struct {
        const char *done, *back;
    } rows[] = { { "resolved", "open" },    { "closed", "open" },      { "on-hold", "open" },
                 { "in-progress", "open" }, { "resolved", "waiting" }, { "on-hold", "spam" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket = ask();
        set(ticket, "open");
        set(ticket, rows[i].done);
        set(ticket, rows[i].back);
        expect(ticket, "", rows[i].done);
        cr_expect_eq(scene_events(ticket, "status-withdrawn"), 1, "%s", rows[i].done);
        pass(DESK_MINUTE);
        expect(ticket, "", rows[i].done);
    }
}

Test(update, back_to_what_he_knows_is_no_news)
{
    gint64 ticket = ask();
    set(ticket, "resolved");
    pass(DESK_MINUTE);
    set(ticket, "open");
    expect(ticket, "resolved reopened?", "reopened");
    set(ticket, "resolved");
    expect(ticket, "resolved", "and resolved again");
    cr_expect_eq(scene_events(ticket, "status-withdrawn"), 1);
    cr_expect_eq(scene_events(ticket, "status-suppressed"), 1);
}

Test(update, a_new_end_after_his_own_words_is_news)
{
    gint64 ticket = take((Letter){ .dmarc = "pass" });
    set(ticket, "on-hold");
    pass(DESK_MINUTE);
    answer_as(JANE, ticket, "Is there anything new?\n");
    set(ticket, "on-hold");
    expect(ticket, "on-hold on-hold?", "he has written since");
}

Test(update, what_is_held_are_not_his_own_words)
{
    gint64 ticket = ask();
    set(ticket, "on-hold");
    pass(DESK_MINUTE);
    g_autofree char *to = reply_address(ticket, JANE);
    take((Letter){ .to = to, .dmarc = "fail", .later = now - desk_clock_now() });
    cr_assert_eq(scene_events(ticket, "held"), 1);
    set(ticket, "waiting");
    set(ticket, "on-hold");
    expect(ticket, "on-hold", "somebody has written in his name");
}

Test(update, nothing_is_told_when_a_ticket_is_opened)
{
    gint64 ticket = ask();
    pass(DESK_HOUR);
    expect(ticket, "", "the acknowledgement says it all");
}

Test(update, who_has_it_is_told_once)
{
    gint64 ticket = ask();
    change(ticket, (DeskChange){ .assignee = "bob" });
    pass(DESK_MINUTE);
    expect(ticket, "assigned", "bob");
    change(ticket, (DeskChange){ .assignee = "alice" });
    change(ticket, (DeskChange){ .assignee = "none" });
    change(ticket, (DeskChange){ .assignee = "bob" });
    expect(ticket, "assigned", "once");
    set(ticket, "in-progress");
    pass(DESK_MINUTE);
    change(ticket, (DeskChange){ .assignee = "none" });
    change(ticket, (DeskChange){ .assignee = "bob" });
    expect(ticket, "assigned in-progress", "also when he was told something else since");
    set(ticket, "closed");
    pass(DESK_MINUTE);
    change(ticket, (DeskChange){ .status = "open", .assignee = "none" });
    pass(DESK_MINUTE);
    change(ticket, (DeskChange){ .assignee = "alice" });
    expect(ticket, "assigned in-progress closed reopened assigned?", "until it is reopened");
    change(ticket, (DeskChange){ .assignee = "none" });
    expect(ticket, "assigned in-progress closed reopened", "nobody has it");
}

Test(update, whom_an_escalation_gives_it_is_told)
{
    gint64 ticket = ask();
    change(ticket, (DeskChange){ .sla = "fast", .status = "open" });
    now += 2 * DESK_HOUR;
    scene_run_timers(now);
    g_autoptr(DeskTicket) after = scene_ticket(ticket);
    cr_expect_str_eq(after->assignee, "bob");
    expect(ticket, "assigned?", "bob");
}

/* RULES A14: his own mail is answered, or moves the ticket; it does not bring him two mails. */
Test(update, his_own_doing_is_told_once)
{
    gint64 ticket = ask();
    answer_as(JANE, ticket, "#close\n");
    expect(ticket, "", "his command was answered");
    answer_as(JANE, ticket, "It is broken again.\n");
    expect(ticket, "reopened?", "his answer opens it");
    pass(2 * DESK_MINUTE);
    set(ticket, "closed");
    pass(2 * DESK_MINUTE);
    answer_as(JANE, ticket, "#reopen\n");
    expect(ticket, "reopened closed", "his command was answered");
    set(ticket, "closed");
    expect(ticket, "reopened closed closed?", "he knew that it was open");
}

Test(update, an_answer_says_what_it_brings)
{
    gint64 ticket = ask();
    change(ticket, (DeskChange){ .assignee = "bob" });
    expect(ticket, "assigned?", "bob");
    answer_as(BOB, ticket, "Turn it off and on.\n");
    expect(ticket, "", "the answer shows that somebody has it");
    answer_as(BOB, ticket, "#resolve\nIt was the cable.\n");
    expect(ticket, "answer:resolved?", "one mail");
    g_autoptr(DeskOutboxRow) reply = scene_mail(ticket, "reply");
    cr_expect_eq(desk_facts_time(reply->detail, "closes") > 0, true);
    pass(2 * DESK_MINUTE);
    answer_as(JANE, ticket, "It is not the cable.\n");
    pass(2 * DESK_MINUTE);
    answer_as(BOB, ticket, "#close\nThen it is the mouse.\n");
    expect(ticket, "answer:resolved reopened", "the answer speaks for itself");
}

/* RULES O4 */
Test(update, o4_of_another_ticket_he_learns_only_what_is_his)
{
    static const struct {
        const char *other; /* whose the other ticket is */
        bool knows;
    } rows[] = { { JANE, true }, { "joe@example.net", false } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskAmender who = { .policy = scene_policy, .actor = "x", .now = now };
        gint64 ticket = ask(), final = 0;
        gint64 other = take((Letter){ .from = rows[i].other, .subject = "Mouse", .dmarc = "pass" });
        cr_assert(desk_store_begin(scene_store, NULL) &&
                  desk_amend_merge(scene_store, &who, ticket, other, &final, NULL) &&
                  desk_store_commit(scene_store, NULL));
        expect(ticket, "merged?", rows[i].other);
        g_autofree char *into = fact(ticket, "into");
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, other);
        cr_expect_str_eq(into ? into : "", rows[i].knows ? number : "", "%s", rows[i].other);
    }
}

Test(update, on_hold_says_why_and_until_when)
{
    gint64 ticket = ask();
    answer_as(BOB, ticket, "#hold 3d: the part is ordered\n");
    expect(ticket, "on-hold?", "by a command");
    g_autofree char *reason = fact(ticket, "reason"), *until = fact(ticket, "until");
    cr_expect_str_eq(reason, "the part is ordered");
    cr_expect(until);
    pass(2 * DESK_MINUTE);
    change(ticket, (DeskChange){ .status = "on-hold", .reason = "the part\nis lost" });
    g_autofree char *other = fact(ticket, "reason");
    cr_expect_str_eq(other, "the part is lost");
    expect(ticket, "on-hold on-hold?", "another reason");
    pass(2 * DESK_MINUTE);
    change(ticket, (DeskChange){ .status = "on-hold", .reason = "the part is lost" });
    expect(ticket, "on-hold on-hold", "the same");
    const DeskAmender who = { .policy = scene_policy, .actor = "x", .now = now };
    const DeskChange wrong = { .status = "open", .reason = "because" };
    g_autoptr(GError) error = NULL;
    cr_assert(desk_store_begin(scene_store, NULL));
    cr_expect_not(desk_amend_set(scene_store, &who, ticket, &wrong, &error));
    cr_expect(g_error_matches(error, DESK_AMEND_ERROR, DESK_AMEND_ERROR_UNKNOWN));
    desk_store_rollback(scene_store);
}

Test(update, a_mailbox_can_be_quiet)
{
    gint64 ticket = take((Letter){ .to = "quiet@example.org", .dmarc = "pass" });
    set(ticket, "on-hold");
    set(ticket, "resolved");
    expect(ticket, "", "quiet");
    cr_expect_eq(scene_events(ticket, "status-suppressed"), 0);
}

/* RULES I9, A13, W36 */
Test(update, i9_a13_who_is_not_told)
{
    static const struct {
        const char *who;
        Letter letter;
        const char *reason; /* part of it */
    } rows[] = {
        { "a machine", { .machine = DESK_MACHINE_AUTO_GENERATED, .dmarc = "pass" }, "a machine" },
        { "a list", { .machine = DESK_MACHINE_LIST, .dmarc = "pass" }, "by way of a list" },
        { "a forged sender", { .dmarc = "fail" }, "nothing proves" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ticket = take(rows[i].letter);
        set(ticket, "resolved");
        pass(2 * DESK_MINUTE);
        expect(ticket, "", rows[i].who);
        g_autofree char *why = scene_event(ticket, "status-suppressed");
        cr_expect(why && strstr(why, rows[i].reason), "%s: %s", rows[i].who, why);
    }
}

/* RULES L5: whoever turns a ticket to and fro, by hand or by a script. */
Test(update, l5_two_hundred_changes_in_a_minute)
{
    gint64 ticket = ask();
    for (int i = 0; i < 200; i++, now += DESK_SECOND / 4)
        set(ticket, i % 2 ? "open" : "resolved");
    set(ticket, "resolved");
    pass(2 * DESK_MINUTE);
    expect(ticket, "resolved", "what is taken back before it is sent is none of what he has had");
    for (int i = 0; i < 55; i++) {
        set(ticket, i % 2 ? "resolved" : "open");
        pass(DESK_MINUTE);
    }
    g_autofree char *all = told(ticket);
    g_auto(GStrv) words = g_strsplit(all, " ", -1);
    cr_expect(g_strv_length(words) >= 20 && g_strv_length(words) <= 25, "%s", all);
    cr_expect_eq(scene_events(ticket, "flood"), 1);
}

/* What is held in its name is nobody's word; when its owner writes himself, he is told. */
Test(update, i9_who_writes_himself_where_a_machine_had_is_told)
{
    gint64 ticket = take((Letter){ .machine = DESK_MACHINE_AUTO_GENERATED, .dmarc = "pass" });
    g_autofree char *to = reply_address(ticket, JANE);
    cr_assert(desk_store_contact_prove(scene_store, contact_of(JANE), 1, NULL));
    take((Letter){ .to = to, .dmarc = "fail", .later = now - desk_clock_now() });
    set(ticket, "resolved");
    expect(ticket, "", "a forger is no person of his");
    now += DESK_MINUTE;
    answer_as(JANE, ticket, "It is still broken.\n");
    expect(ticket, "reopened?", "his own answer");
}

/* His address is proved, and the mail in his name is not his. */
Test(update, a13_a_forger_has_nothing_sent_to_his_victim)
{
    cr_assert(desk_store_contact_prove(scene_store, contact_of(JANE), 1, NULL));
    gint64 ticket = take((Letter){ .dmarc = "fail" });
    set(ticket, "resolved");
    expect(ticket, "", "forged");
    g_autofree char *why = scene_event(ticket, "status-suppressed");
    cr_expect(why && strstr(why, "forged"), "%s", why);
}

/* Who is not proved had one acknowledgement; the other tickets in his name bring him nothing.
 */
Test(update, w36_mails_in_somebodys_name_bring_him_no_more_than_their_acknowledgements)
{
    guint count = 0;
    for (int i = 0; i < 8; i++) {
        g_autofree char *subject = g_strdup_printf("matter %d", i);
        gint64 ticket = take((Letter){ .from = "victim@example.com", .subject = subject });
        set(ticket, "resolved");
        g_autoptr(DeskOutboxRow) row = scene_mail(ticket, "status");
        count += row != NULL;
        cr_expect(!row || !row->verified);
    }
    cr_expect_eq(count, 1, "%u", count);
}

/* RULES L5, B3 */
Test(update, l5_the_windows_of_a_ticket_and_dead_addresses_hold)
{
    gint64 ticket = ask();
    for (int i = 0; i < 30; i++) {
        g_autofree char *reason = g_strdup_printf("%d", i);
        now += DESK_SECOND;
        change(ticket, (DeskChange){ .status = "on-hold", .reason = reason });
        g_autoptr(DeskOutboxRow) row = scene_mail(ticket, "status");
        bool done = false;
        cr_assert(desk_store_outbox_retry(scene_store, row->id, now, &done, NULL));
        pass(0);
    }
    const DeskAddressee jane = { ticket, contact_of(JANE) };
    g_autoptr(GPtrArray) rows = NULL;
    cr_assert(desk_store_outbox_had(scene_store, jane, 100, &rows, NULL));
    cr_expect_eq(rows->len, 10, "%u with the acknowledgement", rows->len);
    cr_expect_eq(scene_events(ticket, "status-suppressed"), 21);
    cr_expect_eq(scene_events(ticket, "flood"), 1);

    const DeskHealth dead = { .score = 2, .bounced = now };
    gint64 other = ask();
    cr_assert(desk_store_contact_set_health(scene_store, contact_of(JANE), &dead, NULL));
    set(other, "closed");
    expect(other, "", "a dead address");
    g_autofree char *why = scene_event(other, "status-suppressed");
    cr_expect(why && strstr(why, "failed"), "%s", why);
}

/* What deskctl explain shows before it happens. */
Test(update, what_a_mail_would_bring_can_be_asked)
{
    gint64 ticket = ask();
    set(ticket, "closed");
    pass(DESK_MINUTE);
    g_autoptr(DeskTicket) before = scene_ticket(ticket);
    g_autoptr(DeskFiling) filing =
        scene_filing(&(Letter){ .from = JANE, .to = DESK, .subject = "x", .message_id = "x@x" });
    for (int is_mailed = 0; is_mailed < 2; is_mailed++) {
        const DeskLifeMove move = { .policy = scene_policy,
                                    .ticket = before,
                                    .status = DESK_STATUS_OPEN,
                                    .cause = DESK_LIFE_CUSTOMER,
                                    .is_mailed = is_mailed,
                                    .now = now };
        g_autoptr(GPtrArray) plans = desk_plan_list_new();
        cr_assert(desk_update_plan(scene_store, &move, filing, plans, NULL));
        cr_assert_eq(plans->len, is_mailed ? 0 : 1);
        if (is_mailed)
            continue;
        const DeskPlan *plan = plans->pdata[0];
        cr_expect_str_eq(plan->kind, "status");
        cr_expect_str_eq(plan->address, JANE);
        cr_expect_str_eq(plan->detail, "update reopened");
        cr_expect_null(plan->refusal);
    }
    expect(ticket, "closed", "nothing was written");
}
