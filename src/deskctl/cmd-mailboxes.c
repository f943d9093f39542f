#include "deskctl/cmd.h"
#include "deskctl/json.h"

/* What Postfix is told of the desk's addresses: a line each, or an element of list. */
static void
add(json_t *list, const char *address, const char *kind, const char *name)
{
    if (!list) {
        printf("%s\t%s\n", address, name);
        return;
    }
    json_t *value = json_object();
    json_object_set_new(value, "address", desk_json_text(address));
    json_object_set_new(value, kind, desk_json_text(name));
    json_array_append_new(list, value);
}

static void
add_mailboxes(const DeskConf *conf, json_t *list)
{
    for (guint i = 0; i < conf->mailboxes->len; i++) {
        const DeskMailbox *mailbox = conf->mailboxes->pdata[i];
        add(list, mailbox->address, "mailbox", mailbox->name);
        for (char **alias = mailbox->aliases; *alias; alias++)
            add(list, *alias, "mailbox", mailbox->name);
    }
}

static void
add_logins(const DeskConf *conf, json_t *list)
{
    for (guint i = 0; i < conf->agents->len; i++) {
        const DeskAgent *agent = conf->agents->pdata[i];
        for (char **address = agent->addresses; agent->login && *address; address++)
            add(list, *address, "login", agent->login);
    }
}

int
desk_cmd_mailboxes(const DeskCtl *ctl)
{
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    json_t *list = ctl->options->json ? json_array() : NULL;
    if (ctl->options->logins)
        add_logins(conf, list);
    else
        add_mailboxes(conf, list);
    if (list)
        desk_json_print(list, false);
    return EX_OK;
}
