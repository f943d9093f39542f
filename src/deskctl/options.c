#include "deskctl/options.h"

static const char *const names[DESK_OPTION_COUNT] = {
    [DESK_OPTION_STATUS] = "--status",
    [DESK_OPTION_MAILBOX] = "--mailbox",
    [DESK_OPTION_TEAM] = "--team",
    [DESK_OPTION_ASSIGNEE] = "--assignee",
    [DESK_OPTION_REQUESTER] = "--requester",
    [DESK_OPTION_LIMIT] = "--limit",
    [DESK_OPTION_BEFORE] = "--before",
    [DESK_OPTION_MESSAGE_ID] = "--message-id",
    [DESK_OPTION_STATE] = "--state",
    [DESK_OPTION_TICKET] = "--ticket",
    [DESK_OPTION_FILES_FROM] = "--files-from",
    [DESK_OPTION_MAIL_FROM] = "--mail-from",
    [DESK_OPTION_AUTH] = "--auth",
    [DESK_OPTION_POSTFIX_DIR] = "--postfix-dir",
    [DESK_OPTION_GAP] = "--gap",
    [DESK_OPTION_PRIORITY] = "--priority",
    [DESK_OPTION_CATEGORY] = "--category",
    [DESK_OPTION_SUBJECT] = "--subject",
    [DESK_OPTION_FROM] = "--from",
    [DESK_OPTION_REASON] = "--reason",
    [DESK_OPTION_SLA] = "--sla",
    [DESK_OPTION_SINCE] = "--since",
    [DESK_OPTION_LANG] = "--lang",
    [DESK_OPTION_PART] = "--part",
    [DESK_OPTION_DAYS] = "--days",
    [DESK_OPTION_BY] = "--by",
    [DESK_OPTION_LANGUAGE] = "--language",
    [DESK_OPTION_SURVEYS] = "--surveys",
    [DESK_OPTION_RCPT] = "--rcpt",
    [DESK_OPTION_MESSAGE] = "--message",
    [DESK_OPTION_TAG] = "--tag",
    [DESK_OPTION_TEXT] = "--text",
    [DESK_OPTION_HTML] = "--html",
    [DESK_OPTION_DROP_OLDEST] = "--drop-oldest",
    [DESK_OPTION_REMOVE] = "--remove",
    [DESK_OPTION_REASSIGN] = "--reassign",
    [DESK_OPTION_LOGINS] = "--logins",
    [DESK_OPTION_BAD] = "--bad",
};

const char *
desk_option_name(DeskOption option)
{
    return names[option];
}

static bool
list_is_text(char **list, DeskOption option, GError **error)
{
    for (; list && *list; list++)
        if (!g_utf8_validate(*list, -1, NULL)) {
            g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "%s: the value is no UTF-8", names[option]);
            return false;
        }
    return true;
}

/* File names may be any bytes, so all words come through unconverted and are checked here. */
static bool
values_are_text(const DeskOptions *options, GError **error)
{
    for (int i = 0; i < DESK_OPTION_VALUES; i++)
        if (options->values[i] && i != DESK_OPTION_FILES_FROM && i != DESK_OPTION_POSTFIX_DIR &&
            !g_utf8_validate(options->values[i], -1, NULL)) {
            g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "%s: the value is no UTF-8", names[i]);
            return false;
        }
    return list_is_text(options->rcpt, DESK_OPTION_RCPT, error) &&
           list_is_text(options->messages, DESK_OPTION_MESSAGE, error) &&
           list_is_text(options->tags, DESK_OPTION_TAG, error);
}

bool
desk_options_parse(int argc, char **argv, DeskOptions *options, GError **error)
{
    *options = (DeskOptions){ .json = FALSE };
    const GOptionEntry common[] = {
        { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config_path, NULL, NULL },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, NULL, NULL },
        { "version", 'V', 0, G_OPTION_ARG_NONE, &options->show_version, NULL, NULL },
        { "help", 'h', 0, G_OPTION_ARG_NONE, &options->show_help, NULL, NULL },
        { "rcpt", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->rcpt, NULL, NULL },
        { "message", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->messages, NULL, NULL },
        { "tag", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->tags, NULL, NULL },
        { "text", 0, 0, G_OPTION_ARG_NONE, &options->text, NULL, NULL },
        { "html", 0, 0, G_OPTION_ARG_NONE, &options->html, NULL, NULL },
        { "drop-oldest", 0, 0, G_OPTION_ARG_NONE, &options->drop_oldest, NULL, NULL },
        { "remove", 0, 0, G_OPTION_ARG_NONE, &options->remove, NULL, NULL },
        { "reassign", 0, 0, G_OPTION_ARG_NONE, &options->reassign, NULL, NULL },
        { "logins", 0, 0, G_OPTION_ARG_NONE, &options->logins, NULL, NULL },
        { "bad", 0, 0, G_OPTION_ARG_NONE, &options->bad, NULL, NULL },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->words, NULL, NULL },
        { 0 },
    };
    GOptionEntry valued[DESK_OPTION_VALUES + 1] = { 0 };
    for (int i = 0; i < DESK_OPTION_VALUES; i++)
        valued[i] = (GOptionEntry){ .long_name = names[i] + strlen("--"),
                                    .arg = G_OPTION_ARG_FILENAME,
                                    .arg_data = &options->values[i] };

    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, common, NULL);
    g_option_context_add_main_entries(context, valued, NULL);
    bool ok = g_option_context_parse(context, &argc, &argv, error);
    if (!options->words)
        options->words = g_new0(char *, 1);
    return ok && values_are_text(options, error);
}

void
desk_options_clear(DeskOptions *options)
{
    g_clear_pointer(&options->config_path, g_free);
    for (int i = 0; i < DESK_OPTION_VALUES; i++)
        g_clear_pointer(&options->values[i], g_free);
    g_clear_pointer(&options->rcpt, g_strfreev);
    g_clear_pointer(&options->messages, g_strfreev);
    g_clear_pointer(&options->tags, g_strfreev);
    g_clear_pointer(&options->words, g_strfreev);
}

guint64
desk_options_given(const DeskOptions *options)
{
    guint64 given = 0;
    for (int i = 0; i < DESK_OPTION_VALUES; i++)
        if (options->values[i])
            given |= DESK_OPTION_BIT(i);
    given |= options->rcpt ? DESK_OPTION_BIT(DESK_OPTION_RCPT) : 0;
    given |= options->messages ? DESK_OPTION_BIT(DESK_OPTION_MESSAGE) : 0;
    given |= options->tags ? DESK_OPTION_BIT(DESK_OPTION_TAG) : 0;
    given |= options->text ? DESK_OPTION_BIT(DESK_OPTION_TEXT) : 0;
    given |= options->html ? DESK_OPTION_BIT(DESK_OPTION_HTML) : 0;
    given |= options->drop_oldest ? DESK_OPTION_BIT(DESK_OPTION_DROP_OLDEST) : 0;
    given |= options->remove ? DESK_OPTION_BIT(DESK_OPTION_REMOVE) : 0;
    given |= options->reassign ? DESK_OPTION_BIT(DESK_OPTION_REASSIGN) : 0;
    given |= options->logins ? DESK_OPTION_BIT(DESK_OPTION_LOGINS) : 0;
    given |= options->bad ? DESK_OPTION_BIT(DESK_OPTION_BAD) : 0;
    return given;
}
