#include "desk/contact.h"
#include "base/address.h"
#include "store/outbox.h"
#include "store/rows.h"

#define LOOKED_BACK 40 /* mails that he has had of a ticket */

/* The newest ticket that is his; 0: he has none. */
static bool
find_ticket(DeskStore *store, const DeskContact *contact, gint64 *ticket, GError **error)
{
    g_autofree char *key = desk_address_key(contact->address);
    g_autoptr(GPtrArray) tickets = NULL;
    const DeskTicketFilter filter = { .requester = key, .limit = 1 };
    *ticket = 0;
    if (!key)
        return true;
    if (!desk_store_ticket_list(store, &filter, &tickets, error))
        return false;
    *ticket = tickets->len > 0 ? ((const DeskTicket *) tickets->pdata[0])->id : 0;
    return true;
}

static bool
note(DeskStore *store, const DeskContact *contact, const DeskContactChange *change,
     const char *kind, const char *detail, GError **error)
{
    DeskEvent event = { .at = change->now,
                        .actor = (char *) change->actor,
                        .kind = (char *) kind,
                        .detail = (char *) detail };
    return find_ticket(store, contact, &event.ticket, error) &&
           desk_store_event_add(store, &event, error);
}

static bool
set_language(DeskStore *store, const DeskContact *contact, const DeskContactChange *change,
             GError **error)
{
    const char *language = change->language && *change->language ? change->language : NULL;
    if (!change->language || g_strcmp0(language, contact->language) == 0)
        return true;
    g_autofree char *detail =
        language ? g_strdup_printf("%s is written to in the language %s from now on",
                                   contact->address, language)
                 : g_strdup_printf("%s has chosen no language any more", contact->address);
    return desk_store_contact_set_language(store, contact->id, language, error) &&
           note(store, contact, change, "contact-language", detail, error);
}

static bool
set_surveys(DeskStore *store, const DeskContact *contact, const DeskContactChange *change,
            GError **error)
{
    bool wants = contact->no_surveys == 0;
    if (!change->surveys || *change->surveys == wants)
        return true;
    g_autofree char *detail =
        g_strdup_printf(*change->surveys ? "%s may be asked again how it was"
                                         : "%s is not asked any more how it was",
                        contact->address);
    return desk_store_contact_set_surveys(store, contact->id, *change->surveys ? 0 : change->now,
                                          error) &&
           note(store, contact, change, *change->surveys ? "survey-opt-in" : "survey-opt-out",
                detail, error);
}

bool
desk_contact_change(DeskStore *store, const DeskContact *contact, const DeskContactChange *change,
                    GError **error)
{
    return set_language(store, contact, change, error) &&
           set_surveys(store, contact, change, error);
}

bool
desk_contact_is_stranger(DeskStore *store, const DeskContact *contact, gint64 ticket, bool *is_so,
                         GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    *is_so = contact->proved == 0;
    if (!*is_so)
        return true;
    if (!desk_store_outbox_had(store, (DeskAddressee){ ticket, contact->id }, LOOKED_BACK, &rows,
                               error))
        return false;
    for (guint i = 0; i < rows->len; i++)
        *is_so &= ((const DeskOutboxRow *) rows->pdata[i])->state == DESK_OUTBOX_FAILED;
    return true;
}
