#include "mail/frame.h"

void
desk_frame_write_head(guint8 head[DESK_FRAME_HEAD], const DeskFrame *frame)
{
    const guint32 words[2] = { GUINT32_TO_LE((guint32) frame->kind), GUINT32_TO_LE(frame->count) };
    const guint64 size = GUINT64_TO_LE(frame->length);
    memcpy(head, words, sizeof words);
    memcpy(head + sizeof words, &size, sizeof size);
}

DeskFrame
desk_frame_read_head(const guint8 head[DESK_FRAME_HEAD])
{
    guint32 words[2];
    guint64 size;
    memcpy(words, head, sizeof words);
    memcpy(&size, head + sizeof words, sizeof size);
    return (DeskFrame){ .kind = (DeskFrameKind) GUINT32_FROM_LE(words[0]),
                        .count = GUINT32_FROM_LE(words[1]),
                        .length = GUINT64_FROM_LE(size) };
}
