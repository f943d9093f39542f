#include "fake.h"
#include "base/clock.h"
#include "store/driver.h"

#include <pthread.h>

typedef struct {
    DeskStore store;
    GPtrArray *pending; /* marks of the transaction */
    char *late;         /* the mark that the next answer refuses */
} FakeStore;

typedef struct {
    guint good;
    guint times;
    DeskStoreError code;
    guint calls;
    bool shut;
} Point;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
/* Below: under the mutex. */
static Point points[FAKE_POINTS];
static GHashTable *marks; /* name -> how often */
static GRand *storm;
static guint standing;
static guint connections;
static guint most_connections;

static const struct {
    DeskStoreError code;
    FakePoint point;
    guint one_in;
} expected[] = {

    { DESK_STORE_ERROR_UNAVAILABLE, FAKE_BEGIN, 300 },
    { DESK_STORE_ERROR_UNDONE, FAKE_BEGIN, 300 },
    { DESK_STORE_ERROR_UNDONE, FAKE_MARK, 60 },
    { DESK_STORE_ERROR_UNAVAILABLE, FAKE_MARK, 60 },
    { DESK_STORE_ERROR_UNDONE, FAKE_FLUSH, 60 },
    { DESK_STORE_ERROR_UNAVAILABLE, FAKE_FLUSH, 60 },
    { DESK_STORE_ERROR_UNDONE, FAKE_COMMIT, 6 },
    { DESK_STORE_ERROR_UNCERTAIN, FAKE_COMMIT, 20 },
    { DESK_STORE_ERROR_FULL, FAKE_COMMIT, 20 },
};

/* Under the mutex: the time that a server needs, when the weather is bad. */
static void
dawdle(void)
{
    gint64 pause = storm ? g_rand_int_range(storm, 0, 1000) : 0;
    pthread_mutex_unlock(&mutex);
    if (pause)
        g_usleep((gulong) pause);
    pthread_mutex_lock(&mutex);
}

/* Under the mutex: 0 to go on. */
static int
find_trouble(FakePoint point)
{
    Point *p = &points[point];
    if (p->good > 0)
        p->good--;
    else if (p->times > 0) {
        p->times--;
        return (int) p->code;
    }
    for (size_t i = 0; storm && i < G_N_ELEMENTS(expected); i++)
        if (expected[i].point == point &&
            g_rand_int_range(storm, 0, (gint32) expected[i].one_in) == 0)
            return (int) expected[i].code;
    return 0;
}

/* Under the mutex. */
static bool
pass(FakePoint point, GError **error)
{
    points[point].calls++;
    if (points[point].shut) {
        standing++;
        pthread_cond_broadcast(&moved);
        while (points[point].shut)
            pthread_cond_wait(&moved, &mutex);
        standing--;
    }
    int code = find_trouble(point);
    if (code == 0)
        return true;
    g_set_error(error, DESK_STORE_ERROR, code, "trouble %d at point %d", code, (int) point);
    return false;
}

static bool
pass_alone(FakePoint point, GError **error)
{
    pthread_mutex_lock(&mutex);
    bool ok = pass(point, error);
    pthread_mutex_unlock(&mutex);
    return ok;
}

static bool
refuse(const char *name, GError **error)
{
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNAVAILABLE, "refused: %s", name);
    return false;
}

static void
forget(FakeStore *self)
{
    g_ptr_array_set_size(self->pending, 0);
    g_clear_pointer(&self->late, g_free);
}

static bool
fake_begin(DeskStore *store, GError **error)
{
    forget((FakeStore *) store);
    return pass_alone(FAKE_BEGIN, error);
}

/* Under the mutex. */
static void
keep(GPtrArray *pending)
{
    for (guint i = 0; i < pending->len; i++) {
        const char *name = g_ptr_array_index(pending, i);
        guint times = GPOINTER_TO_UINT(g_hash_table_lookup(marks, name));
        g_hash_table_replace(marks, g_strdup(name), GUINT_TO_POINTER(times + 1));
    }
}

static bool
fake_commit(DeskStore *store, GError **error)
{
    FakeStore *self = (FakeStore *) store;
    g_autoptr(GError) trouble = NULL;
    bool ok = !self->late || refuse(self->late, error);
    if (ok) {
        pthread_mutex_lock(&mutex);
        dawdle();
        ok = pass(FAKE_COMMIT, &trouble);
        if (ok || trouble->code == DESK_STORE_ERROR_UNCERTAIN)
            keep(self->pending);
        pthread_mutex_unlock(&mutex);
    }
    if (trouble)
        g_propagate_error(error, g_steal_pointer(&trouble));
    forget(self);
    return ok;
}

static void
fake_rollback(DeskStore *store)
{
    forget((FakeStore *) store);
}

static bool
fake_flush(DeskStore *store, GError **error)
{
    FakeStore *self = (FakeStore *) store;
    g_autofree char *late = g_steal_pointer(&self->late);
    return pass_alone(FAKE_FLUSH, error) && (!late || refuse(late, error));
}

static void
fake_tidy(DeskStore *store)
{
    (void) store;
}

static void
fake_close(DeskStore *store)
{
    FakeStore *self = (FakeStore *) store;
    forget(self);
    g_ptr_array_unref(self->pending);
    g_free(self);
    pthread_mutex_lock(&mutex);
    connections--;
    pthread_mutex_unlock(&mutex);
}

static const DeskDriver driver = {
    .scheme = "fake:",
    .writers = 4,
    .close = fake_close,
    .begin = fake_begin,
    .commit = fake_commit,
    .rollback = fake_rollback,
    .flush = fake_flush,
    .tidy = fake_tidy,
};

DeskStore *
fake_open(const char *url, DeskStoreMode mode, GError **error)
{
    pthread_mutex_lock(&mutex);
    bool ok = g_str_equal(url, driver.scheme) && pass(FAKE_OPEN, error);
    connections += ok;
    most_connections = MAX(most_connections, connections);
    pthread_mutex_unlock(&mutex);
    if (!ok)
        return NULL;
    FakeStore *self = g_new0(FakeStore, 1);
    self->store.driver = &driver;
    self->store.mode = mode;
    self->pending = g_ptr_array_new_with_free_func(g_free);
    return &self->store;
}

bool
fake_mark(DeskStore *store, const char *name, GError **error)
{
    FakeStore *self = (FakeStore *) store;
    g_assert(store->inside && !self->late);
    if (!pass_alone(FAKE_MARK, error))
        return false;
    if (g_str_has_prefix(name, "bad"))
        return refuse(name, error);
    if (g_str_has_prefix(name, "cursed")) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE, "undone at %s", name);
        return false;
    }
    if (g_str_has_prefix(name, "late"))
        self->late = g_strdup(name);
    g_ptr_array_add(self->pending, g_strdup(name));
    return true;
}

void
fake_reset(void)
{
    pthread_mutex_lock(&mutex);
    g_assert(connections == 0);
    memset(points, 0, sizeof points);
    g_clear_pointer(&marks, g_hash_table_unref);
    marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_clear_pointer(&storm, g_rand_free);
    most_connections = 0;
    pthread_mutex_unlock(&mutex);
}

void
fake_fail(FakePoint point, guint good, guint times, DeskStoreError code)
{
    pthread_mutex_lock(&mutex);
    points[point].good = good;
    points[point].times = times;
    points[point].code = code;
    pthread_mutex_unlock(&mutex);
}

void
fake_storm(guint32 seed)
{
    pthread_mutex_lock(&mutex);
    g_clear_pointer(&storm, g_rand_free);
    storm = g_rand_new_with_seed(seed);
    pthread_mutex_unlock(&mutex);
}

void
fake_shut(FakePoint point, bool shut)
{
    pthread_mutex_lock(&mutex);
    points[point].shut = shut;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&mutex);
}

bool
fake_wait_for(guint number)
{
    gint64 wall = desk_clock_now() + 20 * DESK_SECOND;
    const struct timespec limit = { .tv_sec = wall / DESK_SECOND };
    int code = 0;
    pthread_mutex_lock(&mutex);
    while (standing != number && code != ETIMEDOUT)
        code = pthread_cond_timedwait(&moved, &mutex, &limit);
    bool ok = standing == number;
    pthread_mutex_unlock(&mutex);
    return ok;
}

guint
fake_calls(FakePoint point)
{
    pthread_mutex_lock(&mutex);
    guint calls = points[point].calls;
    pthread_mutex_unlock(&mutex);
    return calls;
}

guint
fake_marks(const char *name)
{
    guint sum = 0;
    GHashTableIter iter;
    gpointer key, times;
    pthread_mutex_lock(&mutex);
    g_hash_table_iter_init(&iter, marks);
    while (g_hash_table_iter_next(&iter, &key, &times))
        if (!name || g_str_equal(name, key))
            sum += GPOINTER_TO_UINT(times);
    pthread_mutex_unlock(&mutex);
    return sum;
}

guint
fake_connections(guint *most)
{
    pthread_mutex_lock(&mutex);
    guint number = connections;
    if (most)
        *most = most_connections;
    pthread_mutex_unlock(&mutex);
    return number;
}
