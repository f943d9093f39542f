#pragma once
/*
 * The first include of every .c file: configuration macros, the C library, GLib,
 * and then the ban on what is not to be used.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/banned.h"

/* A borrowed run of bytes; no NUL is promised behind it. */
typedef struct {
    const char *data;
    size_t size;
} DeskBytes;
