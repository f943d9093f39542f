#include "base/clock.h"
#include "base/langtag.h"
#include "base/text.h"
#include "policy/absence.h"
#include "policy/command-parts.h"

#define SPAN_MAX (366 * DESK_DAY)
#define STATUSES "new, open, in-progress, waiting, on-hold, resolved, closed or spam"

bool
desk_command_refuse(DeskCommandReading *reading, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    reading->problem = g_strdup_vprintf(format, values);
    va_end(values);
    return false;
}

bool
desk_command_refuse_word(DeskCommandReading *reading, const char *word, const char *expected)
{
    g_autofree char *shown = desk_text_quote(word);
    return *word ? desk_command_refuse(reading, "\"%s\": expected %s", shown, expected)
                 : desk_command_refuse(reading, "expected %s", expected);
}

void
desk_command_set_words(DeskCommandReading *reading, GPtrArray *words)
{
    g_strfreev(reading->command->words);
    g_ptr_array_set_free_func(words, NULL);
    g_ptr_array_add(words, NULL);
    reading->command->words = (char **) g_ptr_array_free(words, FALSE);
}

void
desk_command_set_word(DeskCommandReading *reading, const char *word)
{
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, g_strdup(word));
    desk_command_set_words(reading, words);
}

char **
desk_command_split(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit_set(text, " ,;", -1);
    GPtrArray *words = g_ptr_array_new();
    for (char **piece = pieces; *piece; piece++)
        if (**piece)
            g_ptr_array_add(words, g_strdup(*piece));
    g_ptr_array_add(words, NULL);
    return (char **) g_ptr_array_free(words, FALSE);
}

/* ---- nothing, or one word of a few ---- */

bool
desk_command_read_nothing(DeskCommandReading *reading)
{
    return *reading->rest == '\0' ||
           desk_command_refuse(reading, "nothing may stand behind #%s", reading->row->word);
}

static bool
read_status(DeskCommandReading *reading)
{
    g_autofree char *word = g_ascii_strdown(reading->rest, -1);
    if (!desk_status_parse(word, &reading->command->status) ||
        reading->command->status == DESK_STATUS_MERGED)
        return desk_command_refuse_word(reading, reading->rest, STATUSES);
    desk_command_set_word(reading, word);
    return true;
}

static bool
read_priority(DeskCommandReading *reading)
{
    DeskPriority priority;
    g_autofree char *word = g_ascii_strdown(reading->rest, -1);
    if (!desk_priority_parse(word, &priority))
        return desk_command_refuse_word(reading, reading->rest, "critical, high, normal or low");
    desk_command_set_word(reading, word);
    return true;
}

static bool
read_notify(DeskCommandReading *reading)
{
    static const char *const words[] = { "each", "digest", "none", NULL };
    g_autofree char *word = g_ascii_strdown(reading->rest, -1);
    if (!g_strv_contains(words, word))
        return desk_command_refuse_word(reading, reading->rest, "each, digest or none");
    desk_command_set_word(reading, word);
    return true;
}

static bool
read_language(DeskCommandReading *reading)
{
    g_autofree char *tag = desk_langtag_read(reading->rest, strlen(reading->rest));
    if (!tag)
        return desk_command_refuse_word(reading, reading->rest,
                                        "a language tag such as en or de-AT");
    desk_command_set_word(reading, tag);
    return true;
}

/* ---- numbers, times, files ---- */

/* "12", "#12" or "[#12]"; 0: it is none. */
static gint64
read_number(const char *word)
{
    size_t open = *word == '[', sign = word[open] == '#';
    const char *digits = word + open + sign;
    size_t count = strspn(digits, "0123456789");
    bool ends = open ? g_str_equal(digits + count, "]") : digits[count] == '\0';
    return count > 0 && count <= 18 && ends ? g_ascii_strtoll(digits, NULL, 10) : 0;
}

static bool
read_numbers(DeskCommandReading *reading, guint least, guint most, const char *expected)
{
    g_auto(GStrv) words = desk_command_split(reading->rest);
    GArray *ids = reading->command->ids;
    for (char **word = words; *word; word++) {
        gint64 id = read_number(*word);
        if (id == 0)
            return desk_command_refuse_word(reading, *word, expected);
        g_array_append_val(ids, id);
    }
    return (ids->len >= least && ids->len <= most) ||
           desk_command_refuse(reading, "expected %s", expected);
}

static bool
read_ticket(DeskCommandReading *reading)
{
    return read_numbers(reading, 1, 1, "the number of one ticket");
}

static bool
read_tickets(DeskCommandReading *reading)
{
    return read_numbers(reading, 1, G_MAXUINT, "numbers of tickets");
}

static bool
read_message(DeskCommandReading *reading)
{
    return read_numbers(reading, 0, 1, "the number of one message, or nothing");
}

static bool
read_messages(DeskCommandReading *reading)
{
    return read_numbers(reading, 0, G_MAXUINT, "numbers of messages, or nothing");
}

/* Moves on behind a time at the beginning of the line. */
static bool
read_time(DeskCommandReading *reading, const char **rest)
{
    g_autoptr(GError) error = NULL;
    const char *zone = desk_absence_zone(reading->commander->conf, reading->commander->agent);
    return desk_absence_read_until(rest, zone, reading->commander->now, &reading->command->until,
                                   &error) ||
           desk_command_refuse(reading, "%s", error->message);
}

static bool
read_away(DeskCommandReading *reading)
{
    const char *rest = reading->rest;
    if (!read_time(reading, &rest))
        return false;
    g_free(reading->command->text);
    reading->command->text = desk_text_cut(g_strdup(rest), 200);
    return true;
}

static bool
read_moment(DeskCommandReading *reading, const char *rest)
{
    return read_time(reading, &rest) &&
           (*rest == '\0' ||
            desk_command_refuse(reading, "nothing may stand behind the time of #%s",
                                reading->row->word));
}

/* The colon before a reason, which is none within a time of day; else the end. */
static const char *
find_reason(const char *rest)
{
    for (const char *at = rest; *at; at++) {
        bool within = at > rest && g_ascii_isdigit(at[-1]) && g_ascii_isdigit(at[1]);
        if (*at == ':' && !within)
            return at;
    }
    return rest + strlen(rest);
}

/* "3d", "3d: the part is ordered", ": the part is ordered". */
static bool
read_hold(DeskCommandReading *reading)
{
    const char *reason = find_reason(reading->rest);
    g_autofree char *time = g_strndup(reading->rest, (gsize) (reason - reading->rest));
    g_strchomp(time);
    g_free(reading->command->text);
    reading->command->text =
        desk_text_cut(g_strdup(*reason ? reason + 1 + strspn(reason + 1, " ") : ""), 200);
    return read_moment(reading, time);
}

static bool
read_snooze(DeskCommandReading *reading)
{
    return *reading->rest == '\0'
               ? desk_command_refuse(
                     reading, "expected a time such as 2026-12-01, 2026-12-01 09:00, 4h or 3d")
               : read_moment(reading, reading->rest);
}

/* "7d": what lies behind, so days and weeks alone make sense. */
static bool
read_span(DeskCommandReading *reading)
{
    gint64 span = 0;
    const char *text = *reading->rest ? reading->rest : "7d";
    size_t size = strlen(text);
    bool has_form = size >= 2 && size <= 4 && strspn(text, "0123456789") == size - 1;
    if (!has_form || !strchr("dDwW", text[size - 1]) ||
        !desk_absence_read_time(text, NULL, 0, &span, NULL) || span == 0 || span > SPAN_MAX)
        return desk_command_refuse_word(reading, reading->rest,
                                        "a span of at most a year such as 7d or 4w");
    g_autofree char *word = g_ascii_strdown(text, -1);
    desk_command_set_word(reading, word);
    return true;
}

static bool
read_search(DeskCommandReading *reading)
{
    if (*reading->rest == '\0')
        return desk_command_refuse(reading, "expected what to look for");
    g_auto(GStrv) words = desk_command_split(reading->rest);
    if (!*words)
        return desk_command_refuse_word(reading, reading->rest, "words");
    g_strfreev(reading->command->words);
    reading->command->words = g_steal_pointer(&words);
    return true;
}

/* A name is never a path: nothing of it leaves the folder (RULES A16). */
static bool
read_file(DeskCommandReading *reading, const char *folder, const char *setting)
{
    const char *name = reading->rest;
    bool has_form = g_ascii_isalnum(*name) && strlen(name) <= DESK_COMMAND_WORD_MAX &&
                    name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_.")] == '\0';
    if (!has_form)
        return desk_command_refuse_word(reading, name,
                                        "a name of letters, digits, hyphens and dots");
    if (!folder)
        return desk_command_refuse(reading, "the configuration has no %s", setting);
    desk_command_set_word(reading, name);
    return true;
}

static bool
read_canned(DeskCommandReading *reading)
{
    return read_file(reading, reading->commander->conf->canned_dir, "canned-dir");
}

static bool
read_article(DeskCommandReading *reading)
{
    return read_file(reading, reading->commander->conf->kb_dir, "kb-dir");
}

/* ---- which is read how ---- */

/* What stands behind a word, without the quotes in which people put names. The caller's. */
static char *
unquote(const char *rest)
{
    size_t size = strlen(rest);
    bool is_quoted = size > 1 && *rest == '"' && strchr(rest + 1, '"') == rest + size - 1;
    return is_quoted ? g_strndup(rest + 1, size - 2) : g_strdup(rest);
}

bool
desk_command_read_arguments(const DeskCommander *commander, const DeskCommandWord *row,
                            const char *rest, DeskCommand *command, char **problem)
{
    static bool (*const readers[])(DeskCommandReading *) = {
        [DESK_COMMAND_RESOLVE] = desk_command_read_nothing,
        [DESK_COMMAND_CLOSE] = desk_command_read_nothing,
        [DESK_COMMAND_REOPEN] = desk_command_read_nothing,
        [DESK_COMMAND_STATUS] = read_status,
        [DESK_COMMAND_TAKE] = desk_command_read_take,
        [DESK_COMMAND_ASSIGN] = desk_command_read_assign,
        [DESK_COMMAND_TEAM] = desk_command_read_team,
        [DESK_COMMAND_PRIORITY] = read_priority,
        [DESK_COMMAND_CATEGORY] = desk_command_read_category,
        [DESK_COMMAND_TAG] = desk_command_read_tags,
        [DESK_COMMAND_NOTE] = desk_command_read_nothing,
        [DESK_COMMAND_LANGUAGE] = read_language,
        [DESK_COMMAND_HOLD] = read_hold,
        [DESK_COMMAND_WAIT] = desk_command_read_nothing,
        [DESK_COMMAND_SNOOZE] = read_snooze,
        [DESK_COMMAND_CC] = desk_command_read_addresses,
        [DESK_COMMAND_WATCH] = desk_command_read_watch,
        [DESK_COMMAND_UNWATCH] = desk_command_read_watch,
        [DESK_COMMAND_MERGE] = read_ticket,
        [DESK_COMMAND_SPLIT] = read_messages,
        [DESK_COMMAND_LINK] = read_tickets,
        [DESK_COMMAND_CANNED] = read_canned,
        [DESK_COMMAND_KB] = read_article,
        [DESK_COMMAND_KB_DRAFT] = desk_command_read_nothing,
        [DESK_COMMAND_FORWARD] = desk_command_read_third_party,
        [DESK_COMMAND_REQUESTER] = desk_command_read_address,
        [DESK_COMMAND_PUBLISH] = read_message,
        [DESK_COMMAND_APPROVE] = read_messages,
        [DESK_COMMAND_SPAM] = desk_command_read_nothing,
        [DESK_COMMAND_AWAY] = read_away,
        [DESK_COMMAND_BACK] = desk_command_read_nothing,
        [DESK_COMMAND_NOTIFY] = read_notify,
        [DESK_COMMAND_QUEUE] = desk_command_read_nothing,
        [DESK_COMMAND_SEARCH] = read_search,
        [DESK_COMMAND_REPORT] = read_span,
        [DESK_COMMAND_HELP] = desk_command_read_nothing,
    };
    g_autofree char *plain = unquote(rest);
    DeskCommandReading reading = { commander, row, command, plain, NULL };
    g_free(command->text);
    command->text = g_strdup(plain);
    bool ok = readers[row->verb](&reading);
    *problem = reading.problem;
    return ok;
}
