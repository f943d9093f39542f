#pragma once
#include "base/base.h"

/*
 * The languages that there are templates in: the folders below the desk's own folder and the
 * shipped one. Either may be NULL, and need not be there. They are looked at each time; any thread.
 */

/* It is a tag as base/langtag.h writes it: a folder of another name is never found. */
bool desk_languages_is_name(const char *name);

/* Whether there is one for the tag, or for what it is a kind of: "de" for "de-AT". The tag has been
 * read by base/langtag.h, so it is none of a path. */
bool desk_languages_have(const char *own, const char *shipped, const char *tag);

/* Sorted; char *. */
GPtrArray *desk_languages_list(const char *own, const char *shipped);

/* "de, en, fr"; the caller's. */
char *desk_languages_show(const char *own, const char *shipped);
