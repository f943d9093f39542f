#pragma once
#include "deskctl/ctl.h"
#include "deskctl/json.h"
#include "store/copy.h"

/* What the commands that copy a store have in common: progress, results and exit codes. */

/* What has been said about the progress so far. */
typedef struct {
    bool terminal;
    bool comparing;
    bool open;     /* a line on the terminal that is not ended yet */
    gint64 shown;  /* steady clock: the last line, or the begin of the phase */
    gint64 begun;  /* this phase; 0: none yet */
    gint64 before; /* rows that were there when it began */
} DeskCopying;

/* Tells the progress on stderr, as long as shown lives; end comes before anything else is said. */
DeskCopyWatch desk_copying_watch(DeskCopying *shown);
void desk_copying_end(const DeskCopying *shown);

/* results: element type DeskCopyResult. */
json_t *desk_copying_json(const char *from, const char *to, const GArray *results);
void desk_copying_print(const char *from, const char *to, const GArray *results);

/* As desk_ctl_fail, for what goes wrong with two stores. */
int desk_copying_fail(const GError *error);
