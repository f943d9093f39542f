#include "scene.h"
#include "store/rows.h"

#include <criterion/criterion.h>

#define JANE "jane@example.net"

TestSuite(people, .init = scene_open, .fini = scene_close);

static void
count(gint64 ticket, guint *all, guint *confirmed)
{
    g_autoptr(GPtrArray) participants = scene_participants(ticket);
    *all = participants->len;
    *confirmed = 0;
    for (guint i = 0; i < participants->len; i++)
        *confirmed += ((const DeskParticipant *) participants->pdata[i])->confirmed;
}

static char *
guests(int first, int number)
{
    GString *list = g_string_new(NULL);
    for (int i = first; i < first + number; i++)
        g_string_append_printf(list, "%sguest%d@example.com", i > first ? " " : "", i);
    return g_string_free(list, FALSE);
}

/* RULES S4, A6: ten others on a ticket in all, however many mails name however many. */
Test(people, s4_at_most_ten_others_are_noted)
{
    g_autofree char *fifty = guests(0, 50), *six = guests(0, 6), *more = guests(4, 20);
    guint all, confirmed;
    gint64 bomb =
        scene_take(&(Letter){ .from = JANE, .subject = "a", .message_id = "1@x", .cc = fifty })
            .ticket;
    count(bomb, &all, &confirmed);
    cr_expect(all == 11 && confirmed == 1, "%u, %u confirmed", all, confirmed);

    gint64 slow =
        scene_take(&(Letter){ .from = JANE, .subject = "b", .message_id = "2@x", .header_to = six })
            .ticket;
    for (int i = 0; i < 2; i++) {
        g_autofree char *id = g_strdup_printf("more%d@x", i);
        scene_take(&(Letter){
            .from = JANE, .subject = "b", .message_id = id, .reference = "2@x", .cc = more });
        count(slow, &all, &confirmed);
        cr_expect(all == 11 && confirmed == 1, "%u, %u confirmed", all, confirmed);
    }
}

/* RULES S4, W4, W21: neither the desk nor its agents, and nobody by a mail that is held. */
Test(people, s4_the_desk_and_its_agents_are_no_guests)
{
    guint all, confirmed;
    gint64 ticket =
        scene_take(&(Letter){ .from = JANE,
                              .subject = "a",
                              .message_id = "1@x",
                              .cc = "HELP+x@example.org billing@example.org alice@example.org "
                                    "Bob@example.com " JANE " nonsense" })
            .ticket;
    count(ticket, &all, &confirmed);
    cr_expect(all == 1 && confirmed == 1, "%u, %u confirmed", all, confirmed);

    g_autoptr(DeskOutboxRow) ack = scene_ack(ticket);
    scene_take(&(Letter){ .from = "eve@example.com",
                          .subject = "a",
                          .message_id = "2@x",
                          .to = ack->reply_to,
                          .cc = "mallory@example.com" });
    count(ticket, &all, &confirmed);
    cr_expect_eq(all, 1);
}

static const Letter opening = {
    .from = JANE, .subject = "a", .message_id = "1@x", .cc = "carl@example.com"
};

/* RULES S4: only the requester, and only when he is proved, confirms whom he names. */
Test(people, s4_a_proved_requester_confirms_his_guests)
{
    guint all, confirmed;
    gint64 ticket = scene_take(&opening).ticket;
    count(ticket, &all, &confirmed);
    cr_expect(all == 2 && confirmed == 1, "unproved: %u, %u confirmed", all, confirmed);

    Letter guest = { .from = "carl@example.com",
                     .subject = "a",
                     .message_id = "2@x",
                     .reference = "1@x",
                     .cc = "dora@example.com",
                     .dmarc = "pass" };
    scene_take(&guest);
    count(ticket, &all, &confirmed);
    cr_expect(all == 3 && confirmed == 1, "a guest: %u, %u confirmed", all, confirmed);

    Letter proved = { .from = JANE,
                      .subject = "a",
                      .message_id = "3@x",
                      .reference = "1@x",
                      .cc = "carl@example.com",
                      .dmarc = "pass" };
    scene_take(&proved);
    count(ticket, &all, &confirmed);
    cr_expect(all == 3 && confirmed == 2, "proved: %u, %u confirmed", all, confirmed);
}

/* RULES S4: what is proved of a From of ours is not proved of the envelope sender, who counts then.
 */
Test(people, s4_the_proof_of_another_confirms_nobody)
{
    guint all, confirmed;
    DeskVerdict verdict = scene_take(&(Letter){ .from = "support@example.org",
                                                .mail_from = "eve@example.com",
                                                .subject = "a",
                                                .message_id = "1@x",
                                                .cc = "friend@example.com",
                                                .dmarc = "pass" });
    count(verdict.ticket, &all, &confirmed);
    cr_expect(all == 2 && confirmed == 1, "%u, %u confirmed", all, confirmed);
}

static void
open_distrusting(void)
{
    scene_open_with("cc-of-verified = no\n");
}

TestSuite(distrust, .init = open_distrusting, .fini = scene_close);

/* RULES S4: with cc-of-verified = no even a proved requester's guests wait for an agent. */
Test(distrust, s4_guests_wait_for_an_agent)
{
    guint all, confirmed;
    Letter letter = opening;
    letter.dmarc = "pass";
    count(scene_take(&letter).ticket, &all, &confirmed);
    cr_expect(all == 2 && confirmed == 1, "%u, %u confirmed", all, confirmed);
}
