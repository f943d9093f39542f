#pragma once
#include "base/base.h"

#include <jansson.h>

/*
 * What --json prints, over jansson. Builders give a new value, the caller's; objects and
 * arrays take over what is put into them.
 */

/* NULL becomes null; bytes that are no UTF-8 (a file name) are replaced. */
json_t *desk_json_text(const char *text);

/* RFC 3339 UTC; 0 becomes null. */
json_t *desk_json_time(gint64 micros);

/* An id; 0 becomes null. */
json_t *desk_json_id(gint64 id);

/* {"name", "address"} */
json_t *desk_json_person(const char *name, const char *address);

/* Prints on stdout with a newline and gives the value free. one_line: for a stream of objects. */
void desk_json_print(json_t *value, bool one_line);
