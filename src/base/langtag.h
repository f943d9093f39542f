#pragma once
#include "base/base.h"

/*
 * Language tags (RFC 5646), as far as templates and people are looked up by them: a language of two
 * or three letters and at most four further subtags.
 */

#define DESK_LANGTAG_MAX 35 /* bytes; RFC 5646 section 4.4.1 */

/*
 * The tag as section 2.1.1 writes it ("de-AT", "zh-Hant-TW"), with the language that a withdrawn
 * one stands for ("iw" is "he"); NULL when it is none. The caller's.
 */
char *desk_langtag_read(const char *text, size_t size);

/* The first of a list with commas (RFC 3282), comments passed over; NULL when it has none. The
 * caller's. */
char *desk_langtag_first(const char *list, size_t size);

/* Whether readers of the one read the other: "de" and "de-AT"; "nb" and "no"; "hr" and "sr", which
 * no program can tell apart. */
bool desk_langtag_is_same(const char *one, const char *other);
