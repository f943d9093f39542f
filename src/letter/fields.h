#pragma once
#include "calendar/hours.h"
#include "template/mustache.h"

/* Values of templates as desk-templates(5) has them: what there is nothing of is false. */
DeskValues *desk_field_text(const char *text);
DeskValues *desk_field_number(gint64 number);
/* The same as HTML, for {{{name}}}: only what desk_markup_html has made of it. */
DeskValues *desk_field_html(const char *text);
/* "3 KB" */
DeskValues *desk_field_size(gint64 bytes);

/* A moment as somebody of that zone reads it (NULL: UTC): without its date when that is the one of
 * now. "14:30 CET", "Tue 2026-11-24 14:30 CET". */
DeskValues *desk_field_moment(const DeskHours *hours, gint64 at, gint64 now);

/*
 * A moment in parts, for the partial "moment" of a language: year, month ("11"), day ("4"), hour
 * ("09"), minute ("05") and zone ("CET"); true are month_11 and weekday_3, the latter for a
 * Wednesday, and on the first of a month is_first_day. hours NULL: UTC. False when at is 0.
 */
DeskValues *desk_field_parts(const DeskHours *hours, gint64 at);

/* A moment with its date. The caller's. */
char *desk_field_date(const DeskHours *hours, gint64 at);

/* One line, with line ends in place of blanks so that none is wider than 72 characters where its
 * words allow; HTML shows it as before. The caller's. */
char *desk_field_wrap(const char *line);

/* The text, cut after so many bytes at a character; *cut: it was. The caller's. */
char *desk_field_excerpt(const char *text, size_t max, bool *cut);
