#include "letter/inspect.h"
#include "letter/catalogue.h"
#include "letter/inspecting.h"
#include "template/languages.h"
#include "template/shelf.h"

/* A file of one of the folders, by the parts of its name. */
typedef struct {
    char *path;
    bool is_own;
    char *language;
    char *name;    /* of the template or partial */
    char *mailbox; /* the variant; or NULL */
    char *team;    /* likewise */
    DeskPart part;
} File;

/* What a tag of a partial means to the templates that ask for it. */
typedef struct {
    char *path;
    guint line;
    char *text;    /* what is wrong with it */
    bool is_known; /* for one of them nothing is */
} Use;

typedef struct {
    const DeskInspection *inspection;
    DeskShelf *shelf;
    GPtrArray *files;   /* File */
    GHashTable *asked;  /* char *: names of partials that a template asks for */
    GHashTable *uses;   /* char * "path:line:tag" -> Use */
    GPtrArray *told[2]; /* Use; problems and advice */
    const File *walked; /* the file in whose mails the tag stands */
} Inspector;

enum { PROBLEM, ADVICE };

static void
free_file(gpointer data)
{
    File *file = data;
    g_free(file->path);
    g_free(file->language);
    g_free(file->name);
    g_free(file->mailbox);
    g_free(file->team);
    g_free(file);
}

static void
free_use(gpointer data)
{
    Use *use = data;
    g_free(use->path);
    g_free(use->text);
    g_free(use);
}

static bool
is_below(const char *path, const char *folder)
{
    size_t size = folder ? strlen(folder) : 0;
    return size > 0 && g_str_has_prefix(path, folder) && (path[size] == '/' || path[size] == '\0');
}

static bool
is_looked_at(const Inspector *in, const char *path)
{
    const DeskInspection *inspection = in->inspection;
    return !inspection->own_only || is_below(path, inspection->conf->template_dir);
}

static Use *
make_use(const char *path, guint line, const char *text)
{
    Use *use = g_new0(Use, 1);
    use->path = g_strdup(path);
    use->line = line;
    use->text = g_strdup(text);
    return use;
}

static void tell(const Inspector *in, int what, const char *path, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Of a whole file or folder. */
static void
tell(const Inspector *in, int what, const char *path, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    if (is_looked_at(in, path))
        g_ptr_array_add(in->told[what], make_use(path, 0, text));
}

/* The path and the line that begin an error of the shelf. Another file's is told with that. */
static void
tell_error(const Inspector *in, const char *path, const GError *error)
{
    const char *text = error->message;
    g_autofree char *line = g_strconcat(path, ": line ", NULL);
    g_autofree char *plain = g_strconcat(path, ": ", NULL);
    char *end = NULL;
    guint64 number = 0;
    if (!is_looked_at(in, path) || !g_str_has_prefix(text, plain))
        return;
    text += strlen(plain);
    if (g_str_has_prefix(error->message, line)) {
        number = g_ascii_strtoull(error->message + strlen(line), &end, 10);
        text = g_str_has_prefix(end, ": ") ? end + 2 : end;
    }
    g_ptr_array_add(in->told[PROBLEM], make_use(path, (guint) number, text));
}

/* ---- the files ---- */

static bool
read_part(const char *ending, DeskPart *part)
{
    for (*part = 0; *part < DESK_PARTS; (*part)++)
        if (g_str_equal(ending, desk_part_ending(*part)))
            return true;
    return false;
}

/* "mailbox-NAME" or "team-NAME", of the configuration. */
static bool
read_variant(const Inspector *in, File *file, const char *word)
{
    const DeskConf *conf = in->inspection->conf;
    bool is_mailbox = g_str_has_prefix(word, "mailbox-");
    if (!is_mailbox && !g_str_has_prefix(word, "team-")) {
        tell(in, PROBLEM, file->path,
             "\"%s\" is no variant, expected mailbox-NAME or team-NAME between two dots", word);
        return false;
    }
    const char *name = strchr(word, '-') + 1;
    if (is_mailbox ? !desk_conf_mailbox(conf, name) : !desk_conf_team(conf, name)) {
        tell(in, PROBLEM, file->path, "the configuration has no %s \"%s\"",
             is_mailbox ? "mailbox" : "team", name);
        return false;
    }
    *(is_mailbox ? &file->mailbox : &file->team) = g_strdup(name);
    return true;
}

/* NAME.ENDING or NAME.VARIANT.ENDING */
static bool
read_name(const Inspector *in, File *file, const char *base)
{
    const char *first = strchr(base, '.');
    const char *last = strrchr(base, '.');
    g_autofree char *name = first ? g_strndup(base, (gsize) (first - base)) : g_strdup(base);
    if (!last || !read_part(last, &file->part)) {
        tell(in, PROBLEM, file->path, "is never used, expected an ending .subject, .txt or .html");
        return false;
    }
    if (!desk_shelf_is_name(name)) {
        tell(in, PROBLEM, file->path, "is never used: names have letters, digits and \"-\"");
        return false;
    }
    file->name = g_steal_pointer(&name);
    if (first == last)
        return true;
    g_autofree char *variant = g_strndup(first + 1, (gsize) (last - first) - 1);
    return read_variant(in, file, variant);
}

static void
add_file(const Inspector *in, const char *folder, const char *language, const char *base)
{
    File *file = g_new0(File, 1);
    file->path = g_build_filename(folder, language, base, NULL);
    file->is_own = g_strcmp0(folder, in->inspection->conf->template_dir) == 0;
    file->language = g_strdup(language);
    if (!g_file_test(file->path, G_FILE_TEST_IS_REGULAR))
        tell(in, PROBLEM, file->path, "is no file: templates lie in LANGUAGE/NAME.ENDING");
    else if (g_utf8_validate(base, -1, NULL) && read_name(in, file, base)) {
        g_ptr_array_add(in->files, file);
        return;
    }
    free_file(file);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Sorted, without the hidden ones; NULL: there is no such folder. */
static GPtrArray *
list_folder(const char *folder)
{
    g_autoptr(GDir) dir = folder ? g_dir_open(folder, 0, NULL) : NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (*name != '.')
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    return names;
}

static bool
is_open(const Inspector *in, const char *folder)
{
    if (access(folder, R_OK | X_OK) == 0)
        return true;
    tell(in, PROBLEM, folder, "%s, expected a folder that can be read", g_strerror(errno));
    return false;
}

static void
scan_folder(const Inspector *in, const char *folder)
{
    if (!folder || !is_open(in, folder))
        return;
    g_autoptr(GPtrArray) names = list_folder(folder);
    for (guint i = 0; i < names->len; i++) {
        const char *language = names->pdata[i];
        g_autofree char *path = g_build_filename(folder, language, NULL);
        if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
            tell(in, PROBLEM, path, "is never used: templates lie in LANGUAGE/NAME.ENDING");
            continue;
        }
        if (!desk_languages_is_name(language)) {
            tell(in, PROBLEM, path, "is no language, expected a tag such as de or pt-BR");
            continue;
        }
        if (!is_open(in, path))
            continue;
        g_autoptr(GPtrArray) files = list_folder(path);
        for (guint k = 0; k < files->len; k++)
            add_file(in, folder, language, files->pdata[k]);
    }
}

/* ---- the tags ---- */

/* The names of the partials that mails of a part may have. */
static GPtrArray *
list_partials(const Inspector *in, DeskPart part)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < in->files->len; i++) {
        const File *file = in->files->pdata[i];
        if (file->part == part && !desk_catalogue_template(file->name))
            g_ptr_array_add(names, g_strdup(file->name));
    }
    return names;
}

/* A partial serves several templates, and is wrong where it is so in all of them. */
static void
visit(const DeskTag *tag, gpointer data)
{
    Inspector *in = data;
    if (tag->tag == DESK_TAG_PARTIAL)
        g_hash_table_add(in->asked, g_strdup(tag->name));
    const char *path = desk_shelf_path(in->shelf, tag->tmpl);
    if (!path || !is_looked_at(in, path))
        return;
    g_autoptr(GPtrArray) partials =
        tag->tag == DESK_TAG_PARTIAL
            ? list_partials(in,
                            in->walked->part == DESK_PART_HTML ? DESK_PART_HTML : DESK_PART_TEXT)
            : NULL;
    g_autofree char *text = desk_inspect_tag(tag, in->walked->name, in->walked->part, partials);
    bool is_partial = !g_str_equal(path, in->walked->path);
    char *key = g_strdup_printf("%s:%u:%d:%s%s%s", path, tag->line, (int) tag->tag, tag->name,
                                is_partial ? "" : ":", is_partial || !text ? "" : text);
    Use *use = g_hash_table_lookup(in->uses, key);
    if (!use) {
        use = make_use(path, tag->line, text);
        g_hash_table_insert(in->uses, g_strdup(key), use);
    }
    use->is_known = use->is_known || !text;
    g_free(key);
}

static void
walk_file(Inspector *in, const File *file)
{
    static const char *const none = "";
    g_autoptr(GError) error = NULL;
    bool is_template = desk_catalogue_template(file->name);
    g_autoptr(DeskValues) all = desk_catalogue_all(is_template ? file->name : none);
    const DeskChoice choice = {
        .name = file->name, .language = file->language, .mailbox = file->mailbox, .team = file->team
    };
    const DeskShelfWalk walk = {
        .path = file->path, .part = file->part, .all = all, .visitor = visit, .data = in
    };
    in->walked = file;
    if (is_template && !desk_shelf_walk(in->shelf, &choice, &walk, &error))
        tell_error(in, file->path, error);
}

/* ---- what is missing, and what is never seen ---- */

/* One that no walk came to still has to be sound. */
static void
ignore(const DeskTag *tag, gpointer data)
{
    (void) tag;
    (void) data;
}

static void
check_partial(const Inspector *in, const File *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskValues) nothing = desk_values_map();
    const DeskChoice choice = { .name = file->name, .language = file->language };
    const DeskShelfWalk walk = {
        .path = file->path, .part = file->part, .all = nothing, .visitor = ignore
    };
    if (!desk_shelf_walk(in->shelf, &choice, &walk, &error))
        tell_error(in, file->path, error);
    if (!g_hash_table_contains(in->asked, file->name))
        tell(in, PROBLEM, file->path,
             "is never used: \"%s\" is no template, and no template has it as a partial",
             file->name);
    else if (file->part == DESK_PART_SUBJECT)
        tell(in, PROBLEM, file->path, "is never used: partials have .txt and .html alone");
}

static bool
is_blank(const char *path)
{
    g_autofree char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) && text[strspn(text, " \t\r\n")] == '\0';
}

/* What only a mail that is made shows, as partials that have themselves. */
static void
check_mail(const Inspector *in, const File *file, const DeskChoice *choice)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskValues) values = desk_catalogue_sample(file->name);
    g_auto(DeskRendered) mail = { .subject = NULL };
    if (!desk_shelf_render(in->shelf, choice, values, &mail, &error))
        tell_error(in, file->path, error);
    else if (is_blank(file->path))
        tell(in, PROBLEM, file->path, "is empty, expected what its mails say");
}

/* Whether mails are ever made from the file, with the one beside it. */
static void
check_place(const Inspector *in, const File *file)
{
    g_auto(DeskShelfFound) found = { .language = NULL };
    const DeskChoice choice = {
        .name = file->name, .language = file->language, .mailbox = file->mailbox, .team = file->team
    };
    bool good = desk_shelf_find(in->shelf, &choice, &found, NULL);
    if (!good || !g_str_equal(found.language, file->language)) {
        tell(in, PROBLEM, file->path,
             "is never used: %s/ needs both %s.subject and %s.txt for mails in that language",
             file->language, file->name, file->name);
        return;
    }
    const char *text = found.files[DESK_PART_TEXT].path;
    if (g_str_equal(found.files[file->part].path, file->path))
        check_mail(in, file, &choice);
    if (file->part != DESK_PART_TEXT || !g_str_equal(text, file->path) || !found.html_left_out)
        return;
    g_autofree char *base = g_path_get_basename(text);
    tell(in, ADVICE, text,
         "its mails have no HTML: %s is less special and would say something else, expected "
         "%.*s.html beside it",
         found.files[DESK_PART_HTML].path, (int) (strlen(base) - strlen(".txt")), base);
}

/* Each language that the desk comes with has all templates, or mails of one ticket would be in
 * several. */
static void
check_complete(const Inspector *in)
{
    const DeskConf *conf = in->inspection->conf;
    g_autoptr(GPtrArray) languages = list_folder(conf->shipped_template_dir);
    for (const DeskTemplateInfo *info = desk_catalogue_templates(); info->name; info++) {
        g_autoptr(GError) error = NULL;
        g_auto(DeskShelfFound) any = { .language = NULL };
        const DeskChoice choice = { .name = info->name };
        if (!desk_shelf_find(in->shelf, &choice, &any, &error))
            tell(in, PROBLEM, conf->shipped_template_dir, "%s", error->message);
        for (guint i = 0; any.language && i < languages->len; i++) {
            g_auto(DeskShelfFound) found = { .language = NULL };
            const DeskChoice of = { .name = info->name, .language = languages->pdata[i] };
            g_autofree char *path =
                g_build_filename(conf->shipped_template_dir, languages->pdata[i], NULL);
            if (desk_languages_is_name(of.language) && g_file_test(path, G_FILE_TEST_IS_DIR) &&
                desk_shelf_find(in->shelf, &of, &found, NULL) &&
                !g_str_equal(found.language, of.language))
                tell(in, PROBLEM, path, "has no %s.subject and %s.txt", info->name, info->name);
        }
    }
}

static int
compare_uses(gconstpointer a, gconstpointer b)
{
    const Use *left = *(Use *const *) a;
    const Use *right = *(Use *const *) b;
    int order = strcmp(left->path, right->path);
    if (order == 0)
        order = left->line < right->line ? -1 : left->line > right->line;
    return order ? order : g_strcmp0(left->text, right->text);
}

static void
hand_over(const Inspector *in, int what, GPtrArray *lines)
{
    const char *last = NULL;
    g_ptr_array_sort(in->told[what], compare_uses);
    for (guint i = 0; i < in->told[what]->len; i++) {
        const Use *use = in->told[what]->pdata[i];
        char *line = g_strdup_printf("%s:%u: %s", use->path, use->line, use->text);
        if (g_strcmp0(line, last) == 0) {
            g_free(line);
            continue;
        }
        g_ptr_array_add(lines, line);
        last = line;
    }
}

static void
inspect(Inspector *in)
{
    GHashTableIter iter;
    gpointer use;
    const DeskConf *conf = in->inspection->conf;
    scan_folder(in, conf->template_dir);
    scan_folder(in, conf->shipped_template_dir);
    for (guint i = 0; i < in->files->len; i++)
        walk_file(in, in->files->pdata[i]);
    for (guint i = 0; i < in->files->len; i++) {
        const File *file = in->files->pdata[i];
        if (!desk_catalogue_template(file->name))
            check_partial(in, file);
        else if (file->is_own)
            check_place(in, file);
    }
    check_complete(in);
    g_hash_table_iter_init(&iter, in->uses);
    while (g_hash_table_iter_next(&iter, NULL, &use)) {
        const Use *one = use;
        if (!one->is_known)
            g_ptr_array_add(in->told[PROBLEM], make_use(one->path, one->line, one->text));
    }
}

void
desk_inspect_templates(const DeskInspection *inspection)
{
    const DeskConf *conf = inspection->conf;
    Inspector in = {
        .inspection = inspection,
        .shelf = desk_shelf_new(conf->template_dir, conf->shipped_template_dir, conf->language),
        .files = g_ptr_array_new_with_free_func(free_file),
        .asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .uses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_use),
        .told = { g_ptr_array_new_with_free_func(free_use),
                  g_ptr_array_new_with_free_func(free_use) },
    };
    inspect(&in);
    hand_over(&in, PROBLEM, inspection->problems);
    hand_over(&in, ADVICE, inspection->advice);
    g_ptr_array_unref(in.told[PROBLEM]);
    g_ptr_array_unref(in.told[ADVICE]);
    g_hash_table_unref(in.uses);
    g_hash_table_unref(in.asked);
    g_ptr_array_unref(in.files);
    desk_shelf_free(in.shelf);
}
