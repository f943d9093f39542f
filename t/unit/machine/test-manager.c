#include "machine/manager.h"
#include "mails.h"

#include <criterion/criterion.h>

#define LIST "List-Id: Birds <birds.lists.example.org>\n"

static const struct {
    const char *from, *headers;
    bool wrote;
} rows[] = {
    { "birds-bounces@lists.example.org", LIST, true },
    { "Birds-Owner@lists.example.org", LIST, true },
    { "birds-request@lists.example.org", "List-Post: <mailto:birds@lists.example.org>\n", true },
    { "birds-help@lists.example.org",
      "Mailing-List: contact birds-help@lists.example.org; run by ezmlm\n", true },
    { "owner-birds@lists.example.org", "X-BeenThere: birds@lists.example.org\n", true },
    { "birds+owners@groups.example.org",
      "Mailing-list: list birds@groups.example.org; contact birds+owners@groups.example.org\n",
      true },
    { "majordomo@lists.example.org", LIST, true },

    /* Members, and the list itself that hides them. */
    { "ann@example.org", LIST, false },
    { "birds@lists.example.org", LIST, false },
    { "birds-fan@example.org", LIST, false },

    /* Who manages or helps elsewhere is a member here. */
    { "it-help@example.org", LIST, false },
    { "bird-owner@example.org", LIST, false },
    { "seabirds-owner@example.org", LIST, false },
    { "irds-owner@example.org", LIST, false },
    { "-owner@example.org", LIST, false },
    { "birds-owner@lists.example.org", "", false },
    { "birds-owner@lists.example.org", "Subject: birds@lists.example.org\n", false },
};

Test(manager, is_known_by_the_list_that_is_named)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        g_autoptr(GArray) headers = desk_headers_read(bytes_of(rows[i].headers), NULL);
        g_ptr_array_add(mail->from, desk_mail_address_new("", rows[i].from));
        cr_expect_eq(desk_manager_wrote(mail, headers), rows[i].wrote, "%zu %s", i, rows[i].from);
    }
}

Test(manager, needs_one_sender)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_autoptr(GArray) headers = desk_headers_read(BYTES(LIST), NULL);
    cr_expect_not(desk_manager_wrote(mail, headers));
}
