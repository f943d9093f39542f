#pragma once
#include "base/base.h"

/*
 * The files that a command is to read. A folder stands for the regular files below it, and the
 * links to such: sorted by name, hidden files and folders left out, links to folders not followed.
 * "-" is standard input. One thread.
 */
typedef struct {
    char *file;    /* as given; in a folder, the folder as given and the way below it */
    GError *error; /* why there is nothing to read, or NULL */
} DeskInput;

/* A list of DeskInput, empty. */
GPtrArray *desk_inputs_new(void);

/*
 * Appends what the name stands for. What is missing, a folder that cannot be read and one without
 * a file in it are told by one input with an error, here or when it is read. Returns true for a
 * folder.
 */
bool desk_inputs_add(GPtrArray *inputs, const char *name);

/* The whole of it, of at most max bytes and no device's, NUL added. The caller's. */
char *desk_input_read(const DeskInput *input, size_t max, size_t *size, GError **error);
