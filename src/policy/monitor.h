#pragma once
#include "conf/conf.h"

/* The monitors of a configuration with their expressions compiled; immutable, any thread. */
typedef struct DeskMonitors DeskMonitors;

/* monitors: DeskMonitor, borrowed, must outlive the result. One whose expression is none is
 * passed over. */
DeskMonitors *desk_monitors_new(const GPtrArray *monitors);
void desk_monitors_free(DeskMonitors *monitors);

/* What a mail of a monitor is about (RULES L4). */
typedef struct {
    const char *monitor; /* its name; NULL: the mail is none of a monitor's. Borrowed */
    char *key;           /* names the matter */
    bool is_over;        /* it says that the matter is over */
} DeskMatter;

/*
 * Reads the subject of a mail by the expressions of the first monitor that writes from address and
 * finds a key in it. Bounded in steps: an expression that goes astray finds nothing. matter is the
 * caller's to clear. False: there is none.
 */
bool desk_monitors_read(const DeskMonitors *monitors, const char *address, const char *subject,
                        DeskMatter *matter);
void desk_matter_clear(DeskMatter *matter);

/* Whether a monitor of the configuration writes from the address, whatever it writes of. */
bool desk_monitor_is_at(const DeskConf *conf, const char *address);

/* The name under which one matter at a time is looked at (desk_store_hold). */
gint64 desk_matter_name(const DeskMatter *matter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskMonitors, desk_monitors_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskMatter, desk_matter_clear)
