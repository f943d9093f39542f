#include "desk/amending.h"
#include "desk/notification.h"
#include "store/watchers.h"

/* Two tickets, kept as they are while one is made to lead to the other. */
typedef struct {
    DeskStore *store;
    const DeskAmender *amender;
    DeskTicket *from;
    DeskTicket *into;
} Pair;

static void
pair_clear(Pair *pair)
{
    g_clear_pointer(&pair->from, desk_ticket_free);
    g_clear_pointer(&pair->into, desk_ticket_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pair, pair_clear)

static bool
refuse_circle(gint64 id, gint64 into, GError **error)
{
    if (id == into)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                    "ticket %" G_GINT64_FORMAT " cannot be merged into itself", id);
    return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                "ticket %" G_GINT64_FORMAT " was merged into %" G_GINT64_FORMAT
                                ", so it cannot take that one in",
                                into, id);
}

/*
 * Where to is found before anything is kept, since both are kept in the order of their numbers;
 * what has been merged in between is found out then, and the transaction runs again.
 */
static bool
open_merge(Pair *pair, gint64 id, gint64 into, GError **error)
{
    gint64 final = 0;
    if (!desk_amending_follow(pair->store, into, &final, error))
        return false;
    if (final == id)
        return refuse_circle(id, into, error);
    if (!desk_amending_open_both(pair->store, id, final, &pair->from, &pair->into, error))
        return false;
    if (pair->from->merged_into > 0)
        return desk_amending_refuse_merged(pair->store, pair->from, error);
    if (pair->into->merged_into == 0)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE,
                "merge: ticket %" G_GINT64_FORMAT " was merged meanwhile", final);
    return false;
}

/* Those merged before lead straight on, so that no chain grows beyond what is followed. */
static bool
redirect(const Pair *pair, GError **error)
{
    g_autoptr(GPtrArray) earlier = NULL;
    gint64 into = pair->into->id;
    if (!desk_store_ticket_merged(pair->store, pair->from->id, &earlier, error))
        return false;
    for (guint i = 0; i < earlier->len; i++) {
        gint64 id = ((const DeskTicket *) earlier->pdata[i])->id;
        if (!desk_store_ticket_merge(pair->store, id, into, pair->amender->now, error) ||
            !desk_amending_note(pair->store, pair->amender, (DeskAmendEvent){ id, 0, "merged" },
                                error,
                                "leads to #%" G_GINT64_FORMAT
                                " from now on, because #%" G_GINT64_FORMAT " was merged into it",
                                into, pair->from->id))
            return false;
    }
    return true;
}

/* Everybody whose answers must find the ticket; mail they get when somebody confirms them. What a
 * third party writes stays among agents there as well. */
static bool
note_people(const Pair *pair, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;
    if (!desk_store_participant_list(pair->store, pair->from->id, &people, error))
        return false;
    for (guint i = 0; i < people->len; i++) {
        const DeskParticipant *person = people->pdata[i];
        DeskRole role =
            person->role == DESK_ROLE_THIRD_PARTY ? DESK_ROLE_THIRD_PARTY : DESK_ROLE_CC;
        if (!desk_store_participant_add(pair->store, pair->into->id, person->contact.id, role,
                                        false, pair->amender->now, error))
            return false;
    }
    return desk_store_ticket_mailbox_copy(pair->store, pair->from->id, pair->into->id, error) &&
           desk_store_watcher_copy(pair->store, pair->from->id, pair->into->id, pair->amender->now,
                                   error);
}

static bool
note_merge(const Pair *pair, GError **error)
{
    gint64 from = pair->from->id, into = pair->into->id;
    return desk_amending_note(
               pair->store, pair->amender, (DeskAmendEvent){ from, 0, "merged" }, error,
               "merged into #%" G_GINT64_FORMAT ", where answers to it land from now on; it was %s",
               into, desk_status_name(pair->from->status)) &&
           desk_amending_note(pair->store, pair->amender, (DeskAmendEvent){ into, 0, "merged-in" },
                              error,
                              "#%" G_GINT64_FORMAT " \"%s\" was merged into it; its people are "
                              "noted and get no mail until somebody confirms them",
                              from, pair->from->subject);
}

/* Who has the ticket that it leads to, and whoever watched either. */
static bool
tell(const Pair *pair, GError **error)
{
    const DeskAmender *amender = pair->amender;
    const DeskOccasion why =
        desk_notification_occasion(amender->policy, pair->into, amender->message, amender->now);
    g_autofree char *detail = g_strdup_printf(
        "%s has merged #%" G_GINT64_FORMAT " into this ticket", amender->actor, pair->from->id);
    const DeskNotification news = { .kind = DESK_NOTIFICATION_CHANGED,
                                    .ticket = pair->into,
                                    .by = amender->agent,
                                    .detail = detail };
    return desk_notification_send(pair->store, &why, &news, error);
}

bool
desk_amend_merge(DeskStore *store, const DeskAmender *amender, gint64 id, gint64 into,
                 gint64 *final, GError **error)
{
    g_auto(Pair) pair = { .store = store, .amender = amender };
    if (!open_merge(&pair, id, into, error))
        return false;
    *final = pair.into->id;
    const DeskAmendMove move = { .ticket = pair.from,
                                 .status = DESK_STATUS_MERGED,
                                 .assignee = pair.from->assignee,
                                 .into = *final };
    return desk_amending_follow_up(store, amender, &move, error) && redirect(&pair, error) &&
           desk_store_ticket_merge(store, id, *final, amender->now, error) &&
           desk_amending_tell_clocks(store, amender, pair.from, DESK_STATUS_MERGED,
                                     DESK_SLA_CHANGED, error) &&
           note_people(&pair, error) && note_merge(&pair, error) &&
           desk_store_ticket_touch(store, *final, pair.into->status, amender->now, error) &&
           tell(&pair, error);
}

static bool
is_tied(DeskStore *store, gint64 ticket, gint64 other, bool *tied, GError **error)
{
    g_autoptr(GPtrArray) ties = NULL;
    if (!desk_store_tie_list(store, ticket, &ties, error))
        return false;
    *tied = false;
    for (guint i = 0; i < ties->len; i++) {
        const DeskTieRow *tie = ties->pdata[i];
        *tied |= tie->ticket == other || tie->other == other;
    }
    return true;
}

static bool
tie(DeskStore *store, const DeskAmender *amender, gint64 ticket, gint64 other, GError **error)
{
    return desk_store_tie_add(store, ticket, other, DESK_TIE_RELATED, amender->now, error) &&
           desk_amending_note(store, amender, (DeskAmendEvent){ ticket, 0, "linked" }, error,
                              "has to do with #%" G_GINT64_FORMAT, other) &&
           desk_amending_note(store, amender, (DeskAmendEvent){ other, 0, "linked" }, error,
                              "has to do with #%" G_GINT64_FORMAT, ticket);
}

bool
desk_amend_link(DeskStore *store, const DeskAmender *amender, gint64 id, gint64 other,
                GError **error)
{
    g_auto(Pair) pair = { .store = store, .amender = amender };
    gint64 final = 0;
    bool tied = false;
    if (!desk_amending_follow(store, other, &final, error))
        return false;
    if (final == id)
        return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                    "ticket %" G_GINT64_FORMAT " cannot be linked to itself", id);
    if (!desk_amending_open_both(store, id, final, &pair.from, &pair.into, error))
        return false;
    if (pair.from->merged_into > 0)
        return desk_amending_refuse_merged(store, pair.from, error);
    return is_tied(store, id, final, &tied, error) &&
           (tied || tie(store, amender, id, final, error));
}
