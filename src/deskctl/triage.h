#pragma once
#include "deskctl/json.h"
#include "policy/triage.h"

/* What triage makes of a mail, as several commands show it. */

/* Puts category, score, matched, ignored, scores, customer, priority, tags, team, sla and reasons
 * into an object. NULL: nothing was looked at. */
void desk_triage_fill_json(json_t *value, const DeskTriaged *triaged);

/* Where a ticket belongs; NULL: nowhere. */
typedef struct {
    const char *category;
    const char *team;
    const char *sla;
    DeskPriority priority;
    const char *const *tags; /* or NULL */
} DeskTriageResult;

/* For people, on stdout, each line behind a word and a colon: what was found and the scores, then
 * what follows, then why. */
void desk_triage_print_grounds(const DeskTriaged *triaged);
void desk_triage_print_result(const DeskTriageResult *result);
void desk_triage_print_reasons(const DeskTriaged *triaged);
/* All of it. */
void desk_triage_print(const DeskTriaged *triaged);

/* The tags as a list that ends with NULL; the list is the caller's, they are not. */
const char **desk_triage_tags(const DeskTriaged *triaged);
