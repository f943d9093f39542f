#pragma once
#include "base/base.h"

/*
 * What reader and deskparse say to each other over a stream socket: frames of a head and
 * length bytes. deskparse greets with DESK_FRAME_HELLO and DESK_FRAME_VERSION as its bytes,
 * then answers requests. One of count 0 is a raw mail, and its answer what desk_wire_write made.
 * Any other is so many numbers of files (32 bit, little endian, rising) and then the raw mail; its
 * answer is a frame for each of these files that the mail has, and one that ends them.
 */
#define DESK_FRAME_HEAD    16 /* bytes: kind and count (32 bit), length (64 bit), little endian */
#define DESK_FRAME_VERSION "deskparse 4"
#define DESK_FRAME_FILES   1000                          /* at most, of a request */
#define DESK_FRAME_MAX     (G_GUINT64_CONSTANT(1) << 30) /* bytes of a request */

typedef enum {
    DESK_FRAME_HELLO = 0x44500001,
    DESK_FRAME_REQUEST,
    DESK_FRAME_ANSWER,
    DESK_FRAME_FILE, /* its number stands for count */
    DESK_FRAME_END,  /* without bytes */
} DeskFrameKind;

typedef struct {
    DeskFrameKind kind;
    guint32 count;
    guint64 length;
} DeskFrame;

void desk_frame_write_head(guint8 head[DESK_FRAME_HEAD], const DeskFrame *frame);

/* Whatever the bytes say: nothing is known of the values, not even that kind is one. */
DeskFrame desk_frame_read_head(const guint8 head[DESK_FRAME_HEAD]);
