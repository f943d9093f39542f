#include "base/address.h"
#include "base/clock.h"
#include "base/text.h"
#include "policy/absence.h"
#include "policy/command-parts.h"

#define WORD_MAX 100 /* bytes of a tag, category or name of a file */
#define SPAN_MAX (366 * DESK_DAY)
#define NONE     "none"
#define STATUSES "new, open, in-progress, waiting, on-hold, resolved, closed or spam"

/* One command whose arguments are read. */
typedef struct {
    const DeskCommander *commander;
    const DeskCommandWord *row;
    DeskCommand *command;
    const char *rest; /* what stands behind the word */
    char *problem;
} Reading;

/* Returns false. */
static bool G_GNUC_PRINTF(2, 3) refuse(Reading *reading, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    reading->problem = g_strdup_vprintf(format, values);
    va_end(values);
    return false;
}

static bool
refuse_word(Reading *reading, const char *word, const char *expected)
{
    g_autofree char *shown = desk_text_quote(word);
    return *word ? refuse(reading, "\"%s\": expected %s", shown, expected)
                 : refuse(reading, "expected %s", expected);
}

/* Takes words, a list that ends with NULL. */
static void
set_words(Reading *reading, GPtrArray *words)
{
    g_strfreev(reading->command->words);
    g_ptr_array_set_free_func(words, NULL);
    g_ptr_array_add(words, NULL);
    reading->command->words = (char **) g_ptr_array_free(words, FALSE);
}

static void
set_word(Reading *reading, const char *word)
{
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, g_strdup(word));
    set_words(reading, words);
}

/* The words of a list, which people put commas into; a vector, the caller's. */
static char **
split(const char *text)
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

static bool
read_nothing(Reading *reading)
{
    return *reading->rest == '\0' ||
           refuse(reading, "nothing may stand behind #%s", reading->row->word);
}

static bool
read_status(Reading *reading)
{
    g_autofree char *word = g_ascii_strdown(reading->rest, -1);
    if (!desk_status_parse(word, &reading->command->status) ||
        reading->command->status == DESK_STATUS_MERGED)
        return refuse_word(reading, reading->rest, STATUSES);
    set_word(reading, word);
    return true;
}

static bool
read_priority(Reading *reading)
{
    DeskPriority priority;
    g_autofree char *word = g_ascii_strdown(reading->rest, -1);
    if (!desk_priority_parse(word, &priority))
        return refuse_word(reading, reading->rest, "critical, high, normal or low");
    set_word(reading, word);
    return true;
}

static bool
read_notify(Reading *reading)
{
    static const char *const words[] = { "each", "digest", "none", NULL };
    g_autofree char *word = g_ascii_strdown(reading->rest, -1);
    if (!g_strv_contains(words, word))
        return refuse_word(reading, reading->rest, "each, digest or none");
    set_word(reading, word);
    return true;
}

/* ---- names of the configuration ---- */

/* In any case of letters and with any accents composed. */
static bool
is_same(const char *left, const char *right)
{
    g_autofree char *one = g_utf8_normalize(left, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *other = g_utf8_normalize(right, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *one_folded = g_utf8_casefold(one ? one : left, -1);
    g_autofree char *other_folded = g_utf8_casefold(other ? other : right, -1);
    return g_str_equal(one_folded, other_folded);
}

/* One of a list of structs that begin with their name; NULL: there is none. */
static const char *
find_name(const GPtrArray *list, const char *name)
{
    for (guint i = 0; i < list->len; i++) {
        const char *known = *(char *const *) list->pdata[i];
        if (is_same(known, name))
            return known;
    }
    return NULL;
}

G_STATIC_ASSERT(offsetof(DeskAgent, name) == 0);
G_STATIC_ASSERT(offsetof(DeskTeam, name) == 0);
G_STATIC_ASSERT(offsetof(DeskCategory, name) == 0);

/* By name or address, or by a full name that only one has. */
static const DeskAgent *
find_agent(const DeskConf *conf, const char *who)
{
    const char *name = find_name(conf->agents, who);
    const DeskAgent *found = name ? desk_conf_agent(conf, name) : NULL;
    guint count = 0;
    if (!found)
        found = desk_conf_agent_by_address(conf, who);
    if (found)
        return found;
    for (guint i = 0; i < conf->agents->len; i++) {
        const DeskAgent *agent = conf->agents->pdata[i];
        if (agent->full_name && is_same(agent->full_name, who)) {
            found = agent;
            count++;
        }
    }
    return count == 1 ? found : NULL;
}

/* Sets the name of an agent, also by "me". */
static bool
read_agent(Reading *reading, const char *expected)
{
    bool is_me = is_same(reading->rest, "me");
    const DeskAgent *agent =
        is_me ? reading->commander->agent : find_agent(reading->commander->conf, reading->rest);
    if (!agent)
        return refuse_word(reading, reading->rest, expected);
    set_word(reading, agent->name);
    return true;
}

static bool
read_assign(Reading *reading)
{
    if (is_same(reading->rest, "auto") || is_same(reading->rest, NONE)) {
        g_autofree char *word = g_ascii_strdown(reading->rest, -1);
        set_word(reading, word);
        return true;
    }
    return read_agent(reading, "the name or address of an agent, me, auto or none");
}

static bool
read_take(Reading *reading)
{
    if (!read_nothing(reading))
        return false;
    set_word(reading, reading->commander->agent->name);
    return true;
}

/* Several, or one by his full name, in which there are blanks. */
static bool
read_watch(Reading *reading)
{
    const DeskConf *conf = reading->commander->conf;
    if (*reading->rest == '\0')
        return read_take(reading);
    const DeskAgent *one = find_agent(conf, reading->rest);
    g_auto(GStrv) pieces = split(one ? one->name : reading->rest);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (char **piece = pieces; *piece; piece++) {
        const DeskAgent *agent =
            is_same(*piece, "me") ? reading->commander->agent : find_agent(conf, *piece);
        if (!agent)
            return refuse_word(reading, *piece, "the name or address of an agent");
        g_ptr_array_add(names, g_strdup(agent->name));
    }
    set_words(reading, g_steal_pointer(&names));
    return true;
}

static bool
read_known(Reading *reading, const GPtrArray *list, const char *expected)
{
    bool is_none = is_same(reading->rest, NONE);
    const char *name = is_none ? NONE : find_name(list, reading->rest);
    if (!name)
        return refuse_word(reading, reading->rest, expected);
    set_word(reading, name);
    return true;
}

static bool
read_team(Reading *reading)
{
    return read_known(reading, reading->commander->conf->teams,
                      "the name of a team of the configuration, or none");
}

static bool
read_category(Reading *reading)
{
    const GPtrArray *categories = reading->commander->conf->categories;
    if (categories->len > 0)
        return read_known(reading, categories,
                          "the name of a category of the configuration, or none");
    if (*reading->rest == '\0' || strlen(reading->rest) > WORD_MAX)
        return refuse_word(reading, reading->rest, "a name of at most 100 bytes, or none");
    set_word(reading, is_same(reading->rest, NONE) ? NONE : reading->rest);
    return true;
}

/* ---- lists that add and remove ---- */

/* Bytes of a plus at the beginning of a word; programs that write beautifully make a dash of a
 * hyphen. */
static size_t
mark_size(const char *word, const char *const *marks)
{
    for (; *marks; marks++)
        if (g_str_has_prefix(word, *marks))
            return strlen(*marks);
    return 0;
}

/* "-" or "+", and what stands behind. */
static char
split_mark(const char *word, const char **behind)
{
    static const char *const plus[] = { "+", "\uff0b", NULL };
    static const char *const minus[] = { "-",      "\u2010", "\u2011", "\u2012", "\u2013", "\u2014",
                                         "\u2212", "\ufe58", "\ufe63", "\uff0d", NULL };
    size_t adds = mark_size(word, plus), removes = mark_size(word, minus);
    *behind = word + adds + removes;
    return removes > 0 ? '-' : '+';
}

/* The same thing is not asked for and refused in one line. */
static bool
add_marked(Reading *reading, GPtrArray *words, char mark, const char *name)
{
    g_autofree char *opposite = g_strdup_printf("%c%s", mark == '+' ? '-' : '+', name);
    for (guint i = 0; i < words->len; i++)
        if (g_str_equal(words->pdata[i], opposite))
            return refuse(reading, "\"%s\" is added and removed", name);
    g_ptr_array_add(words, g_strdup_printf("%c%s", mark, name));
    return true;
}

/* False with a problem: it may not stand in the list. *name is the caller's. */
typedef bool (*Checker)(Reading *reading, const char *text, char **name);

static bool
read_list(Reading *reading, Checker check, const char *expected)
{
    g_auto(GStrv) pieces = split(reading->rest);
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    bool ok = *pieces || refuse_word(reading, "", expected);
    for (char **piece = pieces; ok && *piece; piece++) {
        g_autofree char *name = NULL;
        const char *behind;
        char mark = split_mark(*piece, &behind);
        ok = check(reading, behind, &name) && add_marked(reading, words, mark, name);
    }
    if (ok)
        set_words(reading, words);
    else
        g_ptr_array_unref(words);
    return ok;
}

static bool
check_tag(Reading *reading, const char *text, char **name)
{
    if (*text == '\0' || strlen(text) > WORD_MAX)
        return refuse_word(reading, text, "+tag to add one, -tag to remove it: at most 100 bytes");
    *name = g_strdup(text);
    return true;
}

static bool
read_tags(Reading *reading)
{
    return read_list(reading, check_tag, "+tag to add one, -tag to remove it");
}

/* ---- addresses ---- */

#define ADDRESS "an address such as jane@example.com"

/* Some programs repeat an address as a link: "jane@example.com<mailto:jane@example.com>". The
 * caller's. */
static char *
without_links(const char *text)
{
    GString *plain = g_string_new(NULL);
    const char *link;
    while ((link = strstr(text, "<mailto:"))) {
        const char *end = strchr(link, '>');
        g_string_append_len(plain, text, link - text);
        if (plain->len == 0 && end) /* it is all that there is */
            g_string_append_len(plain, link + strlen("<mailto:"),
                                end - link - (gssize) strlen("<mailto:"));
        text = end ? end + 1 : link + strlen(link);
    }
    g_string_append(plain, text);
    return g_strstrip(g_string_free(plain, FALSE));
}

static bool
check_address(Reading *reading, const char *text, char **name)
{
    g_autofree char *plain = desk_address_plain(text);
    g_autofree char *key = desk_address_key(plain);
    if (!key)
        return refuse_word(reading, text, ADDRESS);
    *name = g_steal_pointer(&plain);
    return true;
}

static bool
read_addresses(Reading *reading)
{
    g_autofree char *plain = without_links(reading->rest);
    const char *whole = reading->rest;
    reading->rest = plain;
    bool ok = read_list(reading, check_address, "+address to add one, -address to remove it");
    reading->rest = whole;
    return ok;
}

/* "jane@example.com", or "Jane Doe <jane@example.com>". */
static bool
read_address(Reading *reading)
{
    g_autofree char *plain = without_links(reading->rest);
    const char *angle = strrchr(plain, '<');
    g_autofree char *address = NULL;
    if (!check_address(reading, angle ? angle : plain, &address))
        return false;
    set_word(reading, address);
    return true;
}

/* Agents have other ways to hear of a ticket, and what a third party answers is a note. */
static bool
read_third_party(Reading *reading)
{
    if (!read_address(reading))
        return false;
    const DeskAgent *agent =
        desk_conf_agent_by_address(reading->commander->conf, reading->command->words[0]);
    return !agent || refuse(reading, "that is the agent %s, who hears of it by #assign or #watch",
                            agent->name);
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
read_numbers(Reading *reading, guint least, guint most, const char *expected)
{
    g_auto(GStrv) words = split(reading->rest);
    GArray *ids = reading->command->ids;
    for (char **word = words; *word; word++) {
        gint64 id = read_number(*word);
        if (id == 0)
            return refuse_word(reading, *word, expected);
        g_array_append_val(ids, id);
    }
    return (ids->len >= least && ids->len <= most) || refuse(reading, "expected %s", expected);
}

static bool
read_ticket(Reading *reading)
{
    return read_numbers(reading, 1, 1, "the number of one ticket");
}

static bool
read_tickets(Reading *reading)
{
    return read_numbers(reading, 1, G_MAXUINT, "numbers of tickets");
}

static bool
read_message(Reading *reading)
{
    return read_numbers(reading, 0, 1, "the number of one message, or nothing");
}

static bool
read_messages(Reading *reading)
{
    return read_numbers(reading, 0, G_MAXUINT, "numbers of messages, or nothing");
}

/* Moves on behind a time at the beginning of the line. */
static bool
read_time(Reading *reading, const char **rest)
{
    g_autoptr(GError) error = NULL;
    const char *zone = desk_absence_zone(reading->commander->conf, reading->commander->agent);
    return desk_absence_read_until(rest, zone, reading->commander->now, &reading->command->until,
                                   &error) ||
           refuse(reading, "%s", error->message);
}

static bool
read_away(Reading *reading)
{
    const char *rest = reading->rest;
    if (!read_time(reading, &rest))
        return false;
    g_free(reading->command->text);
    reading->command->text = desk_text_cut(g_strdup(rest), 200);
    return true;
}

static bool
read_hold(Reading *reading)
{
    const char *rest = reading->rest;
    return read_time(reading, &rest) &&
           (*rest == '\0' ||
            refuse(reading, "nothing may stand behind the time of #%s", reading->row->word));
}

static bool
read_snooze(Reading *reading)
{
    return *reading->rest == '\0'
               ? refuse(reading, "expected a time such as 2026-12-01, 2026-12-01 09:00, 4h or 3d")
               : read_hold(reading);
}

/* "7d": what lies behind, so days and weeks alone make sense. */
static bool
read_span(Reading *reading)
{
    gint64 span = 0;
    const char *text = *reading->rest ? reading->rest : "7d";
    size_t size = strlen(text);
    bool has_form = size >= 2 && size <= 4 && strspn(text, "0123456789") == size - 1;
    if (!has_form || !strchr("dDwW", text[size - 1]) ||
        !desk_absence_read_time(text, NULL, 0, &span, NULL) || span == 0 || span > SPAN_MAX)
        return refuse_word(reading, reading->rest, "a span of at most a year such as 7d or 4w");
    g_autofree char *word = g_ascii_strdown(text, -1);
    set_word(reading, word);
    return true;
}

static bool
read_search(Reading *reading)
{
    if (*reading->rest == '\0')
        return refuse(reading, "expected what to look for");
    g_auto(GStrv) words = split(reading->rest);
    if (!*words)
        return refuse_word(reading, reading->rest, "words");
    g_strfreev(reading->command->words);
    reading->command->words = g_steal_pointer(&words);
    return true;
}

/* A name is never a path: nothing of it leaves the folder (RULES A16). */
static bool
read_file(Reading *reading, const char *folder, const char *setting)
{
    const char *name = reading->rest;
    bool has_form = g_ascii_isalnum(*name) && strlen(name) <= WORD_MAX &&
                    name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_.")] == '\0';
    if (!has_form)
        return refuse_word(reading, name, "a name of letters, digits, hyphens and dots");
    if (!folder)
        return refuse(reading, "the configuration has no %s", setting);
    set_word(reading, name);
    return true;
}

static bool
read_canned(Reading *reading)
{
    return read_file(reading, reading->commander->conf->canned_dir, "canned-dir");
}

static bool
read_article(Reading *reading)
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
    static bool (*const readers[])(Reading *) = {
        [DESK_COMMAND_RESOLVE] = read_nothing,   [DESK_COMMAND_CLOSE] = read_nothing,
        [DESK_COMMAND_REOPEN] = read_nothing,    [DESK_COMMAND_STATUS] = read_status,
        [DESK_COMMAND_TAKE] = read_take,         [DESK_COMMAND_ASSIGN] = read_assign,
        [DESK_COMMAND_TEAM] = read_team,         [DESK_COMMAND_PRIORITY] = read_priority,
        [DESK_COMMAND_CATEGORY] = read_category, [DESK_COMMAND_TAG] = read_tags,
        [DESK_COMMAND_NOTE] = read_nothing,      [DESK_COMMAND_HOLD] = read_hold,
        [DESK_COMMAND_WAIT] = read_nothing,      [DESK_COMMAND_SNOOZE] = read_snooze,
        [DESK_COMMAND_CC] = read_addresses,      [DESK_COMMAND_WATCH] = read_watch,
        [DESK_COMMAND_UNWATCH] = read_watch,     [DESK_COMMAND_MERGE] = read_ticket,
        [DESK_COMMAND_SPLIT] = read_messages,    [DESK_COMMAND_LINK] = read_tickets,
        [DESK_COMMAND_CANNED] = read_canned,     [DESK_COMMAND_KB] = read_article,
        [DESK_COMMAND_KB_DRAFT] = read_nothing,  [DESK_COMMAND_FORWARD] = read_third_party,
        [DESK_COMMAND_REQUESTER] = read_address, [DESK_COMMAND_PUBLISH] = read_message,
        [DESK_COMMAND_APPROVE] = read_messages,  [DESK_COMMAND_SPAM] = read_nothing,
        [DESK_COMMAND_AWAY] = read_away,         [DESK_COMMAND_BACK] = read_nothing,
        [DESK_COMMAND_NOTIFY] = read_notify,     [DESK_COMMAND_QUEUE] = read_nothing,
        [DESK_COMMAND_SEARCH] = read_search,     [DESK_COMMAND_REPORT] = read_span,
        [DESK_COMMAND_HELP] = read_nothing,
    };
    g_autofree char *plain = unquote(rest);
    Reading reading = { commander, row, command, plain, NULL };
    g_free(command->text);
    command->text = g_strdup(plain);
    bool ok = readers[row->verb](&reading);
    *problem = reading.problem;
    return ok;
}
