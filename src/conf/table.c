#include "conf/rows.h"

static const DeskSetting top_settings[] = {
    { .name = "hostname",
      .type = DESK_TYPE_HOST,
      .words = "the name of the host",
      .offset = offsetof(DeskConf, hostname),
      .help = "right side of the Message-IDs we make" },
    { .name = "listen",
      .type = DESK_TYPE_LISTEN,
      .preset = "unix:/var/spool/postfix/deskmilter/milter.sock",
      .restart = true,
      .offset = offsetof(DeskConf, listen),
      .help = "socket on which Postfix finds the milter" },
    { .name = "allow-inet",
      .type = DESK_TYPE_BOOLEAN,
      .preset = "no",
      .restart = true,
      .offset = offsetof(DeskConf, allow_inet),
      .help = "permits a listen socket that other hosts or users may reach" },
    { .name = "store",
      .type = DESK_TYPE_STORE,
      .preset = "sqlite:" DESK_LOCALSTATEDIR "/desk.db",
      .restart = true,
      .offset = offsetof(DeskConf, store),
      .help = "database of tickets, messages and outbox" },
    { .name = "key-file",
      .type = DESK_TYPE_PATH,
      .preset = DESK_SYSCONFDIR "/secret.key",
      .offset = offsetof(DeskConf, key_file),
      .help = "keys that sign reply addresses and Message-IDs" },
    { .name = "authserv-id",
      .type = DESK_TYPE_WORD,
      .offset = offsetof(DeskConf, authserv_id),
      .help = "id of the Authentication-Results headers to be trusted" },
    { .name = "agent-trust",
      .type = DESK_TYPE_AGENT_TRUST,
      .preset = "authenticated",
      .offset = offsetof(DeskConf, agent_trust),
      .help = "what gives a mail in an agent's name an agent's powers" },
    { .name = "ticket-per-mailbox",
      .type = DESK_TYPE_BOOLEAN,
      .preset = "no",
      .offset = offsetof(DeskConf, ticket_per_mailbox),
      .help = "a mail to two mailboxes opens a ticket for each" },
    { .name = "cc-of-verified",
      .type = DESK_TYPE_BOOLEAN,
      .preset = "yes",
      .offset = offsetof(DeskConf, cc_of_verified),
      .help = "a proved requester confirms the others on his mail" },
    { .name = "relay",
      .type = DESK_TYPE_RELAY,
      .preset = "smtp://127.0.0.1:10026",
      .offset = offsetof(DeskConf, relay),
      .help = "SMTP listener without milters that takes our mail" },
    { .name = "template-dir",
      .type = DESK_TYPE_PATH,
      .offset = offsetof(DeskConf, template_dir),
      .help = "folder of the desk's own templates, before those that came with it" },
    { .name = "shipped-template-dir",
      .type = DESK_TYPE_PATH,
      .preset = DESK_DATADIR "/templates",
      .offset = offsetof(DeskConf, shipped_template_dir),
      .help = "folder of the templates that came with the desk" },
    { .name = "canned-dir",
      .type = DESK_TYPE_PATH,
      .offset = offsetof(DeskConf, canned_dir),
      .help = "folder of the texts that #canned puts into an answer" },
    { .name = "kb-dir",
      .type = DESK_TYPE_PATH,
      .offset = offsetof(DeskConf, kb_dir),
      .help = "folder of the articles that #kb puts into an answer" },
    { .name = "language",
      .type = DESK_TYPE_LANGUAGE,
      .preset = "en",
      .offset = offsetof(DeskConf, language),
      .help = "language of templates when nothing else decides" },
    { .name = "user",
      .type = DESK_TYPE_WORD,
      .preset = "deskmilter",
      .restart = true,
      .offset = offsetof(DeskConf, user),
      .help = "user as whom the daemons run" },
    { .name = "socket-group",
      .type = DESK_TYPE_WORD,
      .preset = "postfix",
      .restart = true,
      .offset = offsetof(DeskConf, socket_group),
      .help = "group that may connect to the milter socket" },
    { .name = "spool-dir",
      .type = DESK_TYPE_PATH,
      .preset = DESK_LOCALSTATEDIR "/spool",
      .restart = true,
      .offset = offsetof(DeskConf, spool_dir),
      .help = "folder for large mails while they arrive" },
    { .name = "parse-program",
      .type = DESK_TYPE_PATH,
      .preset = DESK_LIBEXECDIR "/deskparse",
      .restart = true,
      .offset = offsetof(DeskConf, parse_program),
      .help = "the sandboxed mail reader" },
    { .name = "message-size-limit",
      .type = DESK_TYPE_SIZE,
      .preset = "25M",
      .min = "64K",
      .max = "1G",
      .offset = offsetof(DeskConf, message_size_limit),
      .help = "larger mails are refused with 552" },
    { .name = "parse-workers",
      .type = DESK_TYPE_INTEGER,
      .preset = "0",
      .min = "0",
      .max = "256",
      .restart = true,
      .offset = offsetof(DeskConf, parse_workers),
      .help = "processes that read mail; 0: one for each processor" },
    { .name = "store-timeout",
      .type = DESK_TYPE_DURATION,
      .preset = "10s",
      .min = "1s",
      .max = "4m",
      .offset = offsetof(DeskConf, store_timeout),
      .help = "how long a session waits for the store before 451" },
    { .name = "send-connections",
      .type = DESK_TYPE_INTEGER,
      .preset = "4",
      .min = "1",
      .max = "64",
      .restart = true,
      .offset = offsetof(DeskConf, send_connections),
      .help = "SMTP connections to the relay at one time" },
    { .name = "send-give-up",
      .type = DESK_TYPE_DURATION,
      .preset = "5d",
      .min = "1m",
      .max = "30d",
      .offset = offsetof(DeskConf, send_give_up),
      .help = "how long an outgoing mail is tried before it fails" },
    { .name = "recipient-delimiter",
      .type = DESK_TYPE_DELIMITER,
      .preset = "+",
      .offset = offsetof(DeskConf, recipient_delimiter),
      .help = "separates a mailbox from the extension of its address" },
};

static const DeskSetting lifecycle_settings[] = {
    { .name = "reopen-within",
      .type = DESK_TYPE_DURATION,
      .preset = "14d",
      .min = "0s",
      .max = "520w",
      .offset = offsetof(DeskLifecycle, reopen_within),
      .help = "how long after its end an answer reopens a ticket" },
    { .name = "close-after",
      .type = DESK_TYPE_DURATION,
      .preset = "4d",
      .min = "0s",
      .max = "520w",
      .offset = offsetof(DeskLifecycle, close_after),
      .help = "how long after it was resolved a ticket is closed; 0s: never" },
    { .name = "close-waiting-after",
      .type = DESK_TYPE_DURATION,
      .preset = "0s",
      .min = "0s",
      .max = "520w",
      .offset = offsetof(DeskLifecycle, close_waiting_after),
      .help = "how long a ticket waits for the customer before it is closed; 0s: for ever" },
    { .name = "remind-before",
      .type = DESK_TYPE_DURATION,
      .preset = "2d",
      .min = "0s",
      .max = "520w",
      .offset = offsetof(DeskLifecycle, remind_before),
      .help = "how long before that the customer is reminded; 0s: not at all" },
    { .name = "update-after",
      .type = DESK_TYPE_DURATION,
      .preset = "1m",
      .min = "0s",
      .max = "1h",
      .offset = offsetof(DeskLifecycle, update_after),
      .help = "how long what a customer is told of his ticket waits for what comes next" },
};

static const DeskSetting survey_settings[] = {
    { .name = "scale",
      .type = DESK_TYPE_SCALE,
      .preset = "none",
      .offset = offsetof(DeskSurveys, scale),
      .help = "what customers are asked when their tickets have ended" },
    { .name = "delay",
      .type = DESK_TYPE_DURATION,
      .preset = "1h",
      .min = "0s",
      .max = "30d",
      .offset = offsetof(DeskSurveys, delay),
      .help = "how long after its end" },
    { .name = "quiet",
      .type = DESK_TYPE_DURATION,
      .preset = "30d",
      .min = "0s",
      .max = "520w",
      .offset = offsetof(DeskSurveys, quiet),
      .help = "how long nobody is asked again" },
    { .name = "valid",
      .type = DESK_TYPE_DURATION,
      .preset = "30d",
      .min = "1h",
      .max = "520w",
      .offset = offsetof(DeskSurveys, valid),
      .help = "how long votes count" },
    { .name = "change-within",
      .type = DESK_TYPE_DURATION,
      .preset = "7d",
      .min = "0s",
      .max = "520w",
      .offset = offsetof(DeskSurveys, change_within),
      .help = "how long after the first vote it may be changed" },
    { .name = "reopen",
      .type = DESK_TYPE_BOOLEAN,
      .preset = "no",
      .offset = offsetof(DeskSurveys, reopen),
      .help = "a bad vote opens the ticket again" },
};

static const DeskSetting kb_settings[] = {
    { .name = "suggestions",
      .type = DESK_TYPE_INTEGER,
      .preset = "3",
      .min = "0",
      .max = "10",
      .offset = offsetof(DeskKb, suggestions),
      .help = "articles that an acknowledgement suggests at most" },
    { .name = "url",
      .type = DESK_TYPE_TEXT,
      .offset = offsetof(DeskKb, url),
      .help = "where customers read an article, with {slug} for its name" },
};

static const DeskSetting notifications_settings[] = {
    { .name = "earlier",
      .type = DESK_TYPE_INTEGER,
      .preset = "3",
      .min = "0",
      .max = "20",
      .offset = offsetof(DeskNotifications, earlier),
      .help = "earlier messages that stand below the new one" },
    { .name = "attachments",
      .type = DESK_TYPE_SIZE,
      .preset = "5M",
      .min = "0",
      .max = "100M",
      .offset = offsetof(DeskNotifications, attachments),
      .help = "bytes of files that go with a notification at most" },
};

static const DeskSetting answers_settings[] = {
    { .name = "attachments",
      .type = DESK_TYPE_SIZE,
      .preset = "20M",
      .min = "0",
      .max = "100M",
      .offset = offsetof(DeskAnswers, attachments),
      .help = "bytes of files that go to the customer with an answer at most" },
    { .name = "take",
      .type = DESK_TYPE_BOOLEAN,
      .preset = "yes",
      .offset = offsetof(DeskAnswers, take),
      .help = "who answers a ticket that nobody has gets it" },
};

static const DeskSetting limits_settings[] = {
    { .name = "acks-per-hour",
      .type = DESK_TYPE_INTEGER,
      .preset = "3",
      .min = "0",
      .max = "1000",
      .offset = offsetof(DeskLimits, acks_per_hour),
      .help = "acknowledgements to one sender in an hour" },
    { .name = "acks-per-day",
      .type = DESK_TYPE_INTEGER,
      .preset = "20",
      .min = "0",
      .max = "10000",
      .offset = offsetof(DeskLimits, acks_per_day),
      .help = "acknowledgements to one sender in a day" },
    { .name = "unverified-acks-per-day",
      .type = DESK_TYPE_INTEGER,
      .preset = "1",
      .min = "0",
      .max = "10000",
      .offset = offsetof(DeskLimits, unverified_acks_per_day),
      .help = "the same to a sender whose identity nobody has proved" },
    { .name = "tickets-per-hour",
      .type = DESK_TYPE_INTEGER,
      .preset = "20",
      .min = "1",
      .max = "1000000",
      .offset = offsetof(DeskLimits, tickets_per_hour),
      .help = "tickets that one sender may open in an hour" },
    { .name = "reopens-per-day",
      .type = DESK_TYPE_INTEGER,
      .preset = "5",
      .min = "0",
      .max = "10000",
      .offset = offsetof(DeskLimits, reopens_per_day),
      .help = "how often answers may reopen one ticket in a day" },
    { .name = "automatic-per-hour",
      .type = DESK_TYPE_INTEGER,
      .preset = "10000",
      .min = "0",
      .max = "100000000",
      .offset = offsetof(DeskLimits, automatic_per_hour),
      .help = "automatic mails of the whole desk in an hour" },
    { .name = "customer-mails-per-hour",
      .type = DESK_TYPE_INTEGER,
      .preset = "30",
      .min = "0",
      .max = "100000",
      .offset = offsetof(DeskLimits, customer_mails_per_hour),
      .help = "automatic mails to one customer in an hour" },
    { .name = "alarms-per-hour",
      .type = DESK_TYPE_INTEGER,
      .preset = "30",
      .min = "0",
      .max = "100000",
      .offset = offsetof(DeskLimits, alarms_per_hour),
      .help = "alarms to one agent in an hour" },
    { .name = "notifications-per-hour",
      .type = DESK_TYPE_INTEGER,
      .preset = "200",
      .min = "0",
      .max = "100000",
      .offset = offsetof(DeskLimits, notifications_per_hour),
      .help = "notifications to one agent in an hour" },
};

static const DeskSection top_section = {
    .name = "",
    .size = sizeof(DeskConf),
    .settings = top_settings,
    .count = G_N_ELEMENTS(top_settings),
};

static const DeskSection lifecycle_section = {
    .name = "lifecycle",
    .size = sizeof(DeskLifecycle),
    .offset = offsetof(DeskConf, lifecycle),
    .settings = lifecycle_settings,
    .count = G_N_ELEMENTS(lifecycle_settings),
};

static const DeskSection survey_section = {
    .name = "survey",
    .size = sizeof(DeskSurveys),
    .offset = offsetof(DeskConf, survey),
    .settings = survey_settings,
    .count = G_N_ELEMENTS(survey_settings),
};

static const DeskSection kb_section = {
    .name = "kb",
    .size = sizeof(DeskKb),
    .offset = offsetof(DeskConf, kb),
    .settings = kb_settings,
    .count = G_N_ELEMENTS(kb_settings),
};

static const DeskSection notifications_section = {
    .name = "notifications",
    .size = sizeof(DeskNotifications),
    .offset = offsetof(DeskConf, notifications),
    .settings = notifications_settings,
    .count = G_N_ELEMENTS(notifications_settings),
};

static const DeskSection answers_section = {
    .name = "answers",
    .size = sizeof(DeskAnswers),
    .offset = offsetof(DeskConf, answers),
    .settings = answers_settings,
    .count = G_N_ELEMENTS(answers_settings),
};

static const DeskSection limits_section = {
    .name = "limits",
    .size = sizeof(DeskLimits),
    .offset = offsetof(DeskConf, limits),
    .settings = limits_settings,
    .count = G_N_ELEMENTS(limits_settings),
};

static const DeskSection *const sections[] = {
    &top_section,        &desk_rows_mailbox, &desk_rows_agent,       &desk_rows_team,
    &desk_rows_category, &desk_rows_rule,    &desk_rows_customer,    &desk_rows_sla,
    &desk_rows_calendar, &desk_rows_triage,  &desk_rows_monitor,     &lifecycle_section,
    &survey_section,     &kb_section,        &notifications_section, &answers_section,
    &limits_section,
};

const DeskSection *const *
desk_table_sections(size_t *count)
{
    *count = G_N_ELEMENTS(sections);
    return sections;
}

const DeskSection *
desk_table_section(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
        if (strcmp(sections[i]->name, name) == 0)
            return sections[i];
    return NULL;
}

const DeskSetting *
desk_table_setting(const DeskSection *section, const char *name)
{
    for (size_t i = 0; i < section->count; i++)
        if (strcmp(section->settings[i].name, name) == 0)
            return &section->settings[i];
    return NULL;
}

void
desk_table_walk(DeskTableVisit visit, void *data)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
        for (size_t k = 0; k < sections[i]->count; k++)
            visit(sections[i], &sections[i]->settings[k], data);
}

char *
desk_table_full_name(const DeskSection *section, const DeskSetting *setting)
{
    return g_strconcat(section->name, *section->name ? "." : "", setting->name, NULL);
}

const char *
desk_table_default(const DeskSetting *setting)
{
    if (setting->required)
        return "required";
    if (setting->preset)
        return setting->preset;
    return setting->words ? setting->words : "none";
}
