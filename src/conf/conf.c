#include "conf/conf.h"
#include "base/address.h"
#include "conf/build.h"

/* The key file belongs to the check: without it nothing of ours can be signed. */
static void
load_keys(DeskConf *conf, DeskSource *source, const DeskBlock *top)
{
    g_autoptr(GError) error = NULL;
    conf->keys = desk_keys_load(conf->key_file, &error);
    if (!conf->keys)
        desk_source_complain(source, desk_build_where(top, "key-file"), "key-file: %s",
                             error->message);
}

/* Without one token and with a problem the file could not be read: nothing more to say. */
static bool
is_unreadable(const DeskSource *source)
{
    return desk_source_size(source) == 0 && desk_source_problems(source) > 0;
}

DeskConf *
desk_conf_load(const char *path, DeskConfFlags flags, GPtrArray *problems)
{
    g_autoptr(DeskSource) source = desk_source_read(path);
    if (is_unreadable(source)) {
        desk_source_report(source, problems);
        return NULL;
    }
    g_autoptr(GPtrArray) blocks = desk_syntax_read(source);
    g_autoptr(GPtrArray) objects = g_ptr_array_new();
    g_autoptr(DeskConf) conf = desk_build_new(path);

    desk_build_fill(conf, source, blocks, objects);
    desk_build_check(conf, source, blocks, objects);
    if (!(flags & DESK_CONF_NO_KEYS))
        load_keys(conf, source, g_ptr_array_index(blocks, 0));
    if (desk_source_problems(source) > 0) {
        desk_source_report(source, problems);
        return NULL;
    }
    if (flags & DESK_CONF_ADVICE)
        desk_build_advise(conf, source, blocks, objects);
    return g_steal_pointer(&conf);
}

DeskConf *
desk_conf_ref(DeskConf *conf)
{
    return g_atomic_rc_box_acquire(conf);
}

/* The name of each section is the first field of its struct. */
static const void *
find(const GPtrArray *objects, const char *name)
{
    for (unsigned i = 0; i < objects->len; i++) {
        char *const *object = g_ptr_array_index(objects, i);
        if (strcmp(*object, name) == 0)
            return object;
    }
    return NULL;
}

const DeskMailbox *
desk_conf_mailbox(const DeskConf *conf, const char *name)
{
    return find(conf->mailboxes, name);
}

const DeskAgent *
desk_conf_agent(const DeskConf *conf, const char *name)
{
    return find(conf->agents, name);
}

const DeskTeam *
desk_conf_team(const DeskConf *conf, const char *name)
{
    return find(conf->teams, name);
}

const DeskCategory *
desk_conf_category(const DeskConf *conf, const char *name)
{
    return find(conf->categories, name);
}

const DeskSla *
desk_conf_sla(const DeskConf *conf, const char *name)
{
    return find(conf->slas, name);
}

const DeskHours *
desk_conf_hours(const DeskConf *conf, const char *calendar)
{
    const DeskCalendar *found = calendar ? find(conf->calendars, calendar) : NULL;
    return found ? found->hours : NULL;
}

const DeskHours *
desk_conf_sla_hours(const DeskConf *conf, const char *name)
{
    const DeskSla *sla = name ? desk_conf_sla(conf, name) : NULL;
    return desk_conf_hours(conf, sla ? sla->calendar : NULL);
}

const DeskAgent *
desk_conf_agent_by_address(const DeskConf *conf, const char *address)
{
    g_autofree char *wanted = desk_address_key(address);
    for (unsigned i = 0; wanted && i < conf->agents->len; i++) {
        const DeskAgent *agent = g_ptr_array_index(conf->agents, i);
        for (char **own = agent->addresses; *own; own++) {
            g_autofree char *key = desk_address_key(*own);
            if (g_strcmp0(key, wanted) == 0)
                return agent;
        }
    }
    return NULL;
}
