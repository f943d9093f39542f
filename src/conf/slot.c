#include "conf/slot.h"
#include "conf/value.h"

#include <pthread.h>

struct DeskConfSlot {
    pthread_mutex_t lock;   /* guards conf */
    pthread_mutex_t reload; /* one reload at a time */
    DeskConf *conf;
};

DeskConfSlot *
desk_conf_slot_new(DeskConf *conf)
{
    DeskConfSlot *slot = g_new0(DeskConfSlot, 1);
    pthread_mutex_init(&slot->lock, NULL);
    pthread_mutex_init(&slot->reload, NULL);
    slot->conf = conf;
    return slot;
}

void
desk_conf_slot_free(DeskConfSlot *slot)
{
    if (!slot)
        return;
    desk_conf_unref(slot->conf);
    pthread_mutex_destroy(&slot->lock);
    pthread_mutex_destroy(&slot->reload);
    g_free(slot);
}

DeskConf *
desk_conf_slot_get(DeskConfSlot *slot)
{
    pthread_mutex_lock(&slot->lock);
    DeskConf *conf = desk_conf_ref(slot->conf);
    pthread_mutex_unlock(&slot->lock);
    return conf;
}

/* Only the top level has settings that need a restart. */
static bool
may_replace(const DeskConf *old, const DeskConf *fresh, GPtrArray *problems)
{
    const DeskSection *top = desk_table_section("");
    bool ok = true;
    for (size_t i = 0; i < top->count; i++) {
        const DeskSetting *setting = &top->settings[i];
        if (!setting->restart || desk_value_equal(setting, old, fresh))
            continue;
        g_ptr_array_add(problems,
                        g_strdup_printf("%s: %s has changed and needs a restart, expected the old "
                                        "value for a reload",
                                        fresh->path, setting->name));
        ok = false;
    }
    return ok;
}

static DeskConf *
replace(DeskConfSlot *slot, DeskConf *fresh)
{
    pthread_mutex_lock(&slot->lock);
    DeskConf *old = slot->conf;
    slot->conf = fresh;
    pthread_mutex_unlock(&slot->lock);
    return old;
}

static bool
reload_locked(DeskConfSlot *slot, GPtrArray *problems)
{
    g_autoptr(DeskConf) old = desk_conf_slot_get(slot);
    DeskConfFlags flags = old->keys ? DESK_CONF_DEFAULT : DESK_CONF_NO_KEYS;
    g_autoptr(DeskConf) fresh = desk_conf_load(old->path, flags, problems);

    if (!fresh || !may_replace(old, fresh, problems))
        return false;
    desk_conf_unref(replace(slot, g_steal_pointer(&fresh)));
    return true;
}

bool
desk_conf_slot_reload(DeskConfSlot *slot, GPtrArray *problems)
{
    pthread_mutex_lock(&slot->reload);
    bool ok = reload_locked(slot, problems);
    pthread_mutex_unlock(&slot->reload);
    return ok;
}
