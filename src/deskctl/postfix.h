#pragma once
#include "base/base.h"

/* The settings of a Postfix, as it reads them. */

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

/* "" when this Postfix has none of that name. Borrowed. */
const char *desk_postfix_setting(const DeskPostfix *postfix, const char *name);

/* The same as a service sees it. */
const char *desk_service_setting(const DeskPostfix *postfix, const DeskService *service,
                                 const char *name);

/* The words of a value, with commas or white space between. */
bool desk_postfix_list_has(const char *list, const char *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskService, desk_service_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskPostfix, desk_postfix_free)
