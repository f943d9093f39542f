#include "base/address.h"
#include "desk/amend.h"
#include "desk/escalate.h"
#include "drive.h"
#include "play.h"
#include "store/outbox.h"
#include "store/rows.h"
#include "store/surveys.h"
#include "store/timers.h"

/* The commands by which a ticket lives on, time passes, and its mails leave: see drive.h. */

#define TICKETS_MAX 100 /* of one transaction */
#define LEASE       (60 * G_GINT64_CONSTANT(1000000))
#define POST        "model"

static gint64
number(const char *text)
{
    return g_ascii_strtoll(text, NULL, 10);
}

static const char *
some(const char *word)
{
    return g_str_equal(word, "-") ? NULL : word;
}

bool
drive_set(Drive *drive, char **fields, GError **error)
{
    drive_set_clock(number(fields[5]));
    DeskAmender who = { .policy = drive->policy, .actor = "model", .now = number(fields[5]) };
    DeskChange change = { .status = some(fields[1]),
                          .assignee = some(fields[2]),
                          .reason = some(fields[3]),
                          .until = number(fields[4]) };
    return desk_amend_set(drive->store, &who, number(fields[0]), &change, error);
}

bool
drive_tick(Drive *drive, char **fields, GError **error)
{
    DeskEscalateBatch batch = { .now = number(fields[0]), .limit = TICKETS_MAX };
    drive_set_clock(batch.now);
    do {
        batch.count = 0;
        if (!desk_store_begin(drive->store, error))
            return false;
        if (!desk_escalate_run(drive->store, drive->policy, &batch, error)) {
            desk_store_rollback(drive->store);
            return false;
        }
        if (!desk_store_commit(drive->store, error))
            return false;
    } while (batch.count == batch.limit);
    return true;
}

static bool
send_row(Drive *drive, const DeskOutboxRow *row, gint64 now, GError **error)
{
    bool mine = false;
    DeskOutboxResult sent = { .state = DESK_OUTBOX_SENT, .queue_id = "4model" };
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
    if (!desk_store_outbox_settle(drive->store, row->id, POST, now, &sent, &mine, error))
        return false;
    play_say("sent", id, NULL);
    return true;
}

bool
drive_post(Drive *drive, char **fields, GError **error)
{
    gint64 now = number(fields[0]);
    g_autoptr(GPtrArray) rows = NULL;
    drive_set_clock(now);
    if (!desk_store_outbox_claim(drive->store, POST, now, now + LEASE, TICKETS_MAX, &rows, error))
        return false;
    for (guint i = 0; i < rows->len; i++)
        if (!send_row(drive, rows->pdata[i], now, error))
            return false;
    return true;
}

static char *
key_of(Drive *drive, gint64 id)
{
    g_autoptr(DeskContact) contact = NULL;
    if (!id || !desk_store_contact_get(drive->store, id, &contact, NULL) || !contact)
        return g_strdup("-");
    return desk_address_key(contact->address);
}

static bool
say_contact(Drive *drive, gint64 id, GError **error)
{
    g_autoptr(DeskContact) contact = NULL;
    if (!desk_store_contact_get(drive->store, id, &contact, error))
        return false;
    if (!contact)
        return true;
    g_autofree char *key = desk_address_key(contact->address);
    play_say("contact", key, contact->language ? contact->language : "-",
             contact->proved ? "proved" : "-", contact->no_surveys ? "none" : "-", NULL);
    return true;
}

static bool
say_timers(Drive *drive, gint64 ticket, GError **error)
{
    g_autoptr(GArray) timers = NULL;
    if (!desk_store_timer_list(drive->store, ticket, &timers, error))
        return false;
    for (guint i = 0; i < timers->len; i++) {
        const DeskTimer *timer = &g_array_index(timers, DeskTimer, i);
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, ticket);
        g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, timer->next_at);
        if (timer->next_at && timer->kind >= DESK_TIMER_CLOCKS)
            play_say("timer", id, desk_timer_kind_name(timer->kind), at, NULL);
    }
    return true;
}

static bool
say_events(Drive *drive, gint64 ticket, gint64 *newest, GError **error)
{
    g_autoptr(GPtrArray) events = NULL;
    if (!desk_store_event_list(drive->store, ticket, &events, error))
        return false;
    for (guint i = 0; i < events->len; i++) {
        const DeskEvent *event = events->pdata[i];
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, event->id);
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, ticket);
        g_autofree char *detail = g_strdelimit(g_strdup(event->detail), "\n\t", '/');
        if (event->id > drive->last_event)
            play_say("event", number, id, event->kind, event->actor, detail, NULL);
        *newest = MAX(*newest, event->id);
    }
    return true;
}

static bool
say_outbox(Drive *drive, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    if (!desk_store_outbox_list(drive->store, NULL, ticket, G_MAXINT32, &rows, error))
        return false;
    for (guint i = 0; i < rows->len; i++) {
        const DeskOutboxRow *row = rows->pdata[i];
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
        g_autofree char *about = g_strdup_printf("%" G_GINT64_FORMAT, ticket);
        g_autofree char *next = g_strdup_printf("%" G_GINT64_FORMAT, row->next_at);
        g_autofree char *key = key_of(drive, row->contact);
        g_autofree char *detail =
            g_strdelimit(g_strdup(row->detail ? row->detail : "-"), "\n", '/');
        play_say("mail", id, about, row->kind, key, desk_outbox_state_name(row->state), next,
                 row->verified ? "verified" : "-", row->language, detail, NULL);
    }
    return true;
}

static bool
say_surveys(Drive *drive, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) surveys = NULL;
    if (!desk_store_survey_of(drive->store, ticket, &surveys, error))
        return false;
    for (guint i = 0; i < surveys->len; i++) {
        const DeskSurvey *survey = surveys->pdata[i];
        g_autofree char *facts =
            g_strdup_printf("%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT
                            "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT,
                            ticket, survey->number, survey->resolved, survey->asked, survey->score);
        g_autofree char *key = key_of(drive, survey->contact);
        g_autofree char *said =
            g_strdelimit(g_strdup(survey->comment ? survey->comment : "-"), "\r\n\t", ' ');
        play_say("survey", facts, key, desk_scale_name(survey->scale),
                 survey->agent ? survey->agent : "-", said, NULL);
    }
    return true;
}

static bool
say_life(Drive *drive, const DeskTicket *ticket, gint64 *newest, GError **error)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, ticket->id);
    g_autofree char *ended = g_strdup_printf("%" G_GINT64_FORMAT, ticket->ended);
    g_autofree char *into = g_strdup_printf("%" G_GINT64_FORMAT, ticket->merged_into);
    g_autofree char *key = key_of(drive, ticket->requester);
    play_say("life", id, desk_status_name(ticket->status),
             ticket->assignee ? ticket->assignee : "-", ended, into, key,
             ticket->language ? ticket->language : "-", NULL);
    return say_timers(drive, ticket->id, error) && say_events(drive, ticket->id, newest, error) &&
           say_outbox(drive, ticket->id, error) && say_surveys(drive, ticket->id, error) &&
           (!ticket->requester || say_contact(drive, ticket->requester, error));
}

bool
drive_look(Drive *drive, char **fields G_GNUC_UNUSED, GError **error)
{
    g_autoptr(GPtrArray) tickets = NULL;
    DeskTicketFilter all = { .limit = TICKETS_MAX };
    if (!desk_store_ticket_list(drive->store, &all, &tickets, error))
        return false;
    gint64 newest = drive->last_event;
    for (guint i = 0; i < tickets->len; i++)
        if (!say_life(drive, tickets->pdata[i], &newest, error))
            return false;
    drive->last_event = newest;
    return true;
}

bool
drive_links(Drive *drive, char **fields, GError **error)
{
    const DeskSeal *seal = desk_policy_seal(drive->policy);
    const DeskMailbox *mailbox = drive->conf->mailboxes->pdata[0];
    char delimiter = drive->conf->recipient_delimiter;
    gint64 contact = 0;
    if (!desk_store_contact_find(drive->store, fields[2], &contact, error))
        return false;
    DeskToken token = { .purpose = DESK_TOKEN_OPT_OUT,
                        .ticket = number(fields[0]),
                        .contact = contact,
                        .survey = number(fields[1]) };
    g_autofree char *out = desk_token_survey_address(seal, token, mailbox->address, delimiter);
    play_say("link", "u", out, NULL);
    token.purpose = DESK_TOKEN_VOTE;
    for (token.score = 0; token.score <= 10; token.score++) {
        g_autofree char *score = g_strdup_printf("%d", token.score);
        g_autofree char *vote = desk_token_survey_address(seal, token, mailbox->address, delimiter);
        play_say("link", score, vote, NULL);
    }
    return true;
}
