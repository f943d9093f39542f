#include "template/shelf.h"
#include "base/file.h"
#include "base/text.h"

#include <pthread.h>

#define FILE_MAX     ((size_t) 1024 * 1024)
#define NAME_MAX_LEN 64

struct DeskShelf {
    char *folder;
    char *language;
    pthread_mutex_t lock; /* for compiled */
    GHashTable *compiled; /* char * "de/ack.txt" -> DeskTemplate; nothing leaves before the end */
};

/* Which languages are tried, best first. */
typedef struct {
    char *names[5];
    guint count;
} Languages;

/* What a partial needs to be found; the first trouble is kept, for a finder cannot fail. */
typedef struct {
    DeskShelf *shelf;
    const Languages *languages;
    const char *ending;
    GError *trouble;
} Search;

static void
free_template(gpointer tmpl)
{
    desk_template_free(tmpl);
}

DeskShelf *
desk_shelf_new(const char *folder, const char *default_language)
{
    DeskShelf *shelf = g_new0(DeskShelf, 1);
    shelf->folder = g_strdup(folder);
    shelf->language = g_strdup(default_language);
    shelf->compiled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_template);
    pthread_mutex_init(&shelf->lock, NULL);
    return shelf;
}

void
desk_shelf_free(DeskShelf *shelf)
{
    if (!shelf)
        return;
    pthread_mutex_destroy(&shelf->lock);
    g_hash_table_unref(shelf->compiled);
    g_free(shelf->folder);
    g_free(shelf->language);
    g_free(shelf);
}

void
desk_rendered_clear(DeskRendered *rendered)
{
    g_clear_pointer(&rendered->subject, g_free);
    g_clear_pointer(&rendered->text, g_free);
    g_clear_pointer(&rendered->html, g_free);
}

/* Languages, kinds and partials become parts of a path: nothing but letters, digits and -. */
static bool
is_name(const char *name)
{
    size_t size = name ? strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-")
                       : 0;
    return size > 0 && size <= NAME_MAX_LEN && !name[size];
}

static void
add_language(Languages *languages, const char *name, size_t size)
{
    char *copy = g_strndup(name, size);
    bool known = !is_name(copy);
    for (guint i = 0; i < languages->count && !known; i++)
        known = g_str_equal(languages->names[i], copy);
    if (known)
        g_free(copy);
    else
        languages->names[languages->count++] = copy;
}

static void
add_with_base(Languages *languages, const char *name)
{
    if (!name)
        return;
    add_language(languages, name, strlen(name));
    add_language(languages, name, strcspn(name, "-"));
}

static void
languages_clear(Languages *languages)
{
    for (guint i = 0; i < languages->count; i++)
        g_free(languages->names[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Languages, languages_clear)

static DeskTemplate *
load(const char *path, GError **error)
{
    size_t size = 0;
    g_autofree char *source = desk_file_read_regular(path, FILE_MAX, &size, error);
    if (!source)
        return NULL;
    if (!g_utf8_validate_len(source, size, NULL)) {
        g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_SYNTAX, "%s: is not UTF-8 text",
                    path);
        return NULL;
    }
    DeskTemplate *tmpl = desk_template_compile(source, error);
    if (!tmpl)
        g_prefix_error(error, "%s: ", path);
    return tmpl;
}

/* The compiled file; NULL without an error when there is none. */
static const DeskTemplate *
fetch(DeskShelf *shelf, const char *file, GError **error)
{
    pthread_mutex_lock(&shelf->lock);
    DeskTemplate *tmpl = g_hash_table_lookup(shelf->compiled, file);
    if (!tmpl) {
        g_autofree char *path = g_build_filename(shelf->folder, file, NULL);
        bool there = access(path, F_OK) == 0;
        tmpl = there ? load(path, error) : NULL;
        if (tmpl)
            g_hash_table_insert(shelf->compiled, g_strdup(file), tmpl);
    }
    pthread_mutex_unlock(&shelf->lock);
    return tmpl;
}

static const DeskTemplate *
find_partial(const char *name, gpointer data)
{
    Search *search = data;
    const DeskTemplate *found = NULL;
    const char *ending = g_str_equal(search->ending, ".html") ? ".html" : ".txt";

    if (!is_name(name))
        return NULL;
    for (guint i = 0; i < search->languages->count && !found && !search->trouble; i++) {
        g_autofree char *file =
            g_strdup_printf("%s/%s%s", search->languages->names[i], name, ending);
        found = fetch(search->shelf, file, &search->trouble);
    }
    return found;
}

/* One file of a kind, rendered. *out stays NULL, without an error, when there is no file. */
static bool
render_file(Search *search, const char *base, const DeskValues *values, char **out, GError **error)
{
    g_autofree char *file = g_strconcat(base, search->ending, NULL);
    g_autoptr(GError) local = NULL;
    const DeskTemplate *tmpl = fetch(search->shelf, file, &local);
    if (!tmpl && !local)
        return true;

    DeskEscape escape = g_str_equal(search->ending, ".html") ? DESK_ESCAPE_HTML : DESK_ESCAPE_NONE;
    g_autofree char *text =
        tmpl ? desk_template_render(tmpl, values, escape, find_partial, search, &local) : NULL;
    if (tmpl && !text)
        g_prefix_error(&local, "%s/%s: ", search->shelf->folder, file);
    if (search->trouble) {
        g_propagate_error(error, g_steal_pointer(&search->trouble));
        return false;
    }
    if (local) {
        g_propagate_error(error, g_steal_pointer(&local));
        return false;
    }
    *out = g_steal_pointer(&text);
    return true;
}

/* All parts come from one language, the first that has subject and text: a mail that is
 * half German and half English helps nobody. */
static bool
has_kind(const DeskShelf *shelf, const char *language, const char *kind)
{
    g_autofree char *subject = g_strdup_printf("%s/%s/%s.subject", shelf->folder, language, kind);
    g_autofree char *text = g_strdup_printf("%s/%s/%s.txt", shelf->folder, language, kind);
    return access(subject, F_OK) == 0 && access(text, F_OK) == 0;
}

static char *
find_kind(const DeskShelf *shelf, const Languages *languages, const char *kind, GError **error)
{
    for (guint i = 0; i < languages->count; i++)
        if (has_kind(shelf, languages->names[i], kind))
            return g_strdup_printf("%s/%s", languages->names[i], kind);
    g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_MISSING,
                "%s/%s/%s.subject and .txt: no such files, nor in a language to fall back on",
                shelf->folder, languages->names[0], kind);
    return NULL;
}

static bool
render_parts(Search *search, const char *base, const DeskValues *values, DeskRendered *parts,
             GError **error)
{
    struct {
        const char *ending;
        char **out;
    } const files[] = { { ".subject", &parts->subject },
                        { ".txt", &parts->text },
                        { ".html", &parts->html } };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        search->ending = files[i].ending;
        if (!render_file(search, base, values, files[i].out, error))
            return false;
    }
    if (parts->subject && parts->text)
        return true;
    g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_MISSING,
                "%s/%s: a file has gone in the meantime", search->shelf->folder, base);
    return false;
}

bool
desk_shelf_render(DeskShelf *shelf, const char *language, const char *kind,
                  const DeskValues *values, DeskRendered *out, GError **error)
{
    g_auto(Languages) languages = { .count = 0 };
    add_with_base(&languages, language);
    add_with_base(&languages, shelf->language);
    add_language(&languages, "en", 2);
    if (!is_name(kind)) {
        g_autofree char *shown = desk_text_quote(kind);
        g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_MISSING,
                    "\"%s\" is no name of a template", shown);
        return false;
    }
    g_autofree char *base = find_kind(shelf, &languages, kind, error);
    if (!base)
        return false;

    g_auto(DeskRendered) parts = { .subject = NULL };
    Search search = { .shelf = shelf, .languages = &languages };
    if (!render_parts(&search, base, values, &parts, error))
        return false;
    g_autofree char *subject = g_steal_pointer(&parts.subject);
    parts.subject = desk_text_line(subject, strlen(subject));
    *out = parts;
    parts = (DeskRendered){ .subject = NULL };
    return true;
}
