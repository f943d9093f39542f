#include "fixture.h"
#include "policy/thread.h"

#include <criterion/criterion.h>

static GArray *
recipients_of(const DeskPolicy *policy, const char *address)
{
    GArray *recipients = g_array_new(FALSE, FALSE, sizeof(DeskRecipient));
    DeskRecipient r = desk_policy_recipient(policy, address);
    g_array_append_val(recipients, r);
    return recipients;
}

static GArray *
hints_of(const DeskPolicy *policy, const char *recipient, DeskMail *mail)
{
    g_autoptr(GArray) recipients = recipients_of(policy, recipient);
    return desk_thread_candidates(policy, recipients, mail);
}

/* RULES T2: a token counts only where its purpose belongs; one of a bounce address ties as well. */
Test(thread, t2_a_token_counts_where_it_belongs)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskSeal *seal = desk_policy_seal(policy);
    const DeskToken token = { .ticket = 2, .contact = 9 }, none = { .contact = 9 };
    g_autofree char *reply = desk_token_reply_address(seal, token, "support@example.org", '+');
    g_autofree char *note = desk_token_note_address(seal, token, "support@example.org", '+');
    g_autofree char *no_ticket = desk_token_bounce_address(seal, none, "support@example.org", '+');
    g_autofree char *no_ticket_id = desk_token_message_id(seal, none, "example.org");
    g_autofree char *bounce = desk_token_bounce_address(seal, token, "support@example.org", '+');
    g_autofree char *id = desk_token_message_id(seal, token, "example.org");
    g_autofree char *id_address = g_strconcat("support+", id, NULL);
    DeskToken about = { .purpose = DESK_TOKEN_SURVEY, .ticket = 2, .contact = 9, .survey = 1 };
    g_autofree char *survey = desk_token_survey_address(seal, about, "support@example.org", '+');
    about.purpose = DESK_TOKEN_VOTE;
    g_autofree char *vote = desk_token_survey_address(seal, about, "support@example.org", '+');
    about.purpose = DESK_TOKEN_OPT_OUT;
    g_autofree char *opt_out = desk_token_survey_address(seal, about, "support@example.org", '+');
    g_autofree char *reply_id = g_strdup(strchr(reply, '+') + 1);
    g_autofree char *bounce_id = g_strdup(strchr(bounce, '+') + 1);
    const struct {
        const char *recipient, *id;
        DeskLinkKind kind;
    } rows[] = {
        { reply, NULL, DESK_LINK_TOKEN },
        { note, NULL, DESK_LINK_TOKEN },
        { bounce, NULL, DESK_LINK_TOKEN },
        { survey, NULL, DESK_LINK_TOKEN },
        { vote, NULL, DESK_LINK_NONE },
        { opt_out, NULL, DESK_LINK_NONE },
        { no_ticket, NULL, DESK_LINK_NONE },
        { id_address, NULL, DESK_LINK_NONE },
        { "support@example.org", id, DESK_LINK_OUR_MESSAGE_ID },
        { "support@example.org", no_ticket_id, DESK_LINK_NONE },
        { "support@example.org", reply_id, DESK_LINK_NONE },
        { "support@example.org", bounce_id, DESK_LINK_NONE },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = fixture_mail("x");
        if (rows[i].id)
            g_ptr_array_add(mail->references, g_strdup(rows[i].id));
        g_autoptr(GArray) found = hints_of(policy, rows[i].recipient, mail);
        DeskLinkKind kind =
            found->len > 0 ? g_array_index(found, DeskCandidate, 0).kind : DESK_LINK_NONE;
        cr_expect_eq(kind, rows[i].kind, "row %zu: %s", i, desk_link_name(kind));
        cr_expect_leq(found->len, 1, "row %zu", i);
    }
}

/* RULES T2: signed after the backup: no hint, but known as that. */
Test(thread, t2_a_token_from_after_the_backup_is_told)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(GPtrArray) epochs = fixture_epochs("first", NULL);
    g_autoptr(DeskSeal) old = desk_seal_new(desk_policy_conf(policy)->keys, epochs);
    const DeskToken late = { .ticket = 101, .contact = 9 };
    g_autofree char *address = desk_token_reply_address(old, late, "support@example.org", '+');
    g_autofree char *id = desk_token_message_id(old, late, "example.org");
    for (int i = 0; i < 4; i++) {
        g_autoptr(DeskMail) mail = fixture_mail("x");
        if (i == 1)
            g_ptr_array_add(mail->in_reply_to, g_strdup(id));
        if (i == 2)
            g_ptr_array_add(mail->references, g_strdup(id));
        g_autoptr(GArray) recipients =
            recipients_of(policy, i == 0 ? address : "support@example.org");
        g_autoptr(GArray) found = desk_thread_candidates(policy, recipients, mail);
        cr_expect_eq(found->len, 0, "%d", i);
        cr_expect_eq(desk_thread_has_unknown(policy, recipients, mail), i < 3, "%d", i);
    }
}

/* RULES T3: a blank or malformed id matches nothing, nor does Exchange's name of the thread. */
Test(thread, t3_a_malformed_id_is_no_hint)
{
    static const char *const ids[] = {
        "", " ", "\t", "a b@example.net", "<1@example.net>", "a\nb"
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(DeskMail) mail = fixture_mail("x");
        desk_mail_set(&mail->thread_topic, g_strdup("[#7] stored-1@example.net"));
        g_ptr_array_add(mail->in_reply_to, g_strdup(ids[i]));
        g_ptr_array_add(mail->references, g_strdup(ids[i]));
        g_autoptr(GArray) found = hints_of(policy, "support@example.org", mail);
        cr_expect_eq(found->len, 0, "row %zu", i);
    }
}

/* RULES T4: the same words are no hint. */
Test(thread, t4_a_subject_alone_is_no_hint)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("Re: help");
    g_autoptr(GArray) found = hints_of(policy, "support@example.org", mail);
    cr_expect_eq(found->len, 0);
}

/* RULES T1: the order of the hints; T2: a forged id of ours is no hint at all. */
Test(thread, t1_hints_come_in_the_order_of_their_strength)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskSeal *seal = desk_policy_seal(policy);
    g_autofree char *reply = desk_token_reply_address(
        seal, (DeskToken){ .ticket = 1, .contact = 9 }, "support@example.org", '+');
    g_autoptr(DeskMail) mail = fixture_mail("Re: [#7] printer [ # 8 ]");
    g_ptr_array_add(mail->in_reply_to, g_strdup("stored-1@example.net"));
    g_ptr_array_add(mail->references, g_strdup("stored-2@example.net"));
    g_ptr_array_add(
        mail->references,
        desk_token_message_id(seal, (DeskToken){ .ticket = 2, .contact = 9 }, "mx.example.org"));
    g_ptr_array_add(
        mail->references,
        desk_token_message_id(seal, (DeskToken){ .ticket = 3, .contact = 9 }, "mx.example.org"));
    g_ptr_array_add(mail->references,
                    g_strdup("m4-9-abcdefghijklm-abcdefghijklmnopqrstuvwxyz@mx.example.org"));

    g_autoptr(GArray) recipients = recipients_of(policy, reply);
    g_autoptr(GArray) found = desk_thread_candidates(policy, recipients, mail);
    static const struct {
        DeskLinkKind kind;
        gint64 ticket;
        const char *id;
    } expected[] = {
        { DESK_LINK_TOKEN, 1, NULL },
        { DESK_LINK_OUR_MESSAGE_ID, 3, NULL },
        { DESK_LINK_OUR_MESSAGE_ID, 2, NULL },
        { DESK_LINK_MESSAGE_ID, 0, "stored-1@example.net" },
        { DESK_LINK_MESSAGE_ID, 0, "stored-2@example.net" },
        { DESK_LINK_SUBJECT, 7, NULL },
        { DESK_LINK_SUBJECT, 8, NULL },
    };
    cr_assert_eq(found->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < found->len; i++) {
        const DeskCandidate *c = &g_array_index(found, DeskCandidate, i);
        cr_expect(c->kind == expected[i].kind && c->ticket == expected[i].ticket &&
                      g_strcmp0(c->id, expected[i].id) == 0,
                  "hint %u: %s %" G_GINT64_FORMAT " %s", i, desk_link_name(c->kind), c->ticket,
                  c->id);
    }
}

/* RULES B1: a report acts by the mail that it returns only when we signed it. */
Test(thread, a_report_is_tied_by_the_mail_that_it_returns)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autofree char *ours = desk_token_message_id(
        desk_policy_seal(policy), (DeskToken){ .ticket = 2, .contact = 9 }, "mx.example.org");
    const char *const ids[] = { ours, "stored-1@example.net", "" };
    g_autoptr(GArray) recipients = recipients_of(policy, "support@example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(DeskMail) mail = fixture_mail("complaint");
        g_free(mail->returned_id);
        mail->returned_id = g_strdup(ids[i]);
        g_autoptr(GArray) found = desk_thread_candidates(policy, recipients, mail);
        cr_expect_eq(found->len, i == 0 ? 1 : 0, "%s", ids[i]);
        for (guint c = 0; c < found->len; c++)
            cr_expect_eq(g_array_index(found, DeskCandidate, c).ticket, 2);
    }
}

/* RULES F24: a million references cost a bounded number of look-ups. */
Test(thread, the_number_of_hints_is_bounded)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(DeskMail) mail = fixture_mail("[#1][#2][#3][#4][#5][#6]");
    for (int i = 0; i < 100000; i++)
        g_ptr_array_add(mail->references, g_strdup_printf("%d@example.net", i));
    g_autoptr(GArray) recipients = recipients_of(policy, "support@example.org");
    g_autoptr(GArray) found = desk_thread_candidates(policy, recipients, mail);

    cr_expect_leq(found->len, 64);
    cr_expect_str_eq(g_array_index(found, DeskCandidate, 0).id, "99999@example.net");
}

/* RULES T5 */
/* Mail clients write one id into both fields, and each hint costs a look into the store. */
Test(thread, a_hint_that_stands_twice_is_one)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskToken token = { .ticket = 2, .contact = 9 };
    g_autofree char *ours =
        desk_token_message_id(desk_policy_seal(policy), token, "mx.example.org");
    g_autoptr(DeskMail) mail = fixture_mail("[#7] x [#7]");
    const char *const ids[] = { "1@x", ours, "2@x", "1@x", ours };
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_ptr_array_add(mail->in_reply_to, g_strdup(ids[i]));
        g_ptr_array_add(mail->references, g_strdup(ids[i]));
    }
    g_autoptr(GArray) found = hints_of(policy, "support@example.org", mail);
    cr_expect_eq(found->len, 4, "%u", found->len);
}

Test(thread, t5_tags_are_found_and_stripped)
{
    static const struct {
        const char *subject, *stripped;
        gint64 ticket;
    } rows[] = {
        { "[#12] printer", "printer", 12 },
        { "AW: [EXT] Re: [ #12 ] printer", "AW: [EXT] Re: printer", 12 },
        { "printer [#12]", "printer", 12 },
        { "[#12]", "", 12 },
        { "[12] (#12) #12", "[12] (#12) #12", 0 },
        { "[#]", "[#]", 0 },
        { "[#0]", "[#0]", 0 },
        { "[#1234567890123456]", "[#1234567890123456]", 0 },
        { "[[#3]]", "[]", 3 },
        { "[#0] [#12] printer", "[#0] printer", 12 },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    g_autoptr(GArray) recipients = recipients_of(policy, "support@example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = fixture_mail(rows[i].subject);
        g_autoptr(GArray) found = desk_thread_candidates(policy, recipients, mail);
        gint64 ticket = found->len > 0 ? g_array_index(found, DeskCandidate, 0).ticket : 0;
        g_autofree char *stripped = desk_thread_strip_tags(rows[i].subject);
        cr_expect_eq(ticket, rows[i].ticket, "%s", rows[i].subject);
        cr_expect_str_eq(stripped, rows[i].stripped, "%s", rows[i].subject);
    }
}
