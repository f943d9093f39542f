#include "template/shelf.h"
#include "base/file.h"
#include "base/text.h"

#include <pthread.h>

/* What editors of Windows put before the text; it would be the first character of the mail. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define FILE_MAX        ((size_t) 1024 * 1024)
#define NAME_SIZE_MAX   64
#define ALNUM           "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

struct DeskShelf {
    char *own; /* or NULL */
    char *shipped;
    char *language;
    pthread_mutex_t lock; /* for the next two */
    GHashTable *compiled; /* char * path -> DeskTemplate; nothing leaves before the end */
    GHashTable *present;  /* char * paths of all files; NULL: to be listed */
};

/* What a partial needs to be found; the first trouble is kept, for a finder cannot fail. */
typedef struct {
    DeskShelf *shelf;
    const DeskChoice *choice;
    char **languages; /* from that of the mail on */
    DeskPart part;
    GError *trouble;
} Search;

static void
free_template(gpointer tmpl)
{
    desk_template_free(tmpl);
}

DeskShelf *
desk_shelf_new(const char *own, const char *shipped, const char *language)
{
    DeskShelf *shelf = g_new0(DeskShelf, 1);
    shelf->own = g_strdup(own);
    shelf->shipped = g_strdup(shipped);
    shelf->language = g_strdup(language);
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
    g_clear_pointer(&shelf->present, g_hash_table_unref);
    g_free(shelf->own);
    g_free(shelf->shipped);
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

void
desk_shelf_found_clear(DeskShelfFound *found)
{
    for (DeskPart part = 0; part < DESK_PARTS; part++)
        g_clear_pointer(&found->files[part].path, g_free);
    g_clear_pointer(&found->language, g_free);
}

const char *
desk_part_ending(DeskPart part)
{
    static const char *const endings[DESK_PARTS] = { ".subject", ".txt", ".html" };
    return endings[part];
}

static bool
is_of(const char *name, const char *characters)
{
    size_t size = name ? strspn(name, characters) : 0;
    return size > 0 && size <= NAME_SIZE_MAX && !name[size];
}

/* Languages, templates and partials become parts of a path. */
bool
desk_shelf_is_name(const char *name)
{
    return is_of(name, ALNUM "-");
}

/* So do the names of the configuration, in the middle of a file's name. */
static bool
is_variant(const char *name)
{
    return is_of(name, ALNUM "._-");
}

/* With its base tags: de-AT and de. */
static void
add_language(GPtrArray *languages, const char *name)
{
    g_autofree char *tag = g_strdup(desk_shelf_is_name(name) ? name : "");
    while (*tag) {
        if (!g_ptr_array_find_with_equal_func(languages, tag, g_str_equal, NULL))
            g_ptr_array_add(languages, g_strdup(tag));
        char *last = strrchr(tag, '-');
        *(last ? last : tag) = '\0';
    }
}

/* Which are tried, best first. The caller's. */
static char **
list_languages(const DeskShelf *shelf, const DeskChoice *choice)
{
    GPtrArray *languages = g_ptr_array_new();
    add_language(languages, choice->language);
    add_language(languages, choice->fallback);
    add_language(languages, shelf->language);
    add_language(languages, "en");
    g_ptr_array_add(languages, NULL);
    return (char **) g_ptr_array_free(languages, FALSE);
}

static void
list_language(GHashTable *present, const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        g_hash_table_add(present, g_build_filename(folder, name, NULL));
}

static void
list_folder(GHashTable *present, const char *folder)
{
    g_autoptr(GDir) dir = folder ? g_dir_open(folder, 0, NULL) : NULL;
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *language = g_build_filename(folder, name, NULL);
        list_language(present, language);
    }
}

/* A mail asks for some forty files, of which three or four are there; so the folders are read once,
 * as the files are. */
static bool
is_present(DeskShelf *shelf, const char *path)
{
    pthread_mutex_lock(&shelf->lock);
    if (!shelf->present) {
        shelf->present = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        list_folder(shelf->present, shelf->own);
        list_folder(shelf->present, shelf->shipped);
    }
    bool is_there = g_hash_table_contains(shelf->present, path);
    pthread_mutex_unlock(&shelf->lock);
    return is_there;
}

/* What is missing may have been put there when it is looked for the next time. */
static void
forget_files(DeskShelf *shelf)
{
    pthread_mutex_lock(&shelf->lock);
    g_clear_pointer(&shelf->present, g_hash_table_unref);
    pthread_mutex_unlock(&shelf->lock);
}

static bool
look(DeskShelf *shelf, const char *relative, DeskShelfFile *file)
{
    const char *const folders[] = { shelf->own, shelf->shipped };
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = folders[i] ? g_build_filename(folders[i], relative, NULL) : NULL;
        if (path && is_present(shelf, path)) {
            file->path = g_steal_pointer(&path);
            file->is_own = i == 0;
            return true;
        }
        file->rank++;
    }
    return false;
}

/* The most special file of a name in one language; without a path: there is none. */
static DeskShelfFile
find_file(DeskShelf *shelf, const DeskChoice *choice, const char *language, const char *name,
          DeskPart part)
{
    const struct {
        const char *word;
        const char *name;
    } variants[] = { { "mailbox", choice->mailbox }, { "team", choice->team } };
    const char *ending = desk_part_ending(part);
    DeskShelfFile file = { .path = NULL };
    for (size_t i = 0; i < G_N_ELEMENTS(variants); i++) {
        if (!is_variant(variants[i].name)) {
            file.rank += 2;
            continue;
        }
        g_autofree char *special = g_strdup_printf("%s/%s.%s-%s%s", language, name,
                                                   variants[i].word, variants[i].name, ending);
        if (look(shelf, special, &file)) {
            file.variant = variants[i].word;
            return file;
        }
    }
    g_autofree char *plain = g_strdup_printf("%s/%s%s", language, name, ending);
    look(shelf, plain, &file);
    return file;
}

/* A mail that is half German and half English helps nobody. */
static bool
find_in_language(DeskShelf *shelf, const DeskChoice *choice, const char *language,
                 DeskShelfFound *found)
{
    g_auto(DeskShelfFound) files = { .language = g_strdup(language) };
    for (DeskPart part = 0; part < DESK_PARTS; part++)
        files.files[part] = find_file(shelf, choice, language, choice->name, part);
    const DeskShelfFile *text = &files.files[DESK_PART_TEXT];
    const DeskShelfFile *html = &files.files[DESK_PART_HTML];
    if (!files.files[DESK_PART_SUBJECT].path || !text->path)
        return false;
    files.html_left_out = html->path && html->rank > text->rank;
    *found = files;
    files = (DeskShelfFound){ .language = NULL };
    return true;
}

static bool
find_in_languages(DeskShelf *shelf, const DeskChoice *choice, char *const *languages,
                  DeskShelfFound *found)
{
    for (char *const *language = languages; *language; language++)
        if (find_in_language(shelf, choice, *language, found))
            return true;
    return false;
}

bool
desk_shelf_find(DeskShelf *shelf, const DeskChoice *choice, DeskShelfFound *found, GError **error)
{
    if (!desk_shelf_is_name(choice->name)) {
        g_autofree char *shown = desk_text_quote(choice->name);
        g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_MISSING,
                    "\"%s\" is no name of a template", shown);
        return false;
    }
    g_auto(GStrv) languages = list_languages(shelf, choice);
    if (find_in_languages(shelf, choice, languages, found))
        return true;
    forget_files(shelf);
    g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_MISSING,
                "%s/%s/%s.subject and .txt: no such files, nor in a language to fall back on",
                shelf->shipped, languages[0], choice->name);
    return false;
}

/* What keeps a file from being read is for the admin to mend, as what is wrong in it. */
static char *
read_source(const char *path, size_t *size, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    char *source = desk_file_read_regular(path, FILE_MAX, size, &trouble);
    if (!source)
        g_set_error_literal(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_MISSING,
                            trouble->message);
    return source;
}

static DeskTemplate *
load(const char *path, GError **error)
{
    size_t size = 0;
    g_autofree char *source = read_source(path, &size, error);
    if (!source)
        return NULL;
    const char *wrong = NULL;
    if (!g_utf8_validate_len(source, size, &wrong)) {
        guint line = 1;
        for (const char *p = source; p < wrong; p++)
            line += *p == '\n';
        g_set_error(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_SYNTAX,
                    "%s: line %u: is not UTF-8 text", path, line);
        return NULL;
    }
    bool is_marked = g_str_has_prefix(source, BYTE_ORDER_MARK);
    DeskTemplate *tmpl =
        desk_template_compile(source + (is_marked ? strlen(BYTE_ORDER_MARK) : 0), error);
    if (!tmpl)
        g_prefix_error(error, "%s: ", path);
    return tmpl;
}

/* The compiled file. One that is wrong is read again next time, when it may have been mended. */
static const DeskTemplate *
fetch(DeskShelf *shelf, const char *path, GError **error)
{
    pthread_mutex_lock(&shelf->lock);
    DeskTemplate *tmpl = g_hash_table_lookup(shelf->compiled, path);
    if (!tmpl) {
        tmpl = load(path, error);
        if (tmpl)
            g_hash_table_insert(shelf->compiled, g_strdup(path), tmpl);
    }
    pthread_mutex_unlock(&shelf->lock);
    return tmpl;
}

static const DeskTemplate *
find_partial(const char *name, gpointer data)
{
    Search *search = data;
    DeskPart part = search->part == DESK_PART_HTML ? DESK_PART_HTML : DESK_PART_TEXT;
    if (!desk_shelf_is_name(name) || search->trouble)
        return NULL;
    for (char **language = search->languages; *language; language++) {
        DeskShelfFile file = find_file(search->shelf, search->choice, *language, name, part);
        g_autofree char *path = file.path;
        if (path)
            return fetch(search->shelf, path, &search->trouble);
    }
    return NULL;
}

/* NULL with an error of the file or of a partial. */
static char *
render_file(Search *search, const char *path, const DeskValues *values, GError **error)
{
    const DeskTemplate *tmpl = fetch(search->shelf, path, error);
    if (!tmpl)
        return NULL;
    DeskEscape escape = search->part == DESK_PART_HTML ? DESK_ESCAPE_HTML : DESK_ESCAPE_NONE;
    g_autoptr(GError) local = NULL;
    g_autofree char *text =
        desk_template_render(tmpl, values, escape, find_partial, search, &local);
    if (!search->trouble && text)
        return g_steal_pointer(&text);
    if (local)
        g_prefix_error(&local, "%s: ", path);
    g_propagate_error(error, search->trouble ? g_steal_pointer(&search->trouble)
                                             : g_steal_pointer(&local));
    return NULL;
}

static bool
render_parts(Search *search, const DeskShelfFound *found, const DeskValues *values,
             DeskRendered *parts, GError **error)
{
    char **const outs[DESK_PARTS] = { &parts->subject, &parts->text, &parts->html };
    for (DeskPart part = 0; part < DESK_PARTS; part++) {
        const char *path = found->files[part].path;
        if (!path || (part == DESK_PART_HTML && found->html_left_out))
            continue;
        search->part = part;
        *outs[part] = render_file(search, path, values, error);
        if (!*outs[part])
            return false;
    }
    return true;
}

/* The languages from that of the mail on: partials of one before it would be a mixture. */
static char **
skip_to(char **languages, const char *language)
{
    while (*languages && !g_str_equal(*languages, language))
        languages++;
    return languages;
}

bool
desk_shelf_render(DeskShelf *shelf, const DeskChoice *choice, DeskValues *values, DeskRendered *out,
                  GError **error)
{
    g_auto(DeskShelfFound) found = { .language = NULL };
    if (!desk_shelf_find(shelf, choice, &found, error))
        return false;
    desk_values_set(values, "language", desk_values_text(found.language));

    g_auto(GStrv) languages = list_languages(shelf, choice);
    Search search = { .shelf = shelf,
                      .choice = choice,
                      .languages = skip_to(languages, found.language) };
    g_auto(DeskRendered) parts = { .subject = NULL };
    bool good = render_parts(&search, &found, values, &parts, error);
    if (!good)
        forget_files(shelf);
    g_clear_error(&search.trouble);
    if (!good)
        return false;
    g_autofree char *subject = g_steal_pointer(&parts.subject);
    parts.subject = desk_text_line(subject, strlen(subject));
    *out = parts;
    parts = (DeskRendered){ .subject = NULL };
    return true;
}

typedef struct {
    Search *search;
    const DeskShelfWalk *walk;
    const DeskTemplate *nothing;
    GError *trouble; /* the first one */
} Visit;

/* A partial that is wrong is there, and says nothing; the walk goes on behind it. */
static const DeskTemplate *
find_for_visit(const char *name, gpointer data)
{
    Visit *visit = data;
    const DeskTemplate *found = find_partial(name, visit->search);
    if (!visit->search->trouble)
        return found;
    if (!visit->trouble)
        visit->trouble = g_steal_pointer(&visit->search->trouble);
    g_clear_error(&visit->search->trouble);
    return visit->nothing;
}

static void
pass_on(const DeskTag *tag, gpointer data)
{
    const Visit *visit = data;
    visit->walk->visitor(tag, visit->walk->data);
}

bool
desk_shelf_walk(DeskShelf *shelf, const DeskChoice *choice, const DeskShelfWalk *walk,
                GError **error)
{
    g_auto(GStrv) languages = list_languages(shelf, choice);
    Search search = {
        .shelf = shelf, .choice = choice, .languages = languages, .part = walk->part
    };
    g_autoptr(DeskTemplate) nothing = desk_template_compile("", NULL);
    Visit visit = { .search = &search, .walk = walk, .nothing = nothing };
    const DeskWalk inner = { .finder = find_for_visit, .visitor = pass_on, .data = &visit };
    const DeskTemplate *tmpl = fetch(shelf, walk->path, error);
    if (!tmpl)
        return false;
    g_autoptr(GError) local = NULL;
    if (!desk_template_walk(tmpl, walk->all, &inner, &local))
        g_prefix_error(&local, "%s: ", walk->path);
    if (!visit.trouble && !local)
        return true;
    g_propagate_error(error, visit.trouble ? visit.trouble : g_steal_pointer(&local));
    return false;
}

const char *
desk_shelf_path(DeskShelf *shelf, const DeskTemplate *tmpl)
{
    GHashTableIter iter;
    gpointer path;
    gpointer one;
    const char *found = NULL;
    pthread_mutex_lock(&shelf->lock);
    g_hash_table_iter_init(&iter, shelf->compiled);
    while (!found && g_hash_table_iter_next(&iter, &path, &one))
        found = one == tmpl ? path : NULL;
    pthread_mutex_unlock(&shelf->lock);
    return found;
}
