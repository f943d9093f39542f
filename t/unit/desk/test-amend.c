#include "../policy/fixture.h"
#include "base/clock.h"
#include "desk/amend.h"
#include "room.h"
#include "store/rows.h"
#include "store/timers.h"
#include "store/watchers.h"

#include <criterion/criterion.h>

static const char settings[] = "team \"frontline\" { members = {\"alice\"} }\n";

static DeskStore *store;
static DeskPolicy *policy;
static DeskAmender amender;
static int made; /* messages so far */

static void
open_desk(void)
{
    store = room_open();
    policy = fixture_policy_with(settings);
    amender = (DeskAmender){ .policy = policy, .actor = "alice", .now = 5 * DESK_HOUR };
    made = 0;
}

static void
close_desk(void)
{
    room_close(store);
    desk_policy_unref(policy);
}

TestSuite(amend, .init = open_desk, .fini = close_desk);

/* ---- a desk with tickets ---- */

static void
must(bool ok, const GError *error)
{
    cr_assert(ok, "%s", error ? error->message : "?");
}

static gint64
contact(const char *address)
{
    gint64 id = 0;
    g_autoptr(GError) error = NULL;
    must(desk_store_contact_put(store, address, address, "", 1, &id, &error), error);
    return id;
}

/* What a message may differ in from a customer's ordinary mail. */
typedef struct {
    const char *from;
    bool held;
    const char *machine;
    DeskAssurance assurance;
    DeskDirection direction;
} Mail;

static gint64
add_message(gint64 ticket, Mail mail)
{
    g_autofree char *id = g_strdup_printf("m%d@example.net", ++made);
    g_autofree char *subject = g_strdup_printf("mail %d", made);
    g_autoptr(GError) error = NULL;
    DeskMessage message = { .ticket = ticket,
                            .direction = mail.direction,
                            .author = mail.from ? contact(mail.from) : 0,
                            .message_id = id,
                            .subject = subject,
                            .text = (char *) "text",
                            .date = 1,
                            .received = 1,
                            .held = mail.held,
                            .machine = mail.machine ? mail.machine : "human",
                            .assurance = mail.assurance };
    must(desk_store_message_add(store, &message, NULL, &error), error);
    return message.id;
}

/* A ticket with one mail of its requester. */
static gint64
add_ticket(const char *requester)
{
    g_autoptr(GError) error = NULL;
    DeskTicket ticket = { .subject = (char *) "broken",
                          .status = DESK_STATUS_NEW,
                          .priority = DESK_PRIORITY_NORMAL,
                          .mailbox = (char *) "support",
                          .team = (char *) "frontline",
                          .language = (char *) "de",
                          .requester = contact(requester),
                          .created = 1,
                          .updated = 1 };
    must(desk_store_ticket_add(store, &ticket, &error), error);
    must(desk_store_participant_add(store, ticket.id, ticket.requester, DESK_ROLE_REQUESTER, true,
                                    1, &error) &&
             desk_store_ticket_mailbox_add(store, ticket.id, "support", &error),
         error);
    add_message(ticket.id, (Mail){ .from = requester });
    return ticket.id;
}

static void
add_person(gint64 ticket, const char *address, DeskRole role, bool confirmed)
{
    g_autoptr(GError) error = NULL;
    must(desk_store_participant_add(store, ticket, contact(address), role, confirmed, 2, &error),
         error);
}

static void
add_cc(gint64 ticket, const char *address, bool confirmed)
{
    add_person(ticket, address, DESK_ROLE_CC, confirmed);
}

static DeskTicket *
get(gint64 id)
{
    DeskTicket *ticket = NULL;
    g_autoptr(GError) error = NULL;
    must(desk_store_ticket_get(store, id, &ticket, &error), error);
    cr_assert_not_null(ticket);
    return ticket;
}

static void
set_status(gint64 ticket, DeskStatus status)
{
    g_autoptr(GError) error = NULL;
    must(desk_store_ticket_touch(store, ticket, status, 1, &error), error);
}

/* "kind: detail" of all that alice has done to a ticket, one a line; the caller's. */
static char *
events_of(gint64 ticket)
{
    g_autoptr(GPtrArray) events = NULL;
    GString *lines = g_string_new(NULL);
    cr_assert(desk_store_event_list(store, ticket, &events, NULL));
    for (guint i = 0; i < events->len; i++) {
        const DeskEvent *event = events->pdata[i];
        cr_expect_str_eq(event->actor, "alice");
        cr_expect_eq(event->at, amender.now);
        g_string_append_printf(lines, "%s: %s\n", event->kind, event->detail);
    }
    return g_string_free(lines, FALSE);
}

/* "requester jane@example.net, cc bob@example.net ?" with ? for who is not confirmed. */
static char *
people_of(gint64 ticket)
{
    g_autoptr(GPtrArray) people = NULL;
    GString *line = g_string_new(NULL);
    cr_assert(desk_store_participant_list(store, ticket, &people, NULL));
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        g_string_append_printf(line, "%s%s %s%s", i > 0 ? ", " : "", desk_role_name(person->role),
                               person->contact.address, person->confirmed ? "" : " ?");
    }
    return g_string_free(line, FALSE);
}

/* The subjects of a ticket's messages; those held have a !. The numbers must be gapless. */
static char *
messages_of(gint64 ticket)
{
    g_autoptr(GPtrArray) messages = NULL;
    GString *line = g_string_new(NULL);
    cr_assert(desk_store_message_list(store, ticket, &messages, NULL));
    for (guint i = 0; i < messages->len; i++) {
        const DeskMessage *message = messages->pdata[i];
        cr_expect_eq(message->sequence, i + 1, "ticket %d", (int) ticket);
        g_string_append_printf(line, "%s%s%s", i > 0 ? ", " : "", message->subject,
                               message->held ? "!" : "");
    }
    return g_string_free(line, FALSE);
}

#define EXPECT_TEXT(call, expected, what)                                                          \
    do {                                                                                           \
        g_autofree char *got_ = (call);                                                            \
        cr_expect_str_eq(got_, expected, "%s: %s", what, got_);                                    \
    } while (0)

/* ---- one transaction a change, as the callers do it ---- */

typedef struct {
    bool (*run)(gconstpointer arguments, GError **error);
    gconstpointer arguments;
} Deed;

static bool
run_deed(DeskStore *any, gpointer data, GError **error)
{
    const Deed *deed = data;
    (void) any;
    return deed->run(deed->arguments, error);
}

/* -1: done, else the code of the refusal. */
static int
attempt(bool (*run)(gconstpointer, GError **), gconstpointer arguments)
{
    g_autoptr(GError) error = NULL;
    Deed deed = { run, arguments };
    if (desk_store_run(store, run_deed, &deed, &error))
        return -1;
    cr_assert_eq(error->domain, DESK_AMEND_ERROR, "%s", error->message);
    cr_expect(g_utf8_validate(error->message, -1, NULL) && !strchr(error->message, '\n'));
    return error->code;
}

#define DONE (-1)

typedef struct {
    gint64 ticket;
    DeskChange change;
} SetArguments;

static bool
run_set(gconstpointer data, GError **error)
{
    const SetArguments *a = data;
    return desk_amend_set(store, &amender, a->ticket, &a->change, error);
}

static int
set(gint64 ticket, DeskChange change)
{
    return attempt(run_set, &(SetArguments){ ticket, change });
}

typedef struct {
    gint64 ticket, other;
    gint64 *result;
} PairArguments;

static bool
run_merge(gconstpointer data, GError **error)
{
    const PairArguments *a = data;
    return desk_amend_merge(store, &amender, a->ticket, a->other, a->result, error);
}

static int
merge(gint64 ticket, gint64 into, gint64 *final)
{
    gint64 any = 0;
    return attempt(run_merge, &(PairArguments){ ticket, into, final ? final : &any });
}

static bool
run_link(gconstpointer data, GError **error)
{
    const PairArguments *a = data;
    return desk_amend_link(store, &amender, a->ticket, a->other, error);
}

static int
link_both(gint64 ticket, gint64 other)
{
    return attempt(run_link, &(PairArguments){ ticket, other, NULL });
}

static bool
run_approve(gconstpointer data, GError **error)
{
    const PairArguments *a = data;
    return desk_amend_approve(store, &amender, a->ticket, a->other, error);
}

static int
approve(gint64 ticket, gint64 message)
{
    return attempt(run_approve, &(PairArguments){ ticket, message, NULL });
}

typedef struct {
    gint64 ticket;
    DeskSplit split;
    gint64 *result;
} SplitArguments;

static bool
run_split(gconstpointer data, GError **error)
{
    const SplitArguments *a = data;
    return desk_amend_split(store, &amender, a->ticket, &a->split, a->result, error);
}

static int
split(gint64 ticket, DeskSplit wanted, gint64 *result)
{
    return attempt(run_split, &(SplitArguments){ ticket, wanted, result });
}

typedef struct {
    gint64 ticket;
    const char *const *addresses;
} CcArguments;

static bool
run_cc(gconstpointer data, GError **error)
{
    const CcArguments *a = data;
    return desk_amend_cc(store, &amender, a->ticket, a->addresses, error);
}

static bool
run_uncc(gconstpointer data, GError **error)
{
    const CcArguments *a = data;
    return desk_amend_uncc(store, &amender, a->ticket, a->addresses, error);
}

static int
change_cc(bool removes, gint64 ticket, const char *address)
{
    const char *const addresses[] = { address, NULL };
    return attempt(removes ? run_uncc : run_cc, &(CcArguments){ ticket, addresses });
}

/* ---- set ---- */

Test(amend, each_change_leaves_an_event_with_both_values)
{
    gint64 id = add_ticket("jane@example.net");
    static const char *const tags[] = { "+vip", "+paper", "-vip", "-never", NULL };
    cr_expect_eq(set(id, (DeskChange){ .status = "resolved",
                                       .priority = "high",
                                       .subject = "Re: [#7]  Broken\tcup ",
                                       .category = "Billing",
                                       .team = "none",
                                       .assignee = "alice",
                                       .tags = tags }),
                 DONE);
    EXPECT_TEXT(events_of(id),
                "category: from none to Billing\n"
                "team: from frontline to none\n"
                "assignee: from none to alice\n"
                "subject: from \"broken\" to \"Re: Broken cup\"\n"
                "priority: from normal to high\n"
                "tag-added: vip\n"
                "tag-added: paper\n"
                "tag-removed: vip\n"
                "status: from new to resolved\n",
                "events");
    g_autoptr(DeskTicket) ticket = get(id);
    g_auto(GStrv) stored = NULL;
    cr_assert(desk_store_tag_list(store, id, &stored, NULL));
    g_autofree char *all = g_strjoinv(",", stored);
    cr_expect_eq(ticket->status, DESK_STATUS_RESOLVED);
    cr_expect_eq(ticket->priority, DESK_PRIORITY_HIGH);
    cr_expect_eq(ticket->updated, amender.now);
    cr_expect_eq(ticket->ended, amender.now);
    cr_expect_str_eq(ticket->subject, "Re: Broken cup");
    cr_expect_str_eq(ticket->category, "Billing");
    cr_expect_str_eq(ticket->assignee, "alice");
    cr_expect_null(ticket->team);
    cr_expect_str_eq(all, "paper");
}

Test(amend, what_is_so_already_leaves_no_event)
{
    gint64 id = add_ticket("jane@example.net");
    static const char *const tags[] = { "-none", NULL };
    DeskChange change = { .status = "new",
                          .priority = "normal",
                          .subject = "broken",
                          .category = "none",
                          .team = "frontline",
                          .assignee = "none",
                          .tags = tags };
    cr_expect_eq(set(id, change), DONE);
    EXPECT_TEXT(events_of(id), "", "events");
    g_autoptr(DeskTicket) ticket = get(id);
    cr_expect_eq(ticket->updated, 1);
}

Test(amend, who_is_given_a_new_ticket_has_an_open_one)
{
    static const struct {
        DeskStatus before;
        const char *status;
        DeskStatus after;
    } rows[] = { { DESK_STATUS_NEW, NULL, DESK_STATUS_OPEN },
                 { DESK_STATUS_NEW, "new", DESK_STATUS_NEW },
                 { DESK_STATUS_NEW, "closed", DESK_STATUS_CLOSED },
                 { DESK_STATUS_WAITING, NULL, DESK_STATUS_WAITING } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = add_ticket("jane@example.net");
        set_status(id, rows[i].before);
        cr_expect_eq(set(id, (DeskChange){ .assignee = "alice", .status = rows[i].status }), DONE);
        g_autoptr(DeskTicket) ticket = get(id);
        cr_expect_eq(ticket->status, rows[i].after, "row %zu", i);
    }
}

Test(amend, a_wrong_word_changes_nothing)
{
    static const char *const no_sign[] = { "vip", NULL }, *const empty[] = { "+", NULL },
                             *const blank[] = { "+a b", NULL }, *const comma[] = { "+a,b", NULL };
    static const struct {
        const char *name;
        DeskChange change;
    } rows[] = { { "status", { .status = "odd" } },
                 { "merged", { .status = "merged" } },
                 { "priority", { .priority = "urgent" } },
                 { "assignee", { .assignee = "nobody" } },
                 { "assignee's address", { .assignee = "alice@example.org" } },
                 { "team", { .team = "alice" } },
                 { "category", { .category = "two\nlines" } },
                 { "empty category", { .category = "" } },
                 { "subject", { .subject = " [#4] " } },
                 { "no sign", { .tags = no_sign } },
                 { "empty tag", { .tags = empty } },
                 { "blank", { .tags = blank } },
                 { "comma", { .tags = comma } } };
    gint64 id = add_ticket("jane@example.net");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskChange change = rows[i].change;
        if (!change.priority)
            change.priority = "high";
        cr_expect_eq(set(id, change), DESK_AMEND_ERROR_UNKNOWN, "%s", rows[i].name);
    }
    EXPECT_TEXT(events_of(id), "", "events");
    g_autoptr(DeskTicket) ticket = get(id);
    cr_expect_eq(ticket->priority, DESK_PRIORITY_NORMAL);
    cr_expect_eq(set(99, (DeskChange){ .status = "open" }), DESK_AMEND_ERROR_MISSING);
}

/* ---- merge ---- */

Test(amend, t8_what_was_merged_twice_leads_to_the_last)
{
    gint64 a = add_ticket("jane@example.net"), b = add_ticket("bob@example.net"),
           c = add_ticket("jane@example.net"), final = 0;
    cr_expect_eq(merge(a, b, &final), DONE);
    cr_expect_eq(final, b);
    cr_expect_eq(merge(b, c, &final), DONE);
    cr_expect_eq(final, c);
    const gint64 from[] = { a, b, c };
    for (size_t i = 0; i < G_N_ELEMENTS(from); i++) {
        gint64 leads = 0;
        cr_assert(desk_store_ticket_follow(store, from[i], &leads, NULL));
        cr_expect_eq(leads, c, "ticket %zu", i);
    }
    g_autoptr(DeskTicket) ended = get(a);
    cr_expect_eq(ended->status, DESK_STATUS_MERGED);
    EXPECT_TEXT(messages_of(a), "mail 1", "its mail stays");
    EXPECT_TEXT(messages_of(c), "mail 3", "its mail alone");
    EXPECT_TEXT(events_of(a),
                "merged: merged into #2, where answers to it land from now on; it was new\n"
                "merged: leads to #3 from now on, because #2 was merged into it\n",
                "of a");
    EXPECT_TEXT(events_of(c),
                "merged-in: #2 \"broken\" was merged into it; its people are noted and get no "
                "mail until somebody confirms them\n",
                "of c");
}

/* A chain of any length is followed. */
Test(amend, merging_again_and_again_makes_no_chain)
{
    gint64 first = add_ticket("jane@example.net"), last = first;
    for (int i = 0; i < 80; i++) {
        gint64 next = add_ticket("jane@example.net");
        cr_assert_eq(merge(last, next, NULL), DONE);
        last = next;
    }
    gint64 leads = 0;
    cr_assert(desk_store_ticket_follow(store, first, &leads, NULL));
    cr_expect_eq(leads, last);
}

Test(amend, a_merge_gives_nobody_new_mail)
{
    gint64 a = add_ticket("jane@example.net"), b = add_ticket("bob@example.net");
    add_cc(a, "carol@example.net", true);
    add_cc(a, "bob@example.net", false);
    add_cc(a, "dave@example.net", false);
    add_cc(b, "dave@example.net", true);
    cr_assert(desk_store_ticket_mailbox_add(store, a, "billing", NULL));
    cr_expect_eq(merge(a, b, NULL), DONE);
    EXPECT_TEXT(people_of(b),
                "requester bob@example.net, cc dave@example.net, cc jane@example.net ?, "
                "cc carol@example.net ?",
                "people");
    g_autoptr(GPtrArray) found = NULL;
    DeskTicketFilter filter = { .mailbox = "billing", .status = "new", .limit = 10 };
    cr_assert(desk_store_ticket_list(store, &filter, &found, NULL));
    cr_assert_eq(found->len, 1);
    cr_expect_eq(((const DeskTicket *) found->pdata[0])->id, b);
}

/* What a vendor writes stays among agents wherever it lands. */
Test(amend, a_third_party_stays_one_after_a_merge_or_a_split)
{
    static const gint64 numbers[] = { 2, 3 };
    gint64 a = add_ticket("jane@example.net"), b = add_ticket("bob@example.net"), apart = 0;
    add_person(a, "vendor@example.com", DESK_ROLE_THIRD_PARTY, true);
    add_message(a, (Mail){ .from = "jane@example.net" });
    add_message(a, (Mail){ .from = "vendor@example.com" });
    cr_expect_eq(split(a, (DeskSplit){ .messages = numbers, .count = 2 }, &apart), DONE);
    EXPECT_TEXT(people_of(apart), "requester jane@example.net, third-party vendor@example.com",
                "split");
    cr_expect_eq(merge(a, b, NULL), DONE);
    EXPECT_TEXT(people_of(b),
                "requester bob@example.net, cc jane@example.net ?, third-party "
                "vendor@example.com ?",
                "merged");
}

Test(amend, whoever_watches_a_ticket_watches_what_it_leads_to)
{
    gint64 a = add_ticket("jane@example.net"), b = add_ticket("bob@example.net");
    DeskTimer wake = { .ticket = a, .kind = DESK_TIMER_WAKE, .next_at = 9 };
    g_autoptr(GPtrArray) agents = NULL;
    gint64 next = 0;
    bool done = false;
    cr_assert(desk_store_watcher_add(store, a, "carol", 1, &done, NULL));
    cr_assert(desk_store_watcher_add(store, b, "bob", 1, &done, NULL));
    cr_assert(desk_store_timer_put(store, &wake, NULL));
    cr_expect_eq(merge(a, b, NULL), DONE);
    cr_assert(desk_store_watcher_list(store, b, &agents, NULL));
    cr_assert_eq(agents->len, 2);
    cr_expect_str_eq(agents->pdata[0], "bob");
    cr_expect_str_eq(agents->pdata[1], "carol");
    cr_assert(desk_store_timer_next(store, &next, NULL));
    cr_expect_eq(next, 0, "what was merged wakes nobody");
}

Test(amend, no_merge_goes_in_a_circle)
{
    gint64 a = add_ticket("jane@example.net"), b = add_ticket("jane@example.net"),
           c = add_ticket("jane@example.net"), final = 0;
    cr_expect_eq(merge(a, a, NULL), DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(merge(a, 99, NULL), DESK_AMEND_ERROR_MISSING);
    cr_expect_eq(merge(99, a, NULL), DESK_AMEND_ERROR_MISSING);
    cr_expect_eq(merge(a, b, NULL), DONE);
    cr_expect_eq(merge(b, a, NULL), DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(merge(a, b, NULL), DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(merge(a, c, NULL), DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(merge(c, a, &final), DONE);
    cr_expect_eq(final, b);
    g_autoptr(DeskTicket) ticket = get(b);
    cr_expect_eq(ticket->status, DESK_STATUS_NEW);
}

Test(amend, a_merged_ticket_is_changed_no_more)
{
    gint64 a = add_ticket("jane@example.net"), b = add_ticket("jane@example.net"), any = 0;
    add_message(a, (Mail){ .from = "jane@example.net" });
    const gint64 second[] = { 2 };
    cr_assert_eq(merge(a, b, NULL), DONE);
    g_autofree char *before = events_of(a);
    cr_expect_eq(set(a, (DeskChange){ .status = "open" }), DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(split(a, (DeskSplit){ .messages = second, .count = 1 }, &any),
                 DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(link_both(a, b), DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(change_cc(false, a, "bob@example.net"), DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(change_cc(true, a, "bob@example.net"), DESK_AMEND_ERROR_REFUSED);
    EXPECT_TEXT(events_of(a), before, "events");
}

/* ---- link ---- */

Test(amend, a_link_is_seen_from_both_sides)
{
    gint64 a = add_ticket("jane@example.net"), b = add_ticket("bob@example.net"),
           c = add_ticket("bob@example.net");
    cr_expect_eq(link_both(a, b), DONE);
    cr_expect_eq(link_both(b, a), DONE);
    const gint64 sides[] = { a, b };
    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
        g_autoptr(GPtrArray) ties = NULL;
        cr_assert(desk_store_tie_list(store, sides[i], &ties, NULL));
        cr_assert_eq(ties->len, 1, "side %zu", i);
        const DeskTieRow *tie = ties->pdata[0];
        cr_expect(tie->ticket == a && tie->other == b && tie->kind == DESK_TIE_RELATED);
    }
    EXPECT_TEXT(events_of(a), "linked: has to do with #2\n", "a");
    EXPECT_TEXT(events_of(b), "linked: has to do with #1\n", "b");
    cr_expect_eq(link_both(a, a), DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(link_both(a, 99), DESK_AMEND_ERROR_MISSING);
    cr_expect_eq(link_both(99, a), DESK_AMEND_ERROR_MISSING);
    cr_assert_eq(merge(b, c, NULL), DONE);
    cr_expect_eq(link_both(a, b), DONE);
    EXPECT_TEXT(people_of(a), "requester jane@example.net", "a link gives nobody access");
    g_autoptr(GPtrArray) ties = NULL;
    cr_assert(desk_store_tie_list(store, c, &ties, NULL));
    cr_expect_eq(ties->len, 1, "what was merged is linked where it leads to");
}

/* ---- split ---- */

Test(amend, a_split_moves_messages_in_their_order)
{
    gint64 old = add_ticket("jane@example.net"), new = 0;
    add_message(old, (Mail){ .from = "bob@example.net" });
    add_message(old, (Mail){ .from = "jane@example.net" });
    add_message(old, (Mail){ .from = "eve@example.com", .held = true });
    add_message(old, (Mail){ .from = "jane@example.net" });
    add_message(old, (Mail){ .from = "carol@example.net", .held = true });
    add_cc(old, "bob@example.net", false);
    add_cc(old, "carol@example.net", true);
    const gint64 wanted[] = { 4, 2, 3, 2, 6 };
    cr_assert_eq(split(old, (DeskSplit){ .messages = wanted, .count = 5 }, &new), DONE);
    EXPECT_TEXT(messages_of(old), "mail 1, mail 5", "old");
    EXPECT_TEXT(messages_of(new), "mail 2, mail 3, mail 4!, mail 6!", "new");
    EXPECT_TEXT(people_of(new), "requester bob@example.net, cc jane@example.net", "people");
    EXPECT_TEXT(people_of(old),
                "requester jane@example.net, cc bob@example.net ?, cc carol@example.net", "people");
    EXPECT_TEXT(events_of(old),
                "split: message 2 was moved to #2\n"
                "split: message 3 was moved to #2\n"
                "split: message 4 was moved to #2\n"
                "split: message 6 was moved to #2\n",
                "old");
    EXPECT_TEXT(events_of(new),
                "split-off: was message 2 of #1\n"
                "split-off: was message 3 of #1\n"
                "split-off: was message 4 of #1\n"
                "split-off: was message 6 of #1\n"
                "ack-suppressed: it was split off from #1, so its author has been answered there\n",
                "new");
    g_autoptr(DeskTicket) ticket = get(new);
    cr_expect_str_eq(ticket->subject, "mail 2");
    cr_expect_str_eq(ticket->mailbox, "support");
    cr_expect_str_eq(ticket->team, "frontline");
    cr_expect_str_eq(ticket->language, "de");
    cr_expect_eq(ticket->status, DESK_STATUS_NEW);
    cr_expect_eq(ticket->requester, contact("bob@example.net"));
    g_autoptr(GPtrArray) ties = NULL;
    cr_assert(desk_store_tie_list(store, new, &ties, NULL));
    cr_assert_eq(ties->len, 1);
    const DeskTieRow *tie = ties->pdata[0];
    cr_expect(tie->ticket == new && tie->other == old && tie->kind == DESK_TIE_SPLIT);
}

/* RULES I10: and what comes then has the next number on either. */
Test(amend, i10_after_a_split_the_numbers_go_on_without_a_gap)
{
    gint64 old = add_ticket("jane@example.net"), new = 0;
    add_message(old, (Mail){ .from = "jane@example.net" });
    const gint64 first[] = { 1 };
    cr_assert_eq(split(old, (DeskSplit){ .messages = first, .count = 1, .subject = "Other" }, &new),
                 DONE);
    add_message(old, (Mail){ .from = "jane@example.net" });
    add_message(new, (Mail){ .from = "jane@example.net" });
    EXPECT_TEXT(messages_of(old), "mail 2, mail 3", "old");
    EXPECT_TEXT(messages_of(new), "mail 1, mail 4", "new");
    g_autoptr(DeskTicket) ticket = get(new);
    cr_expect_str_eq(ticket->subject, "Other");
}

Test(amend, a_split_that_cannot_be_makes_nothing)
{
    gint64 old = add_ticket("jane@example.net"), any = 0;
    add_message(old, (Mail){ .from = "alice@example.org", .direction = DESK_DIRECTION_NOTE });
    const gint64 first[] = { 1 }, note[] = { 2 }, third[] = { 3 }, zero[] = { 0 },
                 mixed[] = { 1, 2 };
    const struct {
        const char *name;
        DeskSplit split;
        int code;
    } rows[] = {
        { "a note", { .messages = note, .count = 1 }, DESK_AMEND_ERROR_REFUSED },
        { "with a note", { .messages = mixed, .count = 2 }, DESK_AMEND_ERROR_REFUSED },
        { "no such", { .messages = third, .count = 1 }, DESK_AMEND_ERROR_MISSING },
        { "zero", { .messages = zero, .count = 1 }, DESK_AMEND_ERROR_MISSING },
        { "no subject",
          { .messages = first, .count = 1, .subject = "[#1]" },
          DESK_AMEND_ERROR_UNKNOWN },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(split(old, rows[i].split, &any), rows[i].code, "%s", rows[i].name);
    gint64 lone = add_ticket("jane@example.net");
    cr_expect_eq(split(lone, (DeskSplit){ .messages = first, .count = 1 }, &any),
                 DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(split(99, (DeskSplit){ .messages = first, .count = 1 }, &any),
                 DESK_AMEND_ERROR_MISSING);
    g_autoptr(GPtrArray) tickets = NULL;
    cr_assert(desk_store_ticket_list(store, &(DeskTicketFilter){ .limit = 10 }, &tickets, NULL));
    cr_expect_eq(tickets->len, 2);
}

/* ---- approve ---- */

/* RULES S4, S5: whose words are let in, and who comes with them. */
Test(amend, s5_only_a_person_joins_by_being_approved)
{
    static const struct {
        const char *name;
        Mail mail;
        const char *people, *event;
        DeskStatus status;
    } rows[] = {
        { "a stranger",
          { .from = "eve@example.com", .assurance = DESK_ASSURANCE_NONE },
          ", cc eve@example.com",
          "its author is on the ticket from now on",
          DESK_STATUS_OPEN },
        { "through a list",
          { .from = "eve@example.com", .machine = "list" },
          ", cc eve@example.com",
          "its author is on the ticket from now on",
          DESK_STATUS_OPEN },
        { "the requester",
          { .from = "jane@example.net" },
          "",
          "its author is on the ticket",
          DESK_STATUS_OPEN },
        { "a sign-up service",
          { .from = "noreply@example.com", .machine = "auto-generated" },
          "",
          "its author does not join the ticket: a machine wrote it",
          DESK_STATUS_WAITING },
        { "a service that looks like a person",
          { .from = "no-reply@example.com" },
          "",
          "its author does not join the ticket: a service writes from its address",
          DESK_STATUS_OPEN },
        { "a responder",
          { .from = "eve@example.com", .machine = "auto-reply" },
          "",
          "its author does not join the ticket: a machine wrote it",
          DESK_STATUS_WAITING },
        { "a forger",
          { .from = "eve@example.com", .assurance = DESK_ASSURANCE_FAILED },
          "",
          "its author does not join the ticket: its sender is proved to be forged",
          DESK_STATUS_OPEN },
        { "in an agent's name",
          { .from = "alice@example.org" },
          "",
          "its author does not join the ticket: it bears the address of an agent",
          DESK_STATUS_OPEN },
        { "in our name",
          { .from = "help+x@example.org" },
          "",
          "its author does not join the ticket: it bears an address of the desk itself",
          DESK_STATUS_OPEN },
        { "nobody",
          { .from = NULL },
          "",
          "its author does not join the ticket: nobody is named as its author",
          DESK_STATUS_OPEN },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 id = add_ticket("jane@example.net");
        Mail mail = rows[i].mail;
        mail.held = true;
        add_message(id, mail);
        set_status(id, DESK_STATUS_WAITING);
        cr_expect_eq(approve(id, 2), DONE, "%s", rows[i].name);
        g_autoptr(DeskTicket) ticket = get(id);
        g_autofree char *people = g_strconcat("requester jane@example.net", rows[i].people, NULL);
        g_autofree char *events = events_of(id);
        g_autofree char *messages = messages_of(id);
        cr_expect_null(strchr(messages, '!'), "%s: %s", rows[i].name, messages);
        EXPECT_TEXT(people_of(id), people, rows[i].name);
        cr_expect_not_null(strstr(events, rows[i].event), "%s: %s", rows[i].name, events);
        cr_expect_eq(ticket->status, rows[i].status, "%s: %s", rows[i].name,
                     desk_status_name(ticket->status));
    }
}

Test(amend, approving_without_a_number_releases_all)
{
    gint64 id = add_ticket("jane@example.net");
    add_message(id, (Mail){ .from = "eve@example.com", .held = true });
    add_message(id, (Mail){ .from = "bob@example.net", .held = true });
    add_cc(id, "bob@example.net", false);
    cr_expect_eq(approve(id, 1), DESK_AMEND_ERROR_REFUSED);
    cr_expect_eq(approve(id, 9), DESK_AMEND_ERROR_MISSING);
    cr_expect_eq(approve(99, 0), DESK_AMEND_ERROR_MISSING);
    EXPECT_TEXT(messages_of(id), "mail 1, mail 2!, mail 3!", "before");
    cr_expect_eq(approve(id, 0), DONE);
    EXPECT_TEXT(messages_of(id), "mail 1, mail 2, mail 3", "after");
    EXPECT_TEXT(people_of(id), "requester jane@example.net, cc bob@example.net, cc eve@example.com",
                "people");
    cr_expect_eq(approve(id, 0), DESK_AMEND_ERROR_REFUSED);
}

Test(amend, what_is_held_on_a_merged_ticket_is_let_in_where_it_leads)
{
    gint64 a = add_ticket("jane@example.net"), b = add_ticket("jane@example.net");
    add_message(a, (Mail){ .from = "eve@example.com", .held = true });
    set_status(b, DESK_STATUS_RESOLVED);
    cr_assert_eq(merge(a, b, NULL), DONE);
    cr_expect_eq(approve(a, 0), DONE);
    EXPECT_TEXT(people_of(b), "requester jane@example.net, cc eve@example.com", "people");
    EXPECT_TEXT(people_of(a), "requester jane@example.net", "people");
    g_autoptr(DeskTicket) old = get(a), new = get(b);
    cr_expect_eq(old->status, DESK_STATUS_MERGED);
    cr_expect_eq(new->status, DESK_STATUS_OPEN);
}

/* ---- cc ---- */

Test(amend, an_agent_decides_who_else_gets_mail)
{
    gint64 id = add_ticket("jane@example.net");
    add_cc(id, "bob@example.net", false);
    cr_expect_eq(change_cc(false, id, "bob@example.net"), DONE);
    cr_expect_eq(change_cc(false, id, "<carol@example.net>"), DONE);
    cr_expect_eq(change_cc(false, id, "carol@example.net"), DONE);
    cr_expect_eq(change_cc(false, id, "jane@example.net"), DONE);
    EXPECT_TEXT(people_of(id),
                "requester jane@example.net, cc bob@example.net, cc carol@example.net", "added");
    cr_expect_eq(change_cc(true, id, "bob@example.net"), DONE);
    EXPECT_TEXT(people_of(id), "requester jane@example.net, cc carol@example.net", "removed");
    EXPECT_TEXT(events_of(id),
                "confirmed: bob@example.net gets mail of this ticket from now on\n"
                "cc-added: carol@example.net gets mail of this ticket from now on\n"
                "cc-removed: bob@example.net is not on this ticket any more\n",
                "events");
}

/* RULES C4, S4: what a third party reads is an agent's decision, and so is when that ends. */
Test(amend, s4_a_third_party_becomes_a_participant_or_leaves)
{
    gint64 id = add_ticket("jane@example.net");
    add_person(id, "bob@example.net", DESK_ROLE_THIRD_PARTY, true);
    add_person(id, "carol@example.net", DESK_ROLE_THIRD_PARTY, true);
    add_cc(id, "bob@example.net", true);
    EXPECT_TEXT(people_of(id),
                "requester jane@example.net, third-party bob@example.net, third-party "
                "carol@example.net",
                "a mail that names him does not change what he is");
    cr_expect_eq(change_cc(false, id, "Bob@example.net"), DONE);
    cr_expect_eq(change_cc(false, id, "bob@example.net"), DONE);
    cr_expect_eq(change_cc(true, id, "carol@example.net"), DONE);
    EXPECT_TEXT(people_of(id), "requester jane@example.net, cc bob@example.net", "people");
    EXPECT_TEXT(events_of(id),
                "cc-added: Bob@example.net gets mail of this ticket from now on, and what he "
                "writes stays among agents no more\n"
                "cc-removed: carol@example.net is not on this ticket any more\n",
                "events");
}

Test(amend, who_cannot_be_on_a_ticket)
{
    static const struct {
        bool removes;
        const char *address;
        int code;
    } rows[] = { { false, "nonsense", DESK_AMEND_ERROR_UNKNOWN },
                 { false, "", DESK_AMEND_ERROR_UNKNOWN },
                 { false, "a@example.net\nBcc: b@example.net", DESK_AMEND_ERROR_UNKNOWN },
                 { false, "support@example.org", DESK_AMEND_ERROR_UNKNOWN },
                 { false, "HELP+x@Example.org", DESK_AMEND_ERROR_UNKNOWN },
                 { false, "Alice@example.org", DESK_AMEND_ERROR_UNKNOWN },
                 { true, "nonsense", DESK_AMEND_ERROR_UNKNOWN },
                 { true, "jane@example.net", DESK_AMEND_ERROR_REFUSED },
                 { true, "carol@example.net", DESK_AMEND_ERROR_REFUSED } };
    gint64 id = add_ticket("jane@example.net");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(change_cc(rows[i].removes, id, rows[i].address), rows[i].code, "%s",
                     rows[i].address);
    EXPECT_TEXT(people_of(id), "requester jane@example.net", "people");
    EXPECT_TEXT(events_of(id), "", "events");
}

/* RULES S4 */
Test(amend, s4_at_most_ten_others_get_mail)
{
    gint64 id = add_ticket("jane@example.net");
    for (int i = 0; i < DESK_AMEND_CC_MAX; i++) {
        g_autofree char *address = g_strdup_printf("p%d@example.net", i);
        cr_expect_eq(change_cc(false, id, address), DONE);
    }
    cr_expect_eq(change_cc(false, id, "more@example.net"), DESK_AMEND_ERROR_REFUSED);
    add_message(id, (Mail){ .from = "eve@example.com", .held = true });
    cr_expect_eq(approve(id, 0), DONE);
    gint64 confirmed = 0;
    g_autoptr(GPtrArray) people = NULL;
    cr_assert(desk_store_participant_list(store, id, &people, NULL));
    for (guint i = 0; i < people->len; i++)
        confirmed += ((const DeskParticipant *) people->pdata[i])->confirmed;
    cr_expect_eq(confirmed, 1 + DESK_AMEND_CC_MAX);
}
