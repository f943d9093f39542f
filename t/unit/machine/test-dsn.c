#include "machine/dsn.h"
#include "mails.h"

#include <criterion/criterion.h>

Test(dsn, reads_addresses_of_every_type)
{
    static const struct {
        const char *value, *address;
    } rows[] = {
        { " rfc822; jane@example.net", "jane@example.net" },
        { "RFC822;jane@example.net\r\n", "jane@example.net" },
        { "rfc822; <jane@example.net>", "jane@example.net" },
        { "<jane@example.net>", "jane@example.net" },
        { "jane@example.net", "jane@example.net" },
        { "rfc822; jane@example.net (Jane Doe)", "jane@example.net" },
        { "rfc822; jane+40example.net", "jane@example.net" },
        { "rfc822; jane+news@example.net", "jane+news@example.net" },
        { "rfc822; jane+41x@example.net", "jane+41x@example.net" },
        { "rfc822; jane+2Bnews+3D1@example.net", "jane+news=1@example.net" },
        { "rfc822; jane+2", "jane+2" },
        { "utf-8; j\\x{E4}ne@example.net", "jäne@example.net" },
        { "utf-8; j\xc3\xa4ne@example.net", "jäne@example.net" },
        { "utf-8; j\\x{110000}ne@example.net", "j\\x{110000}ne@example.net" },
        { "rfc822; \"a b\"@example.net", "\"a b\"@example.net" },
        { "rfc822; j..ane.@example.net", "j..ane.@example.net" },
        { "rfc822; 'jane@example.net'", "jane@example.net" },
        { "rfc822; mailto:jane@example.net", "jane@example.net" },
        { "rfc822; <MAILTO:jane@example.net?subject=hi>", "jane@example.net" },
        { "rfc822; jane@example.net<mailto:jane@example.net>", "jane@example.net" },
        { "rfc822; SMTP:jane@example.net", "jane@example.net" },
        { "rfc822; jane@example.net, <john@example.net>;joe@example.net,",
          "jane@example.net john@example.net joe@example.net" },
        { "rfc822; Doe, Jane <jane@example.net>", "jane@example.net" },
        { "rfc822; \"a,b\"@example.net", "\"a,b\"@example.net" },
        { "x-local; jane", "jane" },
        { "rfc822;", "" },
        { "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
        desk_dsn_addresses(bytes_of(rows[i].value), list);
        g_ptr_array_add(list, NULL);
        g_autofree char *found = g_strjoinv(" ", (char **) list->pdata);
        cr_expect_str_eq(found, rows[i].address, "%s: %s", rows[i].value, found);
    }
}

Test(dsn, knows_actions_however_they_are_written)
{
    static const struct {
        const char *value;
        int action;
    } rows[] = {
        { "failed", DESK_BOUNCE_FAILED },
        { " Failed (5.1.1)", DESK_BOUNCE_FAILED },
        { "failure", DESK_BOUNCE_FAILED },
        { "undeliverable", DESK_BOUNCE_FAILED },
        { "DELAYED", DESK_BOUNCE_DELAYED },
        { "deferred", DESK_BOUNCE_DELAYED },
        { "delivered", DESK_BOUNCE_DELIVERED },
        { "deliverable", DESK_BOUNCE_DELIVERED },
        { "relayed", DESK_BOUNCE_RELAYED },
        { "(to many) expanded", DESK_BOUNCE_EXPANDED },
        { "misunderstood", -1 },
        { "", -1 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskBounceAction action;
        bool known = desk_dsn_action(bytes_of(rows[i].value), &action);
        cr_expect_eq(known ? (int) action : -1, rows[i].action, "%s", rows[i].value);
    }
}

Test(dsn, knows_a_status_however_it_is_written)
{
    static const struct {
        const char *value, *status;
    } rows[] = {
        { "5.1.1", "5.1.1" },  { " 5.1.1 (no such user)", "5.1.1" },
        { "5.1.1.", "5.1.1" }, { "550 5.1.1", "5.1.1" },
        { "#5.1.1", "5.1.1" }, { "511", "5.1.1" },
        { "447", "4.4.7" },    { "550", "5.0.0" },
        { "4", "4.0.0" },      { "5.7.606", "5.7.606" },
        { "2.1.5", "2.1.5" },  { "5.1.1234", NULL },
        { "5...1", NULL },     { "5.1.1.2", NULL },
        { "650", NULL },       { "bad", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *status = desk_dsn_status(bytes_of(rows[i].value));
        cr_expect_eq(g_strcmp0(status, rows[i].status), 0, "%s: %s", rows[i].value,
                     status ? status : "none");
    }
}

static char *
show(const char *fields)
{
    static char mailbox[] = "desk@example.org";
    DeskMailAddress ours = { .address = mailbox };
    g_autoptr(GPtrArray) own = g_ptr_array_new();
    g_ptr_array_add(own, &ours);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify) desk_bounce_free);
    GString *out = g_string_new(NULL);
    desk_dsn_read(bytes_of(fields), own, list);
    for (unsigned i = 0; i < list->len; i++) {
        const DeskBounce *bounce = g_ptr_array_index(list, i);
        g_string_append_printf(out, "[%s %s %s %s|%s]", bounce->recipient,
                               desk_bounce_action_name(bounce->action), bounce->status,
                               bounce->reply_code, bounce->diagnostic);
    }
    return g_string_free(out, FALSE);
}

Test(dsn, reads_blocks_as_they_come)
{
    static const struct {
        const char *name, *fields, *expect;
    } rows[] = {
        { "by the book",
          "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\n"
          "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no\n such\tuser\n\n"
          "Final-Recipient: rfc822; b@example.net\nAction: delayed\nStatus: 4.2.2\n",
          "[a@example.net failed 5.1.1 550|550 5.1.1 no such user][b@example.net delayed 4.2.2 "
          "|]" },
        { "with CR LF",
          "Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@example.net\r\nAction: "
          "failed\r\n"
          "Status: 5.0.0 (permanent failure)\r\n\r\n",
          "[a@example.net failed 5.0.0 |]" },
        { "nothing between the blocks",
          "Final-Recipient: a@example.net\nAction: failed\nFinal-Recipient: b@example.net\n"
          "Action: delivered\n",
          "[a@example.net failed  |][b@example.net delivered  |]" },
        { "the action first",
          "Action: failed\nFinal-Recipient: a@example.net\nStatus: 5.1.1\nAction: delayed\n"
          "Final-Recipient: b@example.net\nStatus: 4.1.1\n",
          "[a@example.net failed 5.1.1 |][b@example.net delayed 4.1.1 |]" },
        { "an empty line inside",
          "Final-Recipient: rfc822; a@example.net\n\nAction: delayed\nStatus: 4.4.1\n",
          "[a@example.net delayed 4.4.1 |]" },
        { "only the original recipient",
          "Original-Recipient: <a@example.net>\nAction: failed\nDiagnostic-Code: smtp; 550 no\n",
          "[a@example.net failed  550|550 no]" },
        { "a final recipient that is no address",
          "Final-Recipient: x400; /G=A/S=B/\nOriginal-Recipient: rfc822; a@example.net\n"
          "Action: failed\n",
          "[a@example.net failed  |]" },
        { "a final recipient that is a pipe",
          "Final-Recipient: rfc822; |/bin/x a@example.net /y\n"
          "Original-Recipient: rfc822; a@example.net\nAction: failed\n",
          "[a@example.net failed  |]" },
        { "misspelt", "Final Recepient: rfc822; a@example.net\nACTION : Failed\nstatus : 5.2.1\n",
          "[a@example.net failed 5.2.1 |]" },
        { "folded without a blank",
          "Final-Recipient: rfc822; a@example.net\nStatus: 5.1.1\n"
          "Diagnostic-Code: smtp; 550 the user\nis not: known here\nRemote-MTA: dns; mx\n",
          "[a@example.net failed 5.1.1 550|550 the user is not: known here]" },
        { "no action",
          "Final-Recipient: rfc822; a@example.net\nStatus: 2.1.5\n\n"
          "Final-Recipient: rfc822; b@example.net\nWill-Retry-Until: tomorrow\n",
          "[a@example.net delivered 2.1.5 |][b@example.net delayed  |]" },
        { "a diagnostic without a type",
          "Final-Recipient: rfc822; a@example.net\nDiagnostic-Code: 554 5.7.1 spam; go away\n",
          "[a@example.net failed  554|554 5.7.1 spam; go away]" },
        { "a status that is none", "Final-Recipient: rfc822; a@example.net\nStatus: bad\n",
          "[a@example.net failed  |]" },
        { "a status with a number too long", "Final-Recipient: a@example.net\nStatus: 5.1.1234\n",
          "[a@example.net failed  |]" },
        { "a status with a number too few", "Final-Recipient: a@example.net\nStatus: 5...1\n",
          "[a@example.net failed  |]" },
        { "every field folded",
          "Final-Recipient:\n rfc822;\n\ta@example.net\nAction:\n failed\nStatus:\n\t5.1.1\n"
          "Diagnostic-Code:\n smtp;\n 550 5.1.1 no\n such user\n",
          "[a@example.net failed 5.1.1 550|550 5.1.1 no such user]" },
        { "an alias",
          "Final-Recipient: rfc822; a@example.net\n"
          "Original-Recipient: rfc822; info@example.net\nAction: failed\nStatus: 5.1.1\n\n"
          "Final-Recipient: rfc822; b@example.net\n"
          "Original-Recipient: rfc822; INFO@example.net\nAction: failed\nStatus: 5.2.2\n",
          "[a@example.net failed 5.1.1 |][info@example.net failed 5.1.1 |]"
          "[b@example.net failed 5.2.2 |]" },
        { "the same but for case",
          "Final-Recipient: rfc822; a@example.net\nOriginal-Recipient: rfc822; A@example.net\n"
          "Action: delayed\n",
          "[a@example.net delayed  |]" },
        { "an alias for ourselves",
          "Final-Recipient: rfc822; desk@example.org\n"
          "Original-Recipient: rfc822; a@example.net\nAction: failed\n",
          "[a@example.net failed  |]" },
        { "ourselves passed on",
          "Final-Recipient: rfc822; a@example.net\n"
          "Original-Recipient: rfc822; Desk@example.org\nAction: failed\n",
          "[a@example.net failed  |]" },
        { "ourselves alone", "Final-Recipient: rfc822; desk@example.org\nAction: failed\n",
          "[desk@example.org failed  |]" },
        { "two in one field",
          "Final-Recipient: rfc822; a@example.net,b@example.net\nAction: failed\nStatus: 5.1.1\n",
          "[a@example.net failed 5.1.1 |][b@example.net failed 5.1.1 |]" },
        { "failed in spite of a status of success",
          "Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 2.0.0\n",
          "[a@example.net failed  |]" },
        { "two diagnostics",
          "Final-Recipient: rfc822; a@example.net\nDiagnostic-Code: smtp; 550 no\n"
          "Diagnostic-Code: x-gate; gone\n",
          "[a@example.net failed  550|550 no x-gate; gone]" },
        { "nothing of the kind", "Subject: hello\nTo: a@example.net\n\nStatus of things\n", "" },
        { "nothing at all", "", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = show(rows[i].fields);
        cr_expect_str_eq(found, rows[i].expect, "%s: %s", rows[i].name, found);
    }
}

Test(dsn, keeps_no_more_recipients_than_a_list_holds)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify) desk_bounce_free);
    GString *fields =
        repeat("", "Final-Recipient: rfc822; a@example.net\nAction: failed\n\n", 3000, "");
    desk_dsn_read(view_of(fields), NULL, list);
    cr_expect_eq(list->len, DESK_MAIL_LIST_MAX);
    g_string_free(fields, TRUE);
}
