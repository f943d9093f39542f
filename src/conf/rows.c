#include "conf/rows.h"

/* clang-format off */

#define ROW(Struct, field, title, kind, says) \
    { .name = title, .type = kind, .offset = offsetof(Struct, field), .help = says }

/* Rows of the two structs that hold a DeskConditions named conditions. */
#define CONDITION_ROWS(Struct) \
    ROW(Struct, conditions.keywords, "keywords", DESK_TYPE_KEYWORDS, \
        "words and phrases it is known by"), \
    ROW(Struct, conditions.keywords_file, "keywords-file", DESK_TYPE_PATH, \
        "a file with more of them, one a line"), \
    ROW(Struct, conditions.not_keywords, "not-keywords", DESK_TYPE_KEYWORDS, \
        "words and phrases that rule it out"), \
    ROW(Struct, conditions.regex, "regex", DESK_TYPE_REGEXES, \
        "regular expressions it is known by"), \
    ROW(Struct, conditions.headers, "headers", DESK_TYPE_HEADERS, \
        "header fields of proved senders it is known by"), \
    ROW(Struct, conditions.mailboxes, "mailboxes", DESK_TYPE_NAMES, \
        "mailboxes that the mail came to"), \
    ROW(Struct, conditions.customers, "customers", DESK_TYPE_NAMES, \
        "customers whose mail it is"), \
    ROW(Struct, conditions.attachments, "attachments", DESK_TYPE_PATTERNS, \
        "names or types of files that come with it")

/* Rows of the same two for their DeskConsequences. */
#define CONSEQUENCE_ROWS(Struct) \
    ROW(Struct, consequences.team, "team", DESK_TYPE_NAME, "team that gets the ticket"), \
    ROW(Struct, consequences.priority, "priority", DESK_TYPE_PRIORITY, \
        "priority of the ticket"), \
    ROW(Struct, consequences.sla, "sla", DESK_TYPE_NAME, "what is promised for the ticket"), \
    ROW(Struct, consequences.tags, "tags", DESK_TYPE_TAGS, "tags for the ticket")

#define DAY_ROW(day, title) \
    { .name = title, .type = DESK_TYPE_HOURS, .words = "closed", \
      .offset = offsetof(DeskCalendar, days[day]), .help = "opening hours of that day" }

/* clang-format on */

static const DeskSetting category_settings[] = {
    CONDITION_ROWS(DeskCategory),
    CONSEQUENCE_ROWS(DeskCategory),
    { .name = "skills",
      .type = DESK_TYPE_TAGS,
      .offset = offsetof(DeskCategory, skills),
      .help = "skills that its tickets need" },
    { .name = "subject-weight",
      .type = DESK_TYPE_INTEGER,
      .preset = "3",
      .min = "0",
      .max = "1000",
      .offset = offsetof(DeskCategory, subject_weight),
      .help = "what something in the subject adds" },
    { .name = "text-weight",
      .type = DESK_TYPE_INTEGER,
      .preset = "1",
      .min = "0",
      .max = "1000",
      .offset = offsetof(DeskCategory, text_weight),
      .help = "what something elsewhere adds" },
    { .name = "threshold",
      .type = DESK_TYPE_INTEGER,
      .preset = "1",
      .min = "1",
      .max = "1000000",
      .offset = offsetof(DeskCategory, threshold),
      .help = "least score with which it can win" },
};

static const DeskSetting rule_settings[] = {
    CONDITION_ROWS(DeskRule),
    ROW(DeskRule, categories, "categories", DESK_TYPE_NAMES, "categories of the ticket"),
    CONSEQUENCE_ROWS(DeskRule),
    ROW(DeskRule, assignee, "assignee", DESK_TYPE_NAME, "agent who gets the ticket"),
};

static const DeskSetting customer_settings[] = {
    { .name = "domains",
      .type = DESK_TYPE_DOMAINS,
      .offset = offsetof(DeskCustomer, domains),
      .help = "domains of the customer, with all below them" },
    { .name = "addresses",
      .type = DESK_TYPE_ADDRESSES,
      .offset = offsetof(DeskCustomer, addresses),
      .help = "further addresses of the customer" },
    { .name = "vip",
      .type = DESK_TYPE_BOOLEAN,
      .preset = "no",
      .offset = offsetof(DeskCustomer, vip),
      .help = "raises the priority of the customer's tickets by a step" },
    { .name = "sla",
      .type = DESK_TYPE_NAME,
      .offset = offsetof(DeskCustomer, sla),
      .help = "what is promised to the customer" },
};

static const DeskSetting sla_settings[] = {
    { .name = "calendar",
      .type = DESK_TYPE_NAME,
      .words = "always open",
      .offset = offsetof(DeskSla, calendar),
      .help = "hours in which its clocks run" },
    { .name = "first-response",
      .type = DESK_TYPE_TARGETS,
      .offset = offsetof(DeskSla, first_response),
      .help = "time to the first answer, by priority" },
    { .name = "next-response",
      .type = DESK_TYPE_TARGETS,
      .offset = offsetof(DeskSla, next_response),
      .help = "time to each further answer, by priority" },
    { .name = "resolution",
      .type = DESK_TYPE_TARGETS,
      .offset = offsetof(DeskSla, resolution),
      .help = "time to the resolution, by priority" },
    { .name = "warn-at",
      .type = DESK_TYPE_FRACTION,
      .preset = "0.75",
      .min = "0",
      .max = "1",
      .offset = offsetof(DeskSla, warn_at),
      .help = "fraction of a time after which the assignee is warned" },
    { .name = "escalation",
      .type = DESK_TYPE_ESCALATION,
      .words = "0m alarm",
      .offset = offsetof(DeskSla, escalation),
      .help = "what is done when a time was not kept" },
};

static const DeskSetting calendar_settings[] = {
    { .name = "timezone",
      .type = DESK_TYPE_ZONE,
      .required = true,
      .offset = offsetof(DeskCalendar, zone),
      .help = "time zone of the hours" },
    DAY_ROW(0, "monday"),
    DAY_ROW(1, "tuesday"),
    DAY_ROW(2, "wednesday"),
    DAY_ROW(3, "thursday"),
    DAY_ROW(4, "friday"),
    DAY_ROW(5, "saturday"),
    DAY_ROW(6, "sunday"),
    { .name = "holidays",
      .type = DESK_TYPE_HOLIDAYS,
      .offset = offsetof(DeskCalendar, holidays),
      .help = "days on which it is closed" },
    { .name = "holidays-file",
      .type = DESK_TYPE_PATH,
      .offset = offsetof(DeskCalendar, holidays_file),
      .help = "iCalendar file with more of them" },
};

static const DeskSetting triage_settings[] = {
    { .name = "urgency-words",
      .type = DESK_TYPE_KEYWORDS,
      .offset = offsetof(DeskWeighing, urgency_words),
      .help = "words that say that it is urgent" },
    { .name = "impact-words",
      .type = DESK_TYPE_KEYWORDS,
      .offset = offsetof(DeskWeighing, impact_words),
      .help = "words that say that many are concerned" },
    { .name = "importance",
      .type = DESK_TYPE_BOOLEAN,
      .preset = "yes",
      .offset = offsetof(DeskWeighing, importance),
      .help = "header fields of proved senders may raise the priority" },
    { .name = "answers",
      .type = DESK_TYPE_BOOLEAN,
      .preset = "no",
      .offset = offsetof(DeskWeighing, answers),
      .help = "answers of customers are weighed again" },
};

const DeskSection desk_rows_category = {
    .name = "category",
    .titled = true,
    .size = sizeof(DeskCategory),
    .offset = offsetof(DeskConf, categories),
    .settings = category_settings,
    .count = G_N_ELEMENTS(category_settings),
};

const DeskSection desk_rows_rule = {
    .name = "rule",
    .titled = true,
    .size = sizeof(DeskRule),
    .offset = offsetof(DeskConf, rules),
    .settings = rule_settings,
    .count = G_N_ELEMENTS(rule_settings),
};

const DeskSection desk_rows_customer = {
    .name = "customer",
    .titled = true,
    .size = sizeof(DeskCustomer),
    .offset = offsetof(DeskConf, customers),
    .settings = customer_settings,
    .count = G_N_ELEMENTS(customer_settings),
};

const DeskSection desk_rows_sla = {
    .name = "sla",
    .titled = true,
    .size = sizeof(DeskSla),
    .offset = offsetof(DeskConf, slas),
    .settings = sla_settings,
    .count = G_N_ELEMENTS(sla_settings),
};

const DeskSection desk_rows_calendar = {
    .name = "calendar",
    .titled = true,
    .size = sizeof(DeskCalendar),
    .offset = offsetof(DeskConf, calendars),
    .settings = calendar_settings,
    .count = G_N_ELEMENTS(calendar_settings),
};

const DeskSection desk_rows_triage = {
    .name = "triage",
    .size = sizeof(DeskWeighing),
    .offset = offsetof(DeskConf, triage),
    .settings = triage_settings,
    .count = G_N_ELEMENTS(triage_settings),
};

/* The title of a section is stored as the first field of its struct. */
G_STATIC_ASSERT(offsetof(DeskCategory, name) == 0);
G_STATIC_ASSERT(offsetof(DeskRule, name) == 0);
G_STATIC_ASSERT(offsetof(DeskCustomer, name) == 0);
G_STATIC_ASSERT(offsetof(DeskSla, name) == 0);
G_STATIC_ASSERT(offsetof(DeskCalendar, name) == 0);
