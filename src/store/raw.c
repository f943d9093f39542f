#include "store/raw.h"

#include <zstd.h>

#define LEVEL       1
#define FORMAT      1 /* a zstd frame */
#define HEADER_SIZE 5 /* the format, then the dictionary id, low byte first */

static ZSTD_CCtx *
make_context(void)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    g_assert(context != NULL);
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1);
    return context;
}

GBytes *
desk_raw_pack(DeskBytes raw)
{
    size_t bound = ZSTD_compressBound(raw.size);
    guint8 *packed = g_malloc(HEADER_SIZE + bound);
    memset(packed, 0, HEADER_SIZE);
    packed[0] = FORMAT;
    ZSTD_CCtx *context = make_context();
    size_t size = ZSTD_compress2(context, packed + HEADER_SIZE, bound, raw.data, raw.size);
    g_assert(!ZSTD_isError(size));
    ZSTD_freeCCtx(context);
    return g_bytes_new_take(g_realloc(packed, HEADER_SIZE + size), HEADER_SIZE + size);
}

GBytes *
desk_raw_unpack(const void *packed, size_t size, size_t max)
{
    static const guint8 header[HEADER_SIZE] = { FORMAT };
    if (size <= HEADER_SIZE || memcmp(packed, header, HEADER_SIZE) != 0)
        return NULL;
    const guint8 *frame = (const guint8 *) packed + HEADER_SIZE;
    size_t frame_size = size - HEADER_SIZE;
    unsigned long long content = ZSTD_getFrameContentSize(frame, frame_size);
    if (content == ZSTD_CONTENTSIZE_UNKNOWN || content == ZSTD_CONTENTSIZE_ERROR || content > max)
        return NULL;
    g_autofree char *raw = g_try_malloc((gsize) content + 1);
    if (!raw || ZSTD_decompress(raw, content, frame, frame_size) != content)
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&raw), (gsize) content);
}
