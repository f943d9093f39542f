#pragma once
#include "base/base.h"

/*
 * Header fields as they lie in the raw bytes. A header block is the lines, each ended by LF,
 * up to the first empty one (LF or CR LF) or the end. A line that begins with a blank or a tab
 * belongs to the field before it. A field's name is what precedes its first colon,
 * without trailing blanks and tabs: one or more bytes from 33 to 126. Lines without such a
 * name are no fields and are passed over. Everything here is linear and borrows.
 */
typedef struct {
    DeskBytes name;
    DeskBytes value; /* everything behind the colon, folds and all, without the last CR LF */
} DeskHeader;

#define DESK_HEADERS_MAX 1000

/*
 * The mail as the functions below expect it: empty lines before the first field are passed over,
 * and when it has CR in place of every line end, *copy (the caller's, else NULL) has LF.
 */
DeskBytes desk_header_top(DeskBytes raw, char **copy);

/* Takes the next field off rest. False at the end of the block; rest is then the body. */
bool desk_header_next(DeskBytes *rest, DeskHeader *header);

/* Cuts one line with its LF off rest. An empty line when nothing is left. */
DeskBytes desk_header_take_line(DeskBytes *rest);

/* True for the line that ends a header block. */
bool desk_header_is_end(DeskBytes line);

/* Splits a logical line into its name and value; false when it is no field. */
bool desk_header_split(DeskBytes line, DeskHeader *header);

/*
 * The first DESK_HEADERS_MAX fields of a mail or part as DeskHeader; body (or NULL) gets what
 * follows the block. A line that is no field ends the block as well, unless it is the "From " line
 * of an mbox or fields follow it soon: otherwise the empty line was forgotten.
 */
GArray *desk_headers_read(DeskBytes raw, DeskBytes *body);

/* The first field of that name (any case) at or behind index from; its index, or -1. */
int desk_headers_find(const GArray *headers, const char *name, unsigned from);

bool desk_header_is(const DeskHeader *header, const char *name);

/*
 * The first word of a structured value such as Content-Type or Auto-Submitted, without
 * comments, lower case, up to a semicolon or blank. The caller's; "" when there is none.
 */
char *desk_header_word(DeskBytes value);
