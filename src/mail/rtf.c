#include "mail/rtf.h"
#include "text/charset.h"

#define UNPACKED_MAX (4u * 1024 * 1024)
#define WINDOW       4096
#define PACKED       0x75465a4cu /* "LZFu" */
#define NOT_PACKED   0x414c454du /* "MELA" */
#define HEAD         16
#define GROUPS_MAX   100
#define WORD_MAX     32

static guint32
number_at(DeskBytes bytes, size_t i)
{
    const guint8 *p = (const guint8 *) bytes.data + i;
    return (guint32) p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

/* The window starts with what every such document starts with. */
static size_t
fill_window(guint8 *window)
{
    static const char start[] =
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
        "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
        "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
    memset(window, ' ', WINDOW);
    memcpy(window, start, sizeof start - 1);
    return sizeof start - 1;
}

typedef struct {
    GByteArray *out;
    guint8 window[WINDOW];
    size_t at;
} Unpacking;

static void
emit(Unpacking *unpacking, guint8 c)
{
    unpacking->window[unpacking->at] = c;
    unpacking->at = (unpacking->at + 1) % WINDOW;
    g_byte_array_append(unpacking->out, &c, 1);
}

/* Two bytes: where in the window, and how much of it. False: the end. */
static bool
copy_reference(Unpacking *unpacking, guint8 high, guint8 low)
{
    size_t from = (size_t) high << 4 | low >> 4;
    unsigned count = (low & 0xf) + 2u;
    if (from == unpacking->at)
        return false;
    for (unsigned i = 0; i < count; i++)
        emit(unpacking, unpacking->window[(from + i) % WINDOW]);
    return true;
}

static void
unpack(Unpacking *unpacking, DeskBytes in)
{
    const guint8 *p = (const guint8 *) in.data;
    size_t i = 0;
    while (i < in.size && unpacking->out->len < UNPACKED_MAX) {
        guint8 flags = p[i++];
        for (unsigned bit = 0; bit < 8 && i < in.size; bit++) {
            if (!(flags >> bit & 1)) {
                emit(unpacking, p[i++]);
                continue;
            }
            if (i + 1 >= in.size || !copy_reference(unpacking, p[i], p[i + 1]))
                return;
            i += 2;
        }
    }
}

GByteArray *
desk_rtf_unpack(DeskBytes packed)
{
    if (packed.size < HEAD)
        return NULL;
    guint32 kind = number_at(packed, 8);
    DeskBytes in = { packed.data + HEAD, packed.size - HEAD };
    if (kind != PACKED && kind != NOT_PACKED)
        return NULL;
    GByteArray *out = g_byte_array_new();
    if (kind == NOT_PACKED) {
        g_byte_array_append(out, (const guint8 *) in.data, (guint) MIN(in.size, UNPACKED_MAX));
        return out;
    }
    g_autofree Unpacking *unpacking = g_new0(Unpacking, 1);
    unpacking->out = out;
    unpacking->at = fill_window(unpacking->window);
    unpack(unpacking, in);
    return out;
}

typedef struct {
    GString *out;
    GString *bytes; /* of the code page, not yet decoded */
    char charset[16];
    unsigned depth;
    unsigned hidden;               /* the depth from which on nothing is shown; 0: all is */
    unsigned fallback[GROUPS_MAX]; /* how many bytes stand in for a Unicode character */
    unsigned skip;                 /* of those, still to be passed over */
    gunichar high;                 /* the first half of a surrogate pair */
} Reading;

static void
flush(Reading *reading)
{
    if (reading->bytes->len == 0)
        return;
    DeskBytes bytes = { reading->bytes->str, reading->bytes->len };
    g_autofree char *text = desk_charset_decode(bytes, reading->charset, NULL);
    g_string_append(reading->out, text);
    g_string_truncate(reading->bytes, 0);
}

static void
add_byte(Reading *reading, char c)
{
    if (reading->skip > 0)
        reading->skip--;
    else if (reading->hidden == 0 && c)
        g_string_append_c(reading->bytes, c);
}

static void
add_text(Reading *reading, const char *text)
{
    if (reading->hidden > 0)
        return;
    flush(reading);
    g_string_append(reading->out, text);
}

static void
add_unicode(Reading *reading, int number)
{
    gunichar c = (gunichar) (number < 0 ? number + 0x10000 : number);
    reading->skip = reading->fallback[MIN(reading->depth, GROUPS_MAX - 1)];
    if (reading->hidden > 0)
        return;
    if (c >= 0xd800 && c < 0xdc00) {
        reading->high = c;
        return;
    }
    if (c >= 0xdc00 && c < 0xe000)
        c = reading->high ? 0x10000 + ((reading->high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
    reading->high = 0;
    flush(reading);
    if (c > 0 && g_unichar_validate(c))
        g_string_append_unichar(reading->out, c);
}

static void
open_group(Reading *reading)
{
    unsigned before = MIN(reading->depth, GROUPS_MAX - 1);
    reading->depth++;
    reading->skip = 0;
    if (reading->depth < GROUPS_MAX)
        reading->fallback[reading->depth] = reading->fallback[before];
}

static void
close_group(Reading *reading)
{
    if (reading->depth > 0)
        reading->depth--;
    if (reading->hidden > reading->depth)
        reading->hidden = 0;
    reading->skip = 0;
}

static void
hide(Reading *reading)
{
    if (reading->hidden == 0)
        reading->hidden = MAX(reading->depth, 1);
}

static bool
hides(const char *word)
{
    static const char *const words[] = { "fonttbl", "colortbl", "stylesheet", "info",     "pict",
                                         "object",  "header",   "footer",     "listtable" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static const char *
sign_of(const char *word)
{
    static const struct {
        const char *word, *text;
    } signs[] = {
        { "par", "\n" },           { "line", "\n" },          { "sect", "\n" },
        { "page", "\n" },          { "row", "\n" },           { "tab", "\t" },
        { "cell", "\t" },          { "emdash", "\u2014" },    { "endash", "\u2013" },
        { "bullet", "\u2022" },    { "lquote", "\u2018" },    { "rquote", "\u2019" },
        { "ldblquote", "\u201c" }, { "rdblquote", "\u201d" }, { "emspace", " " },
        { "enspace", " " },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (strcmp(word, signs[i].word) == 0)
            return signs[i].text;
    return NULL;
}

static void
use_word(Reading *reading, const char *word, int number)
{
    const char *sign = sign_of(word);
    if (sign)
        add_text(reading, sign);
    else if (strcmp(word, "u") == 0)
        add_unicode(reading, number);
    else if (strcmp(word, "uc") == 0 && reading->depth < GROUPS_MAX)
        reading->fallback[reading->depth] = (unsigned) CLAMP(number, 0, 16);
    else if (strcmp(word, "ansicpg") == 0 && number > 0)
        g_snprintf(reading->charset, sizeof reading->charset, "cp%d", number);
    else if (hides(word))
        hide(reading);
}

/* A control word with its number and the blank that ends it; returns where the text goes on. */
static size_t
take_word(Reading *reading, DeskBytes in, size_t i)
{
    char word[WORD_MAX + 1];
    size_t size = 0;
    for (; i < in.size && g_ascii_isalpha(in.data[i]); i++)
        if (size < WORD_MAX)
            word[size++] = in.data[i];
    word[size] = '\0';
    bool negative = i < in.size && in.data[i] == '-';
    int number = 0;
    for (i += negative ? 1 : 0; i < in.size && g_ascii_isdigit(in.data[i]); i++)
        number = MIN(number * 10 + (in.data[i] - '0'), 1000000);
    use_word(reading, word, negative ? -number : number);
    return i < in.size && in.data[i] == ' ' ? i + 1 : i;
}

static size_t
take_control(Reading *reading, DeskBytes in, size_t i)
{
    char c = i < in.size ? in.data[i] : '\0';
    if (g_ascii_isalpha(c))
        return take_word(reading, in, i);
    if (c == '\'' && i + 2 < in.size && g_ascii_isxdigit(in.data[i + 1]) &&
        g_ascii_isxdigit(in.data[i + 2])) {
        add_byte(reading, (char) (g_ascii_xdigit_value(in.data[i + 1]) * 16 +
                                  g_ascii_xdigit_value(in.data[i + 2])));
        return i + 3;
    }
    if (c == '*')
        hide(reading);
    else if (c == '~')
        add_text(reading, " ");
    else if (c == '\r' || c == '\n')
        add_text(reading, "\n");
    else if (c == '\\' || c == '{' || c == '}')
        add_byte(reading, c);
    return i + 1;
}

char *
desk_rtf_text(DeskBytes rtf)
{
    Reading reading = { .out = g_string_new(NULL),
                        .bytes = g_string_new(NULL),
                        .charset = "cp1252",
                        .fallback = { 1 } };
    for (size_t i = 0; i < rtf.size;) {
        char c = rtf.data[i++];
        if (c == '\\')
            i = take_control(&reading, rtf, i);
        else if (c == '{')
            open_group(&reading);
        else if (c == '}')
            close_group(&reading);
        else if (c != '\r' && c != '\n')
            add_byte(&reading, c);
    }
    flush(&reading);
    g_string_free(reading.bytes, TRUE);
    return g_string_free(reading.out, FALSE);
}
