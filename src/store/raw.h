#pragma once
#include "base/base.h"

/*
 * Raw mail as it is stored: one byte of format, four of dictionary id (0: none), a zstd
 * frame with its content size and checksum. Pure; any thread.
 */
GBytes *desk_raw_pack(DeskBytes raw);

/* NULL when the bytes are no packed mail or would unpack to more than max bytes. */
GBytes *desk_raw_unpack(const void *packed, size_t size, size_t max);
