#include "deskctl/postconf.h"

#include <criterion/criterion.h>

static const char settings[] = "mydestination = example.com, localhost\n"
                               "empty =\n"
                               "odd = a = b\n"
                               "postconf: warning: something\n"
                               "\n";
static const char services[] =
    "smtp       inet  n       -       y       -       -       smtpd\n"
    "127.0.0.1:10026 inet n  -       n       -       -       smtpd -o smtpd_milters=\n"
    "cleanup    unix  n       -       -       -       0       cleanup\n"
    "short line\n";
static const char overrides[] = "127.0.0.1:10026/inet/smtpd_milters =\n"
                                "smtp/inet/smtpd_timeout = 10s\n"
                                "unknown/inet/x = y\n"
                                "noslash = y\n"
                                "a/b = y\n"
                                "smtp/inet/without value\n";

Test(postconf, reads_settings_services_and_overrides)
{
    g_autoptr(DeskPostfix) postfix = desk_postfix_new();
    desk_postconf_settings(postfix, settings);
    desk_postconf_services(postfix, services);
    desk_postconf_overrides(postfix, overrides);

    cr_expect_eq(g_hash_table_size(postfix->settings), 3);
    cr_expect_str_eq(g_hash_table_lookup(postfix->settings, "mydestination"),
                     "example.com, localhost");
    cr_expect_str_eq(g_hash_table_lookup(postfix->settings, "empty"), "");
    cr_expect_str_eq(g_hash_table_lookup(postfix->settings, "odd"), "a = b");

    cr_assert_eq(postfix->services->len, 3);
    const DeskService *smtp = postfix->services->pdata[0];
    const DeskService *relay = postfix->services->pdata[1];
    const DeskService *cleanup = postfix->services->pdata[2];
    cr_expect(smtp->chroot);
    cr_expect_not(relay->chroot);
    cr_expect_not(cleanup->chroot);
    cr_expect_str_eq(relay->daemon, "smtpd");
    cr_expect_str_eq(g_hash_table_lookup(relay->overrides, "smtpd_milters"), "");
    cr_expect_str_eq(g_hash_table_lookup(smtp->overrides, "smtpd_timeout"), "10s");
    cr_expect_eq(g_hash_table_size(cleanup->overrides), 0);
}

Test(postconf, survives_anything)
{
    static const char *const rows[] = {
        "", "\n\n", "=", " = ", " =\n =", "///", "/ =", "// =", "\xff\xfe = \xff", "a b c d e f g h"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskPostfix) postfix = desk_postfix_new();
        desk_postconf_settings(postfix, rows[i]);
        desk_postconf_services(postfix, rows[i]);
        desk_postconf_overrides(postfix, rows[i]);
        cr_expect_leq(postfix->services->len, 1, "row %zu", i);
    }
}
