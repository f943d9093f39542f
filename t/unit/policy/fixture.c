#include "fixture.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

static const char config[] = "hostname = \"mx.example.org\"\n"
                             "mailbox \"support\" {\n"
                             "  updates = \"none\"\n"
                             "  address = \"support@example.org\"\n"
                             "  aliases = {\"help@example.org\"}\n"
                             "}\n"
                             "mailbox \"billing\" { address = \"billing@example.org\""
                             "  updates = \"none\" }\n"
                             "agent \"alice\" { addresses = {\"alice@example.org\"} }\n";

GPtrArray *
fixture_epochs(const char *first, const char *second)
{
    GPtrArray *epochs = g_ptr_array_new_with_free_func((GDestroyNotify) desk_epoch_free);
    g_ptr_array_add(epochs, desk_epoch_new(first, second ? 100 : 0, second ? 200 : 0));
    if (second)
        g_ptr_array_add(epochs, desk_epoch_new(second, 0, 0));
    return epochs;
}

DeskPolicy *
fixture_policy(void)
{
    return fixture_policy_with("");
}

DeskPolicy *
fixture_policy_with(const char *settings)
{
    g_autoptr(GPtrArray) epochs = fixture_epochs("first", "second");
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *folder = g_dir_make_tmp("desk-policy-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "desk.conf", NULL);
    g_autofree char *whole = g_strconcat(config, settings, NULL);
    g_file_set_contents(path, whole, -1, NULL);

    g_autoptr(DeskConf) conf = desk_conf_load(path, DESK_CONF_NO_KEYS, problems);
    g_unlink(path);
    g_rmdir(folder);
    cr_assert_not_null(conf, "%s", problems->len > 0 ? (char *) problems->pdata[0] : "?");
    conf->keys = g_new0(DeskKeys, 1);
    conf->keys->count = 2;
    memset(conf->keys->key[0], 1, DESK_KEY_SIZE);
    memset(conf->keys->key[1], 2, DESK_KEY_SIZE);
    return desk_policy_new(conf, epochs);
}

DeskMail *
fixture_mail(const char *subject)
{
    DeskMail *mail = desk_mail_new();
    g_ptr_array_add(mail->from, desk_mail_address_new("Jane", "jane@example.net"));
    g_ptr_array_add(mail->to, desk_mail_address_new("", "support@example.org"));
    g_free(mail->subject);
    mail->subject = g_strdup(subject);
    return mail;
}
