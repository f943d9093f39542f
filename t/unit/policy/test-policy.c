#include "fixture.h"

#include <criterion/criterion.h>

Test(policy, recipients_match_in_any_form)
{
    static const struct {
        const char *address, *mailbox;
    } rows[] = {
        { "support@example.org", "support" },
        { "<Support@EXAMPLE.org>", "support" },
        { "<HELP+news@example.org>", "support" },
        { "billing+a+b@example.org", "billing" },
        { "<@relay.example.net:support@example.org>", "support" },
        { "\"support\"@example.org", "support" },
        { "<\"Help+news\"@example.org>", "support" },
        { "support@example.net", NULL },
        { "supporter@example.org", NULL },
        { "alice@example.org", NULL },
        { "<>", NULL },
        { "", NULL },
        { "support", NULL },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskRecipient r = desk_policy_recipient(policy, rows[i].address);
        const char *name = r.mailbox ? r.mailbox->name : NULL;
        cr_expect(g_strcmp0(name, rows[i].mailbox) == 0, "%s gave %s", rows[i].address, name);
        cr_expect_eq(r.state, DESK_TOKEN_NONE, "%s", rows[i].address);
    }
}

Test(policy, tokens_in_the_extension_are_verified)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    DeskToken token = { .ticket = 5, .contact = 6 };
    g_autofree char *reply =
        desk_token_reply_address(desk_policy_seal(policy), token, "support@example.org", '+');
    DeskRecipient r = desk_policy_recipient(policy, reply);
    cr_assert_not_null(r.mailbox);
    cr_expect_eq(r.state, DESK_TOKEN_VALID);
    cr_expect(r.token.ticket == 5 && r.token.contact == 6);

    /* In quotes, and over a source route, it is the same address. */
    g_autofree char *local = g_strndup(reply, strlen(reply) - strlen("@example.org"));
    g_autofree char *quoted = g_strdup_printf("<@a.example:\"%s\"@example.org>", local);
    r = desk_policy_recipient(policy, quoted);
    cr_expect(r.mailbox && r.state == DESK_TOKEN_VALID, "%s", quoted);

    r = desk_policy_recipient(policy, "support+r5-6-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.org");
    cr_assert_not_null(r.mailbox);
    cr_expect_eq(r.state, DESK_TOKEN_FORGED);
}
