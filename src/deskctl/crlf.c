#include "deskctl/crlf.h"

static const char mbox[] = "From ";

static void
put(DeskCrlf *state, char byte, GString *out)
{
    if (byte == '\n' && state->last != '\r')
        g_string_append_c(out, '\r');
    g_string_append_c(out, byte);
    state->last = byte;
}

/* True while the byte belongs to the question whether the mail begins with "From ". */
static bool
is_top(DeskCrlf *state, char byte, GString *out)
{
    if (byte == mbox[state->matched]) {
        state->skipping = state->decided = mbox[++state->matched] == '\0';
        return true;
    }
    for (unsigned i = 0; i < state->matched; i++)
        put(state, mbox[i], out);
    state->decided = true;
    return false;
}

void
desk_crlf_feed(DeskCrlf *state, const char *bytes, size_t size, GString *out)
{
    for (size_t i = 0; i < size; i++) {
        if (!state->decided && is_top(state, bytes[i], out))
            continue;
        if (!state->skipping)
            put(state, bytes[i], out);
        else
            state->skipping = bytes[i] != '\n';
    }
}

void
desk_crlf_end(DeskCrlf *state, GString *out)
{
    for (unsigned i = 0; !state->decided && i < state->matched; i++)
        put(state, mbox[i], out);
    if (state->last != '\0' && state->last != '\n')
        put(state, '\n', out);
}
