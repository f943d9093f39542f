#pragma once
#include "conf/conf.h"
#include "mail/mail.h"
#include "ticket/ticket.h"

/*
 * Which category a mail belongs to, how urgent it is, and who is to have it, by the categories and
 * rules of a configuration. Made once, then immutable: any thread. Pure.
 */
typedef struct DeskTriage DeskTriage;

/* Borrows conf, which must outlive it. */
DeskTriage *desk_triage_new(const DeskConf *conf);
void desk_triage_free(DeskTriage *triage);

typedef struct {
    const char *name;
    const char *type; /* "application/pdf" */
} DeskTriageFile;

/* What is looked at: only what the sender wrote himself, never quotes or signatures. */
typedef struct {
    const char *subject; /* without the tags of the desk */
    const char *text;    /* what is new in it */
    const char *sender;  /* address, or NULL */
    DeskAssurance assurance;
    const GPtrArray *mailboxes; /* DeskMailbox that it came to, at least one */
    const GPtrArray *fields;    /* DeskMailField; counted only when the sender is proved */
    const DeskTriageFile *files;
    gsize file_count;
} DeskTriageFacts;

/* One thing that was found. */
typedef struct {
    const char *section; /* "category", "rule", "urgency", "impact"; static */
    const char *name;    /* of the category or rule; else the section again. Borrowed */
    const char *where;   /* "subject", "text", "header", "mailbox", "customer", "attachment",
                            "category"; static */
    char *text;          /* what was found, as it stands there, one line, cut at 200 bytes */
    char *pattern;       /* what it was found by, as the configuration has it */
    gint64 score;        /* what it adds to the category; 0 for rules */
    bool counts;         /* false: it is a word that rules the category or rule out, or */
    bool gave_up;        /* an expression that took too long: text is "" */
} DeskTriageMatch;

/* A category that something spoke for. */
typedef struct {
    const DeskCategory *category;
    gint64 score;
    bool ruled_out; /* by a word that must not be there, or below its threshold */
} DeskTriageScore;

/* Everything borrowed lives as long as the configuration. */
typedef struct {
    const DeskCategory *category; /* the best; NULL: none */
    gint64 score;
    const DeskCustomer *customer; /* whose mail it is; NULL: nobody's known */
    GArray *scores;               /* DeskTriageScore, in the order of the configuration */
    GPtrArray *matches;           /* DeskTriageMatch */
    DeskPriority priority;
    bool ranked;      /* something speaks for the priority, which is normal otherwise */
    const char *team; /* as the next two; or NULL */
    const char *sla;
    const char *team_by;  /* who names it: "rule", "category", "mailbox"; static; or NULL */
    const char *sla_by;   /* likewise, or "customer" */
    const char *assignee; /* whom a rule names */
    GPtrArray *tags;      /* const char *, each once */
    GPtrArray *reasons;   /* char *: one sentence for each of category, priority, team, sla ... */
    bool matched;         /* it has a category, or a rule holds */
    bool by_mailbox;      /* nothing but its mailbox has decided anything */
    char *given_up;       /* one sentence: the expressions that were given up; NULL: none */
} DeskTriaged;

void desk_triage_judge(const DeskTriage *triage, const DeskTriageFacts *facts,
                       DeskTriaged *triaged);
void desk_triaged_clear(DeskTriaged *triaged);

/* The customer that an address belongs to, by address before domain; NULL: none's. */
const DeskCustomer *desk_triage_customer(const DeskTriage *triage, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskTriage, desk_triage_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskTriaged, desk_triaged_clear)
