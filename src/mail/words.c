#include "mail/words.h"
#include "base/text.h"
#include "mail/transfer.h"

/* RFC 2047 allows 75; writers exceed it. A bound keeps the search for the end linear. */
#define WORD_MAX    2048
#define CHARSET_MAX 64

typedef struct {
    DeskBytes charset;
    char encoding;
    DeskBytes text;
    size_t size;
} Word;

typedef struct {
    GString *out;
    GString *bytes; /* decoded bytes of a run of words */
    DeskBytes run;  /* the words as written */
    char charset[CHARSET_MAX + 1];
    DeskCharsetDecode decode;
    const char *fallback;
} Decoder;

static bool
is_charset_byte(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("-_.:+()'* \"", c));
}

static bool
is_one_word(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (g_ascii_isspace(text[i]) || (text[i] == '=' && i + 1 < size && text[i + 1] == '?'))
            return false;
    return true;
}

/* The next word has begun before this one has ended; "=?=" is an end after a stray "=". */
static bool
begins_word(DeskBytes in)
{
    return in.size > 2 && in.data[0] == '=' && in.data[1] == '?' && in.data[2] != '=';
}

/*
 * "=?" charset ["*" language] "?" encoding "?" text "?=". The last word of a value may have lost
 * its end: gateways cut long subjects.
 */
static bool
match_word(DeskBytes in, Word *word)
{
    size_t max = MIN(in.size, WORD_MAX);
    if (max < 6 || in.data[0] != '=' || in.data[1] != '?')
        return false;
    size_t i = 2;
    while (i < max && i < 2 + CHARSET_MAX && is_charset_byte(in.data[i]))
        i++;
    if (i + 3 >= max || in.data[i] != '?' || in.data[i + 2] != '?')
        return false;
    word->charset = (DeskBytes){ in.data + 2, i - 2 };
    word->encoding = g_ascii_tolower(in.data[i + 1]);
    size_t start = i + 3;
    size_t end = start;
    for (; end + 1 < max && (in.data[end] != '?' || in.data[end + 1] != '='); end++)
        if (begins_word((DeskBytes){ in.data + end, max - end }))
            return false;
    bool is_cut = end + 1 >= max;
    word->size = is_cut ? max : end + 2;
    if (is_cut)
        end = in.data[max - 1] == '?' ? max - 1 : max;
    if (is_cut && (max < in.size || !is_one_word(in.data + start, end - start)))
        return false;
    word->text = (DeskBytes){ in.data + start, end - start };
    return word->encoding == 'q' || word->encoding == 'b';
}

size_t
desk_words_match(DeskBytes bytes)
{
    Word word;
    return match_word(bytes, &word) ? word.size : 0;
}

static void
append_q(GString *out, DeskBytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '=' && i + 2 < text.size && g_ascii_isxdigit(text.data[i + 1]) &&
            g_ascii_isxdigit(text.data[i + 2])) {
            c = (char) (g_ascii_xdigit_value(text.data[i + 1]) * 16 +
                        g_ascii_xdigit_value(text.data[i + 2]));
            i += 2;
        } else if (c == '_') {
            c = ' ';
        }
        g_string_append_c(out, c);
    }
}

static void
append_b(GString *out, DeskBytes text)
{
    guint32 bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < text.size; i++) {
        int value = desk_transfer_base64_value(text.data[i]);
        if (text.data[i] == '=')
            have = 0;
        if (value < 0)
            continue;
        bits = bits << 6 | (guint32) value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            g_string_append_c(out, (char) (bits >> have));
        }
    }
}

/* Decodes the pending run; one that our charsets do not cover stays as written. */
static void
flush(Decoder *decoder)
{
    if (decoder->run.size == 0)
        return;
    DeskBytes bytes = { decoder->bytes->str, decoder->bytes->len };
    g_autofree char *text = decoder->decode(bytes, decoder->charset, NULL);
    if (text)
        g_string_append(decoder->out, text);
    else
        g_string_append_len(decoder->out, decoder->run.data, (gssize) decoder->run.size);
    decoder->run.size = 0;
    g_string_truncate(decoder->bytes, 0);
}

static void
add_word(Decoder *decoder, const Word *word, const char *start)
{
    char charset[CHARSET_MAX + 1] = "";
    const char *star = memchr(word->charset.data, '*', word->charset.size);
    memcpy(charset, word->charset.data,
           star ? (size_t) (star - word->charset.data) : word->charset.size);
    g_strdelimit(charset, "\"", ' ');

    if (decoder->run.size > 0 && g_ascii_strcasecmp(charset, decoder->charset) != 0)
        flush(decoder);
    if (decoder->run.size == 0) {
        decoder->run.data = start;
        memcpy(decoder->charset, charset, sizeof charset);
    }
    decoder->run.size = (size_t) (start + word->size - decoder->run.data);
    if (word->encoding == 'q')
        append_q(decoder->bytes, word->text);
    else
        append_b(decoder->bytes, word->text);
}

/* Text that is no encoded word; blanks between two words mean nothing. */
static void
add_raw(Decoder *decoder, DeskBytes raw, bool word_follows)
{
    size_t blanks = 0;
    while (blanks < raw.size && g_ascii_isspace(raw.data[blanks]))
        blanks++;
    if (raw.size == 0 || (blanks == raw.size && decoder->run.size > 0 && word_follows))
        return;
    flush(decoder);
    g_autofree char *text = decoder->decode(raw, decoder->fallback, NULL);
    if (!text)
        text = decoder->decode(raw, NULL, NULL);
    g_string_append(decoder->out, text);
}

static bool
is_ascii(DeskBytes value)
{
    for (size_t i = 0; i < value.size; i++)
        if ((unsigned char) value.data[i] >= 0x80)
            return false;
    return true;
}

static bool
is_plain(DeskBytes value)
{
    return is_ascii(value) && !g_strstr_len(value.data, (gssize) value.size, "=?") &&
           !memchr(value.data, '\x1b', value.size);
}

char *
desk_words_decode(DeskBytes value, DeskCharsetDecode decode, const char *fallback)
{
    if (value.size == 0 || is_plain(value))
        return desk_text_line(value.data, value.size);

    g_autoptr(GString) out = g_string_sized_new(value.size + 16);
    g_autoptr(GString) bytes = g_string_new(NULL);
    /* A charset with escapes, such as UTF-16 or ISO-2022, is no likely one for raw 8-bit. */
    Decoder decoder = { .out = out, .bytes = bytes, .decode = decode, .fallback = "utf-8" };
    if (fallback && !is_ascii(value))
        decoder.fallback = g_utf8_validate_len(value.data, value.size, NULL) ? "utf-8" : fallback;

    size_t raw = 0;
    for (size_t i = 0; i < value.size;) {
        Word word;
        DeskBytes rest = { value.data + i, value.size - i };
        if (rest.data[0] != '=' || !match_word(rest, &word)) {
            i++;
            continue;
        }
        add_raw(&decoder, (DeskBytes){ value.data + raw, i - raw }, true);
        add_word(&decoder, &word, value.data + i);
        i += word.size;
        raw = i;
    }
    add_raw(&decoder, (DeskBytes){ value.data + raw, value.size - raw }, false);
    flush(&decoder);
    return desk_text_line(out->str, out->len);
}
