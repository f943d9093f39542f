#include "letter/fields.h"
#include "letter/found.h"

typedef bool (*Finder)(const DeskWriting *writing, const char *rest, GError **error);

static bool
find_queue(const DeskWriting *w, const char *rest, GError **error)
{
    (void) rest;
    return desk_found_queue(w, error);
}

static bool
find_help(const DeskWriting *w, const char *rest, GError **error)
{
    (void) rest;
    return desk_found_help(w, error);
}

static bool
find_draft(const DeskWriting *w, const char *rest, GError **error)
{
    (void) rest;
    return desk_found_draft(w, error);
}

static const struct {
    const char *word;
    bool has_more; /* something stands behind it */
    bool is_slow;
    Finder find;
} finders[] = {
    { "queue", false, false, find_queue },       { "search", true, true, desk_found_search },
    { "report", true, true, desk_found_report }, { "help", false, false, find_help },
    { "kb-draft", false, true, find_draft },
};

void
desk_found_title(const DeskWriting *w, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *title = g_strdup_vprintf(format, values);
    va_end(values);
    desk_values_set(w->letter->values, "title", desk_field_text(title));
}

/* What is to be found, or a text as it is. */
static bool
write_detail(const DeskWriting *w, const char *detail, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(finders); i++) {
        size_t size = strlen(finders[i].word);
        if (!g_str_has_prefix(detail, finders[i].word))
            continue;
        const char *rest = detail + size;
        if (*rest == '\0' || (finders[i].has_more && *rest == ' '))
            return (!finders[i].is_slow || desk_letter_has_time(w, error)) &&
                   finders[i].find(w, rest + strspn(rest, " "), error);
    }
    const char *end = strchr(detail, '\n');
    desk_letter_set_detail(w, detail);
    if (end)
        desk_found_title(w, "%.*s", (int) (end - detail), detail);
    return true;
}

bool
desk_letter_result(const DeskWriting *w, GError **error)
{
    const char *detail = w->row->detail ? w->row->detail : "";
    return (!w->ticket || desk_letter_set_summary(w, error)) && write_detail(w, detail, error);
}

static DeskPeriod
read_period(const char *detail)
{
    g_auto(GStrv) words = g_strsplit(detail ? detail : "", " ", 4);
    DeskPeriod period = { 0, 0 };
    if (g_strv_length(words) == 3 && g_str_equal(words[0], "digest")) {
        period.since = g_ascii_strtoll(words[1], NULL, 10);
        period.until = g_ascii_strtoll(words[2], NULL, 10);
    }
    return period;
}

bool
desk_letter_digest(const DeskWriting *w, GError **error)
{
    w->letter->unsubscribe = desk_letter_unsubscribe(w);
    return desk_letter_has_time(w, error) &&
           desk_found_changed(w, read_period(w->row->detail), error);
}
