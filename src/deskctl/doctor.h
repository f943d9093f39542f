#pragma once
#include "conf/conf.h"
#include "store/server.h"

/*
 * What is wrong with the Postfix around the desk, and with the server of its store: a pure
 * judgement over their settings, each with the line that mends it.
 */

/* One line of master.cf, with what its -o options change. */
typedef struct {
    char *name;            /* "smtp", "127.0.0.1:10026" */
    char *type;            /* "inet", "unix" ... */
    bool chroot;           /* fifth column */
    char *daemon;          /* first word of the command: "smtpd" */
    GHashTable *overrides; /* setting -> value */
} DeskService;

DeskService *desk_service_new(const char *name, const char *type);
void desk_service_free(DeskService *service);

typedef struct {
    GHashTable *settings; /* main.cf, with defaults, $names expanded */
    GPtrArray *services;  /* DeskService */
} DeskPostfix;

DeskPostfix *desk_postfix_new(void);
void desk_postfix_free(DeskPostfix *postfix);

typedef enum {
    DESK_SEVERITY_BROKEN, /* mail of the desk does not flow, or is lost */
    DESK_SEVERITY_UNSAFE, /* others can harm it */
    DESK_SEVERITY_SLOW,
} DeskSeverity;

typedef struct {
    DeskSeverity severity;
    char *subject; /* a setting, a service or a file */
    char *now;     /* what it is */
    char *why;     /* one English sentence: what comes of it */
    char *mend;    /* a command line */
} DeskFinding;

/* The findings, element type DeskFinding, in the order of the way of a mail. The caller's. */
GPtrArray *desk_doctor_examine(const DeskPostfix *postfix, const DeskConf *conf);

/* What is wrong with the server of a store. */
void desk_doctor_examine_server(const DeskServer *server, GPtrArray *findings);
/* The store cannot be opened. */
void desk_doctor_store_fails(const DeskConf *conf, const GError *error, GPtrArray *findings);
/* readable: others may read the file of the configuration. */
void desk_doctor_examine_address(const DeskConf *conf, bool readable, GPtrArray *findings);

/* For findings from elsewhere; the texts are copied. */
void desk_finding_add(GPtrArray *findings, DeskSeverity severity, const char *subject,
                      const char *const texts[3]);
GPtrArray *desk_findings_new(void);

const char *desk_severity_name(DeskSeverity severity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskService, desk_service_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskPostfix, desk_postfix_free)
