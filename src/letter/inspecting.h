#pragma once
#include "template/shelf.h"

/* Only letter/inspect.c includes it. */

/*
 * What is wrong with a tag in a part of mails of the template of that name; NULL: nothing. Of the
 * tag of a partial: partials has the names of those there are, and loses some of them. The
 * caller's.
 */
char *desk_inspect_tag(const DeskTag *tag, const char *name, DeskPart part, GPtrArray *partials);
