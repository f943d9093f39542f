#pragma once
#include "conf/conf.h"
#include "deskctl/options.h"
#include "policy/policy.h"
#include "store/store.h"

/*
 * What the commands have in common. Data goes to stdout, all else to stderr; every command
 * returns an exit code of sysexits.h, and what fails here has already told the user why.
 */
typedef struct {
    const char *config_path;
    const DeskOptions *options;
    char **operands; /* the words behind the command's own */
    int count;       /* of operands */
} DeskCtl;

/* "deskctl: message" on stderr. Returns code. */
int desk_ctl_complain(int code, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The same for an error, with the exit code that fits it. */
int desk_ctl_fail(const GError *error);

/* The configuration; NULL: the problems have been printed, exit with EX_CONFIG. */
DeskConf *desk_ctl_conf(const DeskCtl *ctl, DeskConfFlags flags);

/*
 * Opens the store of the configuration as the user of the daemons: root is given up for good,
 * so that no file of the store ever belongs to root. NULL: exit with *code.
 */
DeskStore *desk_ctl_store(const DeskCtl *ctl, DeskStoreMode mode, int *code);

/* The rules of the configuration, with the seal of the store (NULL: of none); the caller's. NULL:
 * exit with *code. */
DeskPolicy *desk_ctl_policy(DeskConf *conf, DeskStore *store, int *code);

/* An option or operand that must be a whole number from 1 up; false: it is not, said so. */
bool desk_ctl_number(const char *what, const char *text, gint64 max, gint64 *number);

/* The number an option was given, else fallback; false as above. */
bool desk_ctl_option_number(const DeskCtl *ctl, DeskOption option, gint64 max, gint64 fallback,
                            gint64 *number);

/* All values of --message, numbers from 1 up; empty when there is none. NULL: said what is wrong.
 */
GArray *desk_ctl_messages(const DeskCtl *ctl);

/* Who runs the command, as events name him: "deskctl:root". Before the store is opened. The
 * caller's. */
char *desk_ctl_actor(void);
