#include "conf/words.h"
#include "base/file.h"
#include "base/text.h"
#include "match/matcher.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool
refuse(const char *path, unsigned line, const char *why, GError **error)
{
    g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM, "%s:%u: %s", path, line, why);
    return false;
}

/* The words so far, and what says whether they can be found. */
typedef struct {
    GPtrArray *words;
    DeskMatcher *matcher;
} Reading;

/* Takes a line without its end. */
static bool
take_line(DeskBytes line, Reading *r, const char **why)
{
    DeskBytes word = desk_text_trim(line);
    if (word.size == 0 || word.data[0] == '#')
        return true;
    g_autofree char *text = g_strndup(word.data, word.size);
    if (!g_utf8_validate_len(word.data, word.size, NULL) || desk_text_has_control(text))
        *why = "bytes that are no text, expected UTF-8";
    else if (word.size > DESK_MATCHER_WORDS_MAX)
        *why = "a word or phrase that is too long, expected at most " G_STRINGIFY(
            DESK_MATCHER_WORDS_MAX) " bytes";
    else if (r->words->len >= DESK_WORDS_FILE_MAX)
        *why = "one word or phrase too many, expected at most " G_STRINGIFY(DESK_WORDS_FILE_MAX);
    else if (!desk_matcher_add_words(r->matcher, text, 0, NULL))
        *why = "marks only, expected something that can be found";
    if (*why)
        return false;
    g_ptr_array_add(r->words, g_steal_pointer(&text));
    return true;
}

static bool
take_lines(const char *path, DeskBytes bytes, Reading *r, GError **error)
{
    const char *why = NULL;
    for (unsigned line = 1; bytes.size > 0; line++) {
        const char *end = memchr(bytes.data, '\n', bytes.size);
        size_t size = end ? (size_t) (end - bytes.data) : bytes.size;
        if (!take_line((DeskBytes){ bytes.data, size }, r, &why))
            return refuse(path, line, why, error);
        size += end != NULL;
        bytes.data += size;
        bytes.size -= size;
    }
    return true;
}

/* Moves the words to the end of the list. */
static void
append(char ***list, GPtrArray *words)
{
    size_t old = g_strv_length(*list);
    *list = g_renew(char *, *list, old + words->len + 1);
    for (unsigned i = 0; i < words->len; i++)
        (*list)[old + i] = g_steal_pointer(&words->pdata[i]);
    (*list)[old + words->len] = NULL;
}

bool
desk_words_read(const char *path, char ***list, GError **error)
{
    size_t size;
    g_autofree char *text = desk_file_read_regular(path, DESK_WORDS_FILE_SIZE, &size, error);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    if (!text)
        return false;
    g_autoptr(DeskMatcher) matcher = desk_matcher_new();
    Reading r = { words, matcher };
    size_t mark = g_str_has_prefix(text, BYTE_ORDER_MARK) ? strlen(BYTE_ORDER_MARK) : 0;
    if (!take_lines(path, (DeskBytes){ text + mark, size - mark }, &r, error))
        return false;
    append(list, words);
    return true;
}
