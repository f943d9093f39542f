#include "base/clock.h"
#include "base/text.h"
#include "letter/fields.h"
#include "letter/found.h"
#include "match/boundary.h"
#include "match/fold.h"
#include "store/look.h"

#define MESSAGES_MAX G_GINT64_CONSTANT(50000)
#define PAGE         50
#define TIME_MAX     (2 * DESK_SECOND)
#define FOUND_MAX    50
#define WORDS_MAX    16
#define QUERY_MAX    400         /* bytes */
#define TEXT_MAX     (64 * 1024) /* bytes of a message that are looked at */
#define BEFORE       60          /* bytes of text that are shown around a word */
#define EXCERPT      200

typedef struct {
    const DeskWriting *w;
    DeskFolder *folder;
    GPtrArray *words;    /* char *, folded */
    GHashTable *tickets; /* gint64 *: found already */
    DeskValues *list;
    gint64 seen;  /* messages */
    gint64 until; /* steady clock */
} Search;

static bool
read_words(Search *search, const char *query)
{
    bool cut = false;
    g_autofree char *text = desk_field_excerpt(query, QUERY_MAX, &cut);
    g_auto(GStrv) words = g_strsplit_set(text, " \t\n", -1);
    for (char **word = words; *word; word++) {
        DeskFolded folded = { 0 };
        desk_folder_fold(search->folder, *word, strlen(*word), &folded);
        if (folded.size > 0 && search->words->len < WORDS_MAX)
            g_ptr_array_add(search->words, g_strndup(folded.text, folded.size));
        desk_folded_clear(&folded);
    }
    return search->words->len > 0;
}

/* Where a word begins with these; NULL: nowhere. */
static const char *
find_word(const DeskFolded *text, const char *word)
{
    size_t size = strlen(word);
    const char *end = text->text + text->size;
    for (const char *at = text->text; (at = memmem(at, (size_t) (end - at), word, size)); at++)
        if (text->edges[at - text->text] & DESK_EDGE_BEGIN)
            return at;
    return NULL;
}

/* The first place of the last word; NULL: one of them is missing. */
static const char *
find_all(const Search *search, const DeskFolded *text)
{
    const char *place = NULL;
    for (guint i = 0; i < search->words->len; i++) {
        place = find_word(text, search->words->pdata[i]);
        if (!place)
            return NULL;
    }
    return place;
}

/* One line around a place of the text. */
static char *
make_excerpt(const char *text, gsize start)
{
    const char *begin = text + (start > BEFORE ? start - BEFORE : 0);
    while (begin > text && ((unsigned char) *begin & 0xc0) == 0x80)
        begin--;
    bool cut = false;
    g_autofree char *part = desk_field_excerpt(begin, EXCERPT, &cut);
    g_autofree char *line = desk_text_line(part, strlen(part));
    return g_strdup_printf("%s%s%s", begin > text ? "... " : "", line, cut ? " ..." : "");
}

static void
add_found(const Search *search, const DeskFound *found, char *excerpt)
{
    const DeskTicket *ticket = found->ticket;
    DeskValues *values = desk_values_map();
    desk_values_set(values, "id", desk_field_number(ticket->id));
    desk_values_set(values, "subject", desk_field_text(ticket->subject));
    desk_values_set(values, "status", desk_field_text(desk_status_name(ticket->status)));
    desk_values_set(values, "number", desk_field_number(found->sequence));
    desk_values_set(values, "excerpt", desk_field_text(excerpt));
    desk_values_append(search->list, values);
    g_free(excerpt);
}

static void
look_at(Search *search, const DeskFound *found)
{
    bool cut = false;
    if (g_hash_table_contains(search->tickets, &found->ticket->id))
        return;
    g_autofree char *text = desk_field_excerpt(found->text ? found->text : "", TEXT_MAX, &cut);
    g_autofree char *whole = g_strconcat(found->ticket->subject, "\n", text, NULL);
    DeskFolded folded = { 0 };
    desk_folder_fold(search->folder, whole, strlen(whole), &folded);
    const char *place = find_all(search, &folded);
    if (place) {
        gsize start = 0;
        gsize size = 0;
        gsize at = (gsize) (place - folded.text);
        desk_folded_origin(&folded, at, at + 1, &start, &size);
        gsize head = strlen(found->ticket->subject) + 1;
        add_found(search, found, make_excerpt(text, start > head ? start - head : 0));
        g_hash_table_add(search->tickets, g_memdup2(&found->ticket->id, sizeof(gint64)));
    }
    desk_folded_clear(&folded);
}

static bool
may_go_on(const Search *search)
{
    return search->seen < MESSAGES_MAX && g_hash_table_size(search->tickets) < FOUND_MAX &&
           desk_clock_steady() < search->until;
}

static bool
look_through(Search *search, gint64 *before, GError **error)
{
    while (*before > 0 && may_go_on(search)) {
        g_autoptr(GPtrArray) page = NULL;
        if (!desk_store_page(search->w->desk->store, before, PAGE, &page, error))
            return false;
        for (guint i = 0; i < page->len && may_go_on(search); i++, search->seen++)
            look_at(search, page->pdata[i]);
    }
    return true;
}

static void
tell(const Search *search, const char *query, bool is_whole)
{
    guint count = g_hash_table_size(search->tickets);
    g_autofree char *words = desk_text_line(query, MIN(strlen(query), 100));
    g_autofree char *line =
        is_whole ? NULL
                 : g_strdup_printf("The search ended early, behind the newest %" G_GINT64_FORMAT
                                   " messages: further words may find what is missing.",
                                   search->seen);
    desk_letter_set_detail(search->w, line);
    if (count == 0)
        desk_found_title(search->w, "Nothing found: %s", words);
    else
        desk_found_title(search->w, "Found on %u %s: %s", count, count == 1 ? "ticket" : "tickets",
                         words);
}

bool
desk_found_search(const DeskWriting *w, const char *query, GError **error)
{
    gint64 before = G_MAXINT64;
    Search search = { .w = w,
                      .folder = desk_folder_new(),
                      .words = g_ptr_array_new_with_free_func(g_free),
                      .tickets = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
                      .list = desk_values_list(),
                      .until = desk_clock_steady() + TIME_MAX };
    desk_values_set(w->letter->values, "found", search.list);
    bool good = !read_words(&search, query) || look_through(&search, &before, error);
    if (good)
        tell(&search, query, before == 0 || search.words->len == 0);
    desk_folder_free(search.folder);
    g_ptr_array_unref(search.words);
    g_hash_table_unref(search.tickets);
    return good;
}
