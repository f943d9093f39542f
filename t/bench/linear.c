#include "linear.h"
#include "parse/parse.h"

#include <malloc.h>

/*
 * Does the time to read a mail grow with its size, and no faster (RULES Q5)? Doubles each input
 * of linear-cases.c up to --max bytes (10 MB) and prints the milliseconds of processor time for
 * each size and t(2n)/t(n) below it. Usage: linear [--max BYTES] [--doublings N] [WORD...];
 * a word runs the cases whose name has it. Exit status 1 when a ratio is not below GOAL; sizes that
 * take less than five milliseconds are not judged. The case "planted", run by that name alone, is
 * quadratic on purpose.
 */

#define GOAL         2.5
#define RUNS         5     /* the median of so many counts */
#define TRIES        4     /* a ratio is believed when so many measurements have it */
#define RUN_LEAST    0.005 /* seconds; what takes less is run several times */
#define JUDGED_LEAST 0.005 /* seconds; below, caches decide, and it does not matter */
#define SIZE_LEAST   4096  /* bytes */

static void
quadratic(DeskBytes bytes)
{
    volatile size_t sum = 0;
    for (size_t i = 0; i < bytes.size; i += 64)
        sum += i + (size_t) memchr(bytes.data + i, '!', bytes.size - i);
}

static const LinearCase planted = { "planted", quadratic, "", "x", "", 0 };

static int max_size = 10 * 1024 * 1024;
static int doublings = 8;

static double
processor_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static double
time_once(const LinearCase *linear, DeskBytes bytes)
{
    double start = processor_time(), spent = 0;
    unsigned count = 0;
    while (spent < RUN_LEAST) {
        linear->stage(bytes);
        count++;
        spent = processor_time() - start;
    }
    return spent / count;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;
    return x < y ? -1 : x > y;
}

static double
time_median(const LinearCase *linear, size_t size)
{
    double runs[RUNS];
    GString *input = linear_make(linear, size);
    const DeskBytes bytes = { input->str, input->len };
    for (int i = 0; i < RUNS; i++)
        runs[i] = time_once(linear, bytes);
    qsort(runs, RUNS, sizeof runs[0], compare);
    g_string_free(input, TRUE);
    return runs[RUNS / 2];
}

/* What another process does to the caches can double a figure, but does not do so every time. */
static double
time_ratio(const LinearCase *linear, size_t size, double *small, double *large)
{
    *large = time_median(linear, size);
    double least = *large / *small;
    for (int tries = 1; tries < TRIES && least >= GOAL; tries++) {
        *small = MAX(*small, time_median(linear, size / 2));
        *large = MIN(*large, time_median(linear, size));
        least = MIN(least, *large / *small);
    }
    return least;
}

static bool
run_case(const LinearCase *linear)
{
    size_t most = (size_t) max_size, size;
    if (linear->max > 0)
        most = MIN(most, linear->max);
    for (size = most; size / 2 >= SIZE_LEAST && most / size < (size_t) 1 << doublings;)
        size /= 2;
    g_autoptr(GString) ratios = g_string_new(NULL);
    double worst = 0, small = time_median(linear, size), large = small;
    printf("%-38s %7.2f", linear->name, small * 1e3);
    for (size *= 2; size <= most; size *= 2, small = large) {
        double ratio = time_ratio(linear, size, &small, &large);
        if (large >= JUDGED_LEAST)
            worst = MAX(worst, ratio);
        printf(" %7.2f", large * 1e3);
        g_string_append_printf(ratios, " %7.2f", ratio);
    }
    printf("\n%-38s        %s%s\n", "", ratios->str, worst < GOAL ? "" : "  <-- too steep");
    fflush(stdout);
    return worst < GOAL;
}

static bool
is_wanted(const char *name, char **words)
{
    bool found = !*words;
    for (; *words && !found; words++)
        found = strstr(name, *words) != NULL;
    return found;
}

static unsigned
run_all(char **words)
{
    unsigned count = 0, failed = 0;
    for (const LinearCase *linear = linear_cases; linear->name; linear++) {
        if (!is_wanted(linear->name, words))
            continue;
        bool ok = run_case(linear);
        failed += !ok;
        count++;
    }
    printf("%u of %u below %.1f\n", count - failed, count, GOAL);
    return count > 0 ? failed : 1;
}

int
main(int argc, char **argv)
{
    const GOptionEntry entries[] = {
        { "max", 0, 0, G_OPTION_ARG_INT, &max_size, "the largest size", "BYTES" },
        { "doublings", 0, 0, G_OPTION_ARG_INT, &doublings, "how often it is doubled", "N" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new("[WORD...] - time against size");
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || max_size < 2 * SIZE_LEAST ||
        doublings < 1 || doublings > 20) {
        fprintf(stderr, "linear: %s\n",
                error ? error->message : "--max or --doublings is out of range");
        return EX_USAGE;
    }
    /* Memory that goes back to the system and comes again is not what is measured. */
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    desk_parse_init();
    if (argc > 1 && strcmp(argv[1], planted.name) == 0)
        return run_case(&planted) ? EX_OK : 1;
    return run_all(argv + 1) == 0 ? EX_OK : 1;
}
