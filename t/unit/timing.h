#pragma once
#include "base/base.h"

#include <time.h>

#define TIMING_ROUNDS 4001

static inline double
timing_take(void (*run)(gconstpointer), gconstpointer subject)
{
    struct timespec before, after;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    run(subject);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    return 1e9 * (double) (after.tv_sec - before.tv_sec) +
           (double) (after.tv_nsec - before.tv_nsec);
}

static inline int
timing_compare(const void *left, const void *right)
{
    const double *one = left, *other = right;
    return (*one > *other) - (*one < *other);
}

/*
 * How many times as long as the fastest the slowest case takes, by the processor time of this
 * thread. The cases take turns, and each is compared with the first one of its round: the median of
 * many rounds does not see that the machine is slower for a while.
 */
static inline double
timing_spread(void (*run)(gconstpointer), const void *const *cases, size_t count)
{
    g_autofree double *ratios = g_new(double, TIMING_ROUNDS *count);
    double low = 1, high = 1;
    for (size_t round = 0; round < TIMING_ROUNDS; round++) {
        double first = timing_take(run, cases[0]);
        for (size_t i = 0; i < count; i++)
            ratios[i * TIMING_ROUNDS + round] = timing_take(run, cases[i]) / first;
    }
    for (size_t i = 0; i < count; i++) {
        double *own = ratios + i * TIMING_ROUNDS;
        qsort(own, TIMING_ROUNDS, sizeof *own, timing_compare);
        low = MIN(low, own[TIMING_ROUNDS / 2]);
        high = MAX(high, own[TIMING_ROUNDS / 2]);
    }
    return high / low;
}
