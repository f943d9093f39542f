#include "policy/subject.h"
#include "policy/thread.h"

/* How deep "Re: AW: [EXT] Fwd: ..." is followed. */
#define PREFIXES_MAX 32

/* What mail clients put before the subject that they answer or pass on, case-folded, before a
 * colon; a number may stand between the two: "Re[2]:", "AW (3):", "Re^4:". */
/* clang-format off */
static const char *const prefixes[] = {
    "re", "fw", "fwd", "forward",           /* English, and most programs */
    "aw", "antwort", "wg",                  /* German */
    "antw", "doorst", "betr",               /* Dutch */
    "sv", "svar", "vb",                     /* Danish, Norwegian, Swedish */
    "vs", "vl", "videresendt",              /* Finnish, Danish */
    "tr", "réf", "rép",                     /* French */
    "rv", "rep", "reenv",                   /* Spanish */
    "enc", "res",                           /* Portuguese */
    "r", "rif", "i", "inoltra",             /* Italian */
    "odp", "pd",                            /* Polish, Czech */
    "vá", "válasz", "továbbítás",           /* Hungarian */
    "ynt", "ilt", "i\u0307lt",              /* Turkish */
    "atb", "yml",                           /* Welsh */
    "απ", "σχετ", "πρθ",                    /* Greek */
    "bls", "trs",                           /* Indonesian */
    "отв", "ответ", "ha", "на", "пересл",   /* Russian, Bulgarian */
    "השב", "הועבר",                         /* Hebrew */
    "رد", "إعادة توجيه",                    /* Arabic */
    "回复", "回覆", "答复", "答覆", "回信", /* Chinese, answers */
    "转发", "转寄", "轉發", "轉寄",         /* Chinese, forwards */
    "返信", "転送",                         /* Japanese */
    "답장", "회신", "전달",                 /* Korean */
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

/* Behind "re:", "re[2] :"; NULL when text does not begin so. */
static const char *
skip_prefix(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        if (!g_str_has_prefix(text, prefixes[i]))
            continue;
        const char *p = skip_blanks(text + strlen(prefixes[i]));
        p = skip_blanks(skip_number(p));
        if (*p == ':')
            return p + 1;
    }
    return NULL;
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
