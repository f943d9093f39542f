#include "deskctl/cmd.h"
#include "deskctl/json.h"
#include "store/rows.h"

static void
print_json(const GPtrArray *stats)
{
    json_t *value = json_object();
    for (guint i = 0; i < stats->len; i++) {
        const DeskStat *stat = stats->pdata[i];
        json_object_set_new(value, stat->name, json_integer(stat->number));
    }
    desk_json_print(value, false);
}

int
desk_cmd_stats(const DeskCtl *ctl)
{
    int code = EX_OK;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) stats = NULL;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    if (!store)
        return code;
    if (!desk_store_stats(store, &stats, &error))
        return desk_ctl_fail(error);

    if (ctl->options->json)
        print_json(stats);
    else
        for (guint i = 0; i < stats->len; i++) {
            const DeskStat *stat = stats->pdata[i];
            printf("%-24s %12" G_GINT64_FORMAT "\n", stat->name, stat->number);
        }
    return EX_OK;
}
