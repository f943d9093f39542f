#include "policy/token.h"
#include "base/mac.h"

#define NONCE_BYTES 8
#define TOKEN_MAX   96 /* longer is no token: letter, two numbers, nonce, MAC, hyphens */

struct DeskSeal {
    DeskKeys keys;
    char **epochs;
    unsigned epoch_count;
};

DeskSeal *
desk_seal_new(const DeskKeys *keys, const char *const *epochs)
{
    DeskSeal *seal = g_new0(DeskSeal, 1);
    seal->keys = *keys;
    seal->epochs = g_strdupv((char **) epochs);
    seal->epoch_count = g_strv_length(seal->epochs);
    return seal;
}

void
desk_seal_free(DeskSeal *seal)
{
    if (!seal)
        return;
    explicit_bzero(&seal->keys, sizeof seal->keys);
    g_strfreev(seal->epochs);
    g_free(seal);
}

static void
sign(const DeskSeal *seal, unsigned key, unsigned epoch, const char *body,
     char mac[DESK_MAC_TEXT + 1])
{
    g_autofree char *text = g_strconcat("token ", seal->epochs[epoch], " ", body, NULL);
    desk_mac_sign(seal->keys.key[key], text, mac);
}

static char *
sign_now(const DeskSeal *seal, const char *body)
{
    char mac[DESK_MAC_TEXT + 1];
    sign(seal, seal->keys.count - 1, seal->epoch_count - 1, body, mac);
    return g_strconcat(body, "-", mac, NULL);
}

char *
desk_token_reply_address(const DeskSeal *seal, DeskToken token, const char *address, char delimiter)
{
    const char *at = strrchr(address, '@');
    g_autofree char *body =
        g_strdup_printf("r%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, token.ticket, token.contact);
    g_autofree char *text = sign_now(seal, body);
    return g_strdup_printf("%.*s%c%s%s", (int) (at - address), address, delimiter, text, at);
}

char *
desk_token_message_id(const DeskSeal *seal, DeskToken token, const char *hostname)
{
    guint8 bytes[NONCE_BYTES];
    desk_random(bytes, sizeof bytes);
    g_autofree char *nonce = desk_base32(bytes, sizeof bytes);
    g_autofree char *body = g_strdup_printf("m%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "-%s",
                                            token.ticket, token.contact, nonce);
    g_autofree char *text = sign_now(seal, body);
    return g_strconcat(text, "@", hostname, NULL);
}

/* Reads a positive decimal number without leading zeros and the hyphen behind it. */
static bool
read_number(const char **p, gint64 *number)
{
    if (**p < '1' || **p > '9')
        return false;
    gint64 n = 0;
    for (; g_ascii_isdigit(**p); (*p)++) {
        if (n > (G_MAXINT64 - 9) / 10)
            return false;
        n = n * 10 + (**p - '0');
    }
    *number = n;
    return *(*p)++ == '-';
}

/* Whether text begins as only a token does; *mac is then where its MAC should stand. */
static bool
read_form(const char *text, DeskToken *token, const char **mac)
{
    const char *p = text + 1;
    if ((*text != 'r' && *text != 'm') || !read_number(&p, &token->ticket) ||
        !read_number(&p, &token->contact))
        return false;
    if (*text == 'm') {
        p += strcspn(p, "-");
        if (*p++ != '-')
            return false;
    }
    *mac = p;
    return true;
}

static bool
mac_fits(const DeskSeal *seal, const char *body, const char *given)
{
    bool fits = false;
    for (unsigned k = 0; k < seal->keys.count; k++) {
        for (unsigned e = 0; e < seal->epoch_count; e++) {
            char mac[DESK_MAC_TEXT + 1];
            sign(seal, k, e, body, mac);
            fits |= desk_mac_equal(mac, given);
        }
    }
    return fits;
}

DeskTokenState
desk_token_verify(const DeskSeal *seal, const char *text, DeskToken *token)
{
    size_t size = strcspn(text, "@");
    if (size > TOKEN_MAX)
        return DESK_TOKEN_NONE;

    g_autofree char *lower = g_ascii_strdown(text, (gssize) size);
    const char *mac;
    DeskToken read = { 0 };
    if (!read_form(lower, &read, &mac))
        return DESK_TOKEN_NONE;

    g_autofree char *body = g_strndup(lower, (gsize) (mac - 1 - lower));
    if (!mac_fits(seal, body, mac))
        return DESK_TOKEN_FORGED;
    *token = read;
    return DESK_TOKEN_VALID;
}
