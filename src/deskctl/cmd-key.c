#include "base/file.h"
#include "deskctl/cmd.h"
#include "deskctl/json.h"
#include "deskctl/table.h"

/* No byte of a key leaves this file: fingerprints do (RULES A25). */

static const char *
get_use(const DeskKeys *keys, unsigned i)
{
    return i + 1 == keys->count ? "signs and verifies" : "verifies";
}

static void
print_keys(const DeskKeys *keys)
{
    static const char *const heads[] = { "KEY", "FINGERPRINT", "USE", NULL };
    g_autoptr(DeskTable) table = desk_table_new(heads);
    for (unsigned i = 0; i < keys->count; i++) {
        char print[DESK_KEY_PRINT + 1];
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        desk_keys_print(keys->key[i], print);
        desk_table_add(table, (const char *const[]){ number, print, get_use(keys, i) });
    }
    desk_table_print(table, stdout);
}

static void
print_keys_json(const DeskKeys *keys)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < keys->count; i++) {
        char print[DESK_KEY_PRINT + 1];
        json_t *key = json_object();
        desk_keys_print(keys->key[i], print);
        json_object_set_new(key, "number", json_integer(i + 1));
        json_object_set_new(key, "fingerprint", desk_json_text(print));
        json_object_set_new(key, "signs", json_boolean(i + 1 == keys->count));
        json_array_append_new(list, key);
    }
    desk_json_print(list, false);
}

int
desk_cmd_key_list(const DeskCtl *ctl)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    g_autoptr(DeskKeys) keys = desk_keys_load(conf->key_file, &error);
    if (!keys)
        return desk_ctl_fail(error);
    if (ctl->options->json)
        print_keys_json(keys);
    else
        print_keys(keys);
    return EX_OK;
}

/* The file stays root's where it is root's, so this is a command that does not give root up. */
int
desk_cmd_key_rotate(const DeskCtl *ctl)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    g_autoptr(DeskKeys) before = desk_keys_load(conf->key_file, &error);
    if (!before)
        return desk_ctl_fail(error);
    g_autoptr(DeskKeys) keys = desk_keys_rotate(conf->key_file, ctl->options->drop_oldest, &error);
    if (!keys)
        return desk_ctl_complain(EX_CANTCREAT, "%s", error->message);
    if (ctl->options->json) {
        print_keys_json(keys);
        return EX_OK;
    }
    print_keys(keys);
    puts(
        "The new key signs when deskmilter and deskpost have been reloaded. Where several gateways "
        "are one\ndesk, copy the file to each of them first, then reload all of them at once.");
    return EX_OK;
}
