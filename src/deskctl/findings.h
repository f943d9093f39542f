#pragma once
#include "base/base.h"

/* What is wrong with something around the desk, with the line that mends it. */

typedef enum {
    DESK_SEVERITY_BROKEN, /* mail of the desk does not flow, or is lost */
    DESK_SEVERITY_UNSAFE, /* others can harm it */
    DESK_SEVERITY_SLOW,
} DeskSeverity;

typedef struct {
    DeskSeverity severity;
    char *subject; /* a setting, a service or a file */
    char *now;     /* what it is */
    char *why;     /* one English sentence: what comes of it */
    char *mend;    /* a command line */
} DeskFinding;

/* Element type DeskFinding. The caller's. */
GPtrArray *desk_findings_new(void);

/* texts: now, why and mend; they are copied. */
void desk_finding_add(GPtrArray *findings, DeskSeverity severity, const char *subject,
                      const char *const texts[3]);

const char *desk_severity_name(DeskSeverity severity);
