#include "fixture.h"
#include "mail/facts.h"
#include "mail/header.h"
#include "policy/identity.h"

#include <criterion/criterion.h>

#define ID "mx.example.org"

static const char settings[] =
    "authserv-id = \"" ID "\"\n"
    "agent \"bob\" { addresses = {\"bob@example.org\", \"b\u00f6b@example.org\"} login = \"bob\" "
    "}\n"
    "agent \"carol\" { addresses = {\"carol@example.org\"} login = \"carol\" }\n"
    "agent \"dave\" { addresses = {\"dave@example.org\"} login = \"dave@example.org\" }\n";

/* A mail with these header fields; from (or NULL) is the value of its From. */
static DeskMail *
read_mail(const char *from, const char *fields)
{
    g_autofree char *text = from ? g_strdup_printf("%sFrom: %s\n", fields, from) : g_strdup(fields);
    DeskMail *mail = desk_mail_new();
    g_autoptr(GArray) headers = desk_headers_read((DeskBytes){ text, strlen(text) }, NULL);
    desk_facts_read(mail, headers, desk_charset_decode_plain, NULL);
    return mail;
}

static DeskAssurance
judge(const DeskPolicy *policy, const DeskMail *mail, const char *login)
{
    g_auto(DeskIdentity) identity = { 0 };
    desk_identity_judge(policy, mail, login, &identity);
    cr_assert_not_null(identity.evidence);
    cr_expect(*identity.evidence);
    return identity.assurance;
}

Test(identity, s1_only_one_whole_mailbox_is_anybody)
{
    static const struct {
        const char *header;
        DeskAssurance assurance;
    } rows[] = {
        { "From: jane@example.net\n", DESK_ASSURANCE_ALIGNED },
        { "From: \"bob@example.org\" <jane@example.net>\n", DESK_ASSURANCE_ALIGNED },
        { "", DESK_ASSURANCE_NONE },
        { "From: jane@example.net, bob@example.org\n", DESK_ASSURANCE_NONE },
        { "From: bob@example.org\nFrom: jane@example.net\n", DESK_ASSURANCE_NONE },
        { "From: jane@example.net\nFrom: jane@example.net\n", DESK_ASSURANCE_NONE },
        { "From: jane@example.net\nFrom:\n", DESK_ASSURANCE_NONE },
        { "From: friends: jane@example.net;\n", DESK_ASSURANCE_NONE },
        { "From: <@a.example,@b.example:jane@example.net>\n", DESK_ASSURANCE_NONE },
        { "From: jane@example.net, <bob@>\n", DESK_ASSURANCE_NONE },
        { "Sender: jane@example.net\nFrom: jane@example.net, joe@example.net\n",
          DESK_ASSURANCE_NONE },
        { "Reply-To: jane@example.net\n", DESK_ASSURANCE_NONE },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *fields =
            g_strconcat("Authentication-Results: " ID "; dmarc=pass header.from=example.net;\n"
                        " dkim=pass header.d=example.net\n",
                        rows[i].header, NULL);
        g_autoptr(DeskMail) mail = read_mail(NULL, fields);
        cr_expect_eq(judge(policy, mail, NULL), rows[i].assurance, "row %zu: %s", i,
                     rows[i].header);
    }
}

/* What is known to be forged is not made better by a From that nobody can be sure of. */
Test(identity, s1_a_from_in_doubt_may_fail)
{
    static const char *const headers[] = { "", "From: jane@example.net, <bob@>\n",
                                           "From: jane@example.net\nFrom: joe@example.net\n" };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autofree char *fields =
            g_strconcat("Authentication-Results: " ID "; dmarc=fail header.from=example.net\n",
                        headers[i], NULL);
        g_autoptr(DeskMail) mail = read_mail(NULL, fields);
        cr_expect_eq(judge(policy, mail, NULL), DESK_ASSURANCE_FAILED, "row %zu", i);
        cr_expect_eq(judge(policy, mail, "jane"), DESK_ASSURANCE_NONE, "row %zu", i);
    }
}

#define AR "Authentication-Results: "

/* What our own filters write, and what comes of it. */
Test(identity, s3_our_own_results_are_believed)
{
    static const struct {
        const char *fields;
        DeskAssurance assurance;
    } rows[] = {
        { AR ID "; dmarc=pass header.from=example.net\n", DESK_ASSURANCE_ALIGNED },
        { AR ID "; dmarc=pass (p=none dis=none) header.from=EXAMPLE.net\n",
          DESK_ASSURANCE_ALIGNED },
        { AR ID " 1; dmarc=pass header.from=example.net\n", DESK_ASSURANCE_ALIGNED },
        { AR "(a comment)\n " ID " ; dmarc=pass header.from=example.net\n",
          DESK_ASSURANCE_ALIGNED },
        { AR ID "; dmarc=fail (p=reject dis=none) header.from=example.net\n",
          DESK_ASSURANCE_FAILED },
        { AR ID "; dmarc=none header.from=example.net\n", DESK_ASSURANCE_NONE },
        { AR ID "; none\n", DESK_ASSURANCE_NONE },
        { "", DESK_ASSURANCE_NONE },
        /* OpenDMARC and OpenDKIM write a field each. */
        { AR ID "; dmarc=none header.from=example.net\n" AR ID
                "; dkim=pass header.d=example.net header.b=x\n",
          DESK_ASSURANCE_ALIGNED },
        { AR ID "; dmarc=permerror header.from=example.net\n" AR ID
                "; dkim=pass header.d=mail.example.net\n",
          DESK_ASSURANCE_ALIGNED },
        { AR ID "; dmarc=fail header.from=example.net\n" AR ID "; dkim=pass header.d=example.net\n",
          DESK_ASSURANCE_FAILED },
        { AR ID "; dkim=pass header.d=example.net\n" AR ID "; dmarc=fail header.from=example.net\n",
          DESK_ASSURANCE_FAILED },
        /* One of two signatures is enough. */
        { AR ID "; dkim=fail header.d=example.net; dkim=pass header.d=example.net\n",
          DESK_ASSURANCE_ALIGNED },
        { AR ID "; dkim=pass header.d=list.example; dkim=pass header.i=@example.net\n",
          DESK_ASSURANCE_ALIGNED },
        { AR ID "; dkim=pass header.d=list.example; dkim=fail header.d=example.net\n",
          DESK_ASSURANCE_NONE },
        /* What others write below ours is nothing to us. */
        { AR ID "; dmarc=pass header.from=example.net\n" AR "other.example; dmarc=fail\n",
          DESK_ASSURANCE_ALIGNED },
        { AR "other.example; none\n" AR ID "; dmarc=pass header.from=example.net\n",
          DESK_ASSURANCE_ALIGNED },
        { AR ID "; dmarc=pass header.from=example.net\n" AR "spf=pass (no id at all)\n",
          DESK_ASSURANCE_ALIGNED },
        /* A fail is one wherever it stands. */
        { AR "this cannot be read\n" AR ID "; dmarc=fail header.from=example.net\n",
          DESK_ASSURANCE_FAILED },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_mail("jane@example.net", rows[i].fields);
        cr_expect_eq(judge(policy, mail, NULL), rows[i].assurance, "row %zu: %s", i,
                     rows[i].fields);
    }
}

#define PASS "dmarc=pass header.from=example.org"

/* Each of them would make anybody the agent bob@example.org. */
static const char *const forged[] = {
    /* Almost our id. */
    AR "mx.example.org.; " PASS "\n",
    AR "mx.example.org.evil.example; " PASS "\n",
    AR "xmx.example.org; " PASS "\n",
    AR "example.org; " PASS "\n",
    AR "MX.example.org; " PASS "\n",
    AR "mx.Example.org; " PASS "\n",
    AR "mx\\.example.org; " PASS "\n",
    AR "\" mx.example.org\"; " PASS "\n",
    AR "\"mx.example.org \"; " PASS "\n",
    AR "mx.example.org/1; " PASS "\n",
    AR "\"mx.example.org 1\"; " PASS "\n",
    AR "mx.ex\u0430mple.org; " PASS "\n",
    AR "mx.example.\uff4frg; " PASS "\n",
    AR "mx .example.org; " PASS "\n",
    AR "mx.\n example.org; " PASS "\n",
    AR "mx.example.org evil.example; " PASS "\n",
    /* Comments and quoted strings that hide where a value ends (CVE-2020-12272). */
    AR "mx.example.org(.evil.example); " PASS "\n",
    AR "evil.example(; mx.example.org; " PASS ")\n",
    AR "evil.example (\n" AR ID "; " PASS "\n",
    AR "\"evil.example; mx.example.org; " PASS "\"\n",
    AR "(mx.example.org; " PASS "\n",
    AR "(mx.example.org); " PASS "\n",
    AR ID "; dmarc=pass header.from=example.org(.evil.example)\n",
    AR ID "; dmarc=pass header.from=\"example.org;\"\n",
    AR ID "; dmarc=pass (header.from=example.org)\n",
    AR ID "; dmarc=none (x\\) ; dmarc=pass header.from=example.org)\n",
    AR ID "; dmarc=none reason=\"; dmarc=pass header.from=example.org\"\n",
    /* Versions. */
    AR ID " 2; " PASS "\n",
    AR ID " 1.0; " PASS "\n",
    AR ID " 11111111; " PASS "\n",
    AR ID "; dmarc/2=pass header.from=example.org\n",
    AR ID "; dmarc/1=pass header.from=example.org\n",
    AR ID "; DKIM=pass header.d=example.org\n",
    /* Properties and results that are not what they seem. */
    AR ID "; dmarc=pass header.from=evil.example header.from=example.org\n",
    AR ID "; dmarc=pass header.from=example.org header.from=example.org\n",
    AR ID "; dmarc=pass smtp.mailfrom=bob@example.org\n",
    AR ID "; dmarc=pass policy.from=example.org\n",
    AR ID "; dmarc=pass header.from=\n",
    AR ID "; dmarc=pass\n",
    AR ID "; dmarc=pass header.from=org\n",
    AR ID "; dmarc=pass header.from=mx.example.org\n",
    AR ID "; dmarc=passed header.from=example.org\n",
    AR ID "; dmarc==pass header.from=example.org\n",
    AR ID "; dmarc=pass header.from=example.org; dmarc=pass header.from=evil.example\n",
    AR ID "; dmarc=pass header.from=example.org; dmarc=fail header.from=example.org\n",
    AR ID "; spf=pass smtp.mailfrom=bob@example.org\n",
    AR ID "; auth=pass smtp.auth=bob@example.org\n",
    AR ID "; arc=pass header.from=example.org\n",
    AR ID "; x-dmarc=pass header.from=example.org\n",
    AR ID "; dkim=pass header.d=evil.example header.i=@example.org\n",
    AR ID "; dkim=pass header.d=example.org.evil.example\n",
    AR ID "; dkim=pass header.d=org\n",
    AR ID "; dkim=pass header.d=example.org header.d=evil.example header.i=@example.org\n",
    AR ID "; dkim=pass header.from=example.org\n",
    AR ID "; dkim=fail header.d=example.org; dkim=pass header.d=evil.example\n",
    AR ID "; dkim=neutral header.d=example.org; dkim=policy header.d=example.org\n",
    AR ID "; dkim=pass header.s=example.org header.b=\"x header.d=example.org\"\n",
    /* Below our own word, or below what cannot be read. */
    AR ID "; dmarc=fail header.from=example.org\n" AR ID "; " PASS "\n",
    AR ID "; dmarc=pass header.from=evil.example\n" AR ID "; " PASS "\n",
    AR ID "; dmarc=none; dkim=fail header.d=example.org\n" AR ID
          "; dkim=pass header.d=example.org\n",
    AR ID "; dkim=none\n" AR ID "; dkim=pass header.d=example.org\n",
    AR ID "; dmarc=pass header.from=evil.example header\n" AR ID "; " PASS "\n",
    AR "other.example\n" AR ID "; " PASS "\n",
    /* Fields of other names. */
    "ARC-Authentication-Results: i=1; " ID "; " PASS "\n",
    "X-Authentication-Results: " ID "; " PASS "\n",
    "Authentication-Results-Original: " ID "; " PASS "\n",
    "Authentication-Results : " ID "; " PASS "\n",
    "Subject: x\n\n" AR ID "; " PASS "\n",
    "X-Desk-Assurance: aligned\nReceived-SPF: pass\n",
    /* A signature that covers the beginning alone. */
    AR ID "; dkim=pass header.d=example.org\nDKIM-Signature: v=1; d=example.org; l=6; b=x\n",
    AR ID "; " PASS "\nDKIM-Signature: v=1; d=example.org; b=x;\n\tl\n\t= 0\n",
};

Test(identity, s3_forged_results_prove_nothing)
{
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    cr_assert_geq(G_N_ELEMENTS(forged), 40);
    for (size_t i = 0; i < G_N_ELEMENTS(forged); i++) {
        g_autofree char *fields = g_strconcat("From: bob@example.org\n", forged[i], NULL);
        g_autoptr(DeskMail) mail = read_mail(NULL, fields);
        cr_assert_not_null(desk_mail_sender(mail), "row %zu", i);
        cr_expect_geq(judge(policy, mail, NULL), DESK_ASSURANCE_NONE, "row %zu: %s", i, forged[i]);
    }
    g_autoptr(DeskMail) true_one = read_mail("bob@example.org", AR ID "; " PASS "\n");
    cr_expect_eq(judge(policy, true_one, NULL), DESK_ASSURANCE_ALIGNED);
}

Test(identity, s3_without_an_id_of_ours_nothing_is_believed)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    static const char *const ids[] = { ID, "localhost", "(null)", "\"\"" };
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *fields = g_strdup_printf(AR "%s; " PASS "\n", ids[i]);
        g_autoptr(DeskMail) mail = read_mail("alice@example.org", fields);
        cr_expect_eq(judge(policy, mail, NULL), DESK_ASSURANCE_NONE, "%s", ids[i]);
    }
    g_autoptr(DeskMail) fails = read_mail("alice@example.org", AR ID "; dmarc=fail\n");
    cr_expect_eq(judge(policy, fails, NULL), DESK_ASSURANCE_NONE);
}

/* What was found by hand in a mail that no parser may see is no ground for trust. */
Test(identity, s3_an_unparsed_mail_proves_nothing)
{
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    g_autoptr(DeskMail) mail = read_mail("bob@example.org", AR ID "; " PASS "\n");
    mail->unparsed = true;
    cr_expect_eq(judge(policy, mail, NULL), DESK_ASSURANCE_NONE);
}

Test(identity, s7_a_login_counts_with_the_from_of_its_agent)
{
    static const struct {
        const char *login, *from, *agent;
        DeskAssurance assurance;
    } rows[] = {
        { "bob", "bob@example.org", "bob", DESK_ASSURANCE_SASL },
        { "bob", "Bob Roe <BOB@Example.ORG>", "bob", DESK_ASSURANCE_SASL },
        { "bob", "bo\u0308b@example.org", "bob", DESK_ASSURANCE_SASL }, /* o and a diaeresis */
        { "bob", "carol@example.org", "carol", DESK_ASSURANCE_NONE },
        { "bob", "alice@example.org", "alice", DESK_ASSURANCE_NONE }, /* she has no login */
        { "bob", "jane@example.net", NULL, DESK_ASSURANCE_NONE },
        { "bob", "\"bob@example.org\" <jane@example.net>", NULL, DESK_ASSURANCE_NONE },
        { "bob", "bob@example.org, carol@example.org", NULL, DESK_ASSURANCE_NONE },
        { "bob", "bob+x@example.org", NULL, DESK_ASSURANCE_NONE },
        { "Bob", "bob@example.org", "bob", DESK_ASSURANCE_NONE },
        { "bob@example.org", "bob@example.org", "bob", DESK_ASSURANCE_NONE },
        { "dave@example.org", "dave@example.org", "dave", DESK_ASSURANCE_SASL },
        { "DAVE@example.org", "dave@example.org", "dave", DESK_ASSURANCE_NONE },
        { "dave@example.net", "dave@example.org", "dave", DESK_ASSURANCE_NONE },
        { "dave", "dave@example.org", "dave", DESK_ASSURANCE_NONE },
        { "mallory", "bob@example.org", "bob", DESK_ASSURANCE_NONE },
        { "", "alice@example.org", "alice", DESK_ASSURANCE_NONE },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(DeskIdentity) identity = { 0 };
        g_autoptr(DeskMail) mail = read_mail(rows[i].from, "");
        desk_identity_judge(policy, mail, rows[i].login, &identity);
        const char *agent = identity.agent ? identity.agent->name : NULL;
        cr_expect_eq(identity.assurance, rows[i].assurance, "row %zu: %s", i, identity.evidence);
        cr_expect(g_strcmp0(agent, rows[i].agent) == 0, "row %zu: %s", i, agent);
    }
}

Test(identity, a_login_that_is_another_is_told)
{
    static const struct {
        const char *login, *from, *said;
    } rows[] = {
        { "bob", "bob@example.org", "the agent bob has logged in" },
        { "Bob", "bob@example.org",
          "From is an address of the agent bob, but somebody else has logged in: the login is not "
          "bob, letter for letter" },
        { "bob", "alice@example.org",
          "From is an address of the agent alice, who has no login, but somebody has logged in" },
        { "bob", "jane@example.net",
          "who has logged in is not an agent with this address in From" },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(DeskIdentity) identity = { 0 };
        g_autoptr(DeskMail) mail = read_mail(rows[i].from, "");
        desk_identity_judge(policy, mail, rows[i].login, &identity);
        cr_expect_str_eq(identity.evidence, rows[i].said, "row %zu", i);
    }
}

/* Filters do not check the mail of those who have logged in, so these fields are their own. */
Test(identity, s7_beside_a_login_no_results_count)
{
    static const char *const logins[] = { "carol", "mallory" };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    g_autoptr(DeskMail) mail = read_mail("bob@example.org", AR ID "; " PASS "\n");
    for (size_t i = 0; i < G_N_ELEMENTS(logins); i++)
        cr_expect_eq(judge(policy, mail, logins[i]), DESK_ASSURANCE_NONE, "%s", logins[i]);
}

/* Forged in the name of an agent (RULES A1): whatever is shown, nobody gets his powers. */
Test(identity, a1_a_forged_from_has_no_powers)
{
    static const char *const rows[] = {
        "From: bob@example.org\n",
        "From: \"Bob\" <bob@example.org>\nSender: mallory@evil.example\n",
        "From: \"bob@example.org\" <mallory@evil.example>\n",
        "From: bob@example.org <mallory@evil.example>\n",
        "From: =?utf-8?q?bob=40example=2Eorg?= <mallory@evil.example>\n",
        "From: mallory@evil.example (bob@example.org)\n",
        "From: (bob@example.org) mallory@evil.example\n",
        "From: bob@example.org, mallory@evil.example\n",
        "From: mallory@evil.example, bob@example.org\n",
        "From: bob@example.org\nFrom: mallory@evil.example\n",
        "From: mallory@evil.example\nFrom: bob@example.org\n",
        "From: mallory@evil.example\nFrom : bob@example.org\n",
        "From: agents: bob@example.org, mallory@evil.example;\n",
        "From: <@evil.example:bob@example.org>\n",
        "From: <bob@example.org>, <>\n",
        "From: \"mallory@evil.example,\" bob@example.org\n",
        "From: bob@example.org.evil.example\n",
        "From: \"bob@example.org\"@evil.example\n",
        "From: bob@ex\u0430mple.org\n",
        "From: b\u043eb@example.org\n",
        "From: bob@example.org\nReply-To: mallory@evil.example\n",
        "From: mallory@evil.example\nReply-To: bob@example.org\n",
        "From: mallory@evil.example\nSender: bob@example.org\n",
        "Resent-From: bob@example.org\nFrom: mallory@evil.example\n",
        "Return-Path: <bob@example.org>\nFrom: mallory@evil.example\n",
        "X-Desk-Agent: bob\nFrom: mallory@evil.example\n",
    };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    g_autofree char *ours = g_strdup(AR ID "; dmarc=pass header.from=evil.example\n" AR ID
                                           "; dkim=pass header.d=evil.example\n");
    unsigned tried = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(DeskIdentity) identity = { 0 };
        g_autofree char *fields = g_strconcat(ours, rows[i], NULL);
        g_autoptr(DeskMail) mail = read_mail(NULL, fields);
        desk_identity_judge(policy, mail, NULL, &identity);
        cr_expect_not(desk_identity_has_powers(policy, &identity, false), "row %zu: %s", i,
                      rows[i]);
        tried++;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(forged); i++) {
        g_auto(DeskIdentity) identity = { 0 };
        g_autoptr(DeskMail) mail = read_mail("bob@example.org", forged[i]);
        desk_identity_judge(policy, mail, NULL, &identity);
        cr_expect_not(desk_identity_has_powers(policy, &identity, false), "%s", forged[i]);
        tried++;
    }
    cr_assert_geq(tried, 40);
}

Test(identity, powers_need_proof_or_a_token_where_that_is_set)
{
    static const struct {
        DeskAssurance assurance;
        bool own_token, is_agent;
        bool strict, by_token; /* what comes of it under either setting */
    } rows[] = {
        { DESK_ASSURANCE_SASL, false, true, true, true },
        { DESK_ASSURANCE_ALIGNED, false, true, true, true },
        { DESK_ASSURANCE_NONE, false, true, false, false },
        { DESK_ASSURANCE_NONE, true, true, false, true },
        { DESK_ASSURANCE_FAILED, true, true, false, false },
        { DESK_ASSURANCE_ALIGNED, true, false, false, false },
        { DESK_ASSURANCE_NONE, true, false, false, false },
    };
    g_autoptr(DeskPolicy) strict = fixture_policy_with(settings);
    g_autofree char *with_token = g_strconcat(settings, "agent-trust = token\n", NULL);
    g_autoptr(DeskPolicy) by_token = fixture_policy_with(with_token);
    const DeskAgent *bob = desk_conf_agent(desk_policy_conf(strict), "bob");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskIdentity identity = { .assurance = rows[i].assurance,
                                  .agent = rows[i].is_agent ? bob : NULL };
        cr_expect_eq(desk_identity_has_powers(strict, &identity, rows[i].own_token), rows[i].strict,
                     "row %zu", i);
        cr_expect_eq(desk_identity_has_powers(by_token, &identity, rows[i].own_token),
                     rows[i].by_token, "row %zu", i);
    }
}

Test(identity, s2_reply_to_is_followed_within_the_proved_domain_only)
{
    static const struct {
        const char *reply_to;
        DeskAssurance assurance;
        const char *answer, *ignored;
    } rows[] = {
        { "", DESK_ASSURANCE_ALIGNED, NULL, NULL },
        { "Reply-To: orders@example.net\n", DESK_ASSURANCE_ALIGNED, "orders@example.net", NULL },
        { "Reply-To: orders@example.net\n", DESK_ASSURANCE_SASL, "orders@example.net", NULL },
        { "Reply-To: j@mail.example.net\n", DESK_ASSURANCE_ALIGNED, "j@mail.example.net", NULL },
        { "Reply-To: orders@example.net\n", DESK_ASSURANCE_NONE, NULL, "orders@example.net" },
        { "Reply-To: orders@example.net\n", DESK_ASSURANCE_FAILED, NULL, "orders@example.net" },
        { "Reply-To: j@evil.example\n", DESK_ASSURANCE_ALIGNED, NULL, "j@evil.example" },
        { "Reply-To: j@example.net.evil.example\n", DESK_ASSURANCE_ALIGNED, NULL,
          "j@example.net.evil.example" },
        { "Reply-To: j@net\n", DESK_ASSURANCE_ALIGNED, NULL, "j@net" },
        /* Two are none. */
        { "Reply-To: a@example.net, b@example.net\n", DESK_ASSURANCE_ALIGNED, NULL,
          "a@example.net" },
        { "Reply-To: jane@example.net, b@evil.example\n", DESK_ASSURANCE_ALIGNED, NULL,
          "b@evil.example" },
        /* The address of From in other letters is no other address. */
        { "Reply-To: Jane <JANE@Example.net>\n", DESK_ASSURANCE_NONE, NULL, NULL },
        { "Reply-To: nobody\n", DESK_ASSURANCE_ALIGNED, NULL, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_mail("jane@example.net", rows[i].reply_to);
        const DeskMailAddress *ignored = NULL;
        const DeskMailAddress *answer = desk_identity_answer_to(mail, rows[i].assurance, &ignored);
        cr_expect(g_strcmp0(answer ? answer->address : NULL, rows[i].answer) == 0, "row %zu", i);
        cr_expect(g_strcmp0(ignored ? ignored->address : NULL, rows[i].ignored) == 0, "row %zu", i);
    }
    g_autoptr(DeskMail) nobody = read_mail(NULL, "Reply-To: jane@example.net\n");
    const DeskMailAddress *ignored = NULL;
    cr_expect_null(desk_identity_answer_to(nobody, DESK_ASSURANCE_NONE, &ignored));
    cr_expect_not_null(ignored);
}

/* Reply-To never makes anybody an agent. */
Test(identity, s2_reply_to_is_no_identity)
{
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    g_auto(DeskIdentity) identity = { 0 };
    g_autoptr(DeskMail) mail = read_mail("jane@example.net", "Reply-To: bob@example.org\n");
    desk_identity_judge(policy, mail, NULL, &identity);
    cr_expect_null(identity.agent);
}

Test(identity, domains_of_one_organisation_are_aligned)
{
    static const struct {
        const char *domain, *other;
        bool aligned;
    } rows[] = {
        { "example.net", "example.net", true },
        { "mail.example.net", "example.net", true },
        { "a.b.example.net", "c.example.net", true },
        { "example.net", "example.org", false },
        { "evilexample.net", "example.net", false },
        { "example.net.evil.example", "example.net", false },
        { "a.example.co.uk", "b.example.co.uk", true },
        { "one.co.uk", "two.co.uk", false },
        { "co.uk", "one.co.uk", false },
        { "com", "example.com", false },
        { "one.github.io", "two.github.io", false },
        { "a.one.xn--gmqw5a.hk", "one.xn--gmqw5a.hk", true },
        { "one.xn--gmqw5a.hk", "two.xn--gmqw5a.hk", false },
        { "localhost", "localhost", true },
        { "localhost", "a.localhost", false },
        { "192.0.2.1", "192.1.2.1", false },
        { "[192.0.2.1]", "[192.1.2.1]", false },
        { "[192.0.2.1]", "[192.0.2.1]", true },
        { "", "example.net", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        cr_expect_eq(desk_identity_is_aligned(rows[i].domain, rows[i].other), rows[i].aligned,
                     "row %zu: %s", i, rows[i].domain);
        cr_expect_eq(desk_identity_is_aligned(rows[i].other, rows[i].domain), rows[i].aligned,
                     "row %zu: %s", i, rows[i].other);
    }
}
