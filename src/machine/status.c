#include "machine/status.h"

static bool
is_digit(char c)
{
    return g_ascii_isdigit(c);
}

/* Up to three digits; the position behind them, or NULL when there is none or more. */
static const char *
take_number(const char *p)
{
    unsigned count = 0;
    for (; is_digit(*p); p++)
        count++;
    return count >= 1 && count <= 3 ? p : NULL;
}

/* The end of the status that begins at p, or NULL. */
static const char *
match_status(const char *p)
{
    if ((*p != '4' && *p != '5') || p[1] != '.')
        return NULL;
    const char *end = take_number(p + 2);
    end = end && *end == '.' ? take_number(end + 1) : NULL;
    if (!end || g_ascii_isalpha(*end) || (*end == '.' && is_digit(end[1])))
        return NULL;
    return end;
}

/* Versions have the form of a status too: a word before it must be one that announces a status. */
static bool
is_announced(const char *text, const char *p)
{
    static const char *const words[] = { "status", "code",   "error",  "dsn",
                                         "smtp",   "fehler", "erreur", "errore" };
    if (p > text && (g_ascii_isalnum(p[-1]) || strchr("./_@", p[-1])))
        return false;
    while (p > text && (p[-1] == ' ' || p[-1] == '\t'))
        p--;
    if (p == text || !g_ascii_isalpha(p[-1]))
        return true;
    const char *end = p;
    while (p > text && g_ascii_isalpha(p[-1]))
        p--;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strlen(words[i]) == (size_t) (end - p) &&
            g_ascii_strncasecmp(p, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* "550 5.1.1", "550-'5.1.1": a status that a reply code introduces. */
static bool
is_replied(const char *text, const char *p)
{
    for (unsigned i = 0; i < 2 && p > text && strchr(" -'\"#(<", p[-1]); i++)
        p--;
    return p - text >= 3 && is_digit(p[-1]) && is_digit(p[-2]) && (p[-3] == '4' || p[-3] == '5');
}

static unsigned
rank_status(const char *text, const char *p)
{
    if (strncmp(p + 1, ".0.0", 4) == 0)
        return 1;
    return is_replied(text, p) ? 3 : 2;
}

bool
desk_status_find(const char *text, char status[DESK_STATUS_SIZE])
{
    unsigned best = 0;
    *status = '\0';
    for (const char *p = strpbrk(text, "45"); p && best < 3; p = strpbrk(p + 1, "45")) {
        const char *end = match_status(p);
        unsigned rank = end && is_announced(text, p) ? rank_status(text, p) : 0;
        if (rank <= best)
            continue;
        best = rank;
        g_strlcpy(status, p, MIN((size_t) (end - p) + 1, DESK_STATUS_SIZE));
    }
    return best > 0;
}

static bool
is_reply(const char *text, const char *p)
{
    if ((*p != '4' && *p != '5') || !is_digit(p[1]) || p[1] > '7' || !is_digit(p[2]))
        return false;
    if (p > text && (g_ascii_isalnum(p[-1]) || strchr(".@/-_=$", p[-1])))
        return false;
    return p[3] == '\0' || strchr(" -:;,.\"')]>\t\n", p[3]) != NULL;
}

/* Other numbers of three digits occur in the middle of a sentence. */
static bool
is_prominent(const char *text, const char *p)
{
    while (p > text && (p[-1] == ' ' || p[-1] == '\t'))
        p--;
    return p == text || strchr("\n:;>#(\"'", p[-1]) != NULL;
}

bool
desk_status_find_reply(const char *text, char code[DESK_REPLY_SIZE])
{
    *code = '\0';
    for (const char *p = strpbrk(text, "45"); p; p = strpbrk(p + 1, "45")) {
        if (!is_reply(text, p))
            continue;
        bool good = is_prominent(text, p) || (p[3] != '\0' && match_status(p + 4));
        if (*code == '\0' || good)
            g_strlcpy(code, p, DESK_REPLY_SIZE);
        if (good)
            return true;
    }
    return *code != '\0';
}

/* "550_": a reply of which an underscore stands for each blank. */
static bool
is_joined_reply(const char *text, const char *p)
{
    bool begins = p == text || g_ascii_isspace(p[-1]) || strchr(":;\"'(<[", p[-1]);
    return begins && (*p == '4' || *p == '5') && is_digit(p[1]) && is_digit(p[2]) && p[3] == '_';
}

void
desk_status_spread(char *text)
{
    for (char *p = strpbrk(text, "45"); p; p = strpbrk(p + 1, "45")) {
        if (!is_joined_reply(text, p))
            continue;
        for (; *p && !g_ascii_isspace(*p); p++)
            if (*p == '_')
                *p = ' ';
        if (*p == '\0')
            break;
    }
}

const char *
desk_status_guess(const char *folded)
{
    const DeskPhrase *row = desk_phrases_find(desk_status_words, folded);
    return row ? row->means : NULL;
}

bool
desk_status_is_hard(const char *status, const char *guess)
{
    static const char *const dead[] = { "1.1",  "1.2",   "1.3", "1.4",   "1.6", "2.1",
                                        "1.10", "1.351", "4.4", "4.310", NULL };
    if (*status != '5')
        return false;
    return g_strv_contains(dead, guess ? guess : status + (strlen(status) > 2 ? 2 : 1));
}
