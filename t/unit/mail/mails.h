#pragma once
#include "base/base.h"

/* Helpers that the tests of this folder share. */

#define BYTES(literal) ((DeskBytes){ literal, sizeof(literal) - 1 })

static inline DeskBytes
bytes_of(const char *text)
{
    return (DeskBytes){ text, strlen(text) };
}

static inline DeskBytes
view_of(const GString *text)
{
    return (DeskBytes){ text->str, text->len };
}

/* start, then piece times times, then end. The caller's. */
static inline GString *
repeat(const char *start, const char *piece, unsigned times, const char *end)
{
    GString *out = g_string_new(start);
    for (unsigned i = 0; i < times; i++)
        g_string_append(out, piece);
    g_string_append(out, end);
    return out;
}
