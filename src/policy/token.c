#include "policy/token.h"
#include "base/mac.h"

#define NONCE_BYTES 8  /* the longer one */
#define TOKEN_MAX   96 /* longer is no token: letter, two numbers, nonce, MAC, hyphens */

static const char purposes[] = {
    [DESK_TOKEN_REPLY] = 'r',   [DESK_TOKEN_NOTE] = 'n',   [DESK_TOKEN_MESSAGE_ID] = 'm',
    [DESK_TOKEN_BOUNCE] = 'b',  [DESK_TOKEN_SURVEY] = 's', [DESK_TOKEN_VOTE] = 'v',
    [DESK_TOKEN_OPT_OUT] = 'u',
};

#define SCORE_MAX 99

struct DeskSeal {
    DeskKeys keys;
    GPtrArray *epochs; /* DeskEpoch */
};

static void
epoch_free(gpointer data)
{
    desk_epoch_free(data);
}

DeskSeal *
desk_seal_new(const DeskKeys *keys, const GPtrArray *epochs)
{
    DeskSeal *seal = g_new0(DeskSeal, 1);
    seal->keys = *keys;
    seal->epochs = g_ptr_array_new_with_free_func(epoch_free);
    for (guint i = 0; i < epochs->len; i++) {
        const DeskEpoch *e = epochs->pdata[i];
        g_ptr_array_add(seal->epochs, desk_epoch_new(e->epoch, e->last_ticket, e->last_contact));
    }
    return seal;
}

void
desk_seal_free(DeskSeal *seal)
{
    if (!seal)
        return;
    explicit_bzero(&seal->keys, sizeof seal->keys);
    g_ptr_array_unref(seal->epochs);
    g_free(seal);
}

static void
sign(const DeskSeal *seal, unsigned key, unsigned epoch, const char *body,
     char mac[DESK_MAC_TEXT + 1])
{
    const DeskEpoch *e = seal->epochs->pdata[epoch];
    g_autofree char *text = g_strconcat("token ", e->epoch, " ", body, NULL);
    desk_mac_sign(seal->keys.key[key], text, mac);
}

static char *
sign_now(const DeskSeal *seal, const char *body)
{
    char mac[DESK_MAC_TEXT + 1];
    sign(seal, seal->keys.count - 1, seal->epochs->len - 1, body, mac);
    return g_strconcat(body, "-", mac, NULL);
}

/* The address with signed body as its extension. */
static char *
extend(const DeskSeal *seal, const char *body, const char *address, char delimiter)
{
    const char *at = strrchr(address, '@');
    g_autofree char *text = sign_now(seal, body);
    return g_strdup_printf("%.*s%c%s%s", (int) (at - address), address, delimiter, text, at);
}

static char *
make_nonce(size_t size)
{
    guint8 bytes[NONCE_BYTES];
    desk_random(bytes, size);
    return desk_base32(bytes, size);
}

/* "r4821-77", "n4821-77" or "m4821-77" */
static char *
plain_body(DeskTokenPurpose purpose, DeskToken token)
{
    return g_strdup_printf("%c%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, purposes[purpose],
                           token.ticket, token.contact);
}

char *
desk_token_reply_address(const DeskSeal *seal, DeskToken token, const char *address, char delimiter)
{
    g_autofree char *body = plain_body(DESK_TOKEN_REPLY, token);
    return extend(seal, body, address, delimiter);
}

char *
desk_token_note_address(const DeskSeal *seal, DeskToken token, const char *address, char delimiter)
{
    g_autofree char *body = plain_body(DESK_TOKEN_NOTE, token);
    return extend(seal, body, address, delimiter);
}

static char *
survey_body(DeskToken token)
{
    g_autofree char *score =
        token.purpose == DESK_TOKEN_VOTE ? g_strdup_printf("-%d", token.score) : g_strdup("");
    return g_strdup_printf("%c%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "%s", purposes[token.purpose],
                           token.ticket, token.survey, score);
}

char *
desk_token_survey_address(const DeskSeal *seal, DeskToken token, const char *address,
                          char delimiter)
{
    g_autofree char *body = token.purpose == DESK_TOKEN_OPT_OUT
                                ? plain_body(DESK_TOKEN_OPT_OUT, token)
                                : survey_body(token);
    return extend(seal, body, address, delimiter);
}

char *
desk_token_bounce_address(const DeskSeal *seal, DeskToken token, const char *address,
                          char delimiter)
{
    g_autofree char *nonce = make_nonce(NONCE_BYTES / 2);
    g_autofree char *body = g_strdup_printf("%c%" G_GINT64_FORMAT "-%s",
                                            purposes[DESK_TOKEN_BOUNCE], token.ticket, nonce);
    return extend(seal, body, address, delimiter);
}

char *
desk_token_message_id(const DeskSeal *seal, DeskToken token, const char *hostname)
{
    g_autofree char *nonce = make_nonce(NONCE_BYTES);
    g_autofree char *plain = plain_body(DESK_TOKEN_MESSAGE_ID, token);
    g_autofree char *body = g_strconcat(plain, "-", nonce, NULL);
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

static bool
read_purpose(char letter, DeskTokenPurpose *purpose)
{
    for (size_t i = 0; i < G_N_ELEMENTS(purposes); i++)
        if (purposes[i] == letter) {
            *purpose = (DeskTokenPurpose) i;
            return true;
        }
    return false;
}

/* An address for answers is that of a ticket, always. */
static bool
has_nonce(DeskTokenPurpose purpose)
{
    return purpose == DESK_TOKEN_MESSAGE_ID || purpose == DESK_TOKEN_BOUNCE;
}

/* "0-" stands for no ticket. */
static bool
read_ticket(const char **p, DeskToken *token)
{
    if (!has_nonce(token->purpose) || !g_str_has_prefix(*p, "0-"))
        return read_number(p, &token->ticket);
    *p += strlen("0-");
    token->ticket = 0;
    return true;
}

/* "0-" to "99-". */
static bool
read_score(const char **p, DeskToken *token)
{
    gint64 score = 0;
    bool is_zero = g_str_has_prefix(*p, "0-");
    if (is_zero)
        *p += strlen("0-");
    else if (!read_number(p, &score) || score > SCORE_MAX)
        return false;
    token->score = (int) score;
    return true;
}

static bool
read_rest(const char **p, DeskToken *token)
{
    switch (token->purpose) {
    case DESK_TOKEN_BOUNCE:
        return true;
    case DESK_TOKEN_REPLY:
    case DESK_TOKEN_NOTE:
    case DESK_TOKEN_MESSAGE_ID:
    case DESK_TOKEN_OPT_OUT:
        return read_number(p, &token->contact);
    case DESK_TOKEN_SURVEY:
        return read_number(p, &token->survey);
    case DESK_TOKEN_VOTE:
        return read_number(p, &token->survey) && read_score(p, token);
    }
    return false;
}

/* Whether text begins as only a token does; *mac is then where its MAC should stand. */
static bool
read_form(const char *text, DeskToken *token, const char **mac)
{
    const char *p = text + 1;
    if (!read_purpose(*text, &token->purpose) || !read_ticket(&p, token) || !read_rest(&p, token))
        return false;
    if (has_nonce(token->purpose)) {
        p += strcspn(p, "-");
        if (*p++ != '-')
            return false;
    }
    *mac = p;
    return true;
}

static bool
is_within(const DeskEpoch *epoch, const DeskToken *token)
{
    return (epoch->last_ticket == 0 || token->ticket <= epoch->last_ticket) &&
           (epoch->last_contact == 0 || token->contact <= epoch->last_contact);
}

/* All keys and epochs are tried, so that the time tells nothing. */
static DeskTokenState
check(const DeskSeal *seal, const DeskToken *token, const char *body, const char *given)
{
    bool fits = false, known = false;
    for (unsigned k = 0; k < seal->keys.count; k++) {
        for (unsigned e = 0; e < seal->epochs->len; e++) {
            char mac[DESK_MAC_TEXT + 1];
            sign(seal, k, e, body, mac);
            bool equal = desk_mac_equal(mac, given);
            fits |= equal;
            known |= equal && is_within(seal->epochs->pdata[e], token);
        }
    }
    if (!fits)
        return DESK_TOKEN_FORGED;
    return known ? DESK_TOKEN_VALID : DESK_TOKEN_UNKNOWN;
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
    DeskTokenState state = check(seal, &read, body, mac);
    if (state != DESK_TOKEN_FORGED)
        *token = read;
    return state;
}
