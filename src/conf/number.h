#pragma once
#include "base/base.h"

/* Numbers as a configuration has them; false when the text is none. */
bool desk_number_integer(const char *text, gint64 *value);
/* "500K", in bytes. */
bool desk_number_size(const char *text, gint64 *value);
/* "90s", "4h", in microseconds. */
bool desk_number_duration(const char *text, gint64 *value);
/* "08:00", in microseconds after midnight. */
bool desk_number_time(const char *text, gint64 *value);
/* "yes", "no" and their like. */
bool desk_number_boolean(const char *text, gint64 *value);
/* "0.75", in thousandths. */
bool desk_number_fraction(const char *text, gint64 *value);
