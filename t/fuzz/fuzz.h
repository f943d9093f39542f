#pragma once
#include "base/base.h"

/* What libFuzzer calls, and what replay.c calls with each seed file. */
int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* Ends the process as a finding: what follows from the contract does not hold. */
#define MUST_HOLD(what)                                                                            \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            fprintf(stderr, "%s does not hold\n", #what);                                          \
            abort();                                                                               \
        }                                                                                          \
    } while (0)
