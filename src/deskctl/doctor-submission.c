#include "deskctl/doctor.h"

/* Where Postfix may be told to look whose an envelope sender is. */
static const char *const restrictions[] = {
    "smtpd_sender_restrictions",    "smtpd_client_restrictions", "smtpd_helo_restrictions",
    "smtpd_recipient_restrictions", "smtpd_relay_restrictions",
};

static bool
takes_logins(const DeskPostfix *postfix, const DeskService *service)
{
    return g_str_equal(service->type, "inet") && g_str_equal(service->daemon, "smtpd") &&
           g_str_equal(desk_service_setting(postfix, service, "smtpd_sasl_auth_enable"), "yes");
}

static bool
looks_at_senders(const DeskPostfix *postfix, const DeskService *service)
{
    for (size_t i = 0; i < G_N_ELEMENTS(restrictions); i++)
        if (strstr(desk_service_setting(postfix, service, restrictions[i]),
                   "sender_login_mismatch"))
            return true;
    return false;
}

/* Words as an option of a service can have them: without blanks. The caller's. */
static char *
without_blanks(const char *list)
{
    g_auto(GStrv) words = g_strsplit_set(list, ", \t\r\n", 0);
    GString *text = g_string_new("reject_known_sender_login_mismatch");
    for (char **word = words; *word; word++)
        if (**word)
            g_string_append_printf(text, ",%s", *word);
    return g_string_free(text, FALSE);
}

static void
examine_service(const DeskPostfix *postfix, const DeskService *service, GPtrArray *findings)
{
    const char *now = desk_service_setting(postfix, service, restrictions[0]);
    if (looks_at_senders(postfix, service))
        return;
    g_autofree char *subject =
        g_strdup_printf("%s/%s/%s", service->name, service->type, restrictions[0]);
    g_autofree char *text = g_strdup_printf("%s = %s", subject, now);
    g_autofree char *wanted = without_blanks(now);
    g_autofree char *mend = g_strdup_printf("postconf -P '%s=%s'", subject, wanted);
    desk_finding_add(
        findings, DESK_SEVERITY_UNSAFE, subject,
        (const char *const[]){ text,
                               "whoever may log in here can send with an agent's address as "
                               "envelope sender",
                               mend });
}

/* The line names both configurations: there may be several of either on one machine. The caller's.
 */
static char *
setup_line(const DeskPostfix *postfix, const DeskConf *conf)
{
    const char *folder = desk_postfix_setting(postfix, "config_directory");
    return g_strdup_printf("contrib/postfix/setup -c %s --config-dir %s --submission", conf->path,
                           *folder ? folder : "/etc/postfix");
}

static void
say_missing(const char *mend, DeskSeverity severity, const char *subject,
            const char *const now_and_why[2], GPtrArray *findings)
{
    desk_finding_add(findings, severity, subject,
                     (const char *const[]){ now_and_why[0], now_and_why[1], mend });
}

static const DeskAgent *
find_login(const DeskConf *conf)
{
    for (guint i = 0; conf->agents && i < conf->agents->len; i++)
        if (((const DeskAgent *) conf->agents->pdata[i])->login)
            return conf->agents->pdata[i];
    return NULL;
}

void
desk_doctor_examine_submission(const DeskPostfix *postfix, const DeskConf *conf,
                               GPtrArray *findings)
{
    const DeskAgent *agent = find_login(conf);
    unsigned services = 0;
    for (guint i = 0; agent && i < postfix->services->len; i++)
        if (takes_logins(postfix, postfix->services->pdata[i])) {
            examine_service(postfix, postfix->services->pdata[i], findings);
            services++;
        }
    if (!agent)
        return;
    g_autofree char *mend = setup_line(postfix, conf);
    g_autofree char *now = g_strdup_printf(
        "agent \"%s\" has a login, and no smtpd of master.cf takes one", agent->name);
    if (services == 0)
        say_missing(mend, DESK_SEVERITY_BROKEN, "smtpd_sasl_auth_enable",
                    (const char *const[]){ now, "agents cannot log in to answer by mail" },
                    findings);
    else if (!*desk_postfix_setting(postfix, "smtpd_sender_login_maps"))
        say_missing(mend, DESK_SEVERITY_UNSAFE, "smtpd_sender_login_maps",
                    (const char *const[]){ "smtpd_sender_login_maps = ",
                                           "Postfix does not know whose the agents' addresses "
                                           "are" },
                    findings);
}
