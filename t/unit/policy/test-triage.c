#include "fixture.h"
#include "policy/triage.h"

#include <criterion/criterion.h>

/* A desk that all rows of the tables share. */
static const char settings[] =
    "team \"frontline\" { members = {\"alice\"} }\n"
    "team \"money\" { members = {\"alice\"} }\n"
    "team \"operations\" { members = {\"alice\"} }\n"
    "calendar \"office\" { timezone = \"UTC\" monday = \"09:00-17:00\" }\n"
    "sla \"standard\" { calendar = \"office\" resolution = {\"normal=8h\"} }\n"
    "sla \"fast\" { calendar = \"office\" resolution = {\"normal=4h\"} }\n"
    "sla \"gold\" { calendar = \"office\" resolution = {\"normal=2h\"} }\n"
    "mailbox \"sales\" {\n"
    "  address = \"sales@example.org\" team = \"frontline\" sla = \"standard\"\n"
    "}\n"
    "customer \"acme\" { domains = {\"acme.example\", \"bücher.example\"} vip = yes sla = \"gold\""
    " }\n"
    "customer \"jane\" { addresses = {\"Jane.Roe@acme.example\"} }\n"
    "customer \"lab\" { domains = {\"lab.acme.example\"} }\n"
    "category \"Billing\" {\n"
    "  keywords = {\"invoice\", \"credit note\", \"Rechnung\"}\n"
    "  not-keywords = {\"newsletter\"}\n"
    "  regex = {'INV-[0-9]{4}'}\n"
    "  team = \"money\" priority = low sla = \"fast\" tags = {\"billing\"}\n"
    "}\n"
    "category \"Access\" { keywords = {\"password\", \"Zugang\", \"пароль\", \"密码\", \"รหัสผ่าน\","
    " \"mot de passe oublié\"} tags = {\"access\", \"it\"} }\n"
    "category \"Hardware\" {\n"
    "  keywords = {\"printer\", \"screen\", \"keyboard\"}\n"
    "  threshold = 2 subject-weight = 1 text-weight = 1 tags = {\"it\"}\n"
    "}\n"
    "category \"Virus\" { attachments = {\"*.EXE\", \"application/x-ms*\"} text-weight = 5 }\n"
    "category \"Wholesale\" { mailboxes = {\"sales\"} customers = {\"lab\"} text-weight = 2 }\n"
    "category \"Shop\" { headers = {\"x-shop: order-\\\\d+\", \"X-Desk-Priority: vip\"} }\n"
    "rule \"cards\" {\n"
    "  categories = {\"Billing\"} keywords = {\"card\", \"Karte\"} not-keywords = {\"gift card\"}\n"
    "  team = \"operations\" priority = high tags = {\"card\"} assignee = \"alice\"\n"
    "}\n"
    "rule \"server\" { keywords = {\"server down\"} team = \"operations\" priority = critical\n"
    "  sla = \"fast\" }\n"
    "rule \"lab-pdf\" { customers = {\"lab\"} attachments = {\"application/pdf\"}\n"
    "  mailboxes = {\"support\"} tags = {\"lab\"} }\n"
    "triage { urgency-words = {\"urgent\", \"asap\"} impact-words = {\"everybody\"} }\n";

typedef struct {
    const char *subject;
    const char *text;
    const char *sender;
    const char *mailbox; /* NULL: support, which has no team */
    const char *field;   /* "Name: value" */
    DeskTriageFile file;
    DeskAssurance assurance;
    const char *category;
    gint64 score;
    const char *team;
    const char *sla;
    const char *assignee;
    const char *tags; /* commas between them */
    DeskPriority priority;
    const char *reason; /* one of them; NULL: none is asked for */
} Row;

#define NONE   .assurance = DESK_ASSURANCE_NONE
#define PROVED .assurance = DESK_ASSURANCE_ALIGNED
#define FORGED .assurance = DESK_ASSURANCE_FAILED
#define NORMAL .priority = DESK_PRIORITY_NORMAL
#define LOW    .priority = DESK_PRIORITY_LOW
#define HIGH   .priority = DESK_PRIORITY_HIGH
#define CRITIC .priority = DESK_PRIORITY_CRITICAL
#define BILLED .category = "Billing", .team = "money", .sla = "fast", .tags = "billing"
#define ACCESS .category = "Access", .tags = "access,it"

/* clang-format off */
static const Row rows[] = {
    { "Hello", "nothing that anybody knows", NONE, NORMAL },
    { "Hello", "", .mailbox = "sales", NONE, NORMAL, .category = "Wholesale", .score = 2,
      .team = "frontline", .sla = "standard",
      .reason = "category Wholesale with score 2: it came to sales (2)" },

    /* Words, and what they weigh. */
    { "My invoice", "", NONE, LOW, .score = 3, BILLED,
      .reason = "category Billing with score 3: subject has \"invoice\" (3)" },
    { "Hello", "the Invoice and the credit\n note", NONE, LOW, .score = 2, BILLED,
      .reason = "category Billing with score 2: text has \"Invoice\" (1), "
                "text has \"credit note\" (1)" },
    { "invoice", "invoice invoice", NONE, LOW, .score = 3, BILLED },
    { "about inv-2026", "", NONE, LOW, .score = 3, BILLED,
      .reason = "category Billing with score 3: subject has \"inv-2026\" (3)" },
    { "Hello", "invoices", NONE, NORMAL },
    { "invoice", "for the Newsletter", NONE, NORMAL,
      .reason = "no category: Billing is ruled out by \"newsletter\"" },
    { "password", "invoice", NONE, NORMAL, .category = "Access", .score = 3,
      .tags = "billing,access,it",
      .reason = "category Access with score 3, before Billing with 1: "
                "subject has \"password\" (3)" },
    { "password invoice", "", NONE, LOW, .score = 3, .category = "Billing", .team = "money",
      .sla = "fast", .tags = "billing,access,it",
      .reason = "category Billing with score 3, before Access with 3 by the order of the file: "
                "subject has \"invoice\" (3)" },
    { "printer", "printer", NONE, NORMAL, .reason = "no category: Hardware has 1 of 2" },
    { "printer", "and screen", NONE, NORMAL, .category = "Hardware", .score = 2, .tags = "it" },

    /* Scripts; the matcher has its own tests. */
    { "ZUGANG", "", NONE, NORMAL, .score = 3, ACCESS },
    { "Забыл ПАРОЛЬ", "", NONE, NORMAL, .score = 3, ACCESS },
    { "我忘记密码了", "", NONE, NORMAL, .score = 3, ACCESS },
    { "ลืมรหัสผ่านครับ", "", NONE, NORMAL, .score = 3, ACCESS },
    { "Mot de passe oublie\xCC\x81", "", NONE, NORMAL, .score = 3, ACCESS },

    /* Other kinds of conditions. */
    { "Hello", "", .file = { "Setup.exe", "application/octet-stream" }, NONE, NORMAL,
      .category = "Virus", .score = 5,
      .reason = "category Virus with score 5: it has the attachment \"Setup.exe\" (5)" },
    { "Hello", "", .file = { "x", "application/x-msdownload" }, NONE, NORMAL,
      .category = "Virus", .score = 5 },
    { "Hello", "", .file = { "setup.exe.txt", "text/plain" }, NONE, NORMAL },
    { "Hello", "", .field = "X-Shop: see ORDER-77", PROVED, NORMAL, .category = "Shop",
      .score = 1, .reason = "category Shop with score 1: x-shop has \"ORDER-77\" (1)" },
    { "Hello", "", .field = "X-Shop: order-77", NONE, NORMAL },
    { "Hello", "", .field = "X-Shop: order-77", FORGED, NORMAL },
    { "Hello", "", .field = "X-Desk-Priority: vip", PROVED, NORMAL },

    /* Customers. */
    { "Hello", "", .sender = "bob@lab.acme.example", NONE, NORMAL, .category = "Wholesale",
      .score = 2, .reason = "category Wholesale with score 2: its customer is lab (2)" },
    { "Hello", "", .sender = "bob@lab.acme.example", FORGED, NORMAL },
    { "Hello", "", .sender = "bob@acme.example", NONE, HIGH, .sla = "gold",
      .reason = "priority high: normal by default, one step more for the VIP customer acme" },
    { "Hello", "", .sender = "bob@acme.example", FORGED, NORMAL },
    { "invoice", "", .sender = "bob@sub.Acme.example", NONE, NORMAL, .score = 3,
      .category = "Billing", .team = "money", .sla = "gold", .tags = "billing",
      .reason = "SLA gold by customer acme" },
    { "Hello", "", .sender = "bob@notacme.example", NONE, NORMAL },
    { "Hello", "", .sender = "bob@xn--bcher-kva.example", NONE, HIGH, .sla = "gold" },
    { "Hello", "", .sender = "jane.roe@acme.example", NONE, NORMAL },

    /* Rules. */
    { "invoice", "my card", NONE, HIGH, .score = 3, .category = "Billing", .team = "operations",
      .sla = "fast", .tags = "billing,card", .assignee = "alice",
      .reason = "rule cards holds: its category is Billing, text has \"card\"" },
    { "invoice", "my card, a gift card", NONE, LOW, .score = 3, BILLED },
    { "my card", "", NONE, NORMAL },
    { "Server  down", "", .mailbox = "sales", NONE, CRITIC, .category = "Wholesale", .score = 2,
      .team = "operations", .sla = "fast", .reason = "team operations by rule server" },
    { "Hello", "", .sender = "a@lab.acme.example", .file = { "a.pdf", "application/pdf" }, NONE,
      NORMAL, .category = "Wholesale", .score = 2, .tags = "lab" },
    { "Hello", "", .sender = "a@lab.acme.example", .file = { "a.pdf", "application/pdf" }, NONE,
      NORMAL, .mailbox = "sales", .category = "Wholesale", .score = 4, .team = "frontline",
      .sla = "standard" },

    /* Urgency. */
    { "URGENT", "", NONE, HIGH,
      .reason = "priority high: normal by default, subject has the urgency word \"URGENT\"" },
    { "Hello", "everybody is waiting", NONE, HIGH },
    { "asap", "everybody", NONE, CRITIC,
      .reason = "priority critical: normal by default, subject has the urgency word \"asap\", "
                "text has the impact word \"everybody\"" },
    { "invoice", "urgent", NONE, HIGH, .score = 3, BILLED,
      .reason = "priority high: category Billing says low, text has the urgency word \"urgent\"" },
    { "server down", "urgent", NONE, CRITIC, .team = "operations", .sla = "fast" },
    { "urgent", "", .sender = "bob@acme.example", NONE, CRITIC, .sla = "gold" },
    { "Hello", "", .field = "Importance: High", PROVED, HIGH,
      .reason = "priority high: normal by default, its sender marked it as important "
                "(Importance)" },
    { "Hello", "", .field = "X-Priority: 1 (Highest)", PROVED, HIGH },
    { "Hello", "", .field = "priority: urgent", PROVED, HIGH },
    { "Hello", "", .field = "X-Priority: 3", PROVED, NORMAL },
    { "Hello", "", .field = "Importance: highly irrelevant", PROVED, NORMAL },
    { "Hello", "", .field = "X-Priority: 1", NONE, NORMAL },
    { "Hello", "", .field = "X-Priority: 1", FORGED, NORMAL },
};
/* clang-format on */

static void
judge(DeskPolicy *policy, const Row *row, DeskTriaged *triaged)
{
    const DeskConf *conf = desk_policy_conf(policy);
    g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
    g_autoptr(GPtrArray) fields = g_ptr_array_new();
    g_auto(GStrv) parts = g_strsplit(row->field ? row->field : "X-Other: 1", ": ", 2);
    DeskMailField field = { parts[0], parts[1] };
    const char *mailbox = row->mailbox ? row->mailbox : "support";
    g_ptr_array_add(mailboxes, (gpointer) desk_conf_mailbox(conf, mailbox));
    g_ptr_array_add(fields, &field);
    const DeskTriageFacts facts = { .subject = row->subject,
                                    .text = row->text,
                                    .sender = row->sender,
                                    .assurance = row->assurance,
                                    .mailboxes = mailboxes,
                                    .fields = fields,
                                    .files = &row->file,
                                    .file_count = row->file.name ? 1 : 0 };
    desk_triage_judge(desk_policy_triage(policy), &facts, triaged);
}

static char *
joined(GPtrArray *texts)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_ptr_array_extend(all, texts, NULL, NULL);
    g_ptr_array_add(all, NULL);
    return g_strjoinv(",", (char **) all->pdata);
}

static char *
describe(const Row *row)
{
    return g_strdup_printf("\"%s\" / \"%s\" from %s to %s, %s, %s", row->subject, row->text,
                           row->sender ? row->sender : "-", row->mailbox ? row->mailbox : "-",
                           row->field ? row->field : "-", desk_assurance_name(row->assurance));
}

Test(triage, weighs_mails)
{
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        g_auto(DeskTriaged) triaged = { 0 };
        g_autofree char *name = describe(row);
        judge(policy, row, &triaged);
        g_autofree char *tags = joined(triaged.tags);
        g_autofree char *reasons = joined(triaged.reasons);
        const char *category = triaged.category ? triaged.category->name : NULL;
        cr_expect_eq(g_strcmp0(category, row->category), 0, "%s: category %s", name, category);
        cr_expect_eq(triaged.score, row->score, "%s: score %d", name, (int) triaged.score);
        cr_expect_eq(g_strcmp0(triaged.team, row->team), 0, "%s: team %s", name, triaged.team);
        cr_expect_eq(g_strcmp0(triaged.sla, row->sla), 0, "%s: SLA %s", name, triaged.sla);
        cr_expect_eq(g_strcmp0(triaged.assignee, row->assignee), 0, "%s", name);
        cr_expect_str_eq(tags, row->tags ? row->tags : "", "%s: tags %s", name, tags);
        cr_expect_eq(triaged.priority, row->priority, "%s: priority %s", name,
                     desk_priority_name(triaged.priority));
        cr_expect(!row->reason || g_ptr_array_find_with_equal_func(triaged.reasons, row->reason,
                                                                   g_str_equal, NULL),
                  "%s: %s", name, reasons);
    }
}

Test(triage, says_what_was_found_where)
{
    static const Row row = { "Invoice Rechnung", "a newsletter\nof your card", NONE };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(settings);
    g_auto(DeskTriaged) triaged = { 0 };
    judge(policy, &row, &triaged);
    cr_assert_eq(triaged.matches->len, 3);
    static const struct {
        const char *text, *where, *pattern;
        gint64 score;
        bool counts;
    } expected[] = { { "Invoice", "subject", "invoice", 3, true },
                     { "Rechnung", "subject", "Rechnung", 3, true },
                     { "newsletter", "text", "newsletter", 0, false } };
    for (guint i = 0; i < 3; i++) {
        const DeskTriageMatch *match = triaged.matches->pdata[i];
        cr_expect_str_eq(match->section, "category");
        cr_expect_str_eq(match->name, "Billing");
        cr_expect_str_eq(match->text, expected[i].text);
        cr_expect_str_eq(match->where, expected[i].where);
        cr_expect_str_eq(match->pattern, expected[i].pattern);
        cr_expect_eq(match->score, expected[i].score);
        cr_expect_eq(match->counts, expected[i].counts);
    }
    cr_assert_eq(triaged.scores->len, 1);
    cr_expect(g_array_index(triaged.scores, DeskTriageScore, 0).ruled_out);
    cr_expect_eq(g_array_index(triaged.scores, DeskTriageScore, 0).score, 6);
}

Test(triage, shows_one_printable_line_of_foreign_text)
{
    static const char conf[] = "category \"Odd\" { regex = {'begin.*\\n?.*end'} }\n";
    static const Row row = { "x",
                             "begin \xE2\x80\xAE"
                             "1\n2\xE2\x80\xA8 end",
                             NONE };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(conf);
    g_auto(DeskTriaged) triaged = { 0 };
    judge(policy, &row, &triaged);
    cr_assert_eq(triaged.reasons->len, 1);
    cr_expect_str_eq(triaged.reasons->pdata[0],
                     "category Odd with score 1: text has \"begin 1 2 end\" (1)");
}

Test(triage, what_only_a_mailbox_decides_is_told_apart)
{
    static const Row mailbox = { "Hello", "", .mailbox = "sales", NONE };
    static const Row near = { "printer", "", NONE };
    static const Row vip = { "Hello", "", .sender = "x@acme.example", NONE };
    static const char conf[] = "team \"frontline\" { members = {\"alice\"} }\n"
                               "mailbox \"sales\" { address = \"sales@example.org\""
                               " team = \"frontline\" }\n";
    g_autoptr(DeskPolicy) empty = fixture_policy_with(conf);
    g_autoptr(DeskPolicy) full = fixture_policy_with(settings);
    const struct {
        DeskPolicy *policy;
        const Row *row;
        bool matched, by_mailbox;
    } cases[] = { { empty, &mailbox, false, true },
                  { full, &mailbox, true, false },
                  { full, &near, false, true },
                  { full, &vip, false, false } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DeskTriaged) triaged = { 0 };
        judge(cases[i].policy, cases[i].row, &triaged);
        cr_expect_eq(triaged.matched, cases[i].matched, "%zu", i);
        cr_expect_eq(triaged.by_mailbox, cases[i].by_mailbox, "%zu", i);
    }
}

Test(triage, importance_can_be_switched_off)
{
    static const Row row = { "Hello", "", .field = "Importance: high", PROVED };
    g_autoptr(DeskPolicy) policy = fixture_policy_with("triage { importance = no }\n");
    g_auto(DeskTriaged) triaged = { 0 };
    judge(policy, &row, &triaged);
    cr_expect_eq(triaged.priority, DESK_PRIORITY_NORMAL);
}

Test(triage, an_expression_that_goes_astray_is_given_up)
{
    static const char conf[] = "category \"Slow\" { regex = {'(x+x+)+y'} }\n"
                               "rule \"slow\" { regex = {'(x+x+)+y'} priority = high }\n";
    g_autofree char *many = g_strnfill(5000, 'x');
    memcpy(many + 4998, " y", 2);
    const Row row = { "Hello", many, NONE };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(conf);
    g_auto(DeskTriaged) triaged = { 0 };
    judge(policy, &row, &triaged);
    cr_expect_null(triaged.category);
    cr_expect_eq(triaged.priority, DESK_PRIORITY_NORMAL);
    cr_assert_eq(triaged.matches->len, 2);
    cr_expect_not(((DeskTriageMatch *) triaged.matches->pdata[0])->counts);
    cr_expect_not(((DeskTriageMatch *) triaged.matches->pdata[1])->counts);
    cr_expect_str_eq(triaged.given_up, "given up as too slow: \"(x+x+)+y\" of category Slow, "
                                       "\"(x+x+)+y\" of rule slow");
    cr_expect_str_eq(triaged.reasons->pdata[triaged.reasons->len - 1], triaged.given_up);
}

/* However many, and wherever they look: the whole mail is out of the way in a moment. */
Test(triage, expressions_have_one_allowance_for_a_mail)
{
    g_autoptr(GString) conf = g_string_new("category \"Slow\" { regex = {");
    for (int i = 0; i < 60; i++)
        g_string_append_printf(conf, "%s'(?<=1)1*+[zq%c]'", i > 0 ? ", " : "", 'a' + i % 26);
    g_string_append(conf, "} }\n");
    g_autofree char *many = g_strnfill(128 * 1024, '1');
    const Row row = { many, many, NONE };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(conf->str);
    g_auto(DeskTriaged) triaged = { 0 };
    struct timespec from, to;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    judge(policy, &row, &triaged);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    double spent = (double) (to.tv_sec - from.tv_sec) + (double) (to.tv_nsec - from.tv_nsec) / 1e9;
    cr_expect(spent < 0.8, "%.3f s", spent);
    cr_expect(g_str_has_suffix(triaged.given_up, " and 55 more"), "%s", triaged.given_up);
}
