#include "base/text.h"
#include "conf/syntax.h"
#include "letter/inspecting.h"

#define NEAREST_MAX 2

/* How far a known name is from a wrong one; the same field of another map is near. */
static guint
distance(const char *wrong, const char *known)
{
    const char *wrong_end = strrchr(wrong, '.');
    const char *known_end = strrchr(known, '.');
    const char *end = known_end ? known_end + 1 : known;
    if (g_str_equal(wrong_end ? wrong_end + 1 : wrong, end))
        return 1;
    guint edits = desk_syntax_distance(wrong, known);
    return edits <= MAX(strlen(wrong), 6) / 3 ? edits : G_MAXUINT;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* ", expected a or b?"; empty when nothing is near. */
static char *
name_nearest(const char *wrong, GPtrArray *known)
{
    GString *out = g_string_new(NULL);
    g_ptr_array_sort(known, compare_names);
    guint bound = G_MAXUINT;
    for (guint found = 0; found < NEAREST_MAX; found++) {
        const char *best = NULL;
        guint least = bound;
        for (guint i = 0; i < known->len; i++) {
            guint edits = known->pdata[i] ? distance(wrong, known->pdata[i]) : G_MAXUINT;
            if (edits < least) {
                least = edits;
                best = known->pdata[i];
            }
        }
        if (!best)
            break;
        bound = least + 1;
        g_string_append_printf(out, "%s\"%s\"", found == 0 ? ", expected " : " or ", best);
        g_autofree char *name = g_strdup(best);
        for (guint i = 0; i < known->len; i++)
            if (known->pdata[i] && g_str_equal(known->pdata[i], name))
                g_clear_pointer(&known->pdata[i], g_free);
    }
    g_string_append(out, out->len > 0 ? "?" : "");
    return g_string_free(out, FALSE);
}

static char *
describe_unknown(const DeskTag *tag, const char *name, DeskPart part, GPtrArray *partials)
{
    g_autofree char *shown = desk_text_quote(tag->name);
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
    if (tag->tag != DESK_TAG_PARTIAL)
        desk_tag_names(tag, fields);
    g_autofree char *nearest = name_nearest(tag->name, partials ? partials : fields);
    if (tag->tag == DESK_TAG_PARTIAL)
        return g_strdup_printf("there is no partial %s%s%s", shown,
                               part == DESK_PART_HTML ? ".html" : ".txt", nearest);
    return g_strdup_printf("\"%s\" is no field of %s%s", shown, name, nearest);
}

/* Samples of fields that are HTML, and no others, begin with a tag. */
static bool
is_html(const DeskTag *tag)
{
    return tag->text && *tag->text == '<';
}

char *
desk_inspect_tag(const DeskTag *tag, const char *name, DeskPart part, GPtrArray *partials)
{
    bool is_shown = tag->tag == DESK_TAG_TEXT || tag->tag == DESK_TAG_RAW;
    bool in_html = part == DESK_PART_HTML;
    g_autofree char *shown = desk_text_quote(tag->name);
    if (tag->field == DESK_FIELD_UNKNOWN)
        return tag->is_doubtful ? NULL : describe_unknown(tag, name, part, partials);
    if (!is_shown)
        return NULL;
    if (tag->field != DESK_FIELD_TEXT)
        return g_strdup_printf("\"%s\" is no text and shows nothing, expected a section", shown);
    if (in_html && tag->tag == DESK_TAG_RAW && !is_html(tag))
        return g_strdup_printf("\"%s\" is no HTML: {{{...}}} lets it be anything", shown);
    if (is_html(tag) && (!in_html || tag->tag == DESK_TAG_TEXT))
        return g_strdup_printf("\"%s\" is HTML, expected %s", shown,
                               in_html ? "{{{...}}}" : "the field of the same name without it");
    return NULL;
}
