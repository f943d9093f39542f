#include "fixture.h"
#include "t/unit/timing.h"

#include <criterion/criterion.h>

static char *
extension_of(const char *address)
{
    const char *plus = strchr(address, '+');
    return g_strndup(plus + 1, strcspn(plus + 1, "@"));
}

Test(token, what_was_signed_verifies_in_any_case)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskSeal *seal = desk_policy_seal(policy);
    DeskToken token = { .ticket = 4821, .contact = 77 }, read = { 0 };

    g_autofree char *reply = desk_token_reply_address(seal, token, "support@example.org", '+');
    cr_expect(g_str_has_prefix(reply, "support+r4821-77-"), "%s", reply);
    cr_expect(g_str_has_suffix(reply, "@example.org"), "%s", reply);
    g_autofree char *extension = extension_of(reply);
    g_autofree char *upper = g_ascii_strup(extension, -1);
    cr_expect_eq(desk_token_verify(seal, upper, &read), DESK_TOKEN_VALID);
    cr_expect(read.ticket == 4821 && read.contact == 77);

    g_autofree char *id = desk_token_message_id(seal, token, "mx.example.org");
    g_autofree char *again = desk_token_message_id(seal, token, "mx.example.org");
    cr_expect_str_neq(id, again);
    cr_expect_eq(desk_token_verify(seal, id, &read), DESK_TOKEN_VALID);
    cr_expect_eq(desk_token_verify(seal, again, &read), DESK_TOKEN_VALID);
}

/* What is signed for a reply is not signed for a note, or an agent's note could be made an answer
 * by one letter. */
Test(token, a_note_address_is_no_reply_address)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskSeal *seal = desk_policy_seal(policy);
    DeskToken token = { .ticket = 4821, .contact = 77 }, read = { 0 };

    g_autofree char *note = desk_token_note_address(seal, token, "support@example.org", '+');
    cr_expect(g_str_has_prefix(note, "support+n4821-77-"), "%s", note);
    g_autofree char *extension = extension_of(note);
    cr_expect_eq(desk_token_verify(seal, extension, &read), DESK_TOKEN_VALID);
    cr_expect(read.purpose == DESK_TOKEN_NOTE && read.ticket == 4821 && read.contact == 77);
    *extension = 'r';
    cr_expect_eq(desk_token_verify(seal, extension, &read), DESK_TOKEN_FORGED);
}

Test(token, what_belongs_to_no_ticket_is_signed_too)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskSeal *seal = desk_policy_seal(policy);
    const DeskToken token = { .ticket = 0, .contact = 77 };
    g_autofree char *id = desk_token_message_id(seal, token, "mx.example.org");
    g_autofree char *bounce = desk_token_bounce_address(seal, token, "support@example.org", '+');
    g_autofree char *extension = extension_of(bounce);
    const char *const texts[] = { id, extension };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        DeskToken read = { .ticket = 5 };
        cr_expect_eq(desk_token_verify(seal, texts[i], &read), DESK_TOKEN_VALID, "%s", texts[i]);
        cr_expect_eq(read.ticket, 0, "%s", texts[i]);
    }
}

/* What customers answer to a survey by: forms, with the longest numbers that are allowed. */
Test(token, addresses_of_a_survey_say_what_they_are_for)
{
    static const struct {
        DeskToken token;
        const char *start;
    } rows[] = {
        { { .purpose = DESK_TOKEN_SURVEY, .ticket = 4821, .survey = 2 }, "s4821-2-" },
        { { .purpose = DESK_TOKEN_VOTE, .ticket = 4821, .survey = 2, .score = 5 }, "v4821-2-5-" },
        { { .purpose = DESK_TOKEN_VOTE, .ticket = 1, .survey = 1, .score = 0 }, "v1-1-0-" },
        { { .purpose = DESK_TOKEN_VOTE, .ticket = 1, .survey = 1, .score = 99 }, "v1-1-99-" },
        { { .purpose = DESK_TOKEN_VOTE, .ticket = 9999999, .survey = 99, .score = 10 },
          "v9999999-99-10-" },
        { { .purpose = DESK_TOKEN_OPT_OUT, .ticket = 9999999, .contact = 9999999 },
          "u9999999-9999999-" },
        { { .purpose = DESK_TOKEN_OPT_OUT, .ticket = 1, .contact = G_MAXINT64 / 10 },
          "u1-922337203685477580-" },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskSeal *seal = desk_policy_seal(policy);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskToken *token = &rows[i].token;
        DeskToken read = { 0 };
        g_autofree char *address =
            desk_token_survey_address(seal, *token, "a-base-of-20-letters@example.org", '+');
        g_autofree char *extension = extension_of(address);
        g_autofree char *upper = g_ascii_strup(extension, -1);
        cr_expect(g_str_has_prefix(extension, rows[i].start), "%s", address);
        cr_expect_eq(desk_token_verify(seal, upper, &read), DESK_TOKEN_VALID, "%s", address);
        cr_expect(read.purpose == token->purpose && read.ticket == token->ticket &&
                      read.contact == token->contact && read.survey == token->survey &&
                      read.score == token->score,
                  "%s", address);
        if (token->ticket <= 9999999 && token->contact <= 9999999)
            cr_expect_leq(strcspn(address, "@"), 64, "%s", address);
    }
}

/* A customer who changes a letter or a digit has an address that nobody signed. */
Test(token, a_vote_is_for_one_score_of_one_survey)
{
    static const struct {
        const char *start;
        DeskTokenState state;
    } rows[] = {
        { "v12-3-5-", DESK_TOKEN_VALID },   { "v12-3-4-", DESK_TOKEN_FORGED },
        { "v12-3-50-", DESK_TOKEN_FORGED }, { "v12-2-5-", DESK_TOKEN_FORGED },
        { "v13-3-5-", DESK_TOKEN_FORGED },  { "v1-23-5-", DESK_TOKEN_FORGED },
        { "v12-35-", DESK_TOKEN_NONE },     { "s12-3-5-", DESK_TOKEN_FORGED },
        { "s12-3-", DESK_TOKEN_FORGED },    { "u12-3-", DESK_TOKEN_FORGED },
        { "r12-3-", DESK_TOKEN_FORGED },    { "n12-3-5-", DESK_TOKEN_FORGED },
        { "v12-3-05-", DESK_TOKEN_NONE },   { "v12-3-100-", DESK_TOKEN_NONE },
        { "v12-3--5-", DESK_TOKEN_NONE },   { "v12-3-5/-", DESK_TOKEN_NONE },
        { "v0-3-5-", DESK_TOKEN_NONE },     { "v12-0-5-", DESK_TOKEN_NONE },
        { "v-12-3-5-", DESK_TOKEN_NONE },   { "v12-3-5", DESK_TOKEN_NONE },
    };
    const DeskToken token = { .purpose = DESK_TOKEN_VOTE, .ticket = 12, .survey = 3, .score = 5 };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskSeal *seal = desk_policy_seal(policy);
    g_autofree char *address = desk_token_survey_address(seal, token, "a@example.org", '+');
    g_autofree char *right = extension_of(address);
    const char *mac = right + strlen("v12-3-5-");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskToken read = { 0 };
        bool is_whole = g_str_has_suffix(rows[i].start, "-");
        g_autofree char *text = g_strconcat(rows[i].start, is_whole ? mac : "", NULL);
        cr_expect_eq(desk_token_verify(seal, text, &read), rows[i].state, "%s", rows[i].start);
    }
}

/* Of a ticket that was opened after the backup: ours, and about nothing that is known. */
Test(token, a_vote_of_a_lost_ticket_is_known_as_one)
{
    g_autoptr(GPtrArray) ours = fixture_epochs("first", "second");
    g_autoptr(GPtrArray) old = fixture_epochs("first", NULL);
    g_autoptr(GPtrArray) foreign = fixture_epochs("third", NULL);
    const DeskKeys keys = { .count = 1, .key = { { 1 } } };
    const struct {
        const GPtrArray *epochs;
        gint64 ticket;
        DeskTokenState state;
    } rows[] = { { old, 100, DESK_TOKEN_VALID },
                 { old, 101, DESK_TOKEN_UNKNOWN },
                 { ours, 101, DESK_TOKEN_VALID },
                 { foreign, 1, DESK_TOKEN_FORGED } };
    g_autoptr(DeskSeal) seal = desk_seal_new(&keys, ours);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskSeal) signer = desk_seal_new(&keys, rows[i].epochs);
        const DeskToken token = {
            .purpose = DESK_TOKEN_VOTE, .ticket = rows[i].ticket, .survey = 1, .score = 3
        };
        DeskToken read = { 0 };
        g_autofree char *address = desk_token_survey_address(signer, token, "a@example.org", '+');
        g_autofree char *extension = extension_of(address);
        cr_expect_eq(desk_token_verify(seal, extension, &read), rows[i].state, "row %zu", i);
        bool is_told = rows[i].state != DESK_TOKEN_FORGED;
        cr_expect_eq(read.purpose == DESK_TOKEN_VOTE && read.score == 3, is_told, "row %zu", i);
    }
}

Test(token, any_changed_character_forges_it)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskSeal *seal = desk_policy_seal(policy);
    DeskToken token = { .ticket = 12, .contact = 3 }, read = { 0 };
    g_autofree char *id = desk_token_message_id(seal, token, "mx.example.org");
    size_t size = strcspn(id, "@");

    for (size_t i = 0; i < size; i++) {
        g_autofree char *other = g_strdup(id);
        other[i] = other[i] == '2' ? '3' : '2';
        cr_expect_neq(desk_token_verify(seal, other, &read), DESK_TOKEN_VALID, "at %zu: %s", i,
                      other);
    }
    cr_expect_eq(read.ticket, 0);
}

Test(token, forms_are_told_apart)
{
    static const struct {
        const char *text;
        DeskTokenState state;
    } rows[] = {
        { "", DESK_TOKEN_NONE },
        { "news", DESK_TOKEN_NONE },
        { "r12", DESK_TOKEN_NONE },
        { "r12-", DESK_TOKEN_NONE },
        { "r012-3-abc", DESK_TOKEN_NONE },
        { "r12-3", DESK_TOKEN_NONE },
        { "r12-3-", DESK_TOKEN_FORGED },
        { "r12-3-abc", DESK_TOKEN_FORGED },
        { "R12-3-ABCDEFGHIJKLMNOPQRSTUVWXYZ", DESK_TOKEN_FORGED },
        { "r99999999999999999999-3-abcdefghijklmnopqrstuvwxyz", DESK_TOKEN_NONE },
        { "m12-3-abcdefghijklm-abcdefghijklmnopqrstuvwxyz@x", DESK_TOKEN_FORGED },
        { "m12-3-abc@x", DESK_TOKEN_NONE },
        { "x12-3-abcdefghijklmnopqrstuvwxyz", DESK_TOKEN_NONE },
        { "n12-3-abcdefghijklmnopqrstuvwxyz", DESK_TOKEN_FORGED },
        { "n0-3-abcdefghijklmnopqrstuvwxyz", DESK_TOKEN_NONE },
        { "r0-3-abcdefghijklmnopqrstuvwxyz", DESK_TOKEN_NONE },
        { "m0-3-abcdefghijklm-abcdefghijklmnopqrstuvwxyz@x", DESK_TOKEN_FORGED },
        { "m00-3-abcdefghijklm-abcdefghijklmnopqrstuvwxyz@x", DESK_TOKEN_NONE },
        { "b0-abcdefg-abcdefghijklmnopqrstuvwxyz", DESK_TOKEN_FORGED },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskToken token;
        cr_expect_eq(desk_token_verify(desk_policy_seal(policy), rows[i].text, &token),
                     rows[i].state, "%s", rows[i].text);
    }
}

Test(token, old_keys_and_epochs_verify_and_foreign_ones_do_not)
{
    g_autoptr(GPtrArray) ours = fixture_epochs("first", "second");
    g_autoptr(GPtrArray) old = fixture_epochs("first", NULL);
    g_autoptr(GPtrArray) foreign = fixture_epochs("third", NULL);
    DeskKeys both = { .count = 2, .key = { { 1 }, { 2 } } };
    DeskKeys first = { .count = 1, .key = { { 1 } } };
    DeskKeys other = { .count = 1, .key = { { 9 } } };
    const struct {
        const DeskKeys *keys;
        const GPtrArray *epochs;
        gint64 ticket, contact;
        DeskTokenState state;
    } rows[] = {
        { &both, ours, 1, 1, DESK_TOKEN_VALID },     { &both, ours, 101, 201, DESK_TOKEN_VALID },
        { &first, old, 100, 200, DESK_TOKEN_VALID }, { &first, old, 101, 1, DESK_TOKEN_UNKNOWN },
        { &first, old, 1, 201, DESK_TOKEN_UNKNOWN }, { &first, foreign, 1, 1, DESK_TOKEN_FORGED },
        { &other, ours, 1, 1, DESK_TOKEN_FORGED }
    };

    g_autoptr(DeskSeal) seal = desk_seal_new(&both, ours);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskSeal) signer = desk_seal_new(rows[i].keys, rows[i].epochs);
        DeskToken token = { .ticket = rows[i].ticket, .contact = rows[i].contact };
        g_autofree char *id = desk_token_message_id(signer, token, "example.org");
        cr_expect_eq(desk_token_verify(seal, id, &token), rows[i].state, "row %zu", i);
    }
}

Test(token, a_reply_token_is_no_message_id)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    const DeskSeal *seal = desk_policy_seal(policy);
    DeskToken token = { .ticket = 1, .contact = 1 };
    g_autofree char *reply = desk_token_reply_address(seal, token, "a@example.org", '+');
    g_autofree char *extension = extension_of(reply);
    extension[0] = 'm';
    cr_expect_neq(desk_token_verify(seal, extension, &token), DESK_TOKEN_VALID);
}

static const DeskSeal *timed;

static void
verify_often(gconstpointer text)
{
    DeskToken read;
    for (int i = 0; i < 2; i++)
        desk_token_verify(timed, text, &read);
}

/* RULES A20: a token that is right, and such whose MAC is wrong somewhere. */
Test(token, a20_verify_takes_the_same_time_wherever_a_mac_is_wrong)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    timed = desk_policy_seal(policy);
    DeskToken token = { .ticket = 12, .contact = 3 };
    g_autofree char *reply = desk_token_reply_address(timed, token, "support@example.org", '+');
    g_autofree char *right = extension_of(reply);
    g_autofree char *first = g_strdup(right), *middle = g_strdup(right), *last = g_strdup(right);
    size_t mac = strlen("r12-3-"), size = strlen(right);
    first[mac] = first[mac] == 'a' ? 'b' : 'a';
    middle[(mac + size) / 2] = middle[(mac + size) / 2] == 'a' ? 'b' : 'a';
    last[size - 1] = last[size - 1] == 'a' ? 'b' : 'a';

    const void *const cases[] = { right, first, middle, last };
    double spread = timing_spread(verify_often, cases, G_N_ELEMENTS(cases));
    cr_log_info("the slowest case takes %.3f times as long as the fastest", spread);
    cr_expect_lt(spread, 1.2, "%.3f", spread);
}
