#include "desk/amending.h"
#include "template/languages.h"

static bool
check(const DeskConf *conf, const char *tag, GError **error)
{
    if (desk_languages_have(conf->template_dir, conf->shipped_template_dir, tag))
        return true;
    g_autofree char *known = desk_languages_show(conf->template_dir, conf->shipped_template_dir);
    return desk_amending_refuse(error, DESK_AMEND_ERROR_UNKNOWN,
                                "there are no templates for %s: expected %s", tag, known);
}

static bool
set_of_ticket(DeskStore *store, const DeskAmender *amender, const DeskTicket *ticket,
              const char *tag, GError **error)
{
    if (g_strcmp0(ticket->language, tag) == 0)
        return true;
    return desk_store_ticket_set_language(store, ticket->id, tag, amender->now, error) &&
           desk_amending_note(store, amender, (DeskAmendEvent){ ticket->id, 0, "language" }, error,
                              "its customer is answered in %s from now on", tag);
}

bool
desk_amend_language(DeskStore *store, const DeskAmender *amender, const DeskTongue *tongue,
                    GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    if (!check(desk_amending_conf(amender), tongue->tag, error) ||
        !desk_amending_open(store, tongue->ticket, &ticket, error))
        return false;
    gint64 contact = tongue->contact > 0 ? tongue->contact : ticket->requester;
    if (contact > 0 && !desk_store_contact_set_language(store, contact, tongue->tag, error))
        return false;
    return contact != ticket->requester ||
           set_of_ticket(store, amender, ticket, tongue->tag, error);
}
