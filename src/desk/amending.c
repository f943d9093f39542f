#include "desk/amending.h"
#include "base/address.h"
#include "base/text.h"
#include "desk/sla.h"
#include "policy/lifecycle.h"
#include "policy/thread.h"

#include <stdarg.h>

#define SUBJECT_MAX 998

GQuark
desk_amend_error_quark(void)
{
    return g_quark_from_static_string("desk-amend-error");
}

const DeskConf *
desk_amending_conf(const DeskAmender *amender)
{
    return desk_policy_conf(amender->policy);
}

bool
desk_amending_refuse(GError **error, DeskAmendError code, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    g_set_error_literal(error, DESK_AMEND_ERROR, (gint) code, text);
    return false;
}

static bool
get(DeskStore *store, gint64 id, DeskTicket **ticket, GError **error)
{
    if (!desk_store_ticket_get(store, id, ticket, error))
        return false;
    return *ticket || desk_amending_refuse(error, DESK_AMEND_ERROR_MISSING,
                                           "there is no ticket %" G_GINT64_FORMAT, id);
}

bool
desk_amending_follow(DeskStore *store, gint64 id, gint64 *final, GError **error)
{
    if (!desk_store_ticket_follow(store, id, final, error))
        return false;
    return *final > 0 || desk_amending_refuse(error, DESK_AMEND_ERROR_MISSING,
                                              "there is no ticket %" G_GINT64_FORMAT, id);
}

bool
desk_amending_refuse_merged(DeskStore *store, const DeskTicket *ticket, GError **error)
{
    gint64 final = 0;
    if (!desk_amending_follow(store, ticket->id, &final, error))
        return false;
    return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                "ticket %" G_GINT64_FORMAT
                                " was merged: what belongs to it is now ticket %" G_GINT64_FORMAT,
                                ticket->id, final);
}

bool
desk_amending_open(DeskStore *store, gint64 id, DeskTicket **ticket, GError **error)
{
    if (!get(store, id, ticket, error))
        return false;
    return (*ticket)->merged_into == 0 || desk_amending_refuse_merged(store, *ticket, error);
}

bool
desk_amending_open_both(DeskStore *store, gint64 id, gint64 other, DeskTicket **ticket,
                        DeskTicket **other_ticket, GError **error)
{
    if (id < other)
        return get(store, id, ticket, error) && get(store, other, other_ticket, error);
    return get(store, other, other_ticket, error) && get(store, id, ticket, error);
}

bool
desk_amending_note(DeskStore *store, const DeskAmender *amender, DeskAmendEvent about,
                   GError **error, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *detail = g_strdup_vprintf(format, values);
    va_end(values);
    DeskEvent event = { .ticket = about.ticket,
                        .message = about.message,
                        .at = amender->now,
                        .actor = (char *) amender->actor,
                        .kind = (char *) about.kind,
                        .detail = detail };
    return desk_store_event_add(store, &event, error);
}

/* Whoever lets a ticket wait or resolves it has answered the customer. */
static DeskSlaEvent
event_of(DeskStatus before, DeskStatus after)
{
    if (before == after)
        return DESK_SLA_CHANGED;
    if (after == DESK_STATUS_WAITING || after == DESK_STATUS_RESOLVED)
        return DESK_SLA_ANSWERED;
    return desk_lifecycle_is_alive(after) && !desk_lifecycle_is_alive(before) ? DESK_SLA_REOPENED
                                                                              : DESK_SLA_CHANGED;
}

bool
desk_amending_tell_clocks(DeskStore *store, const DeskAmender *amender, const DeskTicket *ticket,
                          DeskStatus status, DeskSlaEvent event, GError **error)
{
    const DeskMoment moment = { ticket->id, 0, amender->now };
    DeskTicket after = *ticket;
    after.status = status;
    return desk_sla_tell(store, desk_amending_conf(amender), &after, event, &moment, error);
}

bool
desk_amending_follow_up(DeskStore *store, const DeskAmender *amender, const DeskAmendMove *move,
                        GError **error)
{
    const DeskLifeMove life = { .policy = amender->policy,
                                .ticket = move->ticket,
                                .status = move->status,
                                .assignee = move->assignee,
                                .cause = amender->cause,
                                .message = amender->message,
                                .reason = move->reason,
                                .until = move->until,
                                .into = move->into,
                                .now = amender->now };
    return desk_life_follow(store, &life, error);
}

static bool
note_status(DeskStore *store, const DeskAmender *amender, const DeskAmendMove *move, GError **error)
{
    const DeskAmendEvent about = { move->ticket->id, 0, "status" };
    const char *before = desk_status_name(move->ticket->status);
    const char *after = desk_status_name(move->status);
    const char *why = move->why ? move->why : "";
    if (move->status == move->ticket->status)
        return !move->reason || desk_amending_note(store, amender, about, error, "stays %s: %s",
                                                   after, move->reason);
    return desk_amending_note(store, amender, about, error, "from %s to %s%s%s%s", before, after,
                              why, move->reason ? ": " : "", move->reason ? move->reason : "");
}

bool
desk_amending_move(DeskStore *store, const DeskAmender *amender, const DeskAmendMove *move,
                   GError **error)
{
    DeskTicket now = *move->ticket;
    now.assignee = (char *) move->assignee;
    return note_status(store, amender, move, error) &&
           desk_amending_follow_up(store, amender, move, error) &&
           desk_store_ticket_touch(store, now.id, move->status, amender->now, error) &&
           desk_amending_tell_clocks(store, amender, &now, move->status,
                                     event_of(now.status, move->status), error);
}

bool
desk_amending_set_status(DeskStore *store, const DeskAmender *amender, const DeskTicket *ticket,
                         DeskStatus status, const char *why, GError **error)
{
    const DeskAmendMove move = {
        .ticket = ticket, .status = status, .assignee = ticket->assignee, .why = why
    };
    return desk_amending_move(store, amender, &move, error);
}

char *
desk_amending_subject(const char *text)
{
    g_autofree char *line = desk_text_line(text, strlen(text));
    return desk_text_cut(desk_thread_strip_tags(line), SUBJECT_MAX);
}

bool
desk_amending_count_cc(DeskStore *store, gint64 ticket, gint64 *count, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    *count = 0;
    if (!desk_store_participant_list(store, ticket, &people, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        *count += person->role == DESK_ROLE_CC && person->confirmed;
    }
    return true;
}

static bool
is_address(const char *key, const char *address)
{
    g_autofree char *own = desk_address_key(address);
    return g_strcmp0(own, key) == 0;
}

bool
desk_amending_is_ours(const DeskConf *conf, const char *address)
{
    g_autofree char *key = desk_address_key_bare(address, conf->recipient_delimiter);
    for (guint i = 0; key && i < conf->mailboxes->len; i++) {
        const DeskMailbox *mailbox = conf->mailboxes->pdata[i];
        if (is_address(key, mailbox->address))
            return true;
        for (char **alias = mailbox->aliases; *alias; alias++)
            if (is_address(key, *alias))
                return true;
    }
    return false;
}
