#include "policy/robots.h"

#include <criterion/criterion.h>

/* RULES L1, S5: from whom nobody can be answered, and who is never let onto another's ticket. */
Test(robots, s5_services_are_known_by_their_addresses)
{
    static const struct {
        const char *address;
        bool unread, service;
    } rows[] = {
        { "jane@example.net", false, false },
        { "noreply@example.net", true, true },
        { "No-Reply@example.net", true, true },
        { "acme.no_reply+42@example.net", true, true },
        { "do-not-reply@example.net", true, true },
        { "MAILER-DAEMON@example.net", true, true },
        { "postmaster@example.net", true, true },
        { "bounces+123@example.net", true, true },
        { "owner-list@example.net", true, true },
        { "list-request@example.net", true, true },
        { "verification@example.net", false, true },
        { "account-verification@example.net", false, true },
        { "Notifications+x7@example.net", false, true },
        { "verify@example.net", false, true },
        { "security@example.net", false, false },
        { "verifya@example.net", false, false },
        { "bouncer@example.net", false, false },
        { "no address", true, true },
        { "", true, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        cr_expect_eq(desk_robots_is_unread(rows[i].address), rows[i].unread, "%s", rows[i].address);
        cr_expect_eq(desk_robots_is_service(rows[i].address), rows[i].service, "%s",
                     rows[i].address);
    }
}
