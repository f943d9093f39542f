#include "policy/secret.h"
#include "policy/leak.h"
#include "policy/subject.h"
#include "text/quotes-lines.h"

#define SIGNATURE_MAX 20   /* lines, blank ones aside */
#define TAIL_MAX      8192 /* bytes at the end of a text, within which a signature begins */
#define ABOVE_MIN     30   /* characters above what may be a signature, or it is the message */

/* One line of a text as it reads, and what it is. */
typedef struct {
    char *folded;
    DeskLineKind kind;
    bool begins; /* nothing but blank lines stands between it and a line before */
} Line;

static void
clear_line(gpointer data)
{
    g_free(((Line *) data)->folded);
}

static const Line *
line_at(const GArray *lines, guint i)
{
    return &g_array_index(lines, Line, i);
}

/* Those that say something. */
static GArray *
read_lines(const char *text)
{
    g_autoptr(GArray) all = desk_lines_read(text);
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
    bool begins = false;
    g_array_set_clear_func(lines, clear_line);
    for (guint i = 0; i < all->len; i++) {
        const DeskLine *line = desk_line(all, i);
        g_autofree char *plain = g_strndup(line->bytes.data, line->bytes.size);
        Line read = { desk_leak_fold(plain), (DeskLineKind) line->kind, begins };
        begins = *read.folded == '\0';
        if (begins)
            clear_line(&read);
        else
            g_array_append_val(lines, read);
    }
    return lines;
}

/* Where signatures stand, from a line's begin on. */
static const char *
tail_of(const char *text)
{
    size_t size = strlen(text);
    if (size <= TAIL_MAX)
        return text;
    const char *line = strchr(text + size - TAIL_MAX, '\n');
    return line ? line + 1 : text + size;
}

/* ---- where a signature begins ---- */

static bool
is_marker(const Line *line, const DeskAgent *author)
{
    const char *name = author->full_name;
    return line->kind == DESK_LINE_CLOSING || line->kind == DESK_LINE_DASHES ||
           (name && *name && g_str_has_prefix(line->folded, name));
}

/* Behind the last line that leads to one; the end of the text when there is none. */
static guint
find_signature(const GArray *lines, const DeskAgent *author)
{
    for (guint i = lines->len; i > 0 && lines->len - i < SIGNATURE_MAX; i--)
        if (is_marker(line_at(lines, i - 1), author))
            return i - 1;
    return lines->len;
}

static GHashTable *
new_set(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void
add_from(GHashTable *set, const GArray *lines, guint first)
{
    for (guint i = first; i < lines->len; i++)
        g_hash_table_add(set, g_strdup(line_at(lines, i)->folded));
}

/* Below what leads to a signature in both mails. */
static void
add_signed(GHashTable *open, const GArray *note, guint first, const GArray *answer, guint below)
{
    g_autoptr(GHashTable) signs = new_set();
    add_from(signs, answer, below);
    for (guint i = first; i < note->len; i++)
        if (g_hash_table_contains(signs, line_at(note, i)->folded))
            g_hash_table_add(open, g_strdup(line_at(note, i)->folded));
}

static bool
has_enough_above(const GArray *lines, guint first)
{
    glong characters = 0;
    for (guint i = 0; i < first; i++)
        characters += g_utf8_strlen(line_at(lines, i)->folded, -1);
    return characters >= ABOVE_MIN;
}

/* What ends both mails in paragraphs of its own, with other words above. */
static void
add_repeated(GHashTable *open, const GArray *note, const GArray *answer)
{
    guint same = 0;
    while (same < MIN(MIN(note->len, answer->len), SIGNATURE_MAX) &&
           g_str_equal(line_at(note, note->len - same - 1)->folded,
                       line_at(answer, answer->len - same - 1)->folded))
        same++;
    for (; same > 0; same--)
        if (line_at(note, note->len - same)->begins &&
            line_at(answer, answer->len - same)->begins && has_enough_above(note, note->len - same))
            break;
    add_from(open, note, note->len - same);
}

/* The lines that are no secret, as they read. */
static GHashTable *
find_open(const DeskInternal *internal, const DeskAgent *author, const DeskAgent *agent,
          const char *answer)
{
    GHashTable *open = new_set();
    const char *own = internal->own ? internal->own : internal->text;
    if (author == agent && internal->is_doubted && !desk_subject_is_forward(internal->subject)) {
        g_autoptr(GArray) all = read_lines(own);
        add_from(open, all, 0);
        return open;
    }
    g_autoptr(GArray) note = read_lines(tail_of(own)), new = read_lines(tail_of(answer));
    add_signed(open, note, find_signature(note, author), new, find_signature(new, agent));
    if (author == agent)
        add_repeated(open, note, new);
    return open;
}

char *
desk_secret_of(const DeskConf *conf, const DeskInternal *internal, const DeskAgent *agent,
               const char *answer)
{
    const DeskAgent *author = desk_conf_agent_by_address(conf, internal->author);
    if (!author)
        return g_strdup(internal->text);
    g_autoptr(GHashTable) open = find_open(internal, author, agent, answer);
    g_auto(GStrv) lines = g_strsplit(internal->text, "\n", -1);
    GString *rest = g_string_new(NULL);
    for (char **line = lines; *line; line++) {
        g_autofree char *folded = desk_leak_fold(*line);
        if (!g_hash_table_contains(open, folded))
            g_string_append_printf(rest, "%s\n", *line);
    }
    return g_string_free(rest, FALSE);
}
