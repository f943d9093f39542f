#include "ticket/ticket.h"
#include "ticket/words.h"

static const char *const statuses[] = { "new",      "open",   "in-progress", "waiting", "on-hold",
                                        "resolved", "closed", "merged",      "spam" };
static const char *const priorities[] = { "critical", "high", "normal", "low" };
static const char *const directions[] = { "in", "out", "note" };
static const char *const roles[] = { "requester", "cc", "third-party" };
static const char *const assurances[] = { "sasl", "aligned", "none", "failed" };
static const char *const ties[] = { "related", "follow-up", "split" };

const char *
desk_status_name(DeskStatus status)
{
    return statuses[status];
}

const char *
desk_priority_name(DeskPriority priority)
{
    return priorities[priority];
}

const char *
desk_direction_name(DeskDirection direction)
{
    return directions[direction];
}

const char *
desk_role_name(DeskRole role)
{
    return roles[role];
}

const char *
desk_assurance_name(DeskAssurance assurance)
{
    return assurances[assurance];
}

const char *
desk_tie_name(DeskTie tie)
{
    return ties[tie];
}

bool
desk_status_parse(const char *word, DeskStatus *status)
{
    int i = desk_word_index(statuses, G_N_ELEMENTS(statuses), word);
    if (i >= 0)
        *status = (DeskStatus) i;
    return i >= 0;
}

bool
desk_priority_parse(const char *word, DeskPriority *priority)
{
    int i = desk_word_index(priorities, G_N_ELEMENTS(priorities), word);
    if (i >= 0)
        *priority = (DeskPriority) i;
    return i >= 0;
}

bool
desk_direction_parse(const char *word, DeskDirection *direction)
{
    int i = desk_word_index(directions, G_N_ELEMENTS(directions), word);
    if (i >= 0)
        *direction = (DeskDirection) i;
    return i >= 0;
}

bool
desk_role_parse(const char *word, DeskRole *role)
{
    int i = desk_word_index(roles, G_N_ELEMENTS(roles), word);
    if (i >= 0)
        *role = (DeskRole) i;
    return i >= 0;
}

bool
desk_assurance_parse(const char *word, DeskAssurance *assurance)
{
    int i = desk_word_index(assurances, G_N_ELEMENTS(assurances), word);
    if (i >= 0)
        *assurance = (DeskAssurance) i;
    return i >= 0;
}

bool
desk_tie_parse(const char *word, DeskTie *tie)
{
    int i = desk_word_index(ties, G_N_ELEMENTS(ties), word);
    if (i >= 0)
        *tie = (DeskTie) i;
    return i >= 0;
}

void
desk_contact_free(DeskContact *contact)
{
    if (!contact)
        return;
    g_free(contact->address);
    g_free(contact->name);
    g_free(contact->language);
    g_free(contact);
}

void
desk_ticket_free(DeskTicket *ticket)
{
    if (!ticket)
        return;
    g_free(ticket->subject);
    g_free(ticket->category);
    g_free(ticket->team);
    g_free(ticket->assignee);
    g_free(ticket->sla);
    g_free(ticket->mailbox);
    g_free(ticket->language);
    g_free(ticket);
}

void
desk_message_free(DeskMessage *message)
{
    if (!message)
        return;
    g_free(message->message_id);
    g_free(message->subject);
    g_free(message->text);
    g_free(message->reply_text);
    g_free(message);
}

void
desk_internal_free(DeskInternal *internal)
{
    if (!internal)
        return;
    g_free(internal->text);
    g_free(internal->own);
    g_free(internal->subject);
    g_free(internal->author);
    g_free(internal);
}

void
desk_event_free(DeskEvent *event)
{
    if (!event)
        return;
    g_free(event->actor);
    g_free(event->kind);
    g_free(event->detail);
    g_free(event);
}
