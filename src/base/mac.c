#include "base/mac.h"

#include <sys/random.h>

#define MAC_BYTES 16

static void
encode_base32(const guint8 *bytes, size_t size, char *out)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned have = 0;
    guint32 bits = 0;

    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | bytes[i];
        have += 8;
        while (have >= 5) {
            have -= 5;
            *out++ = digits[bits >> have & 31];
        }
    }
    if (have > 0)
        *out++ = digits[bits << (5 - have) & 31];
    *out = '\0';
}

void
desk_mac_sign(const guint8 key[DESK_KEY_SIZE], const char *text, char out[DESK_MAC_TEXT + 1])
{
    guint8 digest[32];
    gsize size = sizeof digest;
    g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, key, DESK_KEY_SIZE);

    g_hmac_update(hmac, (const guchar *) text, -1);
    g_hmac_get_digest(hmac, digest, &size);
    encode_base32(digest, MAC_BYTES, out);
}

bool
desk_mac_equal(const char expected[DESK_MAC_TEXT + 1], const char *given)
{
    if (strlen(given) != DESK_MAC_TEXT)
        return false;
    unsigned differ = 0;
    for (size_t i = 0; i < DESK_MAC_TEXT; i++)
        differ |= (unsigned char) expected[i] ^ (unsigned char) g_ascii_tolower(given[i]);
    return differ == 0;
}

void
desk_random(void *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t n = getrandom((char *) bytes + done, size - done, 0);
        if (n < 0 && errno != EINTR)
            g_error("getrandom: %s", g_strerror(errno));
        done += n > 0 ? (size_t) n : 0;
    }
}

char *
desk_base32(const guint8 *bytes, size_t size)
{
    char *out = g_malloc(size * 8 / 5 + 2);
    encode_base32(bytes, size, out);
    return out;
}
