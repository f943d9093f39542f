#include "deskctl/doctor.h"

#include <criterion/criterion.h>

/* A Postfix that is set up as the desk needs it, chrooted as Debian has it. */
static const char *const sound[][2] = {
    { "queue_directory", "/var/spool/postfix" },
    { "smtpd_milters", "inet:localhost:8891, unix:deskmilter/milter.sock" },
    { "non_smtpd_milters", "unix:deskmilter/milter.sock" },
    { "internal_mail_filter_classes", "bounce" },
    { "milter_default_action", "tempfail" },
    { "in_flow_delay", "0" },
    { "smtpd_forbid_bare_newline", "reject" },
    { "smtpd_forbid_bare_newline_exclusions", "" },
    { "smtpd_forbid_unauth_pipelining", "yes" },
    { "hopcount_limit", "50" },
    { "smtpd_timeout", "60s" },
    { "smtpd_client_connection_count_limit", "20" },
    { "recipient_delimiter", "+" },
    { "message_size_limit", "10240000" },
    { "inet_interfaces", "all" },
    { "mydestination", "mx.example.com, localhost" },
    { "virtual_alias_domains", "example.com" },
    { "relay_domains", "" },
    { "virtual_mailbox_domains", "" },
};

typedef struct {
    DeskPostfix *postfix;
    DeskConf *conf;
    DeskMailbox mailbox;
    char *aliases[2];
} World;

static DeskService *
add_service(World *world, const char *name, bool chroot, const char *daemon)
{
    DeskService *service = desk_service_new(name, strchr(daemon, 's') == daemon ? "inet" : "unix");
    service->chroot = chroot;
    g_free(service->daemon);
    service->daemon = g_strdup(daemon);
    g_ptr_array_add(world->postfix->services, service);
    return service;
}

static void
override(World *world, guint service, const char *name, const char *value)
{
    DeskService *s = world->postfix->services->pdata[service];
    g_hash_table_replace(s->overrides, g_strdup(name), g_strdup(value));
}

static void
world_init(World *world)
{
    *world = (World){ .postfix = desk_postfix_new(), .conf = g_new0(DeskConf, 1) };
    world->mailbox = (DeskMailbox){ .name = (char *) "support",
                                    .address = (char *) "support@example.com",
                                    .aliases = world->aliases };
    world->conf->path = (char *) "deskmilter.conf";
    world->conf->listen = (char *) "unix:/var/spool/postfix/deskmilter/milter.sock";
    world->conf->relay = (char *) "smtp://127.0.0.1:10026";
    world->conf->recipient_delimiter = '+';
    world->conf->message_size_limit = 25 * 1024 * 1024;
    world->conf->mailboxes = g_ptr_array_new();
    g_ptr_array_add(world->conf->mailboxes, &world->mailbox);
    for (size_t i = 0; i < G_N_ELEMENTS(sound); i++)
        g_hash_table_replace(world->postfix->settings, g_strdup(sound[i][0]),
                             g_strdup(sound[i][1]));
    add_service(world, "smtp", true, "smtpd");
    add_service(world, "127.0.0.1:10026", true, "smtpd");
    override(world, 1, "smtpd_milters", "");
    add_service(world, "cleanup", true, "cleanup");
}

static void
world_clear(World *world)
{
    g_ptr_array_unref(world->conf->mailboxes);
    g_free(world->conf);
    desk_postfix_free(world->postfix);
}

/* "severity subject" of each finding, joined by "; ". The caller's. */
static char *
examine(const World *world)
{
    g_autoptr(GPtrArray) findings = desk_doctor_examine(world->postfix, world->conf);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < findings->len; i++) {
        const DeskFinding *finding = findings->pdata[i];
        cr_expect(*finding->now && *finding->why && *finding->mend, "%s", finding->subject);
        g_string_append_printf(out, "%s%s %s", i ? "; " : "", desk_severity_name(finding->severity),
                               finding->subject);
    }
    return g_string_free(out, FALSE);
}

Test(doctor, has_nothing_to_say_about_a_sound_setup)
{
    World world;
    world_init(&world);
    g_autofree char *found = examine(&world);
    cr_expect_str_eq(found, "", "%s", found);
    world_clear(&world);
}

Test(doctor, finds_each_wrong_setting)
{
    static const struct {
        const char *name, *value, *found;
    } rows[] = {
        { "smtpd_milters", "", "broken smtpd_milters" },
        { "smtpd_milters", "inet:localhost:8891", "broken smtpd_milters" },
        { "smtpd_milters", "unix:deskmilter/milter.sock, inet:localhost:8891",
          "unsafe smtpd_milters" },
        { "smtpd_milters", "unix:/deskmilter/milter.sock", "" },
        { "smtpd_milters", "{ unix:deskmilter/milter.sock, default_action=accept }",
          "unsafe smtpd_milters" },
        { "non_smtpd_milters", "", "broken non_smtpd_milters" },
        { "internal_mail_filter_classes", "", "broken internal_mail_filter_classes" },
        { "internal_mail_filter_classes", "notify, bounce", "" },
        { "milter_default_action", "accept", "unsafe smtpd_milters; unsafe non_smtpd_milters" },
        { "milter_default_action", "reject", "unsafe smtpd_milters; unsafe non_smtpd_milters" },
        { "non_smtpd_milters", "{ unix:deskmilter/milter.sock, default_action=accept }",
          "unsafe non_smtpd_milters" },
        { "in_flow_delay", "1s", "slow in_flow_delay" },
        { "in_flow_delay", "0s", "" },
        { "smtpd_forbid_bare_newline", "no", "unsafe smtpd_forbid_bare_newline" },
        { "smtpd_forbid_bare_newline", "note", "unsafe smtpd_forbid_bare_newline" },
        { "smtpd_forbid_bare_newline", "", "unsafe smtpd_forbid_bare_newline" },
        { "smtpd_forbid_bare_newline", "normalize", "" },
        { "smtpd_forbid_bare_newline_exclusions", "127.0.0.0/8",
          "unsafe smtpd_forbid_bare_newline_exclusions" },
        { "smtpd_forbid_unauth_pipelining", "no", "unsafe smtpd_forbid_unauth_pipelining" },
        { "hopcount_limit", "51", "unsafe hopcount_limit" },
        { "hopcount_limit", "30", "" },
        { "smtpd_timeout", "300s", "slow smtpd_timeout" },
        { "smtpd_timeout", "5m", "slow smtpd_timeout" },
        { "smtpd_timeout", "1m", "" },
        { "smtpd_timeout", "99999999999999999999d", "slow smtpd_timeout" },
        { "smtpd_client_connection_count_limit", "50", "slow smtpd_client_connection_count_limit" },
        { "smtpd_client_connection_count_limit", "0", "slow smtpd_client_connection_count_limit" },
        { "recipient_delimiter", "", "broken recipient_delimiter" },
        { "recipient_delimiter", "-+", "" },
        { "message_size_limit", "0", "slow message_size_limit" },
        { "message_size_limit", "99999999", "slow message_size_limit" },
        { "virtual_alias_domains", "", "broken support@example.com" },
        { "virtual_alias_domains", "hash:/etc/postfix/virtual", "" },
        { "virtual_alias_domains", "EXAMPLE.com", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        World world;
        world_init(&world);
        g_hash_table_replace(world.postfix->settings, g_strdup(rows[i].name),
                             g_strdup(rows[i].value));
        g_autofree char *found = examine(&world);
        cr_expect_str_eq(found, rows[i].found, "%s = %s: %s", rows[i].name, rows[i].value, found);
        world_clear(&world);
    }
}

Test(doctor, says_when_postfix_is_too_old_for_a_setting)
{
    World world;
    world_init(&world);
    g_hash_table_remove(world.postfix->settings, "smtpd_forbid_bare_newline");
    g_autoptr(GPtrArray) findings = desk_doctor_examine(world.postfix, world.conf);
    cr_assert_eq(findings->len, 1);
    const DeskFinding *finding = findings->pdata[0];
    cr_expect(strstr(finding->now, "unknown to this Postfix"), "%s", finding->now);
    cr_expect_null(strstr(finding->mend, "postconf"), "%s", finding->mend);
    world_clear(&world);
}

Test(doctor, looks_at_what_services_override)
{
    static const struct {
        guint service;
        const char *name, *value, *found;
    } rows[] = {
        { 0, "smtpd_milters", "inet:localhost:8891", "broken smtp/inet/smtpd_milters" },
        { 0, "receive_override_options", "no_milters",
          "broken smtp/inet/receive_override_options" },
        { 0, "milter_default_action", "accept", "unsafe smtp/inet/milter_default_action" },
        { 0, "milter_default_action", "tempfail", "" },
        { 1, "smtpd_milters", "unix:deskmilter/milter.sock", "broken 127.0.0.1:10026/inet" },
        { 1, "receive_override_options", "no_milters", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        World world;
        world_init(&world);
        override(&world, rows[i].service, rows[i].name, rows[i].value);
        g_autofree char *found = examine(&world);
        cr_expect_str_eq(found, rows[i].found, "row %zu: %s", i, found);
        world_clear(&world);
    }
}

Test(doctor, checks_the_way_to_the_socket_and_the_relay)
{
    static const struct {
        const char *listen, *relay, *found;
    } rows[] = {
        { "unix:/run/deskmilter/milter.sock", "smtp://127.0.0.1:10026", "broken listen" },
        /* A loopback listener without milters is where a content filter hands mail back. */
        { "unix:/var/spool/postfix/deskmilter/milter.sock", "smtp://127.0.0.1:10027",
          "broken smtp://127.0.0.1:10027" },
        { "unix:/var/spool/postfix/deskmilter/milter.sock", "smtp://127.0.0.1",
          "broken smtp/inet; unsafe smtp/inet" },
        { "unix:/var/spool/postfix/deskmilter/milter.sock", "smtp://[::1]:10026", "" },
        { "unix:/var/spool/postfix/deskmilter/milter.sock", "smtp://relay.example.net:25", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        World world;
        world_init(&world);
        world.conf->listen = (char *) rows[i].listen;
        world.conf->relay = (char *) rows[i].relay;
        g_autofree char *found = examine(&world);
        cr_expect_str_eq(found, rows[i].found, "row %zu: %s", i, found);
        world_clear(&world);
    }
}

Test(doctor, asks_for_no_common_action_when_the_desk_has_its_own)
{
    World world;
    world_init(&world);
    static const char *const lists[] = { "smtpd_milters", "non_smtpd_milters" };
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        g_hash_table_replace(world.postfix->settings, g_strdup(lists[i]),
                             g_strdup("{ unix:deskmilter/milter.sock, default_action=tempfail }"));
    g_hash_table_replace(world.postfix->settings, g_strdup("milter_default_action"),
                         g_strdup("accept"));
    override(&world, 0, "milter_default_action", "accept");
    g_autofree char *found = examine(&world);
    cr_expect_str_eq(found, "", "%s", found);
    world_clear(&world);
}

Test(doctor, mends_without_losing_other_milters)
{
    World world;
    world_init(&world);
    g_hash_table_replace(world.postfix->settings, g_strdup("smtpd_milters"),
                         g_strdup("unix:deskmilter/milter.sock, inet:localhost:8891, "
                                  "{ unix:x, connect_timeout=5s }"));
    g_autoptr(GPtrArray) findings = desk_doctor_examine(world.postfix, world.conf);
    cr_assert_eq(findings->len, 1);
    cr_expect_str_eq(((const DeskFinding *) findings->pdata[0])->mend,
                     "postconf -e 'smtpd_milters = inet:localhost:8891, "
                     "{ unix:x, connect_timeout=5s }, "
                     "{ unix:deskmilter/milter.sock, default_action=tempfail }'");
    world_clear(&world);
}

Test(doctor, survives_a_postfix_without_any_setting)
{
    World world;
    world_init(&world);
    g_hash_table_remove_all(world.postfix->settings);
    g_ptr_array_set_size(world.postfix->services, 0);
    g_autofree char *found = examine(&world);
    cr_expect(strstr(found, "broken non_smtpd_milters"), "%s", found);
    world_clear(&world);
}

Test(doctor, looks_at_how_agents_log_in)
{
    static const char known[] = "reject_known_sender_login_mismatch, permit_sasl_authenticated";
    static const char maps[] = "texthash:/etc/postfix/deskmilter.senders";
    static const struct {
        const char *login, *enabled, *restrictions, *maps, *found;
    } rows[] = {
        { NULL, "no", "", "", "" },
        { NULL, "yes", "", "", "" },
        { "alice", "no", known, maps, "broken smtpd_sasl_auth_enable" },
        { "alice", "yes", known, maps, "" },
        { "alice", "yes", "reject_sender_login_mismatch", maps, "" },
        { "alice", "yes", known, "", "unsafe smtpd_sender_login_maps" },
        { "alice", "yes", "permit_mynetworks, permit_sasl_authenticated", maps,
          "unsafe submission/inet/smtpd_sender_restrictions" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        World world;
        world_init(&world);
        g_autoptr(GPtrArray) agents = g_ptr_array_new();
        DeskAgent bob = { .name = (char *) "bob" };
        DeskAgent alice = { .name = (char *) "alice", .login = (char *) rows[i].login };
        g_ptr_array_add(agents, &bob);
        g_ptr_array_add(agents, &alice);
        world.conf->agents = agents;
        add_service(&world, "submission", true, "smtpd");
        override(&world, 3, "smtpd_sasl_auth_enable", rows[i].enabled);
        override(&world, 3, "smtpd_sender_restrictions", rows[i].restrictions);
        g_hash_table_replace(world.postfix->settings, g_strdup("smtpd_sender_login_maps"),
                             g_strdup(rows[i].maps));
        g_autofree char *found = examine(&world);
        cr_expect_str_eq(found, rows[i].found, "row %zu: %s", i, found);
        world_clear(&world);
    }
}

Test(doctor, mends_restrictions_without_losing_others)
{
    World world;
    world_init(&world);
    g_autoptr(GPtrArray) agents = g_ptr_array_new();
    DeskAgent alice = { .name = (char *) "alice", .login = (char *) "alice" };
    g_ptr_array_add(agents, &alice);
    world.conf->agents = agents;
    override(&world, 0, "smtpd_sasl_auth_enable", "yes");
    g_hash_table_replace(world.postfix->settings, g_strdup("config_directory"),
                         g_strdup("/etc/mta"));
    g_hash_table_replace(world.postfix->settings, g_strdup("smtpd_sender_restrictions"),
                         g_strdup("reject_non_fqdn_sender,  permit_sasl_authenticated"));
    g_autoptr(GPtrArray) findings = desk_findings_new();
    desk_doctor_examine_submission(world.postfix, world.conf, findings);
    cr_assert_eq(findings->len, 2);
    cr_expect_str_eq(((const DeskFinding *) findings->pdata[0])->mend,
                     "postconf -P 'smtp/inet/smtpd_sender_restrictions="
                     "reject_known_sender_login_mismatch,reject_non_fqdn_sender,"
                     "permit_sasl_authenticated'");
    cr_expect_str_eq(((const DeskFinding *) findings->pdata[1])->mend,
                     "contrib/postfix/setup -c deskmilter.conf --config-dir /etc/mta --submission");
    world_clear(&world);
}

/* A server that is as it should be. */
static DeskServer
sound_server(void)
{
    return (DeskServer){ .free = 50, .syncs = true, .whole = true, .waits = true, .local = true };
}

Test(doctor, a_server_has_what_the_desk_needs)
{
    static const struct {
        const char *what;
        size_t flag; /* offset of the truth value that is turned round */
        DeskSeverity severity;
        const char *subject;
    } rows[] = {
        { "fsync", offsetof(DeskServer, syncs), DESK_SEVERITY_BROKEN, "fsync" },
        { "pages", offsetof(DeskServer, whole), DESK_SEVERITY_BROKEN, "full_page_writes" },
        { "commit", offsetof(DeskServer, waits), DESK_SEVERITY_UNSAFE, "synchronous_commit" },
        { "replica", offsetof(DeskServer, replica), DESK_SEVERITY_BROKEN, "store" },
        { "network", offsetof(DeskServer, local), DESK_SEVERITY_UNSAFE, "store" },
    };
    g_autoptr(GPtrArray) none = desk_findings_new();
    DeskServer good = sound_server();
    desk_doctor_examine_server(&good, none);
    cr_expect_eq(none->len, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) findings = desk_findings_new();
        DeskServer server = sound_server();
        bool *flag = (bool *) ((char *) &server + rows[i].flag);
        *flag = !*flag;
        desk_doctor_examine_server(&server, findings);
        cr_assert_eq(findings->len, 1, "%s", rows[i].what);
        const DeskFinding *finding = findings->pdata[0];
        cr_expect_eq(finding->severity, rows[i].severity, "%s", rows[i].what);
        cr_expect_str_eq(finding->subject, rows[i].subject, "%s", rows[i].what);
    }
}

Test(doctor, tls_makes_a_network_safe)
{
    g_autoptr(GPtrArray) findings = desk_findings_new();
    DeskServer server = sound_server();
    server.local = false;
    server.encrypted = true;
    desk_doctor_examine_server(&server, findings);
    cr_expect_eq(findings->len, 0);
}

Test(doctor, clocks_and_connections_have_a_limit)
{
    static const struct {
        gint64 ahead, doubt, free;
        const char *now;
    } rows[] = {
        { 2000000, 0, 50, NULL },
        { -2000000, 0, 50, NULL },
        { 2000001, 0, 50, "2.0 s ahead of" },
        { -3600000000, 0, 50, "3600.0 s behind" },
        { 2500000, 600000, 50, NULL }, /* as well the slow answer */
        { 0, 0, 10, NULL },
        { 0, 0, 9, "9 connections" },
        { 0, 0, -3, "0 connections" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) findings = desk_findings_new();
        DeskServer server = sound_server();
        server.ahead = rows[i].ahead;
        server.doubt = rows[i].doubt;
        server.free = rows[i].free;
        desk_doctor_examine_server(&server, findings);
        cr_assert_eq(findings->len, rows[i].now ? 1 : 0, "row %zu", i);
        if (rows[i].now)
            cr_expect(strstr(((DeskFinding *) findings->pdata[0])->now, rows[i].now), "%s",
                      ((DeskFinding *) findings->pdata[0])->now);
    }
}

Test(doctor, a_password_that_others_can_read_is_told_and_not_shown)
{
    static const struct {
        const char *url;
        bool readable, told;
    } rows[] = {
        { "postgresql://desk:geheim@h/d", true, true },
        { "postgresql://desk:geheim@h/d", false, false },
        { "postgresql://h/d?user=desk&password=geheim", true, true },
        { "postgresql://desk@h:5433/d", true, false },
        { "postgresql://h:5433/d?host=/run/x@y:z", true, false },
        { "postgresql://desk@h/d?passfile=/etc/pgpass", true, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) findings = desk_findings_new();
        DeskConf conf = { .path = (char *) "deskmilter.conf", .store = (char *) rows[i].url };
        desk_doctor_examine_address(&conf, rows[i].readable, findings);
        cr_assert_eq(findings->len, rows[i].told ? 1 : 0, "%s", rows[i].url);
        const DeskFinding *finding = rows[i].told ? findings->pdata[0] : NULL;
        if (finding)
            cr_expect(!strstr(finding->now, "geheim") && !strstr(finding->mend, "geheim"));
    }
}

/* Nobody takes a forged field away when no other milter sees the mail before the desk (S3). */
Test(doctor, s3_an_id_to_believe_needs_a_milter_before_the_desk)
{
    static const struct {
        const char *id, *milters, *proxy, *found;
    } rows[] = {
        { "mx.example.com", "unix:deskmilter/milter.sock", "", "unsafe authserv-id" },
        { "mx.example.com", "inet:localhost:8891, unix:deskmilter/milter.sock", "", "" },
        { "mx.example.com", "unix:deskmilter/milter.sock", "127.0.0.1:10025", "" },
        { "mx.example.com", "unix:deskmilter/milter.sock, inet:localhost:8891", "",
          "unsafe smtpd_milters; unsafe authserv-id" },
        { NULL, "unix:deskmilter/milter.sock", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        World world;
        world_init(&world);
        world.conf->authserv_id = (char *) rows[i].id;
        g_hash_table_replace(world.postfix->settings, g_strdup("smtpd_milters"),
                             g_strdup(rows[i].milters));
        override(&world, 0, "smtpd_proxy_filter", rows[i].proxy);
        g_autofree char *found = examine(&world);
        cr_expect_str_eq(found, rows[i].found, "row %zu: %s", i, found);
        world_clear(&world);
    }
}
