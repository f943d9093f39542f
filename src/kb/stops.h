#pragma once

/* Words that say nothing of what a text is about, with | between them, by language; ends with NULL.
 * Folded before they are compared, so accents do not matter. */
extern const char *const desk_kb_stops[];
