#include "desk/digest.h"
#include "policy/absence.h"
#include "policy/notification.h"
#include "store/watchers.h"

static bool
read_wish(const char *word, DeskNotify *wish)
{
    static const char *const words[] = {
        [DESK_NOTIFY_EACH] = "each", [DESK_NOTIFY_DIGEST] = "digest", [DESK_NOTIFY_NONE] = "none"
    };
    for (size_t i = 0; word && i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(words[i], word)) {
            *wish = (DeskNotify) i;
            return true;
        }
    return false;
}

static DeskNotify
wish_of(const DeskWish *said, const DeskAgent *agent)
{
    DeskNotify wish;
    return said && read_wish(said->notify, &wish) ? wish : (DeskNotify) agent->notify;
}

DeskNotify
desk_digest_wish(const GPtrArray *wishes, const DeskAgent *agent)
{
    for (guint i = 0; i < wishes->len; i++) {
        const DeskWish *said = wishes->pdata[i];
        if (g_str_equal(said->agent, agent->name))
            return wish_of(said, agent);
    }
    return (DeskNotify) agent->notify;
}

/* Keeps what the agent has said. */
static bool
set_next(DeskStore *store, const DeskAgent *agent, const DeskWish *said, gint64 next,
         GError **error)
{
    const DeskWish wish = { .agent = agent->name,
                            .notify = said ? said->notify : NULL,
                            .next_digest = next };
    return desk_store_wish_put(store, &wish, error);
}

bool
desk_digest_owe(DeskStore *store, const DeskConf *conf, const DeskAgent *agent, gint64 now,
                GError **error)
{
    g_autoptr(DeskWish) said = NULL;
    if (!desk_store_wish_get(store, agent->name, &said, error))
        return false;
    if (said && said->next_digest > 0)
        return true;
    const char *zone = desk_absence_zone(conf, agent);
    return set_next(store, agent, said, desk_digest_after(zone, agent->digest_at, now), error);
}
