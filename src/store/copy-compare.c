#include "store/copy-compare.h"
#include "store/copy-page.h"

#define DIGEST_BYTES 32

typedef struct {
    DeskCopyKey key;
    guint8 digest[DIGEST_BYTES];
} Row;

static void
clear_row(gpointer row)
{
    desk_copy_key_clear(&((Row *) row)->key);
}

/* One of the two stores while a table is compared. */
typedef struct {
    DeskStore *store;
    DeskCopyKey after;
    GArray *page; /* Row: those that were read last */
    gint64 rows;
    GChecksum *sum;     /* over the digests of all rows */
    GChecksum *row_sum; /* used again for each row */
} Side;

static void
side_init(Side *side, DeskStore *store)
{
    *side = (Side){ .store = store, .after = DESK_COPY_FIRST_KEY };
    side->page = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(side->page, clear_row);
    side->sum = g_checksum_new(G_CHECKSUM_SHA256);
    side->row_sum = g_checksum_new(G_CHECKSUM_SHA256);
}

static void
side_clear(Side *side)
{
    desk_copy_key_clear(&side->after);
    g_array_unref(side->page);
    g_checksum_free(side->sum);
    g_checksum_free(side->row_sum);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Side, side_clear)

static void
add_value(GChecksum *sum, char type, const void *data, size_t size)
{
    guint64 length = GUINT64_TO_BE((guint64) size);
    g_checksum_update(sum, (const guchar *) &type, 1);
    g_checksum_update(sum, (const guchar *) &length, sizeof length);
    g_checksum_update(sum, data, (gssize) size);
}

static void
hash_value(GChecksum *sum, char type, const DeskValue *value)
{
    guint64 number = GUINT64_TO_BE((guint64) value->number);
    if (value->type == DESK_VALUE_NULL)
        add_value(sum, 'n', "", 0);
    else if (value->type == DESK_VALUE_INT)
        add_value(sum, type, &number, sizeof number);
    else
        add_value(sum, type, value->data, value->size);
}

static bool
hash_row(DeskCopyWalk *walk, DeskCursor *cursor, GError **error)
{
    Side *side = walk->data;
    const char *types = walk->table->types;
    Row row = { 0 };
    gsize size = sizeof row.digest;
    (void) error;
    g_checksum_reset(side->row_sum);
    for (int i = 0; types[i]; i++) {
        DeskValue value = desk_copy_value(cursor, i, types[i]);
        hash_value(side->row_sum, types[i], &value);
    }
    g_checksum_get_digest(side->row_sum, row.digest, &size);
    g_checksum_update(side->sum, row.digest, (gssize) size);
    desk_copy_key_read(walk->table, cursor, &row.key);
    g_array_append_val(side->page, row);
    return true;
}

static bool
hash_page(Side *side, const DeskCopyTable *table, GError **error)
{
    DeskCopyWalk walk = { .table = table, .visit = hash_row, .data = side };
    g_array_set_size(side->page, 0);
    bool ok = desk_copy_walk(side->store, &side->after, &walk, error);
    side->rows += walk.rows;
    return ok;
}

static const Row *
get_row(const Side *side, guint i)
{
    return i < side->page->len ? &g_array_index(side->page, Row, i) : NULL;
}

/* The key of the first row that only one page has, or that has other values; NULL: none. */
static char *
find_difference(const DeskCopyTable *table, const Side *from, const Side *to)
{
    for (guint i = 0; i < MAX(from->page->len, to->page->len); i++) {
        const Row *a = get_row(from, i);
        const Row *b = get_row(to, i);
        if (a && b && memcmp(a->digest, b->digest, DIGEST_BYTES) == 0)
            continue;
        bool first = !b || (a && desk_copy_key_compare(&a->key, &b->key) <= 0);
        return desk_copy_key_print(table, first ? &a->key : &b->key);
    }
    return NULL;
}

/* Up to the first difference both sides have the same pages. */
static bool
compare_table(const DeskCopyPair *pair, const DeskCopyTable *table, DeskCopyResult *result,
              GString *differences, GError **error)
{
    g_auto(Side) from = { 0 };
    g_auto(Side) to = { 0 };
    g_autofree char *key = NULL;
    side_init(&from, pair->from);
    side_init(&to, pair->to);
    do {
        if (!hash_page(&from, table, error) || !hash_page(&to, table, error) ||
            !pair->report(table->name, from.page->len, pair->data, error))
            return false;
        if (!key)
            key = find_difference(table, &from, &to);
    } while (from.page->len > 0 || to.page->len > 0);

    *result = (DeskCopyResult){ .table = table->name, .rows = from.rows };
    g_strlcpy(result->sha256, g_checksum_get_string(from.sum), sizeof result->sha256);
    if (key)
        g_string_append_printf(differences,
                               "%stable %s has %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
                               " rows, the first that differs is %s",
                               differences->len > 0 ? "; " : "", table->name, from.rows, to.rows,
                               key);
    return true;
}

bool
desk_copy_compare(const DeskCopyPair *pair, GArray *results, GError **error)
{
    g_autoptr(GString) differences = g_string_new(NULL);
    for (const DeskCopyTable *table = desk_copy_tables; table->name; table++) {
        DeskCopyResult result;
        if (!compare_table(pair, table, &result, differences, error))
            return false;
        g_array_append_val(results, result);
    }
    if (differences->len == 0)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_DIFFERS,
                "the source was changed while it was copied, or the copy was: %s: stop all "
                "programs of the desk, remove the copy and begin again",
                differences->str);
    return false;
}
