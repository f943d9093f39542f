#include "base/clock.h"
#include "desk/amend.h"
#include "desk/language.h"
#include "scene.h"
#include "store/rows.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"

static int mails;

static void
open_desk(void)
{
    const char *source = g_getenv("srcdir");
    g_autofree char *settings =
        g_strdup_printf("shipped-template-dir = \"%s/templates\"\n", source ? source : ".");
    scene_open_with(settings);
    mails = 0;
}

TestSuite(language, .init = open_desk, .fini = scene_close);

/* The ticket of a mail whose program says that it is in this language. */
static gint64
take(Letter letter, const char *language)
{
    g_autofree char *id = g_strdup_printf("l%d@client.example.net", mails++);
    letter.message_id = id;
    letter.from = letter.from ? letter.from : JANE;
    letter.subject = letter.subject ? letter.subject : id;
    g_autoptr(DeskFiling) filing = scene_filing(&letter);
    desk_mail_set(&filing->mail->content_language, g_strdup(language));
    return scene_file(filing).ticket;
}

static void
expect_language(gint64 id, const char *language)
{
    g_autoptr(DeskTicket) ticket = scene_ticket(id);
    g_autoptr(DeskOutboxRow) ack = scene_ack(id);
    cr_expect_str_eq(ticket->language, language);
    cr_expect_str_eq(ack->language, language);
}

static DeskContact *
jane(void)
{
    gint64 id = 0;
    DeskContact *contact = NULL;
    cr_assert(desk_store_contact_find(scene_store, JANE, &id, NULL) &&
              desk_store_contact_get(scene_store, id, &contact, NULL));
    return contact;
}

Test(language, of_a_ticket_is_that_of_its_mail)
{
    gint64 told = take((Letter){ .body = "?" }, "fr-CA");
    gint64 usual = take((Letter){ .body = "?", .dmarc = "pass" }, "en");
    expect_language(told, "fr-CA");
    expect_language(usual, "en");
    g_autofree char *why = scene_event(told, "language");
    cr_expect_str_eq(why, "its customer is answered in fr-CA: its Content-Language is fr-CA");
    cr_expect_eq(scene_events(usual, "language"), 0);
}

Test(language, that_is_chosen_counts_from_then_on)
{
    gint64 first = take((Letter){ .body = "?" }, "fr");
    g_autoptr(DeskOutboxRow) ack = scene_ack(first);
    cr_expect_eq(take((Letter){ .to = ack->reply_to, .body = "#language pl" }, "fr"), first);
    g_autoptr(DeskTicket) ticket = scene_ticket(first);
    cr_expect_str_eq(ticket->language, "pl");
    cr_expect_eq(take((Letter){ .to = ack->reply_to, .body = "More of it" }, "fr"), first);
    g_autoptr(DeskTicket) same = scene_ticket(first);
    cr_expect_str_eq(same->language, "pl");
    expect_language(take((Letter){ .body = "?", .dmarc = "pass" }, "fr"), "pl");
}

/* A line of his that no template could follow changes nothing. */
Test(language, that_nobody_can_answer_in_is_not_chosen)
{
    gint64 first = take((Letter){ .body = "?" }, "fr");
    g_autoptr(DeskOutboxRow) ack = scene_ack(first);
    take((Letter){ .to = ack->reply_to, .body = "#language tlh" }, "fr");
    g_autoptr(DeskContact) contact = jane();
    cr_expect_null(contact->language);
    const DeskAmender who = { .policy = scene_policy, .actor = "alice", .now = desk_clock_now() };
    const DeskTongue tongue = { .ticket = first, .tag = "tlh" };
    g_autoptr(GError) error = NULL;
    cr_assert(desk_store_begin(scene_store, NULL));
    cr_expect_not(desk_amend_language(scene_store, &who, &tongue, &error));
    cr_expect(g_error_matches(error, DESK_AMEND_ERROR, DESK_AMEND_ERROR_UNKNOWN));
    cr_expect(strstr(error->message, "en, "), "%s", error->message);
    desk_store_rollback(scene_store);
}

/* Once somebody has proved that he reads mail at his address, that stays so. */
Test(language, proof_is_an_answer_or_what_nobody_could_forge)
{
    gint64 first = take((Letter){ .body = "?" }, "");
    g_autoptr(DeskContact) unknown = jane();
    cr_expect_eq(unknown->proved, 0);
    g_autoptr(DeskOutboxRow) ack = scene_ack(first);
    take((Letter){ .to = ack->reply_to, .body = "More", .dmarc = "fail" }, "");
    g_autoptr(DeskContact) forged = jane();
    cr_expect_eq(forged->proved, 0);
    take((Letter){ .to = ack->reply_to, .body = "Away", .machine = DESK_MACHINE_AUTO_REPLY }, "");
    g_autoptr(DeskContact) away = jane();
    cr_expect_eq(away->proved, 0);
    take((Letter){ .body = "To all", .machine = DESK_MACHINE_LIST, .dmarc = "pass" }, "");
    g_autoptr(DeskContact) listed = jane();
    cr_expect_eq(listed->proved, 0, "a list signs with its own name what others have written");
    take((Letter){ .to = ack->reply_to, .body = "More" }, "");
    g_autoptr(DeskContact) answered = jane();
    cr_expect_gt(answered->proved, 0);
}
