#include "desk/assign.h"
#include "desk/history.h"
#include "desk/record-parts.h"
#include "store/rows.h"

static bool
note_on(const DeskEntry *entry, gint64 ticket, const char *kind, const char *detail, GError **error)
{
    const DeskMoment moment = { ticket, entry->message, entry->filing->arrived };
    return desk_history_note(entry->store, &moment, kind, detail, error);
}

bool
desk_entry_note(const DeskEntry *entry, const char *kind, const char *detail, GError **error)
{
    return note_on(entry, entry->ticket, kind, detail, error);
}

/* A mail that has been taken for a person's, and may be a machine's (RULES L3). */
static bool
note_doubt(const DeskEntry *entry, GError **error)
{
    const DeskMail *mail = entry->filing->mail;
    if (entry->decision->kind != DESK_VERDICT_APPEND || !mail->machine_by_words)
        return true;
    g_autofree char *detail =
        g_strdup_printf("its words are those of a machine (%s), but nothing marks it as one: %s",
                        desk_machine_name(mail->machine), mail->machine_evidence);
    return desk_entry_note(entry, "maybe-machine", detail, error);
}

/* A new ticket and the one that its mail has hints at; whoever opened it sees nothing of that. */
static bool
note_tie(const DeskEntry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    bool follows = decision->outcome == DESK_OUTCOME_FOLLOW_UP;
    if (decision->kind != DESK_VERDICT_NEW || decision->linked == 0)
        return true;
    g_autofree char *here = g_strdup_printf(
        follows ? "it goes on with #%" G_GINT64_FORMAT ", which ended too long ago"
                : "its hints lead to #%" G_GINT64_FORMAT ", which the sender is not on",
        decision->linked);
    g_autofree char *there = g_strdup_printf(
        "#%" G_GINT64_FORMAT " goes on with it, since it ended too long ago", entry->ticket);
    return desk_store_tie_add(entry->store, entry->ticket, decision->linked,
                              follows ? DESK_TIE_FOLLOW_UP : DESK_TIE_RELATED,
                              entry->filing->arrived, error) &&
           desk_entry_note(entry, follows ? "follow-up" : "linked", here, error) &&
           (!follows || note_on(entry, decision->linked, "follow-up", there, error));
}

/* From now on what the monitor says of this matter leads here. */
static bool
note_matter(const DeskEntry *entry, GError **error)
{
    const DeskMatter *matter = &entry->decision->matter;
    return entry->decision->kind != DESK_VERDICT_NEW || !matter->monitor ||
           desk_store_correlation_put(entry->store, matter->monitor, matter->key, entry->ticket,
                                      error);
}

/* What else an agent should know about the mail. */
static bool
note_oddities(const DeskEntry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    const DeskMail *mail = entry->filing->mail;

    for (guint i = 0; i < decision->remarks->len; i++) {
        const DeskRemark *remark = decision->remarks->pdata[i];
        if (!desk_entry_note(entry, remark->kind, remark->detail, error))
            return false;
    }
    if (decision->tag && !desk_store_tag_add(entry->store, entry->ticket, decision->tag, error))
        return false;
    if (decision->known_ids > 0 &&
        !desk_entry_note(entry, "same-message-id",
                         "another mail with this Message-ID had been stored before", error))
        return false;
    return !mail->unparsed || desk_entry_note(entry, "unparsed",
                                              mail->defects->len > 0 ? mail->defects->pdata[0]
                                                                     : "it could not be read",
                                              error);
}

static bool
note_arrival(const DeskEntry *entry, GError **error)
{
    static const char *const kinds[] = { [DESK_VERDICT_NEW] = "created",
                                         [DESK_VERDICT_APPEND] = "appended",
                                         [DESK_VERDICT_HELD] = "held",
                                         [DESK_VERDICT_EVENT] = "machine-mail",
                                         [DESK_VERDICT_DUPLICATE] = "duplicate" };
    bool commands = entry->decision->kind == DESK_VERDICT_EVENT &&
                    (entry->decision->commands || entry->decision->objection);
    bool is_told = entry->decision->vote.is_alone; /* by what becomes of the vote */
    return (is_told || desk_entry_note(entry, commands ? "command" : kinds[entry->decision->kind],
                                       entry->decision->reason, error)) &&
           note_tie(entry, error) && note_matter(entry, error) && note_doubt(entry, error) &&
           note_oddities(entry, error);
}

/* Where the mail has sent the ticket, and why. */
static bool
note_route(const DeskEntry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    const DeskMoment moment = { entry->ticket, entry->message, entry->filing->arrived };
    return (decision->kind != DESK_VERDICT_NEW && !decision->is_weighed) ||
           desk_route_note(entry->store, decision->customer ? decision->customer : entry->filing,
                           &moment, decision->route.detail, error);
}

/* Who has got the ticket, and why. */
static bool
note_assignment(const DeskEntry *entry, GError **error)
{
    const DeskDecision *decision = entry->decision;
    const DeskMoment moment = { entry->ticket, entry->message, entry->filing->arrived };
    const DeskTicket fresh = { .id = entry->ticket, .team = decision->route.team };
    if (decision->kind == DESK_VERDICT_NEW)
        return desk_assign_note(entry->store, &fresh, &decision->assignment, &moment, error);
    return !decision->passes || desk_assign_give(entry->store, decision->ticket,
                                                 &decision->assignment, moment.at, error);
}

/* In which language its customer is answered, when that is another one than usual. */
static bool
note_language(const DeskEntry *entry, GError **error)
{
    const DeskLanguageChoice *choice = &entry->decision->language;
    const DeskConf *conf = desk_policy_conf(entry->filing->envelope->policy);
    const char *usual = entry->mailbox->language ? entry->mailbox->language : conf->language;
    if (entry->decision->kind != DESK_VERDICT_NEW || g_str_equal(choice->tag, usual))
        return true;
    g_autofree char *detail =
        g_strdup_printf("its customer is answered in %s: %s", choice->tag, choice->evidence);
    return desk_entry_note(entry, "language", detail, error);
}

bool
desk_entry_explain(const DeskEntry *entry, GError **error)
{
    return note_arrival(entry, error) && note_route(entry, error) && note_language(entry, error) &&
           note_assignment(entry, error);
}
