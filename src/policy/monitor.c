#include "policy/monitor.h"
#include "base/address.h"
#include "base/text.h"
#include "match/expression.h"

#define KEY_MAX 200 /* bytes */

typedef struct {
    const DeskMonitor *monitor;
    GHashTable *senders; /* identity keys */
    GRegex *key;
    GRegex *recovery; /* or NULL */
} Watch;

struct DeskMonitors {
    GPtrArray *watches;
};

static void
watch_free(gpointer data)
{
    Watch *watch = data;
    g_hash_table_unref(watch->senders);
    g_clear_pointer(&watch->key, g_regex_unref);
    g_clear_pointer(&watch->recovery, g_regex_unref);
    g_free(watch);
}

static GRegex *
compile(const char *expression)
{
    if (!expression)
        return NULL;
    g_autofree char *bounded = g_strconcat(DESK_EXPRESSION_LIMITS, expression, NULL);
    return g_regex_new(bounded, 0, 0, NULL);
}

static Watch *
watch_new(const DeskMonitor *monitor)
{
    Watch *watch = g_new0(Watch, 1);
    watch->monitor = monitor;
    watch->senders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char **sender = monitor->senders; *sender; sender++) {
        char *key = desk_address_key(*sender);
        if (key)
            g_hash_table_add(watch->senders, key);
    }
    watch->key = compile(monitor->key);
    watch->recovery = compile(monitor->recovery);
    return watch;
}

DeskMonitors *
desk_monitors_new(const GPtrArray *monitors)
{
    DeskMonitors *made = g_new0(DeskMonitors, 1);
    made->watches = g_ptr_array_new_with_free_func(watch_free);
    for (guint i = 0; monitors && i < monitors->len; i++)
        g_ptr_array_add(made->watches, watch_new(monitors->pdata[i]));
    return made;
}

void
desk_monitors_free(DeskMonitors *monitors)
{
    if (!monitors)
        return;
    g_ptr_array_unref(monitors->watches);
    g_free(monitors);
}

/* The first group, or all that fits when there is no group. NULL: nothing fits. */
static char *
find_key(const Watch *watch, const char *subject)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!watch->key || !g_regex_match(watch->key, subject, 0, &match))
        return NULL;
    g_autofree char *found =
        g_match_info_fetch(match, g_regex_get_capture_count(watch->key) > 0 ? 1 : 0);
    if (!found)
        return NULL;
    char *key = desk_text_cut(desk_text_line(found, strlen(found)), KEY_MAX);
    if (*key)
        return key;
    g_free(key);
    return NULL;
}

bool
desk_monitors_read(const DeskMonitors *monitors, const char *address, const char *subject,
                   DeskMatter *matter)
{
    g_autofree char *sender = desk_address_key(address);
    for (guint i = 0; sender && i < monitors->watches->len; i++) {
        const Watch *watch = monitors->watches->pdata[i];
        if (!g_hash_table_contains(watch->senders, sender))
            continue;
        char *key = find_key(watch, subject);
        if (!key)
            continue;
        matter->monitor = watch->monitor->name;
        matter->key = key;
        matter->is_over = watch->recovery && g_regex_match(watch->recovery, subject, 0, NULL);
        return true;
    }
    return false;
}

bool
desk_monitor_is_at(const DeskConf *conf, const char *address)
{
    g_autofree char *key = desk_address_key(address);
    for (guint i = 0; key && i < conf->monitors->len; i++) {
        const DeskMonitor *monitor = conf->monitors->pdata[i];
        for (char **sender = monitor->senders; *sender; sender++) {
            g_autofree char *own = desk_address_key(*sender);
            if (g_strcmp0(own, key) == 0)
                return true;
        }
    }
    return false;
}

void
desk_matter_clear(DeskMatter *matter)
{
    g_clear_pointer(&matter->key, g_free);
    matter->monitor = NULL;
}

gint64
desk_matter_name(const DeskMatter *matter)
{
    return desk_text_number(matter->monitor, matter->key);
}
