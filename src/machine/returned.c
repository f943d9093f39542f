#include "machine/returned.h"
#include "machine/report.h"
#include "mail/ids.h"

static size_t
count_blanks(DeskBytes line)
{
    size_t blanks = 0;
    while (blanks < line.size && (line.data[blanks] == ' ' || line.data[blanks] == '\t'))
        blanks++;
    return blanks;
}

/* Without what precedes its first field, and without the indentation of that. */
static char *
dedent(DeskBytes copy)
{
    GString *out = g_string_new(NULL);
    size_t indent = 0;
    DeskHeader field;
    while (copy.size > 0) {
        DeskBytes line = desk_header_take_line(&copy);
        size_t blanks = count_blanks(line);
        DeskBytes rest = { line.data + blanks, line.size - blanks };
        if (out->len == 0) {
            if (!desk_header_split(rest, &field) || field.value.size == 0)
                continue;
            indent = blanks;
        } else if (desk_header_is_end(rest)) {
            break;
        }
        size_t cut = MIN(indent, blanks);
        g_string_append_len(out, line.data + cut, (gssize) (line.size - cut));
    }
    return g_string_free(out, FALSE);
}

void
desk_returned_init(DeskReturned *returned, const DeskNotice *notice, const DeskParts *parts)
{
    DeskBytes part = desk_report_view(parts ? parts->returned : NULL);
    returned->top = part.size > 0 ? NULL : dedent(notice->copy);
    if (returned->top)
        part = (DeskBytes){ returned->top, strlen(returned->top) };
    returned->headers = desk_headers_read(part, NULL);
}

void
desk_returned_clear(DeskReturned *returned)
{
    g_clear_pointer(&returned->headers, g_array_unref);
    g_clear_pointer(&returned->top, g_free);
}

/* NULL when the field is none that names the returned mail, or holds no id. */
static char *
read_id(const DeskHeader *field)
{
    static const char *const names[] = { "Message-ID", "X-Original-Message-ID",
                                         "Original-Message-ID" };
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (desk_header_is(field, names[i]))
            desk_ids_read(field->value, ids);
    return ids->len > 0 ? g_strdup(g_ptr_array_index(ids, 0)) : NULL;
}

/* The first in any line of a text, also an indented one. */
static char *
search_id(DeskBytes text)
{
    char *id = NULL;
    text.size = MIN(text.size, DESK_NOTICE_MAX);
    while (text.size > 0 && !id) {
        DeskBytes line = desk_header_take_line(&text);
        size_t blanks = count_blanks(line);
        DeskHeader field;
        if (desk_header_split((DeskBytes){ line.data + blanks, line.size - blanks }, &field))
            id = read_id(&field);
    }
    return id;
}

char *
desk_returned_find_id(const DeskReturned *returned, const DeskNotice *notice,
                      const DeskParts *parts, const DeskMail *report)
{
    char *id = NULL;
    for (unsigned i = 0; i < returned->headers->len && !id; i++)
        id = read_id(&g_array_index(returned->headers, DeskHeader, i));
    if (!id)
        id = search_id(desk_report_view(parts ? parts->status : NULL));
    if (!id)
        id = search_id(desk_report_view(parts ? parts->disposition : NULL));
    if (!id)
        id = search_id(notice->text);
    if (!id && report->in_reply_to->len == 1)
        id = g_strdup(g_ptr_array_index(report->in_reply_to, 0));
    return id ? id : g_strdup("");
}
