#include "base/clock.h"
#include "deskctl/doctor.h"

#define CLOCK_MAX       (2 * DESK_SECOND)
#define GATEWAY_CLIENTS 10 /* connections of deskmilter and deskpost, and one for deskctl */

/* What stands in an address but should not be read by others. */
static bool
has_password(const char *url)
{
    const char *place = strstr(url, "://");
    if (!place)
        return false;
    place += strlen("://");
    const char *at = memchr(place, '@', strcspn(place, "/?"));
    return (at && memchr(place, ':', (size_t) (at - place))) || strstr(place, "password=");
}

void
desk_doctor_examine_address(const DeskConf *conf, bool readable, GPtrArray *findings)
{
    if (!readable || !has_password(conf->store))
        return;
    g_autofree char *mend = g_strdup_printf("chmod o-rwx %s", conf->path);
    desk_finding_add(
        findings, DESK_SEVERITY_UNSAFE, conf->path,
        (const char *const[]){ "every local user can read the password in \"store\"",
                               "who has it can read and change all that the desk knows", mend });
}

void
desk_doctor_store_fails(const DeskConf *conf, const GError *error, GPtrArray *findings)
{
    bool missing = g_error_matches(error, DESK_STORE_ERROR, DESK_STORE_ERROR_MISSING);
    g_autofree char *label = desk_store_label(conf->store);
    g_autofree char *mend =
        missing ? g_strdup_printf("deskctl -c %s init", conf->path)
                : g_strdup_printf("mend the server or \"store\", then: deskctl -c %s check",
                                  conf->path);
    desk_finding_add(findings, DESK_SEVERITY_BROKEN, label,
                     (const char *const[]){ error->message,
                                            "all mail for the desk waits at its senders", mend });
}

/* A setting of the server that is off. */
static void
add_setting(GPtrArray *findings, DeskSeverity severity, const char *name, const char *why)
{
    g_autofree char *now = g_strdup_printf("%s = off", name);
    g_autofree char *mend =
        g_strdup_printf("psql -c 'ALTER SYSTEM SET %s = on' -c 'SELECT pg_reload_conf()'", name);
    desk_finding_add(findings, severity, name, (const char *const[]){ now, why, mend });
}

static void
check_durability(const DeskServer *server, GPtrArray *findings)
{
    if (!server->syncs)
        add_setting(findings, DESK_SEVERITY_BROKEN, "fsync",
                    "what was answered 250 is lost when the machine of the server stops");
    if (!server->whole)
        add_setting(findings, DESK_SEVERITY_BROKEN, "full_page_writes",
                    "the store is damaged when the machine of the server stops at the wrong "
                    "moment");
    if (!server->waits)
        add_setting(findings, DESK_SEVERITY_UNSAFE, "synchronous_commit",
                    "the desk turns it on for itself; what others commit to its database is "
                    "lost when the server stops");
}

static void
check_clock(const DeskServer *server, GPtrArray *findings)
{
    if (ABS(server->ahead) - server->doubt <= CLOCK_MAX)
        return;
    g_autofree char *now = g_strdup_printf("the server is %.1f s %s this host",
                                           (double) ABS(server->ahead) / (double) DESK_SECOND,
                                           server->ahead > 0 ? "ahead of" : "behind");
    desk_finding_add(findings, DESK_SEVERITY_UNSAFE, "clock",
                     (const char *const[]){
                         now,
                         "gateways compare due times and leases: where a clock is wrong, mail "
                         "goes out late or twice",
                         "timedatectl set-ntp true" });
}

static void
check_connections(const DeskServer *server, GPtrArray *findings)
{
    if (server->free >= GATEWAY_CLIENTS)
        return;
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT " connections are left for the desk",
                                           MAX(server->free, 0));
    desk_finding_add(findings, DESK_SEVERITY_SLOW, "max_connections",
                     (const char *const[]){
                         now,
                         "a gateway opens up to ten; while one gets none, its mail waits at the "
                         "senders",
                         "raise max_connections, or the CONNECTION LIMIT of role or database" });
}

void
desk_doctor_examine_server(const DeskServer *server, GPtrArray *findings)
{
    if (server->replica)
        desk_finding_add(findings, DESK_SEVERITY_BROKEN, "store",
                         (const char *const[]){ "the server is a replica",
                                                "nothing can be written to it",
                                                "name the primary in \"store\", or all of them: "
                                                "postgresql://USER@HOST1,HOST2/DATABASE" });
    check_durability(server, findings);
    check_clock(server, findings);
    check_connections(server, findings);
    if (!server->local && !server->encrypted)
        desk_finding_add(
            findings, DESK_SEVERITY_UNSAFE, "store",
            (const char *const[]){ "the connection to the server is not encrypted",
                                   "whoever sits on the network reads all mail of the desk",
                                   "add sslmode=verify-full and sslrootcert to \"store\"" });
}
