#pragma once
#include "base/base.h"

/* A file that stands encoded in a text: uuencode (POSIX) or yEnc. */
typedef struct {
    char *name; /* bytes as written, "" when there is none */
    GByteArray *bytes;
    size_t start; /* where its first line begins in the text ... */
    size_t end;   /* ... and where the text goes on */
    bool is_cut;  /* its last line is missing */
} DeskEncodedFile;

/*
 * Finds the next file at or behind *at, which becomes its end; false when there is none. file is
 * then to be cleared. Calls until false are linear over the text together.
 */
bool desk_uuencode_find(DeskBytes text, size_t *at, DeskEncodedFile *file);

void desk_encoded_file_clear(DeskEncodedFile *file);
