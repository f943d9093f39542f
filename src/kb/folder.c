#include "kb/folder.h"
#include "base/file.h"
#include "base/langtag.h"

#define ENDING         ".md"
#define NAME_MAX_BYTES 100

/* One file; article NULL: it says nothing. */
typedef struct {
    char *slug;
    char *language;
    gint64 seconds; /* when anything of it changed last, its mode among it (ctime) */
    gint64 nanoseconds;
    gint64 size;
    guint64 inode;
    DeskKbArticle *article;
} Entry;

struct DeskKbListing {
    GPtrArray *entries;  /* Entry, by slug */
    GHashTable *by_slug; /* the same; borrows */
    GPtrArray *articles; /* DeskKbArticle; borrows */
};

/* What one look at the folder shares. */
typedef struct {
    const DeskKbReader *reader;
    const char *folder;
    const DeskKbListing *before;
    DeskKbListing *listing;
    bool changed;
} Look;

static void
entry_free(gpointer data)
{
    Entry *entry = data;
    g_free(entry->slug);
    g_free(entry->language);
    desk_kb_article_unref(entry->article);
    g_free(entry);
}

/* ---- names ---- */

static bool
is_slug(const char *name, size_t size)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-_.";
    return size > 0 && size <= NAME_MAX_BYTES && g_ascii_isalnum(*name) &&
           strspn(name, letters) >= size;
}

static int
compare(gconstpointer one, gconstpointer other)
{
    return strcmp(*(const char *const *) one, *(const char *const *) other);
}

/* The names in a folder, sorted, so that the same are taken each time. */
static GPtrArray *
names_in(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    while (folder && (name = g_dir_read_name(folder)))
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare);
    return names;
}

/* ---- files ---- */

static bool
is_as_before(const Entry *entry, const Entry *old)
{
    return old && old->seconds == entry->seconds && old->nanoseconds == entry->nanoseconds &&
           old->size == entry->size && old->inode == entry->inode;
}

static DeskKbArticle *
read_article(const Look *look, const Entry *entry, const char *path)
{
    size_t size = 0;
    g_autofree char *bytes = desk_file_read_regular(path, DESK_KB_BYTES, &size, NULL);
    return bytes ? desk_kb_article_new(look->reader, entry->slug, entry->language,
                                       (DeskBytes){ bytes, size })
                 : NULL;
}

static void
add_entry(Look *look, Entry *entry, const char *path)
{
    DeskKbListing *listing = look->listing;
    const Entry *old =
        look->before ? g_hash_table_lookup(look->before->by_slug, entry->slug) : NULL;
    if (is_as_before(entry, old)) {
        entry->article = old->article ? desk_kb_article_ref(old->article) : NULL;
    } else {
        entry->article = read_article(look, entry, path);
        look->changed = true;
    }
    g_ptr_array_add(listing->entries, entry);
    g_hash_table_insert(listing->by_slug, entry->slug, entry);
    if (entry->article)
        g_ptr_array_add(listing->articles, entry->article);
}

static void
add_file(Look *look, const char *name, const char *language)
{
    size_t size = strlen(name) - strlen(ENDING);
    struct stat st;
    g_autofree char *path = g_build_filename(look->folder, language, name, NULL);
    if (!is_slug(name, size) || stat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
        look->listing->entries->len >= DESK_KB_ARTICLES)
        return;
    g_autofree char *bare = g_strndup(name, size);
    Entry *entry = g_new0(Entry, 1);
    entry->slug = *language ? g_strconcat(language, "/", bare, NULL) : g_strdup(bare);
    entry->language = *language ? desk_langtag_read(language, strlen(language)) : g_strdup("");
    entry->seconds = st.st_ctim.tv_sec;
    entry->nanoseconds = st.st_ctim.tv_nsec;
    entry->size = st.st_size;
    entry->inode = st.st_ino;
    add_entry(look, entry, path);
}

static bool
is_language(const char *name)
{
    g_autofree char *tag = desk_langtag_read(name, strlen(name));
    return tag != NULL;
}

/* language "" is the folder itself. */
static void
add_folder(Look *look, const char *language)
{
    g_autofree char *path = g_build_filename(look->folder, language, NULL);
    g_autoptr(GPtrArray) names = names_in(path);
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        if (g_str_has_suffix(name, ENDING))
            add_file(look, name, language);
        else if (*language == '\0' && is_language(name))
            add_folder(look, name);
    }
}

DeskKbListing *
desk_kb_listing_new(const DeskKbReader *reader, const char *folder, const DeskKbListing *before,
                    bool *changed)
{
    DeskKbListing *listing = g_new0(DeskKbListing, 1);
    Look look = { reader, folder, before, listing, false };
    listing->entries = g_ptr_array_new_with_free_func(entry_free);
    listing->by_slug = g_hash_table_new(g_str_hash, g_str_equal);
    listing->articles = g_ptr_array_new();
    add_folder(&look, "");
    *changed = look.changed || !before || before->entries->len != listing->entries->len;
    return listing;
}

void
desk_kb_listing_free(DeskKbListing *listing)
{
    if (!listing)
        return;
    g_hash_table_unref(listing->by_slug);
    g_ptr_array_unref(listing->entries);
    g_ptr_array_unref(listing->articles);
    g_free(listing);
}

const GPtrArray *
desk_kb_listing_articles(const DeskKbListing *listing)
{
    return listing->articles;
}
