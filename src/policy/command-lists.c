#include "base/address.h"
#include "policy/command-parts.h"

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
add_marked(DeskCommandReading *reading, GPtrArray *words, char mark, const char *name)
{
    g_autofree char *opposite = g_strdup_printf("%c%s", mark == '+' ? '-' : '+', name);
    for (guint i = 0; i < words->len; i++)
        if (g_str_equal(words->pdata[i], opposite))
            return desk_command_refuse(reading, "\"%s\" is added and removed", name);
    g_ptr_array_add(words, g_strdup_printf("%c%s", mark, name));
    return true;
}

/* False with a problem: it may not stand in the list. *name is the caller's. */
typedef bool (*Checker)(DeskCommandReading *reading, const char *text, char **name);

static bool
read_list(DeskCommandReading *reading, Checker check, const char *expected)
{
    g_auto(GStrv) pieces = desk_command_split(reading->rest);
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    bool ok = *pieces || desk_command_refuse_word(reading, "", expected);
    for (char **piece = pieces; ok && *piece; piece++) {
        g_autofree char *name = NULL;
        const char *behind;
        char mark = split_mark(*piece, &behind);
        ok = check(reading, behind, &name) && add_marked(reading, words, mark, name);
    }
    if (ok)
        desk_command_set_words(reading, words);
    else
        g_ptr_array_unref(words);
    return ok;
}

static bool
check_tag(DeskCommandReading *reading, const char *text, char **name)
{
    if (*text == '\0' || strlen(text) > DESK_COMMAND_WORD_MAX)
        return desk_command_refuse_word(reading, text,
                                        "+tag to add one, -tag to remove it: at most 100 bytes");
    *name = g_strdup(text);
    return true;
}

bool
desk_command_read_tags(DeskCommandReading *reading)
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
check_address(DeskCommandReading *reading, const char *text, char **name)
{
    g_autofree char *plain = desk_address_plain(text);
    g_autofree char *key = desk_address_key(plain);
    if (!key)
        return desk_command_refuse_word(reading, text, ADDRESS);
    *name = g_steal_pointer(&plain);
    return true;
}

bool
desk_command_read_addresses(DeskCommandReading *reading)
{
    g_autofree char *plain = without_links(reading->rest);
    const char *whole = reading->rest;
    reading->rest = plain;
    bool ok = read_list(reading, check_address, "+address to add one, -address to remove it");
    reading->rest = whole;
    return ok;
}

/* "jane@example.com", or "Jane Doe <jane@example.com>". */
bool
desk_command_read_address(DeskCommandReading *reading)
{
    g_autofree char *plain = without_links(reading->rest);
    const char *angle = strrchr(plain, '<');
    g_autofree char *address = NULL;
    if (!check_address(reading, angle ? angle : plain, &address))
        return false;
    desk_command_set_word(reading, address);
    return true;
}

/* Agents have other ways to hear of a ticket, and what a third party answers is a note. */
bool
desk_command_read_third_party(DeskCommandReading *reading)
{
    if (!desk_command_read_address(reading))
        return false;
    const DeskAgent *agent =
        desk_conf_agent_by_address(reading->commander->conf, reading->command->words[0]);
    return !agent ||
           desk_command_refuse(
               reading, "that is the agent %s, who hears of it by #assign or #watch", agent->name);
}
