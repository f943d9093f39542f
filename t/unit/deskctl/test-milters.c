#include "deskctl/milters.h"

#include <criterion/criterion.h>

Test(milters, takes_a_list_apart)
{
    static const struct {
        const char *value;
        const char *shown; /* address=action joined by blanks */
    } rows[] = {
        { "", "" },
        { " , ", "" },
        { "unix:a", "unix:a=-" },
        { "inet:localhost:8891, unix:a", "inet:localhost:8891=- unix:a=-" },
        { "inet:localhost:8891 unix:a", "inet:localhost:8891=- unix:a=-" },
        { "{ unix:a, default_action=accept }, unix:b", "unix:a=accept unix:b=-" },
        { "{unix:a,connect_timeout=5s,default_action=reject}", "unix:a=reject" },
        { "{ unix:a, default_action=accept", "unix:a=accept" },
        { "{ unix:a default_action=reject }", "unix:a=reject" },
        { "{}", "" },
        { "{ , }", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) milters = desk_milters_parse(rows[i].value);
        g_autoptr(GString) shown = g_string_new(NULL);
        for (guint k = 0; k < milters->len; k++) {
            const DeskMilter *milter = milters->pdata[k];
            g_string_append_printf(shown, "%s%s=%s", k ? " " : "", milter->address,
                                   milter->default_action ? milter->default_action : "-");
        }
        cr_expect_str_eq(shown->str, rows[i].shown, "%s: %s", rows[i].value, shown->str);
    }
}

Test(milters, knows_the_desk_by_every_spelling)
{
    static const char listen[] = "unix:/var/spool/postfix/deskmilter/milter.sock";
    static const struct {
        const char *address, *listen;
        bool chroot, same;
    } rows[] = {
        { "unix:deskmilter/milter.sock", listen, true, true },
        { "unix:deskmilter/milter.sock", listen, false, true },
        { "unix:/deskmilter/milter.sock", listen, true, true },
        { "unix:/deskmilter/milter.sock", listen, false, false },
        { "unix:/var/spool/postfix//deskmilter/milter.sock", listen, false, true },
        { "local:deskmilter/milter.sock", listen, true, true },
        { "unix:/var/spool/postfix/deskmilter/milter.sock", listen, true, false },
        { "unix:opendkim/opendkim.sock", listen, true, false },
        { "inet:localhost:8890", listen, true, false },
        { "inet:127.0.0.1:8890", "inet:8890@127.0.0.1", true, true },
        { "inet:localhost:8890", "inet:8890@127.0.0.1", true, true },
        { "inet:localhost:8891", "inet:8890@127.0.0.1", true, false },
        { "nonsense", listen, true, false },
        { "", listen, true, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(
            desk_milter_is(rows[i].address, rows[i].listen, "/var/spool/postfix", rows[i].chroot),
            rows[i].same, "row %zu: %s", i, rows[i].address);
}

Test(milters, names_the_desk_for_postfix)
{
    static const struct {
        const char *listen, *address;
        bool chroot;
    } rows[] = {
        { "unix:/var/spool/postfix/deskmilter/m", "unix:deskmilter/m", true },
        { "unix:/var/spool/postfix/deskmilter/m", "unix:deskmilter/m", false },
        { "unix:/run/desk/m", NULL, true },
        { "unix:/run/desk/m", "unix:/run/desk/m", false },
        { "unix:/var/spool/postfix-b/m", NULL, true },
        { "inet:8890@127.0.0.1", "inet:127.0.0.1:8890", true },
        { "inet:8890", "inet:127.0.0.1:8890", true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *address =
            desk_milter_address(rows[i].listen, "/var/spool/postfix", rows[i].chroot);
        cr_expect_eq(g_strcmp0(address, rows[i].address), 0, "%s: %s", rows[i].listen,
                     address ? address : "(none)");
    }
}
