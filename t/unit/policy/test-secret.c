#include "fixture.h"
#include "policy/leak.h"
#include "policy/secret.h"

#include <criterion/criterion.h>

#define ALICE  "roe@example.org"
#define BOB    "bob@example.org"
#define VENDOR "vendor@example.com"

#define UNPAID  "She is on the list of those who never pay their bills."
#define TURN    "Turn it off, wait for a minute, and turn it on again."
#define FOOTER  "Example Ltd, Main Street 1, 12345 Example Town"
#define ROE     "Alice Roe | Second level support | room 17"
#define REGARDS "\n\nKind regards\n" ROE "\n\n" FOOTER
#define NAMED   "\n\n" ROE "\n" FOOTER
#define UNNAMED "\n\nSecond level support, room 17 behind the stairs\n" FOOTER

static DeskPolicy *policy;

static void
open_desk(void)
{
    policy =
        fixture_policy_with("agent \"roe\" { name = \"Alice Roe\" addresses = {\"" ALICE "\"} }\n"
                            "agent \"bob\" { addresses = {\"" BOB "\", \"b@example.org\"} }\n"
                            "agent \"ann\" { name = \"Ann\" addresses = {\"ann@x.example\"} }");
}

static void
close_desk(void)
{
    desk_policy_unref(policy);
}

TestSuite(secret, .init = open_desk, .fini = close_desk);

/* The line of a note that alice may not send, when she sends this; NULL: none. */
static char *
leak(const DeskInternal *note, const char *answer)
{
    const DeskConf *conf = desk_policy_conf(policy);
    const DeskAgent *alice = desk_conf_agent_by_address(conf, ALICE);
    g_autoptr(GPtrArray) secrets = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(secrets, desk_secret_of(conf, note, alice, answer));
    g_autoptr(DeskLeakTexts) spoken = desk_leak_texts_new(NULL);
    return desk_leak_line(answer, secrets, spoken);
}

/* RULES C4, A30: what agents sign with is no secret, and all else that they wrote is. */
Test(secret, c4_signatures_are_no_secret)
{
    static const struct {
        const char *name, *author, *note, *answer;
        bool leaks;
    } rows[] = {
        { "below a closing phrase", ALICE, UNPAID REGARDS, TURN REGARDS, false },
        { "below dashes", ALICE, "Mine.\n--\n" FOOTER, TURN "\n--\n" FOOTER, false },
        { "below a short note", ALICE, "Mine." REGARDS, TURN REGARDS, false },
        { "without a name", ALICE, UNPAID UNNAMED, TURN UNNAMED, false },
        { "without a name, below nothing much", ALICE, "Hello," UNNAMED, TURN UNNAMED, true },
        { "without a name, a colleague's", BOB, UNPAID UNNAMED, TURN UNNAMED, true },
        { "a colleague's below a closing phrase", BOB, UNPAID "\n\nBest wishes\nBob\n" FOOTER,
          TURN REGARDS, false },
        { "only in the note", ALICE, UNPAID REGARDS, TURN "\n" FOOTER, true },
        { "a third party's", VENDOR, UNPAID REGARDS, TURN REGARDS, true },
        { "the note itself", ALICE, UNPAID REGARDS, TURN "\n" UNPAID REGARDS, true },
        { "all of the note", ALICE, UNPAID REGARDS, TURN "\n\n" UNPAID REGARDS, true },
        { "all of the note, without a name", ALICE, UNPAID UNNAMED, TURN "\n\n" UNPAID UNNAMED,
          true },
        { "a note that is one paragraph", ALICE, "Hello,\n\n" UNPAID, TURN "\n\n" UNPAID, true },
        { "a note at the end", BOB, UNPAID, TURN "\n\n" UNPAID, true },
        { "a note below thanks", ALICE, "Thanks\n" UNPAID, TURN "\n" UNPAID, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskInternal note = { .text = (char *) rows[i].note,
                                    .subject = (char *) "x",
                                    .author = (char *) rows[i].author };
        g_autofree char *line = leak(&note, rows[i].answer);
        cr_expect_eq(line != NULL, rows[i].leaks, "%s: %s", rows[i].name, line ? line : "nothing");
    }
}

/* The name of an agent leads to his signature as well. */
Test(secret, c4_a_name_leads_to_a_signature)
{
    const DeskInternal note = { .text = (char *) "Hello,\n\n" UNPAID "\n\nAnn\n" FOOTER,
                                .subject = (char *) "x",
                                .author = (char *) "ann@x.example" };
    g_autofree char *line = leak(&note, TURN NAMED);
    cr_expect_null(line, "%s", line);
    g_autofree char *other = leak(&note, TURN "\n" UNPAID NAMED);
    cr_expect_not_null(other);
}

/* RULES C4: an agent may send again what was kept back, but nothing that others wrote in it. */
Test(secret, c4_what_was_kept_back_may_be_sent_again)
{
    static const struct {
        const char *name, *author, *subject, *own;
        bool is_doubted, leaks;
    } rows[] = {
        { "kept back", ALICE, "Re: x", TURN, true, false },
        { "kept back, all of it his", ALICE, "Re: x", NULL, true, false },
        { "kept back, in other words of his", ALICE, "Re: x", UNPAID, true, true },
        { "a note of his", ALICE, "Re: x", TURN, false, true },
        { "a colleague's", BOB, "Re: x", TURN, true, true },
        { "a forward", ALICE, "Fwd: x", TURN, true, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskInternal note = { .text = (char *) TURN,
                                    .own = (char *) rows[i].own,
                                    .subject = (char *) rows[i].subject,
                                    .author = (char *) rows[i].author,
                                    .is_doubted = rows[i].is_doubted };
        g_autofree char *line = leak(&note, TURN);
        cr_expect_eq(line != NULL, rows[i].leaks, "%s", rows[i].name);
    }
}
