#include "kb/kb.h"
#include "base/clock.h"
#include "base/text.h"
#include "kb/folder.h"
#include "kb/rank.h"

#include <pthread.h>

#define LOOK_EVERY  DESK_MINUTE
#define FIRST_WAITS 1 /* second */

/* What has been read at one time; shared with whoever searches it. */
typedef struct {
    DeskKbListing *listing;
    DeskKbRank *rank;
} State;

struct DeskKbIndex {
    char *folder;
    DeskKbReader *reader;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change; /* somebody wants a look, or a look is over */
    State *state;          /* NULL: nothing has been read yet */
    gint64 looked;         /* by the steady clock */
    bool wanted;
    bool waited; /* for the first state, in vain: nobody waits for it again */
    bool ending;
};

static void
state_clear(gpointer data)
{
    State *state = data;
    desk_kb_rank_free(state->rank);
    desk_kb_listing_free(state->listing);
}

static void
state_unref(State *state)
{
    if (state)
        g_atomic_rc_box_release_full(state, state_clear);
}

/* ---- the thread ---- */

/* NULL: all is as it was. before is this thread's alone to replace. */
static State *
look(const DeskKbIndex *kb, const State *before)
{
    bool changed = false;
    g_autoptr(DeskKbListing) listing =
        desk_kb_listing_new(kb->reader, kb->folder, before ? before->listing : NULL, &changed);
    if (!changed)
        return NULL;
    State *state = g_atomic_rc_box_new0(State);
    state->rank = desk_kb_rank_new(desk_kb_listing_articles(listing));
    state->listing = g_steal_pointer(&listing);
    return state;
}

static void
replace(DeskKbIndex *kb, State *state)
{
    State *before = kb->state;
    kb->state = state;
    state_unref(before);
}

static void *
run(void *data)
{
    DeskKbIndex *kb = data;
    pthread_mutex_lock(&kb->lock);
    while (!kb->ending) {
        if (!kb->wanted) {
            pthread_cond_wait(&kb->change, &kb->lock);
            continue;
        }
        kb->wanted = false;
        pthread_mutex_unlock(&kb->lock);
        State *state = look(kb, kb->state);
        pthread_mutex_lock(&kb->lock);
        if (state)
            replace(kb, state);
        kb->looked = desk_clock_steady();
        pthread_cond_broadcast(&kb->change);
    }
    pthread_mutex_unlock(&kb->lock);
    return NULL;
}

DeskKbIndex *
desk_kb_open(const char *folder)
{
    DeskKbIndex *kb = g_new0(DeskKbIndex, 1);
    kb->folder = g_strdup(folder);
    kb->reader = desk_kb_reader_new();
    kb->wanted = true;
    pthread_mutex_init(&kb->lock, NULL);
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&kb->change, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&kb->thread, NULL, run, kb) != 0)
        kb->ending = true; /* nothing will ever be found */
    return kb;
}

void
desk_kb_close(DeskKbIndex *kb)
{
    if (!kb)
        return;
    pthread_mutex_lock(&kb->lock);
    bool is_running = !kb->ending;
    kb->ending = true;
    pthread_cond_broadcast(&kb->change);
    pthread_mutex_unlock(&kb->lock);
    if (is_running)
        pthread_join(kb->thread, NULL);
    state_unref(kb->state);
    pthread_cond_destroy(&kb->change);
    pthread_mutex_destroy(&kb->lock);
    desk_kb_reader_free(kb->reader);
    g_free(kb->folder);
    g_free(kb);
}

/* ---- who asks ---- */

static void
found_free(gpointer data)
{
    DeskKbFound *found = data;
    g_free(found->slug);
    g_free(found->title);
    g_free(found->lead);
    g_free(found);
}

static void
wait_for_first(DeskKbIndex *kb)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += FIRST_WAITS;
    while (!kb->state && !kb->ending && pthread_cond_timedwait(&kb->change, &kb->lock, &until) == 0)
        continue;
    kb->waited = true;
}

/* A reference, the caller's; NULL: nothing is known. */
static State *
current(DeskKbIndex *kb)
{
    pthread_mutex_lock(&kb->lock);
    if (!kb->state && !kb->waited)
        wait_for_first(kb);
    if (kb->state && desk_clock_steady() - kb->looked >= LOOK_EVERY) {
        kb->looked = desk_clock_steady();
        kb->wanted = true;
        pthread_cond_broadcast(&kb->change);
    }
    State *state = kb->state ? g_atomic_rc_box_acquire(kb->state) : NULL;
    pthread_mutex_unlock(&kb->lock);
    return state;
}

static void
add_found(GPtrArray *list, const DeskKbArticle *article)
{
    DeskKbFound *found = g_new0(DeskKbFound, 1);
    found->slug = g_strdup(article->slug);
    found->title = g_strdup(article->title);
    found->lead = g_strdup(article->lead);
    g_ptr_array_add(list, found);
}

GPtrArray *
desk_kb_find(DeskKbIndex *kb, const char *text, const char *language, guint most)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(found_free);
    State *state = current(kb);
    if (!state)
        return list;
    g_autofree char *start = desk_text_cut(g_strndup(text, DESK_KB_TEXT + 4), DESK_KB_TEXT);
    g_autoptr(GArray) terms = desk_kb_reader_terms(kb->reader, start);
    g_autoptr(GPtrArray) articles = desk_kb_rank_find(state->rank, terms, language, most);
    for (guint i = 0; i < articles->len; i++)
        add_found(list, articles->pdata[i]);
    state_unref(state);
    return list;
}
