#include "machine/robots.h"

/*
 * In lower case and without . - and _, so that "No-Reply" and "no_reply" are one. certain: anywhere
 * in the local part, for "acme-noreply+42" is one as well.
 */
static const char *const certain[] = {
    "noreply",
    "noresponse",
    "donotreply",
    "dontreply",
    "donotrespond",
    "mailerdaemon",
    "autoreply",
    "autoresponder",
    "autoresponse",
    "automailer",
    "nepasrepondre",
    "sansreponse",
    "nichtantworten",
    "keineantwort",
    "noresponder",
    "noresponda",
    "noresponsa",
    "naoresponda",
    "naoresponder",
    "semresposta",
    "nonrispondere",
    "nonrispondete",
    "nietantwoorden",
    "nietbeantwoorden",
    "svarainte",
    "svarikke",
    "ikkesvar",
    "ingensvar",
    "eivastausta",
    "nieodpowiadaj",
    "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e", /* Exchange's own mailbox, everywhere */
    "neodpovidat",
    "neodpovidejte",
    "nevalaszolj",
    "nuraspunde",
    "neotvechat",
};
/* Programs, as a whole local part up to a plus sign, less the digits at its end. */
static const char *const programs[] = { "nagios", "icinga", "zabbix",  "prometheus", "grafana",
                                        "cron",   "daemon", "wwwdata", "bugzilla",   "redmine" };
/* What people share with programs, likewise. */
static const char *const likely[] = {
    "notification",
    "notifications",
    "notify",
    "notifier",
    "alert",
    "alerts",
    "alerting",
    "monitor",
    "monitoring",
    "root",
    "system",
    "bot",
    "robot",
    "automat",
    "automated",
    "automation",
    "mailer",
    "apache",
    "nginx",
    "backup",
    "backups",
    "report",
    "reports",
    "reporting",
    "jira",
    "jenkins",
    "gitlab",
    "github",
    "wordpress",
    "newsletter",
    "news",
    "mailing",
    "mailings",
    "postmaster",
    "scanner",
    "scan",
    "copier",
    "printer",
    "fax",
    "voicemail",
    "voicemessage",
    "statement",
    "statements",
    "dmarc",
    "dmarcreport",
    "dmarcreports",
    "benachrichtigung",
    "benachrichtigungen",
    "notificaciones",
    "notificacao",
    "notifiche",
};

/* The local part as the tables are written; the caller's. */
static char *
squeeze(const char *address)
{
    GString *out = g_string_new(NULL);
    for (const char *p = address; *p && *p != '@' && out->len < 200; p++)
        if (!strchr(".-_", *p))
            g_string_append_c(out, g_ascii_tolower(*p));
    return g_string_free(out, FALSE);
}

DeskRobot
desk_robots_judge(const char *address)
{
    g_autofree char *local = squeeze(address);
    for (size_t i = 0; i < G_N_ELEMENTS(certain); i++)
        if (strstr(local, certain[i]))
            return DESK_ROBOT_CERTAIN;

    size_t length = strcspn(local, "+");
    while (length > 0 && g_ascii_isdigit(local[length - 1]))
        length--;
    local[length] = '\0';
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
        if (strcmp(local, programs[i]) == 0)
            return DESK_ROBOT_CERTAIN;
    for (size_t i = 0; i < G_N_ELEMENTS(likely); i++)
        if (strcmp(local, likely[i]) == 0)
            return DESK_ROBOT_LIKELY;
    return DESK_ROBOT_NO;
}
