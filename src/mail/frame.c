#include "mail/frame.h"

void
desk_frame_write_head(guint8 head[DESK_FRAME_HEAD], DeskFrameKind kind, guint64 length)
{
    const guint32 words[2] = { GUINT32_TO_LE((guint32) kind), 0 };
    const guint64 size = GUINT64_TO_LE(length);
    memcpy(head, words, sizeof words);
    memcpy(head + sizeof words, &size, sizeof size);
}

bool
desk_frame_read_head(const guint8 head[DESK_FRAME_HEAD], DeskFrameKind kind, guint64 max,
                     guint64 *length)
{
    guint32 words[2];
    guint64 size;
    memcpy(words, head, sizeof words);
    memcpy(&size, head + sizeof words, sizeof size);
    *length = GUINT64_FROM_LE(size);
    return words[0] == GUINT32_TO_LE((guint32) kind) && words[1] == 0 && *length <= max;
}
