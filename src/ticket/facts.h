#pragma once
#include "base/base.h"

/*
 * What a mail to a customer is about, as it stands in outbox.detail: a line for each fact, its
 * name, a blank and its value. Facts and no sentences, so that the template says them in the
 * customer's language.
 */

/* Adds a fact; of a value of several lines they become one. value may be "". */
void desk_facts_add(GString *facts, const char *name, const char *value);
void desk_facts_add_time(GString *facts, const char *name, gint64 at);

/* The value of the first fact of that name; NULL when there is none. facts may be NULL. The
 * caller's. */
char *desk_facts_find(const char *facts, const char *name);
/* Likewise; 0 when there is none, or it is no number. */
gint64 desk_facts_time(const char *facts, const char *name);
