#include "deskctl/commands.h"
#include "deskctl/cmd.h"
#include "deskctl/json.h"

#define BIT(name) DESK_OPTION_BIT(DESK_OPTION_##name)
#define WORD_MAX  40

const DeskCommand desk_commands[] = {
    { "init", "", 0, 0, 0, "make the store, the key file and their folders", desk_cmd_init },
    { "check", "", 0, 0, 0, "say every problem of the configuration", desk_cmd_check },
    { "doctor", "", 0, 0, BIT(POSTFIX_DIR), "say what is unsafe or slow in Postfix",
      desk_cmd_doctor },
    { "mailboxes", "", 0, 0, BIT(LOGINS), "list the desk's addresses, or those of its agents",
      desk_cmd_mailboxes },
    { "explain", "FILE|FOLDER...", 0, -1,
      BIT(FILES_FROM) | BIT(MAIL_FROM) | BIT(RCPT) | BIT(AUTH) | BIT(TEXT) | BIT(HTML),
      "say what would become of a mail", desk_cmd_explain },
    { "deliver", "", 0, 0, BIT(MAIL_FROM) | BIT(RCPT), "take one mail on standard input",
      desk_cmd_deliver },
    { "ticket list", "", 0, 0,
      BIT(STATUS) | BIT(MAILBOX) | BIT(TEAM) | BIT(ASSIGNEE) | BIT(REQUESTER) | BIT(LIMIT) |
          BIT(BEFORE),
      "list tickets, newest first", desk_cmd_ticket_list },
    { "ticket show", "ID", 1, 1, 0, "show a ticket with all that happened", desk_cmd_ticket_show },
    { "ticket raw", "[ID]", 0, 1, BIT(MESSAGE) | BIT(MESSAGE_ID), "print a mail as it was received",
      desk_cmd_ticket_raw },
    { "ticket set", "ID", 1, 1,
      BIT(STATUS) | BIT(PRIORITY) | BIT(ASSIGNEE) | BIT(TEAM) | BIT(CATEGORY) | BIT(SLA) |
          BIT(TAG) | BIT(SUBJECT) | BIT(REASON),
      "change a ticket", desk_cmd_ticket_set },
    { "ticket merge", "ID INTO", 2, 2, 0, "end a ticket in favour of another",
      desk_cmd_ticket_merge },
    { "ticket split", "ID", 1, 1, BIT(MESSAGE) | BIT(SUBJECT),
      "move messages to a ticket of their own", desk_cmd_ticket_split },
    { "ticket link", "ID OTHER", 2, 2, 0, "say that two tickets have to do with each other",
      desk_cmd_ticket_link },
    { "ticket approve", "ID", 1, 1, BIT(MESSAGE), "release held messages",
      desk_cmd_ticket_approve },
    { "ticket cc", "ID ADDRESS...", 2, -1, BIT(REMOVE), "choose who else gets mail of a ticket",
      desk_cmd_ticket_cc },
    { "ticket watch", "ID AGENT...", 2, -1, 0, "let agents hear of a ticket",
      desk_cmd_ticket_watch },
    { "ticket unwatch", "ID AGENT...", 2, -1, 0, "let agents hear of a ticket no more",
      desk_cmd_ticket_unwatch },
    { "ticket publish", "ID", 1, 1, BIT(MESSAGE), "send a note to the customer",
      desk_cmd_ticket_publish },
    { "ticket snooze", "ID TIME", 2, 3, 0, "put a ticket off", desk_cmd_ticket_snooze },
    { "agent list", "", 0, 0, 0, "list the agents: who works, who is away, who has how much",
      desk_cmd_agent_list },
    { "agent away", "NAME [until WHEN]", 1, 4, BIT(FROM) | BIT(REASON) | BIT(REASSIGN),
      "say that an agent is away", desk_cmd_agent_away },
    { "agent back", "NAME", 1, 1, 0, "say that an agent is back", desk_cmd_agent_back },
    { "agent notify", "NAME each|digest|none", 2, 2, 0, "say how an agent hears of his tickets",
      desk_cmd_agent_notify },
    { "contact show", "ADDRESS", 1, 1, 0, "show what is known of a customer",
      desk_cmd_contact_show },
    { "contact set", "ADDRESS", 1, 1, BIT(LANGUAGE) | BIT(SURVEYS), "say what a customer wants",
      desk_cmd_contact_set },
    { "survey list", "", 0, 0, BIT(DAYS) | BIT(BAD) | BIT(LIMIT),
      "list who was asked how it was, newest first", desk_cmd_survey_list },
    { "survey show", "TICKET", 1, 1, 0, "show what was asked and said of a ticket",
      desk_cmd_survey_show },
    { "survey report", "", 0, 0, BIT(BY) | BIT(DAYS), "count what customers have said",
      desk_cmd_survey_report },
    { "outbox list", "", 0, 0, BIT(STATE) | BIT(TICKET) | BIT(LIMIT),
      "list outgoing mail, newest first", desk_cmd_outbox_list },
    { "outbox show", "ID", 1, 1, 0, "show an outgoing mail and its bytes", desk_cmd_outbox_show },
    { "outbox retry", "ID", 1, 1, 0, "send an outgoing mail again, at once",
      desk_cmd_outbox_retry },
    { "trace", "QUEUE-ID|MESSAGE-ID", 1, 1, 0, "say what became of a mail", desk_cmd_trace },
    { "triage replay", "", 0, 0, BIT(SINCE) | BIT(LIMIT),
      "say what these rules would have made of stored tickets", desk_cmd_triage_replay },
    { "triage test", "[FILE|-]", 0, 1, BIT(SUBJECT) | BIT(MAILBOX) | BIT(MAIL_FROM),
      "say what the rules make of a text", desk_cmd_triage_test },
    { "template list", "", 0, 0, BIT(LANG) | BIT(MAILBOX) | BIT(TEAM),
      "say which files mails are made from", desk_cmd_template_list },
    { "template check", "", 0, 0, 0, "say what is wrong in the files of both folders",
      desk_cmd_template_check },
    { "template preview", "NAME", 1, 1,
      BIT(LANG) | BIT(MAILBOX) | BIT(TEAM) | BIT(TICKET) | BIT(PART),
      "show a mail that would be made", desk_cmd_template_preview },
    { "store check", "", 0, 0, 0, "read all of the store, and say what is damaged",
      desk_cmd_store_check },
    { "store copy", "FROM TO", 2, 2, 0, "move the desk from one store to another",
      desk_cmd_store_copy },
    { "backup", "FILE", 1, 1, 0, "write all of the running desk into one file", desk_cmd_backup },
    { "restore", "FILE", 1, 1, BIT(GAP), "make a desk of a backup", desk_cmd_restore },
    { "store epoch", "", 0, 0, BIT(GAP), "begin anew with a store that came back by other means",
      desk_cmd_store_epoch },
    { "key list", "", 0, 0, 0, "list the signing keys by their fingerprints", desk_cmd_key_list },
    { "key rotate", "", 0, 0, BIT(DROP_OLDEST), "add a key, which signs from the next reload on",
      desk_cmd_key_rotate },
    { "stats", "", 0, 0, 0, "count what is in the store", desk_cmd_stats },
    { "commands", "", 0, 0, 0, "list these commands, one a line", desk_cmd_commands },
    { 0 },
};

/* How many words of the command line the name takes up: 0 when it is not that command. */
static int
match(const DeskCommand *command, char **words)
{
    g_auto(GStrv) parts = g_strsplit(command->name, " ", 2);
    int i = 0;
    for (; parts[i]; i++)
        if (!words[i] || !g_str_equal(parts[i], words[i]))
            return 0;
    return i;
}

/* Edit distance: letters to insert, drop or replace. Both at most WORD_MAX bytes. */
static unsigned
distance(const char *a, const char *b)
{
    size_t columns = strlen(b);
    unsigned row[WORD_MAX + 1];

    for (size_t j = 0; j <= columns; j++)
        row[j] = (unsigned) j;
    for (unsigned i = 1; *a; a++, i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            unsigned replaced = diagonal + (*a != b[j - 1]);
            diagonal = row[j];
            row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[columns];
}

static const char *
find_nearest(char **words)
{
    const char *nearest = NULL;
    unsigned least = UINT_MAX;

    for (const DeskCommand *c = desk_commands; c->name; c++) {
        bool pair = strchr(c->name, ' ') && words[1];
        g_autofree char *given = pair ? g_strjoin(" ", words[0], words[1], NULL) : NULL;
        const char *text = given ? given : words[0];
        if (strlen(text) > WORD_MAX)
            continue;
        /* "ticket" alone is near to each of its family. */
        bool prefix = !pair && g_str_has_prefix(c->name, text) && strlen(text) >= 2;
        unsigned d = prefix ? 1 : distance(text, c->name);
        if (d < least && d <= 1 + strlen(text) / 3) {
            least = d;
            nearest = c->name;
        }
    }
    return nearest;
}

const DeskCommand *
desk_command_find(char **words, int *used, const char **nearest)
{
    *nearest = NULL;
    for (const DeskCommand *c = desk_commands; c->name; c++)
        if ((*used = match(c, words)) > 0)
            return c;
    if (words[0])
        *nearest = find_nearest(words);
    return NULL;
}

/* The options from TEXT on take no value, those from VALUES on may be given several times. */
static void
append_option(GString *usage, DeskOption option)
{
    const char *name = desk_option_name(option);
    g_autofree char *value = g_ascii_strup(name + strlen("--"), -1);
    if (option >= DESK_OPTION_TEXT)
        g_string_append_printf(usage, " [%s]", name);
    else
        g_string_append_printf(usage, " [%s %s]%s", name, value,
                               option >= DESK_OPTION_VALUES ? "..." : "");
}

char *
desk_command_usage(const DeskCommand *command)
{
    GString *usage = g_string_new(command->name);
    if (*command->operands)
        g_string_append_printf(usage, " %s", command->operands);
    for (int i = 0; i < DESK_OPTION_COUNT; i++)
        if (command->options & DESK_OPTION_BIT(i))
            append_option(usage, i);
    return g_string_free(usage, FALSE);
}

bool
desk_command_accepts(const DeskCommand *command, const DeskCtl *ctl)
{
    guint64 wrong = desk_options_given(ctl->options) & ~command->options;
    for (int i = 0; i < DESK_OPTION_COUNT; i++)
        if (wrong & DESK_OPTION_BIT(i)) {
            desk_ctl_complain(EX_USAGE, "%s is no option of \"%s\"", desk_option_name(i),
                              command->name);
            return false;
        }
    if (ctl->count < command->least || (command->most >= 0 && ctl->count > command->most)) {
        g_autofree char *usage = desk_command_usage(command);
        desk_ctl_complain(EX_USAGE, "usage: deskctl %s", usage);
        return false;
    }
    return true;
}

void
desk_command_print_help(FILE *out)
{
    fputs("usage: deskctl [-c FILE] [--json] COMMAND [OPTION]... [OPERAND]...\n\n", out);
    for (const DeskCommand *c = desk_commands; c->name; c++) {
        g_autofree char *form = g_strjoin(" ", c->name, c->operands, NULL);
        fprintf(out, "  %-26s  %s\n", form, c->help);
    }
    fputs("\n  -c FILE   the configuration (" DESK_SYSCONFDIR "/deskmilter.conf)\n"
          "  --json    for programs: one object or array\n"
          "  -V        the version\n"
          "\n'deskctl COMMAND --help' lists the options of a command, deskctl(8) tells all.\n",
          out);
}

int
desk_cmd_commands(const DeskCtl *ctl)
{
    json_t *list = ctl->options->json ? json_array() : NULL;
    for (const DeskCommand *c = desk_commands; c->name; c++)
        if (list)
            json_array_append_new(list, desk_json_text(c->name));
        else
            puts(c->name);
    if (list)
        desk_json_print(list, false);
    return EX_OK;
}
