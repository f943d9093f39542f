#include "base/gate.h"

#include <criterion/criterion.h>
#include <pthread.h>

#define THREADS 8
#define ROUNDS  200
#define ROOM    10

static DeskGate *gate;
static gint inside, most, alone;

static void *
pass(void *data)
{
    size_t bytes = GPOINTER_TO_SIZE(data);
    for (int i = 0; i < ROUNDS; i++) {
        desk_gate_enter(gate, bytes);
        int now = g_atomic_int_add(&inside, (gint) bytes) + (gint) bytes;
        if (now > ROOM && now != (gint) bytes)
            g_atomic_int_inc(&most);
        if (bytes > ROOM && now == (gint) bytes)
            g_atomic_int_inc(&alone);
        sched_yield();
        g_atomic_int_add(&inside, -(gint) bytes);
        desk_gate_leave(gate, bytes);
    }
    return NULL;
}

Test(gate, never_lets_in_more_than_fits)
{
    static const size_t sizes[THREADS] = { 1, 2, 3, 4, 5, 10, 11, 50 };
    pthread_t threads[THREADS];
    gate = desk_gate_new(ROOM);
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, pass, GSIZE_TO_POINTER(sizes[i])), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    cr_expect_eq(most, 0, "%d times too many", most);
    cr_expect_eq(alone, 2 * ROUNDS, "a large one goes in alone: %d", alone);
    cr_expect_eq(inside, 0);
    desk_gate_free(gate);
}
