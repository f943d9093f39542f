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

static bool
is_one_of(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, list[i]) == 0)
            return true;
    return false;
}

DeskBytes
desk_transfer_decode(DeskBytes in, const char *encoding, GByteArray *out, DeskTransferState *state)
{
    static const char *const plain[] = { "", "7bit", "8bit", "binary", "7-bit", "8-bit", "none" };
    static const char *const uu[] = { "x-uuencode", "uuencode", "x-uue", "uue" };
    DeskTransferState met = DESK_TRANSFER_CLEAN;
    guint before = out->len;
    bool decodes = true;
    if (strcmp(encoding, "base64") == 0)
        met = decode_base64(in, out);
    else if (strcmp(encoding, "quoted-printable") == 0)
        met = decode_quoted(in, out);
    else if (is_one_of(encoding, uu, G_N_ELEMENTS(uu)))
        met = decode_uu(in, out);
    else if (is_one_of(encoding, plain, G_N_ELEMENTS(plain)))
        decodes = false;
    else
        met = DESK_TRANSFER_UNKNOWN;
    if (state)
        *state = met;
    if (!decodes || met == DESK_TRANSFER_WRONG || met == DESK_TRANSFER_UNKNOWN)
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
