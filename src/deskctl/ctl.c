#include "deskctl/ctl.h"
#include "base/daemon.h"
#include "base/file.h"
#include "base/text.h"

#include <stdarg.h>

int
desk_ctl_complain(int code, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    fprintf(stderr, "deskctl: %s\n", text);
    return code;
}

int
desk_ctl_fail(const GError *error)
{
    int code = EX_UNAVAILABLE;
    if (error->domain == DESK_STORE_ERROR)
        code = desk_store_error_is_temporary(error) ? EX_TEMPFAIL : EX_CONFIG;
    else if (error->domain == DESK_FILE_ERROR && error->code == DESK_FILE_ERROR_UNSAFE)
        code = EX_CONFIG;
    else if (error->domain == DESK_FILE_ERROR)
        code = EX_NOINPUT;
    return desk_ctl_complain(code, "%s", error->message);
}

DeskConf *
desk_ctl_conf(const DeskCtl *ctl, DeskConfFlags flags)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    DeskConf *conf = desk_conf_load(ctl->config_path, flags, problems);

    for (guint i = 0; !conf && i < problems->len; i++)
        fprintf(stderr, "%s\n", (const char *) problems->pdata[i]);
    return conf;
}

DeskStore *
desk_ctl_store(const DeskCtl *ctl, DeskStoreMode mode, int *code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf) {
        *code = EX_CONFIG;
        return NULL;
    }
    if (!desk_daemon_drop_root(conf->user, NULL, &error)) {
        *code = desk_ctl_complain(EX_CONFIG, "%s", error->message);
        return NULL;
    }
    DeskStore *store = desk_store_open(conf->store, mode, &error);
    if (!store)
        *code = desk_ctl_fail(error);
    return store;
}

/* Without a store nothing verifies, whatever it is bound to. */
static GPtrArray *
no_epochs(void)
{
    GPtrArray *epochs = g_ptr_array_new_with_free_func((GDestroyNotify) desk_epoch_free);
    g_ptr_array_add(epochs, desk_epoch_new("none", 0, 0));
    return epochs;
}

DeskPolicy *
desk_ctl_policy(DeskConf *conf, DeskStore *store, int *code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) epochs = store ? desk_store_epochs(store, &error) : no_epochs();
    if (!epochs) {
        *code = desk_ctl_fail(error);
        return NULL;
    }
    return desk_policy_new(conf, epochs);
}

bool
desk_ctl_number(const char *what, const char *text, gint64 max, gint64 *number)
{
    g_autofree char *shown = desk_text_quote(text);
    gint64 value = 0;
    if (!g_ascii_string_to_signed(text, 10, 1, max, &value, NULL)) {
        desk_ctl_complain(EX_USAGE,
                          "%s: \"%s\", expected a whole number from 1 to %" G_GINT64_FORMAT, what,
                          shown, max);
        return false;
    }
    *number = value;
    return true;
}

bool
desk_ctl_option_number(const DeskCtl *ctl, DeskOption option, gint64 max, gint64 fallback,
                       gint64 *number)
{
    const char *text = ctl->options->values[option];
    *number = fallback;
    return !text || desk_ctl_number(desk_option_name(option), text, max, number);
}

GArray *
desk_ctl_messages(const DeskCtl *ctl)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    char **texts = ctl->options->messages;
    for (; texts && *texts; texts++) {
        gint64 number = 0;
        if (!desk_ctl_number(desk_option_name(DESK_OPTION_MESSAGE), *texts, G_MAXINT64, &number))
            return NULL;
        g_array_append_val(numbers, number);
    }
    return g_steal_pointer(&numbers);
}

char *
desk_ctl_actor(void)
{
    return g_strconcat("deskctl:", g_get_user_name(), NULL);
}
