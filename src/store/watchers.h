#pragma once
#include "store/store.h"

/* What agents want to hear of, by their names in the configuration. */

/* Once for each agent and ticket; *done false: it was so already. */
bool desk_store_watcher_add(DeskStore *store, gint64 ticket, const char *agent, gint64 now,
                            bool *done, GError **error);
bool desk_store_watcher_remove(DeskStore *store, gint64 ticket, const char *agent, bool *done,
                               GError **error);
/* Sorted; char *. */
bool desk_store_watcher_list(DeskStore *store, gint64 ticket, GPtrArray **agents, GError **error);
/* Whoever watches the one watches the other as well. */
bool desk_store_watcher_copy(DeskStore *store, gint64 from, gint64 to, gint64 now, GError **error);

/* What an agent has said by mail or deskctl; it goes before the configuration. */
typedef struct {
    char *agent;
    char *notify;       /* "each", "digest", "none"; NULL: as configured */
    gint64 next_digest; /* when the next one is due; 0: not worked out yet */
} DeskWish;
void desk_wish_free(DeskWish *wish);

/* NULL: nothing has been said. In a WRITE transaction it is kept as it is, also when it is
 * not there. */
bool desk_store_wish_get(DeskStore *store, const char *agent, DeskWish **wish, GError **error);
/* Of all agents, sorted; DeskWish. None is kept as it is. */
bool desk_store_wish_list(DeskStore *store, GPtrArray **wishes, GError **error);
bool desk_store_wish_put(DeskStore *store, const DeskWish *wish, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskWish, desk_wish_free)
