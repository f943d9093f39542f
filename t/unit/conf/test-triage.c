#include "scratch.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

TestSuite(conf_triage, .init = scratch_open, .fini = scratch_close);

#define MINUTE ((gint64) 60 * G_USEC_PER_SEC)
#define HOUR   (60 * MINUTE)

#define DESK                                                                                       \
    "mailbox support { address = support@example.com sla = standard }\n"                           \
    "agent alice { addresses = {alice@example.com} skills = {vpn, sap} languages = {en, de-AT}\n"  \
    "  capacity = 20 }\n"                                                                          \
    "agent bob { addresses = {bob@example.com} }\n"                                                \
    "team access { members = {alice, bob} assign = least-loaded lead = bob }\n"

#define SLA                                                                                        \
    "sla standard { first-response = {\"critical=30m\", \"normal=8h\"}\n"                          \
    "  resolution = {\"low=3d\"} warn-at = 0.5 "                                                   \
    "  escalation = {\"30m raise-priority\", \"0m alarm\", \"30m team access\",\n"                 \
    "    \"10m repeat\"} }\n"

typedef struct {
    const char *text; /* behind DESK */
    const char *said; /* all of it */
} Row;

static void
expect_problems(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *said = NULL;
        g_autofree char *text = g_strconcat(DESK SLA, rows[i].text, NULL);
        scratch_write("desk.conf", text);
        G_GNUC_UNUSED g_autoptr(DeskConf) conf = scratch_load(&said);
        cr_expect_str_eq(said, rows[i].said, "row %zu:\n%s\nsaid:\n%s\nexpected:\n%s", i,
                         rows[i].text, said, rows[i].said);
    }
}

static DeskConf *
load(const char *text)
{
    g_autofree char *said = NULL;
    scratch_write("desk.conf", text);
    DeskConf *conf = scratch_load(&said);
    cr_assert_not_null(conf, "%s", said);
    return conf;
}

static void
expect_list(char **list, const char *expected, const char *what)
{
    g_autofree char *joined = g_strjoinv("|", list);
    cr_expect_str_eq(joined, expected, "%s is %s", what, joined);
}

Test(conf_triage, nothing_is_null_without_its_sections)
{
    g_autoptr(DeskConf) conf = load("mailbox support { address = support@example.com }\n"
                                    "agent alice { addresses = {alice@example.com} }\n"
                                    "team access { members = {alice} }\n"
                                    "category a { keywords = {x} }\n"
                                    "rule b { mailboxes = {support} }\n"
                                    "customer c { domains = {example.net} }\n"
                                    "sla s { }\n");
    const DeskAgent *alice = desk_conf_agent(conf, "alice");
    const DeskTeam *team = desk_conf_team(conf, "access");
    const DeskCategory *category = desk_conf_category(conf, "a");
    const DeskRule *rule = g_ptr_array_index(conf->rules, 0);
    const DeskCustomer *customer = g_ptr_array_index(conf->customers, 0);
    const DeskSla *sla = desk_conf_sla(conf, "s");

    cr_expect_eq(conf->calendars->len, 0);
    cr_expect_eq(conf->advice->len, 0);
    cr_expect_eq(conf->limits.alarms_per_hour, 30);
    cr_expect(conf->triage.importance);
    cr_expect_not(conf->triage.answers);
    expect_list(conf->triage.urgency_words, "", "urgency-words");
    expect_list(conf->triage.impact_words, "", "impact-words");
    cr_expect_null(desk_conf_mailbox(conf, "support")->sla);
    cr_expect_eq(alice->capacity, 0);
    expect_list(alice->skills, "", "skills");
    expect_list(alice->languages, "", "languages");
    cr_expect_eq(team->assign, DESK_ASSIGN_MANUAL);
    cr_expect_null(team->lead);
    cr_expect_eq(category->subject_weight, 3);
    cr_expect_eq(category->text_weight, 1);
    cr_expect_eq(category->threshold, 1);
    expect_list(category->conditions.regex, "", "regex");
    expect_list(category->consequences.tags, "", "tags");
    cr_expect_null(category->consequences.priority);
    expect_list(rule->categories, "", "categories");
    cr_expect_null(rule->assignee);
    cr_expect_not(customer->vip);
    cr_expect_eq(sla->warn_at, 750);
    cr_expect_eq(sla->first_response[DESK_PRIORITY_CRITICAL], 0);
    cr_expect_null(desk_conf_hours(conf, NULL));
    cr_expect_null(desk_conf_hours(conf, "none"));
}

Test(conf_triage, categories_and_rules_share_their_conditions)
{
    g_autoptr(DeskConf) conf =
        load(DESK SLA "category access {\n keywords = {\"forgot my password\", login}\n"
                      " not-keywords = {newsletter} regex = {'pass(word|phrase)'}\n"
                      " headers = {\"X-Form: ^reset$\"} mailboxes = {support}\n"
                      " customers = {acme} attachments = {\"*.log\", \"image/*\"}\n"
                      " team = access priority = high sla = standard tags = {a, b}\n"
                      " skills = {vpn} subject-weight = 5 text-weight = 2 threshold = 4\n}\n"
                      "rule urgent { categories = {access} not-keywords = {newsletter}\n"
                      "  priority = critical assignee = alice tags = {c} }\n"
                      "customer acme { domains = {\"Bücher.example\"}\n"
                      "  addresses = {boss@example.org} vip = yes sla = standard }\n"
                      "triage { urgency-words = {asap} impact-words = {everybody}\n"
                      "  importance = no answers = yes }\n");
    const DeskCategory *category = desk_conf_category(conf, "access");
    const DeskRule *rule = g_ptr_array_index(conf->rules, 0);
    const DeskCustomer *customer = g_ptr_array_index(conf->customers, 0);

    expect_list(category->conditions.keywords, "forgot my password|login", "keywords");
    expect_list(category->conditions.headers, "X-Form: ^reset$", "headers");
    expect_list(category->conditions.attachments, "*.log|image/*", "attachments");
    expect_list(category->consequences.tags, "a|b", "tags");
    cr_expect_str_eq(category->consequences.priority, "high");
    cr_expect_eq(category->subject_weight, 5);
    cr_expect_eq(category->threshold, 4);
    expect_list(rule->categories, "access", "categories");
    expect_list(rule->conditions.not_keywords, "newsletter", "not-keywords");
    cr_expect_str_eq(rule->assignee, "alice");
    expect_list(customer->domains, "xn--bcher-kva.example", "domains");
    cr_expect(customer->vip);
    cr_expect_not(conf->triage.importance);
    cr_expect(conf->triage.answers);
}

Test(conf_triage, whoever_says_nothing_of_escalation_is_told_of_the_end)
{
    static const struct {
        const char *given;
        unsigned steps;
        DeskEscalateAction first;
    } rows[] = {
        { "", 1, DESK_ESCALATE_ALARM },
        { "escalation = {}", 0, DESK_ESCALATE_ALARM },
        { "escalation =\n{\n}", 0, DESK_ESCALATE_ALARM },
        { "warn-at = 0.5 escalation = {} resolution = {'low=1d'}", 0, DESK_ESCALATE_ALARM },
        { "escalation = {} escalation += {'5m raise-priority'}", 1, DESK_ESCALATE_RAISE },
        { "escalation = {'5m raise-priority'}", 1, DESK_ESCALATE_RAISE },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strdup_printf("mailbox support { address = support@example.com }\n"
                            "sla other { escalation = {} }\nsla s { %s }\n"
                            "sla another { escalation = {'1m alarm-lead', '2m alarm'} }\n",
                            rows[i].given);
        g_autoptr(DeskConf) conf = load(text);
        const DeskSla *sla = desk_conf_sla(conf, "s");
        cr_assert_eq(sla->steps->len, rows[i].steps, "%s: %u", rows[i].given, sla->steps->len);
        if (rows[i].steps > 0)
            cr_expect_eq(g_array_index(sla->steps, DeskEscalation, 0).action, rows[i].first, "%s",
                         rows[i].given);
    }
}

Test(conf_triage, promises_are_kept_by_priority_and_time)
{
    g_autoptr(DeskConf) conf = load(DESK SLA);
    const DeskSla *sla = desk_conf_sla(conf, "standard");
    static const struct {
        gint64 after;
        DeskEscalateAction action;
        const char *team;
    } steps[] = {
        { 0, DESK_ESCALATE_ALARM, NULL },
        { 30 * MINUTE, DESK_ESCALATE_RAISE, NULL },
        { 30 * MINUTE, DESK_ESCALATE_TO_TEAM, "access" },
        { 10 * MINUTE, DESK_ESCALATE_REPEAT, NULL },
    };

    cr_expect_eq(sla->first_response[DESK_PRIORITY_CRITICAL], 30 * MINUTE);
    cr_expect_eq(sla->first_response[DESK_PRIORITY_HIGH], 0);
    cr_expect_eq(sla->first_response[DESK_PRIORITY_NORMAL], 8 * HOUR);
    cr_expect_eq(sla->resolution[DESK_PRIORITY_LOW], 72 * HOUR);
    cr_expect_eq(sla->next_response[DESK_PRIORITY_LOW], 0);
    cr_expect_eq(sla->warn_at, 500);
    cr_assert_eq(sla->steps->len, G_N_ELEMENTS(steps));
    for (unsigned i = 0; i < sla->steps->len; i++) {
        const DeskEscalation *step = &g_array_index(sla->steps, DeskEscalation, i);
        cr_expect_eq(step->after, steps[i].after, "step %u", i);
        cr_expect_eq(step->action, steps[i].action, "step %u", i);
        cr_expect_eq(g_strcmp0(step->team, steps[i].team), 0, "step %u", i);
    }
}

static void
load_words(const char *bytes, size_t size, char **said, DeskConf **conf)
{
    g_autofree char *path = scratch_path("words");
    g_autofree char *text =
        g_strdup_printf("mailbox a { address = a@example.com }\n"
                        "category c { keywords = {first}\n keywords-file = '%s' }\n",
                        path);
    scratch_write_bytes("words", bytes, size);
    scratch_write("desk.conf", text);
    *conf = scratch_load(said);
}

Test(conf_triage, a_file_of_words_is_read_or_its_line_told)
{
    static const struct {
        const char *bytes;
        const char *keywords;
        const char *said;
    } rows[] = {
        { "", "first", "" },
        { "# all\n\nreset password\r\n  vpn \n#x\nПароль", "first|reset password|vpn|Пароль", "" },
        { "\xef\xbb\xbf# bom\nvpn\n", "first|vpn", "" },
        { "a\n\nb\xff\n", NULL,
          "desk.conf:3: keywords-file: words:3: bytes that are no text, expected UTF-8\n" },
        { "a\n\xc2\xad\n", NULL,
          "desk.conf:3: keywords-file: words:2: marks only, expected something that can be "
          "found\n" },
        { "a\x01", NULL,
          "desk.conf:3: keywords-file: words:1: bytes that are no text, expected UTF-8\n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *said = NULL;
        g_autoptr(DeskConf) conf = NULL;
        load_words(rows[i].bytes, strlen(rows[i].bytes), &said, &conf);
        cr_expect_str_eq(said, rows[i].said, "row %zu: %s", i, said);
        if (rows[i].keywords && conf)
            expect_list(desk_conf_category(conf, "c")->conditions.keywords, rows[i].keywords,
                        rows[i].bytes);
    }
}

/* What is no file of words must not hold a reload up for ever, and is told once. */
Test(conf_triage, a_file_of_words_is_a_regular_file)
{
    g_autofree char *fifo = scratch_path("fifo"), *folder = scratch_path(".");
    g_autofree char *missing = scratch_path("missing");
    cr_assert_eq(mkfifo(fifo, 0600), 0);
    const struct {
        const char *path;
        const char *why;
    } rows[] = { { fifo, "is no regular file, expected one" },
                 { folder, "is no regular file, expected one" },
                 { "/dev/zero", "is no regular file, expected one" },
                 { missing, "cannot open: No such file or directory" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *said = NULL;
        g_autofree char *text = g_strdup_printf("mailbox a { address = a@example.com }\n"
                                                "category c { keywords-file = '%s' }\n",
                                                rows[i].path);
        g_auto(GStrv) lines = NULL;
        scratch_write("desk.conf", text);
        G_GNUC_UNUSED g_autoptr(DeskConf) conf = scratch_load(&said);
        lines = g_strsplit(g_strchomp(said), "\n", -1);
        cr_expect_eq(g_strv_length(lines), 1, "%s", said);
        cr_expect(g_str_has_suffix(said, rows[i].why), "%s", said);
    }
}

Test(conf_triage, a_file_of_words_has_limits)
{
    g_autoptr(GString) many = g_string_new(NULL);
    g_autofree char *said = NULL, *fits = NULL, *length = NULL;
    g_autoptr(DeskConf) full = NULL;
    G_GNUC_UNUSED g_autoptr(DeskConf) over = NULL, wide = NULL;

    for (unsigned i = 0; i < 100000; i++)
        g_string_append_printf(many, "word%u\n", i);
    load_words(many->str, many->len, &fits, &full);
    cr_assert_not_null(full, "%s", fits);
    cr_expect_eq(g_strv_length(desk_conf_category(full, "c")->conditions.keywords), 100001);

    g_string_append(many, "more\n");
    load_words(many->str, many->len, &said, &over);
    cr_expect_str_eq(said, "desk.conf:3: keywords-file: words:100001: one word or phrase too many, "
                           "expected at most 100000\n");

    g_autofree char *long_word = g_strnfill(401, 'x');
    load_words(long_word, 401, &length, &wide);
    cr_expect_str_eq(length, "desk.conf:3: keywords-file: words:1: a word or phrase that is too "
                             "long, expected at most 400 bytes\n");
}

Test(conf_triage, names_that_lead_nowhere_are_told)
{
    static const Row rows[] = {
        { "agent eve { addresses = {eve@example.com} calendar = night }\n"
          "team x { members = {eve} lead = mallory }\n",
          "desk.conf:9: calendar \"night\" of agent \"eve\" is unknown, expected a section "
          "calendar "
          "\"night\"\n"
          "desk.conf:10: agent \"mallory\" of team \"x\" is unknown, expected a section agent "
          "\"mallory\"\n" },
        { "category c { keywords = {x} team = t\n sla = Standard mailboxes = {m}\n"
          " customers = {k} }\n",
          "desk.conf:9: team \"t\" of category \"c\" is unknown, expected a section team \"t\"\n"
          "desk.conf:10: sla \"Standard\" of category \"c\" is unknown, expected \"standard\"?\n"
          "desk.conf:10: mailbox \"m\" of category \"c\" is unknown, expected a section mailbox "
          "\"m\"\n"
          "desk.conf:11: customer \"k\" of category \"c\" is unknown, expected a section customer "
          "\"k\"\n" },
        { "rule r { categories = {c}\n team = t assignee = eve }\n",
          "desk.conf:9: category \"c\" of rule \"r\" is unknown, expected a section category "
          "\"c\"\n"
          "desk.conf:10: team \"t\" of rule \"r\" is unknown, expected a section team \"t\"\n"
          "desk.conf:10: agent \"eve\" of rule \"r\" is unknown, expected a section agent "
          "\"eve\"\n" },
        { "customer k { domains = {example.net} sla = gold }\nsla s { calendar = office\n"
          " escalation = {'1h team nobody'} }\n",
          "desk.conf:9: sla \"gold\" of customer \"k\" is unknown, expected a section sla "
          "\"gold\"\n"
          "desk.conf:10: calendar \"office\" of sla \"s\" is unknown, expected a section calendar "
          "\"office\"\n"
          "desk.conf:11: team \"nobody\" of sla \"s\" is unknown, expected a section team "
          "\"nobody\"\n" },
        { "mailbox b { address = b@example.com sla = gold }\n",
          "desk.conf:9: sla \"gold\" of mailbox \"b\" is unknown, expected a section sla "
          "\"gold\"\n" },
    };
    expect_problems(rows, G_N_ELEMENTS(rows));
}

Test(conf_triage, what_makes_no_sense_is_told)
{
    static const Row rows[] = {
        { "customer a { domains = {example.net} addresses = {x@example.org} }\n"
          "customer b { domains = {sub.example.net,\n EXAMPLE.net} addresses = {X@example.org} }\n",
          "desk.conf:11: x@example.org belongs to customer \"a\" too, expected one owner: also in "
          "desk.conf:9\n"
          "desk.conf:11: example.net belongs to customer \"a\" too, expected one owner: also in "
          "desk.conf:9\n" },
        { "sla s { first-response = {'normal=8h', 'high=1h',\n 'normal=4h', '3h'}\n"
          " warn-at = 1.5 escalation = {'0m shout'} }\n",
          "desk.conf:10: sla.first-response is \"normal=4h\", expected times such as "
          "{\"critical=30m\", \"normal=8h\"}, each priority once\n"
          "desk.conf:10: sla.first-response is \"3h\", expected times such as "
          "{\"critical=30m\", \"normal=8h\"}, each priority once\n"
          "desk.conf:11: sla.warn-at is \"1.5\", expected a number with at most three places such "
          "as 0.75, from 0 to 1\n"
          "desk.conf:11: sla.escalation is \"0m shout\", expected steps such as \"30m "
          "alarm-lead\": a duration, and alarm, "
          "alarm-lead, raise-priority, assign-lead, team NAME or, at least 1m, repeat\n" },
        { "sla s { escalation = {'2h repeat',\n '0m alarm'} }\n",
          "desk.conf:9: sla.escalation has \"2h repeat\" first, expected repeat once, behind all "
          "other steps\n"
          "desk.conf:10: sla.escalation has \"0m alarm\" behind repeat, expected repeat once, "
          "behind all other steps\n" },
        { "category None { keywords = {x} }\nteam none { members = {bob} }\n",
          "desk.conf:9: category has the title \"None\", which stands for no category, expected "
          "another name\n"
          "desk.conf:10: team has the title \"none\", which stands for no team, expected another "
          "name\n" },
        { "sla none { warn-at = 0.5 }\nagent auto { addresses = {auto@example.org} }\n",
          "desk.conf:9: sla has the title \"none\", which stands for no sla, expected another "
          "name\n"
          "desk.conf:10: agent has the title \"auto\", which stands for whom the team chooses, "
          "expected another name\n" },
        { "category c { team = access }\nrule r { priority = high }\n"
          "category d { not-keywords = {x} }\nrule s { not-keywords = {x} tags = {y} }\n",
          "desk.conf:9: category \"c\" has no condition and can never match, expected keywords or "
          "another one\n"
          "desk.conf:10: rule \"r\" has no condition and can never match, expected keywords or "
          "another one\n"
          "desk.conf:11: category \"d\" has no condition and can never match, expected keywords or "
          "another one\n" },
        { "category c { regex = {'ok',\n '['} headers = {'X: ('} priority = urgent }\n",
          "desk.conf:10: category.regex is \"[\", expected a regular expression of PCRE2: at char "
          "1: missing terminating ] for character class\n"
          "desk.conf:10: category.headers is \"X: (\", expected a regular expression of PCRE2: at "
          "char 1: missing terminating )\n"
          "desk.conf:10: category.priority is \"urgent\", expected critical, high, normal or "
          "low\n" },
        { "agent eve { addresses = {eve@example.com} languages = {en, English} }\n",
          "desk.conf:9: agent.languages is \"English\", expected language tags such as {\"en\", "
          "\"de-AT\"}\n" },
        { "category c { keywords = {x,\n ' ', '\xc2\xad'} }\n",
          "desk.conf:10: category.keywords is \" \", expected something that can be found\n"
          "desk.conf:10: category.keywords is \"\xc2\xad\", expected something that can be "
          "found\n" },
        { "category c { keywords = {x} keywords-file = words.txt }\n",
          "desk.conf:9: category.keywords-file is \"words.txt\", expected a path that begins with "
          "/\n" },
    };
    expect_problems(rows, G_N_ELEMENTS(rows));
}

Test(conf_triage, a_calendar_is_ready_to_reckon_with)
{
    g_autofree char *path = scratch_path("days.ics");
    g_autofree char *text =
        g_strdup_printf(DESK SLA "calendar office { timezone = 'Europe/Berlin'\n"
                                 " monday = '09:00-12:30, 13:30-17:30' sunday = '00:00-24:00'\n"
                                 " holidays = {'2026-11-30', '12-25'} holidays-file = '%s' }\n",
                        path);
    scratch_write("days.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n"
                              "DTSTART;VALUE=DATE:20261207\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
                              "END:VCALENDAR\r\n");
    g_autoptr(DeskConf) conf = load(text);
    const DeskHours *hours = desk_conf_hours(conf, "office");
    static const struct {
        const char *at;
        bool open;
    } rows[] = {
        { "2026-11-23T08:00:00Z", true },  { "2026-11-23T07:59:00Z", false },
        { "2026-11-23T12:00:00Z", false }, { "2026-11-23T13:00:00Z", true },
        { "2026-11-24T09:00:00Z", false }, { "2026-11-29T03:00:00Z", true },
        { "2026-11-30T09:00:00Z", false }, { "2026-12-07T09:00:00Z", false },
        { "2026-12-14T09:00:00Z", true },
    };
    cr_assert_not_null(hours);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(rows[i].at, NULL);
        cr_expect_eq(desk_hours_is_open(hours, g_date_time_to_unix(at) * G_USEC_PER_SEC),
                     rows[i].open, "%s", rows[i].at);
    }
}

Test(conf_triage, what_is_wrong_with_a_calendar_is_told)
{
    static const Row rows[] = {
        { "calendar c { monday = '09:00-17:00' }\n",
          "desk.conf:9: calendar \"c\" has no timezone, expected a time zone such as "
          "Europe/Berlin\n" },
        { "calendar c {\n timezone = 'Mars/Base'\n monday = '9-25'\n"
          " tuesday = '10:00-09:00'\n holidays = {'12-25',\n '2026-02-30'} }\n",
          "desk.conf:10: calendar.timezone \"Mars/Base\": expected a time zone of this system as "
          "\"Europe/Berlin\"\n"
          "desk.conf:11: calendar.monday \"9-25\": expected hours as \"09:00-12:30, 13:30-17:30\", "
          "from 00:00 to 24:00\n"
          "desk.conf:12: calendar.tuesday \"10:00-09:00\": expected an end after the beginning; "
          "hours over midnight are written as \"22:00-24:00\" of the one day and "
          "\"00:00-06:00\" of the next\n"
          "desk.conf:14: calendar.holidays \"2026-02-30\": expected a date from 1970 to 2149 as "
          "\"2026-12-24\", or \"12-25\" for that of each year\n" },
        { "calendar c { timezone = UTC }\n",
          "desk.conf:9: calendar \"c\": expected hours on at least one day of the week\n" },
        { "calendar c { timezone = UTC monday = '09:00-17:00'\n holidays-file = /none.ics }\n",
          "desk.conf:10: holidays-file: /none.ics: cannot open: No such file or directory\n" },
    };
    expect_problems(rows, G_N_ELEMENTS(rows));
}

/* Wherever a sound file is cut: an answer, and never a crash. */
Test(conf_triage, any_cut_is_survived)
{
    static const char sound[] =
        "mailbox a { address = a@example.com sla = s }\nagent x { addresses = {x@example.com}\n"
        "calendar = c }\nteam t { members = {x} assign = skill lead = x }\ncategory k {\n"
        "keywords = {a, 'b c'} headers = {'X: y'} team = t priority = high }\n"
        "rule r { categories = {k} customers = {u} assignee = x }\ncustomer u {\n"
        "domains = {example.net} vip = yes }\nsla s { calendar = c\n"
        "first-response = {'low=1d'} warn-at = 0.5 escalation = {'0m alarm', '1h repeat'} }\n"
        "calendar c { timezone = UTC monday = '09:00-17:00' holidays = {'12-25'} }\n"
        "triage { urgency-words = {now} answers = yes }\n";
    for (size_t i = (sizeof sound - 1) % 3; i < sizeof sound; i += 3) {
        g_autofree char *said = NULL;
        g_autofree char *cut = g_strndup(sound, i);
        scratch_write("desk.conf", cut);
        g_autoptr(DeskConf) conf = scratch_load(&said);
        cr_expect(conf || strstr(said, "expected"), "%s\n%s", cut, said);
        cr_expect(conf || i < sizeof sound - 1, "%s", said);
    }
}
