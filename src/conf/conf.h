#pragma once
#include "base/base.h"
#include "conf/keys.h"

/*
 * The configuration file as an immutable snapshot. A snapshot is shared between threads
 * by reference count; every string in it is valid UTF-8 and lives as long as it does.
 * Which settings exist, with type, default, range and help, is the table in conf/table.c.
 */

/* Octets before the @ of an address to which a signed extension can be added. */
#define DESK_MAILBOX_LOCAL_MAX 20

typedef struct {
    char *name;
    char *display_name;     /* in the From of what we send; default: the name, capitalised */
    char *address;          /* as written */
    char **aliases;         /* further addresses, never NULL */
    const char *reply_base; /* the first of all these that reply addresses can be made of */
    char *team;             /* or NULL */
    char *language;         /* or NULL: the desk's */
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

/* A program that writes to the desk about the state of things (RULES L4). */
typedef struct {
    char *name;
    char **senders; /* addresses it writes from, never NULL */
    char *key;      /* regular expression: its first group in the subject names the matter */
    char *recovery; /* regular expression: a subject that says the matter is over; or NULL */
} DeskMonitor;

typedef struct {
    gint64 reopen_within; /* microseconds after its end in which an answer reopens a ticket */
} DeskLifecycle;

typedef struct {
    gint64 acks_per_hour; /* automatic acknowledgements to one sender */
    gint64 acks_per_day;
    gint64 unverified_acks_per_day; /* to one whose identity nobody has proved */
    gint64 tickets_per_hour;        /* opened by one sender; further mails join the last, held */
    gint64 reopens_per_day;         /* of one ticket */
    gint64 automatic_per_hour;      /* mails of the whole desk */
} DeskLimits;

/* What gives a mail in an agent's name an agent's powers. */
typedef enum {
    DESK_AGENT_TRUST_AUTHENTICATED, /* SASL, or an aligned Authentication-Results */
    DESK_AGENT_TRUST_TOKEN,         /* or the agent's own token */
} DeskAgentTrust;

typedef struct {
    char *path; /* the file it was read from */
    char *hostname;
    char *listen;
    bool allow_inet; /* listen may be a TCP socket */
    char *store;
    char *key_file;
    char *authserv_id; /* NULL: no Authentication-Results are believed */
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
    gint64 agent_trust;      /* DeskAgentTrust */
    bool ticket_per_mailbox; /* one mail to two mailboxes opens two tickets */
    bool cc_of_verified;     /* the others on a verified requester's mail are confirmed by it */
    GPtrArray *mailboxes;    /* DeskMailbox, in the order of the file */
    GPtrArray *agents;       /* DeskAgent */
    GPtrArray *teams;        /* DeskTeam */
    GPtrArray *monitors;     /* DeskMonitor */
    DeskLifecycle lifecycle;
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
