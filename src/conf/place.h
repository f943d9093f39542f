#pragma once
#include "base/base.h"

/* One line of text, not empty and not too long: what every value is. */
bool desk_place_is_line(const char *text);
/* One or more of them, of which one at least is not blank. */
bool desk_place_is_text(const char *text);

/* Places as a configuration names them. Each returns the form to keep, the caller's; NULL when it
 * is none. */
char *desk_place_listen(const char *text);
char *desk_place_store(const char *text);
char *desk_place_relay(const char *text);
