#include "send/render.h"
#include "mail/compose.h"
#include "ticket/kind.h"

#define REFERENCES_MAX 21
#define ID_MAX         250

/*
 * An id from a foreign mail that could not stand in a header is better left out than the whole
 * mail; so is one with an encoded word, which readers that are too eager turn into anything.
 */
static bool
is_plain_id(const char *id)
{
    size_t size = strlen(id);
    if (strstr(id, "=?"))
        return false;
    for (size_t i = 0; i < size; i++)
        if (id[i] <= ' ' || id[i] >= 0x7f || id[i] == '<' || id[i] == '>')
            return false;
    return size > 0 && size <= ID_MAX;
}

/* Keeps the sound ids, the first and the last of a long list (RULES T11). */
static char **
read_references(const char *text)
{
    g_auto(GStrv) ids = g_strsplit(text ? text : "", " ", -1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    for (char **id = ids; *id; id++)
        if (is_plain_id(*id))
            g_ptr_array_add(kept, g_strdup(*id));
    if (kept->len > REFERENCES_MAX)
        g_ptr_array_remove_range(kept, 1, kept->len - REFERENCES_MAX);
    g_ptr_array_add(kept, NULL);
    return (char **) g_ptr_array_free(g_steal_pointer(&kept), FALSE);
}

/* Borrows all that it holds from the letter. */
static GArray *
list_files(const DeskLetter *letter)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(DeskDraftFile));
    for (guint i = 0; i < letter->files->len; i++) {
        const DeskLetterFile *file = letter->files->pdata[i];
        DeskDraftFile draft = { .name = file->name, .type = file->type };
        draft.bytes.data = g_bytes_get_data(file->bytes, &draft.bytes.size);
        g_array_append_val(files, draft);
    }
    return files;
}

DeskChoice
desk_send_choice(const DeskOutboxRow *row, const DeskLetter *letter)
{
    return (DeskChoice){ .name = letter->template ? letter->template : row->kind,
                         .language = row->language,
                         .fallback = letter->language,
                         .mailbox = letter->mailbox,
                         .team = letter->team };
}

GBytes *
desk_send_render(DeskShelf *shelf, const DeskOutboxRow *row, const DeskLetter *letter,
                 GError **error)
{
    const DeskMailKind *kind = desk_mail_kind(row->kind);
    g_auto(DeskRendered) parts = { .subject = NULL };
    const DeskChoice choice = desk_send_choice(row, letter);
    if (!desk_shelf_render(shelf, &choice, letter->values, &parts, error))
        return NULL;

    g_auto(GStrv) references = read_references(row->references);
    g_autoptr(GArray) files = list_files(letter);
    const char *parent = row->in_reply_to;
    const DeskDraft draft = {
        .message_id = row->message_id,
        .date = row->date,
        .from_name = row->from_name,
        .from_address = row->from_address,
        .to_name = row->verified ? row->recipient_name : NULL,
        .to_address = row->recipient,
        .reply_to = row->reply_to && *row->reply_to ? row->reply_to : NULL,
        .subject = parts.subject,
        .in_reply_to = parent && is_plain_id(parent) ? parent : NULL,
        .references = *references ? (const char *const *) references : NULL,
        .thread_topic = row->verified ? row->thread_topic : NULL,
        .auto_submitted = kind ? kind->auto_submitted : "auto-generated",
        .suppress_answers = !kind || kind->is_automatic,
        .text = parts.text,
        .html = letter->text_only ? NULL : parts.html,
        .list_unsubscribe = letter->unsubscribe,
        .files = (const DeskDraftFile *) files->data,
        .file_count = files->len,
    };
    return desk_compose(&draft, error);
}
