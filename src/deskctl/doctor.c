#include "deskctl/doctor.h"
#include "base/address.h"
#include "deskctl/milters.h"

#define IDLE_SECONDS    60
#define CONNECTIONS_MAX 20
#define HOPS_MAX        50 /* RULES L6 */

/* What the checks below share. */
typedef struct {
    const DeskPostfix *postfix;
    const DeskConf *conf;
    GPtrArray *findings;
} Doctor;

/* A finding about main.cf that is mended by setting a value. */
static void
set_main(const Doctor *doctor, DeskSeverity severity, const char *name, const char *value,
         const char *why)
{
    const char *now = g_hash_table_lookup(doctor->postfix->settings, name);
    g_autofree char *text = now ? g_strdup_printf("%s = %s", name, now)
                                : g_strdup_printf("%s is unknown to this Postfix", name);
    g_autofree char *mend = now ? g_strdup_printf("postconf -e '%s = %s'", name, value)
                                : g_strdup("apt-get install --only-upgrade postfix");
    desk_finding_add(doctor->findings, severity, name, (const char *const[]){ text, why, mend });
}

/* The same for what an option of a service in master.cf overrides. */
static void
set_service(const Doctor *doctor, DeskSeverity severity, const DeskService *service,
            const char *name, const char *value)
{
    static const char why[] = "mail that comes in by this service does not reach the desk as it "
                              "should: this service has a value of its own";
    g_autofree char *subject = g_strdup_printf("%s/%s/%s", service->name, service->type, name);
    g_autofree char *now =
        g_strdup_printf("%s = %s", subject, desk_service_setting(doctor->postfix, service, name));
    g_autofree char *mend = g_strdup_printf("postconf -P '%s = %s'", subject, value);
    desk_finding_add(doctor->findings, severity, subject, (const char *const[]){ now, why, mend });
}

static bool
is_smtpd(const DeskService *service)
{
    return g_str_equal(service->type, "inet") && g_str_equal(service->daemon, "smtpd");
}

/* The port of "10026", "127.0.0.1:10026" or "[::1]:10026", with the names that are usual. */
static const char *
port_of(const char *name)
{
    const char *colon = strrchr(name, ':');
    const char *port = colon ? colon + 1 : name;
    return g_str_equal(port, "smtp") ? "25" : g_str_equal(port, "submission") ? "587" : port;
}

static bool
is_loopback(const char *host)
{
    return g_str_has_prefix(host, "127.") || g_str_has_prefix(host, "[::1]") ||
           g_str_has_prefix(host, "localhost");
}

/* Host and port of the relay; false when it is on another machine. */
static bool
relay_is_local(const Doctor *doctor, const char **host)
{
    const char *mark = strstr(doctor->conf->relay, "://");
    *host = mark ? mark + strlen("://") : doctor->conf->relay;
    return is_loopback(*host);
}

static const char *
relay_port(const char *host)
{
    const char *bracket = strchr(host, ']');
    const char *colon = strrchr(bracket ? bracket : host, ':');
    return colon ? colon + 1 : "25";
}

/* The listener for deskpost, NULL when there is none on the relay's port. */
static const DeskService *
find_relay(const Doctor *doctor)
{
    const char *host;
    if (!relay_is_local(doctor, &host))
        return NULL;
    g_autofree char *port = g_strdup(relay_port(host));
    port[strcspn(port, "/")] = '\0';
    for (guint i = 0; i < doctor->postfix->services->len; i++) {
        const DeskService *service = doctor->postfix->services->pdata[i];
        if (is_smtpd(service) && g_str_equal(port_of(service->name), port))
            return service;
    }
    return NULL;
}

/* The place of the desk in a list of milters, -1 when it is not there. */
static int
find_desk(const Doctor *doctor, const GPtrArray *milters, bool chroot)
{
    const char *queue = desk_postfix_setting(doctor->postfix, "queue_directory");
    for (guint i = 0; i < milters->len; i++) {
        const DeskMilter *milter = milters->pdata[i];
        if (desk_milter_is(milter->address, doctor->conf->listen, queue, chroot))
            return (int) i;
    }
    return -1;
}

/*
 * The list with the desk at its end, with an action of its own: what other milters do when they
 * are down stays as it is. blank stands between words: postconf takes none in the value of an
 * option of a service. The caller's; NULL when Postfix cannot reach the desk.
 */
static char *
list_with_desk(const Doctor *doctor, const char *value, bool chroot, const char *blank)
{
    g_autoptr(GPtrArray) milters = desk_milters_parse(value);
    const char *queue = desk_postfix_setting(doctor->postfix, "queue_directory");
    g_autofree char *address = desk_milter_address(doctor->conf->listen, queue, chroot);
    if (!address)
        return NULL;
    GString *list = g_string_new(NULL);
    int place = find_desk(doctor, milters, chroot);
    for (guint i = 0; i < milters->len; i++) {
        g_autofree char *item = desk_milter_print(milters->pdata[i], blank);
        if ((int) i != place)
            g_string_append_printf(list, "%s,%s", item, blank);
    }
    g_string_append_printf(list, "{%s%s,%sdefault_action=tempfail%s}", blank, address, blank,
                           blank);
    return g_string_free(list, FALSE);
}

/* Said once, whichever part of Postfix it concerns first. */
static void
say_out_of_reach(const Doctor *doctor, const char *service)
{
    for (guint i = 0; i < doctor->findings->len; i++)
        if (g_str_equal(((const DeskFinding *) doctor->findings->pdata[i])->subject, "listen"))
            return;
    g_autofree char *now =
        g_strdup_printf("listen = %s, and %s runs chrooted in %s", doctor->conf->listen, service,
                        desk_postfix_setting(doctor->postfix, "queue_directory"));
    g_autofree char *mend = g_strdup_printf(
        "set in %s: listen = \"unix:%s/deskmilter/milter.sock\"", doctor->conf->path,
        desk_postfix_setting(doctor->postfix, "queue_directory"));
    desk_finding_add(doctor->findings, DESK_SEVERITY_BROKEN, "listen",
                     (const char *const[]){
                         now, "a chrooted smtpd cannot open a socket outside its folder", mend });
}

/* One list of milters, of main.cf (service NULL) or of a service. */
static void
check_list(const Doctor *doctor, const DeskService *service, const char *name, bool chroot)
{
    const char *value = service ? desk_service_setting(doctor->postfix, service, name)
                                : desk_postfix_setting(doctor->postfix, name);
    bool overridden = service && g_hash_table_contains(service->overrides, name);
    g_autoptr(GPtrArray) milters = desk_milters_parse(value);
    g_autofree char *wanted = list_with_desk(doctor, value, chroot, overridden ? "" : " ");
    int place = find_desk(doctor, milters, chroot);
    if (!wanted) {
        say_out_of_reach(doctor, service ? service->name : "cleanup");
        return;
    }
    bool last = place == (int) milters->len - 1;
    if (place >= 0 && last)
        return;
    DeskSeverity severity = place < 0 ? DESK_SEVERITY_BROKEN : DESK_SEVERITY_UNSAFE;
    const char *why = place < 0 ? "the desk is not asked, its mail goes where it would go without "
                                  "a desk"
                                : "the desk must come last, behind OpenDKIM and OpenDMARC: it "
                                  "does not see what later milters find out";
    if (overridden)
        set_service(doctor, severity, service, name, wanted);
    else
        set_main(doctor, severity, name, wanted, why);
}

/*
 * Whether a service takes mail from others. Not so the desk's own listener, and one on the
 * loopback interface with a filter list of its own: there a content filter hands mail back.
 */
static bool
is_public(const DeskService *service, const DeskService *relay)
{
    bool own = g_hash_table_contains(service->overrides, "smtpd_milters") ||
               g_hash_table_contains(service->overrides, "receive_override_options");
    return is_smtpd(service) && service != relay && !(own && is_loopback(service->name));
}

static void
check_listeners(const Doctor *doctor)
{
    const DeskService *relay = find_relay(doctor);
    bool main_done = false;
    for (guint i = 0; i < doctor->postfix->services->len; i++) {
        const DeskService *service = doctor->postfix->services->pdata[i];
        bool own = g_hash_table_contains(service->overrides, "smtpd_milters");
        if (!is_public(service, relay) || (!own && main_done))
            continue;
        check_list(doctor, service, "smtpd_milters", service->chroot);
        main_done = main_done || !own;
    }
}

/*
 * The id that the desk believes must be written by a milter before it, which takes away what comes
 * from outside under the same id. A filter that smtpd passes mail through may do it, too.
 */
static void
check_trust(const Doctor *doctor)
{
    const char *id = doctor->conf->authserv_id;
    const DeskService *relay = find_relay(doctor), *open = NULL;
    for (guint i = 0; id && !open && i < doctor->postfix->services->len; i++) {
        const DeskService *service = doctor->postfix->services->pdata[i];
        const char *value = desk_service_setting(doctor->postfix, service, "smtpd_milters");
        g_autoptr(GPtrArray) milters = desk_milters_parse(value);
        if (is_public(service, relay) && find_desk(doctor, milters, service->chroot) == 0 &&
            !*desk_service_setting(doctor->postfix, service, "smtpd_proxy_filter"))
            open = service;
    }
    if (!open)
        return;
    g_autofree char *now =
        g_strdup_printf("authserv-id = %s, and no milter stands before the desk in the "
                        "smtpd_milters of %s/%s",
                        id, open->name, open->type);
    g_autofree char *mend = g_strdup_printf("put OpenDKIM and OpenDMARC before the desk, or remove "
                                            "from %s: authserv-id",
                                            doctor->conf->path);
    desk_finding_add(
        doctor->findings, DESK_SEVERITY_UNSAFE, "authserv-id",
        (const char *const[]){ now,
                               "whoever writes an Authentication-Results field of this id into his "
                               "mail is believed to be anybody he likes",
                               mend });
}

static void
check_hops(const Doctor *doctor)
{
    if (g_ascii_strtoll(desk_postfix_setting(doctor->postfix, "hopcount_limit"), NULL, 10) >
        HOPS_MAX)
        set_main(doctor, DESK_SEVERITY_UNSAFE, "hopcount_limit", "50",
                 "a mail that goes round in a loop comes by the desk that many times");
}

/* Whether the desk's item in a service's list says itself what to do when it is down. */
static bool
has_own_action(const Doctor *doctor, const DeskService *service)
{
    const char *value = desk_service_setting(doctor->postfix, service, "smtpd_milters");
    g_autoptr(GPtrArray) milters = desk_milters_parse(value);
    int place = find_desk(doctor, milters, service->chroot);
    return place >= 0 && ((const DeskMilter *) milters->pdata[place])->default_action;
}

static void
check_overrides(const Doctor *doctor)
{
    const DeskService *relay = find_relay(doctor);
    for (guint i = 0; i < doctor->postfix->services->len; i++) {
        const DeskService *service = doctor->postfix->services->pdata[i];
        const char *action = g_hash_table_lookup(service->overrides, "milter_default_action");
        if (!is_public(service, relay))
            continue;
        if (desk_postfix_list_has(
                desk_service_setting(doctor->postfix, service, "receive_override_options"),
                "no_milters"))
            set_service(doctor, DESK_SEVERITY_BROKEN, service, "receive_override_options", "");
        if (action && !g_str_equal(action, "tempfail") && !has_own_action(doctor, service))
            set_service(doctor, DESK_SEVERITY_UNSAFE, service, "milter_default_action", "tempfail");
    }
}

static void
check_local_mail(const Doctor *doctor)
{
    bool chroot = false;
    for (guint i = 0; i < doctor->postfix->services->len; i++) {
        const DeskService *service = doctor->postfix->services->pdata[i];
        if (g_str_equal(service->name, "cleanup"))
            chroot = service->chroot;
    }
    check_list(doctor, NULL, "non_smtpd_milters", chroot);
    if (!desk_postfix_list_has(
            desk_postfix_setting(doctor->postfix, "internal_mail_filter_classes"), "bounce"))
        set_main(doctor, DESK_SEVERITY_BROKEN, "internal_mail_filter_classes", "bounce",
                 "Postfix's own bounces of the desk's mail never come back to the desk");
}

/* What Postfix does while deskmilter is down, for one list of milters. */
static void
check_action(const Doctor *doctor, const char *list)
{
    static const char why[] = "while deskmilter is down, mail must wait at its sender: any other "
                              "action loses it for the desk";
    const char *value = desk_postfix_setting(doctor->postfix, list);
    g_autoptr(GPtrArray) milters = desk_milters_parse(value);
    bool chroot = find_desk(doctor, milters, false) < 0;
    int place = find_desk(doctor, milters, chroot);
    const char *own = place < 0 ? NULL : ((DeskMilter *) milters->pdata[place])->default_action;
    const char *common = desk_postfix_setting(doctor->postfix, "milter_default_action");
    if (place < 0 || g_str_equal(own ? own : common, "tempfail"))
        return;
    g_autofree char *wanted = list_with_desk(doctor, value, chroot, " ");
    if (wanted)
        set_main(doctor, DESK_SEVERITY_UNSAFE, list, wanted, why);
}

static void
check_smuggling(const Doctor *doctor)
{
    const char *bare = desk_postfix_setting(doctor->postfix, "smtpd_forbid_bare_newline");
    static const char why[] = "one mail can be smuggled inside another, past every check of its "
                              "sender (CVE-2023-51764)";
    if (!desk_postfix_list_has("yes normalize reject", bare) || *bare == '\0')
        set_main(doctor, DESK_SEVERITY_UNSAFE, "smtpd_forbid_bare_newline", "reject", why);
    if (*desk_postfix_setting(doctor->postfix, "smtpd_forbid_bare_newline_exclusions"))
        set_main(doctor, DESK_SEVERITY_UNSAFE, "smtpd_forbid_bare_newline_exclusions", "",
                 "the machines named here may still smuggle mail");
    if (!g_str_equal(desk_postfix_setting(doctor->postfix, "smtpd_forbid_unauth_pipelining"),
                     "yes"))
        set_main(doctor, DESK_SEVERITY_UNSAFE, "smtpd_forbid_unauth_pipelining", "yes",
                 "commands sent ahead of their turn help smuggling and bulk senders");
}

/* "300s", "5m", "1" (of the unit's default, a second). */
static gint64
seconds(const char *text)
{
    char *end = NULL;
    gint64 number = g_ascii_strtoll(text, &end, 10);
    gint64 unit = *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? 86400 : 1;
    return number > G_MAXINT64 / 86400 ? G_MAXINT64 : number * unit;
}

static void
check_speed(const Doctor *doctor)
{
    if (seconds(desk_postfix_setting(doctor->postfix, "in_flow_delay")) > 0)
        set_main(doctor, DESK_SEVERITY_SLOW, "in_flow_delay", "0",
                 "each mail that the desk takes waits for it: some 14 mails a second at most");
    if (seconds(desk_postfix_setting(doctor->postfix, "smtpd_timeout")) > IDLE_SECONDS)
        set_main(doctor, DESK_SEVERITY_SLOW, "smtpd_timeout", "${stress?{10}:{60}}s",
                 "a hundred idle connections keep all other mail out for as long");
    const char *limit =
        desk_postfix_setting(doctor->postfix, "smtpd_client_connection_count_limit");
    gint64 connections = g_ascii_strtoll(limit, NULL, 10);
    if (connections <= 0 || connections > CONNECTIONS_MAX)
        set_main(doctor, DESK_SEVERITY_SLOW, "smtpd_client_connection_count_limit", "20",
                 "one client can take that many of the hundred connections there are");
    if (g_str_has_prefix(doctor->conf->listen, "inet")) {
        g_autofree char *mend = g_strdup_printf(
            "set in %s: listen = \"unix:%s/deskmilter/milter.sock\"", doctor->conf->path,
            desk_postfix_setting(doctor->postfix, "queue_directory"));
        desk_finding_add(doctor->findings, DESK_SEVERITY_SLOW, "listen",
                         (const char *const[]){ doctor->conf->listen,
                                                "over TCP each mail takes some 40 ms more, and "
                                                "every local user can speak to the desk",
                                                mend });
    }
}

static void
check_size(const Doctor *doctor)
{
    gint64 ours = doctor->conf->message_size_limit;
    gint64 theirs =
        g_ascii_strtoll(desk_postfix_setting(doctor->postfix, "message_size_limit"), NULL, 10);
    g_autofree char *wanted = g_strdup_printf("%" G_GINT64_FORMAT, ours);
    if (theirs <= 0 || theirs > ours)
        set_main(doctor, DESK_SEVERITY_SLOW, "message_size_limit", wanted,
                 "a mail over the desk's own limit is sent in full before it is refused");
}

static bool
accepts_domain(const Doctor *doctor, const char *domain, bool *unknown)
{
    static const char *const classes[] = { "mydestination", "virtual_alias_domains",
                                           "relay_domains", "virtual_mailbox_domains" };
    for (size_t i = 0; i < G_N_ELEMENTS(classes); i++) {
        g_autofree char *list =
            g_ascii_strdown(desk_postfix_setting(doctor->postfix, classes[i]), -1);
        bool with_subdomains = g_str_equal(classes[i], "relay_domains");
        if (desk_postfix_list_has(list, domain))
            return true;
        /* Tables and files of names are not read here. */
        *unknown = *unknown || strpbrk(list, "/:");
        const char *dot = with_subdomains ? strchr(domain, '.') : NULL;
        for (; dot; dot = strchr(dot + 1, '.'))
            if (desk_postfix_list_has(list, dot + 1) || desk_postfix_list_has(list, dot))
                return true;
    }
    return false;
}

static void
check_domain(const Doctor *doctor, const char *address, GHashTable *seen)
{
    g_auto(DeskAddrSpec) spec = { 0 };
    bool unknown = false;
    if (!desk_address_split(address, &spec) || spec.domain[0] == '[' ||
        !g_hash_table_add(seen, g_strdup(spec.domain)))
        return;
    if (accepts_domain(doctor, spec.domain, &unknown) || unknown)
        return;
    const char *domains = desk_postfix_setting(doctor->postfix, "virtual_alias_domains");
    g_autofree char *now = g_strdup_printf("%s is in none of mydestination, virtual_alias_domains, "
                                           "relay_domains, virtual_mailbox_domains",
                                           spec.domain);
    g_autofree char *mend = g_strdup_printf("postconf -e 'virtual_alias_domains = %s%s%s'", domains,
                                            *domains ? ", " : "", spec.domain);
    desk_finding_add(
        doctor->findings, DESK_SEVERITY_BROKEN, address,
        (const char *const[]){ now, "Postfix refuses mail to this address, or sends it elsewhere",
                               mend });
}

static void
check_addresses(const Doctor *doctor)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < doctor->conf->mailboxes->len; i++) {
        const DeskMailbox *mailbox = doctor->conf->mailboxes->pdata[i];
        check_domain(doctor, mailbox->address, seen);
        for (char **alias = mailbox->aliases; *alias; alias++)
            check_domain(doctor, *alias, seen);
    }
    const char *delimiters = desk_postfix_setting(doctor->postfix, "recipient_delimiter");
    g_autofree char *wanted =
        g_strdup_printf("%s%c", delimiters, doctor->conf->recipient_delimiter);
    if (!strchr(delimiters, doctor->conf->recipient_delimiter))
        set_main(doctor, DESK_SEVERITY_BROKEN, "recipient_delimiter", wanted,
                 "the signed reply addresses are unknown recipients to Postfix");
}

static void
say_no_relay(const Doctor *doctor, const char *host)
{
    g_autofree char *place = g_strndup(host, strcspn(host, "/"));
    g_autofree char *port = g_strdup(relay_port(place));
    g_autofree char *name = strchr(place, ':') ? g_strdup(place) : g_strconcat(place, ":25", NULL);
    g_autofree char *now = g_strdup_printf("no smtpd of master.cf listens on port %s", port);
    g_autofree char *mend =
        g_strdup_printf("postconf -M '%s/inet=%s inet n - n - - smtpd -o smtpd_milters= "
                        "-o smtpd_recipient_restrictions=permit_mynetworks,reject'",
                        name, name);
    desk_finding_add(doctor->findings, DESK_SEVERITY_BROKEN, doctor->conf->relay,
                     (const char *const[]){ now, "deskpost has nowhere to send its mail", mend });
}

/* The listener for deskpost: there, without milters, and for this machine only. */
static void
check_relay(const Doctor *doctor)
{
    const char *host;
    if (!relay_is_local(doctor, &host))
        return;
    const DeskService *relay = find_relay(doctor);
    if (!relay) {
        say_no_relay(doctor, host);
        return;
    }
    g_autofree char *service = g_strdup_printf("%s/inet", relay->name);
    const char *milters = desk_service_setting(doctor->postfix, relay, "smtpd_milters");
    bool none = desk_postfix_list_has(
        desk_service_setting(doctor->postfix, relay, "receive_override_options"), "no_milters");
    if (*milters && !none) {
        g_autofree char *now = g_strdup_printf("smtpd_milters = %s", milters);
        g_autofree char *mend = g_strdup_printf("postconf -P '%s/smtpd_milters='", service);
        desk_finding_add(
            doctor->findings, DESK_SEVERITY_BROKEN, service,
            (const char *const[]){ now, "what the desk sends comes back to it as new mail", mend });
    }
    const char *colon = strrchr(relay->name, ':');
    if (!colon || !is_loopback(relay->name)) {
        g_autofree char *now = g_strdup_printf("%s listens on every address", relay->name);
        g_autofree char *mend =
            g_strdup_printf("in master.cf name the service 127.0.0.1:%s", port_of(relay->name));
        if (!desk_postfix_list_has(desk_postfix_setting(doctor->postfix, "inet_interfaces"),
                                   "loopback-only"))
            desk_finding_add(doctor->findings, DESK_SEVERITY_UNSAFE, service,
                             (const char *const[]){
                                 now, "others can send past all milters by this service", mend });
    }
}

GPtrArray *
desk_doctor_examine(const DeskPostfix *postfix, const DeskConf *conf)
{
    Doctor doctor = { .postfix = postfix, .conf = conf, .findings = desk_findings_new() };

    check_listeners(&doctor);
    check_trust(&doctor);
    check_overrides(&doctor);
    check_local_mail(&doctor);
    check_action(&doctor, "smtpd_milters");
    check_action(&doctor, "non_smtpd_milters");
    check_addresses(&doctor);
    check_relay(&doctor);
    desk_doctor_examine_submission(postfix, conf, doctor.findings);
    check_smuggling(&doctor);
    check_hops(&doctor);
    check_size(&doctor);
    check_speed(&doctor);
    return doctor.findings;
}
