#pragma once
#include "base/base.h"

/*
 * Brings a mail from a file or a pipe into the form it has on the wire (RFC 5321 section
 * 2.3.8): lone LF becomes CR LF, an mbox "From " line at the top is dropped. Bytes come in
 * pieces of any size; feed the same state and end it once.
 */
typedef struct {
    unsigned matched; /* bytes of "From " seen so far at the top */
    bool decided;     /* whether the top is an mbox line */
    bool skipping;    /* within that line */
    char last;        /* the byte before */
} DeskCrlf;

/* Appends the converted bytes to out. */
void desk_crlf_feed(DeskCrlf *state, const char *bytes, size_t size, GString *out);

/* Ends the mail: a last line without an end gets one. */
void desk_crlf_end(DeskCrlf *state, GString *out);
