/*
 * Writes what the desk writes, for a checker with other eyes (t/tools/checkwritten.py). Takes
 * requests from standard input and answers each on standard output, in fields of a length (32 bit,
 * little endian) and so many bytes:
 *
 *   "mail", text, number of files in decimal, then name, type and bytes of each: the mail
 *   "html", text: the text as HTML
 */
#include "mail/compose.h"
#include "text/markup.h"

static bool
read_field(GByteArray *field)
{
    guint32 size;
    if (fread(&size, sizeof size, 1, stdin) != 1)
        return false;
    g_byte_array_set_size(field, GUINT32_FROM_LE(size) + 1);
    field->len--;
    field->data[field->len] = '\0';
    return field->len == 0 || fread(field->data, field->len, 1, stdin) == 1;
}

static void
write_field(const void *data, size_t size)
{
    guint32 head = GUINT32_TO_LE((guint32) size);
    fwrite(&head, sizeof head, 1, stdout);
    fwrite(data, 1, size, stdout);
}

/* The next field, which lasts as long as fields; an input that ends early ends the program. */
static GByteArray *
take(GPtrArray *fields)
{
    GByteArray *field = g_byte_array_new();
    g_ptr_array_add(fields, field);
    if (!read_field(field))
        exit(EX_DATAERR);
    return field;
}

static bool
write_mail(GPtrArray *fields)
{
    const char *text = (const char *) take(fields)->data;
    size_t count = g_ascii_strtoull((const char *) take(fields)->data, NULL, 10);
    g_autofree DeskDraftFile *files = g_new0(DeskDraftFile, count);
    for (size_t i = 0; i < count; i++) {
        files[i].name = (const char *) take(fields)->data;
        files[i].type = (const char *) take(fields)->data;
        const GByteArray *bytes = take(fields);
        files[i].bytes = (DeskBytes){ (const char *) bytes->data, bytes->len };
    }
    const DeskDraft draft = { .message_id = "r1@mx.example.com",
                              .date = G_GINT64_CONSTANT(1772366400000000),
                              .from_address = "support@example.com",
                              .to_address = "jane@example.org",
                              .subject = "Re: hello",
                              .text = text,
                              .html = "<p>hello</p>",
                              .files = files,
                              .file_count = count };
    g_autoptr(GBytes) mail = desk_compose(&draft, NULL);
    if (mail)
        write_field(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
    return mail != NULL;
}

int
main(void)
{
    g_autoptr(GByteArray) kind = g_byte_array_new();
    while (read_field(kind)) {
        g_autoptr(GPtrArray) fields =
            g_ptr_array_new_with_free_func((GDestroyNotify) g_byte_array_unref);
        if (strcmp((const char *) kind->data, "html") == 0) {
            g_autofree char *html = desk_markup_html((const char *) take(fields)->data);
            write_field(html, strlen(html));
        } else if (!write_mail(fields)) {
            return EX_SOFTWARE;
        }
    }
    return EX_OK;
}
