#include "base/text.h"
#include "desk/amending.h"
#include "desk/later.h"
#include "policy/absence.h"
#include "policy/lifecycle.h"
#include "store/watchers.h"

/* ---- who watches ---- */

static bool
refuse_agent(const char *name, GError **error)
{
    g_autofree char *shown = desk_text_quote(name);
    return desk_amending_refuse(error, DESK_AMEND_ERROR_UNKNOWN,
                                "agent \"%s\": expected the name of an agent of the configuration",
                                shown);
}

static bool
watch(DeskStore *store, const DeskAmender *amender, gint64 ticket, const char *name, GError **error)
{
    bool done = false;
    if (!desk_conf_agent(desk_amending_conf(amender), name))
        return refuse_agent(name, error);
    return desk_store_watcher_add(store, ticket, name, amender->now, &done, error) &&
           (!done || desk_amending_note(store, amender, (DeskAmendEvent){ ticket, 0, "watched" },
                                        error, "%s hears of this ticket from now on", name));
}

/* Also who has left the configuration meanwhile. */
static bool
unwatch(DeskStore *store, const DeskAmender *amender, gint64 ticket, const char *name,
        GError **error)
{
    bool done = false;
    if (!desk_store_watcher_remove(store, ticket, name, &done, error))
        return false;
    if (!done)
        return desk_conf_agent(desk_amending_conf(amender), name) || refuse_agent(name, error);
    return desk_amending_note(store, amender, (DeskAmendEvent){ ticket, 0, "unwatched" }, error,
                              "%s does not watch this ticket any more", name);
}

typedef bool (*Change)(DeskStore *store, const DeskAmender *amender, gint64 ticket,
                       const char *name, GError **error);

static bool
change_all(DeskStore *store, const DeskAmender *amender, DeskWatching watching, Change change,
           GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    if (!desk_amending_open(store, watching.ticket, &ticket, error))
        return false;
    for (const char *const *name = watching.agents; *name; name++)
        if (!change(store, amender, ticket->id, *name, error))
            return false;
    return true;
}

bool
desk_amend_watch(DeskStore *store, const DeskAmender *amender, DeskWatching watching,
                 GError **error)
{
    return change_all(store, amender, watching, watch, error);
}

bool
desk_amend_unwatch(DeskStore *store, const DeskAmender *amender, DeskWatching watching,
                   GError **error)
{
    return change_all(store, amender, watching, unwatch, error);
}

/* ---- put off ---- */

static bool
note_wake(DeskStore *store, const DeskAmender *amender, gint64 ticket, gint64 at, GError **error)
{
    const DeskConf *conf = desk_amending_conf(amender);
    const char *zone = amender->agent ? desk_absence_zone(conf, amender->agent) : NULL;
    g_autofree char *shown = at > 0 ? desk_absence_show_time(zone, at) : NULL;
    if (!shown)
        return desk_amending_note(store, amender, (DeskAmendEvent){ ticket, 0, "unsnoozed" }, error,
                                  "not put off any more");
    return desk_amending_note(store, amender, (DeskAmendEvent){ ticket, 0, "snoozed" }, error,
                              "put off until %s", shown);
}

bool
desk_amend_snooze(DeskStore *store, const DeskAmender *amender, gint64 id, gint64 until,
                  GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    gint64 before = 0;
    if (!desk_amending_open(store, id, &ticket, error))
        return false;
    if (until > 0 && until <= amender->now)
        return desk_amending_refuse(
            error, DESK_AMEND_ERROR_UNKNOWN,
            "the time until which ticket %" G_GINT64_FORMAT " is to be put off is in the past", id);
    if (until > 0 && !desk_lifecycle_is_alive(ticket->status))
        return desk_amending_refuse(error, DESK_AMEND_ERROR_REFUSED,
                                    "ticket %" G_GINT64_FORMAT " is %s: nothing is to be put off",
                                    id, desk_status_name(ticket->status));
    return desk_later_get(store, id, DESK_TIMER_WAKE, &before, error) &&
           (before == until ||
            (desk_later_set(store, id, DESK_TIMER_WAKE, until, amender->now, error) &&
             note_wake(store, amender, id, until, error)));
}

/* ---- how an agent hears of his tickets ---- */

static const char *
describe(const char *word)
{
    static const struct {
        const char *word, *text;
    } words[] = { { "each", "a mail for each thing that happens" },
                  { "digest", "one mail a day" },
                  { "none", "alarms alone" } };
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(words[i].word, word))
            return words[i].text;
    return NULL;
}

bool
desk_amend_notify(DeskStore *store, const DeskAmender *amender, const DeskAgent *agent,
                  const char *word, GError **error)
{
    g_autoptr(DeskWish) before = NULL;
    const char *text = describe(word);
    if (!text) {
        g_autofree char *shown = desk_text_quote(word);
        return desk_amending_refuse(error, DESK_AMEND_ERROR_UNKNOWN,
                                    "\"%s\": expected each, digest or none", shown);
    }
    if (!desk_store_wish_get(store, agent->name, &before, error))
        return false;
    if (before && g_strcmp0(before->notify, word) == 0)
        return true;
    /* When the next digest is due is worked out anew. */
    const DeskWish wish = { .agent = agent->name, .notify = (char *) word };
    return desk_store_wish_put(store, &wish, error) &&
           desk_amending_note(store, amender, (DeskAmendEvent){ 0, 0, "agent-notify" }, error,
                              "%s gets %s", agent->name, text);
}
