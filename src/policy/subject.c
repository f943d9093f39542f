#include "policy/subject.h"
#include "policy/thread.h"

/* How deep "Re: AW: [EXT] Fwd: ..." is followed. */
#define PREFIXES_MAX 32
#define START_MAX    40 /* bytes of one of them */

/* What mail clients put before the subject that they answer, case-folded, before a colon; a number
 * may stand between the two: "Re[2]:", "AW (3):", "Re^4:". */
/* clang-format off */
static const char *const answers[] = {
    "re",                           /* English, and most programs */
    "aw", "antwort",                /* German */
    "antw", "betr",                 /* Dutch */
    "sv", "svar",                   /* Danish, Norwegian, Swedish */
    "vs",                           /* Finnish; a forward in Norwegian */
    "réf", "rép",                   /* French */
    "rep",                          /* Spanish */
    "res",                          /* Portuguese */
    "r", "rif",                     /* Italian */
    "odp",                          /* Polish, Czech */
    "vá", "válasz",                 /* Hungarian */
    "ynt",                          /* Turkish */
    "atb",                          /* Welsh */
    "απ", "σχετ",                   /* Greek */
    "bls",                          /* Indonesian */
    "отв", "ответ", "ha", "на",     /* Russian, Bulgarian */
    "השב",                          /* Hebrew */
    "رد",                           /* Arabic */
    "回复", "回覆", "答复", "答覆", "回信", /* Chinese */
    "返信",                         /* Japanese */
    "답장", "회신",                 /* Korean */
};

/* The same for what they pass on. */
static const char *const forwards[] = {
    "fw", "fwd", "forward",         /* English, and most programs */
    "wg",                           /* German */
    "doorst",                       /* Dutch */
    "vb",                           /* Swedish */
    "vl", "videresendt",            /* Finnish, Danish */
    "tr",                           /* French */
    "rv", "reenv",                  /* Spanish */
    "enc",                          /* Portuguese */
    "i", "inoltra",                 /* Italian */
    "pd",                           /* Polish */
    "továbbítás",                   /* Hungarian */
    "ilt", "i\u0307lt",             /* Turkish */
    "yml",                          /* Welsh */
    "πρθ",                          /* Greek */
    "trs",                          /* Indonesian */
    "пересл",                       /* Russian */
    "הועבר",                        /* Hebrew */
    "إعادة توجيه",                  /* Arabic */
    "转发", "转寄", "轉發", "轉寄", /* Chinese */
    "転送",                         /* Japanese */
    "전달",                         /* Korean */
};
/* clang-format on */

/* What gateways put in brackets or between stars before a subject, case-folded. */
static const char *const marks[] = { "ext",     "extern",   "external", "external email",
                                     "externe", "externo",  "externa",  "esterno",
                                     "zewn",    "ulkoinen", "外部",     "spam",
                                     "spam?",   "bulk" };

static const char *
skip_blanks(const char *text)
{
    while (*text && g_unichar_isspace(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

/* Behind "[2]", "(2)", "^2" or "2"; text itself when there is no number. */
static const char *
skip_number(const char *text)
{
    const char *p = text + strspn(text, "[(^*");
    size_t digits = strspn(p, "0123456789");
    return digits == 0 ? text : p + digits + strspn(p + digits, ")]");
}

static const char *
skip_word(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!g_str_has_prefix(text, words[i]))
            continue;
        const char *p = skip_blanks(text + strlen(words[i]));
        p = skip_blanks(skip_number(p));
        if (*p == ':')
            return p + 1;
    }
    return NULL;
}

/* Behind "re:", "re[2] :"; NULL when text does not begin so. */
static const char *
skip_prefix(const char *text)
{
    const char *behind = skip_word(text, answers, G_N_ELEMENTS(answers));
    return behind ? behind : skip_word(text, forwards, G_N_ELEMENTS(forwards));
}

/* Behind "[ext]", "(external)", "***spam***"; NULL when text does not begin so. */
static const char *
skip_mark(const char *text)
{
    size_t open = strspn(text, "[({*");
    if (open == 0)
        return NULL;
    const char *word = skip_blanks(text + open);
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (!g_str_has_prefix(word, marks[i]))
            continue;
        const char *p = skip_blanks(word + strlen(marks[i]));
        size_t close = strspn(p, "])}*");
        if (close > 0)
            return p + close;
    }
    return NULL;
}

static const char *
skip_all(const char *text)
{
    text = skip_blanks(text);
    for (int i = 0; i < PREFIXES_MAX; i++) {
        const char *behind = skip_prefix(text);
        if (!behind)
            behind = skip_mark(text);
        if (!behind)
            return text;
        text = skip_blanks(behind);
    }
    return text;
}

static char *
collapse(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = skip_blanks(text); *p;) {
        gunichar c = g_utf8_get_char(p);
        bool blank = g_unichar_isspace(c);
        p = blank ? skip_blanks(p) : g_utf8_next_char(p);
        if (!blank)
            g_string_append_unichar(out, c);
        else if (*p)
            g_string_append_c(out, ' ');
    }
    return g_string_free(out, FALSE);
}

char *
desk_subject_base(const char *subject)
{
    g_autofree char *untagged = desk_thread_strip_tags(subject);
    g_autofree char *plain = g_utf8_normalize(untagged, -1, G_NORMALIZE_NFKC);
    if (!plain)
        return g_strdup("");
    g_autofree char *folded = g_utf8_casefold(plain, -1);
    return collapse(skip_all(folded));
}

static bool
is_within(const char *part, const char *subject)
{
    if (!subject)
        return false;
    g_autofree char *whole = desk_subject_base(subject);
    return strstr(whole, part) != NULL;
}

bool
desk_subject_is_new(const char *subject, const char *ticket, const char *last)
{
    g_autofree char *base = desk_subject_base(subject);
    return *base != '\0' && !is_within(base, ticket) && !is_within(base, last);
}

/* The first bytes of a text, folded as the words above are; NULL when it is no text. */
static char *
fold_start(const char *text, size_t size)
{
    g_autofree char *start = g_strndup(text, size);
    g_autofree char *plain = g_utf8_normalize(start, -1, G_NORMALIZE_NFKC);
    return plain ? g_utf8_casefold(plain, -1) : NULL;
}

/* The first colon, also a wide one, by its last byte; NULL: there is none. */
static const char *
find_colon(const char *text)
{
    static const char wide[] = "\xef\xbc\x9a";
    const char *colon = strchr(text, ':'), *other = strstr(text, wide);
    if (!other || (colon && colon < other))
        return colon;
    return other + strlen(wide) - 1;
}

/* Behind a prefix or mark of a subject as it is written; NULL when it begins with none. */
static const char *
skip_written(const char *text)
{
    const char *ends[] = { find_colon(text), text + strcspn(text, "])}*") };
    ends[1] += strspn(ends[1], "*");
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (!ends[i] || ends[i] - text > START_MAX)
            continue;
        size_t size = (size_t) (ends[i] - text) + (i == 0 || strspn(ends[i], "])}") > 0);
        g_autofree char *start = fold_start(text, size);
        const char *behind = !start ? NULL : i == 0 ? skip_prefix(start) : skip_mark(start);
        if (behind && *behind == '\0')
            return text + size;
    }
    return NULL;
}

char *
desk_subject_plain(const char *subject)
{
    g_autofree char *untagged = desk_thread_strip_tags(subject);
    const char *rest = skip_blanks(untagged), *behind;
    for (int i = 0; i < PREFIXES_MAX && (behind = skip_written(rest)); i++)
        rest = skip_blanks(behind);
    return collapse(rest);
}

bool
desk_subject_is_forward(const char *subject)
{
    g_autofree char *untagged = desk_thread_strip_tags(subject);
    g_autofree char *folded = fold_start(untagged, strlen(untagged));
    if (!folded)
        return false;
    const char *text = skip_blanks(folded), *behind;
    for (int i = 0; i < PREFIXES_MAX && (behind = skip_mark(text)); i++)
        text = skip_blanks(behind);
    return skip_word(text, forwards, G_N_ELEMENTS(forwards));
}
