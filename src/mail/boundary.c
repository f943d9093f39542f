#include "mail/boundary.h"

static bool
is_blank(DeskBytes rest)
{
    for (size_t i = 0; i < rest.size; i++)
        if (!g_ascii_isspace(rest.data[i]))
            return false;
    return true;
}

bool
desk_boundary_is(DeskBytes line, const char *boundary, size_t size, bool *closes)
{
    size_t i = size + 2;
    if (line.size < i || line.data[0] != '-' || line.data[1] != '-' ||
        memcmp(line.data + 2, boundary, size) != 0)
        return false;
    *closes = line.size >= i + 2 && line.data[i] == '-' && line.data[i + 1] == '-';
    if (*closes)
        return true;
    if (size > 0)
        return i == line.size || g_ascii_isspace(line.data[i]);
    return is_blank((DeskBytes){ line.data + i, line.size - i });
}
