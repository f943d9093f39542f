#include "mail/mail.h"

DeskMailAddress *
desk_mail_address_new(const char *name, const char *address)
{
    DeskMailAddress *mailbox = g_new0(DeskMailAddress, 1);
    mailbox->name = g_strdup(name);
    mailbox->address = g_strdup(address);
    return mailbox;
}

static void
address_free(gpointer data)
{
    DeskMailAddress *mailbox = data;
    g_free(mailbox->name);
    g_free(mailbox->address);
    g_free(mailbox);
}

DeskAttachment *
desk_attachment_new(void)
{
    DeskAttachment *attachment = g_new0(DeskAttachment, 1);
    attachment->name = g_strdup("");
    attachment->type = g_strdup("");
    attachment->sha256 = g_strdup("");
    attachment->content_id = g_strdup("");
    return attachment;
}

void
desk_attachment_free(DeskAttachment *attachment)
{
    if (!attachment)
        return;
    g_free(attachment->name);
    g_free(attachment->type);
    g_free(attachment->sha256);
    g_free(attachment->content_id);
    g_free(attachment);
}

static void
attachment_free(gpointer data)
{
    desk_attachment_free(data);
}

DeskMailField *
desk_mail_field_new(const char *name, const char *value)
{
    DeskMailField *field = g_new0(DeskMailField, 1);
    field->name = g_strdup(name);
    field->value = g_strdup(value);
    return field;
}

void
desk_mail_field_free(DeskMailField *field)
{
    if (!field)
        return;
    g_free(field->name);
    g_free(field->value);
    g_free(field);
}

static void
field_free(gpointer data)
{
    desk_mail_field_free(data);
}

DeskBounce *
desk_bounce_new(void)
{
    DeskBounce *bounce = g_new0(DeskBounce, 1);
    bounce->recipient = g_strdup("");
    bounce->status = g_strdup("");
    bounce->reply_code = g_strdup("");
    bounce->diagnostic = g_strdup("");
    return bounce;
}

void
desk_bounce_free(DeskBounce *bounce)
{
    if (!bounce)
        return;
    g_free(bounce->recipient);
    g_free(bounce->status);
    g_free(bounce->reply_code);
    g_free(bounce->diagnostic);
    g_free(bounce);
}

static void
bounce_free(gpointer data)
{
    desk_bounce_free(data);
}

DeskAuthentication *
desk_authentication_new(void)
{
    DeskAuthentication *authentication = g_new0(DeskAuthentication, 1);
    authentication->authserv_id = g_strdup("");
    authentication->method = g_strdup("");
    authentication->result = g_strdup("");
    authentication->domain = g_strdup("");
    return authentication;
}

void
desk_authentication_free(DeskAuthentication *authentication)
{
    if (!authentication)
        return;
    g_free(authentication->authserv_id);
    g_free(authentication->method);
    g_free(authentication->result);
    g_free(authentication->domain);
    g_free(authentication);
}

static void
authentication_free(gpointer data)
{
    desk_authentication_free(data);
}

DeskMail *
desk_mail_new(void)
{
    DeskMail *mail = g_new0(DeskMail, 1);
    mail->message_id = g_strdup("");
    mail->subject = g_strdup("");
    mail->text = g_strdup("");
    mail->reply_text = g_strdup("");
    mail->signature_text = g_strdup("");
    mail->calendar = g_strdup("");
    mail->content_language = g_strdup("");
    mail->detected_language = g_strdup("");
    mail->returned_id = g_strdup("");
    mail->machine_evidence = g_strdup("");
    mail->thread_topic = g_strdup("");
    mail->from = g_ptr_array_new_with_free_func(address_free);
    mail->reply_to = g_ptr_array_new_with_free_func(address_free);
    mail->to = g_ptr_array_new_with_free_func(address_free);
    mail->cc = g_ptr_array_new_with_free_func(address_free);
    mail->in_reply_to = g_ptr_array_new_with_free_func(g_free);
    mail->references = g_ptr_array_new_with_free_func(g_free);
    mail->fields = g_ptr_array_new_with_free_func(field_free);
    mail->authentication = g_ptr_array_new_with_free_func(authentication_free);
    mail->attachments = g_ptr_array_new_with_free_func(attachment_free);
    mail->bounces = g_ptr_array_new_with_free_func(bounce_free);
    mail->defects = g_ptr_array_new_with_free_func(g_free);
    mail->may_answer = true;
    return mail;
}

void
desk_mail_free(DeskMail *mail)
{
    if (!mail)
        return;
    g_free(mail->message_id);
    g_free(mail->subject);
    g_free(mail->text);
    g_free(mail->reply_text);
    g_free(mail->signature_text);
    g_free(mail->calendar);
    g_free(mail->content_language);
    g_free(mail->detected_language);
    g_free(mail->machine_evidence);
    g_free(mail->returned_id);
    g_free(mail->thread_topic);
    g_ptr_array_unref(mail->from);
    g_ptr_array_unref(mail->reply_to);
    g_ptr_array_unref(mail->to);
    g_ptr_array_unref(mail->cc);
    g_ptr_array_unref(mail->fields);
    g_ptr_array_unref(mail->authentication);
    g_ptr_array_unref(mail->in_reply_to);
    g_ptr_array_unref(mail->references);
    g_ptr_array_unref(mail->attachments);
    g_ptr_array_unref(mail->bounces);
    g_ptr_array_unref(mail->defects);
    g_free(mail);
}

void
desk_mail_set(char **field, char *value)
{
    g_free(*field);
    *field = value;
}

void
desk_mail_add_defect(DeskMail *mail, const char *defect)
{
    if (mail->defects->len < DESK_MAIL_LIST_MAX)
        g_ptr_array_add(mail->defects, g_strdup(defect));
}

const DeskMailAddress *
desk_mail_sender(const DeskMail *mail)
{
    const DeskMailAddress *only = mail->from->len == 1 ? g_ptr_array_index(mail->from, 0) : NULL;
    return only && strchr(only->address, '@') ? only : NULL;
}

static const char *const machine_names[DESK_MACHINE_KINDS] = {
    [DESK_MACHINE_HUMAN] = "human",
    [DESK_MACHINE_AUTO_REPLY] = "auto-reply",
    [DESK_MACHINE_AUTO_GENERATED] = "auto-generated",
    [DESK_MACHINE_LIST] = "list",
    [DESK_MACHINE_BOUNCE] = "bounce",
    [DESK_MACHINE_DELAY] = "delay",
    [DESK_MACHINE_SUCCESS] = "success",
    [DESK_MACHINE_COMPLAINT] = "complaint",
    [DESK_MACHINE_RECEIPT] = "receipt",
    [DESK_MACHINE_CHALLENGE] = "challenge",
};

const char *
desk_machine_name(DeskMachineKind kind)
{
    return machine_names[kind];
}

static const char *const action_names[DESK_BOUNCE_ACTIONS] = {
    [DESK_BOUNCE_FAILED] = "failed",       [DESK_BOUNCE_DELAYED] = "delayed",
    [DESK_BOUNCE_DELIVERED] = "delivered", [DESK_BOUNCE_RELAYED] = "relayed",
    [DESK_BOUNCE_EXPANDED] = "expanded",
};

const char *
desk_bounce_action_name(DeskBounceAction action)
{
    return action_names[action];
}
