#include "base/text.h"
#include "policy/command-parts.h"

#define COMMANDS_MAX 50
#define SHOWN_MAX    200  /* bytes of a line that are shown */
#define LOOKED_AT    1000 /* bytes of a line that are looked at */

/* ---- lines ---- */

/* What a reader takes for a blank is one, and what he does not see is not there: mail programs
 * write both into their HTML. One line, trimmed. The caller's. */
static char *
seen_line(const char *text, size_t size)
{
    g_autofree char *line = desk_text_line(text, size);
    g_autoptr(GString) seen = g_string_new(NULL);
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c))
            g_string_append_c(seen, ' ');
        else if (!desk_text_is_invisible(c))
            g_string_append_unichar(seen, c);
    }
    return desk_text_line(seen->str, seen->len);
}

/* Of a long line its beginning, "" only if there is nothing in all of it. */
static char *
plain_line(const char *text, size_t size)
{
    g_autofree char *head = seen_line(text, MIN(size, LOOKED_AT));
    return *head || size <= LOOKED_AT ? g_steal_pointer(&head) : seen_line(text, size);
}

/* Bytes of the sign at the beginning of a text, which keyboards of the Far East have wide and
 * small; 0: there is none. */
static size_t
sign_size(const char *text)
{
    static const char *const signs[] = { "#", "\uff03", "\ufe5f" };
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_has_prefix(text, signs[i]))
            return strlen(signs[i]);
    return 0;
}

/* Letters and hyphens behind the sign, up to a blank, a colon or the end; NULL: it is no word. */
static char *
word_of(const char *line)
{
    const char *word = line + sign_size(line);
    size_t size = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
    bool ends = word[size] == '\0' || word[size] == ' ' || word[size] == ':';
    return size > 0 && g_ascii_isalpha(*word) && ends ? g_ascii_strdown(word, (gssize) size) : NULL;
}

const DeskCommandWord *
desk_command_of_line(const char *line)
{
    g_autofree char *seen = seen_line(line, strlen(line));
    g_autofree char *word = sign_size(seen) > 0 ? word_of(seen) : NULL;
    return word ? desk_command_word(word) : NULL;
}

/* ---- commands ---- */

static void
command_free(gpointer data)
{
    DeskCommand *command = data;
    g_free(command->line);
    g_free(command->text);
    g_strfreev(command->words);
    g_array_unref(command->ids);
    g_free(command);
}

static DeskCommand *
command_new(const DeskCommandWord *row, const char *line, guint number)
{
    DeskCommand *command = g_new0(DeskCommand, 1);
    command->verb = row->verb;
    command->line = desk_text_cut(g_strdup(line), SHOWN_MAX);
    command->number = number;
    command->text = g_strdup("");
    command->words = g_new0(char *, 1);
    command->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    return command;
}

/* Takes problem. */
static void
refuse(DeskCommands *commands, const char *line, guint number, char *problem)
{
    g_free(commands->line);
    g_free(commands->problem);
    commands->line = desk_text_cut(g_strdup(line), SHOWN_MAX);
    commands->number = number;
    commands->problem = problem;
}

static void
read_agent(const DeskCommander *commander, const char *line, guint number, DeskCommands *commands)
{
    g_autofree char *word = word_of(line);
    const DeskCommandWord *row = word ? desk_command_word(word) : NULL;
    size_t size = word ? sign_size(line) + strlen(word) : 0;
    char *problem = NULL;
    if (!row || !row->by_agent || (line[size] == ':' && !row->takes_reason)) {
        refuse(commands, line, number, desk_command_unknown(word));
        return;
    }
    if (commands->list->len >= COMMANDS_MAX) {
        refuse(commands, line, number,
               g_strdup_printf("a mail has at most %d commands", COMMANDS_MAX));
        return;
    }
    const char *rest = line + size;
    rest += strspn(rest, " ");
    DeskCommand *command = command_new(row, line, number);
    g_ptr_array_add(commands->list, command);
    if (desk_command_read_arguments(commander, row, rest, command, &problem))
        problem = desk_command_conflict(commands->list, command);
    if (problem)
        refuse(commands, line, number, problem);
}

/* What stands behind the word of a customer's line is what has to stand there, and no more. */
static bool
read_customers_rest(const DeskCommander *commander, const DeskCommandWord *row, const char *rest,
                    DeskCommand *command)
{
    g_autofree char *problem = NULL;
    if (*row->arguments == '\0')
        return *rest == '\0';
    return *rest == ' ' &&
           desk_command_read_arguments(commander, row, rest + strspn(rest, " "), command, &problem);
}

/* A customer's line is a command only when it is one without any doubt. */
static bool
read_customer(const DeskCommander *commander, const char *line, guint number,
              DeskCommands *commands)
{
    g_autofree char *word = word_of(line);
    const DeskCommandWord *row = desk_command_words();
    while (word && row->word && !(row->by_customer && g_str_equal(row->word, word)))
        row++;
    if (!word || !row->word || commands->list->len >= COMMANDS_MAX)
        return false;
    DeskCommand *command = command_new(row, line, number);
    if (read_customers_rest(commander, row, line + sign_size(line) + strlen(word), command)) {
        g_ptr_array_add(commands->list, command);
        return true;
    }
    command_free(command);
    return false;
}

/* Whether the line is one of commands. */
static bool
read_line(const DeskCommander *commander, const char *line, guint number, DeskCommands *commands)
{
    size_t sign = sign_size(line);
    if (*line == '\0')
        return true;
    if (sign == 0 || sign_size(line + sign) > 0)
        return false;
    if (!commander->agent)
        return read_customer(commander, line, number, commands);
    if (!commands->problem)
        read_agent(commander, line, number, commands);
    return true;
}

/* ---- the text below ---- */

/* The next line, without its end. */
static size_t
line_size(const char *text)
{
    return strcspn(text, "\r\n");
}

static const char *
next_line(const char *text)
{
    text += line_size(text);
    if (*text == '\r' && text[1] == '\n')
        text++;
    return *text ? text + 1 : text;
}

static bool
is_unseen(gunichar c)
{
    return c != '\r' && c != '\n' && (g_unichar_isspace(c) || desk_text_is_invisible(c));
}

/* Where a line goes on behind what nobody sees, and behind the first sign of an escaped one; NULL:
 * something else stands there. */
static const char *
behind_escape(const char *line)
{
    while (is_unseen(g_utf8_get_char(line)))
        line = g_utf8_next_char(line);
    if (line_size(line) == 0)
        return line;
    size_t sign = sign_size(line);
    return sign > 0 && sign_size(line + sign) > 0 ? line + sign : NULL;
}

/* The first lines may have been meant for commands, and an agent who knows that writes ##. */
static char *
text_below(const char *text)
{
    GString *below = g_string_new(NULL);
    const char *plain;
    while (*text && (plain = behind_escape(text))) {
        const char *next = next_line(text);
        g_string_append_len(below, plain, next - plain);
        text = next;
    }
    g_string_append(below, text);
    return g_string_free(below, FALSE);
}

/* ---- all of it ---- */

static void
read_text(const DeskCommander *commander, const char *text, DeskCommands *commands)
{
    for (guint number = 1; *text; number++) {
        g_autofree char *line = plain_line(text, line_size(text));
        if (!read_line(commander, line, number, commands))
            break;
        text = next_line(text);
    }
    commands->below = commander->agent ? text_below(text) : g_strdup(text);
}

static bool
is_blank(const char *text)
{
    for (; *text; text = next_line(text)) {
        g_autofree char *line = plain_line(text, line_size(text));
        if (*line)
            return false;
    }
    return true;
}

/* Only agents have got used to it; a customer's subject is what he writes about. */
static void
read_subject(const DeskCommander *commander, const char *subject, DeskCommands *commands)
{
    g_autofree char *line = plain_line(subject, strlen(subject));
    size_t sign = sign_size(line);
    if (commander->agent && sign > 0 && g_ascii_isalpha(line[sign]))
        read_agent(commander, line, 0, commands);
}

void
desk_commands_read(const DeskCommander *commander, const char *text, const char *subject,
                   DeskCommands *commands)
{
    *commands = (DeskCommands){ .list = g_ptr_array_new_with_free_func(command_free) };
    text = text ? text : "";
    if (!commander) {
        commands->below = g_strdup(text);
        return;
    }
    if (is_blank(text)) {
        commands->below = g_strdup("");
        read_subject(commander, subject ? subject : "", commands);
        return;
    }
    read_text(commander, text, commands);
}

void
desk_commands_clear(DeskCommands *commands)
{
    g_clear_pointer(&commands->list, g_ptr_array_unref);
    g_clear_pointer(&commands->below, g_free);
    g_clear_pointer(&commands->line, g_free);
    g_clear_pointer(&commands->problem, g_free);
}

void
desk_commands_refuse(DeskCommands *commands, const DeskCommand *command, char *problem)
{
    refuse(commands, command->line, command->number, problem);
}

bool
desk_commands_any(const DeskCommands *commands)
{
    return commands->problem || (commands->list && commands->list->len > 0);
}

static char *
complain(const char *line, guint number, const char *problem)
{
    return number > 0 ? g_strdup_printf("line %u: %s: %s", number, line, problem)
                      : g_strdup_printf("subject: %s: %s", line, problem);
}

char *
desk_commands_complain(const DeskCommand *command, const char *problem)
{
    return complain(command->line, command->number, problem);
}

char *
desk_commands_objection(const DeskCommands *commands)
{
    return commands->problem ? complain(commands->line, commands->number, commands->problem) : NULL;
}

const DeskCommand *
desk_commands_find(const DeskCommands *commands, DeskCommandVerb verb)
{
    for (guint i = 0; commands->list && i < commands->list->len; i++) {
        const DeskCommand *command = commands->list->pdata[i];
        if (command->verb == verb)
            return command;
    }
    return NULL;
}
