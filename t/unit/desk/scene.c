#include "scene.h"
#include "../policy/fixture.h"
#include "base/clock.h"
#include "desk/behalf.h"
#include "desk/escalate.h"
#include "desk/record.h"
#include "room.h"
#include "store/outbox.h"
#include "store/raw.h"
#include "store/rows.h"

#include <criterion/criterion.h>

#define ID "mx.example.org"

DeskStore *scene_store;
DeskPolicy *scene_policy;

void
scene_open_with(const char *settings)
{
    g_autofree char *all = g_strconcat(
        "authserv-id = \"" ID "\"\n"
        "agent \"bob\" { addresses = {\"bob@example.org\", \"bob@example.com\"} login = \"bob\" }\n"
        "monitor \"nagios\" {\n"
        "  senders = {\"nagios@example.net\"}\n"
        "  key = 'alert: (\\S+)'\n"
        "  recovery = '^RECOVERY'\n"
        "}\n",
        settings, NULL);
    if (scene_store) /* by the suite, for a test that wants another one */
        scene_close();
    scene_store = room_open();
    scene_policy = fixture_policy_with(all);
}

void
scene_open(void)
{
    scene_open_with("");
}

void
scene_close(void)
{
    room_close(g_steal_pointer(&scene_store));
    desk_policy_unref(g_steal_pointer(&scene_policy));
}

static void
add_addresses(GPtrArray *list, const char *addresses)
{
    g_auto(GStrv) all = g_strsplit(addresses, " ", -1);
    for (char **address = all; *address; address++)
        g_ptr_array_add(list, desk_mail_address_new("", *address));
}

static void
add_result(DeskMail *mail, const Letter *letter)
{
    const char *at = strchr(letter->from, '@');
    DeskAuthentication *result = desk_authentication_new();
    desk_mail_set(&result->authserv_id, g_strdup(ID));
    desk_mail_set(&result->method, g_strdup("dmarc"));
    desk_mail_set(&result->result, g_strdup(letter->dmarc));
    desk_mail_set(&result->domain, g_strdup(at ? at + 1 : ""));
    g_ptr_array_add(mail->authentication, result);
}

static DeskMail *
mail_of(const Letter *letter)
{
    DeskMail *mail = fixture_mail(letter->subject);
    g_ptr_array_set_size(mail->from, 0);
    g_ptr_array_add(mail->from, desk_mail_address_new("", letter->from));
    desk_mail_set(&mail->message_id, g_strdup(letter->message_id));
    mail->machine = letter->machine;
    mail->machine_by_words = letter->by_words;
    mail->from_in_doubt = letter->in_doubt;
    if (letter->header_to)
        add_addresses(mail->to, letter->header_to);
    if (letter->cc)
        add_addresses(mail->cc, letter->cc);
    if (letter->reply_to)
        add_addresses(mail->reply_to, letter->reply_to);
    if (letter->returned)
        desk_mail_set(&mail->returned_id, g_strdup(letter->returned));
    if (letter->reference)
        g_ptr_array_add(mail->references, g_strdup(letter->reference));
    if (letter->in_reply_to)
        g_ptr_array_add(mail->in_reply_to, g_strdup(letter->in_reply_to));
    if (letter->body) {
        desk_mail_set(&mail->text, g_strdup(letter->body));
        desk_mail_set(&mail->reply_text, g_strdup(letter->body));
    }
    if (letter->dmarc)
        add_result(mail, letter);
    if (letter->age > 0)
        mail->date = desk_clock_now() + letter->later - letter->age;
    return mail;
}

static DeskEnvelope *
envelope_of(const Letter *letter)
{
    const char *sender = letter->mail_from ? letter->mail_from : letter->from;
    DeskEnvelope *envelope = desk_envelope_new(scene_policy, letter->is_null ? "" : sender);
    g_auto(GStrv) to = g_strsplit(letter->to ? letter->to : "support@example.org", " ", -1);
    for (char **address = to; *address; address++)
        desk_envelope_add(envelope, *address);
    envelope->login = g_strdup(letter->login);
    return envelope;
}

DeskFiling *
scene_filing(const Letter *letter)
{
    g_autofree char *raw =
        g_strdup_printf("From: %s\r\nMessage-ID: <%s>\r\nSubject: %s\r\n\r\n%s", letter->from,
                        letter->message_id, letter->subject, letter->body ? letter->body : "");
    DeskBytes bytes = { raw, strlen(raw) };
    g_autoptr(DeskEnvelope) envelope = envelope_of(letter);
    DeskFiling *filing = desk_filing_new(envelope, bytes, mail_of(letter));
    filing->packed = desk_raw_pack(bytes);
    filing->arrived += letter->later;
    desk_behalf_find(filing, NULL, NULL);
    return filing;
}

DeskVerdict
scene_file(const DeskFiling *filing)
{
    g_autoptr(GError) error = NULL;
    g_auto(DeskDecision) decision = { 0 };
    DeskVerdict verdict = { 0 };
    bool ok = desk_store_begin(scene_store, &error) &&
              desk_decide(scene_store, filing, &decision, &error) &&
              desk_record(scene_store, filing, &decision, &verdict, &error) &&
              desk_store_commit(scene_store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
    DeskVerdict plain = verdict;
    desk_verdict_clear(&verdict);
    plain.queue_id = plain.message_id = plain.sender = plain.recipients = plain.reason = NULL;
    return plain;
}

DeskVerdict
scene_take(const Letter *letter)
{
    g_autoptr(DeskFiling) filing = scene_filing(letter);
    return scene_file(filing);
}

DeskTicket *
scene_ticket(gint64 id)
{
    DeskTicket *ticket = NULL;
    cr_assert(desk_store_ticket_get(scene_store, id, &ticket, NULL));
    cr_assert_not_null(ticket);
    return ticket;
}

DeskStatus
scene_status(gint64 ticket)
{
    g_autoptr(DeskTicket) row = scene_ticket(ticket);
    return row->status;
}

void
scene_set_status(gint64 ticket, DeskStatus status, gint64 at)
{
    cr_assert(desk_store_begin(scene_store, NULL) &&
              desk_store_ticket_touch(scene_store, ticket, DESK_STATUS_OPEN, at, NULL) &&
              desk_store_ticket_touch(scene_store, ticket, status, at, NULL) &&
              desk_store_commit(scene_store, NULL));
}

void
scene_change(gint64 ticket, DeskChange change, gint64 now)
{
    const DeskAmender who = { .policy = scene_policy, .actor = "deskctl:root", .now = now };
    g_autoptr(GError) error = NULL;
    bool ok = desk_store_begin(scene_store, &error) &&
              desk_amend_set(scene_store, &who, ticket, &change, &error) &&
              desk_store_commit(scene_store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
}

void
scene_run_timers(gint64 now)
{
    DeskEscalateBatch batch = { .now = now, .limit = 10 };
    g_autoptr(GError) error = NULL;
    bool ok = desk_store_begin(scene_store, &error) &&
              desk_escalate_run(scene_store, scene_policy, &batch, &error) &&
              desk_store_commit(scene_store, &error);
    cr_assert(ok, "%s", error ? error->message : "");
}

guint
scene_events(gint64 ticket, const char *kind)
{
    g_autoptr(GPtrArray) events = NULL;
    guint count = 0;
    cr_assert(desk_store_event_list(scene_store, ticket, &events, NULL));
    for (guint i = 0; i < events->len; i++)
        count += g_str_equal(((DeskEvent *) events->pdata[i])->kind, kind);
    return count;
}

char *
scene_event(gint64 ticket, const char *kind)
{
    g_autoptr(GPtrArray) events = NULL;
    cr_assert(desk_store_event_list(scene_store, ticket, &events, NULL));
    for (guint i = events->len; i > 0; i--) {
        const DeskEvent *event = events->pdata[i - 1];
        if (g_str_equal(event->kind, kind))
            return g_strdup(event->detail);
    }
    return NULL;
}

GPtrArray *
scene_outbox(gint64 ticket)
{
    GPtrArray *rows = NULL;
    cr_assert(desk_store_outbox_list(scene_store, NULL, ticket, 100, &rows, NULL));
    return rows;
}

guint
scene_mails(gint64 ticket, const char *kind)
{
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    guint count = 0;
    for (guint i = 0; i < rows->len; i++)
        count += g_str_equal(((const DeskOutboxRow *) rows->pdata[i])->kind, kind);
    return count;
}

DeskOutboxRow *
scene_mail(gint64 ticket, const char *kind)
{
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    for (guint i = 0; i < rows->len; i++)
        if (g_str_equal(((const DeskOutboxRow *) rows->pdata[i])->kind, kind))
            return g_ptr_array_steal_index(rows, i);
    return NULL;
}

GPtrArray *
scene_messages(gint64 ticket)
{
    GPtrArray *messages = NULL;
    cr_assert(desk_store_message_list(scene_store, ticket, &messages, NULL));
    return messages;
}

GPtrArray *
scene_participants(gint64 ticket)
{
    GPtrArray *participants = NULL;
    cr_assert(desk_store_participant_list(scene_store, ticket, &participants, NULL));
    return participants;
}

DeskOutboxRow *
scene_ack(gint64 ticket)
{
    g_autoptr(GPtrArray) rows = scene_outbox(ticket);
    DeskOutboxRow *ack = NULL;
    cr_assert_geq(rows->len, 1, "#%" G_GINT64_FORMAT " has no mail", ticket);
    gint64 id = ((const DeskOutboxRow *) rows->pdata[rows->len - 1])->id;
    cr_assert(desk_store_outbox_get(scene_store, id, &ack, NULL));
    return ack;
}
