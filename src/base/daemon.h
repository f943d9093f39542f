#pragma once
#include "base/base.h"

/* What deskmilter and deskpost have in common as daemons. */

typedef struct {
    char *config_path;
    gboolean foreground;
    gboolean show_version;
} DeskDaemonOptions;

/*
 * Reads -c FILE, -f and -V (printed here, exit 0). On a wrong word prints the usage and exits
 * EX_USAGE. The strings are the caller's.
 */
DeskDaemonOptions desk_daemon_options(int argc, char **argv, const char *summary,
                                      const char *default_config);

/*
 * Gives up root for the named user and group for good; umask 0077. Started as anybody else
 * it changes nothing, and running as that user already is fine. group may be NULL: the user's
 * own, which is among the groups of the process in any case.
 */
bool desk_daemon_drop_root(const char *user, const char *group, GError **error);

/* Turns the process into a daemon unless foreground. Before threads. */
bool desk_daemon_detach(bool foreground, GError **error);

/* Tells the service manager ("READY=1", "STOPPING=1", "RELOADING=1"); without one, nothing. */
void desk_daemon_notify(const char *state);
