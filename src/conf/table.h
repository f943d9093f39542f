#pragma once
#include "conf/conf.h"

/*
 * The one table of all settings. From it come what libconfuse accepts, the check and the
 * conversion of each value, the defaults, and the test that holds the man page against it.
 */

typedef enum {
    DESK_TYPE_TEXT,     /* one line */
    DESK_TYPE_LINES,    /* any number of lines */
    DESK_TYPE_TEMPLATE, /* the same, in Mustache */
    DESK_TYPE_WORD,     /* no blanks */
    DESK_TYPE_NAME,     /* the title of a section */
    DESK_TYPE_HOST,     /* a domain name, kept as A-label */
    DESK_TYPE_LANGUAGE, /* a language tag: en, de-AT */
    DESK_TYPE_PATH,     /* absolute */
    DESK_TYPE_LISTEN,   /* where the milter listens */
    DESK_TYPE_STORE,    /* sqlite:/PATH or postgresql://USER@HOST/DATABASE */
    DESK_TYPE_RELAY,    /* smtp://HOST:PORT */
    DESK_TYPE_ADDRESS,
    DESK_TYPE_ADDRESSES, /* a list */
    DESK_TYPE_NAMES,     /* a list */
    DESK_TYPE_DOMAINS,   /* a list, kept as A-labels */
    DESK_TYPE_TAGS,      /* a list */
    DESK_TYPE_LANGUAGES, /* a list */
    DESK_TYPE_KEYWORDS,  /* a list of words and phrases */
    DESK_TYPE_PATTERNS,  /* a list: file names or media types, with * for anything */
    DESK_TYPE_INTEGER,
    DESK_TYPE_SIZE,     /* kept in bytes */
    DESK_TYPE_DURATION, /* kept in microseconds */
    DESK_TYPE_BOOLEAN,
    DESK_TYPE_DELIMITER,   /* one character */
    DESK_TYPE_REGEX,       /* of PCRE2, as GRegex takes it */
    DESK_TYPE_REGEXES,     /* a list */
    DESK_TYPE_HEADERS,     /* a list: "Field: regular expression" */
    DESK_TYPE_AGENT_TRUST, /* kept as DeskAgentTrust */
    DESK_TYPE_ASSIGN,      /* kept as DeskAssignMethod */
    DESK_TYPE_NOTIFY,      /* kept as DeskNotify */
    DESK_TYPE_UPDATES,     /* a list of words, kept as bits of DeskUpdate */
    DESK_TYPE_SCALE,       /* kept as DeskScale */
    DESK_TYPE_TIME,        /* of the day, kept in microseconds after midnight */
    DESK_TYPE_PRIORITY,    /* kept as its word */
    DESK_TYPE_FRACTION,    /* 0 to 1, kept in thousandths */
    DESK_TYPE_TARGETS,     /* a list: "critical=30m", kept by DeskPriority */
    DESK_TYPE_ESCALATION,  /* a list of steps: "30m alarm-lead" */
    DESK_TYPE_ZONE,        /* a time zone of the system */
    DESK_TYPE_HOURS,       /* of one day */
    DESK_TYPE_HOLIDAYS,    /* a list of dates */
} DeskType;

typedef struct {
    const char *name;
    DeskType type;
    const char *preset; /* the default as it would be written; NULL: none, or worked out */
    const char *words;  /* says a default that is worked out; NULL: preset says all */
    const char *min;    /* range as it would be written, for numbers; NULL: none */
    const char *max;
    bool required;
    bool restart; /* a reload cannot change it */
    size_t offset;
    const char *help;
} DeskSetting;

typedef struct {
    const char *name; /* "" is the top level */
    bool titled;      /* many, each with a title, which is the first field of its struct */
    size_t size;      /* of that struct */
    size_t offset;    /* in DeskConf: of the GPtrArray of a titled section, else of the struct */
    const DeskSetting *settings;
    size_t count;
} DeskSection;

/* The sections; the first is the top level. */
const DeskSection *const *desk_table_sections(size_t *count);

/* NULL when there is none of that name. */
const DeskSection *desk_table_section(const char *name);
const DeskSetting *desk_table_setting(const DeskSection *section, const char *name);

/* Calls visit for every setting, in the order of the table. */
typedef void (*DeskTableVisit)(const DeskSection *section, const DeskSetting *setting, void *data);
void desk_table_walk(DeskTableVisit visit, void *data);

/* "section.setting", or the bare name at the top level. The caller's. */
char *desk_table_full_name(const DeskSection *section, const DeskSetting *setting);

/* The default in words: the value, what it is worked out from, "none", or "required". */
const char *desk_table_default(const DeskSetting *setting);
