#include "mail/pgp.h"

#define BEGIN_MESSAGE   "-----BEGIN PGP MESSAGE-----"
#define END_MESSAGE     "-----END PGP MESSAGE-----"
#define BEGIN_SIGNED    "-----BEGIN PGP SIGNED MESSAGE-----"
#define BEGIN_SIGNATURE "-----BEGIN PGP SIGNATURE-----"
#define END_SIGNATURE   "-----END PGP SIGNATURE-----"

/* The line that is the marker, at or behind from; NULL when there is none. */
static const char *
find_line(const char *text, const char *from, const char *marker)
{
    size_t size = strlen(marker);
    for (const char *p = from; (p = strstr(p, marker)) != NULL; p += size)
        if ((p == text || p[-1] == '\n') && (p[size] == '\n' || p[size] == '\0' || p[size] == ' '))
            return p;
    return NULL;
}

static const char *
behind_line(const char *line)
{
    const char *end = strchr(line, '\n');
    return end ? end + 1 : line + strlen(line);
}

/* Dashes at the start of a line had "- " put before them. */
static void
append_undashed(GString *out, const char *start, const char *end)
{
    while (start < end) {
        const char *next = behind_line(start);
        if (start[0] == '-' && start[1] == ' ')
            start += 2;
        g_string_append_len(out, start, MIN(next, end) - start);
        start = next;
    }
}

static char *
without_armor(const char *text, const char *begin)
{
    const char *end = find_line(text, begin, BEGIN_SIGNATURE);
    const char *last = end ? find_line(text, end, END_SIGNATURE) : NULL;
    if (!last)
        return NULL;
    /* "Hash: SHA256" and the empty line behind it. */
    const char *start = behind_line(begin);
    while (start < end && *start != '\n')
        start = behind_line(start);
    start = start < end ? start + 1 : end;
    GString *out = g_string_new_len(text, begin - text);
    append_undashed(out, start, end);
    g_string_append(out, behind_line(last));
    return g_string_free(out, FALSE);
}

DeskPgp
desk_pgp_read(const char *text, char **out, DeskBytes *block)
{
    *out = NULL;
    const char *begin = find_line(text, text, BEGIN_SIGNED);
    if (begin)
        *out = without_armor(text, begin);
    if (*out)
        return DESK_PGP_SIGNED;
    begin = find_line(text, text, BEGIN_MESSAGE);
    const char *last = begin ? find_line(text, begin, END_MESSAGE) : NULL;
    if (!last)
        return DESK_PGP_NONE;
    const char *rest = behind_line(last);
    *block = (DeskBytes){ begin, (size_t) (rest - begin) };
    GString *around = g_string_new_len(text, begin - text);
    g_string_append(around, rest);
    *out = g_string_free(around, FALSE);
    return DESK_PGP_ENCRYPTED;
}
