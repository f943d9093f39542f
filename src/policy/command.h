#pragma once
#include "conf/conf.h"
#include "ticket/ticket.h"

/*
 * What a mail commands: lines beginning with # at the top of what is new in it (RULES C1, C8).
 * Pure: words are looked up in the configuration here, tickets and people in desk/command.h.
 */
typedef enum {
    DESK_COMMAND_RESOLVE,
    DESK_COMMAND_CLOSE,
    DESK_COMMAND_REOPEN,
    DESK_COMMAND_STATUS, /* of a customer: tells him how it stands */
    DESK_COMMAND_TAKE,
    DESK_COMMAND_ASSIGN,
    DESK_COMMAND_TEAM,
    DESK_COMMAND_PRIORITY,
    DESK_COMMAND_CATEGORY,
    DESK_COMMAND_TAG,
    DESK_COMMAND_NOTE,
    DESK_COMMAND_LANGUAGE,
    DESK_COMMAND_HOLD,
    DESK_COMMAND_WAIT,
    DESK_COMMAND_SNOOZE,
    DESK_COMMAND_CC,
    DESK_COMMAND_WATCH,
    DESK_COMMAND_UNWATCH,
    DESK_COMMAND_MERGE,
    DESK_COMMAND_SPLIT,
    DESK_COMMAND_LINK,
    DESK_COMMAND_CANNED,
    DESK_COMMAND_KB,
    DESK_COMMAND_KB_DRAFT,
    DESK_COMMAND_FORWARD,
    DESK_COMMAND_REQUESTER,
    DESK_COMMAND_PUBLISH, /* a note becomes an answer to the customer */
    DESK_COMMAND_APPROVE,
    DESK_COMMAND_SPAM,
    DESK_COMMAND_AWAY,
    DESK_COMMAND_BACK,
    DESK_COMMAND_NOTIFY,
    DESK_COMMAND_QUEUE,
    DESK_COMMAND_SEARCH,
    DESK_COMMAND_REPORT,
    DESK_COMMAND_HELP,
} DeskCommandVerb;

/* One line. */
typedef struct {
    DeskCommandVerb verb;
    char *line;        /* as it was written, at most 200 bytes */
    guint number;      /* of the line in the new text, from 1; 0: the subject */
    char *text;        /* all that stands behind the word, or ""; AWAY, HOLD: the reason alone */
    char **words;      /* the same word by word as the desk has it: names of the configuration, "me"
                          too; bare addresses; tags and addresses of CC behind + or -. Never NULL */
    GArray *ids;       /* gint64: numbers of tickets or messages among them; may be empty */
    gint64 until;      /* AWAY, HOLD, SNOOZE: a moment; G_MAXINT64: until further notice; else 0 */
    DeskStatus status; /* STATUS of an agent */
} DeskCommand;

typedef struct {
    GPtrArray *list; /* DeskCommand, in the order of their lines; never NULL */
    char *below;     /* the text under them, "" when nothing can be seen of it; of the lines with
                        which it begins, those with "##" have one # less */
    char *line;      /* the first that is wrong, at most 200 bytes; NULL: none is */
    guint number;    /* of that line */
    char *problem;   /* what is wrong with it, and what was expected: nothing is carried out (C2);
                        or NULL. list ends with that line if there is such a command */
} DeskCommands;

/* Who writes. */
typedef struct {
    const DeskConf *conf;
    const DeskAgent *agent; /* NULL: a customer, to whom a line that is no command is text */
    gint64 now;
} DeskCommander;

/*
 * text: what is new in the mail; when nothing is, the subject counts if it begins with # and a
 * letter. commander NULL: whoever writes may command nothing, and all is text. commands is the
 * caller's to clear.
 */
void desk_commands_read(const DeskCommander *commander, const char *text, const char *subject,
                        DeskCommands *commands);
void desk_commands_clear(DeskCommands *commands);

/* Another problem than those of its lines. Takes problem. */
void desk_commands_refuse(DeskCommands *commands, const DeskCommand *command, char *problem);

/* There is something to carry out, or to refuse. */
bool desk_commands_any(const DeskCommands *commands);

/* "line 3: #merge 99: there is no ticket 99". The caller's. */
char *desk_commands_complain(const DeskCommand *command, const char *problem);

/* "line 3: #foo: there is no such command ..." The caller's; NULL when there is no problem. */
char *desk_commands_objection(const DeskCommands *commands);

/* The first of that verb; NULL: none. */
const DeskCommand *desk_commands_find(const DeskCommands *commands, DeskCommandVerb verb);

/* One of them says which status the ticket has afterwards, or ends it by a merge. */
bool desk_commands_set_status(const DeskCommands *commands);

/* One command as desk-commands(7) has it. */
typedef struct {
    const char *word; /* "resolve" */
    DeskCommandVerb verb;
    const char *arguments; /* "TIME", "[NUMBER...]", or "" */
    const char *help;      /* one line */
    bool by_agent;
    bool by_customer;
    bool on_ticket; /* only in an answer on a ticket, or in a mail that opens one for a customer */
    bool on_new;    /* also in a mail that opens a ticket of the agent's own */
    bool answers;   /* what it finds is sent back */
    bool takes_reason; /* one behind a colon, which may stand next to the word */
} DeskCommandWord;

/* All of them; the one behind the last has no word. #status has two, that of agents first. Static
 * storage. */
const DeskCommandWord *desk_command_words(void);
/* NULL: none. Any case. */
const DeskCommandWord *desk_command_word(const char *word);
/* That which a line begins with, wherever it stands; NULL: none. */
const DeskCommandWord *desk_command_of_line(const char *line);
/* "resolve". Static storage. */
const char *desk_command_name(DeskCommandVerb verb);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskCommands, desk_commands_clear)
