#include "desk/mailing.h"
#include "policy/token.h"

bool
desk_mailing_queue(DeskStore *store, const DeskOccasion *occasion, const DeskOutboxRow *row,
                   GError **error)
{
    const DeskConf *conf = desk_policy_conf(occasion->policy);
    const DeskSeal *seal = desk_policy_seal(occasion->policy);
    const DeskMailbox *mailbox = occasion->mailbox;
    const DeskToken token = { .ticket = row->ticket, .contact = row->contact };
    const char delimiter = conf->recipient_delimiter;
    g_autofree char *message_id = desk_token_message_id(seal, token, conf->hostname);
    g_autofree char *reply_to =
        desk_token_reply_address(seal, token, mailbox->reply_base, delimiter);
    g_autofree char *sender =
        desk_token_bounce_address(seal, token, mailbox->reply_base, delimiter);

    DeskOutboxRow mail = *row;
    mail.message_id = message_id;
    mail.date = mail.created = occasion->now;
    mail.next_at = MAX(row->next_at, occasion->now);
    mail.from_name = row->from_name ? row->from_name : mailbox->display_name;
    mail.from_address = mailbox->address;
    mail.reply_to = row->reply_to ? row->reply_to : reply_to;
    mail.envelope_from = row->envelope_from ? row->envelope_from : sender;
    return desk_store_outbox_add(store, &mail, error);
}
