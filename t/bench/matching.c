#include "match/matcher.h"
#include "sample.h"

/*
 * What it costs to look for words and expressions in a text. Usage: matching [ROUNDS]. Prints for
 * each set of them the microseconds of processor time for texts of 4 KB and 10 KB, and the median
 * of the ratios to ten words in the same round, also when before each search other memory has been
 * read, as everybody does between two mails; then how long the set takes to make and its memory.
 * Words and texts are made of the same syllables, so that most words are begun again and again.
 */

#define REPEATS 100 /* of a text in one round */
#define OTHER_SIZE                                                                                 \
    (8 * 1024 * 1024) /* what is read between: more than a processor's own caches                  \
                       */
#define LINE 64

static const struct {
    const char *name;
    guint words, expressions;
} sets[] = {
    { "10 words", 10, 0 },
    { "1,000 words", 1000, 0 },
    { "10,000 words", 10000, 0 },
    { "100,000 words", 100000, 0 },
    { "10 words, 100 expressions", 10, 100 },
    { "10,000 words, 100 expressions", 10000, 100 },
};
#define SETS G_N_ELEMENTS(sets)

static const gsize sizes[] = { 4096, 10240 };
#define SIZES G_N_ELEMENTS(sizes)

static const char *const syllables[] = {
    "re",   "fund", "in",    "voice", "pass", "word", "ac",   "count", "pay", "ment", "bill",
    "ing",  "card", "de",    "liver", "y",    "or",   "der",  "can",   "cel", "ship", "ter",
    "net",  "work", "print", "er",    "log",  "on",   "off",  "mail",  "box", "ser",  "ver",
    "down", "sys",  "tem",   "ror",   "code", "up",   "date", "li",    "cen", "se",   "grö",
};

typedef struct {
    DeskMatcher *matchers[SETS];
    double made[SETS]; /* milliseconds */
    GString *texts[SIZES];
    guint hits[SETS];
    char *other; /* memory */
    guint64 sum; /* of what was read of it */
} Bench;

static double
processor_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static void
append_word(GRand *random, GString *text, gint least, gint most)
{
    for (gint count = g_rand_int_range(random, least, most + 1); count > 0; count--)
        g_string_append(text, syllables[g_rand_int_range(random, 0, G_N_ELEMENTS(syllables))]);
}

/* One in four is a phrase. */
static void
add_words(GRand *random, DeskMatcher *matcher, guint count)
{
    for (guint i = 0; i < count; i++) {
        g_autoptr(GString) word = g_string_new(NULL);
        append_word(random, word, 3, 5);
        if (i % 4 == 0) {
            g_string_append_c(word, ' ');
            append_word(random, word, 1, 3);
        }
        if (!desk_matcher_add_words(matcher, word->str, i, NULL))
            g_error("a word was refused");
    }
}

static void
add_expressions(GRand *random, DeskMatcher *matcher, guint count)
{
    for (guint i = 0; i < count; i++) {
        g_autoptr(GString) regex = g_string_new("\\b");
        append_word(random, regex, 2, 3);
        g_string_append(regex, i % 2 == 0 ? "[- ]?\\d{4,}\\b" : "(ed|s)?\\s+(is|was|number)\\b");
        if (!desk_matcher_add_regex(matcher, regex->str, G_MAXUINT / 2 + i, NULL))
            g_error("an expression was refused");
    }
}

static GString *
make_text(GRand *random, gsize size)
{
    GString *text = g_string_new(NULL);
    for (gsize line = 0; text->len < size;) {
        append_word(random, text, 1, 4);
        bool ends = text->len - line > 70;
        g_string_append_c(text, ends ? '\n' : ' ');
        line = ends ? text->len : line;
    }
    g_string_truncate(text, size - 2);
    while (text->len < size || (text->str[text->len - 1] & 0x80))
        g_string_append_c(text, '.');
    return text;
}

static void
make(Bench *bench)
{
    GRand *random = g_rand_new_with_seed(1);
    for (size_t i = 0; i < SETS; i++) {
        double start = processor_time();
        bench->matchers[i] = desk_matcher_new();
        add_words(random, bench->matchers[i], sets[i].words);
        add_expressions(random, bench->matchers[i], sets[i].expressions);
        desk_matcher_finish(bench->matchers[i]);
        bench->made[i] = (processor_time() - start) / 1e3;
    }
    for (size_t k = 0; k < SIZES; k++)
        bench->texts[k] = make_text(random, sizes[k]);
    g_rand_free(random);
}

static void
read_other(Bench *bench)
{
    for (gsize i = 0; i < OTHER_SIZE; i += LINE)
        bench->sum += (guchar) bench->other[i];
}

/* Microseconds a text. */
static double
run(Bench *bench, size_t set, const GString *text, bool is_cold)
{
    double spent = 0;
    int repeats = is_cold ? REPEATS / 10 : REPEATS;
    for (int i = 0; i < repeats; i++) {
        if (is_cold)
            read_other(bench);
        double start = processor_time();
        g_autoptr(GArray) hits = desk_matcher_find(bench->matchers[set], text->str, text->len);
        spent += processor_time() - start;
        bench->hits[set] = hits->len;
    }
    return spent / repeats;
}

/* The sets take turns, for a machine is seldom at rest. */
static void
run_rounds(Bench *bench, const GString *text, size_t rounds, bool is_cold)
{
    g_autofree double *times = g_new0(double, SETS *rounds);
    g_autofree double *ratios = g_new0(double, SETS *rounds);
    for (size_t i = 0; i < rounds; i++) {
        for (size_t k = 0; k < SETS; k++) {
            size_t set = (i + k) % SETS;
            times[set * rounds + i] = run(bench, set, text, is_cold);
        }
        for (size_t set = 0; set < SETS; set++)
            ratios[set * rounds + i] = times[set * rounds + i] / times[i];
    }
    for (size_t set = 0; set < SETS; set++)
        printf("%5zu bytes%s  %-30s %8.1f us  ratio %.2f  %u found\n", text->len,
               is_cold ? ", cold" : "", sets[set].name, sample_median(times + set * rounds, rounds),
               sample_median(ratios + set * rounds, rounds), bench->hits[set]);
}

int
main(int argc, char **argv)
{
    guint64 rounds = 21;
    if (argc > 2 ||
        (argc > 1 && !g_ascii_string_to_unsigned(argv[1], 10, 1, 1000, &rounds, NULL))) {
        fputs("usage: matching [ROUNDS]\n", stderr);
        return EX_USAGE;
    }
    Bench bench = { .other = g_malloc0(OTHER_SIZE) };
    make(&bench);
    for (size_t size = 0; size < SIZES; size++) {
        run_rounds(&bench, bench.texts[size], (size_t) rounds, false);
        run_rounds(&bench, bench.texts[size], (size_t) rounds, true);
    }
    for (size_t i = 0; i < SETS; i++) {
        printf("%-30s made in %6.1f ms, %6zu KB\n", sets[i].name, bench.made[i],
               desk_matcher_memory(bench.matchers[i]) / 1024);
        desk_matcher_free(bench.matchers[i]);
    }
    for (size_t size = 0; size < SIZES; size++)
        g_string_free(bench.texts[size], TRUE);
    g_free(bench.other);
    return EX_OK;
}
