#include "letter/files.h"
#include "letter/fields.h"
#include "policy/leak.h"
#include "store/rows.h"

/* All in one go: each walk through a large mail costs. *files has a GBytes for each number, NULL
 * for what cannot be taken out. */
static bool
extract(const DeskWriting *w, const DeskMessage *message, const GArray *numbers, GPtrArray **files,
        GError **error)
{
    GBytes *stored = NULL;
    if (!desk_letter_has_time(w, error) ||
        !desk_store_message_raw(w->desk->store, message->id, &stored, error))
        return false;
    g_autoptr(GBytes) raw = stored ? stored : g_bytes_new_static("", 0);
    DeskReader *reader = w->desk->find_reader(w->desk->data, error);
    if (!reader)
        return false;
    DeskBytes view = { NULL, 0 };
    view.data = g_bytes_get_data(raw, &view.size);
    *files = desk_reader_extract_all(reader, view, numbers, error);
    return *files != NULL;
}

static bool
extract_any(const DeskWriting *w, const DeskMessage *message, const GArray *numbers,
            GPtrArray **files, GError **error)
{
    *files = NULL;
    if (numbers->len > 0)
        return extract(w, message, numbers, files, error);
    *files = g_ptr_array_new();
    return true;
}

static void
add_file(const DeskWriting *w, const DeskStoredAttachment *attachment, GBytes *bytes)
{
    DeskLetterFile *file = g_new0(DeskLetterFile, 1);
    file->name = g_strdup(attachment->name);
    file->type = g_strdup(attachment->type);
    file->bytes = g_bytes_ref(bytes);
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

/* The numbers of those that there is room for; nothing is known of what was never read. */
static GArray *
choose_offered(const DeskWriting *w, const DeskMessage *message, const GPtrArray *attachments)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
    bool open = w->desk->find_reader && !message->held && !message->unparsed;
    gint64 room = w->desk->conf->notifications.attachments;
    for (guint32 number = 1; open && number <= attachments->len; number++) {
        const DeskStoredAttachment *attachment = attachments->pdata[number - 1];
        if (attachment->size > room)
            continue;
        room -= attachment->size;
        g_array_append_val(numbers, number);
    }
    return numbers;
}

static bool
offer_each(const DeskWriting *w, const DeskMessage *message, const GPtrArray *attachments,
           GError **error)
{
    g_autoptr(GArray) numbers = choose_offered(w, message, attachments);
    g_autoptr(GPtrArray) files = NULL;
    DeskValues *list = desk_values_list();
    desk_values_set(w->letter->values, "files", list);
    if (!extract_any(w, message, numbers, &files, error))
        return false;
    for (guint i = 0, next = 0; i < attachments->len; i++) {
        bool chosen = next < numbers->len && g_array_index(numbers, guint32, next) == i + 1;
        GBytes *bytes = chosen ? files->pdata[next++] : NULL;
        desk_values_append(list, make_file(attachments->pdata[i], bytes));
        if (bytes)
            add_file(w, attachments->pdata[i], bytes);
    }
    return true;
}

bool
desk_files_offer(const DeskWriting *w, const DeskMessage *message, GError **error)
{
    g_autoptr(GPtrArray) attachments = NULL;
    if (!desk_store_attachment_list(w->desk->store, message->id, &attachments, error))
        return false;
    desk_values_set(w->letter->values, "has_files", desk_values_bool(attachments->len > 0));
    return offer_each(w, message, attachments, error);
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

/* An answer without a file that belongs to it is not the answer that was given; with what a file
 * says of the desk and its agents it is none for a customer (RULES O4). */
static bool
check_file(const DeskWriting *w, const char *name, GBytes *bytes, GError **error)
{
    if (!bytes) {
        g_autofree char *why = g_strdup_printf("its file %s cannot be taken out of the mail", name);
        return desk_letter_refuse(error, why);
    }
    DeskBytes file = { NULL, 0 };
    file.data = g_bytes_get_data(bytes, &file.size);
    const char *found = desk_leak_file(w->desk->conf, file);
    if (!found)
        return true;
    g_autofree char *why =
        g_strdup_printf("its file %s has %s in it, which no customer may see", name, found);
    return desk_letter_refuse(error, why);
}

static GArray *
choose_meant(const GPtrArray *attachments)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 number = 1; number <= attachments->len; number++)
        if (is_meant(attachments->pdata[number - 1]))
            g_array_append_val(numbers, number);
    return numbers;
}

static bool
pass_on_each(const DeskWriting *w, const DeskMessage *message, const GPtrArray *attachments,
             GError **error)
{
    g_autoptr(GArray) numbers = choose_meant(attachments);
    g_autoptr(GPtrArray) files = NULL;
    if (!extract_any(w, message, numbers, &files, error))
        return false;
    for (guint i = 0; i < files->len; i++) {
        const DeskStoredAttachment *attachment =
            attachments->pdata[g_array_index(numbers, guint32, i) - 1];
        if (!check_file(w, attachment->name, files->pdata[i], error))
            return false;
        add_file(w, attachment, files->pdata[i]);
    }
    return true;
}

bool
desk_files_pass_on(const DeskWriting *w, const DeskMessage *message, GError **error)
{
    g_autoptr(GPtrArray) attachments = NULL;
    if (!desk_store_attachment_list(w->desk->store, message->id, &attachments, error))
        return false;
    return !w->desk->find_reader || pass_on_each(w, message, attachments, error);
}
