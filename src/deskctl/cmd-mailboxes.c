#include "deskctl/cmd.h"
#include "deskctl/json.h"

static void
add(json_t *list, const char *address, const DeskMailbox *mailbox)
{
    if (!list) {
        printf("%s\t%s\n", address, mailbox->name);
        return;
    }
    json_t *value = json_object();
    json_object_set_new(value, "address", desk_json_text(address));
    json_object_set_new(value, "mailbox", desk_json_text(mailbox->name));
    json_array_append_new(list, value);
}

int
desk_cmd_mailboxes(const DeskCtl *ctl)
{
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    json_t *list = ctl->options->json ? json_array() : NULL;
    for (guint i = 0; i < conf->mailboxes->len; i++) {
        const DeskMailbox *mailbox = conf->mailboxes->pdata[i];
        add(list, mailbox->address, mailbox);
        for (char **alias = mailbox->aliases; *alias; alias++)
            add(list, *alias, mailbox);
    }
    if (list)
        desk_json_print(list, false);
    return EX_OK;
}
