#pragma once
#include "base/base.h"

/*
 * The words of a deskctl command line. Options may stand anywhere among the other words;
 * which command takes which is said in the table of commands.
 */

typedef enum {
    DESK_OPTION_STATUS,
    DESK_OPTION_MAILBOX,
    DESK_OPTION_TEAM,
    DESK_OPTION_ASSIGNEE,
    DESK_OPTION_REQUESTER,
    DESK_OPTION_LIMIT,
    DESK_OPTION_BEFORE,
    DESK_OPTION_MESSAGE_ID,
    DESK_OPTION_STATE,
    DESK_OPTION_TICKET,
    DESK_OPTION_FILES_FROM,
    DESK_OPTION_MAIL_FROM,
    DESK_OPTION_AUTH,
    DESK_OPTION_POSTFIX_DIR,
    DESK_OPTION_GAP,
    DESK_OPTION_PRIORITY,
    DESK_OPTION_CATEGORY,
    DESK_OPTION_SUBJECT,
    DESK_OPTION_FROM,
    DESK_OPTION_REASON,
    DESK_OPTION_SLA,
    DESK_OPTION_SINCE,
    DESK_OPTION_LANG,
    DESK_OPTION_PART,
    DESK_OPTION_DAYS,
    DESK_OPTION_BY,
    DESK_OPTION_LANGUAGE,
    DESK_OPTION_SURVEYS,
    DESK_OPTION_VALUES,                    /* the options above take one value */
    DESK_OPTION_RCPT = DESK_OPTION_VALUES, /* those from here on one each time they are given */
    DESK_OPTION_MESSAGE,
    DESK_OPTION_TAG,
    DESK_OPTION_TEXT, /* and those from here on none */
    DESK_OPTION_HTML,
    DESK_OPTION_DROP_OLDEST,
    DESK_OPTION_REMOVE,
    DESK_OPTION_REASSIGN,
    DESK_OPTION_LOGINS,
    DESK_OPTION_BAD,
    DESK_OPTION_COUNT,
} DeskOption;

G_STATIC_ASSERT(DESK_OPTION_COUNT <= 64); /* a set of them is a guint64 */
#define DESK_OPTION_BIT(option) (G_GUINT64_CONSTANT(1) << (option))

typedef struct {
    char *config_path; /* NULL: not given */
    gboolean json;
    gboolean show_version;
    gboolean show_help;
    char *values[DESK_OPTION_VALUES]; /* NULL: not given */
    char **rcpt;                      /* or NULL, as the next two */
    char **messages;
    char **tags;
    gboolean text;
    gboolean html;
    gboolean drop_oldest;
    gboolean remove;
    gboolean reassign;
    gboolean logins;
    gboolean bad;
    char **words; /* all that are no options; never NULL */
} DeskOptions;

/* False when an option is unknown, has no value, or holds bytes that are no UTF-8. */
bool desk_options_parse(int argc, char **argv, DeskOptions *options, GError **error);
void desk_options_clear(DeskOptions *options);

/* The options that were given, as bits, without those that every command takes. */
guint64 desk_options_given(const DeskOptions *options);

/* "--status" ... Static storage. */
const char *desk_option_name(DeskOption option);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskOptions, desk_options_clear)
