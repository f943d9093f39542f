#pragma once
#include "base/base.h"

/*
 * Charsets that switch by escape sequences, which the C library has not or reads too strictly. The
 * result is in another charset, whose name is *charset (static storage); the caller's. Linear.
 */

/* ISO-2022-JP (RFC 1468) with what writers add: half-width kana, JIS X 0212, vendors' signs. */
char *desk_escape_japanese(DeskBytes bytes, const char **charset);

/* HZ (RFC 1843). */
char *desk_escape_hz(DeskBytes bytes, const char **charset);

/* Whether 7-bit text has the escape sequences of ISO-2022-JP, whatever its label says. */
bool desk_escape_is_japanese(DeskBytes bytes);
