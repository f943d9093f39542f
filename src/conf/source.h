#pragma once
#include "base/base.h"

/*
 * The text of a configuration, read with its includes and cut into tokens. Every token
 * knows its file and line, and braces know each other; libconfuse then gets one token a
 * line, so that the line it complains about is the number of a token. What is wrong with
 * the text itself (bytes, quotes, comments, braces, includes) is found here.
 */

#define DESK_SOURCE_FILE_SIZE (1 << 20) /* bytes of one file */
#define DESK_SOURCE_SIZE      (4 << 20) /* bytes of all files */
#define DESK_SOURCE_FILES     100
#define DESK_SOURCE_DEPTH     10   /* of includes */
#define DESK_SOURCE_TOKEN     4096 /* bytes of one value; libconfuse gets slow with long ones */
#define DESK_SOURCE_PROBLEMS  100

#define DESK_NO_TOKEN UINT_MAX

typedef enum {
    DESK_TOKEN_TEXT, /* a word, or a string with its quotes */
    DESK_TOKEN_EQUALS,
    DESK_TOKEN_APPEND, /* += */
    DESK_TOKEN_COMMA,
    DESK_TOKEN_OPEN,
    DESK_TOKEN_CLOSE,
} DeskTokenKind;

typedef struct {
    DeskTokenKind kind;
    bool dropped; /* not shown to libconfuse */
    unsigned file;
    unsigned line;
    unsigned partner; /* of a brace: the other one */
    unsigned around;  /* the innermost open brace before it */
    char *text;       /* sound in libconfuse's syntax, on one line */
} DeskToken;

typedef struct DeskSource DeskSource;

/* Reads a file and what it includes. Never NULL: problems may have been found. */
DeskSource *desk_source_read(const char *path);
void desk_source_free(DeskSource *source);

unsigned desk_source_size(const DeskSource *source);
DeskToken *desk_source_token(DeskSource *source, unsigned at);

/* The nearest token before or after that is not dropped, or DESK_NO_TOKEN. */
unsigned desk_source_before(const DeskSource *source, unsigned at);
unsigned desk_source_after(const DeskSource *source, unsigned at);

/* Pairs the braces again after tokens were dropped; what closes nothing any more is dropped. */
void desk_source_pair(DeskSource *source);

/* "file:line" of a token; of the first file for DESK_NO_TOKEN. The caller's. */
char *desk_source_where(const DeskSource *source, unsigned at);

/* Notes a problem at a token; for DESK_NO_TOKEN it concerns the first file as a whole. */
void desk_source_complain(DeskSource *source, unsigned at, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* How many problems are known, and moves them to an array of strings, in order. */
unsigned desk_source_problems(const DeskSource *source);
void desk_source_report(DeskSource *source, GPtrArray *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskSource, desk_source_free)
