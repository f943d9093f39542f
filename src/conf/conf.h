#pragma once
#include "base/base.h"
#include "calendar/hours.h"
#include "conf/keys.h"
#include "ticket/survey.h"
#include "ticket/ticket.h"
#include "ticket/update.h"

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
    char *sla;              /* or NULL */
    char *language;         /* or NULL: the desk's */
    char *signature;        /* below each answer, Mustache; NULL: that of the template */
    gint64 updates;         /* DESK_UPDATE_BIT of each that its customers are told of */
    bool survey;            /* its customers are asked how it was */
} DeskMailbox;

/* How an agent hears of his tickets. Alarms reach him in any case. */
typedef enum {
    DESK_NOTIFY_EACH,   /* a mail for each thing that happens */
    DESK_NOTIFY_DIGEST, /* one mail a day */
    DESK_NOTIFY_NONE,
} DeskNotify;

typedef struct {
    char *name;
    char *full_name;
    char **addresses; /* never NULL */
    char *login;      /* SASL login, or NULL */
    char **skills;    /* never NULL, as the next one */
    char **languages;
    gint64 capacity;  /* tickets he is given at most; 0: no limit */
    char *calendar;   /* his working hours; NULL: always */
    gint64 notify;    /* DeskNotify */
    gint64 digest_at; /* time of day in his zone, microseconds after midnight */
    char *signature;  /* that his mail program puts below what he writes; NULL: unknown */
} DeskAgent;

/* How a team hands out its tickets. */
typedef enum {
    DESK_ASSIGN_MANUAL,
    DESK_ASSIGN_ROUND_ROBIN,
    DESK_ASSIGN_LEAST_LOADED,
    DESK_ASSIGN_SKILL,
} DeskAssignMethod;

typedef struct {
    char *name;
    char **members; /* names of agents, never NULL */
    gint64 assign;  /* DeskAssignMethod */
    char *lead;     /* name of an agent, or NULL */
} DeskTeam;

/* What a mail is known by. Lists are never NULL. */
typedef struct {
    char **keywords; /* words and phrases, those of the file as well */
    char *keywords_file;
    char **not_keywords; /* rule it out */
    char **regex;
    char **headers;     /* "Field: expression" */
    char **mailboxes;   /* names */
    char **customers;   /* names */
    char **attachments; /* "application/pdf", "image/" or ".exe" with * in it */
} DeskConditions;

/* What follows for its ticket; NULL: nothing. */
typedef struct {
    char *team;
    char *priority; /* a word of DeskPriority */
    char *sla;
    char **tags; /* never NULL */
} DeskConsequences;

/* What a ticket is about: everything that speaks for it adds to its score, the best one wins. */
typedef struct {
    char *name;
    DeskConditions conditions;
    DeskConsequences consequences;
    char **skills; /* that an agent needs for it, never NULL */
    gint64 subject_weight;
    gint64 text_weight;
    gint64 threshold; /* with a lower score it is none */
} DeskCategory;

/* Holds when each kind of its conditions that is given does, by one of its list. */
typedef struct {
    char *name;
    DeskConditions conditions;
    char **categories; /* one of these has won, never NULL */
    DeskConsequences consequences;
    char *assignee; /* or NULL */
} DeskRule;

/* Somebody whose people are known by their addresses. */
typedef struct {
    char *name;
    char **domains; /* with all below them, never NULL */
    char **addresses;
    bool vip;
    char *sla; /* or NULL */
} DeskCustomer;

/* What is done when a clock has been missed for a time. */
typedef enum {
    DESK_ESCALATE_ALARM,      /* tells the assignee, else the team */
    DESK_ESCALATE_ALARM_LEAD, /* tells the lead of the team */
    DESK_ESCALATE_RAISE,      /* raises the priority by one step */
    DESK_ESCALATE_TO_LEAD,    /* the lead of the team gets the ticket */
    DESK_ESCALATE_TO_TEAM,
    DESK_ESCALATE_REPEAT, /* alarms the lead, or the team where there is none, again and again */
} DeskEscalateAction;

typedef struct {
    gint64 after; /* business time since the end; REPEAT: from one time to the next */
    DeskEscalateAction action;
    char *team; /* TO_TEAM */
} DeskEscalation;

#define DESK_PRIORITIES (DESK_PRIORITY_LOW + 1)

/* What is promised. Targets are business time by DeskPriority; 0: none. */
typedef struct {
    char *name;
    char *calendar; /* NULL: always open */
    gint64 first_response[DESK_PRIORITIES];
    gint64 next_response[DESK_PRIORITIES];
    gint64 resolution[DESK_PRIORITIES];
    gint64 warn_at; /* thousandths of a target; 1000: no warning */
    char **escalation;
    GArray *steps; /* DeskEscalation: the former by time, or an alarm at once; never NULL */
} DeskSla;

typedef struct {
    char *name;
    char *zone;
    char *days[DESK_HOURS_DAYS]; /* Monday first; NULL: closed */
    char **holidays;             /* never NULL */
    char *holidays_file;
    DeskHours *hours; /* all of that, ready to reckon with */
} DeskCalendar;

/* How mails are weighed. */
typedef struct {
    char **urgency_words; /* never NULL, as the next one */
    char **impact_words;
    bool importance; /* X-Priority, Importance and Priority count, of proved senders */
    bool answers;    /* what a customer answers is weighed again */
} DeskWeighing;

/* A program that writes to the desk about the state of things (RULES L4). */
typedef struct {
    char *name;
    char **senders; /* addresses it writes from, never NULL */
    char *key;      /* regular expression: its first group in the subject names the matter */
    char *recovery; /* regular expression: a subject that says the matter is over; or NULL */
} DeskMonitor;

/* How a ticket goes on by itself. Microseconds. */
typedef struct {
    gint64 reopen_within;       /* after its end, in which an answer reopens it */
    gint64 close_after;         /* one that is resolved is closed then; 0: never, as the next one */
    gint64 close_waiting_after; /* one that has waited for the customer so long is closed */
    gint64 remind_before;       /* so long before that he is reminded; 0: he is not */
    gint64 update_after;        /* what is told of a ticket waits so long for what comes next */
} DeskLifecycle;

/* What customers are asked when their tickets have ended. Microseconds. */
typedef struct {
    gint64 scale;         /* DeskScale */
    gint64 delay;         /* after the end */
    gint64 quiet;         /* nobody is asked twice within this */
    gint64 valid;         /* votes count so long after it was asked */
    gint64 change_within; /* and may be changed so long after the first one */
    bool reopen;          /* a bad vote opens the ticket again */
} DeskSurveys;

/* The knowledge base. */
typedef struct {
    gint64 suggestions; /* so many of its articles stand in an acknowledgement at most */
    char *url;          /* where one of them can be read, with {slug} for its name; or NULL */
} DeskKb;

typedef struct {
    gint64 acks_per_hour; /* automatic acknowledgements to one sender */
    gint64 acks_per_day;
    gint64 unverified_acks_per_day; /* to one whose identity nobody has proved */
    gint64 tickets_per_hour;        /* opened by one sender; further mails join the last, held */
    gint64 reopens_per_day;         /* of one ticket */
    gint64 automatic_per_hour;      /* mails of the whole desk */
    gint64 customer_mails_per_hour; /* automatic ones of any kind to one customer */
    gint64 alarms_per_hour;         /* to one agent */
    gint64 notifications_per_hour;  /* to one agent */
} DeskLimits;

/* What agents are told of their tickets. */
typedef struct {
    gint64 earlier;     /* so many of the last messages stand below the new one */
    gint64 attachments; /* bytes of files that go with one; more are only named */
} DeskNotifications;

/* What agents answer. */
typedef struct {
    gint64 attachments; /* bytes of files that go to the customer at most */
    bool take;          /* who answers a ticket that nobody has gets it */
} DeskAnswers;

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
    char *template_dir;         /* the desk's own, each goes before that of the same name below;
                                   or NULL */
    char *shipped_template_dir; /* as they came */
    char *canned_dir;           /* texts that #canned puts into an answer; or NULL */
    char *kb_dir;               /* articles that #kb puts into one; or NULL */
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
    GPtrArray *categories;   /* DeskCategory */
    GPtrArray *rules;        /* DeskRule */
    GPtrArray *customers;    /* DeskCustomer */
    GPtrArray *slas;         /* DeskSla */
    GPtrArray *calendars;    /* DeskCalendar */
    GPtrArray *advice;       /* char *, as problems: what is odd without being wrong */
    DeskWeighing triage;
    DeskLifecycle lifecycle;
    DeskSurveys survey;
    DeskKb kb;
    DeskNotifications notifications;
    DeskAnswers answers;
    DeskLimits limits;
    DeskKeys *keys; /* NULL when loaded with DESK_CONF_NO_KEYS */
} DeskConf;

typedef enum {
    DESK_CONF_DEFAULT = 0,
    DESK_CONF_NO_KEYS = 1, /* do not read key-file: deskctl init makes it */
    DESK_CONF_ADVICE = 2,  /* look for what is odd, too */
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
const DeskTeam *desk_conf_team(const DeskConf *conf, const char *name);
const DeskCategory *desk_conf_category(const DeskConf *conf, const char *name);
const DeskSla *desk_conf_sla(const DeskConf *conf, const char *name);
/* NULL: always open; name may be NULL. */
const DeskHours *desk_conf_hours(const DeskConf *conf, const char *calendar);
/* Those of an SLA; as above also when there is none of that name, or it has no calendar. */
const DeskHours *desk_conf_sla_hours(const DeskConf *conf, const char *sla);

/* The agent that owns an address, compared by desk_address_key; NULL when none does. */
const DeskAgent *desk_conf_agent_by_address(const DeskConf *conf, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskConf, desk_conf_unref)
