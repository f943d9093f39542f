#include "fuzz.h"

/*
 * Stands in for libFuzzer in an ordinary build: calls each target with each file of its seed
 * folder, and with each of its beginnings up to 300 bytes. Prints TAP.
 */

#define PREFIXES 300

static bool
replay(const FuzzTarget *target, const char *path)
{
    g_autofree char *bytes = NULL;
    gsize size;
    if (!g_file_get_contents(path, &bytes, &size, NULL))
        return false;
    for (gsize i = 0; i <= size; i = i < PREFIXES || i == size ? i + 1 : size) {
        /* A copy of just that size, so that a sanitizer sees a read beyond it. */
        g_autofree char *copy = g_malloc(MAX(i, 1));
        memcpy(copy, bytes, i);
        target->run((DeskBytes){ copy, i });
    }
    return true;
}

/* Returns how many seeds were taken; prints one line for each. */
static unsigned
replay_folder(const FuzzTarget *target, const char *folder, unsigned *number)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned taken = 0;
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        /* Should it end the process, this tells where. */
        printf("# %s/%s\n", target->name, name);
        fflush(stdout);
        bool ok = replay(target, path);
        taken += ok;
        printf("%sok %u - %s takes %s\n", ok ? "" : "not ", ++*number, target->name, name);
    }
    return taken;
}

int
main(void)
{
    const char *source = g_getenv("srcdir");
    unsigned number = 0;
    bool all = true;

    for (const FuzzTarget *target = fuzz_targets; target->name; target++) {
        g_autofree char *folder =
            g_build_filename(source ? source : ".", "t/fuzz/seeds", target->name, NULL);
        unsigned before = number;
        all &= replay_folder(target, folder, &number) == number - before && number > before;
        if (number == before)
            printf("not ok %u - no seeds in %s\n", ++number, folder);
    }
    printf("1..%u\n", number);
    return all ? 0 : 1;
}
