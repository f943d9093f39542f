#include "scratch.h"

#include <criterion/criterion.h>

TestSuite(conf_advice, .init = scratch_open, .fini = scratch_close);

#define DESK                                                                                       \
    "authserv-id = mx.example.com mailbox support { address = support@example.com team = access "  \
    "}\n"                                                                                          \
    "agent alice { addresses = {alice@example.com} skills = {vpn} }\n"                             \
    "agent bob { addresses = {bob@example.com} }\n"                                                \
    "team access { members = {alice} assign = skill }\n"

typedef struct {
    const char *text; /* behind DESK */
    const char *said; /* all of it */
} Row;

static DeskConf *
load(const char *text, DeskConfFlags flags)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = scratch_path("desk.conf");
    scratch_write("desk.conf", text);
    DeskConf *conf = desk_conf_load(path, DESK_CONF_NO_KEYS | flags, problems);
    g_autofree char *said = scratch_problems(problems);
    cr_assert_not_null(conf, "%s\n%s", text, said);
    return conf;
}

static void
expect_advice(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *text = g_strconcat(DESK, rows[i].text, NULL);
        g_autoptr(DeskConf) conf = load(text, DESK_CONF_ADVICE);
        g_autofree char *said = scratch_problems(conf->advice);
        cr_expect_str_eq(said, rows[i].said, "row %zu:\n%s\nsaid:\n%s\nexpected:\n%s", i,
                         rows[i].text, said, rows[i].said);
    }
}

Test(conf_advice, is_given_only_when_asked_for)
{
    g_autoptr(DeskConf) conf = load(DESK "sla s { }\n", DESK_CONF_DEFAULT);
    cr_expect_eq(conf->advice->len, 0);
}

Test(conf_advice, categories_that_can_never_win)
{
    static const Row rows[] = {
        { "category c { keywords = {a, b} attachments = {'*.x'} }\n", "" },
        { "category c { keywords = {a, b} regex = {c} headers = {'X: y'} mailboxes = {support}\n"
          " threshold = 11 }\n",
          "" },
        { "category c { keywords = {a, b} regex = {c} headers = {'X: y'} mailboxes = {support}\n"
          " threshold = 12 }\n",
          "desk.conf:6: category \"c\" can never win: its threshold is 12, and all its conditions "
          "together make 11\n" },
        { "customer k { domains = {example.net} }\ncustomer l { domains = {example.org} }\n"
          "category c { customers = {k, l} threshold = 2 }\n",
          "desk.conf:7: category \"c\" can never win: its threshold is 2, and all its conditions "
          "together make 1\n" },
        { "category c { keywords = {Größe, b}\n not-keywords = {x, GRÖSSE, b} }\n",
          "desk.conf:6: category \"c\" can never win: each of its keywords is among its "
          "not-keywords\n"
          "desk.conf:6: keyword \"Größe\" of category \"c\" never counts: \"GRÖSSE\" of its "
          "not-keywords is found in it\n"
          "desk.conf:6: keyword \"b\" of category \"c\" never counts: \"b\" of its not-keywords "
          "is found in it\n" },
        { "category c { keywords = {a, b} not-keywords = {a} regex = {c} }\n",
          "desk.conf:5: keyword \"a\" of category \"c\" never counts: \"a\" of its not-keywords "
          "is found in it\n" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

#define CHANGES_NOTHING                                                                            \
    "changes nothing: what it decides is decided before whenever it holds, as by rule "

Test(conf_advice, rules_from_which_nothing_follows)
{
    static const Row rows[] = {
        { "rule r { keywords = {a} }\n",
          "desk.conf:5: rule \"r\" has no team, priority, sla, tags or assignee: nothing follows "
          "from it\n" },
        { "category c { keywords = {a} threshold = 9 }\n"
          "category d { keywords = {d} }\n"
          "rule r { keywords = {b} categories = {c} priority = high }\n"
          "rule s { keywords = {b} categories = {c, d} priority = high }\n",
          "desk.conf:5: category \"c\" can never win: its threshold is 9, and all its conditions "
          "together make 3\n"
          "desk.conf:7: rule \"r\" can never hold: none of its categories can win\n" },
        /* the same, and weaker: one list longer, one kind less, a word less that rules out */
        { "rule a { keywords = {x} team = access }\nrule b { keywords = {X} team = access }\n",
          "desk.conf:6: rule \"b\" " CHANGES_NOTHING "\"a\"\n" },
        { "rule a { keywords = {x, y} not-keywords = {n} team = access }\n"
          "rule b { keywords = {y} mailboxes = {support} not-keywords = {n, m} team = access }\n",
          "desk.conf:6: rule \"b\" " CHANGES_NOTHING "\"a\"\n" },
        { "rule a { keywords = {x, y} not-keywords = {Y, z, X} team = access }\n"
          "rule b { keywords = {x, y} not-keywords = {x} team = access }\n",
          "desk.conf:5: rule \"a\" can never hold: each of its keywords is among its "
          "not-keywords\n" },
        /* two that decide it together */
        { "rule a { keywords = {x} team = access }\nrule b { regex = {y} priority = high }\n"
          "rule c { keywords = {x} regex = {y} team = access priority = low }\n",
          "desk.conf:7: rule \"c\" " CHANGES_NOTHING "\"a\"\n" },
        { "rule a { keywords = {x} tags = {t, u} }\nrule b { keywords = {x} tags = {u} }\n",
          "desk.conf:6: rule \"b\" " CHANGES_NOTHING "\"a\"\n" },
        /* and those that do something */
        { "rule a { keywords = {x} team = access }\n"
          "rule b { keywords = {x, y} team = access }\n"
          "rule c { regex = {z} team = access }\n"
          "rule d { keywords = {x} priority = high }\n"
          "rule e { keywords = {x} team = access tags = {t} }\n"
          "rule f { keywords = {x} team = access assignee = alice }\n",
          "" },
        { "rule a { keywords = {x} not-keywords = {n} team = access }\n"
          "rule b { keywords = {x} team = access }\n",
          "" },
        { "rule a { keywords = {x} regex = {y} team = access }\n"
          "rule b { keywords = {x} team = access }\n",
          "" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, teams_that_cannot_do_what_they_are_given)
{
    static const Row rows[] = {
        { "team x { members = {bob}\n assign = skill }\n",
          "desk.conf:6: team \"x\" assigns by skill, but none of its agents has skills or "
          "languages\n" },
        { "team x { members = {bob} }\n"
          "category c { keywords = {a} team = access skills = {vpn} }\n"
          "category d { keywords = {b} team = x skills = {vpn} }\n"
          "category e { keywords = {c} skills = {vpn, sap} }\n",
          "desk.conf:7: category \"d\" needs the skill \"vpn\", which no agent of team \"x\" has\n"
          "desk.conf:8: category \"e\" needs the skill \"sap\", which no agent has\n" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, assignees_who_are_in_no_such_team)
{
    static const Row rows[] = {
        { "rule r { keywords = {a} team = access\n assignee = bob }\n"
          "rule s { keywords = {b} team = access assignee = alice }\n"
          "rule t { keywords = {c} assignee = alice }\n"
          "rule u { keywords = {d} assignee = bob }\n",
          "desk.conf:6: rule \"r\" gives tickets to \"bob\", who is no member of team \"access\", "
          "which the rule names: he never gets one\n"
          "desk.conf:9: rule \"u\" gives tickets to \"bob\", who is no member of any team: he gets "
          "those only that have no team\n" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, conditions_that_are_not_what_they_look_like)
{
    static const Row rows[] = {
        { "rule r { headers = {'X-Desk-Priority: vip', 'X-Desktop: y'} team = access\n"
          " attachments = {pdf, '*.pdf', report.pdf, 'image/*'} }\n",
          "desk.conf:5: headers \"X-Desk-Priority: vip\" of rule \"r\" never counts: anybody can "
          "write the desk's own fields\n"
          "desk.conf:6: attachments \"pdf\" of rule \"r\" is a file of just this name; by its "
          "ending it would be \"*.pdf\"\n" },
        { "answers { attachments = 10M }\nnotifications { attachments = 1M }\n", "" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, promises_that_mean_something_else)
{
    static const Row rows[] = {
        /* days of a business that closes, and of one that does not */
        { "calendar office { timezone = UTC monday = '09:00-17:00' }\n"
          "sla s { calendar = office first-response = {'high=4h',\n 'normal=3d'}\n"
          " resolution = {'low=1w'} }\n"
          "sla t { resolution = {'low=1w'} }\n"
          "category c { keywords = {a} sla = s }\ncategory d { keywords = {b} sla = t }\n",
          "desk.conf:7: first-response \"normal=3d\" of sla \"s\" is 72 h in which calendar "
          "\"office\" is open, not days as people count them: write hours\n"
          "desk.conf:8: resolution \"low=1w\" of sla \"s\" is 168 h in which calendar \"office\" "
          "is "
          "open, not days as people count them: write hours\n" },
        { "team led { members = {bob} lead = bob }\n"
          "sla s { resolution = {'low=8h'} escalation = {'1h assign-lead'} }\n"
          "category c { keywords = {a} team = access\n sla = s }\n"
          "category d { keywords = {b} team = led sla = s }\n",
          "desk.conf:8: sla \"s\" escalates to the lead of team \"access\" of category \"c\", "
          "which "
          "has none\n" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, promises_and_customers_of_nobody)
{
    static const Row rows[] = {
        { "sla s { first-response = {'low=1d'} }\n",
          "desk.conf:5: sla \"s\" is used by no mailbox, category, rule or customer\n" },
        { "sla s {\n escalation = {'0m alarm', '1h assign-lead'} }\n"
          "customer k { sla = s }\n",
          "desk.conf:5: sla \"s\" promises nothing: it has no times\n"
          "desk.conf:6: sla \"s\" escalates to a lead, but no team has one\n"
          "desk.conf:7: customer \"k\" has neither domains nor addresses: nobody is known by "
          "it\n" },
        { "sla s { first-response = {'low=1d'} escalation = {'1h alarm-lead'} }\n"
          "team y { members = {bob} lead = alice }\n"
          "category c { keywords = {a} sla = s }\n",
          "" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, spans_of_a_life_that_do_not_go_together)
{
    static const Row rows[] = {
        { "lifecycle { close-after = 14d reopen-within = 14d }\n", "" },
        { "lifecycle { close-after = 0s reopen-within = 0s }\n", "" },
        { "lifecycle { close-waiting-after = 7d }\n", "" },
        { "lifecycle {\n close-after = 15d }\n",
          "desk.conf:5: lifecycle.reopen-within is shorter than close-after, so an answer to a "
          "ticket that is still resolved may open a new one\n" },
        { "lifecycle {\n remind-before = 1d }\n",
          "desk.conf:6: lifecycle.remind-before does nothing: close-waiting-after is 0s, so what "
          "waits for a customer is not closed\n" },
        { "lifecycle { remind-before = 0s }\n", "" },
        { "lifecycle {\n close-waiting-after = 2d }\n",
          "desk.conf:5: lifecycle.remind-before is not shorter than close-waiting-after, so nobody "
          "is reminded before his ticket is closed\n" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, articles_that_nobody_gets_to_read)
{
    static const Row rows[] = {
        { "kb-dir = /etc/kb\nkb { suggestions = 1 url = \"https://x/{slug}\" }\n", "" },
        { "kb-dir = /etc/kb\nkb { suggestions = 1 }\n", "" },
        { "kb { suggestions = 0 }\n", "" },
        { "kb {\n suggestions = 1 }\n", "desk.conf:5: kb does nothing: there is no kb-dir\n" },
        { "kb-dir = /etc/kb\nkb {\n url = \"https://x/\" }\n",
          "desk.conf:7: kb.url is the same for all articles, expected {slug} in it\n" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, surveys_that_do_not_go_together)
{
    static const Row rows[] = {
        { "survey { scale = csat }\n", "" },
        { "survey { scale = none\n delay = 30d valid = 1h }\n", "" },
        { "survey {\n delay = 1h }\n",
          "desk.conf:5: survey does nothing: it has no scale, so no customer is asked\n" },
        { "survey { scale = csat\n delay = 5d\n valid = 1d }\n",
          "desk.conf:6: survey.delay is longer than lifecycle.close-after, so customers are asked "
          "when their tickets have been closed already\n"
          "desk.conf:7: survey.valid is shorter than change-within: no vote can be changed after "
          "it\n" },
        { "lifecycle { close-after = 0s }\nsurvey { scale = csat delay = 5d }\n", "" },
        { "survey { scale = nps reopen = yes }\n", "" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
    g_autoptr(DeskConf) conf =
        load("mailbox support { address = support@example.com survey = no }\n"
             "survey { scale = csat }\n",
             DESK_CONF_ADVICE);
    g_autofree char *said = scratch_problems(conf->advice);
    cr_expect_not_null(strstr(said, "desk.conf:2: survey.scale does nothing: survey is no in each "
                                    "mailbox"),
                       "%s", said);
}

Test(conf_advice, headers_that_nobody_can_prove)
{
    static const struct {
        const char *before;
        bool told;
    } rows[] = {
        { "", true },
        { "authserv-id = mx.example.com\n", false },
        { "agent eve { addresses = {eve@example.com} login = eve }\n", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat("mailbox support { address = support@example.com }\n"
                                            "category c { keywords = {a}\n headers = {'X: y'} }\n",
                                            rows[i].before, NULL);
        g_autoptr(DeskConf) conf = load(text, DESK_CONF_ADVICE);
        g_autofree char *said = scratch_problems(conf->advice);
        cr_expect_eq(strstr(said,
                            "desk.conf:3: headers of category \"c\" never count: authserv-id is "
                            "not set and no agent has a login, so no sender is proved\n") != NULL,
                     rows[i].told, "row %zu: %s", i, said);
    }
}

Test(conf_advice, agents_whom_nothing_proves)
{
    static const char alone[] =
        "desk.conf:2: agent \"alice\" can neither answer nor command by mail: he has no login, and "
        "authserv-id is not set, so nothing proves a mail to be his\n";
    static const struct {
        const char *text, *said;
    } rows[] = {
        { "", alone },
        { "authserv-id = mx.example.com\n", "" },
        { "agent-trust = token\n", "" },
        { "agent bob { addresses = {bob@example.com} login = bob }\n", alone },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strconcat("mailbox support { address = support@example.com team = all }\n"
                        "agent alice { addresses = {alice@example.com} }\n"
                        "team all { members = {alice} }\n",
                        rows[i].text, NULL);
        g_autoptr(DeskConf) conf = load(text, DESK_CONF_ADVICE);
        g_autofree char *said = scratch_problems(conf->advice);
        cr_expect_str_eq(said, rows[i].said, "row %zu: %s", i, said);
    }
}

Test(conf_advice, tickets_of_which_nobody_hears)
{
    static const Row rows[] = {
        { "mailbox sales { address = sales@example.com }\n",
          "desk.conf:5: mailbox \"sales\" has no team: nobody is told of its tickets, unless a "
          "category or rule gives them one\n" },
        { "agent carol { addresses = {carol@example.com} notify = none }\n"
          "agent dave { addresses = {dave@example.com} notify = digest }\n"
          "team t { members = {carol} }\nteam u { members = {carol, dave} }\n",
          "desk.conf:7: nobody of team \"t\" is told of its tickets: all have notify = none\n" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, logins_and_digests_that_are_not_what_they_look_like)
{
    static const Row rows[] = {
        { "agent carol { addresses = {carol@example.com} login = carol@example.com }\n", "" },
        { "agent carol { addresses = {carol@example.com}\n login = Carol }\n",
          "desk.conf:6: login of agent \"carol\" has capitals: Dovecot hands on \"carol\", which "
          "is another login\n" },
        { "agent carol { addresses = {carol@example.com} notify = digest }\n", "" },
        { "agent carol { addresses = {carol@example.com} notify = digest\n digest-at = 9:00 }\n",
          "desk.conf:6: digest-at of agent \"carol\" is in UTC: he has no calendar that says his "
          "time zone\n" },
        { "agent carol { addresses = {carol@example.com} digest-at = 9:00 calendar = c }\n"
          "calendar c { timezone = UTC monday = 9:00-17:00 }\n",
          "" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

Test(conf_advice, is_cut_to_the_first_of_each_kind)
{
    g_autoptr(GString) text = g_string_new(DESK);
    for (unsigned i = 0; i < 30; i++)
        g_string_append_printf(text, "rule r%u { keywords = {a} }\n", i);
    g_string_append(text, "sla s { first-response = {'low=1d'} }\n");
    g_autoptr(DeskConf) conf = load(text->str, DESK_CONF_ADVICE);
    g_autofree char *said = scratch_problems(conf->advice);
    cr_expect_eq(conf->advice->len, 22, "%s", said);
    cr_expect(g_str_has_suffix(said,
                               "desk.conf:35: sla \"s\" is used by no mailbox, category, rule "
                               "or customer\ndesk.conf: and 10 more on rules\n"),
              "%s", said);
}

Test(conf_advice, keywords_that_are_found_together)
{
    static const Row rows[] = {
        { "category c { keywords = {reset, 'reset password', preset, passwords} }\n",
          "desk.conf:5: keyword \"reset\" of category \"c\" is within \"reset password\": where "
          "that is, both count\n" },
        { "category c { keywords = {PASSWORD,\n password} }\n",
          "desk.conf:6: keyword \"PASSWORD\" of category \"c\" stands there twice\n" },
        { "category c { keywords = {vpn} }\ncategory d { keywords = {'the VPN',\n vpn} }\n",
          "desk.conf:7: keyword \"vpn\" of category \"d\" is one of category \"c\" too\n"
          "desk.conf:7: keyword \"vpn\" of category \"d\" is within \"the VPN\": where that is, "
          "both count\n" },
        { "category c { keywords = {密码} }\ncategory d { keywords = {忘记密码了} }\n",
          "desk.conf:5: keyword \"密码\" of category \"c\" is within \"忘记密码了\" of category "
          "\"d\": where that is, both score\n" },
        /* no phrase begins in one keyword and ends in the next */
        { "category c { keywords = {'very long alpha', 'beta and more', 'alpha beta'} }\n", "" },
        { "category c { keywords = {alpha, beta, 'beta alpha'} }\n"
          "category d { keywords = {'alpha beta', gamma} }\n",
          "desk.conf:5: keyword \"alpha\" of category \"c\" is within \"beta alpha\": where that "
          "is, both count\n"
          "desk.conf:5: keyword \"beta\" of category \"c\" is within \"beta alpha\": where that "
          "is, both count\n" },
        { "category c { keywords = {'weekly newsletter', x}\n not-keywords = {newsletter} }\n",
          "desk.conf:6: keyword \"weekly newsletter\" of category \"c\" never counts: "
          "\"newsletter\" of its not-keywords is found in it\n" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}

/* The time is that of a busy machine; one that grew with the square would be minutes. */
Test(conf_advice, a_hundred_thousand_keywords_take_no_longer_than_they_are_long)
{
    g_autoptr(GString) words = g_string_new(NULL);
    g_autofree char *path = scratch_path("words");
    for (unsigned i = 0; i < 100000; i++)
        g_string_append_printf(words, "%x%sword %u\n", i % 997, i % 2 ? "a" : "", i);
    scratch_write("words", words->str);
    g_autofree char *text = g_strdup_printf(
        DESK "category c { keywords = {'word 77', 'a word 77'}\n keywords-file = '%s' }\n", path);
    gint64 begun = g_get_monotonic_time();
    g_autoptr(DeskConf) conf = load(text, DESK_CONF_ADVICE);
    gint64 spent = g_get_monotonic_time() - begun;
    g_autofree char *said = scratch_problems(conf->advice);
    cr_expect_lt(spent, 10 * G_USEC_PER_SEC, "%" PRId64 " us", spent);
    cr_expect_str_eq(said, "desk.conf:5: keyword \"word 77\" of category \"c\" is within \"a word "
                           "77\": where that is, both count\n");
}

Test(conf_advice, teams_that_are_never_there)
{
#define WEEKDAYS "monday = '09:00-17:00' friday = '09:00-17:00'"
    static const struct {
        const char *desk, *eve, *assign;
        bool told;
    } rows[] = {
        { WEEKDAYS, "saturday = '09:00-17:00'", "round-robin", true },
        { WEEKDAYS, "monday = '00:00-09:00' friday = '17:00-24:00'", "least-loaded", true },
        { WEEKDAYS, "friday = '16:59-24:00'", "round-robin", false },
        { WEEKDAYS, "saturday = '09:00-17:00'", "manual", false },
        { WEEKDAYS, WEEKDAYS " holidays = {'12-25'}", "round-robin", false },
        { "saturday = '00:00-24:00'", "sunday = '00:00-24:00'", "round-robin", true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf(
            DESK "calendar desk { timezone = UTC %s }\n"
                 "calendar hers { timezone = UTC %s }\n"
                 "agent eve { addresses = {eve@example.com} calendar = hers }\n"
                 "team night { members = {eve} assign = %s }\n"
                 "sla s { calendar = desk first-response = {'low=8h'} }\n"
                 "mailbox night { address = night@example.com team = night\n sla = s }\n",
            rows[i].desk, rows[i].eve, rows[i].assign);
        g_autoptr(DeskConf) conf = load(text, DESK_CONF_ADVICE);
        g_autofree char *said = scratch_problems(conf->advice);
        cr_expect_str_eq(said,
                         rows[i].told ? "desk.conf:11: nobody of team \"night\" is at work while "
                                        "the clocks of sla \"s\" run: tickets of mailbox \"night\" "
                                        "are given to nobody\n"
                                      : "",
                         "row %zu: %s", i, said);
    }
}

Test(conf_advice, calendars_of_nobody)
{
    static const Row rows[] = {
        { "calendar office { timezone = UTC monday = '09:00-17:00' }\n"
          "calendar night { timezone = UTC monday = '20:00-24:00' }\n"
          "agent eve { addresses = {eve@example.com} calendar = night }\n",
          "desk.conf:5: calendar \"office\" is used by no sla and no agent\n" },
    };
    expect_advice(rows, G_N_ELEMENTS(rows));
}
