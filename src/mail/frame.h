#pragma once
#include "base/base.h"

/*
 * What reader and deskparse say to each other over a stream socket: frames of a head and
 * length bytes. deskparse greets with DESK_FRAME_HELLO and DESK_FRAME_VERSION as its bytes,
 * then each request (the raw mail) has one answer: of number 0 what desk_wire_write made, of any
 * other the file of the mail that has this number, or that there is none.
 */
#define DESK_FRAME_HEAD    16 /* bytes: kind and number (32 bit), length (64 bit), little endian */
#define DESK_FRAME_VERSION "deskparse 3"
#define DESK_FRAME_MAX     (G_GUINT64_CONSTANT(1) << 30) /* bytes of a request */

typedef enum {
    DESK_FRAME_HELLO = 0x44500001,
    DESK_FRAME_REQUEST,
    DESK_FRAME_ANSWER,
    DESK_FRAME_FILE,
    DESK_FRAME_NO_FILE, /* without bytes */
} DeskFrameKind;

typedef struct {
    DeskFrameKind kind;
    guint32 number; /* of the file that is asked for and answered; else 0 */
    guint64 length;
} DeskFrame;

void desk_frame_write_head(guint8 head[DESK_FRAME_HEAD], const DeskFrame *frame);

/* Whatever the bytes say: nothing is known of the values, not even that kind is one. */
DeskFrame desk_frame_read_head(const guint8 head[DESK_FRAME_HEAD]);
