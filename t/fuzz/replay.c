#include "fuzz.h"

/*
 * Stands in for libFuzzer in an ordinary build: calls the target with each file of its seed
 * folder, and with each of its beginnings up to 300 bytes. Prints TAP.
 */

#define PREFIXES 300

static bool
replay(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize size;
    if (!g_file_get_contents(path, &bytes, &size, NULL))
        return false;
    for (gsize i = 0; i < MIN(size, PREFIXES); i++) {
        /* A copy of just that size, so that a sanitizer sees a read beyond it. */
        g_autofree guint8 *copy = g_memdup2(bytes, i);
        LLVMFuzzerTestOneInput(copy, i);
    }
    LLVMFuzzerTestOneInput((const guint8 *) bytes, size);
    return true;
}

int
main(void)
{
    const char *source = g_getenv("srcdir");
    g_autofree char *folder =
        g_build_filename(source ? source : ".", "t/fuzz/seeds", DESK_FUZZ_TARGET, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned count = 0;
    bool all = true;

    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        bool ok = replay(path);
        all = all && ok;
        printf("%sok %u - %s takes %s\n", ok ? "" : "not ", ++count, DESK_FUZZ_TARGET, name);
    }
    if (count == 0)
        printf("not ok %u - no seeds in %s\n", ++count, folder);
    printf("1..%u\n", count);
    return all ? 0 : 1;
}
