#include "mail/attachment.h"
#include "base/text.h"
#include "mail/name.h"

/* "<id>" and "id" are the same, and both are written. */
static char *
clean_content_id(const char *id)
{
    g_autofree char *line = desk_text_line(id, strlen(id));
    char *start = line;
    size_t size = strlen(line);
    if (*start == '<') {
        start++;
        size--;
    }
    if (size > 0 && start[size - 1] == '>')
        start[size - 1] = '\0';
    return desk_text_cut(g_strdup(start), DESK_MAIL_ID_MAX);
}

static char *
name_of(const DeskFile *file, unsigned number)
{
    g_autofree char *name = desk_name_safe(file->name ? file->name : "");
    return *name ? g_steal_pointer(&name) : desk_name_numbered(number, file->type);
}

void
desk_attachment_add(DeskMail *mail, const DeskFile *file)
{
    GPtrArray *list = mail->attachments;
    if (list->len >= DESK_MAIL_LIST_MAX) {
        desk_mail_add_defect(mail, "too many attachments, some left out");
        return;
    }
    DeskAttachment *attachment = desk_attachment_new();
    const guchar *bytes = (const guchar *) (file->bytes.data ? file->bytes.data : "");
    desk_mail_set(&attachment->name, name_of(file, list->len + 1));
    desk_mail_set(&attachment->type, g_strdup(file->type));
    desk_mail_set(&attachment->content_id,
                  clean_content_id(file->content_id ? file->content_id : ""));
    desk_mail_set(&attachment->sha256,
                  g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, file->bytes.size));
    attachment->size = (gint64) file->bytes.size;
    g_ptr_array_add(list, attachment);
}
