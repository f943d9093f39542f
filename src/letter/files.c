#include "letter/files.h"
#include "letter/fields.h"
#include "store/rows.h"

/* Where files are taken from. The raw mail is fetched with the first of them. */
typedef struct {
    const DeskWriting *writing;
    const DeskMessage *message;
    GBytes *raw;
} Source;

static bool
open_raw(Source *source, GError **error)
{
    return source->raw || desk_store_message_raw(source->writing->desk->store, source->message->id,
                                                 &source->raw, error);
}

/* *bytes NULL: it cannot be taken out. */
static bool
extract(Source *source, guint number, GBytes **bytes, GError **error)
{
    *bytes = NULL;
    if (!open_raw(source, error))
        return false;
    const DeskLetterDesk *desk = source->writing->desk;
    DeskReader *reader = desk->find_reader(desk->data, error);
    if (!reader)
        return false;
    if (!source->raw)
        return true;
    g_autoptr(GError) trouble = NULL;
    DeskBytes raw = { NULL, 0 };
    raw.data = g_bytes_get_data(source->raw, &raw.size);
    *bytes = desk_reader_extract(reader, raw, number, &trouble);
    if (!trouble)
        return true;
    g_propagate_error(error, g_steal_pointer(&trouble));
    return false;
}

/* Takes bytes. */
static void
add_file(const DeskWriting *w, const DeskStoredAttachment *attachment, GBytes *bytes)
{
    DeskLetterFile *file = g_new0(DeskLetterFile, 1);
    file->name = g_strdup(attachment->name);
    file->type = g_strdup(attachment->type);
    file->bytes = bytes;
    g_ptr_array_add(w->letter->files, file);
}

static DeskValues *
make_file(const DeskStoredAttachment *attachment, bool is_sent)
{
    DeskValues *values = desk_values_map();
    desk_values_set(values, "name", desk_field_text(attachment->name));
    desk_values_set(values, "size", desk_field_size(attachment->size));
    desk_values_set(values, "is_sent", desk_values_bool(is_sent));
    return values;
}

static bool
offer_each(Source *source, const GPtrArray *attachments, DeskValues *list, GError **error)
{
    const DeskWriting *w = source->writing;
    bool open = w->desk->find_reader && !source->message->held && !source->message->unparsed;
    gint64 room = open ? w->desk->conf->notifications.attachments : 0;
    for (guint i = 0; i < attachments->len; i++) {
        const DeskStoredAttachment *attachment = attachments->pdata[i];
        GBytes *bytes = NULL;
        if (attachment->size <= room && !extract(source, i + 1, &bytes, error))
            return false;
        desk_values_append(list, make_file(attachment, bytes));
        if (!bytes)
            continue;
        room -= attachment->size;
        add_file(w, attachment, bytes);
    }
    return true;
}

bool
desk_files_offer(const DeskWriting *w, const DeskMessage *message, GError **error)
{
    Source source = { .writing = w, .message = message };
    g_autoptr(GPtrArray) attachments = NULL;
    DeskValues *list = desk_values_list();
    desk_values_set(w->letter->values, "files", list);
    if (!desk_store_attachment_list(w->desk->store, message->id, &attachments, error))
        return false;
    desk_values_set(w->letter->values, "has_files", desk_values_bool(attachments->len > 0));
    bool good = offer_each(&source, attachments, list, error);
    g_clear_pointer(&source.raw, g_bytes_unref);
    return good;
}

/* Bytes below which a picture within the text is taken for a part of the signature: logos and the
 * signs of networks are smaller, what somebody pastes to show it is larger. */
#define LOGO_MAX (16 * 1024)

/* Types that mail programs add by themselves; one that ends with / stands for all of its kind. */
static bool
is_of_the_program(const DeskStoredAttachment *attachment)
{
    static const char *const types[] = {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-keys",
        "application/ms-tnef",
        "application/vnd.ms-tnef",
        "text/calendar",
        "text/vcard",
        "text/x-vcard",
    };
    static const char *const names[] = { "signature.asc", "smime.p7s", "winmail.dat",
                                         "invite.ics" };
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_ascii_strcasecmp(attachment->type, types[i]) == 0)
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(attachment->name, names[i]) == 0)
            return true;
    return false;
}

static bool
is_meant(const DeskStoredAttachment *attachment)
{
    bool logo = attachment->is_inline && attachment->size < LOGO_MAX &&
                g_str_has_prefix(attachment->type, "image/");
    return !logo && !is_of_the_program(attachment);
}

/* An answer without a file that belongs to it is not the answer that was given. */
static bool
refuse_file(const char *name, GError **error)
{
    g_autofree char *why = g_strdup_printf("its file %s cannot be taken out of the mail", name);
    return desk_letter_refuse(error, why);
}

static bool
pass_on_each(Source *source, const GPtrArray *attachments, GError **error)
{
    for (guint i = 0; i < attachments->len; i++) {
        const DeskStoredAttachment *attachment = attachments->pdata[i];
        GBytes *bytes = NULL;
        if (!is_meant(attachment))
            continue;
        if (!extract(source, i + 1, &bytes, error))
            return false;
        if (!bytes)
            return refuse_file(attachment->name, error);
        add_file(source->writing, attachment, bytes);
    }
    return true;
}

bool
desk_files_pass_on(const DeskWriting *w, const DeskMessage *message, GError **error)
{
    Source source = { .writing = w, .message = message };
    g_autoptr(GPtrArray) attachments = NULL;
    if (!desk_store_attachment_list(w->desk->store, message->id, &attachments, error))
        return false;
    bool good = !w->desk->find_reader || pass_on_each(&source, attachments, error);
    g_clear_pointer(&source.raw, g_bytes_unref);
    return good;
}
