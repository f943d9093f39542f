#include "conf/value.h"

#include <criterion/criterion.h>

static void
check_row(const DeskSection *section, const DeskSetting *setting, void *data)
{
    unsigned *count = data;
    g_autofree char *name = desk_table_full_name(section, setting);
    g_autofree char *expected = desk_value_expected(setting);
    void *object = g_malloc0(section->size);

    (*count)++;
    cr_expect(setting->help && *setting->help, "%s has no help", name);
    cr_expect(*desk_value_type_name(setting->type), "%s has no type", name);
    cr_expect(*desk_table_default(setting), "%s has no default", name);
    cr_expect(*expected, "%s expects nothing", name);
    cr_expect_eq(desk_table_setting(section, setting->name), setting, "%s is there twice", name);
    cr_expect_eq(setting->min == NULL, setting->max == NULL, "%s has half a range", name);
    cr_expect_not(setting->preset && (setting->words || setting->required), "%s", name);
    if (setting->preset)
        cr_expect(desk_value_set(setting, object, setting->preset), "%s: default", name);
    if (setting->min) {
        cr_expect(desk_value_set(setting, object, setting->min), "%s: min", name);
        cr_expect(desk_value_set(setting, object, setting->max), "%s: max", name);
    }
    desk_value_clear(setting, object);
    g_free(object);
}

Test(table, every_row_is_complete)
{
    unsigned count = 0;
    desk_table_walk(check_row, &count);
    cr_expect_gt(count, 25);
}

/* What the manual says of a setting in brackets, on one line. NULL: it is not in there. */
static char *
manual_of(const char *page, const char *name)
{
    g_autofree char *head = g_strdup_printf("\n.It Ic %s\n.Po\n", name);
    const char *begin = strstr(page, head);
    const char *end = begin ? strstr(begin, "\n.Pc\n") : NULL;
    char *text =
        end ? g_strndup(begin + strlen(head), (size_t) (end - begin) - strlen(head)) : NULL;
    return text ? g_strdelimit(text, "\n", ' ') : NULL;
}

static bool
is_path(const char *preset)
{
    return preset[0] == '/' || g_str_has_prefix(preset, "sqlite:");
}

static void
check_manual(const DeskSection *section, const DeskSetting *setting, void *data)
{
    g_autofree char *name = desk_table_full_name(section, setting);
    g_autofree char *said = manual_of(data, name);
    g_autofree char *type = g_strdup_printf(".Vt %s ;", desk_value_type_name(setting->type));
    cr_assert_not_null(said, "%s is not in the manual", name);
    cr_expect(g_str_has_prefix(said, type), "%s is a %s: %s", name, type, said);
    cr_expect_eq(strstr(said, " required") != NULL, setting->required, "%s: %s", name, said);
    if (setting->preset && !is_path(setting->preset)) {
        g_autofree char *preset = g_strdup_printf("default: .Ql %s", setting->preset);
        cr_expect_not_null(strstr(said, preset), "%s has the %s: %s", name, preset, said);
    }
    if (setting->words) {
        g_autofree char *words = g_strdup_printf("default: %s", setting->words);
        cr_expect_not_null(strstr(said, words), "%s has the %s: %s", name, words, said);
    }
    if (setting->min) {
        g_autofree char *range = g_strdup_printf("from %s to %s", setting->min, setting->max);
        cr_expect_not_null(strstr(said, range), "%s is %s: %s", name, range, said);
    }
    cr_expect_eq(strstr(said, ".Em restart") != NULL, setting->restart, "%s: %s", name, said);
}

Test(table, the_manual_says_the_same)
{
    const char *srcdir = g_getenv("srcdir");
    g_autofree char *path =
        g_build_filename(srcdir ? srcdir : ".", "doc/man/deskmilter.conf.5", NULL);
    g_autofree char *page = NULL;
    cr_assert(g_file_get_contents(path, &page, NULL, NULL), "%s", path);
    desk_table_walk(check_manual, page);
}

/* One row of each type; a value that is bad must leave no trace. */
Test(table, each_type_takes_what_it_is_and_nothing_else)
{
    static const struct {
        const char *section, *setting;
        const char *good[8];
        const char *bad[13];
    } rows[] = {
        { "mailbox",
          "display-name",
          { "A", "Jane's Café \"x\"" },
          { "", "a\nb", "a\x01", "\xff" } },
        { "mailbox",
          "signature",
          { "A", "A\nB", "\nJane \"x\"\n  {{mailbox.name}}\n", "Café" },
          { "", " ", "\n\n", "a\tb", "a\r\nb", "a\x1b[0m", "a\x7f", "\xff", "{{a", "{{#a}}b" } },
        { "agent",
          "signature",
          { "A", "A\n\nB", "{{a" },
          { "", " ", "\n", "a\tb", "a\r\nb", "\xff" } },
        { "agent", "notify", { "each", "digest", "none" }, { "", "Each", "no", "daily" } },
        { "agent",
          "digest-at",
          { "08:00", "0:00", "23:59" },
          { "", "8", "8:0", "24:00", "12:60", "-1:00", "8:00pm", "008:00", "08.00", "08:000",
            ":30" } },
        { "", "user", { "desk", "a@b" }, { "", "a b", "a;b", "a\tb", "a\"b" } },
        { "mailbox", "team", { "a", "a.b_c-d9" }, { "", "-a", "a b", "a/b", "ü", "a\n" } },
        { "",
          "hostname",
          { "mx.example.com", "localhost", "MX.Example.COM", "bücher.example" },
          { "", "a b", "-a", "a..b", "[192.0.2.1]", "a@b", "<a>", "a\nb" } },
        { "",
          "language",
          { "en", "de-AT", "sr-Latn-RS", "ast" },
          { "", "e", "english", "EN", "en_GB", "en-", "../x", "en-x/y" } },
        { "", "key-file", { "/a", "/a b/c" }, { "", "a", "./a", "~/a", "/a\nb" } },
        { "",
          "listen",
          { "unix:/a", "inet:8891@127.0.0.1", "inet6:8891@::1" },
          { "", "unix:", "unix:a", "/a", "inet:8891", "inet:@h", "inet:0@h", "inet:65536@h",
            "inet:x@h", "inet:25@", "unix:/a b" } },
        { "",
          "store",
          { "sqlite:/a.db", "postgresql://u:p@h/d", "postgresql://[::1]:5433,h2/d?sslmode=require",
            "postgresql:///d?host=/run/postgresql", "postgresql://u@?host=/run/a&dbname=d" },
          { "", "sqlite:", "sqlite:/", "sqlite:a.db", "mysql://h", "postgresql://", "/a.db",
            "postgres://u@h/d", "postgresql:/d", "postgresql://u@h", "postgresql://u@h/",
            "postgresql://h?host=/run/d&dbname=" } },
        { "",
          "relay",
          { "smtp://127.0.0.1:25", "smtp://mail.example.com", "smtps://[::1]:465/" },
          { "", "smtp:", "smtp://", "http://h:25", "127.0.0.1:25", "smtp://u:p@h:25",
            "smtp://h:99999", "smtp://h:25/x", "smtp://h?x", "smtp://h:0", "smtp://h\r\nX" } },
        { "mailbox",
          "address",
          { "a@example.com", "\"a b\"@example.com", "a@bücher.example" },
          { "", "a", "a@", "@b", "<a@example.com>", "a@b c", "a@example.com, b@example.com",
            "a\n@example.com" } },
        { "",
          "parse-workers",
          { "0", "256", "007" },
          { "", "-1", "257", "1.5", "1s", "0x10", " 1", "1 ", "99999999999999999999" } },
        { "",
          "message-size-limit",
          { "65536", "64K", "25M", "1G", "1024M" },
          { "", "65535", "1", "2G", "25m", "25MB", "M", "-1K", "9999999999999G", "1.5M" } },
        { "",
          "send-give-up",
          { "60s", "1m", "4h", "30d", "2w" },
          { "", "59s", "31d", "5", "5 d", "1h30m", "-1d", "5D", "999999999999999w", "d" } },
        { "", "allow-inet", { "yes", "No", "true", "OFF" }, { "", "y", "1", "maybe", "yes " } },
        { "category",
          "keywords",
          { "password", "forgot my password", "пароль", "密码" },
          { "", "a\nb", "\xff" } },
        { "category",
          "regex",
          { "(?i)inv-\\d+", "a|b", "\\p{Han}" },
          { "", "(", "[a", "a{2,1}", "(?<n>a)(?<n>b)", "\\" } },
        { "category",
          "headers",
          { "Subject: x", "X-Spam-Flag:yes", "List-Id:  <a\\.b>" },
          { "", "Subject", ": x", "Subject:", "Subject:  ", "A B: x", "X: (", "\xc3\xbc: x" } },
        { "category",
          "attachments",
          { "*.exe", "image/*", "application/pdf", "a b.doc" },
          { "", "*", "**", "a\n" } },
        { "category", "priority", { "critical", "low" }, { "", "High", "urgent", "0" } },
        { "category", "tags", { "vip", "größe", "a.b-c" }, { "", "a b", "a,b", "a\n" } },
        { "category", "threshold", { "1", "1000000" }, { "", "0", "1000001", "1.5" } },
        { "customer",
          "domains",
          { "example.com", "Bücher.example" },
          { "", "a@b", "@example.com", "*.example.com", ".example.com", "a b" } },
        { "agent", "languages", { "en", "de-AT" }, { "", "English", "e" } },
        { "team",
          "assign",
          { "manual", "round-robin", "least-loaded", "skill" },
          { "", "Manual", "roundrobin", "1" } },
        { "sla",
          "warn-at",
          { "0", "0.5", "0.75", "1", "1.0", "0.999" },
          { "", "1.001", "2", ".5", "0.", "0.1234", "-0.5", "75%", "1e0" } },
        { "sla",
          "first-response",
          { "critical=30m", "high = 2h", "normal=8h", "low=2w" },
          { "", "critical", "=30m", "urgent=1h", "critical=", "critical=0s", "critical=1", "4h" } },
        { "sla",
          "escalation",
          { "0m alarm", "30m  alarm-lead", "30m raise-priority", "1h assign-lead",
            "1h team operations", "2h repeat", "1m repeat" },
          { "", "alarm", "30m", "30m shout", "30m alarm now", "1h team", "1h team a b", "0m repeat",
            "59s repeat", "x alarm", "30 alarm" } },
        { "", "recipient-delimiter", { "+", "-", "=" }, { "", "++", "@", "a", " ", "\"", "\xc3" } },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskSection *section = desk_table_section(rows[i].section);
        const DeskSetting *setting = desk_table_setting(section, rows[i].setting);
        void *object = g_malloc0(section->size);
        void *empty = g_malloc0(section->size);

        desk_value_init(setting, object);
        desk_value_init(setting, empty);
        for (size_t k = 0; k < G_N_ELEMENTS(rows[i].bad) && rows[i].bad[k]; k++) {
            cr_expect_not(desk_value_set(setting, object, rows[i].bad[k]), "%s took \"%s\"",
                          setting->name, rows[i].bad[k]);
            cr_expect(desk_value_equal(setting, object, empty), "%s kept \"%s\"", setting->name,
                      rows[i].bad[k]);
        }
        for (size_t k = 0; k < G_N_ELEMENTS(rows[i].good) && rows[i].good[k]; k++)
            cr_expect(desk_value_set(setting, object, rows[i].good[k]), "%s refused \"%s\"",
                      setting->name, rows[i].good[k]);
        desk_value_clear(setting, object);
        desk_value_clear(setting, empty);
        g_free(object);
        g_free(empty);
    }
}

Test(table, numbers_are_kept_in_bytes_and_microseconds)
{
    static const struct {
        const char *setting, *text;
        gint64 value;
    } rows[] = {
        { "message-size-limit", "64K", 65536 },
        { "message-size-limit", "25M", 26214400 },
        { "message-size-limit", "1G", 1073741824 },
        { "send-give-up", "90s", INT64_C(90) * G_USEC_PER_SEC },
        { "send-give-up", "30m", INT64_C(1800) * G_USEC_PER_SEC },
        { "send-give-up", "4h", INT64_C(14400) * G_USEC_PER_SEC },
        { "send-give-up", "3d", INT64_C(259200) * G_USEC_PER_SEC },
        { "send-give-up", "2w", INT64_C(1209600) * G_USEC_PER_SEC },
        { "parse-workers", "12", 12 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskConf conf = { 0 };
        const DeskSetting *setting = desk_table_setting(desk_table_section(""), rows[i].setting);
        cr_assert(desk_value_set(setting, &conf, rows[i].text));
        cr_expect_eq(G_STRUCT_MEMBER(gint64, &conf, setting->offset), rows[i].value, "%s",
                     rows[i].text);
    }
}

Test(table, a_signature_has_a_length)
{
    DeskMailbox mailbox = { 0 };
    const DeskSetting *setting = desk_table_setting(desk_table_section("mailbox"), "signature");
    g_autofree char *good = g_strnfill(2000, 'a');
    g_autofree char *bad = g_strnfill(2001, 'a');
    good[1000] = '\n';
    bad[1000] = '\n';
    cr_expect(desk_value_set(setting, &mailbox, good));
    cr_expect_not(desk_value_set(setting, &mailbox, bad));
    desk_value_clear(setting, &mailbox);
}

Test(table, a_long_socket_path_is_refused)
{
    DeskConf conf = { 0 };
    const DeskSetting *setting = desk_table_setting(desk_table_section(""), "listen");
    g_autofree char *name = g_strnfill(107, 'a');
    memcpy(name, "/", 1);
    g_autofree char *good = g_strconcat("unix:", name, NULL);
    g_autofree char *bad = g_strconcat("unix:", name, "a", NULL);
    cr_expect(desk_value_set(setting, &conf, good));
    cr_expect_not(desk_value_set(setting, &conf, bad));
    desk_value_clear(setting, &conf);
}
