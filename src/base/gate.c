#include "base/gate.h"

#include <pthread.h>

struct DeskGate {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    size_t max;
    size_t inside;
    guint64 last; /* turns given out */
    guint64 next; /* the turn that may go in */
};

DeskGate *
desk_gate_new(size_t max)
{
    DeskGate *gate = g_new0(DeskGate, 1);
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->moved, NULL);
    gate->max = max;
    return gate;
}

void
desk_gate_free(DeskGate *gate)
{
    if (!gate)
        return;
    pthread_cond_destroy(&gate->moved);
    pthread_mutex_destroy(&gate->lock);
    g_free(gate);
}

static bool
has_room(const DeskGate *gate, size_t bytes)
{
    return gate->inside == 0 || (gate->inside < gate->max && bytes <= gate->max - gate->inside);
}

void
desk_gate_enter(DeskGate *gate, size_t bytes)
{
    pthread_mutex_lock(&gate->lock);
    guint64 turn = gate->last++;
    while (turn != gate->next || !has_room(gate, bytes))
        pthread_cond_wait(&gate->moved, &gate->lock);
    gate->next++;
    gate->inside += bytes;
    pthread_cond_broadcast(&gate->moved);
    pthread_mutex_unlock(&gate->lock);
}

void
desk_gate_leave(DeskGate *gate, size_t bytes)
{
    pthread_mutex_lock(&gate->lock);
    gate->inside -= bytes;
    pthread_cond_broadcast(&gate->moved);
    pthread_mutex_unlock(&gate->lock);
}
