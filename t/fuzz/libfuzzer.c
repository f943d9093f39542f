#include "fuzz.h"

/* One program for all targets: DESK_FUZZ_TARGET in the environment names the one to run. */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static const FuzzTarget *target;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void) argc;
    const char *name = g_getenv("DESK_FUZZ_TARGET");
    target = name ? fuzz_target_find(name) : NULL;
    if (!target) {
        fprintf(stderr, "%s: DESK_FUZZ_TARGET has to be one of", (*argv)[0]);
        for (const FuzzTarget *each = fuzz_targets; each->name; each++)
            fprintf(stderr, " %s", each->name);
        fputs("\n", stderr);
        exit(EX_USAGE);
    }
    return 0;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    target->run((DeskBytes){ (const char *) data, size });
    return 0;
}
