#pragma once
#include "base/base.h"

/*
 * What reader and deskparse say to each other over a stream socket: frames of a head and
 * length bytes. deskparse greets with DESK_FRAME_HELLO and DESK_FRAME_VERSION as its bytes,
 * then each request (the raw mail) has one answer (what desk_wire_write made).
 */
#define DESK_FRAME_HEAD    16 /* bytes: kind and 0 (32 bit), length (64 bit), little endian */
#define DESK_FRAME_VERSION "deskparse 2"
#define DESK_FRAME_MAX     (G_GUINT64_CONSTANT(1) << 30) /* bytes of a request */

typedef enum {
    DESK_FRAME_HELLO = 0x44500001,
    DESK_FRAME_REQUEST,
    DESK_FRAME_ANSWER,
} DeskFrameKind;

void desk_frame_write_head(guint8 head[DESK_FRAME_HEAD], DeskFrameKind kind, guint64 length);

/* False when the head is of another kind or announces more than max bytes. */
bool desk_frame_read_head(const guint8 head[DESK_FRAME_HEAD], DeskFrameKind kind, guint64 max,
                          guint64 *length);
