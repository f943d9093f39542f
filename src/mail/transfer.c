#include "mail/transfer.h"
#include "mail/uuencode.h"

/*
 * With more foreign bytes than one in this many it is no base64. A blank within a line weighs more:
 * words of a text have nothing else that is foreign.
 */
#define SOUND_RATIO  8
#define BLANK_WEIGHT 4

typedef struct {
    GByteArray *out;
    guint32 bits;
    unsigned digits; /* of the quantum under way */
    size_t good;     /* digits in all */
    size_t wrong;    /* foreign bytes in all */
    bool is_padded;
    /* As they were at the last padding. */
    guint padded_size;
    size_t padded_good;
    size_t padded_wrong;
} Base64;

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int
desk_transfer_base64_value(char c)
{
    if (g_ascii_isupper(c))
        return c - 'A';
    if (g_ascii_islower(c))
        return c - 'a' + 26;
    if (g_ascii_isdigit(c))
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static void
put(GByteArray *out, guint32 c)
{
    const guint8 byte = (guint8) c;
    g_byte_array_append(out, &byte, 1);
}

/* The bytes of a quantum that has come to its end early. */
static void
flush(Base64 *state)
{
    if (state->digits == 2)
        put(state->out, state->bits >> 4);
    if (state->digits == 3) {
        put(state->out, state->bits >> 10);
        put(state->out, state->bits >> 2);
    }
    state->digits = 0;
    state->bits = 0;
}

static void
take_digit(Base64 *state, int value)
{
    state->good++;
    state->bits = state->bits << 6 | (guint32) value;
    if (++state->digits < 4)
        return;
    const guint8 bytes[3] = { (guint8) (state->bits >> 16), (guint8) (state->bits >> 8),
                              (guint8) state->bits };
    g_byte_array_append(state->out, bytes, sizeof bytes);
    state->digits = 0;
    state->bits = 0;
}

static void
take_padding(Base64 *state)
{
    flush(state);
    state->is_padded = true;
    state->padded_size = state->out->len;
    state->padded_good = state->good;
    state->padded_wrong = state->wrong;
}

/*
 * Some writers pad each line or chunk, so padding ends nothing by itself. What follows the last
 * one counts only if it is flawless; else it is a list's footer or the like.
 */
static DeskTransferState
finish_base64(Base64 *state)
{
    bool has_tail = state->is_padded &&
                    (state->good > state->padded_good || state->wrong > state->padded_wrong);
    if (has_tail && (state->digits > 0 || state->wrong > state->padded_wrong)) {
        g_byte_array_set_size(state->out, state->padded_size);
        state->good = state->padded_good;
        state->wrong = state->padded_wrong;
        state->digits = 0;
    } else {
        has_tail = false;
    }
    if (state->wrong * SOUND_RATIO > state->good)
        return DESK_TRANSFER_WRONG;
    bool is_cut = state->digits > 0;
    flush(state);
    if (state->wrong > 0)
        return DESK_TRANSFER_REPAIRED;
    return has_tail ? DESK_TRANSFER_TAIL : is_cut ? DESK_TRANSFER_CUT : DESK_TRANSFER_CLEAN;
}

static bool
is_inner_blank(DeskBytes in, size_t i)
{
    return in.data[i] == ' ' && i > 0 && i + 1 < in.size && !is_blank(in.data[i - 1]) &&
           !is_blank(in.data[i + 1]);
}

static DeskTransferState
decode_base64(DeskBytes in, GByteArray *out)
{
    Base64 state = { .out = out };
    for (size_t i = 0; i < in.size; i++) {
        char c = in.data[i];
        int value = c == '-' || c == '_' ? -1 : desk_transfer_base64_value(c);
        if (value >= 0)
            take_digit(&state, value);
        else if (c == '=')
            take_padding(&state);
        else
            state.wrong += !is_blank(c) ? 1 : is_inner_blank(in, i) ? BLANK_WEIGHT : 0;
    }
    return finish_base64(&state);
}

/* The length of a soft line break that begins with the "=" at i; 0 when there is none. */
static size_t
soft_break(DeskBytes in, size_t i)
{
    size_t end = i + 1;
    while (end < in.size && (in.data[end] == ' ' || in.data[end] == '\t'))
        end++;
    if (end == in.size)
        return end - i;
    if (in.data[end] == '\r' && end + 1 < in.size && in.data[end + 1] == '\n')
        return end + 2 - i;
    return in.data[end] == '\n' ? end + 1 - i : 0;
}

static DeskTransferState
decode_quoted(DeskBytes in, GByteArray *out)
{
    DeskTransferState state = DESK_TRANSFER_CLEAN;
    for (size_t i = 0; i < in.size;) {
        const char *equals = memchr(in.data + i, '=', in.size - i);
        size_t run = equals ? (size_t) (equals - in.data) - i : in.size - i;
        g_byte_array_append(out, (const guint8 *) in.data + i, (guint) run);
        i += run;
        if (i == in.size)
            break;
        size_t skip = soft_break(in, i);
        if (skip > 0) {
            i += skip;
        } else if (i + 2 < in.size && g_ascii_isxdigit(in.data[i + 1]) &&
                   g_ascii_isxdigit(in.data[i + 2])) {
            put(out, (guint32) (g_ascii_xdigit_value(in.data[i + 1]) * 16 +
                                g_ascii_xdigit_value(in.data[i + 2])));
            i += 3;
        } else {
            put(out, '=');
            state = DESK_TRANSFER_REPAIRED;
            i++;
        }
    }
    return state;
}

static DeskTransferState
decode_uu(DeskBytes in, GByteArray *out)
{
    DeskEncodedFile file;
    size_t at = 0;
    if (!desk_uuencode_find(in, &at, &file))
        return DESK_TRANSFER_WRONG;
    g_byte_array_append(out, file.bytes->data, file.bytes->len);
    bool is_cut = file.is_cut;
    desk_encoded_file_clear(&file);
    return is_cut ? DESK_TRANSFER_CUT : DESK_TRANSFER_CLEAN;
}

typedef enum {
    ENCODING_NONE,
    ENCODING_BASE64,
    ENCODING_QUOTED,
    ENCODING_UU,
    ENCODING_NEW
} Encoding;

/* By how the word begins: "8-bit", "8bits", "quoted printable" and "base64;" are all about. */
static Encoding
read_encoding(const char *word)
{
    static const struct {
        const char *start;
        Encoding encoding;
    } starts[] = {
        { "7", ENCODING_NONE },        { "8", ENCODING_NONE },         { "binary", ENCODING_NONE },
        { "none", ENCODING_NONE },     { "plain", ENCODING_NONE },     { "text", ENCODING_NONE },
        { "base64", ENCODING_BASE64 }, { "base-64", ENCODING_BASE64 }, { "b64", ENCODING_BASE64 },
        { "quoted", ENCODING_QUOTED }, { "qp", ENCODING_QUOTED },      { "x-uu", ENCODING_UU },
        { "uu", ENCODING_UU },
    };
    if (*word == '\0')
        return ENCODING_NONE;
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_str_has_prefix(word, starts[i].start))
            return starts[i].encoding;
    return ENCODING_NEW;
}

static DeskTransferState
decode(DeskBytes in, Encoding encoding, GByteArray *out)
{
    switch (encoding) {
    case ENCODING_BASE64:
        return decode_base64(in, out);
    case ENCODING_QUOTED:
        return decode_quoted(in, out);
    case ENCODING_UU:
        return decode_uu(in, out);
    case ENCODING_NONE:
        return DESK_TRANSFER_CLEAN;
    case ENCODING_NEW:
        return DESK_TRANSFER_UNKNOWN;
    }
    return DESK_TRANSFER_UNKNOWN;
}

DeskBytes
desk_transfer_decode(DeskBytes in, const char *word, GByteArray *out, DeskTransferState *state)
{
    guint before = out->len;
    Encoding encoding = read_encoding(word);
    DeskTransferState met = decode(in, encoding, out);
    if (state)
        *state = met;
    if (encoding == ENCODING_NONE || met == DESK_TRANSFER_WRONG || met == DESK_TRANSFER_UNKNOWN)
        return in;
    if (out->len == before)
        return (DeskBytes){ "", 0 };
    return (DeskBytes){ (const char *) out->data + before, out->len - before };
}

const char *
desk_transfer_defect(DeskTransferState state)
{
    static const char *const phrases[] = {
        [DESK_TRANSFER_CLEAN] = NULL,
        [DESK_TRANSFER_REPAIRED] = "transfer encoding broken, foreign bytes passed over",
        [DESK_TRANSFER_CUT] = "transfer encoding cut short",
        [DESK_TRANSFER_TAIL] = "text behind the end of base64 left out",
        [DESK_TRANSFER_WRONG] = "not in the declared transfer encoding, shown as it is",
        [DESK_TRANSFER_UNKNOWN] = "transfer encoding unknown, shown as it is",
    };
    return phrases[state];
}
