#include "desk/people.h"
#include "base/address.h"
#include "store/rows.h"

#define OTHERS_MAX 10 /* people besides the requester on a ticket */
#define LOOKED_AT  64 /* addresses of one mail */

typedef struct {
    DeskStore *store;
    const DeskFiling *filing;
    gint64 ticket;
    bool confirmed;
    bool counted; /* room is known */
    gint64 room;  /* so many more may join */
    int left;     /* so many addresses are looked at */
} Guests;

static bool
is_outsider(const DeskPolicy *policy, const char *address)
{
    return !desk_policy_is_ours(policy, address) &&
           !desk_conf_agent_by_address(desk_policy_conf(policy), address);
}

static bool
join(const Guests *guests, gint64 contact, GError **error)
{
    return desk_store_participant_add(guests->store, guests->ticket, contact, DESK_ROLE_CC,
                                      guests->confirmed, guests->filing->arrived, error);
}

/* As long as there is room everybody is worth a contact, else only who has one may be there. */
static bool
find_contact(const Guests *guests, const char *key, const DeskMailAddress *address, gint64 *contact,
             GError **error)
{
    if (guests->room <= 0)
        return desk_store_contact_find(guests->store, key, contact, error);
    return desk_store_contact_put(guests->store, key, address->address, address->name,
                                  guests->filing->arrived, contact, error);
}

/* How many more may join. The requester is no guest, and stands on the ticket already. Most mails
 * name nobody but the desk, and need not ask. */
static bool
find_room(Guests *guests, GError **error)
{
    gint64 count = 0;
    if (guests->counted)
        return true;
    if (!desk_store_participant_count(guests->store, guests->ticket, &count, error))
        return false;
    guests->counted = true;
    guests->room = OTHERS_MAX + 1 - count;
    return true;
}

/* Whoever is on the ticket takes no room, and may be confirmed by this mail. */
static bool
note(Guests *guests, const DeskMailAddress *address, GError **error)
{
    g_autofree char *key = desk_address_key(address->address);
    gint64 contact = 0;
    bool present = false;
    if (!key || !is_outsider(guests->filing->envelope->policy, address->address))
        return true;
    if (!find_room(guests, error) || !find_contact(guests, key, address, &contact, error))
        return false;
    if (contact == 0)
        return true;
    if (!desk_store_participant_is(guests->store, guests->ticket, contact, &present, NULL, error))
        return false;
    if (!present && guests->room-- <= 0)
        return true;
    return join(guests, contact, error);
}

bool
desk_people_note(DeskStore *store, const DeskFiling *filing, gint64 ticket, bool is_proved,
                 GError **error)
{
    const GPtrArray *lists[] = { filing->mail->to, filing->mail->cc };
    bool cc_of_verified = desk_policy_conf(filing->envelope->policy)->cc_of_verified;
    Guests guests = { .store = store,
                      .filing = filing,
                      .ticket = ticket,
                      .confirmed = is_proved && cc_of_verified,
                      .left = LOOKED_AT };

    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len && guests.left > 0; i++, guests.left--)
            if (!note(&guests, lists[l]->pdata[i], error))
                return false;
    return true;
}

bool
desk_people_answer_to(DeskStore *store, const DeskFiling *filing, gint64 ticket, GError **error)
{
    const DeskMailAddress *other = filing->answer_to;
    gint64 contact = 0;
    if (!other)
        return true;
    g_autofree char *key = desk_address_key(other->address);
    return desk_store_contact_put(store, key, other->address, other->name, filing->arrived,
                                  &contact, error) &&
           desk_store_participant_add(store, ticket, contact, DESK_ROLE_CC, true, filing->arrived,
                                      error);
}

bool
desk_people_agent(DeskStore *store, const DeskConf *conf, gint64 contact, const DeskAgent **agent,
                  GError **error)
{
    g_autoptr(DeskContact) found = NULL;
    *agent = NULL;
    if (contact > 0 && !desk_store_contact_get(store, contact, &found, error))
        return false;
    if (found)
        *agent = desk_conf_agent_by_address(conf, found->address);
    return true;
}
