#pragma once
#include "base/base.h"
#include "conf/keys.h"

/*
 * The configuration file as an immutable snapshot. A snapshot is shared between threads
 * by reference count; every string in it is valid UTF-8 and lives as long as it does.
 * Which settings exist, with type, default, range and help, is the table in conf/table.c.
 */

typedef struct {
    char *name;
    char *display_name; /* in the From of what we send; default: the name, capitalised */
    char *address;      /* as written */
    char **aliases;     /* further addresses, never NULL */
    char *team;         /* or NULL */
    char *language;     /* or NULL: the desk's */
} DeskMailbox;

typedef struct {
    char *name;
    char *full_name;
    char **addresses; /* never NULL */
    char *login;      /* SASL login, or NULL */
} DeskAgent;

typedef struct {
    char *name;
    char **members; /* names of agents, never NULL */
} DeskTeam;

typedef struct {
    gint64 acks_per_hour; /* automatic acknowledgements to one sender */
    gint64 acks_per_day;
} DeskLimits;

typedef struct {
    char *path; /* the file it was read from */
    char *hostname;
    char *listen;
    bool allow_inet; /* listen may be a TCP socket */
    char *store;
    char *key_file;
    char *authserv_id;
    char *relay;
    char *template_dir;
    char *language;
    char *user;
    char *socket_group;
    char *spool_dir;
    char *parse_program;
    gint64 message_size_limit; /* bytes */
    gint64 parse_workers;      /* 0: one per processor */
    gint64 store_timeout;      /* microseconds a session waits for the writer */
    gint64 send_connections;
    gint64 send_give_up; /* microseconds after which an outbox row fails for good */
    char recipient_delimiter;
    GPtrArray *mailboxes; /* DeskMailbox, in the order of the file */
    GPtrArray *agents;    /* DeskAgent */
    GPtrArray *teams;     /* DeskTeam */
    DeskLimits limits;
    DeskKeys *keys; /* NULL when loaded with DESK_CONF_NO_KEYS */
} DeskConf;

typedef enum {
    DESK_CONF_DEFAULT = 0,
    DESK_CONF_NO_KEYS = 1, /* do not read key-file: deskctl init makes it */
} DeskConfFlags;

/*
 * Reads and checks a configuration file with its includes. NULL when anything is wrong;
 * problems (element type char *, with a free function) then holds every error that could
 * be found as "file:line: what, and what was expected", in the order of the files; what
 * concerns a file as a whole has no line.
 * Only one thread at a time: the scanner of libconfuse is global.
 */
DeskConf *desk_conf_load(const char *path, DeskConfFlags flags, GPtrArray *problems);

DeskConf *desk_conf_ref(DeskConf *conf);
void desk_conf_unref(DeskConf *conf);

/* Lookups by name; NULL when there is none. Borrowed from the snapshot. */
const DeskMailbox *desk_conf_mailbox(const DeskConf *conf, const char *name);
const DeskAgent *desk_conf_agent(const DeskConf *conf, const char *name);

/* The agent that owns an address, compared by desk_address_key; NULL when none does. */
const DeskAgent *desk_conf_agent_by_address(const DeskConf *conf, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskConf, desk_conf_unref)
